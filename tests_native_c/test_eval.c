/* test_eval.c: the one-shot exp_rs_eval, and that each way a text can be wrong has its code at its byte offset.
 * The whole language is proved by vectors.c; this program needs no file, so it also runs on a microcontroller.
 */
#include "support.h"

static void test_values(void)
{
    static const struct {
        const char *source;
        exp_rs_real value;
    } rows[] = {
        {"1 + 2*3", R(7)},        {"-2^2", R(-4)},         {"2^3^2", R(512)},     {"7 % 4", R(3)},
        {"10/4", R(2.5)},         {"1 < 2", R(1)},         {"1 == 2", R(0)},      {"1 ? 5 : 6", R(5)},
        {"0 ? 5 : 6", R(6)},      {"1 && 0 || 1", R(1)},   {"!3", R(0)},          {"sqrt(16)", R(4)},
        {"min(3, 1, 2)", R(1)},   {"0x1F", R(31)},         {"1_000", R(1000)},    {"5 & 3", R(1)},
        {"1 << 4", R(16)},        {"~0", R(-1)},           {"a := 3; a*a", R(9)}, {"if(0, 1, 2)", R(2)},
        {"1, 2, 3", R(3)},        {"2 ** 3", R(8)},        {"not 0", R(1)},       {"1 <> 2", R(1)},
        {"/* c */ 1 # d", R(1)},  {"pow(2, 10)", R(1024)}, {"abs(-3)", R(3)},     {"floor(-1.5)", R(-2)},
        {"--1", R(1)},            {"1e3", R(1000)},        {"clamp(5, 0, 1)", R(1)}, {"round(2.5)", R(3)},
        {"-0", R(-0.0)},          {"deg2rad(0)", R(0)},    {"true + true", R(2)}, {"rint(2.5)", R(2)},
    };
    size_t i;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        exp_rs_real value = R(-77);
        if (exp_rs_eval(rows[i].source, &value) != EXP_RS_OK || check_bits_of(value) != check_bits_of(rows[i].value)) {
            printf("    in: %s\n", rows[i].source);
        }
        CHECK_OK(exp_rs_eval(rows[i].source, &value));
        CHECK_BITS(value, rows[i].value);
    }
}

static void test_ieee_results_are_no_errors(void)
{
    exp_rs_real value = R(0);
    CHECK_OK(exp_rs_eval("1/0", &value));
    CHECK(value > R(1e30) && value - value != 0);
    CHECK_OK(exp_rs_eval("0/0", &value));
    CHECK_NAN(value);
    CHECK_OK(exp_rs_eval("-(0/0)", &value));
    CHECK_NAN(value);
    CHECK_OK(exp_rs_eval("sqrt(-1)", &value));
    CHECK_NAN(value);
    CHECK_OK(exp_rs_eval("0.1 + 0.2", &value));
    CHECK_BITS(value, R(0.1) + R(0.2));
}

typedef struct {
    const char *source;
    exp_rs_status status;
    char stage; /* 'a'dd or 'p'repare */
    uint32_t offset;
} wrong;

