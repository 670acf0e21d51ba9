/* test_no_alloc.c: the promise of the library. After prepare, eval, eval_block, set_*, and every getter call neither
 * hook and none of malloc, calloc, realloc, free, and take nothing from the arena: not in the very first eval, not
 * in a million, not when expressions fail at run time, not with native and recursive functions.
 *
 * Links examples/malloc_count.c. EXP_RS_TEST_EVALS sets another number of evaluations than 1,000,000.
 */
#include "malloc_count.h"
#include "support.h"

#ifndef EXP_RS_TEST_EVALS
#define EXP_RS_TEST_EVALS 1000000
#endif

typedef struct {
    unsigned long hook_mallocs, hook_frees, mallocs;
    size_t used, high_water;
} snapshot;

static snapshot take(const exp_rs_arena *arena)
{
    snapshot s;
    exp_rs_arena_stats stats;
    (void)exp_rs_arena_get_stats(arena, &stats);
    s.hook_mallocs = hooks_malloc_calls();
    s.hook_frees = hooks_free_calls();
    s.mallocs = malloc_count_calls();
    s.used = stats.used;
    s.high_water = stats.high_water; /* not even for a moment */
    return s;
}

static void check_nothing_since(snapshot before, const exp_rs_arena *arena, const char *what)
{
    snapshot now = take(arena);
    int clean = now.hook_mallocs == before.hook_mallocs && now.hook_frees == before.hook_frees &&
                now.mallocs == before.mallocs && now.used == before.used && now.high_water == before.high_water;
    if (!clean) {
        printf("%s: %lu exp_rs_malloc, %lu exp_rs_free, %lu malloc/calloc/realloc/free, %ld bytes of the arena, high-water mark %ld\n",
               what,
               now.hook_mallocs - before.hook_mallocs, now.hook_frees - before.hook_frees, now.mallocs - before.mallocs,
               (long)now.used - (long)before.used, (long)now.high_water - (long)before.high_water);
    }
    CHECK(clean);
}

/* The counters are not blind: what does allocate moves each of them. */
static void test_the_counters_count(void)
{
    void *(*volatile do_malloc)(size_t) = malloc;
    void *(*volatile do_calloc)(size_t, size_t) = calloc;
    void *(*volatile do_realloc)(void *, size_t) = realloc;
    void (*volatile do_free)(void *) = free;
    unsigned long mallocs = malloc_count_calls(), hooks = hooks_malloc_calls(), frees = hooks_free_calls();
    exp_rs_arena *arena;
    do_free(do_realloc(do_malloc(10), 20));
    do_free(do_calloc(2, 10));
    CHECK_EQ_U(malloc_count_calls() - mallocs, 5);
    mallocs = malloc_count_calls();
    arena = exp_rs_arena_new(1000);
    CHECK(hooks_malloc_calls() > hooks);
    CHECK(malloc_count_calls() > mallocs);
    exp_rs_arena_free(arena);
    CHECK(hooks_free_calls() > frees);
}

static exp_rs_real average(const exp_rs_real *args, size_t n_args, void *user_data)
{
    exp_rs_real sum = R(0);
    size_t i;
    for (i = 0; i < n_args; i++) {
        sum += args[i];
    }
    *(unsigned long *)user_data += 1;
    return sum / (exp_rs_real)n_args;
}

static const exp_rs_real TABLE[] = {R(1), R(2), R(3), R(5)};
static unsigned long native_calls;
static exp_rs_real bound;

enum { PARAMETERS = 3, EXPRESSIONS = 12 };

static exp_rs_context *new_context(void)
{
    exp_rs_context *k = exp_rs_context_new();
    CHECK_OK(exp_rs_context_add_function(k, "mean", 1, EXP_RS_VARIADIC, average, &native_calls, 0));
    CHECK_OK(exp_rs_context_add_expression_function(k, "fib", "n", "n < 2 ? n : fib(n - 1) + fib(n - 2)"));
    CHECK_OK(exp_rs_context_add_expression_function(k, "deep", "n", "n < 0 ? 0 : deep(n + 1)"));
    CHECK_OK(exp_rs_context_set_array(k, "table", TABLE, 4));
    return k;
}

