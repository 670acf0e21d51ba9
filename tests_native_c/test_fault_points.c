/* test_fault_points.c: every function of the interface with 300 expressions, each run again for every call of
 * exp_rs_malloc that it makes: with that call refused, and with it and all later ones refused; once more with blocks
 * at 4 mod 8; and in fixed arenas of every size from 0 to enough.
 *
 *     test_fault_points TABLE.tsv [EXPRESSIONS [STEP]]
 *
 * Of the table (see vectors.c) as many EXPRESSIONS without an error are taken, evenly. STEP is by what the arenas
 * grow; blocks in an arena are multiples of 16 bytes, so that the default 16 leaves nothing out.
 *
 * Before the refused call all is well; that call gives what it should or OUT_OF_MEMORY (NULL for a handle); later ones
 * also what follows from what is missing. An object from before is not touched, the new ones work when memory is back,
 * and every block comes back.
 */
#include "support.h"

enum { LINE = 1 << 18, FIXED = 65536, ROWS = 3, MOST_PARAMETERS = 16 };

typedef struct {
    char *text;
    char *names[MOST_PARAMETERS];
    exp_rs_real values[MOST_PARAMETERS];
    uint32_t count;
    exp_rs_real expected;
} formula;

typedef struct {
    exp_rs_arena *arena;
    exp_rs_context *context, *empty;
    exp_rs_batch_builder *batch;
} objects;

static const exp_rs_real TABLE[] = {R(1.5), R(2.5), R(-3), R(4e10)};
static const exp_rs_limits LIMITS = {0, 0, 0, 0, 0};
static const exp_rs_real OUTSIDE = R(7);

static exp_rs_real triple(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)n_args;
    (void)user_data;
    return args[0] * R(3);
}

/* What a status may be: all is well until a call is refused; that one may say so; what comes later may lack what
 * was to be there. Gives whether it is OK or an index. */
static int refused_before, arena_is_small;

static int due(exp_rs_status status)
{
    int refused = hooks_did_fail() || arena_is_small;
    int follows = status == EXP_RS_NULL_POINTER || status == EXP_RS_UNKNOWN_NAME || status == EXP_RS_UNKNOWN_FUNCTION ||
                  status == EXP_RS_INDEX_OUT_OF_RANGE || status == EXP_RS_INVALID_ARGUMENT || status == EXP_RS_CYCLE;
    CHECK(status >= 0 || (refused && status == EXP_RS_OUT_OF_MEMORY) || (refused_before && follows));
    refused_before = refused;
    return status >= 0;
}

/* The same for a handle. */
static int given(const void *handle)
{
    return due(handle != NULL ? EXP_RS_OK : EXP_RS_OUT_OF_MEMORY);
}

/* Whether a refused call of a batch left no trace. */
static void unchanged(exp_rs_batch_builder *b, size_t parameters, size_t expressions)
{
    CHECK_EQ_U(exp_rs_batch_builder_param_count(b), parameters);
    CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), expressions);
}

static void use_context(exp_rs_context *k)
{
    exp_rs_error error;
    int has;
    (void)due(exp_rs_context_set_limits(k, &LIMITS));
    (void)due(exp_rs_context_set_constant(k, "c1", R(1)));
    (void)due(exp_rs_context_set_constant_n(k, "c2?", 2, R(2)));
    (void)due(exp_rs_context_set_array(k, "t", TABLE, 4));
    (void)due(exp_rs_context_set_array_n(k, "own.data", 8, TABLE, 4));
    (void)due(exp_rs_context_add_function(k, "triple", 1, 1, triple, NULL, EXP_RS_PURE));
    (void)due(exp_rs_context_add_function_n(k, "triple2", 7, 1, EXP_RS_VARIADIC, triple, NULL, 0));
    (void)due(exp_rs_context_add_expression_function(k, "f1", "a, b", "a < 1 ? b : f1(a - 1, b + a)"));
    (void)due(exp_rs_context_add_expression_function_n(k, "f2", 2, "a, b", 4, "s := a + b; s*s + f1(2, 0)", 26));
    (void)due(exp_rs_context_add_expression_function(k, "f1", "a, b", "a < 1 ? b : f1(a - 1, b + a + 1)"));
    (void)due(exp_rs_context_set_constant(k, "gone", R(1)));
    (void)due(exp_rs_context_remove(k, "gone"));
    (void)due(exp_rs_context_set_constant(k, "gone", R(1)));
    (void)due(exp_rs_context_remove_n(k, "gone!", 4));
    has = exp_rs_context_has(k, "c1") + exp_rs_context_has_n(k, "c2", 2);
    CHECK(has == 2 || hooks_did_fail());
    CHECK(exp_rs_context_function_count(k) >= 2 || hooks_did_fail());
    CHECK(exp_rs_context_function_name(k, 0) != NULL || hooks_did_fail());
    (void)due(exp_rs_context_get_last_error(k, &error));
}

