/* test_batch.c: the batch builder. Parameters, bindings, named expressions in any order, what prepare, replace
 * and clear keep or drop, and that ten thousand rounds of them do not raise the high-water mark.
 * Sizes that need megabytes are in test_scale.c, columns in test_block.c.
 */
#include "support.h"

static void test_parameters(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    static const exp_rs_real both[] = {R(10), R(20), R(30)};
    size_t count = 0;
    exp_rs_real *direct;
    CHECK_EQ_U(exp_rs_batch_builder_param_count(b), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(1.5)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "imu.accel.y", R(-2)), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "\xCE\x94t", R(4)), 2);
    CHECK_EQ_U(exp_rs_batch_builder_param_count(b), 3);
    CHECK_STR(exp_rs_batch_builder_param_name(b, 1), "imu.accel.y");
    CHECK_STR(exp_rs_batch_builder_param_name(b, 2), "\xCE\x94t");
    CHECK_EQ_I(exp_rs_batch_builder_find_param(b, "imu.accel.y"), 1);
    CHECK_STATUS(exp_rs_batch_builder_find_param(b, "imu"), EXP_RS_UNKNOWN_NAME);
    CHECK_BITS(exp_rs_batch_builder_get_param(b, 0), 1.5);
    CHECK_BITS(evaluate_in(b, NULL, "x + imu.accel.y * \xCE\x94t").value, -6.5);

    CHECK_OK(exp_rs_batch_builder_set_param(b, 0, R(7)));
    CHECK_BITS(exp_rs_batch_builder_get_param(b, 0), 7);
    CHECK(!exp_rs_batch_builder_needs_prepare(b, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), -1);
    CHECK_OK(exp_rs_batch_builder_set_params(b, both, 3));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 610);

    direct = exp_rs_batch_builder_params(b, &count);
    CHECK_EQ_U(count, 3);
    CHECK(direct != NULL);
    if (direct != NULL) {
        CHECK_BITS(direct[1], 20);
        direct[1] = R(0);
        CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
        CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 10);
        CHECK_BITS(exp_rs_batch_builder_get_param(b, 1), 0);
    }
    rig_free(&r);
}

static void test_wrong_parameter_calls_change_nothing(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    static const exp_rs_real values[] = {R(8), R(9), R(10)};
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(1)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "y", R(2)), 1);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(b, "x", R(5)), EXP_RS_DUPLICATE_NAME);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter(b, "y", values), EXP_RS_DUPLICATE_NAME);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(b, "x", "1"), EXP_RS_DUPLICATE_NAME);
    CHECK_STATUS(exp_rs_batch_builder_set_params(b, values, 1), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_set_params(b, values, 3), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_set_param(b, 2, R(5)), EXP_RS_INDEX_OUT_OF_RANGE);
    CHECK_STATUS(exp_rs_batch_builder_set_param(b, UINT32_MAX, R(5)), EXP_RS_INDEX_OUT_OF_RANGE);
    CHECK_EQ_U(exp_rs_batch_builder_param_count(b), 2);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), 0);
    CHECK_BITS(exp_rs_batch_builder_get_param(b, 0), 1);
    CHECK_BITS(exp_rs_batch_builder_get_param(b, 1), 2);
    rig_free(&r);
}

static void test_bad_names(void)
{
    static const char *const names[] = {"",    "1a",  "a b", "a..b", ".a", "a.", "and", "or",
                                        "not", "a-b", "x(",  " x",   "x ", "2",  "a.1", "\xC3\x97"};
    rig r = rig_new(16384);
    exp_rs_real value = R(1);
    size_t i;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        CHECK_STATUS(exp_rs_batch_builder_add_parameter(r.batch, names[i], R(1)), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_batch_builder_bind_parameter(r.batch, names[i], &value), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_batch_builder_bind_array(r.batch, names[i], &value, 1), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_batch_builder_add_named_expression(r.batch, names[i], "1"), EXP_RS_INVALID_NAME);
    }
    CHECK_EQ_U(exp_rs_batch_builder_param_count(r.batch), 0);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(r.batch), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "and.x", R(1)), 0);
    rig_free(&r);
}

