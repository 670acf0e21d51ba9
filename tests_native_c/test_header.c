/* test_header.c: the header by itself. It is included first, so that it brings all it needs; the file compiles
 * without a warning as C99 to C23 and as C++11 to C++23 (g++ -x c++); sizes, layouts and codes are what programs
 * compiled elsewhere rely on; each function has the type that the contract gives it.
 */
#include "exp_rs.h"
#include "check.h"
#include <stddef.h>

#define STATIC_CHECK(name, condition) typedef char static_check_##name[(condition) ? 1 : -1]

STATIC_CHECK(status_is_32_bits, sizeof(exp_rs_status) == 4);
STATIC_CHECK(status_is_signed, (exp_rs_status)-1 < 0);
#ifdef EXP_RS_F32
STATIC_CHECK(real, sizeof(exp_rs_real) == sizeof(float));
#else
STATIC_CHECK(real, sizeof(exp_rs_real) == sizeof(double));
#endif

STATIC_CHECK(error_status, offsetof(exp_rs_error, status) == 0);
STATIC_CHECK(error_expression, offsetof(exp_rs_error, expression) == 4);
STATIC_CHECK(error_offset, offsetof(exp_rs_error, offset) == 8);
STATIC_CHECK(error_length, offsetof(exp_rs_error, length) == 12);
STATIC_CHECK(error_message, offsetof(exp_rs_error, message) == 16);
STATIC_CHECK(error_size, sizeof(exp_rs_error) == 112);

STATIC_CHECK(limits_source_length, offsetof(exp_rs_limits, source_length) == 0);
STATIC_CHECK(limits_nesting, offsetof(exp_rs_limits, nesting) == 4);
STATIC_CHECK(limits_call_depth, offsetof(exp_rs_limits, call_depth) == 8);
STATIC_CHECK(limits_names, offsetof(exp_rs_limits, names) == 12);
STATIC_CHECK(limits_steps, offsetof(exp_rs_limits, steps) == 16);
STATIC_CHECK(limits_size, sizeof(exp_rs_limits) == 24);

STATIC_CHECK(arena_stats_capacity, offsetof(exp_rs_arena_stats, capacity) == 0);
STATIC_CHECK(arena_stats_used, offsetof(exp_rs_arena_stats, used) == sizeof(size_t));
STATIC_CHECK(arena_stats_high_water, offsetof(exp_rs_arena_stats, high_water) == 2 * sizeof(size_t));
STATIC_CHECK(arena_stats_blocks, offsetof(exp_rs_arena_stats, blocks) == 3 * sizeof(size_t));
STATIC_CHECK(arena_stats_resets, offsetof(exp_rs_arena_stats, resets) == 3 * sizeof(size_t) + 4);
STATIC_CHECK(arena_stats_builders, offsetof(exp_rs_arena_stats, builders) == 3 * sizeof(size_t) + 8);

STATIC_CHECK(batch_stats_expressions, offsetof(exp_rs_batch_stats, expressions) == 0);
STATIC_CHECK(batch_stats_parameters, offsetof(exp_rs_batch_stats, parameters) == 4);
STATIC_CHECK(batch_stats_instructions, offsetof(exp_rs_batch_stats, instructions) == 8);
STATIC_CHECK(batch_stats_slots, offsetof(exp_rs_batch_stats, slots) == 12);
STATIC_CHECK(batch_stats_max_steps, offsetof(exp_rs_batch_stats, max_steps) == 16);
STATIC_CHECK(batch_stats_arena_bytes, offsetof(exp_rs_batch_stats, arena_bytes) == 24);
STATIC_CHECK(batch_stats_frame_bytes, offsetof(exp_rs_batch_stats, frame_bytes) == 24 + sizeof(size_t));
STATIC_CHECK(batch_stats_columns_bytes, offsetof(exp_rs_batch_stats, columns_bytes) == 24 + 2 * sizeof(size_t));

/* Usable by the preprocessor. */
#if EXP_RS_OK != 0 || EXP_RS_VERSION_NUMBER < 0 || EXP_RS_VERSION_MAJOR < 0
#error "codes and versions are constants of the preprocessor"
#endif
#if EXP_RS_VERSION_NUMBER != EXP_RS_VERSION_MAJOR * 10000 + EXP_RS_VERSION_MINOR * 100 + EXP_RS_VERSION_PATCH
#error "EXP_RS_VERSION_NUMBER is made of the others"
#endif