/* Gives whether all of them are there. */
static int add_parameters(exp_rs_batch_builder *b, const formula *f)
{
    uint32_t i;
    int all = 1;
    for (i = 0; i < f->count; i++) {
        size_t before = exp_rs_batch_builder_param_count(b);
        if (!due(exp_rs_batch_builder_add_parameter(b, f->names[i], f->values[i]))) {
            unchanged(b, before, 0);
            all = 0;
        }
    }
    all &= due(exp_rs_batch_builder_add_parameter_n(b, "q1", 2, R(3)));
    all &= due(exp_rs_batch_builder_bind_parameter(b, "q2", &OUTSIDE));
    all &= due(exp_rs_batch_builder_bind_parameter_n(b, "q3", 2, &OUTSIDE));
    all &= due(exp_rs_batch_builder_bind_array(b, "t", TABLE, 4));
    all &= due(exp_rs_batch_builder_bind_array_n(b, "u", 1, TABLE, 4));
    return all;
}

/* Gives whether the formula is there: the others may have moved up. */
static int add_expressions(exp_rs_batch_builder *b, const formula *f)
{
    static const char *const OTHERS[] = {"(one + 1)*f1(3, q1)", "triple(q2) + two", "c1 + own.data[1] + f2(q1, 2)"};
    size_t parameters = exp_rs_batch_builder_param_count(b);
    size_t i, before;
    int added_formula = due(exp_rs_batch_builder_add_expression(b, f->text));
    for (i = 0; i < 3; i++) {
        int32_t added;
        before = exp_rs_batch_builder_expression_count(b);
        added = i == 0   ? exp_rs_batch_builder_add_expression_n(b, OTHERS[0], strlen(OTHERS[0]))
                : i == 1 ? exp_rs_batch_builder_add_named_expression(b, "one", OTHERS[1])
                         : exp_rs_batch_builder_add_named_expression_n(b, "two", 3, OTHERS[2], strlen(OTHERS[2]));
        if (!due(added)) {
            unchanged(b, parameters, before);
        }
    }
    return added_formula;
}

static void use_getters(exp_rs_batch_builder *b, const exp_rs_context *k)
{
    exp_rs_error error;
    exp_rs_batch_stats stats;
    char text[64];
    size_t count = 99;
    (void)due(exp_rs_batch_builder_find_param(b, "q1"));
    (void)due(exp_rs_batch_builder_find_param_n(b, "q2", 2));
    (void)due(exp_rs_batch_builder_find_expression(b, "one"));
    (void)due(exp_rs_batch_builder_find_expression_n(b, "two", 3));
    (void)exp_rs_batch_builder_params(b, &count);
    CHECK_EQ_U(count, exp_rs_batch_builder_param_count(b));
    (void)exp_rs_batch_builder_results(b, &count);
    CHECK_EQ_U(count, exp_rs_batch_builder_expression_count(b));
    (void)exp_rs_batch_builder_get_param(b, 0);
    (void)exp_rs_batch_builder_param_name(b, 0);
    (void)exp_rs_batch_builder_expression_source(b, 0);
    (void)due(exp_rs_batch_builder_get_last_error(b, &error));
    (void)due(exp_rs_batch_builder_get_error(b, 0, &error));
    (void)exp_rs_error_format(&error, "1", text, sizeof text);
    (void)exp_rs_error_format_n(&error, "1", 1, text, sizeof text);
    (void)due(exp_rs_batch_builder_get_stats(b, &stats));
    CHECK(exp_rs_batch_builder_disassemble(b, text, sizeof text) < 1000000);
    CHECK(exp_rs_batch_builder_variables(b, 0, text, sizeof text) < 1000000);
    CHECK(exp_rs_batch_builder_unresolved(b, k, text, sizeof text) < 1000000);
    CHECK(exp_rs_status_message(error.status) != NULL && exp_rs_version() != NULL);
}

