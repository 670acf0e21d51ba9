/* test_context.c: what a host can define. Constants, arrays, native functions, expression functions, removing and
 * overriding; when a change takes effect, and that a context may be changed or freed while builders live.
 */
#include "support.h"

static exp_rs_context *new_context(void)
{
    exp_rs_context *context = exp_rs_context_new();
    CHECK(context != NULL);
    return context;
}

static void test_constants(void)
{
    exp_rs_context *k = new_context();
    CHECK_OK(exp_rs_context_set_constant(k, "g", R(9.75)));
    CHECK_OK(exp_rs_context_set_constant(k, "earth.mass", R(6)));
    CHECK_VALUE(k, "2*g + earth.mass", 25.5);
    CHECK_OK(exp_rs_context_set_constant(k, "g", R(1))); /* replaces */
    CHECK_VALUE(k, "g", 1);
    CHECK_OK(exp_rs_context_set_constant(k, "pi", R(3)));
    CHECK_VALUE(k, "pi", 3);
    CHECK_VALUE(NULL, "pi > 3.14", 1);
    CHECK_OK(exp_rs_context_remove(k, "g"));
    CHECK_FAILS(k, "g", EXP_RS_UNKNOWN_NAME, 'p');
    CHECK_STATUS(exp_rs_context_remove(k, "g"), EXP_RS_UNKNOWN_NAME);
    exp_rs_context_free(k);
}

static void test_batch_names_shadow_constants(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(16384);
    CHECK_OK(exp_rs_context_set_constant(k, "a", R(1)));
    CHECK_OK(exp_rs_context_set_constant(k, "b", R(2)));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "a", R(10)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(r.batch, "b", "20"), 0);
    CHECK_BITS(evaluate_in(r.batch, k, "a + b").value, 30);
    CHECK_BITS(evaluate_in(r.batch, k, "a := 100; a + b").value, 120);
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_arrays_are_read_in_place(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(16384);
    exp_rs_real data[4] = {R(1), R(2), R(3), R(4)};
    CHECK_OK(exp_rs_context_set_array(k, "data", data, 4));
    CHECK_BITS(evaluate_in(r.batch, k, "data[0] + data[1 + 1] * 10").value, 31);
    data[2] = R(7);
    CHECK(!exp_rs_batch_builder_needs_prepare(r.batch, k));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 71);
    CHECK_OK(exp_rs_context_set_array(k, "data", data, 2)); /* shorter now */
    CHECK_STATUS(exp_rs_batch_builder_eval(r.batch, k), EXP_RS_ARRAY_INDEX);
    CHECK_STATUS(exp_rs_context_set_array(k, "data", NULL, 4), EXP_RS_NULL_POINTER);
    CHECK_OK(exp_rs_context_remove(k, "data"));
    CHECK_STATUS(exp_rs_batch_builder_eval(r.batch, k), EXP_RS_UNKNOWN_NAME);
    rig_free(&r);
    exp_rs_context_free(k);
}

static exp_rs_real weighted(const exp_rs_real *args, size_t n_args, void *user_data)
{
    const exp_rs_real *weight = (const exp_rs_real *)user_data;
    exp_rs_real sum = R(0);
    size_t i;
    for (i = 0; i < n_args; i++) {
        sum += args[i] * *weight;
    }
    return sum;
}

