/* test_arena.c: arenas. What a fixed one asks for and never asks again, what a growable one does, what full,
 * reset and free mean for the builders inside, and what the statistics say.
 */
#include "support.h"

static void test_block_size_is_what_the_hook_is_asked_for(void)
{
    static const size_t capacities[] = {0, 1, 15, 16, 100, 448, 960, 1000, 1984, 3000, 4032, 4096, 8128, 65536, 262144};
    size_t i;
    for (i = 0; i < sizeof capacities / sizeof capacities[0]; i++) {
        size_t before = hooks_bytes_asked();
        exp_rs_arena *arena = exp_rs_arena_new(capacities[i]);
        CHECK(arena != NULL);
        CHECK_EQ_U(hooks_bytes_asked() - before, exp_rs_arena_block_size(capacities[i]));
        CHECK(arena_stats(arena).capacity >= capacities[i]);
        exp_rs_arena_free(arena);
    }
    CHECK(exp_rs_arena_block_size(1000) >= 1000);
    CHECK_NO_LEAK();
}

static void test_fixed_takes_one_block_and_no_more(void)
{
    rig r = rig_new(16384);
    exp_rs_arena_stats stats = arena_stats(r.arena);
    unsigned long mallocs = hooks_malloc_calls(), frees = hooks_free_calls();
    CHECK_EQ_U(stats.blocks, 1);
    CHECK_EQ_U(stats.builders, 1);
    CHECK_EQ_U(stats.resets, 0);
    CHECK(exp_rs_batch_builder_add_parameter(r.batch, "x", R(3)) == 0);
    CHECK_BITS(evaluate_in(r.batch, NULL, "x*x + sin(0)").value, 9);
    stats = arena_stats(r.arena);
    CHECK_EQ_U(stats.blocks, 1);
    CHECK(stats.used > 0);
    CHECK(stats.used <= stats.high_water);
    CHECK(stats.high_water <= stats.capacity);
    CHECK_EQ_U(hooks_malloc_calls(), mallocs);
    CHECK_EQ_U(hooks_free_calls(), frees);
    rig_free(&r);
    CHECK_NO_LEAK();
}

static void test_capacity_zero(void)
{
    exp_rs_arena *arena = exp_rs_arena_new(0);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    CHECK(arena != NULL);
    if (batch != NULL) { /* the handle is outside of the arena, so it may well exist; nothing fits into it */
        CHECK_STATUS(exp_rs_batch_builder_add_parameter(batch, "x", R(1)), EXP_RS_OUT_OF_MEMORY);
        CHECK_STATUS(exp_rs_batch_builder_add_expression(batch, "1"), EXP_RS_OUT_OF_MEMORY);
        CHECK_EQ_U(exp_rs_batch_builder_expression_count(batch), 0);
    }
    CHECK_OK(exp_rs_arena_reset(arena));
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
    CHECK_NO_LEAK();
}

static void test_impossible_capacities_are_null(void)
{
    static const size_t below_max[] = {0, 1, 15, 16, 64, 4096};
    size_t i;
    for (i = 0; i < sizeof below_max / sizeof below_max[0]; i++) {
        (void)exp_rs_arena_block_size(SIZE_MAX - below_max[i]);
        CHECK(exp_rs_arena_new(SIZE_MAX - below_max[i]) == NULL);
        CHECK(exp_rs_arena_new(SIZE_MAX / 2 - below_max[i]) == NULL);
        CHECK(exp_rs_arena_new_growable(SIZE_MAX - below_max[i], NO_LIMIT) == NULL);
    }
    CHECK_NO_LEAK();
}

