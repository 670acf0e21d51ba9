/* test_errors.c: everything that can be wrong about a call or a text is a status, with a message that helps.
 * NULL at every argument of every function, bad indexes, invalid UTF-8, the twins with a length, the formatted
 * error, and the two small services beside them: the estimate of an arena's size and the version.
 */
#include "support.h"

static const exp_rs_status CODES[] = {
    EXP_RS_OK,              EXP_RS_NULL_POINTER,       EXP_RS_INVALID_UTF8,      EXP_RS_OUT_OF_MEMORY,
    EXP_RS_STALE_HANDLE,    EXP_RS_INVALID_ARGUMENT,   EXP_RS_INDEX_OUT_OF_RANGE, EXP_RS_DUPLICATE_NAME,
    EXP_RS_INVALID_NAME,    EXP_RS_BUSY,               EXP_RS_SYNTAX,            EXP_RS_UNEXPECTED_END,
    EXP_RS_UNMATCHED_BRACKET, EXP_RS_INVALID_NUMBER,   EXP_RS_INVALID_CHARACTER, EXP_RS_NESTING_TOO_DEEP,
    EXP_RS_EMPTY_EXPRESSION, EXP_RS_SOURCE_TOO_LONG,   EXP_RS_UNKNOWN_NAME,      EXP_RS_UNKNOWN_FUNCTION,
    EXP_RS_WRONG_ARGUMENT_COUNT, EXP_RS_CYCLE,         EXP_RS_TOO_COMPLEX,       EXP_RS_ARRAY_INDEX,
    EXP_RS_CALL_DEPTH,      EXP_RS_STEP_BUDGET,        EXP_RS_INTERNAL,
};
enum { CODE_COUNT = sizeof CODES / sizeof CODES[0] };

static void test_every_code_has_its_own_message(void)
{
    size_t i, j;
    for (i = 0; i < CODE_COUNT; i++) {
        const char *message = exp_rs_status_message(CODES[i]);
        CHECK(message != NULL && message[0] != '\0');
        for (j = 0; j < i; j++) {
            const char *other = exp_rs_status_message(CODES[j]);
            CHECK(message != NULL && other != NULL && strcmp(message, other) != 0);
        }
    }
    CHECK(exp_rs_status_message(12345) != NULL);
    CHECK(exp_rs_status_message(-1000) != NULL);
    CHECK(exp_rs_status_message(INT32_MIN) != NULL);
    CHECK(exp_rs_status_message(INT32_MAX) != NULL);
}

static void test_fields_of_an_error(void)
{
    rig r = rig_new(16384);
    exp_rs_error error = last_error(r.batch);
    CHECK_STATUS(error.status, EXP_RS_OK); /* nothing failed yet */
    CHECK_EQ_I(error.expression, -1);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "1"), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, "10 + misspelt * 2"), 1);
    CHECK_STATUS(exp_rs_batch_builder_prepare(r.batch, NULL), EXP_RS_UNKNOWN_NAME);
    error = last_error(r.batch);
    CHECK_STATUS(error.status, EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_I(error.expression, 1);
    CHECK_EQ_U(error.offset, 5);
    CHECK_EQ_U(error.length, 8);
    CHECK_STATUS(exp_rs_batch_builder_set_param(r.batch, 9, R(1)), EXP_RS_INDEX_OUT_OF_RANGE);
    CHECK_STATUS(last_error(r.batch).status, EXP_RS_INDEX_OUT_OF_RANGE);
    CHECK_STATUS(last_error(r.batch).status, EXP_RS_INDEX_OUT_OF_RANGE); /* reading it is no call that fails */
    rig_free(&r);
}

static void check_message(const char *source, exp_rs_status status, const char *first, const char *second)
{
    rig r = rig_new(16384);
    outcome o;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "humidity", R(1)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "pressure", R(1)), 1);
    o = evaluate_in(r.batch, NULL, source);
    CHECK_STATUS(o.status, status);
    CHECK_CONTAINS(o.error.message, first);
    CHECK_CONTAINS(o.error.message, second);
    rig_free(&r);
}

