/* test_limits.c: every limit at limit - 1, limit and limit + 1, with its default and with one that was set; and that
 * limits of a builder are for its texts, those of a context for bodies, depth and steps.
 * With EXP_RS_TEST_SMALL the one test that needs megabytes is left out.
 */
#include "support.h"

typedef struct {
    exp_rs_status status;
    uint32_t offset;
} refusal;

/* How adding `source` ends under `limits` (NULL: the defaults). */
static refusal add(const exp_rs_limits *limits, const char *source)
{
    rig r = rig_new_growable();
    refusal out = {EXP_RS_OK, 0};
    int32_t index;
    if (limits != NULL) {
        CHECK_OK(exp_rs_batch_builder_set_limits(r.batch, limits));
    }
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(1)), 0);
    index = exp_rs_batch_builder_add_expression(r.batch, source);
    if (index < 0) {
        out.status = index;
        out.offset = last_error(r.batch).offset;
    } else {
        CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    }
    rig_free(&r);
    return out;
}

static void check_source_length(const exp_rs_limits *limits, uint32_t limit)
{
    uint32_t length;
    for (length = limit - 1; length <= limit + 1; length++) {
        char *text = repeated("1", " ", length - 1, "");
        refusal out = add(limits, text);
        CHECK_STATUS(out.status, length > limit ? EXP_RS_SOURCE_TOO_LONG : EXP_RS_OK);
        CHECK_EQ_U(out.offset, length > limit ? limit : 0);
        free(text);
    }
}

static void test_source_length(void)
{
    static const exp_rs_limits set = {100, 0, 0, 0, 0}, wide = {100000, 0, 0, 0, 0};
    check_source_length(NULL, 65536);
    check_source_length(&set, 100);
    check_source_length(&wide, 100000);
}

typedef struct {
    const char *head, *unit, *tail, *closing;
    uint32_t token; /* offset of the counted token within the unit */
} shape;

/* Each way to nest; `unit` opens one level and `closing` ends one. */
static const shape SHAPES[] = {
    {"", "(", "1", ")", 0},      {"", "-", "1", "", 0},         {"", "!", "1", "", 0},         {"", "~", "1", "", 0},
    {"", "not ", "1", "", 0},    {"", "2^", "1", "", 1},        {"", "2**", "1", "", 1},       {"", "1?", "1", ":1", 1},
    {"", "1?1:", "1", "", 1},    {"", "abs(", "1", ")", 3},     {"", "max(1,", "1", ")", 3},   {"", "x+(", "1", ")", 2},
};

static char *nested(const shape *s, size_t levels)
{
    char *close = repeated(s->tail, s->closing, levels, "");
    char *text = repeated(s->head, s->unit, levels, close);
    free(close);
    return text;
}

static void check_nesting(const exp_rs_limits *limits, uint32_t limit)
{
    size_t i;
    uint32_t levels;
    for (i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
        for (levels = limit - 1; levels <= limit + 1; levels++) {
            char *text = nested(&SHAPES[i], levels);
            refusal out = add(limits, text);
            uint32_t at = (uint32_t)strlen(SHAPES[i].unit) * limit + SHAPES[i].token;
            unsigned long failed = check_failed;
            CHECK_STATUS(out.status, levels > limit ? EXP_RS_NESTING_TOO_DEEP : EXP_RS_OK);
            CHECK_EQ_U(out.offset, levels > limit ? at : 0);
            if (check_failed != failed) {
                printf("    %lu levels of %s\n", (unsigned long)levels, SHAPES[i].unit);
            }
            free(text);
        }
    }
}

static void test_nesting(void)
{
    static const exp_rs_limits set = {0, 10, 0, 0, 0}, wide = {0, 1000, 0, 0, 0};
    check_nesting(NULL, 256);
    check_nesting(&set, 10);
    check_nesting(&wide, 1000);
}

/* `:=` nests too; each level needs a name of its own. */
static void test_nesting_of_definitions(void)
{
    static const exp_rs_limits set = {0, 5, 0, 0, 0};
    refusal out;
    CHECK_STATUS(add(&set, "a:=b:=c:=d:=1").status, EXP_RS_OK);
    CHECK_STATUS(add(&set, "a:=b:=c:=d:=e:=1").status, EXP_RS_OK);
    out = add(&set, "a:=b:=c:=d:=e:=f:=1");
    CHECK_STATUS(out.status, EXP_RS_NESTING_TOO_DEEP);
    CHECK_EQ_U(out.offset, 16);
    CHECK_STATUS(add(&set, "a:=1;b:=2;c:=3;d:=4;e:=5;f:=6;g:=7;h:=8").status, EXP_RS_OK); /* one after the other */
    CHECK_STATUS(add(&set, "(1)+(2)+(3)+(4)+(5)+(6)+(7)+(8)").status, EXP_RS_OK);
}

