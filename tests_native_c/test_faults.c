/* test_faults.c: memory that fails. The Nth call of exp_rs_malloc fails, once and for ever, for every N over every
 * kind of call; every size of a fixed arena from 0 to enough in steps of 16; hooks whose blocks are at 4 mod 8.
 * Each time: no crash, nothing but OK and OUT_OF_MEMORY (or what follows from a handle that is NULL), what was
 * there before goes on, no byte is leaked, and the same objects work when memory is back.
 */
#include "support.h"

/* The one other thing than OK that may come of a call: the scenario then goes on without what the call was to give. */
static int memory_only(exp_rs_status status)
{
    CHECK(status >= 0 || status == EXP_RS_OUT_OF_MEMORY || status == EXP_RS_NULL_POINTER);
    return status >= 0;
}

static exp_rs_real triple(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)n_args;
    (void)user_data;
    return args[0] * R(3);
}

static const exp_rs_real TABLE[] = {R(1.5), R(2.5)};

/* Defines everything a context can hold; gives whether all of it found room. */
static int fill_context(exp_rs_context *k)
{
    int all = 1;
    all &= memory_only(exp_rs_context_set_constant(k, "c", R(10)));
    all &= memory_only(exp_rs_context_set_array(k, "table", TABLE, 2));
    all &= memory_only(exp_rs_context_add_function(k, "triple", 1, 1, triple, NULL, EXP_RS_PURE));
    all &= memory_only(exp_rs_context_add_expression_function(k, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    all &= memory_only(exp_rs_context_add_expression_function(k, "fib2", "n", "a := fib(n); a + a"));
    all &= memory_only(exp_rs_context_set_constant(k, "c", R(100)));
    all &= memory_only(exp_rs_context_add_expression_function(k, "fib2", "n", "2 * fib(n)"));
    return all;
}

static int fill_batch(exp_rs_batch_builder *b)
{
    int all = 1;
    all &= memory_only(exp_rs_batch_builder_add_parameter(b, "x", R(2)));
    all &= memory_only(exp_rs_batch_builder_bind_array(b, "own", TABLE, 2));
    all &= memory_only(exp_rs_batch_builder_add_named_expression(b, "first", "second + table[1] * own[0]"));
    all &= memory_only(exp_rs_batch_builder_add_named_expression(b, "second", "x^2 + triple(x) + c"));
    all &= memory_only(exp_rs_batch_builder_add_expression(b, "fib2(10) + (x > 1 ? sin(0) : tan(x)) + first*0"));
    return all;
}

static void check_results(exp_rs_batch_builder *b)
{
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 113.75);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 110);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 2), 110);
}

/* An old context, batch and result that must survive whatever happens beside them. */
static void check_survivor(exp_rs_batch_builder *b, exp_rs_real x)
{
    CHECK_OK(exp_rs_batch_builder_set_param(b, 0, x));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), x * x + R(1));
}

static void use_all_calls(exp_rs_context *k, exp_rs_arena *arena)
{
    exp_rs_batch_builder *b = exp_rs_batch_builder_new(arena);
    exp_rs_real one = R(0);
    int full = fill_context(k) & fill_batch(b);
    exp_rs_status status = full ? exp_rs_batch_builder_prepare(b, k) : EXP_RS_OUT_OF_MEMORY;
    (void)memory_only(status);
    if (status == EXP_RS_OK) {
        CHECK_OK(exp_rs_batch_builder_eval(b, k));
        check_results(b);
        status = exp_rs_batch_builder_replace_expression(b, 1, "sqrt(x) + x*x*x*x - 13 + cos(0)", k);
        (void)memory_only(status);
        if (status != EXP_RS_OK) { /* the old one goes on */
            CHECK_OK(exp_rs_batch_builder_eval(b, k));
            check_results(b);
        }
        (void)memory_only(exp_rs_context_remove(k, "c"));
        (void)memory_only(exp_rs_batch_builder_clear(b));
    }
    (void)memory_only(exp_rs_eval("sqrt(1 + 2*3)", &one));
    exp_rs_batch_builder_free(b);
}

