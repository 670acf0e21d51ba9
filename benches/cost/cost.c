/* cost: what callgrind counts the instructions of, so that no input costs more than it may.
 *
 *     cost functions       every built-in function with 1 to 5 arguments of every kind, in groups of GROUP calls, and
 *                          with those of DEAR alone; prints the name of each group
 *     cost SHAPE BYTES     a text of that shape and size: added and prepared
 *     cost budget          a recursion that the step budget ends
 *
 * What is counted is inside of functions named counted_...
 */
#include "exp_rs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROUP = 16, MOST_ARGUMENTS = 5 };

static const exp_rs_real VALUES[] = {
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 3.0, 7.0, -2.5, 63.0, 64.0, 0.1, 10.0, 170.0, 171.5, -171.5, 1e-3, 1e10, 1e16,
    9007199254740991.0, 9007199254740992.0, 4503599627370495.5, 9223372036854775808.0, -9223372036854775808.0,
    1e22, 5.319372648326541e255 /* nearest to a multiple of pi/2 */, 6381956970095103.0, 1.5707963267948966,
    3.141592653589793, 709.78, -745.13, 1e300, -1e300, 1e308, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324,
    -5e-324, 1e-310};
enum { COUNT = sizeof VALUES / sizeof VALUES[0] };
static exp_rs_real INFINITE, NOTHING;

/* Where loops of the library take the most steps: products that just fit, or just do not; quotients with the most bits; the
 * most digits to round to. */
static const exp_rs_real DEAR[][MOST_ARGUMENTS] = {
    {1028, 514, 1, 2, 3}, {1029, 514, 1, 2, 3}, {1030, 515, 1, 2, 3}, {1028, 513, 1, 2, 3}, {170, 170, 1, 2, 3},
    {171, 170, 1, 2, 3}, {300, 120, 1, 2, 3}, {1.7976931348623157e308, 5e-324, 1, 2, 3},
    {1.7976931348623157e308, 3e-308, 1, 2, 3}, {1.2345e-5, 308, 1, 2, 3}, {1.2345e300, -300, 1, 2, 3}};
enum { DEAR_COUNT = sizeof DEAR / sizeof DEAR[0] };

static void check(int status, const char *what)
{
    if (status < 0) {
        fprintf(stderr, "cost: %s: %s\n", what, exp_rs_status_message(status));
        exit(2);
    }
}

__attribute__((noinline)) void counted_group(exp_rs_batch_builder *batch, const exp_rs_real (*tuples)[MOST_ARGUMENTS], size_t count, size_t arguments);
void counted_group(exp_rs_batch_builder *batch, const exp_rs_real (*tuples)[MOST_ARGUMENTS], size_t count, size_t arguments)
{
    size_t i;
    for (i = 0; i < count; i++) {
        (void)exp_rs_batch_builder_set_params(batch, tuples[i], arguments);
        (void)exp_rs_batch_builder_eval(batch, NULL);
    }
}

/* Value number i; the last two are infinity and NaN. */
static exp_rs_real value(size_t i)
{
    i %= COUNT + 2;
    return i < COUNT ? VALUES[i] : i == COUNT ? INFINITE : NOTHING;
}

/* Tuple number i: all of one and two arguments come up, of more a sample that looks random. */
static void fill(exp_rs_real *tuple, size_t i)
{
    unsigned long long state = i;
    size_t k;
    tuple[0] = value(i);
    tuple[1] = value(i / (COUNT + 2));
    for (k = 2; k < MOST_ARGUMENTS; k++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        tuple[k] = value((size_t)(state >> 33));
    }
}

static void count_function(exp_rs_batch_builder *batch, const char *name, size_t arguments)
{
    static exp_rs_real tuples[GROUP][MOST_ARGUMENTS];
    size_t total = arguments == 1 ? COUNT + 2 : (COUNT + 2) * (COUNT + 2), i = 0, k;
    while (i < total) {
        for (k = 0; k < GROUP; k++) {
            fill(tuples[k], i++);
        }
        printf("%s/%lu\n", name, (unsigned long)arguments);
        counted_group(batch, (const exp_rs_real(*)[MOST_ARGUMENTS])tuples, GROUP, arguments);
    }
    for (k = 0; k < DEAR_COUNT; k++) {
        printf("%s/%lu\n", name, (unsigned long)arguments);
        counted_group(batch, &DEAR[k], 1, arguments);
    }
}