/* A text that does not fit is refused, and what was there is neither changed nor in need of a prepare. */
static void test_full_leaves_what_was_there(void)
{
    rig r = rig_new(8128);
    char *huge = repeated("x", "+x", 5000, "");
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x^2 + 1"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 5);

    CHECK_STATUS(exp_rs_batch_builder_add_expression(r.batch, huge), EXP_RS_OUT_OF_MEMORY);
    CHECK_STATUS(last_error(r.batch).status, EXP_RS_OUT_OF_MEMORY);
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(r.batch, 0, huge, NULL), EXP_RS_OUT_OF_MEMORY);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(r.batch), 1);
    CHECK_STR(exp_rs_batch_builder_expression_source(r.batch, 0), "x^2 + 1");
    CHECK(!exp_rs_batch_builder_needs_prepare(r.batch, NULL));
    CHECK_OK(exp_rs_batch_builder_set_param(r.batch, 0, R(3)));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 10);
    free(huge);
    rig_free(&r);
    CHECK_NO_LEAK();
}

/* Adds small expressions until the arena is full; gives their number. */
static uint32_t fill(exp_rs_batch_builder *batch)
{
    uint32_t count = 0;
    int32_t status = 0;
    unsigned long failed = check_failed;
    while (check_failed == failed && count < 100000 && (status = exp_rs_batch_builder_add_expression(batch, "1 + 2*x")) >= 0) {
        CHECK_EQ_I(status, count);
        count++;
    }
    CHECK_STATUS(status, EXP_RS_OUT_OF_MEMORY);
    return count;
}

static void test_filled_to_the_brim_then_cleared(void)
{
    rig r = rig_new(4032);
    uint32_t count;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(2)), 0);
    count = fill(r.batch);
    CHECK(count > 0);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(r.batch), count);
    CHECK_STR(exp_rs_batch_builder_expression_source(r.batch, count - 1), "1 + 2*x");
    CHECK(arena_stats(r.arena).used <= arena_stats(r.arena).capacity);

    CHECK_OK(exp_rs_batch_builder_clear(r.batch));
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(r.batch), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(2)), 0);
    CHECK_BITS(evaluate_in(r.batch, NULL, "1 + 2*x").value, 5);
    rig_free(&r);
    CHECK_NO_LEAK();
}

static void test_growable_grows_and_stops_at_its_limit(void)
{
    exp_rs_arena *arena = exp_rs_arena_new_growable(0, 20000);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    CHECK(arena != NULL);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(batch, "x", R(2)), 0);
    CHECK(fill(batch) > 10);
    CHECK(arena_stats(arena).capacity <= 20000);
    CHECK(arena_stats(arena).blocks >= 1);
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
    CHECK_NO_LEAK();
}

static void test_growable_without_a_limit(void)
{
    rig r = rig_new_growable();
    char *text = repeated("x", "+x", 2000, "");
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(0.5)), 0);
    CHECK_BITS(evaluate_in(r.batch, NULL, text).value, 1000.5);
    CHECK(arena_stats(r.arena).capacity > 4096);
    CHECK_OK(exp_rs_arena_reset(r.arena));
    CHECK_EQ_U(arena_stats(r.arena).resets, 1);
    free(text);
    rig_free(&r);
    CHECK_NO_LEAK();
}

