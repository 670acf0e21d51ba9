/* exhaustion.c: memory that ends, within the few kilobytes of the smallest target: each capacity of an arena from
 * nothing to enough, each call of exp_rs_malloc refused, once and for ever. Each time there is a status, what was
 * there before goes on, and all comes back. tests_native_c/test_faults.c is the thorough one.
 */
#include "support.h"

static const char SOURCE[] = "sin(x)*cos(y)+sqrt(x*x+y*y)";

static exp_rs_status set_up(exp_rs_batch_builder *batch)
{
    int32_t status = exp_rs_batch_builder_add_parameter(batch, "x", R(0));
    if (status >= 0) {
        status = exp_rs_batch_builder_add_parameter(batch, "y", R(4));
    }
    if (status >= 0) {
        status = exp_rs_batch_builder_add_expression(batch, SOURCE);
    }
    return status < 0 ? status : exp_rs_batch_builder_eval(batch, NULL);
}

/* Gives whether there was room. */
static int with_capacity(size_t capacity)
{
    exp_rs_arena *arena = exp_rs_arena_new(capacity);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    exp_rs_status status = set_up(batch);
    if (status == EXP_RS_OK) {
        CHECK_BITS(exp_rs_batch_builder_get_result(batch, 0), 4);
    } else {
        CHECK(status == EXP_RS_OUT_OF_MEMORY || (batch == NULL && status == EXP_RS_NULL_POINTER));
        CHECK_NAN(exp_rs_batch_builder_get_result(batch, 0));
    }
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
    return status == EXP_RS_OK;
}

static void test_every_capacity(void)
{
    size_t capacity, enough = 0;
    for (capacity = 0; capacity < 3000 && enough < 20; capacity += 8) {
        enough = with_capacity(capacity) ? enough + 1 : 0;
    }
    CHECK_EQ_U(enough, 20);
    CHECK_NO_LEAK();
}

static void test_every_hook_call(void)
{
    unsigned long n, refused = 0;
    int for_ever;
    for (for_ever = 0; for_ever <= 1; for_ever++) {
        for (n = 1; n < 1000; n++) {
            hooks_fail_at(n, for_ever);
            CHECK(!with_capacity(1984) || !hooks_did_fail() || !for_ever);
            if (!hooks_did_fail()) {
                break;
            }
            refused++;
            hooks_fail_at(HOOKS_NEVER, 0);
            CHECK(with_capacity(1984));
        }
    }
    hooks_fail_at(HOOKS_NEVER, 0);
    CHECK(refused >= 4);
    CHECK_NO_LEAK();
}

/* What was prepared before memory ended is evaluated as before. */
static void test_the_survivor(void)
{
    rig r = rig_new(1984);
    unsigned long calls, i, wrong = 0;
    CHECK_OK(set_up(r.batch));
    hooks_fail_at(1, 1);
    CHECK(!with_capacity(1984));
    calls = hooks_malloc_calls() + hooks_free_calls();
    for (i = 0; i < 1000; i++) {
        wrong += exp_rs_batch_builder_eval(r.batch, NULL) != EXP_RS_OK;
    }
    CHECK_EQ_U(wrong, 0);
    CHECK_EQ_U(hooks_malloc_calls() + hooks_free_calls(), calls);
    hooks_fail_at(HOOKS_NEVER, 0);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 4);
    rig_free(&r);
    CHECK_NO_LEAK();
}

int main(void)
{
    test_every_capacity();
    test_every_hook_call();
    test_the_survivor();
    return check_summary("exhaustion");
}