static void evaluate_rows(exp_rs_batch_builder *b, const exp_rs_context *k)
{
    exp_rs_real columns[8][ROWS];
    const exp_rs_real *inputs[MOST_PARAMETERS + 8];
    exp_rs_real *outputs[8];
    size_t i, n_inputs = exp_rs_batch_builder_param_count(b), n_outputs = exp_rs_batch_builder_expression_count(b);
    for (i = 0; i < n_inputs; i++) {
        inputs[i] = NULL;
    }
    for (i = 0; i < n_outputs; i++) {
        outputs[i] = columns[i];
    }
    (void)due(exp_rs_batch_builder_eval_block(b, k, ROWS, inputs, n_inputs, outputs, n_outputs));
    (void)due(exp_rs_batch_builder_set_block_rows(b, ROWS)); /* asked for: preparing may fail for it */
    (void)due(exp_rs_batch_builder_eval_block(b, k, ROWS, inputs, n_inputs, outputs, n_outputs));
    (void)due(exp_rs_batch_builder_set_block_rows(b, 0));
}

static void set_values(exp_rs_batch_builder *b, const formula *f)
{
    exp_rs_real all[MOST_PARAMETERS + 8] = {0};
    uint32_t i;
    for (i = 0; i < f->count; i++) {
        int32_t index = exp_rs_batch_builder_find_param(b, f->names[i]);
        if (due(index)) {
            (void)due(exp_rs_batch_builder_set_param(b, (uint32_t)index, f->values[i]));
        }
    }
    if (exp_rs_batch_builder_param_count(b) > 0) { /* two of them are bound */
        exp_rs_status status = exp_rs_batch_builder_set_params(b, all, exp_rs_batch_builder_param_count(b));
        CHECK(status == EXP_RS_INVALID_ARGUMENT || hooks_did_fail());
    }
}

/* Prepares, evaluates, replaces; the results of the batch that was prepared last are there whatever fails. */
static void use_batch(exp_rs_batch_builder *b, const exp_rs_context *k, const formula *f, int with_formula)
{
    size_t n = strlen(f->text), expressions = exp_rs_batch_builder_expression_count(b);
    set_values(b, f);
    if (due(exp_rs_batch_builder_prepare(b, k))) {
        CHECK(!exp_rs_batch_builder_needs_prepare(b, k) || b == NULL);
        CHECK_OK(exp_rs_batch_builder_eval(b, k));
        CHECK(!with_formula || check_bits_of(exp_rs_batch_builder_get_result(b, 0)) == check_bits_of(f->expected));
        if (!due(exp_rs_batch_builder_replace_expression(b, 0, "f1(2, q1) + c2", k)) ||
            !due(exp_rs_batch_builder_replace_expression_n(b, 0, f->text, n, k))) {
            CHECK_OK(exp_rs_batch_builder_eval(b, k)); /* the one before goes on */
            CHECK_EQ_U(exp_rs_batch_builder_expression_count(b), expressions);
        } else {
            CHECK_OK(exp_rs_batch_builder_eval(b, k));
            CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), f->expected);
        }
        /* Where no expression could be added, there is none that went well. */
        CHECK_STATUS(exp_rs_batch_builder_get_status(b, 0), expressions > 0 ? EXP_RS_OK : EXP_RS_INDEX_OUT_OF_RANGE);
    }
    (void)due(exp_rs_batch_builder_eval(b, k));
    evaluate_rows(b, k);
}

static void make(objects *o, size_t capacity)
{
    o->arena = capacity == NO_LIMIT ? exp_rs_arena_new_growable(0, NO_LIMIT) : exp_rs_arena_new(capacity);
    (void)given(o->arena);
    o->context = exp_rs_context_new();
    (void)given(o->context);
    o->empty = exp_rs_context_new_empty();
    (void)given(o->empty);
    o->batch = exp_rs_batch_builder_new(o->arena);
    (void)given(o->batch);
}

static void use(objects *o, const formula *f)
{
    exp_rs_real one = R(0);
    exp_rs_arena_stats stats;
    use_context(o->context);
    (void)due(exp_rs_context_set_constant(o->empty, "x", R(1)));
    (void)due(exp_rs_batch_builder_set_limits(o->batch, &LIMITS));
    (void)add_parameters(o->batch, f);
    use_batch(o->batch, o->context, f, add_expressions(o->batch, f));
    use_getters(o->batch, o->context);
    (void)due(exp_rs_arena_get_stats(o->arena, &stats));
    CHECK(due(exp_rs_eval("max(1, 2)^3", &one)) ? one == R(8) : one != one);
    CHECK(due(exp_rs_eval_n("2 + 3)", 5, &one)) ? one == R(5) : one != one);
    CHECK(exp_rs_arena_block_size(FIXED) >= FIXED && exp_rs_estimate_arena_size(4, 100, 4) > 0);
}