static void test_native_functions_and_user_data(void)
{
    exp_rs_context *k = new_context();
    exp_rs_real two = R(2), ten = R(10);
    CHECK_OK(exp_rs_context_add_function(k, "twice", 1, 1, weighted, &two, EXP_RS_PURE));
    CHECK_OK(exp_rs_context_add_function(k, "tenfold", 1, 3, weighted, &ten, 0));
    CHECK_OK(exp_rs_context_add_function(k, "any", 0, EXP_RS_VARIADIC, weighted, &two, 0));
    CHECK_VALUE(k, "twice(3) + tenfold(1, 2)", 36);
    CHECK_VALUE(k, "tenfold(1, 2, 3)", 60);
    CHECK_VALUE(k, "any() + any(1) + any(1,2,3,4,5,6,7,8,9)", 92);
    CHECK_VALUE(k, "twice((1, 5))", 10);
    CHECK_FAILS(k, "twice()", EXP_RS_WRONG_ARGUMENT_COUNT, 'p');
    CHECK_FAILS(k, "twice(1, 2)", EXP_RS_WRONG_ARGUMENT_COUNT, 'p');
    CHECK_FAILS(k, "tenfold()", EXP_RS_WRONG_ARGUMENT_COUNT, 'p');
    CHECK_FAILS(k, "tenfold(1, 2, 3, 4)", EXP_RS_WRONG_ARGUMENT_COUNT, 'p');
    CHECK_FAILS(k, "twice", EXP_RS_UNKNOWN_NAME, 'p');
    CHECK_STATUS(exp_rs_context_add_function(k, "bad", 2, 1, weighted, NULL, 0), EXP_RS_INVALID_ARGUMENT);
    CHECK_STATUS(exp_rs_context_add_function(k, "bad", 0, 1, NULL, NULL, 0), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_function(k, "1x", 0, 1, weighted, NULL, 0), EXP_RS_INVALID_NAME);
    CHECK(!exp_rs_context_has(k, "bad"));
    exp_rs_context_free(k);
}

typedef struct {
    unsigned long calls;
} tally;

static exp_rs_real count_up(const exp_rs_real *args, size_t n_args, void *user_data)
{
    tally *t = (tally *)user_data;
    (void)args;
    (void)n_args;
    t->calls++;
    return (exp_rs_real)t->calls;
}

/* Impure functions run exactly when the language evaluates them: never at prepare, never shared, never skipped. */
static void test_impure_calls_are_exact(void)
{
    static const struct {
        const char *source;
        unsigned long calls;
    } rows[] = {
        {"tick()", 1},
        {"tick() + tick()", 2},
        {"tick() * 0", 1},
        {"0 * tick()", 1},
        {"tick(), 5", 1},
        {"tick() == tick()", 2},
        {"0 && tick()", 0},
        {"1 && tick()", 1},
        {"1 || tick()", 0},
        {"0 || tick()", 1},
        {"1 ? 2 : tick()", 0},
        {"0 ? tick() : 2", 0},
        {"0 ? tick() : tick() + tick()", 2},
        {"if(1, 2, tick())", 0},
        {"ifs(0, tick(), 1, 7, 1, tick())", 0},
        {"and(0, tick(), tick())", 0},
        {"or(0, 1, tick())", 0},
        {"sum(tick(), tick(), tick())", 3},
        {"a := tick(); a + a", 1},
        {"pow(tick(), 2)", 1},
        {"tick()^3", 1},
        {"sqr(tick())", 1},
        {"tick() - tick()", 2},
    };
    exp_rs_context *k = new_context();
    tally t;
    size_t i;
    CHECK_OK(exp_rs_context_add_function(k, "tick", 0, 0, count_up, &t, 0));
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rig r = rig_new(16384);
        CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, rows[i].source), 0);
        t.calls = 0;
        CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
        CHECK_EQ_U(t.calls, 0);
        CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
        if (t.calls != rows[i].calls) {
            printf("    in: %s\n", rows[i].source);
        }
        CHECK_EQ_U(t.calls, rows[i].calls);
        CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
        CHECK_EQ_U(t.calls, 2 * rows[i].calls);
        rig_free(&r);
    }
    exp_rs_context_free(k);
}

static void test_impure_calls_are_in_order_and_not_shared(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(16384);
    tally t = {0};
    CHECK_OK(exp_rs_context_add_function(k, "tick", 0, 0, count_up, &t, 0));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "tick() - tick()"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "tick()"), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "tick()"), 2);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(r.batch, "once", "tick()"), 3);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "once + once"), 4);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK_EQ_U(t.calls, 5);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), -1); /* left to right: 1 - 2 */
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 1), 3);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 2), 4);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 4), 10);
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_pure_calls_may_be_folded(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(16384);
    tally t = {41};
    CHECK_OK(exp_rs_context_add_function(k, "pure", 0, 0, count_up, &t, EXP_RS_PURE));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "pure() - pure() + 5"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK(t.calls >= 42 && t.calls <= 45);
    rig_free(&r);
    exp_rs_context_free(k);
}