static void test_bound_parameter_is_read_at_each_eval(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_real sensor = R(2);
    static const exp_rs_real values[] = {R(8), R(9)};
    CHECK_EQ_I(exp_rs_batch_builder_bind_parameter(b, "sensor", &sensor), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "gain", R(10)), 1);
    CHECK_BITS(evaluate_in(b, NULL, "sensor * gain").value, 20);
    sensor = R(3);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 30);
    CHECK_STATUS(exp_rs_batch_builder_set_param(b, 0, R(5)), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_set_params(b, values, 2), EXP_RS_INVALID_ARGUMENT);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 30);
    CHECK_EQ_I(exp_rs_batch_builder_find_param(b, "sensor"), 0);
    rig_free(&r);
}

static void test_bound_array_is_read_in_place(void)
{
    rig r = rig_new(16384);
    exp_rs_real table[3] = {R(1), R(2), R(4)};
    CHECK_OK(exp_rs_batch_builder_bind_array(r.batch, "table", table, 3));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "table", R(1)), 0); /* another name space */
    CHECK_BITS(evaluate_in(r.batch, NULL, "table[table] + table[2]").value, 6);
    table[1] = R(100);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 104);
    CHECK_OK(exp_rs_batch_builder_set_param(r.batch, 0, R(3)));
    CHECK_STATUS(exp_rs_batch_builder_eval(r.batch, NULL), EXP_RS_ARRAY_INDEX);
    CHECK_NAN(exp_rs_batch_builder_get_result(r.batch, 0));
    CHECK_OK(exp_rs_batch_builder_set_param(r.batch, 0, R(-0.9)));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 5);
    rig_free(&r);
}

static void test_empty_array(void)
{
    rig r = rig_new(16384);
    exp_rs_real unused = R(1);
    CHECK_OK(exp_rs_batch_builder_bind_array(r.batch, "none", &unused, 0));
    CHECK_STATUS(evaluate_in(r.batch, NULL, "none[0]").status, EXP_RS_ARRAY_INDEX);
    rig_free(&r);
}

static void test_results_and_their_getters(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    size_t count = 99;
    const exp_rs_real *results;
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "1 + 1"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "triple", "3 * later"), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "later", R(5)), 0);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), 2);
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 0));
    CHECK_OK(exp_rs_batch_builder_prepare(b, NULL));
    results = exp_rs_batch_builder_results(b, &count);
    CHECK_EQ_U(count, 2);
    CHECK(results != NULL);
    if (results != NULL) {
        CHECK_NAN(results[0]);
        CHECK_NAN(results[1]);
        CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
        CHECK_BITS(results[0], 2);
        CHECK_BITS(results[1], 15);
    }
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 15);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 1), EXP_RS_OK);
    CHECK_EQ_I(exp_rs_batch_builder_find_expression(b, "triple"), 1);
    CHECK_STATUS(exp_rs_batch_builder_find_expression(b, "later"), EXP_RS_UNKNOWN_NAME);
    CHECK_STR(exp_rs_batch_builder_expression_source(b, 0), "1 + 1");
    CHECK_STR(exp_rs_batch_builder_expression_source(b, 1), "3 * later");
    rig_free(&r);
}

static void test_empty_batch(void)
{
    rig r = rig_new(16384);
    exp_rs_real unused = R(1);
    size_t count = 99;
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    (void)exp_rs_batch_builder_results(r.batch, &count);
    CHECK_EQ_U(count, 0);
    count = 99;
    (void)exp_rs_batch_builder_params(r.batch, &count);
    CHECK_EQ_U(count, 0);
    CHECK_OK(exp_rs_batch_builder_set_params(r.batch, &unused, 0));
    rig_free(&r);
}

static void test_named_expressions_in_any_order(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "last", "middle * 2"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "middle", "first + 1"), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "first", "x * x"), 2);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(3)), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL)); /* prepares by itself */
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 20);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 10);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 2), 9);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(b, "first", "1"), EXP_RS_DUPLICATE_NAME);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(b, "first", R(1)), EXP_RS_DUPLICATE_NAME);
    rig_free(&r);
}