static void count_functions(void)
{
    static const char *const PARAMETERS[] = {"a", "b", "c", "d", "f"};
    exp_rs_arena *arena = exp_rs_arena_new_growable(65536, SIZE_MAX);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    exp_rs_context *context = exp_rs_context_new();
    size_t i, arguments, k;
    INFINITE = VALUES[4] / VALUES[0];
    NOTHING = INFINITE - INFINITE;
    for (i = 0; i < exp_rs_context_function_count(context); i++) {
        const char *name = exp_rs_context_function_name(context, i);
        for (arguments = 1; arguments <= MOST_ARGUMENTS; arguments++) {
            char source[64] = "";
            check(exp_rs_batch_builder_clear(batch), name);
            for (k = 0; k < arguments; k++) {
                check(exp_rs_batch_builder_add_parameter(batch, PARAMETERS[k], 0), name);
                (void)snprintf(source + strlen(source), sizeof source - strlen(source), "%s%s", k == 0 ? name : ",", k == 0 ? "(" : "");
                (void)strcat(source, PARAMETERS[k]);
            }
            (void)strcat(source, ")");
            check(exp_rs_batch_builder_add_expression(batch, source), source);
            if (exp_rs_batch_builder_prepare(batch, NULL) == EXP_RS_OK) {
                count_function(batch, name, arguments);
            }
        }
    }
    exp_rs_context_free(context);
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
}

/* Units are repeated between head and tail; %lu in them is the number of the copy. Without a unit the size is that of the
 * bodies of functions that call one another in a chain. */
static const struct {
    const char *name, *head, *unit, *tail;
} SHAPES[] = {
    {"sum", "x", "+x", ""},
    {"terms", "x", "+x*%lu.5", ""},
    {"calls", "x", "+sin(x/%lu.25)", ""},
    {"equal-calls", "x", "+sin(x)*cos(y)", ""},
    {"digits", "0.", "7", ""},
    {"numbers", "1", "+1.%lu", ""},
    {"locals", "", "a%lu := x + %lu, ", "1"},
    {"chain", "a := x", ", a%lu := a*y + a", ", a"},
    {"choices", "0", "+(x > %lu ? y : x)", ""},
    {"else-if", "", "x == %lu ? x*y + %lu : ", "0"},
    {"lazy", "0", "+(x > %lu && y/%lu > x || t[0])", ""},
    {"brackets", "x", "*((((((((x + %lu))))))))", ""},
    {"arguments", "max(x", ", %lu*x", ")"},
    {"powers", "x", "+x^2^y^%lu", ""},
    {"elements", "x", "+t[x + %lu]", ""},
    {"functions", "x", "+f(x, %lu)", ""},
    {"recursive", "x", "+g(x - %lu)", ""},
    {"comments", "x", "/* %lu */", "# end"},
    {"blanks", "x", "   ", "+y"},
    {"constant", "1", "+2*3", ""},
    {"skipped", "0", "&&f(x, %lu)", ""},
    {"damaged", "(x", "+x*%lu", ")) + "},
    {"unknown", "x", "+nosuch%lu", ""},
    {"bodies", "b1(x)", "", ""},
};

static char *written(size_t shape, size_t bytes)
{
    size_t length = strlen(SHAPES[shape].head), number = 1;
    char *text = (char *)malloc(bytes + 200);
    if (text == NULL) {
        exit(2);
    }
    memcpy(text, SHAPES[shape].head, length + 1);
    while (SHAPES[shape].unit[0] != '\0' && length + strlen(SHAPES[shape].tail) < bytes) {
        const char *at;
        for (at = SHAPES[shape].unit; *at != '\0'; at++) {
            if (strncmp(at, "%lu", 3) == 0) {
                length += (size_t)sprintf(text + length, "%lu", (unsigned long)number);
                at += 2;
            } else {
                text[length++] = *at;
            }
        }
        number++;
    }
    (void)strcpy(text + length, SHAPES[shape].tail);
    return text;
}