static exp_rs_real odd_nan(const exp_rs_real *args, size_t n_args, void *user_data)
{
    static const uint64_t wide = ((uint64_t)0xfff40000u << 32) | 1u;
    static const uint32_t narrow = 0xffa00001u;
    exp_rs_real value;
    (void)args;
    (void)n_args;
    (void)user_data;
    if (sizeof value == sizeof wide) {
        memcpy(&value, &wide, sizeof value);
    } else {
        memcpy(&value, &narrow, sizeof value);
    }
    return value;
}

static void test_a_native_nan_is_made_canonical(void)
{
    exp_rs_context *k = new_context();
    CHECK_OK(exp_rs_context_add_function(k, "odd_nan", 0, 0, odd_nan, NULL, 0));
    CHECK_OK(exp_rs_context_set_constant(k, "bad", odd_nan(NULL, 0, NULL)));
    CHECK_NAN(evaluate(k, "odd_nan()").value);
    CHECK_NAN(evaluate(k, "-odd_nan()").value);
    CHECK_NAN(evaluate(k, "bad").value);
    CHECK_VALUE(k, "odd_nan() ? 1 : 0", 1);
    exp_rs_context_free(k);
}

static exp_rs_real constant_seven(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)args;
    (void)n_args;
    (void)user_data;
    return R(7);
}

static void test_overriding_and_removing_built_ins(void)
{
    exp_rs_context *k = new_context();
    CHECK_OK(exp_rs_context_add_function(k, "sin", 1, 1, constant_seven, NULL, EXP_RS_PURE));
    CHECK_VALUE(k, "sin(0)", 7);
    CHECK_VALUE(NULL, "sin(0)", 0);
    CHECK_OK(exp_rs_context_remove(k, "sin"));
    CHECK_FAILS(k, "sin(0)", EXP_RS_UNKNOWN_FUNCTION, 'p');
    CHECK(!exp_rs_context_has(k, "sin"));
    CHECK_OK(exp_rs_context_remove(k, "sqrt"));
    CHECK_FAILS(k, "sqrt(4)", EXP_RS_UNKNOWN_FUNCTION, 'p');
    CHECK_OK(exp_rs_context_remove(k, "pi"));
    CHECK_FAILS(k, "pi", EXP_RS_UNKNOWN_NAME, 'p');
    CHECK_OK(exp_rs_context_add_expression_function(k, "sqrt", "x", "x + 1"));
    CHECK_VALUE(k, "sqrt(4)", 5);
    CHECK_OK(exp_rs_context_add_expression_function(k, "cos", "a, b", "a - b"));
    CHECK_VALUE(k, "cos(4, 1)", 3);
    exp_rs_context_free(k);
}

static void test_words_of_the_language_stay(void)
{
    static const char *const words[] = {"if", "ifs", "and", "or", "not"};
    exp_rs_context *k = new_context();
    size_t i;
    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        CHECK_STATUS(exp_rs_context_remove(k, words[i]), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_context_add_function(k, words[i], 1, 3, constant_seven, NULL, 0), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_context_add_expression_function(k, words[i], "a, b", "a"), EXP_RS_INVALID_NAME);
    }
    CHECK_VALUE(k, "if(not(0), and(1, 1), or(0))", 1);
    exp_rs_context_free(k);
}

static exp_rs_real hundred_minus(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)user_data;
    return n_args == 1 ? R(100) - args[0] : R(100) - args[0] - args[1];
}