static void test_cycle_names_its_path(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_error error;
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "good", "1"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "alpha", "beta + good"), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "beta", "2 * gamma"), 2);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "gamma", "alpha"), 3);
    CHECK_STATUS(exp_rs_batch_builder_prepare(b, NULL), EXP_RS_CYCLE);
    error = last_error(b);
    CHECK_STATUS(error.status, EXP_RS_CYCLE);
    CHECK_CONTAINS(error.message, "alpha");
    CHECK_CONTAINS(error.message, "beta");
    CHECK_CONTAINS(error.message, "gamma");
    CHECK(strstr(error.message, "good") == NULL);
    CHECK(error.expression >= 1 && error.expression <= 3);
    CHECK_STATUS(exp_rs_batch_builder_eval(b, NULL), EXP_RS_CYCLE);
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 0));
    rig_free(&r);
}

static void test_cycle_of_one(void)
{
    rig r = rig_new(16384);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(r.batch, "self", "self + 1"), 0);
    CHECK_STATUS(exp_rs_batch_builder_prepare(r.batch, NULL), EXP_RS_CYCLE);
    CHECK_CONTAINS(last_error(r.batch).message, "self");
    CHECK_OK(exp_rs_batch_builder_replace_expression(r.batch, 0, "1 + 1", NULL));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 2);
    rig_free(&r);
}

static void test_one_failing_expression_leaves_the_others(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    static const exp_rs_real table[] = {R(1)};
    exp_rs_error error;
    CHECK_OK(exp_rs_batch_builder_bind_array(b, "table", table, 1));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "i", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "before", "i + 1"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "user", "2 * looked"), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "looked", "10 + table[i]"), 2);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "after", "before * 5"), 3);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 22);

    CHECK_OK(exp_rs_batch_builder_set_param(b, 0, R(7)));
    CHECK_STATUS(exp_rs_batch_builder_eval(b, NULL), EXP_RS_ARRAY_INDEX);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 8);
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 1));
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 2));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 3), 40);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 0), EXP_RS_OK);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 1), EXP_RS_ARRAY_INDEX);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 2), EXP_RS_ARRAY_INDEX);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 3), EXP_RS_OK);
    CHECK_OK(exp_rs_batch_builder_get_error(b, 2, &error));
    CHECK_STATUS(error.status, EXP_RS_ARRAY_INDEX);
    CHECK_EQ_I(error.expression, 2);
    CHECK_EQ_U(error.offset, 5);
    CHECK_EQ_U(error.length, 5);
    CHECK_OK(exp_rs_batch_builder_get_error(b, 0, &error));
    CHECK_STATUS(error.status, EXP_RS_OK);

    CHECK_OK(exp_rs_batch_builder_set_param(b, 0, R(0)));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 22);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 2), EXP_RS_OK);
    rig_free(&r);
}

static void test_a_rejected_text_leaves_the_batch(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "40 + 2"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(b, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_STATUS(exp_rs_batch_builder_add_expression(b, "1 + "), EXP_RS_UNEXPECTED_END);
    CHECK_EQ_U(last_error(b).offset, 4);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(b, "n", "(1"), EXP_RS_UNMATCHED_BRACKET);
    CHECK_STATUS(exp_rs_batch_builder_find_expression(b, "n"), EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), 1);
    CHECK(!exp_rs_batch_builder_needs_prepare(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 42);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "n", "1"), 1);
    rig_free(&r);
}

static void test_needs_prepare(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_context *one = exp_rs_context_new(), *other = exp_rs_context_new();
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "1 + 1"), 0);
    CHECK(exp_rs_batch_builder_needs_prepare(b, NULL));
    CHECK_OK(exp_rs_batch_builder_prepare(b, one));
    CHECK(!exp_rs_batch_builder_needs_prepare(b, one));
    CHECK(!exp_rs_batch_builder_needs_prepare(b, NULL)); /* NULL: as prepared */
    CHECK(exp_rs_batch_builder_needs_prepare(b, other));
    CHECK_OK(exp_rs_context_set_constant(one, "k", R(1)));
    CHECK(exp_rs_batch_builder_needs_prepare(b, one));
    CHECK_OK(exp_rs_batch_builder_eval(b, one));
    CHECK(!exp_rs_batch_builder_needs_prepare(b, one));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "k"), 1);
    CHECK(exp_rs_batch_builder_needs_prepare(b, one));
    CHECK_OK(exp_rs_batch_builder_eval(b, one));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 1);
    CHECK_STATUS(exp_rs_batch_builder_eval(b, other), EXP_RS_UNKNOWN_NAME);
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 0));
    CHECK_OK(exp_rs_batch_builder_eval(b, one));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 2);
    CHECK_STATUS(exp_rs_batch_builder_get_status(b, 0), EXP_RS_OK); /* of this eval, not of the one before */
    exp_rs_context_free(other);
    exp_rs_context_free(one);
    rig_free(&r);
}