/* One run with the hooks failing from call `n`; gives whether a call was refused at all. */
static int run_with_failure(unsigned long n, int for_ever, int growable)
{
    rig old = rig_new(8192);
    exp_rs_arena *arena;
    exp_rs_context *k;
    int failed;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(old.batch, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(old.batch, "x^2 + 1"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(old.batch, NULL));

    hooks_fail_at(n, for_ever);
    arena = growable ? exp_rs_arena_new_growable(0, NO_LIMIT) : exp_rs_arena_new(65536);
    k = exp_rs_context_new();
    use_all_calls(k, arena);
    check_survivor(old.batch, R(3));
    failed = hooks_did_fail();
    hooks_fail_at(HOOKS_NEVER, 0);

    if (k != NULL && arena != NULL) { /* the same objects, now that memory is back */
        exp_rs_batch_builder *b = exp_rs_batch_builder_new(arena);
        CHECK(fill_context(k));
        CHECK(fill_batch(b));
        CHECK_OK(exp_rs_batch_builder_eval(b, k));
        check_results(b);
        exp_rs_batch_builder_free(b);
    }
    check_survivor(old.batch, R(4));
    exp_rs_context_free(k);
    exp_rs_arena_free(arena);
    rig_free(&old);
    CHECK_NO_LEAK();
    return failed;
}

static void test_every_hook_call_fails(void)
{
    unsigned long n, points = 0;
    int for_ever, growable;
    for (growable = 0; growable <= 1; growable++) {
        for (for_ever = 0; for_ever <= 1; for_ever++) {
            for (n = 1; n < 100000 && run_with_failure(n, for_ever, growable); n++) {
                points++;
            }
        }
    }
    CHECK(points > 20);
    printf("test_faults: %lu refused calls\n", points);
}

typedef struct {
    const char *sources[8];
    exp_rs_real first; /* the result of the first one */
} script;

static const script SCRIPTS[] = {
    {{"1", NULL}, R(1)},
    {{"x", "y", "x + y", NULL}, R(2)},
    {{"x*x + y*y - 2", "sqrt(x) * sin(y) + cos(x*y)", "x > y ? exp(-x) : ln(y + 1)", NULL}, R(11)},
    {{"a := x; b := a*y; c := b - a; c*c", "max(x, y, 1, 2, 3, 4, 5, 6, 7, 8, 9)", NULL}, R(16)},
    {{"((((((((((x))))))))))", "-+-+-+-+x", "x^y^x^y", "x ? y ? x : y : y ? y : x", NULL}, R(2)},
    {{"fib(9) + rec(3)", "fib(x)", "t[0] + t[x - 1]", NULL}, R(34)},
    {{"x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x", "1+2+3+4+5+6+7+8+9+10", NULL}, R(64)},
};
enum { SCRIPT_COUNT = sizeof SCRIPTS / sizeof SCRIPTS[0] };

/* Runs one script in a fixed arena; gives whether it had room for all. */
static int run_in(const script *s, size_t capacity, const exp_rs_context *k)
{
    exp_rs_arena *arena = exp_rs_arena_new(capacity);
    exp_rs_batch_builder *b = exp_rs_batch_builder_new(arena);
    exp_rs_arena_stats stats;
    size_t i;
    int all = 1;
    CHECK(arena != NULL);
    all &= memory_only(exp_rs_batch_builder_add_parameter(b, "x", R(2)));
    all &= memory_only(exp_rs_batch_builder_add_parameter(b, "y", R(3)));
    all &= memory_only(exp_rs_batch_builder_bind_array(b, "t", TABLE, 2));
    for (i = 0; s->sources[i] != NULL; i++) {
        all &= memory_only(exp_rs_batch_builder_add_expression(b, s->sources[i]));
    }
    if (all) {
        all &= memory_only(exp_rs_batch_builder_prepare(b, k));
        if (memory_only(exp_rs_batch_builder_eval(b, k))) { /* may find room where the first try did not */
            CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), s->first);
        } else {
            CHECK(!all);
            CHECK_NAN(exp_rs_batch_builder_get_result(b, 0));
        }
    }
    stats = arena_stats(arena);
    CHECK(stats.used <= stats.capacity && stats.high_water <= stats.capacity);
    exp_rs_batch_builder_free(b);
    exp_rs_arena_free(arena);
    return all;
}

static exp_rs_context *script_context(void)
{
    exp_rs_context *k = exp_rs_context_new();
    CHECK_OK(exp_rs_context_add_expression_function(k, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "rec", "n", "n < 1 ? 0 : rec(n - 1)"));
    return k;
}

/* From nothing to where forty sizes in a row were enough: what is larger than enough is enough, too. */
static void test_every_arena_size(void)
{
    exp_rs_context *k = script_context();
    size_t i, capacity, enough, live = hooks_live_blocks(), runs = 0;
    for (i = 0; i < SCRIPT_COUNT; i++) {
        enough = 0;
        for (capacity = 0; capacity < 400000 && enough < 40; capacity += 16) {
            enough = run_in(&SCRIPTS[i], capacity, k) ? enough + 1 : 0;
            CHECK_EQ_U(hooks_live_blocks(), live);
            runs++;
        }
        CHECK_EQ_U(enough, 40);
        printf("test_faults: script %lu needs an arena of %lu bytes\n", (unsigned long)i,
               (unsigned long)(capacity - 40 * 16));
    }
    CHECK(runs > 40 * SCRIPT_COUNT);
    exp_rs_context_free(k);
    CHECK_NO_LEAK();
}

static void test_blocks_at_four_mod_eight(void)
{
    exp_rs_arena *arena;
    exp_rs_context *k;
    exp_rs_real value = R(0);
    hooks_misalign(4);
    CHECK(!run_with_failure(HOOKS_NEVER, 0, 0));
    CHECK(!run_with_failure(HOOKS_NEVER, 0, 1));
    CHECK_OK(exp_rs_eval("sqrt(4) + max(1, 2, 3)", &value));
    CHECK_BITS(value, 5);
    arena = exp_rs_arena_new(1000);
    hooks_misalign(0); /* given back when the next ones are aligned again */
    k = exp_rs_context_new();
    exp_rs_context_free(k);
    exp_rs_arena_free(arena);
    CHECK_NO_LEAK();
}

int main(void)
{
    test_every_hook_call_fails();
    test_every_arena_size();
    test_blocks_at_four_mod_eight();
    return check_summary("test_faults");
}