static void add_all(exp_rs_batch_builder *b)
{
    static const char *const sources[EXPRESSIONS] = {
        "x + y",
        "sin(x)*cos(y) + sqrt(x^2 + y^2)",
        "x > 0 && y < 1 || bound == 2",
        "x > y ? exp(-x) : ln(y*y + 1)",
        "mean(x, y, bound, 4)",
        "table[floormod(x, 4)]",
        "table[x*1000]", /* ARRAY_INDEX in most rows */
        "fib(4)*x",
        "deep(x)",       /* CALL_DEPTH in half of them */
        "a := x*2; b := a*a; if(b > 1, a - b, b)",
        "fmod(x*1e6, 7) + tgamma(y) + atan2(y, x) + pow(abs(x), y)",
        "(5 & 3) + (round(x) << 2) + max(x, y, bound)",
    };
    int32_t i;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "y", R(0)), 1);
    CHECK_EQ_I(exp_rs_batch_builder_bind_parameter(b, "bound", &bound), 2);
    for (i = 0; i < EXPRESSIONS; i++) {
        CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, sources[i]), i);
    }
}

static void test_the_very_first_eval(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(65536);
    snapshot before;
    add_all(r.batch);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    before = take(r.arena);
    (void)exp_rs_batch_builder_eval(r.batch, k);
    check_nothing_since(before, r.arena, "the first eval");
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_the_very_first_block(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(65536);
    static exp_rs_real column[100], out[100];
    const exp_rs_real *inputs[PARAMETERS] = {column, NULL, NULL};
    exp_rs_real *outputs[EXPRESSIONS];
    snapshot before;
    size_t i;
    for (i = 0; i < 100; i++) {
        column[i] = (exp_rs_real)i / R(10) - R(5);
    }
    for (i = 0; i < EXPRESSIONS; i++) {
        outputs[i] = i == 1 ? out : NULL;
    }
    add_all(r.batch);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    before = take(r.arena);
    (void)exp_rs_batch_builder_eval_block(r.batch, k, 100, inputs, PARAMETERS, outputs, EXPRESSIONS);
    check_nothing_since(before, r.arena, "the first eval_block");
    rig_free(&r);
    exp_rs_context_free(k);
}

static void test_setters_and_getters(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(65536);
    exp_rs_batch_builder *b = r.batch;
    exp_rs_error error;
    exp_rs_batch_stats stats;
    char text[2000];
    size_t count;
    uint32_t i;
    snapshot before;
    add_all(b);
    CHECK_OK(exp_rs_batch_builder_prepare(b, k));
    before = take(r.arena);
    (void)exp_rs_batch_builder_set_param(b, 0, R(100));
    (void)exp_rs_batch_builder_set_param(b, 99, R(100));
    (void)exp_rs_batch_builder_set_params(b, TABLE, 3);
    (void)exp_rs_batch_builder_eval(b, k);
    (void)exp_rs_batch_builder_params(b, &count);
    (void)exp_rs_batch_builder_results(b, &count);
    (void)exp_rs_batch_builder_find_param(b, "y");
    (void)exp_rs_batch_builder_find_param(b, "nosuch");
    (void)exp_rs_batch_builder_find_expression(b, "nosuch");
    (void)exp_rs_batch_builder_param_count(b);
    (void)exp_rs_batch_builder_expression_count(b);
    (void)exp_rs_batch_builder_needs_prepare(b, k);
    (void)exp_rs_batch_builder_get_last_error(b, &error);
    (void)exp_rs_batch_builder_get_stats(b, &stats);
    (void)exp_rs_batch_builder_disassemble(b, text, sizeof text);
    for (i = 0; i < EXPRESSIONS + 1; i++) {
        (void)exp_rs_batch_builder_get_result(b, i);
        (void)exp_rs_batch_builder_get_status(b, i);
        (void)exp_rs_batch_builder_get_error(b, i, &error);
        (void)exp_rs_error_format(&error, exp_rs_batch_builder_expression_source(b, i), text, sizeof text);
        (void)exp_rs_batch_builder_get_param(b, i);
        (void)exp_rs_batch_builder_param_name(b, i);
        (void)exp_rs_batch_builder_variables(b, i, text, sizeof text);
        (void)exp_rs_status_message(error.status);
    }
    (void)exp_rs_batch_builder_unresolved(b, k, text, sizeof text);
    (void)exp_rs_context_has(k, "sin");
    (void)exp_rs_context_function_count(k);
    (void)exp_rs_context_function_name(k, 0);
    check_nothing_since(before, r.arena, "setters and getters");
    rig_free(&r);
    exp_rs_context_free(k);
}

/* What needs no memory works where there is none: another builder has taken all that was left. */
static void test_getters_in_a_full_arena(void)
{
    rig r = rig_new(65536);
    char *source = repeated("a := x*x; (a + 1)*a", " + 0*sin(x)", 200, "");
    exp_rs_batch_builder *glutton = exp_rs_batch_builder_new(r.arena);
    char text[64], name[32];
    size_t variables, unresolved, i;
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(r.batch, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, source), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, NULL));
    variables = exp_rs_batch_builder_variables(r.batch, 0, text, sizeof text);
    CHECK_STR(text, "x");
    unresolved = exp_rs_batch_builder_unresolved(r.batch, NULL, text, sizeof text);
    for (i = 0; i < 100000; i++) {
        (void)snprintf(name, sizeof name, "n%lu", (unsigned long)i);
        if (exp_rs_batch_builder_add_parameter(glutton, name, R(0)) < 0) {
            break;
        }
    }
    for (; i < 200000 && exp_rs_batch_builder_add_expression(glutton, "1") >= 0; i++) {
    }
    CHECK(i > 0 && i < 100000); /* it is full */
    CHECK_EQ_U(exp_rs_batch_builder_variables(r.batch, 0, text, sizeof text), variables);
    CHECK_STR(text, "x");
    CHECK_EQ_U(exp_rs_batch_builder_unresolved(r.batch, NULL, text, sizeof text), unresolved);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(r.batch, 0), 20);
    exp_rs_batch_builder_free(glutton);
    free(source);
    rig_free(&r);
}