static void test_failed_prepare_gives_nan_until_one_succeeds(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "1 + 1"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "missing * 2"), 1);
    CHECK_STATUS(exp_rs_batch_builder_eval(b, NULL), EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_I(last_error(b).expression, 1);
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 0));
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 1));
    CHECK_STATUS(exp_rs_batch_builder_eval(b, NULL), EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "missing", R(4)), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 2);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 8);
    rig_free(&r);
}

static void check_unchanged(exp_rs_batch_builder *b, const char *source, exp_rs_real x, exp_rs_real value)
{
    CHECK_STR(exp_rs_batch_builder_expression_source(b, 0), source);
    CHECK(!exp_rs_batch_builder_needs_prepare(b, NULL));
    CHECK_OK(exp_rs_batch_builder_set_param(b, 0, x));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), value);
}

static void test_replace_expression(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "f", "x + 1"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "g", "f * 10"), 1);
    CHECK_OK(exp_rs_batch_builder_prepare(b, NULL));

    CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, 0, "x +", NULL), EXP_RS_UNEXPECTED_END);
    check_unchanged(b, "x + 1", R(3), R(4));
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, 0, "x + nosuch", NULL), EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_U(last_error(b).offset, 4);
    CHECK_EQ_I(last_error(b).expression, 0);
    check_unchanged(b, "x + 1", R(4), R(5));
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, 0, "g", NULL), EXP_RS_CYCLE);
    check_unchanged(b, "x + 1", R(5), R(6));
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, 2, "1", NULL), EXP_RS_INDEX_OUT_OF_RANGE);
    check_unchanged(b, "x + 1", R(6), R(7));

    CHECK_OK(exp_rs_batch_builder_replace_expression(b, 0, "x * x", NULL));
    check_unchanged(b, "x * x", R(7), R(49));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 490);
    CHECK_EQ_I(exp_rs_batch_builder_find_expression(b, "f"), 0);
    rig_free(&r);
}

static void test_clear(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_real bound = R(1);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_bind_parameter(b, "y", &bound), 1);
    CHECK_OK(exp_rs_batch_builder_bind_array(b, "t", &bound, 1));
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "f", "x + y + t[0]"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_OK(exp_rs_batch_builder_clear(b));
    CHECK_EQ_U(exp_rs_batch_builder_param_count(b), 0);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), 0);
    CHECK_STATUS(exp_rs_batch_builder_find_param(b, "x"), EXP_RS_UNKNOWN_NAME);
    CHECK_STATUS(exp_rs_batch_builder_find_expression(b, "f"), EXP_RS_UNKNOWN_NAME);
    CHECK_NAN(exp_rs_batch_builder_get_result(b, 0));
    CHECK_STATUS(evaluate_in(b, NULL, "t[0]").status, EXP_RS_UNKNOWN_NAME);
    CHECK_OK(exp_rs_batch_builder_clear(b));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "f", R(2)), 0);
    CHECK_BITS(evaluate_in(b, NULL, "f * 3").value, 6);
    CHECK_OK(exp_rs_batch_builder_clear(b));
    CHECK_OK(exp_rs_batch_builder_clear(b));
    rig_free(&r);
}

/* One round of what a program does when its user edits: three shapes in turn, some of them wrong. */
static void clear_add_prepare(exp_rs_batch_builder *b, int round)
{
    static const char *const texts[] = {"x*x + y", "sqrt(x^2 + y^2) * sin(x) - (x > y ? x : y)", "x"};
    CHECK_OK(exp_rs_batch_builder_clear(b));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "y", R(4)), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(b, "f", texts[round % 3]), 0);
    CHECK_STATUS(exp_rs_batch_builder_add_expression(b, "f + (1"), EXP_RS_UNMATCHED_BRACKET);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "f * 2"), 1);
    CHECK_OK(exp_rs_batch_builder_prepare(b, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    if (round % 3 == 0) {
        CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 26);
    }
}