static void test_huge_nesting_is_refused_and_harmless(void)
{
    static const exp_rs_limits wide = {8u << 20, 0, 0, 0, 0};
    char *brackets = repeated("", "(", 1000000, "");
    char *signs = repeated("", "-", 30000, "x");
    CHECK_STATUS(add(&wide, brackets).status, EXP_RS_NESTING_TOO_DEEP);
    CHECK_STATUS(add(&wide, signs).status, EXP_RS_NESTING_TOO_DEEP);
    free(signs);
    free(brackets);
}

static void check_names(const exp_rs_limits *limits, uint32_t limit)
{
    rig r = rig_new_growable();
    char name[32];
    uint32_t i;
    unsigned long failed = check_failed;
    if (limits != NULL) {
        CHECK_OK(exp_rs_batch_builder_set_limits(r.batch, limits));
    }
    for (i = 0; i < limit && check_failed == failed; i++) {
        (void)snprintf(name, sizeof name, "name_%lu", (unsigned long)i);
        CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, name, R(1)), i);
    }
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(r.batch, "one_more", R(1)), EXP_RS_TOO_COMPLEX);
    CHECK_STATUS(last_error(r.batch).status, EXP_RS_TOO_COMPLEX);
    CHECK_EQ_U(exp_rs_batch_builder_param_count(r.batch), limit);
    CHECK_BITS(evaluate_in(r.batch, NULL, "name_0 + 1").value, 2); /* no new name */
    CHECK_OK(exp_rs_batch_builder_clear(r.batch));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "one_more", R(1)), 0);
    rig_free(&r);
}

static void test_names_of_a_builder(void)
{
    static const exp_rs_limits one = {0, 0, 0, 1, 0}, ten = {0, 0, 0, 10, 0};
    check_names(&one, 1);
    check_names(&ten, 10);
#ifndef EXP_RS_TEST_SMALL
    check_names(NULL, 65536);
#endif
}

static void test_names_of_a_context(void)
{
    static const exp_rs_limits three = {0, 0, 0, 3, 0};
    exp_rs_context *k = exp_rs_context_new_empty();
    CHECK_OK(exp_rs_context_set_limits(k, &three));
    CHECK_OK(exp_rs_context_set_constant(k, "a", R(1)));
    CHECK_OK(exp_rs_context_set_constant(k, "b", R(2)));
    CHECK_OK(exp_rs_context_add_expression_function(k, "c", "x", "x"));
    CHECK_STATUS(exp_rs_context_set_constant(k, "d", R(4)), EXP_RS_TOO_COMPLEX);
    CHECK(!exp_rs_context_has(k, "d"));
    CHECK_OK(exp_rs_context_set_constant(k, "a", R(5))); /* replaces */
    CHECK_VALUE(k, "a + b + c(3)", 10);
    CHECK_OK(exp_rs_context_remove(k, "b"));
    CHECK_OK(exp_rs_context_set_constant(k, "d", R(4)));
    exp_rs_context_free(k);
}

/* f(n) needs n + 1 calls inside each other. */
static void check_call_depth(const exp_rs_limits *limits, uint32_t limit, const char *body, uint32_t calls_a_level)
{
    exp_rs_context *k = exp_rs_context_new();
    uint32_t depth;
    char source[32];
    if (limits != NULL) {
        CHECK_OK(exp_rs_context_set_limits(k, limits));
    }
    CHECK_OK(exp_rs_context_add_expression_function(k, "id", "x", "x"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "f", "n", body));
    for (depth = limit - 1; depth <= limit + 1; depth++) {
        outcome o;
        (void)snprintf(source, sizeof source, "f(%lu)", (unsigned long)(depth - calls_a_level));
        o = evaluate(k, source);
        CHECK_STATUS(o.status, depth > limit ? EXP_RS_CALL_DEPTH : EXP_RS_OK);
        if (depth > limit) {
            CHECK_NAN(o.value);
            CHECK_STATUS(o.error.status, EXP_RS_CALL_DEPTH);
        }
    }
    exp_rs_context_free(k);
}

static void test_call_depth(void)
{
    static const exp_rs_limits set = {0, 0, 10, 0, 0}, wide = {0, 0, 1000, 0, 0};
    check_call_depth(NULL, 64, "n < 1 ? 0 : f(n - 1)", 1);
    check_call_depth(&set, 10, "n < 1 ? 0 : f(n - 1)", 1);
    check_call_depth(&wide, 1000, "n < 1 ? 0 : f(n - 1)", 1);
    check_call_depth(&set, 10, "n < 1 ? id(0) : f(n - 1)", 2); /* whether or not id is inlined */
    check_call_depth(&set, 10, "n < 1 ? abs(0) : sqrt(f(n - 1))", 1); /* built-ins are no calls of this kind */
}

