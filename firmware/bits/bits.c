/* bits.c: what the library gives, as a hash for each group, so that two machines can be compared.
 *
 *     bits TABLE.tsv [zero | up]
 *
 * Groups: every built-in function with every number of arguments up to five, and every operator, over 10,000 rows of
 * arguments; 10,000 expressions over 20 rows each, those of the table by category (their errors count, too), the
 * others generated. A line for each: name, hash, number of evaluations. The second argument sets a mode of the FPU in
 * which the hashes must not be the same. The same program, the same source, on the host and on a microcontroller.
 */
#include "expressions.h"
#include "mode.h"
#include "random.h"
#include "table.h"
#include <stdlib.h>

enum { ROWS = 10000, EXPRESSIONS = 10000, EXPRESSION_ROWS = 20, ARENA = 65536, LINE = 8192, GROUPS = 32, CHUNK = 500 };

typedef struct {
    char name[32];
    uint64_t hash;
    unsigned long count;
} group;

static exp_rs_arena *arena;

static void begin(group *g, const char *name)
{
    (void)snprintf(g->name, sizeof g->name, "%s", name);
    g->hash = UINT64_C(0xcbf29ce484222325);
    g->count = 0;
}

/* FNV-1a, a word at a time. */
static void add(group *g, uint64_t word)
{
    g->hash = (g->hash ^ word) * UINT64_C(0x100000001b3);
    g->hash ^= g->hash >> 32;
}

static void end(const group *g)
{
    printf("%s\t%08lx%08lx\t%lu\n", g->name, (unsigned long)(g->hash >> 32), (unsigned long)(g->hash & 0xffffffffu), g->count);
}

static uint64_t seed_of(const char *name)
{
    uint64_t seed = 1;
    for (; *name != '\0'; name++) {
        seed = seed * 131 + (unsigned char)*name;
    }
    return seed;
}

static exp_rs_batch_builder *fresh(void)
{
    (void)exp_rs_arena_reset(arena);
    return exp_rs_batch_builder_new(arena);
}

/* Evaluates expression 0 over `rows` rows of arguments by chance; the first one may be what is set already. */
static void run(exp_rs_batch_builder *batch, group *g, uint64_t *state, unsigned long rows, int first_is_set)
{
    exp_rs_real *params = exp_rs_batch_builder_params(batch, NULL);
    const exp_rs_real *results = exp_rs_batch_builder_results(batch, NULL);
    size_t count = exp_rs_batch_builder_param_count(batch), i;
    unsigned long row;
    for (row = 0; row < rows; row++) {
        for (i = 0; i < count && !(row == 0 && first_is_set); i++) {
            params[i] = random_argument(state);
        }
        add(g, (uint64_t)(int64_t)exp_rs_batch_builder_eval(batch, NULL));
        add(g, check_bits_of(results[0]));
        g->count++;
    }
}

static void add_letters(exp_rs_batch_builder *batch, int count)
{
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    int i;
    for (i = 0; i < count; i++) {
        (void)exp_rs_batch_builder_add_parameter(batch, names[i], R(0));
    }
}

/* One function or operator as an expression over a, b, ...; nothing where it has no such number of arguments. */
static void run_builtin(const char *name, const char *source, int arguments)
{
    exp_rs_batch_builder *batch = fresh();
    uint64_t state = seed_of(name);
    add_letters(batch, arguments);
    if (exp_rs_batch_builder_add_expression(batch, source) == 0 && exp_rs_batch_builder_prepare(batch, NULL) == EXP_RS_OK) {
        group g;
        begin(&g, name);
        run(batch, &g, &state, ROWS, 0);
        end(&g);
    }
    exp_rs_batch_builder_free(batch);
}

static void run_functions(void)
{
    static const char *const arguments[] = {"", "a", "a, b", "a, b, c", "a, b, c, d", "a, b, c, d, e"};
    exp_rs_context *context = exp_rs_context_new();
    size_t count = exp_rs_context_function_count(context), i;
    for (i = 0; i < count; i++) {
        const char *function = exp_rs_context_function_name(context, i);
        int n;
        for (n = 1; n <= 5; n++) {
            char source[64], name[64];
            (void)snprintf(source, sizeof source, "%s(%s)", function, arguments[n]);
            (void)snprintf(name, sizeof name, "%s/%d", function, n);
            run_builtin(name, source, n);
        }
    }
    exp_rs_context_free(context);
}