static void test_overriding_operators(void)
{
    exp_rs_context *k = new_context();
    CHECK_OK(exp_rs_context_add_function(k, "add", 2, 2, hundred_minus, NULL, EXP_RS_PURE));
    CHECK_VALUE(k, "1 + 2", 97);
    CHECK_VALUE(k, "add(1, 2)", 97);
    CHECK_VALUE(k, "1 + 2 * 3", 93);
    CHECK_VALUE(k, "+5", 5);
    CHECK_VALUE(NULL, "1 + 2", 3);
    CHECK_OK(exp_rs_context_add_function(k, "neg", 1, 1, hundred_minus, NULL, 0));
    CHECK_VALUE(k, "-1", 99);
    CHECK_OK(exp_rs_context_add_function(k, "sub", 2, 2, hundred_minus, NULL, 0));
    CHECK_VALUE(k, "1 - 2", 97);
    CHECK_OK(exp_rs_context_add_function(k, "mul", 1, 2, hundred_minus, NULL, 0));
    CHECK_VALUE(k, "4 * 5", 91);
    CHECK_OK(exp_rs_context_add_function(k, "div", 2, EXP_RS_VARIADIC, hundred_minus, NULL, 0));
    CHECK_VALUE(k, "4 / 5", 91);
    CHECK_OK(exp_rs_context_add_function(k, "comma", 2, 2, hundred_minus, NULL, 0));
    CHECK_VALUE(k, "(4, 5)", 91);
    CHECK_VALUE(k, "max(4, 5)", 5); /* this comma only separates arguments */
    CHECK(exp_rs_context_add_function(k, "add", 1, 1, hundred_minus, NULL, 0) < 0);
    CHECK(exp_rs_context_add_function(k, "add", 3, 4, hundred_minus, NULL, 0) < 0);
    CHECK(exp_rs_context_add_function(k, "neg", 2, 2, hundred_minus, NULL, 0) < 0);
    CHECK_VALUE(k, "1 + 2", 97);
    CHECK_VALUE(k, "2^3", 8);
    CHECK_VALUE(k, "7 % 4", 3);
    exp_rs_context_free(k);
}

/* An operator of the host is called exactly as it is written: not folded, shared, or rewritten into another. */
static void test_impure_operators_are_called_each_time(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(16384);
    tally t = {0};
    CHECK_OK(exp_rs_context_add_function(k, "mul", 2, 2, count_up, &t, 0));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "2*3 + x*x - x*x"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    CHECK_EQ_U(t.calls, 0);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK_EQ_U(t.calls, 3);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 0); /* 1 + 2 - 3 */
    CHECK_BITS(evaluate_in(r.batch, k, "x^2").value, 9);
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_empty_context(void)
{
    exp_rs_context *k = exp_rs_context_new_empty();
    CHECK(k != NULL);
    CHECK_VALUE(k, "-2^2 + 7 % 4 * 3 - (1 << 2)", 1);
    CHECK_VALUE(k, "1 < 2 && !0 ? 5 : 6", 5);
    CHECK_VALUE(k, "a := 3; a*a", 9);
    CHECK_VALUE(k, "if(1, and(1, not(0)), 2)", 1);
    CHECK_VALUE(k, "ifs(0, 1, 1, 5)", 5);
    CHECK_FAILS(k, "sin(1)", EXP_RS_UNKNOWN_FUNCTION, 'p');
    CHECK_FAILS(k, "pi", EXP_RS_UNKNOWN_NAME, 'p');
    CHECK_FAILS(k, "max(1, 2)", EXP_RS_UNKNOWN_FUNCTION, 'p');
    CHECK(!exp_rs_context_has(k, "sin"));
    CHECK_STATUS(exp_rs_context_remove(k, "sin"), EXP_RS_UNKNOWN_NAME);
    CHECK_OK(exp_rs_context_add_expression_function(k, "sin", "x", "x - x*x*x/6"));
    CHECK_OK(exp_rs_context_set_constant(k, "pi", R(3)));
    CHECK_VALUE(k, "sin(0) + pi", 3);
    exp_rs_context_free(k);
}

static void test_has_and_function_names(void)
{
    exp_rs_context *k = new_context();
    exp_rs_real data = R(1);
    size_t i, count = exp_rs_context_function_count(k), found = 0;
    CHECK(exp_rs_context_has(k, "sin"));
    /* A text has its length: a NUL belongs to it, and no name has one. */
    CHECK(exp_rs_context_has_n(k, "sin", 3));
    CHECK(!exp_rs_context_has_n(k, "sin\0", 4));
    CHECK(exp_rs_context_has(k, "pi"));
    CHECK(!exp_rs_context_has(k, "mine"));
    CHECK(count > 30);
    CHECK_OK(exp_rs_context_add_function(k, "mine", 0, 0, constant_seven, NULL, 0));
    CHECK_OK(exp_rs_context_add_expression_function(k, "yours", "", "1"));
    CHECK_OK(exp_rs_context_set_array(k, "ours", &data, 1));
    CHECK_EQ_U(exp_rs_context_function_count(k), count + 2);
    for (i = 0; i < count + 2; i++) {
        const char *name = exp_rs_context_function_name(k, i);
        CHECK(name != NULL);
        CHECK(exp_rs_context_has(k, name));
        found += name != NULL && (strcmp(name, "mine") == 0 || strcmp(name, "yours") == 0 || strcmp(name, "sin") == 0);
    }
    CHECK_EQ_U(found, 3);
    CHECK(exp_rs_context_function_name(k, count + 2) == NULL);
    CHECK(exp_rs_context_function_name(k, SIZE_MAX) == NULL);
    CHECK(exp_rs_context_has(k, "ours"));
    CHECK_OK(exp_rs_context_remove(k, "mine"));
    CHECK_EQ_U(exp_rs_context_function_count(k), count + 1);
    exp_rs_context_free(k);
}