static exp_rs_status with_steps(const char *source, uint64_t steps)
{
    exp_rs_context *k = exp_rs_context_new();
    exp_rs_limits limits = {0, 0, 0, 0, 0};
    outcome o;
    limits.steps = steps;
    CHECK_OK(exp_rs_context_set_limits(k, &limits));
    CHECK_OK(exp_rs_context_add_expression_function(k, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    o = evaluate(k, source);
    CHECK(o.status == EXP_RS_OK || o.status == EXP_RS_STEP_BUDGET);
    CHECK(o.stage == '-' || o.stage == 'e');
    exp_rs_context_free(k);
    return o.status;
}

/* What an instruction counts is the library's affair; that there is one exact number is not. */
static void test_steps(void)
{
    uint64_t low = 1, high = 1000000, steps;
    CHECK_STATUS(with_steps("fib(10)", low), EXP_RS_STEP_BUDGET);
    CHECK_OK(with_steps("fib(10)", high));
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (with_steps("fib(10)", middle) == EXP_RS_OK) {
            high = middle;
        } else {
            low = middle;
        }
    }
    CHECK(high > 100); /* fib(10) makes 177 calls */
    for (steps = high; steps < high + 50; steps++) {
        CHECK_OK(with_steps("fib(10)", steps));
    }
    for (steps = high - 50; steps < high; steps++) {
        CHECK_STATUS(with_steps("fib(10)", steps), EXP_RS_STEP_BUDGET);
    }
    CHECK_OK(with_steps("fib(20)", 0));                    /* the default */
    CHECK_STATUS(with_steps("fib(60)", 0), EXP_RS_STEP_BUDGET);
    CHECK_OK(with_steps("1+2*3-4/5+sqrt(6)+sin(7)", 1));   /* no call of such a function: never meets the budget */
}

static void test_budget_is_for_each_expression(void)
{
    exp_rs_context *k = exp_rs_context_new();
    exp_rs_limits limits = {0, 0, 0, 0, 0};
    rig r = rig_new(65536);
    uint32_t i;
    limits.steps = 20000;
    CHECK_OK(exp_rs_context_set_limits(k, &limits));
    CHECK_OK(exp_rs_context_add_expression_function(k, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "n", R(10)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression(r.batch, "e0", "fib(n)"), 0);
    for (i = 1; i < 50; i++) { /* fifty times what one of them may use in part; each feeds on the first */
        CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "e0 + fib(n + 0)"), i);
    }
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k));
    for (i = 1; i < 50; i++) {
        CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, i), 110);
    }
    CHECK_OK(exp_rs_batch_builder_set_param(r.batch, 0, R(30)));
    CHECK_STATUS(exp_rs_batch_builder_eval(r.batch, k), EXP_RS_STEP_BUDGET);
    CHECK_OK(exp_rs_batch_builder_set_param(r.batch, 0, R(10)));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, k)); /* starts anew */
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_whose_limits(void)
{
    static const exp_rs_limits tight = {20, 3, 0, 0, 0};
    exp_rs_context *k = exp_rs_context_new();
    exp_rs_error error;
    CHECK_OK(exp_rs_context_set_limits(k, &tight));
    CHECK_VALUE(k, "1 + 2 + 3 + 4 + 5 + 6 + ((((((7))))))", 28); /* the builder has its own */
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "f", "x", "1 + 2 + 3 + 4 + 5 + 6"), EXP_RS_SOURCE_TOO_LONG);
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "f", "x", "((((x))))"), EXP_RS_NESTING_TOO_DEEP);
    CHECK_OK(exp_rs_context_get_last_error(k, &error));
    CHECK_EQ_U(error.offset, 3);
    CHECK_OK(exp_rs_context_add_expression_function(k, "f", "x", "(((x)))"));
    CHECK_VALUE(k, "f(5)", 5);
    exp_rs_context_free(k);
    CHECK_STATUS(add(&tight, "((((1))))").status, EXP_RS_NESTING_TOO_DEEP);
}

static void test_zero_means_the_default(void)
{
    static const exp_rs_limits tight = {5, 2, 0, 0, 0}, zero = {0, 0, 0, 0, 0};
    rig r = rig_new(16384);
    CHECK_OK(exp_rs_batch_builder_set_limits(r.batch, &tight));
    CHECK_STATUS(exp_rs_batch_builder_add_expression(r.batch, "1 + 2 + 3"), EXP_RS_SOURCE_TOO_LONG);
    CHECK_OK(exp_rs_batch_builder_set_limits(r.batch, &zero));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "1 + 2 + (((3)))"), 0);
    rig_free(&r);
}

int main(void)
{
    test_source_length();
    test_nesting();
    test_nesting_of_definitions();
    test_huge_nesting_is_refused_and_harmless();
    test_names_of_a_builder();
    test_names_of_a_context();
    test_call_depth();
    test_steps();
    test_budget_is_for_each_expression();
    test_whose_limits();
    test_zero_means_the_default();
    CHECK_NO_LEAK();
    return check_summary("test_limits");
}