static void test_clear_ten_thousand_times(void)
{
    rig r = rig_new(8128);
    unsigned long failed = check_failed;
    size_t early = 0;
    int i;
    for (i = 0; i < 10000 && check_failed == failed; i++) {
        clear_add_prepare(r.batch, i);
        if (i == 99) {
            early = arena_stats(r.arena).high_water;
        }
    }
    CHECK_EQ_I(i, 10000);
    CHECK_EQ_U(arena_stats(r.arena).high_water, early);
    rig_free(&r);
    CHECK_NO_LEAK();
}

static void test_replace_ten_thousand_times(void)
{
    static const char *const texts[] = {"x*x + y", "sqrt(x^2 + y^2) * sin(x) - (x > y ? x : y)", "x", "x + nosuch", "x +"};
    static const exp_rs_status due[] = {EXP_RS_OK, EXP_RS_OK, EXP_RS_OK, EXP_RS_UNKNOWN_NAME, EXP_RS_UNEXPECTED_END};
    rig r = rig_new(8128);
    unsigned long failed = check_failed;
    size_t early = 0;
    int i;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "y", R(4)), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "0"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x + y"), 1);
    for (i = 0; i < 10000 && check_failed == failed; i++) {
        CHECK_STATUS(exp_rs_batch_builder_replace_expression(r.batch, 0, texts[i % 5], NULL), due[i % 5]);
        CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
        CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 1), 7);
        if (i == 99) {
            early = arena_stats(r.arena).high_water;
        }
    }
    CHECK_EQ_I(i, 10000);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 3);
    CHECK_EQ_U(arena_stats(r.arena).high_water, early);
    rig_free(&r);
    CHECK_NO_LEAK();
}

static void test_stats(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_stats stats;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x*x + 1"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x*x + 2"), 1);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    CHECK_OK(exp_rs_batch_builder_get_stats(r.batch, &stats));
    CHECK_EQ_U(stats.expressions, 2);
    CHECK_EQ_U(stats.parameters, 1);
    CHECK(stats.instructions >= 2);
    CHECK(stats.slots >= 1);
    CHECK(stats.max_steps >= 2 && stats.max_steps < 100);
    CHECK(stats.frame_bytes >= sizeof(exp_rs_real));
    CHECK(stats.arena_bytes >= stats.frame_bytes);
    CHECK(stats.arena_bytes + stats.columns_bytes <= arena_stats(r.arena).used);
    rig_free(&r);
}

/* Whether `lines` has `name` as a whole line. */
static int has_line(const char *lines, const char *name)
{
    size_t length = strlen(name);
    const char *at = lines;
    while ((at = strstr(at, name)) != NULL) {
        if ((at == lines || at[-1] == '\n') && (at[length] == '\n' || at[length] == '\0')) {
            return 1;
        }
        at += length;
    }
    return 0;
}

static void test_variables_and_unresolved(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    char text[64], small[4];
    size_t length;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "speed", R(1)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "t := speed*2; t + height + speed"), 0);
    length = exp_rs_batch_builder_variables(b, 0, text, sizeof text);
    CHECK_EQ_U(length, strlen(text));
    CHECK(has_line(text, "speed"));
    CHECK(has_line(text, "height"));
    CHECK(!has_line(text, "t")); /* a local is no name of the outside */
    CHECK_EQ_U(exp_rs_batch_builder_variables(b, 0, NULL, 0), length);
    CHECK_EQ_U(exp_rs_batch_builder_variables(b, 0, small, sizeof small), length);
    CHECK_EQ_U(strlen(small), sizeof small - 1);
    CHECK(strncmp(small, text, sizeof small - 1) == 0);

    length = exp_rs_batch_builder_unresolved(b, NULL, text, sizeof text);
    CHECK_EQ_U(length, strlen(text));
    CHECK(has_line(text, "height"));
    CHECK(!has_line(text, "speed"));
    CHECK_EQ_U(exp_rs_batch_builder_unresolved(b, NULL, NULL, 0), length);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "height", R(1)), 1);
    CHECK_EQ_U(exp_rs_batch_builder_unresolved(b, NULL, text, sizeof text), 0);
    CHECK_STR(text, "");
    rig_free(&r);
}