static void run_operators(void)
{
    static const char *const sources[] = {
        "a + b",  "a - b",  "a * b",   "a / b",   "a % b",  "a ^ b",  "a << b", "a >> b", "a <<< b",   "a >>> b", "a < b",
        "a <= b", "a > b",  "a >= b",  "a == b",  "a != b", "a & b",  "a | b",  "a && b", "a || b",    "-a",      "!a",
        "~a",     "a ^ 2",  "a ^ 3",   "a ^ 0.5", "a ? b : c", "a*b + c", "a*b - c*d", "a/b + c", "(a + b)*c",
    };
    size_t i;
    for (i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        run_builtin(sources[i], sources[i], 4);
    }
}

static group groups[GROUPS];
static size_t group_count;

static group *group_named(const char *name)
{
    size_t i;
    for (i = 0; i < group_count && strcmp(groups[i].name, name) != 0; i++) {
    }
    if (i == GROUPS) {
        printf("bits: too many groups\n");
        exit(2);
    }
    if (i == group_count) {
        begin(&groups[i], name);
        group_count++;
    }
    return &groups[i];
}

/* An expression with its parameters: results, or the error and where it is. */
static void run_expression(exp_rs_batch_builder *batch, group *g, const char *source, int first_is_set)
{
    uint64_t state = seed_of(source);
    exp_rs_status status = exp_rs_batch_builder_add_expression(batch, source);
    if (status >= 0) {
        status = exp_rs_batch_builder_prepare(batch, NULL);
    }
    if (status >= 0) {
        run(batch, g, &state, EXPRESSION_ROWS, first_is_set);
    } else {
        exp_rs_error error;
        memset(&error, 0, sizeof error);
        (void)exp_rs_batch_builder_get_last_error(batch, &error);
        add(g, (uint64_t)(int64_t)status);
        add(g, error.offset);
        g->count++;
    }
    exp_rs_batch_builder_free(batch);
}

static unsigned long run_table(const char *name)
{
    static char line[LINE];
    FILE *file = fopen(name, "rb");
    unsigned long number = 0, expressions = 0;
    if (file == NULL) {
        printf("bits: cannot open %s\n", name);
        exit(2);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        table_row row;
        exp_rs_batch_builder *batch;
        if (++number <= 2 || !table_split(line, &row)) {
            continue;
        }
        table_unescape(row.expression);
        batch = fresh();
        (void)exp_rs_batch_builder_bind_array(batch, "t", TABLE_T, 4);
        if (!table_add_parameters(batch, row.parameters)) {
            printf("bits: line %lu: parameters\n", number);
        }
        run_expression(batch, group_named(row.category), row.expression, 1);
        expressions++;
    }
    (void)fclose(file);
    return expressions;
}

static void run_generated(unsigned long number)
{
    static const char *const names[] = {"x", "y", "z", "a", "b"};
    char source[1024], name[32];
    exp_rs_batch_builder *batch = fresh();
    uint64_t state = number;
    int i;
    for (i = 0; i < 5; i++) {
        (void)exp_rs_batch_builder_add_parameter(batch, names[i], R(0));
    }
    expression_generate(&state, source, sizeof source);
    (void)snprintf(name, sizeof name, "generated %lu", number / CHUNK);
    run_expression(batch, group_named(name), source, 0);
}

int main(int argc, char **argv)
{
    const char *mode = argc > 2 ? argv[2] : "";
    unsigned long number, total = 0;
    size_t i;
    arena = exp_rs_arena_new(ARENA);
    if (argc < 2 || arena == NULL || !mode_set(mode)) {
        printf("usage: bits TABLE.tsv [zero | up]\n");
        return 2;
    }
    run_functions();
    run_operators();
    for (number = run_table(argv[1]); number < EXPRESSIONS; number++) {
        run_generated(number);
    }
    (void)mode_set("");
    for (i = 0; i < group_count; i++) {
        end(&groups[i]);
        total += groups[i].count;
    }
    printf("evaluations of expressions\t%lu\t%lu\n", total, number);
    exp_rs_arena_free(arena);
    return 0;
}