__attribute__((noinline)) int counted_prepare(exp_rs_batch_builder *batch, const char *text, const exp_rs_context *context);
int counted_prepare(exp_rs_batch_builder *batch, const char *text, const exp_rs_context *context)
{
    int32_t added = exp_rs_batch_builder_add_expression(batch, text);
    return added < 0 ? added : exp_rs_batch_builder_prepare(batch, context);
}

__attribute__((noinline)) int counted_eval(exp_rs_batch_builder *batch);
int counted_eval(exp_rs_batch_builder *batch)
{
    return exp_rs_batch_builder_eval(batch, NULL);
}

/* b1 calls b2 and so on, in so many bytes of texts. */
static void define_chain(exp_rs_context *context, size_t bytes)
{
    char name[32] = "b1", body[64];
    size_t number = 1, written = 0;
    while (written < bytes) {
        written += (size_t)sprintf(body, "n + b%lu(n + 1)", (unsigned long)++number);
        check(exp_rs_context_add_expression_function(context, name, "n", body), name);
        (void)sprintf(name, "b%lu", (unsigned long)number);
    }
    check(exp_rs_context_add_expression_function(context, name, "n", "n"), name);
}

static void count_text(const char *text, size_t bodies)
{
    static const exp_rs_real TABLE[4] = {1, 2, 3, 4};
    static const exp_rs_limits LIMITS = {UINT32_MAX, UINT32_MAX, 0, 0, 0};
    exp_rs_arena *arena = exp_rs_arena_new_growable(1 << 16, SIZE_MAX);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    exp_rs_context *context = exp_rs_context_new();
    exp_rs_batch_stats stats;
    int status;
    check(exp_rs_context_add_expression_function(context, "f", "a, b", "a*b + sin(a)"), "f");
    check(exp_rs_context_add_expression_function(context, "g", "n", "n < 1 ? 1 : g(n - 1) + g(n - 1)"), "g");
    if (bodies > 0) {
        define_chain(context, bodies);
    }
    check(exp_rs_batch_builder_set_limits(batch, &LIMITS), "limits");
    check(exp_rs_batch_builder_add_parameter(batch, "x", 1), "x");
    check(exp_rs_batch_builder_add_parameter(batch, "y", 2), "y");
    check(exp_rs_batch_builder_bind_array(batch, "t", TABLE, 4), "t");
    status = counted_prepare(batch, text, context);
    if (status == EXP_RS_OK) {
        status = counted_eval(batch);
    }
    memset(&stats, 0, sizeof stats);
    check(exp_rs_batch_builder_get_stats(batch, &stats), "stats");
    printf("%lu bytes, %llu steps: %s\n", (unsigned long)strlen(text), (unsigned long long)stats.max_steps,
           exp_rs_status_message(status));
    exp_rs_context_free(context);
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
}

int main(int argc, char **argv)
{
    size_t i;
    if (argc == 2 && strcmp(argv[1], "functions") == 0) {
        count_functions();
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "budget") == 0) {
        count_text("g(60)", 0);
        return 0;
    }
    if (argc == 2 && strcmp(argv[1], "shapes") == 0) {
        for (i = 0; i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
            printf("%s\n", SHAPES[i].name);
        }
        return 0;
    }
    for (i = 0; argc == 3 && i < sizeof SHAPES / sizeof SHAPES[0]; i++) {
        if (strcmp(SHAPES[i].name, argv[1]) == 0) {
            char *text = written(i, strtoul(argv[2], NULL, 10));
            count_text(text, SHAPES[i].unit[0] == '\0' ? strtoul(argv[2], NULL, 10) : 0);
            free(text);
            return 0;
        }
    }
    fprintf(stderr, "usage: cost functions | shapes | budget | SHAPE BYTES\n");
    return 2;
}