/* `remove` takes a name out of all three name spaces at once. */
static void test_remove_is_of_all_name_spaces(void)
{
    exp_rs_context *k = new_context();
    exp_rs_real data = R(4);
    CHECK_OK(exp_rs_context_set_constant(k, "n", R(1)));
    CHECK_OK(exp_rs_context_set_array(k, "n", &data, 1));
    CHECK_OK(exp_rs_context_add_function(k, "n", 0, 0, constant_seven, NULL, 0));
    CHECK_VALUE(k, "n + n[0]*10 + n()*100", 741);
    CHECK_OK(exp_rs_context_remove(k, "n"));
    CHECK(!exp_rs_context_has(k, "n"));
    CHECK_FAILS(k, "n", EXP_RS_UNKNOWN_NAME, 'p');
    CHECK_FAILS(k, "n[0]", EXP_RS_UNKNOWN_NAME, 'p');
    CHECK_FAILS(k, "n()", EXP_RS_UNKNOWN_FUNCTION, 'p');
    exp_rs_context_free(k);
}

static void test_expression_functions(void)
{
    exp_rs_context *k = new_context();
    CHECK_OK(exp_rs_context_add_expression_function(k, "area", "w, h", "w * h"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "five", "", "2 + 3"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "even", "n", "n == 0 ? 1 : odd(n - 1)"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "odd", "n", "n == 0 ? 0 : even(n - 1)"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "sumto", "n", "n < 1 ? 0 : sumto(n - 1) + n"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "local", "a", "b := a*2; b + 1"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "sum.of", "a,b , c", "a + b + c"));
    CHECK_VALUE(k, "area(2, 3) + five()", 11);
    CHECK_VALUE(k, "fib(20)", 6765);
    CHECK_VALUE(k, "even(10) + 2*odd(7) + 4*odd(10)", 3);
    CHECK_VALUE(k, "sumto(3) + sumto(10)", 61);
    CHECK_VALUE(k, "local(local(3))", 15);
    CHECK_VALUE(k, "sum.of(1, 2, 3)", 6);
    CHECK_VALUE(k, "area(area(1, 2), area(3, five()))", 30);
    CHECK_FAILS(k, "area(1)", EXP_RS_WRONG_ARGUMENT_COUNT, 'p');
    CHECK_FAILS(k, "five(1)", EXP_RS_WRONG_ARGUMENT_COUNT, 'p');
    exp_rs_context_free(k);
}