/* Every call on a builder whose arena was reset or freed. */
static void check_all_calls_are_stale(exp_rs_batch_builder *b)
{
    exp_rs_real value = R(1);
    const exp_rs_real *in[1];
    exp_rs_real *out[1];
    exp_rs_error error;
    exp_rs_batch_stats stats;
    exp_rs_limits limits = {0, 0, 0, 0, 0};
    size_t count = 99;
    char text[8] = "zzzzzzz";
    in[0] = &value;
    out[0] = &value;
    CHECK_STATUS(exp_rs_batch_builder_clear(b), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_set_limits(b, &limits), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(b, "p", R(1)), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter(b, "p", &value), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_bind_array(b, "p", &value, 1), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_add_expression(b, "1"), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(b, "n", "1"), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, 0, "1", NULL), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_set_param(b, 0, R(1)), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_set_params(b, &value, 1), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_find_param(b, "x"), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_find_expression(b, "n"), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_prepare(b, NULL), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_eval(b, NULL), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(b, NULL, 1, in, 1, out, 1), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 0), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_get_last_error(b, &error), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_get_error(b, 0, &error), EXP_RS_STALE_HANDLE);
    CHECK_STATUS(exp_rs_batch_builder_get_stats(b, &stats), EXP_RS_STALE_HANDLE);
    CHECK(exp_rs_batch_builder_params(b, &count) == NULL);
    CHECK_EQ_U(count, 0);
    count = 99;
    CHECK(exp_rs_batch_builder_results(b, &count) == NULL);
    CHECK_EQ_U(count, 0);
    CHECK_NAN(exp_rs_batch_builder_get_param(b, 0));
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 0));
    CHECK(exp_rs_batch_builder_param_name(b, 0) == NULL);
    CHECK(exp_rs_batch_builder_expression_source(b, 0) == NULL);
    CHECK_EQ_U(exp_rs_batch_builder_param_count(b), 0);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), 0);
    (void)exp_rs_batch_builder_needs_prepare(b, NULL);
    CHECK_EQ_U(exp_rs_batch_builder_disassemble(b, text, sizeof text), 0);
    CHECK_STR(text, "");
    CHECK_EQ_U(exp_rs_batch_builder_variables(b, 0, text, sizeof text), 0);
    CHECK_EQ_U(exp_rs_batch_builder_unresolved(b, NULL, text, sizeof text), 0);
}