static void test_messages_help(void)
{
    check_message("1 + humidty", EXP_RS_UNKNOWN_NAME, "humidty", "humidity");
    check_message("presure * 2", EXP_RS_UNKNOWN_NAME, "presure", "pressure");
    check_message("sqtr(4)", EXP_RS_UNKNOWN_FUNCTION, "sqtr", "sqrt");
    check_message("flor(4)", EXP_RS_UNKNOWN_FUNCTION, "flor", "floor");
    check_message("atan2(1)", EXP_RS_WRONG_ARGUMENT_COUNT, "atan2", "2");
    check_message("clamp(1, 2)", EXP_RS_WRONG_ARGUMENT_COUNT, "clamp", "3");
    check_message("sin(1, 2)", EXP_RS_WRONG_ARGUMENT_COUNT, "sin", "1");
    check_message("(1 + 2", EXP_RS_UNMATCHED_BRACKET, "(", "(");
    check_message("(1 + 2]", EXP_RS_UNMATCHED_BRACKET, "]", "]");
    check_message("1 + 2)", EXP_RS_UNMATCHED_BRACKET, ")", ")");
    check_message("humidity = 1", EXP_RS_SYNTAX, "==", ":=");
}

static void test_long_names_do_not_break_the_message(void)
{
    rig r = rig_new(65536);
    char *name = repeated("x", "\xC3\xA9", 2000, "");
    outcome o = evaluate_in(r.batch, NULL, name);
    size_t length;
    CHECK_STATUS(o.status, EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_U(o.error.length, strlen(name));
    length = strlen(o.error.message);
    CHECK(length > 0 && length < sizeof o.error.message);
    CHECK((unsigned char)o.error.message[length > 0 ? length - 1 : 0] != 0xC3); /* no half letter at the end */
    free(name);
    rig_free(&r);
}

static void test_format_puts_a_caret_below(void)
{
    static const char source[] = "1 +\n 2 * nosuch / 3\n + 4";
    rig r = rig_new(16384);
    outcome o = evaluate_in(r.batch, NULL, source);
    char text[512], small[10];
    const char *line, *caret;
    size_t length = exp_rs_error_format(&o.error, source, text, sizeof text);
    CHECK_STATUS(o.status, EXP_RS_UNKNOWN_NAME);
    CHECK_EQ_U(length, strlen(text));
    CHECK_CONTAINS(text, " 2 * nosuch / 3"); /* the line of the error */
    CHECK_CONTAINS(text, "nosuch");
    CHECK(strstr(text, "+ 4") == NULL);      /* and no other */
    line = strstr(text, " 2 * nosuch / 3");
    caret = strchr(text, '^');
    CHECK(caret != NULL);
    if (line != NULL && caret != NULL) {
        const char *caret_line = caret;
        const char *line_start = line;
        while (caret_line > text && caret_line[-1] != '\n') {
            caret_line--;
        }
        while (line_start > text && line_start[-1] != '\n') {
            line_start--;
        }
        CHECK_EQ_U(caret - caret_line, (line - line_start) + 5); /* below the n of nosuch */
    }
    CHECK_EQ_U(exp_rs_error_format(&o.error, source, NULL, 0), length);
    CHECK_EQ_U(exp_rs_error_format(&o.error, source, small, sizeof small), length);
    CHECK_EQ_U(strlen(small), sizeof small - 1);
    CHECK(strncmp(small, text, sizeof small - 1) == 0);
    CHECK_EQ_U(exp_rs_error_format_n(&o.error, source, strlen(source), text, sizeof text), length);
    rig_free(&r);
}

/* An error that does not belong to the text must not read past it. */
static void test_format_of_anything(void)
{
    exp_rs_error error;
    char text[256] = "z";
    char *one = exact_copy("x", 1);
    memset(&error, 0xFF, sizeof error);
    error.message[95] = '\0';
    (void)exp_rs_error_format(&error, "x", text, sizeof text);
    (void)exp_rs_error_format_n(&error, one, 1, text, sizeof text);
    error.offset = 1;
    error.length = UINT32_MAX;
    (void)exp_rs_error_format_n(&error, one, 1, text, sizeof text);
    memset(&error, 0, sizeof error);
    (void)exp_rs_error_format(&error, "", text, sizeof text);
    memset(error.message, 'm', sizeof error.message); /* never ended */
    (void)exp_rs_error_format(&error, "x", text, sizeof text);
    (void)exp_rs_error_format(&error, NULL, text, sizeof text);
    CHECK(memchr(text, '\0', sizeof text) != NULL);
    CHECK_EQ_U(exp_rs_error_format(NULL, "x", text, sizeof text), 0);
    CHECK_STR(text, "");
    free(one);
}

static exp_rs_real zero(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)args;
    (void)n_args;
    (void)user_data;
    return R(0);
}