static void test_a_million_evals(void)
{
    exp_rs_context *k = new_context();
    rig r = rig_new(65536);
    snapshot before;
    unsigned long i, failures = 0, wrong = 0;
    add_all(r.batch);
    CHECK_OK(exp_rs_batch_builder_prepare(r.batch, k));
    native_calls = 0;
    before = take(r.arena);
    for (i = 0; i < EXP_RS_TEST_EVALS; i++) {
        exp_rs_real x = (exp_rs_real)(i % 2000) / R(8) - R(125);
        (void)exp_rs_batch_builder_set_param(r.batch, 0, x);
        (void)exp_rs_batch_builder_set_param(r.batch, 1, R(0.25));
        bound = (exp_rs_real)(i % 3);
        failures += exp_rs_batch_builder_eval(r.batch, k) != EXP_RS_OK;
        wrong += exp_rs_batch_builder_get_result(r.batch, 0) != x + R(0.25);
    }
    check_nothing_since(before, r.arena, "many evals");
    CHECK_EQ_U(native_calls, EXP_RS_TEST_EVALS);
    CHECK_EQ_U(wrong, 0);
    CHECK(failures > EXP_RS_TEST_EVALS / 2); /* the failing way was walked, too */
    rig_free(&r);
    exp_rs_context_free(k);
}

int main(void)
{
    /* The first use of stdout takes its buffer now, not in the middle of a measurement. */
    printf("test_no_alloc: %ld evaluations\n", (long)EXP_RS_TEST_EVALS);
    test_the_counters_count();
    test_the_very_first_eval();
    test_the_very_first_block();
    test_setters_and_getters();
    test_getters_in_a_full_arena();
    test_a_million_evals();
    CHECK_NO_LEAK();
    return check_summary("test_no_alloc");
}