static void prepare_one(exp_rs_batch_builder *batch)
{
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(batch, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(batch, "n", "x*x"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(batch, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(batch, 0), 4);
}

static void test_reset_of_a_fixed_arena_makes_builders_stale(void)
{
    rig r = rig_new(8128);
    size_t fresh = arena_stats(r.arena).used, high;
    unsigned long mallocs, frees;
    exp_rs_batch_builder *second = exp_rs_batch_builder_new(r.arena);
    CHECK(second != NULL);
    prepare_one(r.batch);
    prepare_one(second);
    CHECK_EQ_U(arena_stats(r.arena).builders, 2);
    high = arena_stats(r.arena).high_water;

    mallocs = hooks_malloc_calls();
    frees = hooks_free_calls();
    CHECK_OK(exp_rs_arena_reset(r.arena));
    CHECK_EQ_U(hooks_malloc_calls(), mallocs);
    CHECK_EQ_U(hooks_free_calls(), frees);
    CHECK_EQ_U(arena_stats(r.arena).resets, 1);
    CHECK_EQ_U(arena_stats(r.arena).builders, 0);
    CHECK(arena_stats(r.arena).used <= fresh);
    CHECK_EQ_U(arena_stats(r.arena).high_water, high);
    check_all_calls_are_stale(r.batch);
    check_all_calls_are_stale(second);
    exp_rs_batch_builder_free(second);
    exp_rs_batch_builder_free(r.batch);

    r.batch = exp_rs_batch_builder_new(r.arena);
    prepare_one(r.batch);
    rig_free(&r);
    CHECK_NO_LEAK();
}

/* In any order: those that are left are still known to their arena. */
static void test_builders_are_freed_in_any_order(void)
{
    static const unsigned ORDERS[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    size_t order, freed, i;
    for (order = 0; order < 6; order++) {
        for (freed = 0; freed <= 3; freed++) {
            exp_rs_arena *arena = exp_rs_arena_new(16384);
            exp_rs_batch_builder *b[3];
            for (i = 0; i < 3; i++) {
                b[i] = exp_rs_batch_builder_new(arena);
                prepare_one(b[i]);
            }
            for (i = 0; i < freed; i++) {
                exp_rs_batch_builder_free(b[ORDERS[order][i]]);
                CHECK_EQ_U(arena_stats(arena).builders, 2 - i);
            }
            CHECK_OK(exp_rs_arena_reset(arena));
            for (i = freed; i < 3; i++) {
                CHECK_STATUS(exp_rs_batch_builder_eval(b[ORDERS[order][i]], NULL), EXP_RS_STALE_HANDLE);
                exp_rs_batch_builder_free(b[ORDERS[order][i]]);
            }
            exp_rs_arena_free(arena);
        }
    }
    CHECK_NO_LEAK();
}

static void test_free_of_the_arena_makes_builders_stale(void)
{
    rig r = rig_new(8128);
    size_t live;
    prepare_one(r.batch);
    live = hooks_live_bytes();
    exp_rs_arena_free(r.arena);
    CHECK(hooks_live_bytes() + 8128 <= live); /* the memory goes back at once */
    check_all_calls_are_stale(r.batch);
    exp_rs_batch_builder_free(r.batch);
    CHECK_NO_LEAK();

    r = rig_new_growable();
    prepare_one(r.batch);
    exp_rs_arena_free(r.arena);
    check_all_calls_are_stale(r.batch);
    exp_rs_batch_builder_free(r.batch);
    CHECK_NO_LEAK();
}

/* The high-water mark of the thousandth round is that of the second: reset gives everything back. */
static void test_reset_ten_thousand_times(void)
{
    exp_rs_arena *arena = exp_rs_arena_new(8128);
    unsigned long failed = check_failed;
    size_t early = 0;
    int i;
    for (i = 0; i < 10000 && check_failed == failed; i++) {
        exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
        prepare_one(batch);
        CHECK_OK(exp_rs_arena_reset(arena));
        exp_rs_batch_builder_free(batch);
        if (i == 1) {
            early = arena_stats(arena).high_water;
        }
    }
    CHECK_EQ_U(arena_stats(arena).high_water, early);
    CHECK_EQ_U(arena_stats(arena).resets, 10000);
    exp_rs_arena_free(arena);
    CHECK_NO_LEAK();
}

/* A builder that is freed gives its part of the arena back for those that come after it. */
static void test_freed_builders_leave_room(void)
{
    exp_rs_arena *arena = exp_rs_arena_new(8128);
    unsigned long failed = check_failed;
    int i;
    for (i = 0; i < 1000 && check_failed == failed; i++) {
        exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
        prepare_one(batch);
        exp_rs_batch_builder_free(batch);
    }
    CHECK_EQ_U(arena_stats(arena).builders, 0);
    exp_rs_arena_free(arena);
    CHECK_NO_LEAK();
}

static void test_free_of_null(void)
{
    exp_rs_arena_free(NULL);
    exp_rs_context_free(NULL);
    exp_rs_batch_builder_free(NULL);
    CHECK(exp_rs_batch_builder_new(NULL) == NULL);
    CHECK_NO_LEAK();
}

static void test_block_size_saturates(void)
{
    CHECK(exp_rs_arena_block_size(SIZE_MAX) == SIZE_MAX);
    CHECK(exp_rs_arena_block_size(SIZE_MAX / 2 + 1) == SIZE_MAX);
    CHECK(exp_rs_arena_new(SIZE_MAX) == NULL);
}

int main(void)
{
    test_block_size_saturates();
    test_block_size_is_what_the_hook_is_asked_for();
    test_fixed_takes_one_block_and_no_more();
    test_capacity_zero();
    test_impossible_capacities_are_null();
    test_full_leaves_what_was_there();
    test_filled_to_the_brim_then_cleared();
    test_growable_grows_and_stops_at_its_limit();
    test_growable_without_a_limit();
    test_reset_of_a_fixed_arena_makes_builders_stale();
    test_builders_are_freed_in_any_order();
    test_free_of_the_arena_makes_builders_stale();
    test_reset_ten_thousand_times();
    test_freed_builders_leave_room();
    test_free_of_null();
    return check_summary("test_arena");
}