static void test_null_for_arenas_and_contexts(void)
{
    exp_rs_context *k = exp_rs_context_new();
    exp_rs_arena *arena = exp_rs_arena_new(64);
    exp_rs_arena_stats stats;
    exp_rs_error error;
    exp_rs_limits limits = {0, 0, 0, 0, 0};
    exp_rs_real data = R(1);
    memset(&stats, 0xAA, sizeof stats);
    CHECK_STATUS(exp_rs_arena_reset(NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_arena_get_stats(NULL, &stats), EXP_RS_NULL_POINTER);
    CHECK_EQ_U(stats.capacity, 0); /* written on failure too */
    CHECK_EQ_U(stats.builders, 0);
    CHECK_STATUS(exp_rs_arena_get_stats(arena, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_set_constant(NULL, "a", R(1)), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_set_constant(k, NULL, R(1)), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_set_array(NULL, "a", &data, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_set_array(k, NULL, &data, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_set_array(k, "a", NULL, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_function(NULL, "a", 0, 0, zero, NULL, 0), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_function(k, NULL, 0, 0, zero, NULL, 0), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_function(k, "a", 0, 0, NULL, NULL, 0), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_expression_function(NULL, "a", "", "1"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_expression_function(k, NULL, "", "1"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "a", NULL, "1"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_add_expression_function(k, "a", "", NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_remove(NULL, "a"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_remove(k, NULL), EXP_RS_NULL_POINTER);
    CHECK(!exp_rs_context_has(NULL, "sin"));
    CHECK(!exp_rs_context_has(k, NULL));
    CHECK(!exp_rs_context_has(k, "a"));
    CHECK_EQ_U(exp_rs_context_function_count(NULL), 0);
    CHECK(exp_rs_context_function_name(NULL, 0) == NULL);
    CHECK_STATUS(exp_rs_context_set_limits(NULL, &limits), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_set_limits(k, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_get_last_error(NULL, &error), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_context_get_last_error(k, NULL), EXP_RS_NULL_POINTER);
    CHECK(exp_rs_batch_builder_new(NULL) == NULL);
    exp_rs_arena_free(arena);
    exp_rs_context_free(k);
}

static void check_null_builder(void)
{
    exp_rs_real value = R(1);
    const exp_rs_real *in[1];
    exp_rs_real *out[1];
    exp_rs_error error;
    exp_rs_batch_stats stats;
    exp_rs_limits limits = {0, 0, 0, 0, 0};
    size_t count = 9;
    char text[4] = "zzz";
    in[0] = &value;
    out[0] = &value;
    CHECK_STATUS(exp_rs_batch_builder_clear(NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_set_limits(NULL, &limits), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(NULL, "a", R(1)), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter(NULL, "a", &value), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_bind_array(NULL, "a", &value, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_expression(NULL, "1"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(NULL, "a", "1"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(NULL, 0, "1", NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_set_param(NULL, 0, R(1)), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_set_params(NULL, &value, 1), EXP_RS_NULL_POINTER);
    CHECK(exp_rs_batch_builder_params(NULL, &count) == NULL);
    CHECK_EQ_U(count, 0);
    CHECK_NAN(exp_rs_batch_builder_get_param(NULL, 0));
    CHECK(exp_rs_batch_builder_param_name(NULL, 0) == NULL);
    CHECK_STATUS(exp_rs_batch_builder_find_param(NULL, "a"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_find_expression(NULL, "a"), EXP_RS_NULL_POINTER);
    CHECK_EQ_U(exp_rs_batch_builder_param_count(NULL), 0);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(NULL), 0);
    CHECK(exp_rs_batch_builder_expression_source(NULL, 0) == NULL);
    CHECK_STATUS(exp_rs_batch_builder_prepare(NULL, NULL), EXP_RS_NULL_POINTER);
    (void)exp_rs_batch_builder_needs_prepare(NULL, NULL);
    CHECK_STATUS(exp_rs_batch_builder_eval(NULL, NULL), EXP_RS_NULL_POINTER);
    CHECK_NAN(exp_rs_batch_builder_get_result(NULL, 0));
    CHECK_STATUS(exp_rs_batch_builder_get_status(NULL, 0), EXP_RS_NULL_POINTER);
    count = 9;
    CHECK(exp_rs_batch_builder_results(NULL, &count) == NULL);
    CHECK_EQ_U(count, 0);
    CHECK_STATUS(exp_rs_batch_builder_eval_block(NULL, NULL, 1, in, 1, out, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_get_last_error(NULL, &error), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_get_error(NULL, 0, &error), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_get_stats(NULL, &stats), EXP_RS_NULL_POINTER);
    CHECK_EQ_U(stats.instructions, 0);
    CHECK_EQ_U(exp_rs_batch_builder_disassemble(NULL, text, sizeof text), 0);
    CHECK_STR(text, "");
    CHECK_EQ_U(exp_rs_batch_builder_variables(NULL, 0, text, sizeof text), 0);
    CHECK_EQ_U(exp_rs_batch_builder_unresolved(NULL, NULL, text, sizeof text), 0);
}

static void test_null_for_arguments_of_a_builder(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_real value = R(1);
    check_null_builder();
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(1)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "x + 1"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_STATUS(exp_rs_batch_builder_set_limits(b, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter(b, NULL, R(1)), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter(b, NULL, &value), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_bind_parameter(b, "a", NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_bind_array(b, NULL, &value, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_bind_array(b, "a", NULL, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_expression(b, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(b, NULL, "1"), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_named_expression(b, "a", NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, 0, NULL, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_set_params(b, NULL, 1), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_find_param(b, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_find_expression(b, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_get_last_error(b, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_get_error(b, 0, NULL), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_get_stats(b, NULL), EXP_RS_NULL_POINTER);
    (void)exp_rs_batch_builder_params(b, NULL);
    (void)exp_rs_batch_builder_results(b, NULL);
    (void)exp_rs_batch_builder_disassemble(b, NULL, 0);
    (void)exp_rs_batch_builder_disassemble(b, NULL, 100);
    (void)exp_rs_batch_builder_variables(b, 0, NULL, 100);
    (void)exp_rs_batch_builder_unresolved(b, NULL, NULL, 100);
    CHECK_EQ_U(exp_rs_batch_builder_param_count(b), 1);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), 1);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 2);
    rig_free(&r);
}

static void test_bad_indexes(void)
{
    static const uint32_t bad[] = {1, 2, 1000, 0x7FFFFFFFu, 0x80000000u, UINT32_MAX};
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_error error;
    char text[16];
    size_t i;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(1)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "x"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_STATUS(exp_rs_batch_builder_set_param(b, bad[i], R(2)), EXP_RS_INDEX_OUT_OF_RANGE);
        CHECK_STATUS(exp_rs_batch_builder_replace_expression(b, bad[i], "1", NULL), EXP_RS_INDEX_OUT_OF_RANGE);
        CHECK_STATUS(exp_rs_batch_builder_get_status(b, bad[i]), EXP_RS_INDEX_OUT_OF_RANGE);
        CHECK_STATUS(exp_rs_batch_builder_get_error(b, bad[i], &error), EXP_RS_INDEX_OUT_OF_RANGE);
        CHECK_NAN(exp_rs_batch_builder_get_param(b, bad[i]));
        CHECK_NAN(exp_rs_batch_builder_get_result(b, bad[i]));
        CHECK(exp_rs_batch_builder_param_name(b, bad[i]) == NULL);
        CHECK(exp_rs_batch_builder_expression_source(b, bad[i]) == NULL);
        CHECK_EQ_U(exp_rs_batch_builder_variables(b, bad[i], text, sizeof text), 0);
        CHECK_STR(text, "");
    }
    CHECK_BITS(exp_rs_batch_builder_get_param(b, 0), 1);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 1);
    rig_free(&r);
}

static void test_invalid_utf8(void)
{
    static const char *const texts[] = {"\xFF",         "\x80",         "\xC0\x80",         "\xE0\x80\x80",
                                        "\xED\xA0\x80", "\xF8\x80\x80", "\xF4\x90\x80\x80", "\xE2\x82",
                                        "\xC3",         "\xFE",         "\xC3("};
    rig r = rig_new(16384);
    exp_rs_context *k = exp_rs_context_new();
    exp_rs_real value = R(1);
    char source[32];
    size_t i;
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        CHECK_STATUS(exp_rs_batch_builder_add_parameter(r.batch, texts[i], R(1)), EXP_RS_INVALID_UTF8);
        CHECK_STATUS(exp_rs_batch_builder_bind_parameter(r.batch, texts[i], &value), EXP_RS_INVALID_UTF8);
        CHECK_STATUS(exp_rs_batch_builder_add_named_expression(r.batch, texts[i], "1"), EXP_RS_INVALID_UTF8);
        CHECK_STATUS(exp_rs_batch_builder_find_param(r.batch, texts[i]), EXP_RS_INVALID_UTF8);
        CHECK_STATUS(exp_rs_context_set_constant(k, texts[i], R(1)), EXP_RS_INVALID_UTF8);
        CHECK_STATUS(exp_rs_context_add_expression_function(k, "f", texts[i], "1"), EXP_RS_INVALID_UTF8);
        CHECK_STATUS(exp_rs_context_add_expression_function(k, "f", "", texts[i]), EXP_RS_INVALID_UTF8);
        CHECK(!exp_rs_context_has(k, texts[i]));
        (void)snprintf(source, sizeof source, "12 + %s", texts[i]);
        CHECK_STATUS(exp_rs_batch_builder_add_expression(r.batch, source), EXP_RS_INVALID_UTF8);
        CHECK_EQ_U(last_error(r.batch).offset, 5);
        CHECK_STATUS(exp_rs_eval(source, &value), EXP_RS_INVALID_UTF8);
        CHECK_NAN(value);
    }
    CHECK_EQ_U(exp_rs_batch_builder_param_count(r.batch), 0);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(r.batch), 0);
    exp_rs_context_free(k);
    rig_free(&r);
}

/* The twins read exactly the bytes they are given: each text ends with its block. */
static void test_twins_of_the_builder(void)
{
    rig r = rig_new(16384);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_real bound = R(5), array = R(6);
    char *name = exact_copy("speed", 5), *source = exact_copy("speed*2", 7), *nul = exact_copy("1\0+ 1", 5);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter_n(b, name, 5, R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_bind_parameter_n(b, name, 3, &bound), 1);
    CHECK_OK(exp_rs_batch_builder_bind_array_n(b, name, 2, &array, 1));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression_n(b, source, 7), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_named_expression_n(b, name, 4, source, 5), 1);
    CHECK_EQ_I(exp_rs_batch_builder_find_param_n(b, name, 5), 0);
    CHECK_EQ_I(exp_rs_batch_builder_find_param_n(b, name, 3), 1);
    CHECK_EQ_I(exp_rs_batch_builder_find_expression_n(b, name, 4), 1);
    CHECK_STR(exp_rs_batch_builder_param_name(b, 1), "spe");
    CHECK_STR(exp_rs_batch_builder_expression_source(b, 1), "speed");
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 6);
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 1), 3);
    CHECK_OK(exp_rs_batch_builder_replace_expression_n(b, 0, "spe + sp[0] rest", 11, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 11);

    CHECK_STATUS(exp_rs_batch_builder_add_expression_n(b, nul, 5), EXP_RS_INVALID_CHARACTER);
    CHECK_EQ_U(last_error(b).offset, 1);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter_n(b, nul, 5, R(1)), EXP_RS_INVALID_NAME);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter_n(b, "a\0b", 3, R(1)), EXP_RS_INVALID_NAME);
    CHECK_STATUS(exp_rs_batch_builder_add_parameter_n(b, "a", 0, R(1)), EXP_RS_INVALID_NAME);
    CHECK_STATUS(exp_rs_batch_builder_add_expression_n(b, "1", 0), EXP_RS_EMPTY_EXPRESSION);
    CHECK_STATUS(exp_rs_batch_builder_add_expression_n(b, NULL, 5), EXP_RS_NULL_POINTER);
    CHECK_STATUS(exp_rs_batch_builder_add_expression_n(b, "1 + \xC3\xA9", 5), EXP_RS_INVALID_UTF8); /* cut in two */
    CHECK_STATUS(exp_rs_batch_builder_find_param_n(b, "speedy", 6), EXP_RS_UNKNOWN_NAME);
    free(nul);
    free(source);
    free(name);
    rig_free(&r);
}

static void test_twins_of_the_context(void)
{
    exp_rs_context *k = exp_rs_context_new();
    exp_rs_real array = R(6);
    char *text = exact_copy("abcdefgh", 8);
    CHECK_OK(exp_rs_context_set_constant_n(k, text, 8, R(2)));
    CHECK_OK(exp_rs_context_set_array_n(k, text, 7, &array, 1));
    CHECK_OK(exp_rs_context_add_function_n(k, text, 6, 0, 0, zero, NULL, 0));
    CHECK_OK(exp_rs_context_add_expression_function_n(k, text, 5, text, 4, "abcd * 3 and more", 8));
    CHECK_VALUE(k, "abcdefgh + abcdefg[0] + abcdef() + abcde(10)", 38);
    CHECK(exp_rs_context_has_n(k, text, 8));
    CHECK(!exp_rs_context_has_n(k, text, 3));
    CHECK_OK(exp_rs_context_remove_n(k, text, 8));
    CHECK(!exp_rs_context_has_n(k, text, 8));
    CHECK(exp_rs_context_has_n(k, text, 7));
    CHECK_STATUS(exp_rs_context_set_constant_n(k, "a\0b", 3, R(1)), EXP_RS_INVALID_NAME);
    CHECK_STATUS(exp_rs_context_set_constant_n(k, NULL, 3, R(1)), EXP_RS_NULL_POINTER);
    free(text);
    exp_rs_context_free(k);
}

/* A batch of `expressions` times `source` fits into an arena of the estimated size, evaluation included. */
static void check_estimate(size_t expressions, const char *source, size_t parameters)
{
    size_t i, size = exp_rs_estimate_arena_size(expressions, expressions * strlen(source), parameters);
    rig r = rig_new(size);
    char name[16];
    for (i = 0; i < parameters; i++) {
        (void)snprintf(name, sizeof name, "p%lu", (unsigned long)i);
        CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, name, R(1)), i);
    }
    for (i = 0; i < expressions; i++) {
        CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, source), i);
    }
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    rig_free(&r);
}

static void test_estimate_is_enough(void)
{
    check_estimate(0, "", 0);
    check_estimate(1, "1", 0);
    check_estimate(1, "p0", 1);
    check_estimate(7, "sqrt(p0*p0 + p1*p1) > 1 ? sin(p0) : atan2(p1, p0)", 9);
    check_estimate(100, "p0+1", 1);
    check_estimate(3, "-+!-+!-+!-+!p0^p0^p0^p0^p0^p0", 1);
    check_estimate(1, "max(p0,p1,p2,p3,p4,p5,p6,p7,p8,p9,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9)", 10);
    check_estimate(2, "a:=1;b:=2;c:=3;d:=4;e:=5;f:=6;g:=7;h:=8;a+b+c+d+e+f+g+h", 2);
    check_estimate(1, "0", 200);
    CHECK(exp_rs_estimate_arena_size(2, 20, 2) >= exp_rs_estimate_arena_size(1, 10, 1));
    CHECK(exp_rs_estimate_arena_size(SIZE_MAX, SIZE_MAX, SIZE_MAX) == SIZE_MAX); /* saturates */
}

static void test_a_name_that_is_not_found_is_the_last_error(void)
{
    rig r = rig_new(4032);
    exp_rs_error error;
    CHECK_STATUS(exp_rs_batch_builder_find_param(r.batch, "velocity"), EXP_RS_UNKNOWN_NAME);
    CHECK_OK(exp_rs_batch_builder_get_last_error(r.batch, &error));
    CHECK_STATUS(error.status, EXP_RS_UNKNOWN_NAME);
    CHECK(strstr(error.message, "velocity") != NULL);
    rig_free(&r);
}

static void test_version(void)
{
    char text[48];
    long number = EXP_RS_VERSION_NUMBER;
    (void)snprintf(text, sizeof text, "%ld.%ld.%ld", (long)EXP_RS_VERSION_MAJOR, (long)EXP_RS_VERSION_MINOR,
                   (long)EXP_RS_VERSION_PATCH);
    CHECK_STR(exp_rs_version(), text);
    CHECK(number == EXP_RS_VERSION_MAJOR * 10000L + EXP_RS_VERSION_MINOR * 100L + EXP_RS_VERSION_PATCH);
}

int main(void)
{
    test_a_name_that_is_not_found_is_the_last_error();
    test_every_code_has_its_own_message();
    test_fields_of_an_error();
    test_messages_help();
    test_long_names_do_not_break_the_message();
    test_format_puts_a_caret_below();
    test_format_of_anything();
    test_null_for_arenas_and_contexts();
    test_null_for_arguments_of_a_builder();
    test_bad_indexes();
    test_invalid_utf8();
    test_twins_of_the_builder();
    test_twins_of_the_context();
    test_estimate_is_enough();
    test_version();
    CHECK_NO_LEAK();
    return check_summary("test_errors");
}