static void test_disassemble(void)
{
    rig r = rig_new(16384);
    char text[4096], small[8];
    size_t length;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x*x + 1"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    length = exp_rs_batch_builder_disassemble(r.batch, text, sizeof text);
    CHECK(length > 0);
    CHECK(length < sizeof text);
    CHECK_EQ_U(length, strlen(text));
    CHECK_EQ_U(exp_rs_batch_builder_disassemble(r.batch, NULL, 0), length);
    CHECK_EQ_U(exp_rs_batch_builder_disassemble(r.batch, small, sizeof small), length);
    CHECK_EQ_U(strlen(small), sizeof small - 1);
    rig_free(&r);
}

/* A text is cut between characters: what is in the buffer is valid UTF-8. */
static void test_texts_are_cut_between_characters(void)
{
    static const char SOURCE[] = "1 /* \xe2\x82\xac\xc3\xa9\xf0\x9f\x8c\xa1 */ + nosuch";
    rig r = rig_new(16384);
    char full[256], text[256];
    size_t size, length;
    outcome o = evaluate_in(r.batch, NULL, SOURCE);
    CHECK_STATUS(o.status, EXP_RS_UNKNOWN_NAME);
    length = exp_rs_error_format(&o.error, SOURCE, full, sizeof full);
    CHECK(length < sizeof full);
    CHECK_CONTAINS(full, SOURCE);
    for (size = 1; size <= length + 1; size++) {
        size_t kept;
        memset(text, 'z', sizeof text);
        CHECK_EQ_U(exp_rs_error_format(&o.error, SOURCE, text, size), length);
        kept = strlen(text);
        CHECK(kept < size && size - 1 - kept < 4 && memcmp(text, full, kept) == 0);
        CHECK(((unsigned char)full[kept] & 0xc0) != 0x80);
        CHECK(kept == size - 1 || ((unsigned char)full[size - 1] & 0xc0) == 0x80);
        CHECK(text[size] == 'z');
    }
    rig_free(&r);
}

/* Numbers of the host must stand where numbers can. */
static void test_addresses_that_are_not_aligned(void)
{
    exp_rs_real numbers[3] = {R(1), R(2), R(3)};
    const exp_rs_real *askew = (const exp_rs_real *)(const void *)((const char *)numbers + 1);
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(1)), 0);
    CHECK_STATUS(exp_rs_batch_builder_bind_array(b, "t", askew, 2), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_bind_array(b, "t", numbers, SIZE_MAX), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter(b, "y", askew), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_batch_builder_set_params(b, askew, 1), EXP_RS_INVALID_ARGUMENT);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "x"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), R(1));
    rig_free(&r);
}

static void test_two_builders_in_one_arena(void)
{
    rig r = rig_new(32768);
    exp_rs_batch_builder *second = exp_rs_batch_builder_new(r.arena);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(1)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(second, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "x + 10"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(second, "x + 20"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(second, NULL));
    CHECK_OK(exp_rs_batch_builder_clear(r.batch));
    CHECK_BITS(exp_rs_batch_builder_get_result(second, 0), 22);
    CHECK_BITS(evaluate_in(r.batch, NULL, "1").value, 1);
    CHECK_OK(exp_rs_batch_builder_eval(second, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(second, 0), 22);
    exp_rs_batch_builder_free(second);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    rig_free(&r);
}

int main(void)
{
    test_parameters();
    test_wrong_parameter_calls_change_nothing();
    test_bad_names();
    test_bound_parameter_is_read_at_each_eval();
    test_bound_array_is_read_in_place();
    test_empty_array();
    test_results_and_their_getters();
    test_empty_batch();
    test_named_expressions_in_any_order();
    test_cycle_names_its_path();
    test_cycle_of_one();
    test_one_failing_expression_leaves_the_others();
    test_a_rejected_text_leaves_the_batch();
    test_needs_prepare();
    test_failed_prepare_gives_nan_until_one_succeeds();
    test_replace_expression();
    test_clear();
    test_clear_ten_thousand_times();
    test_replace_ten_thousand_times();
    test_stats();
    test_variables_and_unresolved();
    test_disassemble();
    test_texts_are_cut_between_characters();
    test_addresses_that_are_not_aligned();
    test_two_builders_in_one_arena();
    CHECK_NO_LEAK();
    return check_summary("test_batch");
}
