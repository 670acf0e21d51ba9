/* vectors.c: runs a table of expressions and expected results through the C interface.
 *
 *     vectors TABLE.tsv
 *
 * Lines: category, expression, parameters (name=hexfloat;...), expected (hex float or CODE@byte offset), tolerance,
 * separated by tabs; the first two lines are prose. In expressions \\ \t \n stand for a backslash, a tab, a line
 * feed. Each row has a fixed arena of 65,536 bytes of its own, the array t and its parameters. A value is compared
 * by its bits or by the distance in representable numbers, and every NaN must be the canonical one. An error
 * must come from the right call: lexical and syntax errors from add_expression, ARRAY_INDEX, CALL_DEPTH and STEP_BUDGET
 * from eval, all others from prepare. Compiled with -DEXP_RS_F32 it reads a table of binary32 values.
 */
#include "support.h"
#include "table.h"
#include <errno.h>

enum { CAPACITY = 65536, LINE = 1 << 18 };

static const struct {
    const char *name;
    exp_rs_status status;
} CODES[] = {
    {"INVALID_UTF8", EXP_RS_INVALID_UTF8},
    {"DUPLICATE_NAME", EXP_RS_DUPLICATE_NAME},
    {"INVALID_NAME", EXP_RS_INVALID_NAME},
    {"SYNTAX", EXP_RS_SYNTAX},
    {"UNEXPECTED_END", EXP_RS_UNEXPECTED_END},
    {"UNMATCHED_BRACKET", EXP_RS_UNMATCHED_BRACKET},
    {"INVALID_NUMBER", EXP_RS_INVALID_NUMBER},
    {"INVALID_CHARACTER", EXP_RS_INVALID_CHARACTER},
    {"NESTING_TOO_DEEP", EXP_RS_NESTING_TOO_DEEP},
    {"EMPTY_EXPRESSION", EXP_RS_EMPTY_EXPRESSION},
    {"SOURCE_TOO_LONG", EXP_RS_SOURCE_TOO_LONG},
    {"UNKNOWN_NAME", EXP_RS_UNKNOWN_NAME},
    {"UNKNOWN_FUNCTION", EXP_RS_UNKNOWN_FUNCTION},
    {"WRONG_ARGUMENT_COUNT", EXP_RS_WRONG_ARGUMENT_COUNT},
    {"CYCLE", EXP_RS_CYCLE},
    {"TOO_COMPLEX", EXP_RS_TOO_COMPLEX},
    {"ARRAY_INDEX", EXP_RS_ARRAY_INDEX},
    {"CALL_DEPTH", EXP_RS_CALL_DEPTH},
    {"STEP_BUDGET", EXP_RS_STEP_BUDGET},
};

/* Places of the number line: equal values, and only they, have equal places. */
static uint64_t place(exp_rs_real value)
{
    uint64_t bits = check_bits_of(value);
    uint64_t sign = sizeof(exp_rs_real) == 8 ? (uint64_t)1 << 63 : (uint64_t)1 << 31;
    return bits & sign ? sign - (bits & (sign - 1)) : sign + bits;
}

static int near_enough(exp_rs_real actual, exp_rs_real expected, unsigned long tolerance)
{
    uint64_t a = place(actual), e = place(expected);
    if (expected != expected) {
        return check_bits_of(actual) == check_canonical_nan();
    }
    if (actual != actual) {
        return 0;
    }
    if (tolerance == 0) {
        return check_bits_of(actual) == check_bits_of(expected);
    }
    return (a > e ? a - e : e - a) <= tolerance;
}

static char stage_of(exp_rs_status status)
{
    if (status == EXP_RS_OK) {
        return '-';
    }
    if (status <= EXP_RS_ARRAY_INDEX) {
        return 'e';
    }
    return (status <= EXP_RS_SYNTAX && status >= EXP_RS_SOURCE_TOO_LONG) || status == EXP_RS_INVALID_UTF8 ? 'a' : 'p';
}

