/* test_scale.c: no small fixed counts. 10,000 parameters, 1,000 expressions, a sum of 100,000 terms, a text of
 * 1 MB, 300 arguments: all work when limits allow them and memory is there. Needs some tens of megabytes.
 */
#include "support.h"

static void test_ten_thousand_parameters(void)
{
    rig r = rig_new_growable();
    exp_rs_real *values = (exp_rs_real *)malloc(10000 * sizeof *values);
    char name[32];
    int32_t i;
    unsigned long failed = check_failed;
    CHECK(values != NULL);
    for (i = 0; i < 10000 && check_failed == failed; i++) {
        (void)snprintf(name, sizeof name, "sensor_%ld", (long)i);
        CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, name, R(1)), i);
        values[i] = (exp_rs_real)(i % 7);
    }
    CHECK_EQ_I(exp_rs_batch_builder_find_param(r.batch, "sensor_9999"), 9999);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(r.batch, "sensor_5000", R(1)), EXP_RS_DUPLICATE_NAME);
    CHECK_OK(exp_rs_batch_builder_set_params(r.batch, values, 10000));
    CHECK_BITS(evaluate_in(r.batch, NULL, "sensor_0 + sensor_9999 * 10 + sensor_13").value, 9999 % 7 * 10 + 6);
    free(values);
    rig_free(&r);
    CHECK_NO_LEAK();
}

static void test_a_thousand_expressions(void)
{
    rig r = rig_new_growable();
    char name[32], source[64];
    int32_t i;
    exp_rs_real expected = R(1);
    unsigned long failed = check_failed;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(0.5)), 0);
    for (i = 0; i < 1000 && check_failed == failed; i++) { /* each uses the next one, so the last is computed first */
        (void)snprintf(name, sizeof name, "e%ld", (long)i);
        (void)snprintf(source, sizeof source, i < 999 ? "e%ld + x" : "1 + 0*x", (long)i + 1);
        CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(r.batch, name, source), i);
    }
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    for (i = 999; i >= 0; i--) {
        CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, (uint32_t)i), expected);
        expected += R(0.5);
    }
    CHECK_EQ_I(exp_rs_batch_builder_find_expression(r.batch, "e777"), 777);
    rig_free(&r);
    CHECK_NO_LEAK();
}

static exp_rs_real sum_of_terms(size_t terms, exp_rs_status *status)
{
    static const exp_rs_limits wide = {16u << 20, 0, 0, 0, 0};
    rig r = rig_new_growable();
    char *text = repeated("x", "+x", terms - 1, "");
    outcome o;
    CHECK_OK(exp_rs_batch_builder_set_limits(r.batch, &wide));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(0.5)), 0);
    o = evaluate_in(r.batch, NULL, text);
    *status = o.status;
    free(text);
    rig_free(&r);
    return o.value;
}

static void test_a_hundred_thousand_terms(void)
{
    exp_rs_status status;
    CHECK_BITS(sum_of_terms(100000, &status), 50000);
    CHECK_OK(status);
    CHECK_NO_LEAK();
}

static void test_a_text_of_a_megabyte(void)
{
    static const exp_rs_limits wide = {1u << 20, 0, 0, 0, 0};
    rig r = rig_new_growable();
    char *text = repeated("1 +", " ", (1u << 20) - 4, "2");
    CHECK_OK(exp_rs_batch_builder_set_limits(r.batch, &wide));
    CHECK_BITS(evaluate_in(r.batch, NULL, text).value, 3);
    CHECK_EQ_U(strlen(text), 1u << 20);
    free(text);
    rig_free(&r);
    CHECK_NO_LEAK();
}

static exp_rs_real count_args(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)user_data;
    return (exp_rs_real)n_args + (n_args > 0 ? args[n_args - 1] : R(0));
}

static void test_many_arguments(void)
{
    exp_rs_context *context = exp_rs_context_new();
    char *built_in = repeated("sum(1", ",1", 299, ")");
    char *native = repeated("count(1", ",1", 299, ")");
    CHECK_OK(exp_rs_context_add_function(context, "count", 0, EXP_RS_VARIADIC, count_args, NULL, 0));
    CHECK_VALUE(context, built_in, 300);
    CHECK_VALUE(context, native, 301);
    CHECK_VALUE(context, "count()", 0);
    free(native);
    free(built_in);
    exp_rs_context_free(context);
    CHECK_NO_LEAK();
}

static void test_a_thousand_functions(void)
{
    exp_rs_context *context = exp_rs_context_new();
    char name[32], body[64];
    int i;
    for (i = 0; i < 1000; i++) { /* g0(x) = g1(x) + 1 ... within the call depth in tens */
        (void)snprintf(name, sizeof name, "g%d", i);
        (void)snprintf(body, sizeof body, i % 10 == 9 ? "x" : "g%d(x) + 1", i + 1);
        CHECK_OK(exp_rs_context_add_expression_function(context, name, "x", body));
    }
    CHECK_VALUE(context, "g0(100) + g990(0.5)", 109 + 9.5);
    exp_rs_context_free(context);
    CHECK_NO_LEAK();
}

int main(void)
{
    test_ten_thousand_parameters();
    test_a_thousand_expressions();
    test_a_hundred_thousand_terms();
    test_a_text_of_a_megabyte();
    test_many_arguments();
    test_a_thousand_functions();
    return check_summary("test_scale");
}