static void test_scope_is_lexical(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(16384);
    exp_rs_error error;
    CHECK_OK(exp_rs_context_set_constant(k, "c", R(2)));
    CHECK_OK(exp_rs_context_add_expression_function(k, "uses_c", "x", "c * x"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "uses_y", "x", "x + y"));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "y", R(5)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "c", R(100)), 1);
    CHECK_BITS(evaluate_in(r.batch, k, "uses_c(3)").value, 6); /* the constant, not the caller's parameter */
    CHECK_BITS(evaluate_in(r.batch, k, "x := 50; uses_c(1) + x").value, 52);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "uses_y(1)"), 2);
    CHECK_STATUS(exp_rs_batch_builder_prepare(r.batch, k), EXP_RS_UNKNOWN_NAME);
    error = last_error(r.batch);
    CHECK_EQ_I(error.expression, -1);
    CHECK_EQ_U(error.offset, 4); /* within the body */
    CHECK_CONTAINS(error.message, "uses_y");
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_bodies_are_checked_when_defined(void)
{
    exp_rs_context *k = new_context();
    exp_rs_error error;
    CHECK_OK(exp_rs_context_add_expression_function(k, "f", "x", "x + 1"));
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "f", "x", "x + (1"), EXP_RS_UNMATCHED_BRACKET);
    CHECK_OK(exp_rs_context_get_last_error(k, &error));
    CHECK_STATUS(error.status, EXP_RS_UNMATCHED_BRACKET);
    CHECK_EQ_I(error.expression, -1);
    CHECK_EQ_U(error.offset, 4);
    CHECK_VALUE(k, "f(1)", 2); /* the old one stays */
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "g", "x", ""), EXP_RS_EMPTY_EXPRESSION);
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "g", "x, x", "x"), EXP_RS_DUPLICATE_NAME);
    CHECK(exp_rs_context_add_expression_function(k, "g", "x y", "x") < 0);
    CHECK(exp_rs_context_add_expression_function(k, "g", "x,", "x") < 0);
    CHECK(exp_rs_context_add_expression_function(k, "g", "1", "1") < 0);
    CHECK(exp_rs_context_add_expression_function(k, "g", "and", "1") < 0);
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "2g", "x", "x"), EXP_RS_INVALID_NAME);
    CHECK(!exp_rs_context_has(k, "g"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "g", "x", "h(x)")); /* names are looked up at prepare */
    CHECK_FAILS(k, "g(1)", EXP_RS_UNKNOWN_FUNCTION, 'p');
    CHECK_VALUE(k, "f(1)", 2); /* what does not use it is not hurt */
    CHECK_OK(exp_rs_context_add_expression_function(k, "h", "x", "x * 3"));
    CHECK_VALUE(k, "g(2)", 6);
    exp_rs_context_free(k);
}

static void test_depth_and_budget_are_statuses_of_one_expression(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(65536);
    exp_rs_batch_stats stats;
    CHECK_OK(exp_rs_context_add_expression_function(k, "deep", "n", "n < 1 ? 0 : deep(n - 1)"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "endless", "n", "endless(n - 1) + endless(n - 1)"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "wide", "n", "n < 1 ? 1 : wide(n - 1) + wide(n - 1)"));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "deep(1000)"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "1 + 1"), 1);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "wide(60)"), 2);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "endless(1)"), 3);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "deep(10)"), 4);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    CHECK_STATUS(exp_rs_batch_builder_eval(r.batch, k), EXP_RS_CALL_DEPTH);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 0), EXP_RS_CALL_DEPTH);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 1), EXP_RS_OK);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 2), EXP_RS_STEP_BUDGET);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 3), EXP_RS_CALL_DEPTH);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 4), EXP_RS_OK);
    CHECK_NAN(exp_rs_batch_builder_get_result(r.batch, 0));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 1), 2);
    CHECK_NAN(exp_rs_batch_builder_get_result(r.batch, 2));
    CHECK_NAN(exp_rs_batch_builder_get_result(r.batch, 3));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 4), 0);
    CHECK_OK(exp_rs_batch_builder_get_stats(r.batch, &stats));
    CHECK(stats.max_steps == UINT64_MAX);
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_changes_take_effect_at_the_next_eval(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(32768);
    CHECK_OK(exp_rs_context_set_constant(k, "c", R(1)));
    CHECK_OK(exp_rs_context_add_expression_function(k, "f", "x", "x + c"));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "f(10)"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 11);
    CHECK_OK(exp_rs_context_add_expression_function(k, "f", "x", "x * 2 + c"));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL)); /* NULL: as prepared */
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 11);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 21);
    CHECK_OK(exp_rs_context_set_constant(k, "c", R(5)));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 25);
    CHECK_OK(exp_rs_context_remove(k, "f"));
    CHECK_STATUS(exp_rs_batch_builder_eval(r.batch, k), EXP_RS_UNKNOWN_FUNCTION);
    CHECK_NAN(exp_rs_batch_builder_get_result(r.batch, 0));
    CHECK_OK(exp_rs_context_add_function(k, "f", 1, 1, constant_seven, NULL, 0));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 7);
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_a_context_may_be_freed_while_builders_live(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(32768);
    exp_rs_real data[2] = {R(3), R(4)};
    exp_rs_real weight = R(2);
    CHECK_OK(exp_rs_context_set_constant(k, "c", R(100)));
    CHECK_OK(exp_rs_context_set_array(k, "data", data, 2));
    CHECK_OK(exp_rs_context_add_function(k, "native", 1, 1, weighted, &weight, 0));
    CHECK_OK(exp_rs_context_add_expression_function(k, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "c + data[1]*1000 + native(5) + fib(6)"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    exp_rs_context_free(k);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 4118);
    data[1] = R(5);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 5118);
    rig_free(&r);
}