/* The same objects again, those that could not be had made now, and all must be as if nothing had been. */
static void use_again(objects *o, const formula *f)
{
    exp_rs_batch_builder *late = NULL;
    refused_before = 0;
    CHECK(exp_rs_batch_builder_clear(o->batch) == (o->batch == NULL ? EXP_RS_NULL_POINTER : EXP_RS_OK));
    if (o->arena == NULL || o->context == NULL || o->empty == NULL) {
        return;
    }
    if (o->batch == NULL) {
        o->batch = late = exp_rs_batch_builder_new(o->arena);
    }
    use(o, f);
    CHECK_OK(exp_rs_batch_builder_eval(o->batch, o->context));
    CHECK_BITS(exp_rs_batch_builder_get_result(o->batch, 0), f->expected);
    CHECK_BITS(exp_rs_batch_builder_get_result(o->batch, 2), 54.5);
    CHECK_OK(exp_rs_arena_reset(o->arena));
    CHECK_STATUS(exp_rs_batch_builder_eval(o->batch, NULL), EXP_RS_STALE_HANDLE);
}

static void release(objects *o)
{
    exp_rs_batch_builder_free(o->batch);
    exp_rs_context_free(o->context);
    exp_rs_context_free(o->empty);
    exp_rs_arena_free(o->arena);
}

/* One point: the n-th call refused. Gives whether there was such a call. */
static int run(const formula *f, unsigned long n, int for_ever, size_t capacity)
{
    objects o;
    int refused;
    refused_before = 0;
    hooks_fail_at(n, for_ever);
    make(&o, capacity);
    use(&o, f);
    refused = hooks_did_fail();
    hooks_fail_at(HOOKS_NEVER, 0);
    use_again(&o, f);
    release(&o);
    return refused;
}

typedef struct {
    exp_rs_batch_builder *batch;
    size_t blocks;
} survivor;