STATIC_CHECK(error_is_packed_as_its_fields, sizeof(((exp_rs_error *)0)->message) == 96);
STATIC_CHECK(arena_stats_size, sizeof(exp_rs_arena_stats) == (sizeof(size_t) == 8 ? 40 : 24));
STATIC_CHECK(batch_stats_size, sizeof(exp_rs_batch_stats) == (sizeof(size_t) == 8 ? 48 : 40));
STATIC_CHECK(function_pointers_are_pointers, sizeof(exp_rs_native_fn) == sizeof(void (*)(void)));

static void test_codes(void)
{
    static const struct {
        exp_rs_status code;
        int value;
    } rows[] = {
        {EXP_RS_OK, 0},
        {EXP_RS_NULL_POINTER, -1},
        {EXP_RS_INVALID_UTF8, -2},
        {EXP_RS_OUT_OF_MEMORY, -3},
        {EXP_RS_STALE_HANDLE, -4},
        {EXP_RS_INVALID_ARGUMENT, -5},
        {EXP_RS_INDEX_OUT_OF_RANGE, -6},
        {EXP_RS_DUPLICATE_NAME, -7},
        {EXP_RS_INVALID_NAME, -8},
        {EXP_RS_BUSY, -9},
        {EXP_RS_INTERNAL, -10},
        {EXP_RS_SYNTAX, -20},
        {EXP_RS_UNEXPECTED_END, -21},
        {EXP_RS_UNMATCHED_BRACKET, -22},
        {EXP_RS_INVALID_NUMBER, -23},
        {EXP_RS_INVALID_CHARACTER, -24},
        {EXP_RS_NESTING_TOO_DEEP, -25},
        {EXP_RS_EMPTY_EXPRESSION, -26},
        {EXP_RS_SOURCE_TOO_LONG, -27},
        {EXP_RS_UNKNOWN_NAME, -40},
        {EXP_RS_UNKNOWN_FUNCTION, -41},
        {EXP_RS_WRONG_ARGUMENT_COUNT, -42},
        {EXP_RS_CYCLE, -43},
        {EXP_RS_TOO_COMPLEX, -44},
        {EXP_RS_ARRAY_INDEX, -60},
        {EXP_RS_CALL_DEPTH, -61},
        {EXP_RS_STEP_BUDGET, -62},
    };
    size_t i;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_EQ_I(rows[i].code, rows[i].value);
    }
}

static exp_rs_real a_function(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)args;
    (void)n_args;
    (void)user_data;
    return R(0);
}

/* A wrong type in the header is an error of the compiler here; a missing symbol one of the linker. */
static void test_types_of_the_functions(void)
{
    exp_rs_arena *(*arena_new)(size_t) = exp_rs_arena_new;
    exp_rs_arena *(*arena_new_growable)(size_t, size_t) = exp_rs_arena_new_growable;
    size_t (*arena_block_size)(size_t) = exp_rs_arena_block_size;
    exp_rs_status (*arena_reset)(exp_rs_arena *) = exp_rs_arena_reset;
    void (*arena_free)(exp_rs_arena *) = exp_rs_arena_free;
    exp_rs_status (*arena_get_stats)(const exp_rs_arena *, exp_rs_arena_stats *) = exp_rs_arena_get_stats;
    exp_rs_context *(*context_new)(void) = exp_rs_context_new;
    exp_rs_context *(*context_new_empty)(void) = exp_rs_context_new_empty;
    void (*context_free)(exp_rs_context *) = exp_rs_context_free;
    exp_rs_batch_builder *(*builder_new)(exp_rs_arena *) = exp_rs_batch_builder_new;
    void (*builder_free)(exp_rs_batch_builder *) = exp_rs_batch_builder_free;
    exp_rs_status (*eval)(const char *, exp_rs_real *) = exp_rs_eval;
    const char *(*status_message)(exp_rs_status) = exp_rs_status_message;
    size_t (*error_format)(const exp_rs_error *, const char *, char *, size_t) = exp_rs_error_format;
    size_t (*estimate)(size_t, size_t, size_t) = exp_rs_estimate_arena_size;
    const char *(*version)(void) = exp_rs_version;
    exp_rs_native_fn native = a_function;
    uint32_t flags = EXP_RS_PURE, most = EXP_RS_VARIADIC;
    CHECK(arena_new && arena_new_growable && arena_block_size && arena_reset && arena_free && arena_get_stats);
    CHECK(context_new && context_new_empty && context_free && builder_new && builder_free);
    CHECK(eval && status_message && error_format && estimate && version && native);
    CHECK(flags != 0);
    CHECK(most > 65536);
}

static void test_it_links(void)
{
    exp_rs_real value = R(0);
    CHECK_OK(exp_rs_eval("1 + 2", &value));
    CHECK_BITS(value, 3);
}

int main(void)
{
    test_codes();
    test_types_of_the_functions();
    test_it_links();
    return check_summary("test_header");
}