/* A fresh context at the address of a freed one is another context. */
static void test_a_context_is_known_by_more_than_its_address(void)
{
    rig r = rig_new(32768);
    int i;
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "c"), 0);
    for (i = 0; i < 50; i++) {
        exp_rs_context *k = new_context();
        CHECK_OK(exp_rs_context_set_constant(k, "c", (exp_rs_real)i));
        CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
        CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), i);
        exp_rs_context_free(k);
    }
    rig_free(&r);
}

static void test_bad_context_names(void)
{
    static const char *const names[] = {"", "1", "a b", "a..b", ".a", "a.", "and", "or", "not", "x[", "\xC3\x97"};
    exp_rs_context *k = new_context();
    exp_rs_real data = R(1);
    size_t i;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        CHECK_STATUS(exp_rs_context_set_constant(k, names[i], R(1)), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_context_set_array(k, names[i], &data, 1), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_context_add_function(k, names[i], 0, 1, constant_seven, NULL, 0), EXP_RS_INVALID_NAME);
        CHECK_STATUS(exp_rs_context_add_expression_function(k, names[i], "x", "x"), EXP_RS_INVALID_NAME);
    }
    CHECK_STATUS(exp_rs_context_set_constant(k, "a\xFF", R(1)), EXP_RS_INVALID_UTF8);
    CHECK_OK(exp_rs_context_set_constant(k, "\xC3\xA9t\xC3\xA9", R(25)));
    CHECK_VALUE(k, "\xC3\xA9t\xC3\xA9", 25);
    exp_rs_context_free(k);
}

/* A function that grows twofold at each step must not grow the program so. */
static void test_inlining_cannot_blow_up(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(262144);
    exp_rs_batch_stats stats;
    char name[16], body[48];
    int i;
    CHECK_OK(exp_rs_context_add_expression_function(k, "d0", "x", "x + 1"));
    for (i = 1; i <= 40; i++) {
        (void)snprintf(name, sizeof name, "d%d", i);
        (void)snprintf(body, sizeof body, "d%d(x) + d%d(x + 1)", i - 1, i - 1);
        CHECK_OK(exp_rs_context_add_expression_function(k, name, "x", body));
    }
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "v", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "d40(v)"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "d5(v)"), 1);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    CHECK_OK(exp_rs_batch_builder_get_stats(r.batch, &stats));
    CHECK(stats.instructions < 20000);
    CHECK_STATUS(exp_rs_batch_builder_eval(r.batch, k), EXP_RS_STEP_BUDGET);
    CHECK_STATUS(exp_rs_batch_builder_get_status(r.batch, 1), EXP_RS_OK);
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 1), 112); /* 32 leaves, each 1 + the ones of its path: 32 + 80 */
    rig_free(&r);
    exp_rs_context_free(k);
}

int main(void)
{
    test_constants();
    test_batch_names_shadow_constants();
    test_arrays_are_read_in_place();
    test_native_functions_and_user_data();
    test_impure_calls_are_exact();
    test_impure_calls_are_in_order_and_not_shared();
    test_pure_calls_may_be_folded();
    test_a_native_nan_is_made_canonical();
    test_overriding_and_removing_built_ins();
    test_words_of_the_language_stay();
    test_overriding_operators();
    test_impure_operators_are_called_each_time();
    test_empty_context();
    test_has_and_function_names();
    test_remove_is_of_all_name_spaces();
    test_expression_functions();
    test_scope_is_lexical();
    test_bodies_are_checked_when_defined();
    test_depth_and_budget_are_statuses_of_one_expression();
    test_changes_take_effect_at_the_next_eval();
    test_a_context_may_be_freed_while_builders_live();
    test_a_context_is_known_by_more_than_its_address();
    test_bad_context_names();
    test_inlining_cannot_blow_up();
    CHECK_NO_LEAK();
    return check_summary("test_context");
}