static void check_survivor(const survivor *s, exp_rs_real x)
{
    CHECK_OK(exp_rs_batch_builder_set_param(s->batch, 0, x));
    CHECK_OK(exp_rs_batch_builder_eval(s->batch, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(s->batch, 0), x * x + R(1));
    CHECK_EQ_U(hooks_live_blocks(), s->blocks);
}

static unsigned long points_of(const formula *f, const survivor *s, int for_ever)
{
    unsigned long points = 0, n;
    int variant;
    for (variant = 0; variant < 4; variant++) { /* fixed or growable, aligned or not */
        hooks_misalign(variant < 2 ? 0 : 4);
        for (n = 1; run(f, n, for_ever, variant % 2 == 0 ? FIXED : NO_LIMIT); n++) {
            points++;
            check_survivor(s, (exp_rs_real)n);
        }
    }
    hooks_misalign(0);
    return points;
}

/* In an arena of `capacity` bytes; gives whether it was enough. What is missing is missing for ever. */
static int run_in(const formula *f, size_t capacity)
{
    objects o;
    exp_rs_status status;
    int32_t last;
    int all;
    o.arena = exp_rs_arena_new(capacity);
    o.batch = exp_rs_batch_builder_new(o.arena);
    o.context = o.empty = NULL;
    CHECK(o.batch != NULL);
    hooks_fail_at(1, 1); /* a fixed arena asks for nothing any more */
    arena_is_small = 1;
    all = add_parameters(o.batch, f);
    last = exp_rs_batch_builder_add_expression(o.batch, f->text);
    CHECK(last == 0 || last == EXP_RS_OUT_OF_MEMORY);
    status = exp_rs_batch_builder_eval(o.batch, NULL);
    CHECK(status == EXP_RS_OK || status == EXP_RS_OUT_OF_MEMORY || !all);
    if (last == 0 && status == EXP_RS_OK) {
        CHECK_BITS(exp_rs_batch_builder_get_result(o.batch, 0), f->expected);
    } else {
        CHECK_NAN(exp_rs_batch_builder_get_result(o.batch, 0));
    }
    CHECK(!hooks_did_fail());
    hooks_fail_at(HOOKS_NEVER, 0);
    arena_is_small = 0;
    release(&o);
    return last == 0 && status == EXP_RS_OK;
}

static unsigned long sizes_of(const formula *f, const survivor *s, size_t step)
{
    unsigned long points = 0;
    size_t capacity;
    for (capacity = 0; !run_in(f, capacity) && capacity < 1000000; capacity += step) {
        points++;
        CHECK_EQ_U(hooks_live_blocks(), s->blocks);
    }
    CHECK(capacity < 1000000);
    return points;
}

static void unescape(char *text)
{
    char *to = text;
    for (; *text != '\0'; text++) {
        if (*text == '\\' && text[1] != '\0') {
            text++;
            *to++ = (char)(*text == 't' ? '\t' : *text == 'n' ? '\n' : *text);
        } else {
            *to++ = *text;
        }
    }
    *to = '\0';
}

static char *copy_of(const char *text)
{
    return exact_copy(text, strlen(text) + 1);
}

/* Reads `x=0x1p+0;y=...`; gives whether there are few enough. */
static int read_parameters(formula *f, char *text)
{
    for (f->count = 0; *text != '\0' && f->count < MOST_PARAMETERS; f->count++) {
        char *equals = strchr(text, '='), *end = text + strcspn(text, ";");
        if (equals == NULL) {
            return 0;
        }
        *equals = '\0';
        f->names[f->count] = copy_of(text);
        f->values[f->count] = (exp_rs_real)strtod(equals + 1, NULL);
        text = *end == '\0' ? end : end + 1;
    }
    return *text == '\0';
}

/* Whether the row is of use: an expression without an error. */
static int read_row(formula *f, char *line)
{
    char *fields[5];
    size_t i;
    for (i = 0; i < 5; i++) {
        fields[i] = line;
        line += strcspn(line, "\t\n");
        if (i < 4 && *line != '\t') {
            return 0;
        }
        *line++ = '\0';
    }
    if (strchr(fields[3], '@') != NULL || !read_parameters(f, fields[2])) {
        return 0;
    }
    unescape(fields[1]);
    f->text = copy_of(fields[1]);
    return 1;
}

static void forget(formula *f)
{
    uint32_t i;
    for (i = 0; i < f->count; i++) {
        free(f->names[i]);
    }
    free(f->text);
}

/* The value where nothing fails: how exact it is others check. */
static void expect(formula *f)
{
    rig r = rig_new_growable();
    refused_before = 0;
    CHECK(add_parameters(r.batch, f));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(r.batch, f->text), 0);
    CHECK_OK(exp_rs_batch_builder_eval(r.batch, NULL));
    f->expected = exp_rs_batch_builder_get_result(r.batch, 0);
    rig_free(&r);
}

static size_t count_of(FILE *table, char *line)
{
    size_t count = 0;
    formula f;
    while (fgets(line, LINE, table) != NULL) {
        if (read_row(&f, line)) {
            count++;
            forget(&f);
        }
    }
    rewind(table);
    return count;
}

int main(int argc, char **argv)
{
    static char line[LINE];
    FILE *table = argc > 1 ? fopen(argv[1], "r") : NULL;
    size_t wanted = argc > 2 ? strtoul(argv[2], NULL, 10) : 300, step = argc > 3 ? strtoul(argv[3], NULL, 10) : 16;
    size_t rows, row = 0, taken = 0;
    unsigned long once = 0, ever = 0, sizes = 0;
    rig old = rig_new(8192);
    survivor s;
    formula f;
    if (table == NULL || step == 0) {
        printf("usage: test_fault_points TABLE.tsv [EXPRESSIONS [STEP]]\n");
        return 2;
    }
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(old.batch, "x", R(2)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(old.batch, "x^2 + 1"), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(old.batch, NULL));
    s.batch = old.batch;
    s.blocks = hooks_live_blocks();
    rows = count_of(table, line);
    while (fgets(line, LINE, table) != NULL) {
        if (!read_row(&f, line)) {
            continue;
        }
        if (row++ * wanted / rows >= taken && taken < wanted) {
            expect(&f);
            once += points_of(&f, &s, 0);
            ever += points_of(&f, &s, 1);
            sizes += sizes_of(&f, &s, step);
            taken++;
        }
        forget(&f);
    }
    (void)fclose(table);
    check_survivor(&s, R(5));
    rig_free(&old);
    CHECK_NO_LEAK();
    CHECK_EQ_U(taken, wanted);
    printf("test_fault_points: %lu expressions; %lu calls refused once, %lu for ever, %lu arenas too small\n",
           (unsigned long)taken, once, ever, sizes);
    return check_summary("test_fault_points");
}