/* `CODE@offset` as a status; OK for anything else. */
static exp_rs_status expected_status(const char *text, unsigned long *offset)
{
    const char *at = strchr(text, '@');
    size_t i;
    if (at == NULL) {
        return EXP_RS_OK;
    }
    *offset = strtoul(at + 1, NULL, 10);
    for (i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (strlen(CODES[i].name) == (size_t)(at - text) && strncmp(CODES[i].name, text, (size_t)(at - text)) == 0) {
            return CODES[i].status;
        }
    }
    printf("unknown code %s\n", text);
    return INT32_MIN;
}

static const char *code_name(exp_rs_status status)
{
    size_t i;
    for (i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (CODES[i].status == status) {
            return CODES[i].name;
        }
    }
    return exp_rs_status_message(status);
}

static int judge(const table_row *r, const outcome *o)
{
    unsigned long offset = 0;
    exp_rs_status status = expected_status(r->expected, &offset);
    char *end;
    exp_rs_real expected;
    if (status != EXP_RS_OK) {
        return o->status == status && o->stage == stage_of(status) && o->error.offset == offset &&
               check_bits_of(o->value) == check_canonical_nan();
    }
    expected = table_real(r->expected, &end);
    return end != r->expected && *end == '\0' && o->status == EXP_RS_OK &&
           near_enough(o->value, expected, strtoul(r->tolerance, NULL, 10));
}

static void report(const table_row *r, const outcome *o, unsigned long line)
{
    char is[64];
    if (o->status == EXP_RS_OK) {
        (void)snprintf(is, sizeof is, "%a", (double)o->value);
    } else {
        (void)snprintf(is, sizeof is, "%s@%lu, stage %c", code_name(o->status), (unsigned long)o->error.offset, o->stage);
    }
    printf("line %lu: %s\t%s\t%s\n    is %s, expected %s (tolerance %s)\n", line, r->category, r->expression,
           r->parameters, is, r->expected, r->tolerance);
}

static void run(char *text, unsigned long line)
{
    table_row r;
    outcome o;
    rig arena;
    if (!table_split(text, &r)) {
        printf("line %lu: not five fields\n", line);
        check_failed++;
        return;
    }
    table_unescape(r.expression);
    arena.arena = exp_rs_arena_new(CAPACITY);
    arena.batch = exp_rs_batch_builder_new(arena.arena);
    memset(&o, 0, sizeof o);
    o.status = exp_rs_batch_builder_bind_array(arena.batch, "t", TABLE_T, 4);
    if (o.status == EXP_RS_OK && table_add_parameters(arena.batch, r.parameters)) {
        unsigned long passed = check_passed, failed = check_failed;
        o = evaluate_in(arena.batch, NULL, r.expression);
        check_passed = passed; /* the row counts once, below */
        check_failed = failed;
    } else {
        o.status = o.status == EXP_RS_OK ? EXP_RS_INVALID_ARGUMENT : o.status;
    }
    if (judge(&r, &o)) {
        check_passed++;
    } else {
        check_failed++;
        report(&r, &o, line);
    }
    rig_free(&arena);
}

int main(int argc, char **argv)
{
    static char text[LINE];
    unsigned long line = 0;
    FILE *file;
    if (argc != 2) {
        printf("usage: vectors TABLE.tsv\n");
        return 2;
    }
    file = fopen(argv[1], "rb");
    if (file == NULL) {
        printf("vectors: cannot open %s: %s\n", argv[1], strerror(errno));
        return 2;
    }
    while (fgets(text, sizeof text, file) != NULL) {
        line++;
        if (line > 2) {
            run(text, line);
        }
    }
    (void)fclose(file);
    if (hooks_live_blocks() != 0) {
        check_failed++;
        printf("vectors: %lu blocks were not given back\n", (unsigned long)hooks_live_blocks());
    }
    return check_summary("vectors");
}