static const wrong WRONG[] = {
    {"", EXP_RS_EMPTY_EXPRESSION, 'a', 0},
    {" \t\r\n# only a comment", EXP_RS_EMPTY_EXPRESSION, 'a', 0},
    {"1+", EXP_RS_UNEXPECTED_END, 'a', 2},
    {"1 + /* never closed", EXP_RS_UNEXPECTED_END, 'a', 4},
    {"1?2", EXP_RS_UNEXPECTED_END, 'a', 3},
    {"sin(", EXP_RS_UNEXPECTED_END, 'a', 4},
    {"*3", EXP_RS_SYNTAX, 'a', 0},
    {"2 3", EXP_RS_SYNTAX, 'a', 2},
    {"1 = 1", EXP_RS_SYNTAX, 'a', 2},
    {"3:=4", EXP_RS_SYNTAX, 'a', 1},
    {"sin(1,)", EXP_RS_SYNTAX, 'a', 6},
    {"(2+3", EXP_RS_UNMATCHED_BRACKET, 'a', 0},
    {"2+3)", EXP_RS_UNMATCHED_BRACKET, 'a', 3},
    {"(2+3]", EXP_RS_UNMATCHED_BRACKET, 'a', 4},
    {"1 + 2x", EXP_RS_INVALID_NUMBER, 'a', 4},
    {"1e", EXP_RS_INVALID_NUMBER, 'a', 0},
    {"1..2", EXP_RS_INVALID_NUMBER, 'a', 0},
    {"0b2", EXP_RS_INVALID_NUMBER, 'a', 0},
    {"1 @ 2", EXP_RS_INVALID_CHARACTER, 'a', 2},
    {"2 \xC3\x97 3", EXP_RS_INVALID_CHARACTER, 'a', 2},
    {"1 + \xFF", EXP_RS_INVALID_UTF8, 'a', 4},
    {"nosuch + 1", EXP_RS_UNKNOWN_NAME, 'p', 0},
    {"1 + nosuch(2)", EXP_RS_UNKNOWN_FUNCTION, 'p', 4},
    {"1 + nosuch[0]", EXP_RS_UNKNOWN_NAME, 'p', 4},
    {"2 * pow(2)", EXP_RS_WRONG_ARGUMENT_COUNT, 'p', 4},
    {"q := 1; q := 2", EXP_RS_DUPLICATE_NAME, 'p', 8},
    {"0 ? (p := 1) : 0, p", EXP_RS_UNKNOWN_NAME, 'p', 18},
};

static void test_errors_have_code_and_offset(void)
{
    size_t i;
    for (i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        const wrong *w = &WRONG[i];
        exp_rs_real value = R(1);
        outcome o = evaluate(NULL, w->source);
        if (o.status != w->status || o.stage != w->stage || o.error.offset != w->offset) {
            printf("    in: %s\n", w->source);
        }
        CHECK_STATUS(o.status, w->status);
        CHECK_EQ_I(o.stage, w->stage);
        CHECK_STATUS(o.error.status, w->status);
        CHECK_EQ_U(o.error.offset, w->offset);
        CHECK(o.error.message[0] != '\0');
        CHECK_STATUS(exp_rs_eval(w->source, &value), w->status);
        CHECK_NAN(value);
    }
}

static void test_null_and_lengths(void)
{
    exp_rs_real value = R(1);
    CHECK_STATUS(exp_rs_eval(NULL, &value), EXP_RS_NULL_POINTER);
    CHECK_NAN(value);
    CHECK_STATUS(exp_rs_eval("1", NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_eval(NULL, NULL), EXP_RS_NULL_POINTER);
    CHECK_OK(exp_rs_eval_n("1 + 2garbage", 5, &value));
    CHECK_BITS(value, 3);
    CHECK_STATUS(exp_rs_eval_n("1", 0, &value), EXP_RS_EMPTY_EXPRESSION);
    CHECK_NAN(value);
    CHECK_STATUS(exp_rs_eval_n("1\0", 2, &value), EXP_RS_INVALID_CHARACTER);
    CHECK_NAN(value);
    CHECK_STATUS(exp_rs_eval_n(NULL, 3, &value), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_eval_n("1", 1, NULL), EXP_RS_NULL_POINTER);
}

static void test_out_of_memory_is_a_status(void)
{
    exp_rs_real value = R(1);
    hooks_fail_at(1, 1);
    CHECK_STATUS(exp_rs_eval("1 + 2", &value), EXP_RS_OUT_OF_MEMORY);
    CHECK_NAN(value);
    hooks_fail_at(HOOKS_NEVER, 0);
    CHECK_OK(exp_rs_eval("1 + 2", &value));
    CHECK_BITS(value, 3);
}

int main(void)
{
    test_values();
    test_ieee_results_are_no_errors();
    test_errors_have_code_and_offset();
    test_null_and_lengths();
    test_out_of_memory_is_a_status();
    CHECK_NO_LEAK();
    return check_summary("test_eval");
}
