/* test_hostile.c: texts that broke other evaluators, at sizes up to megabytes, with the status and the offset, or the
 * value, that each must have.
 *
 *     test_hostile SHAPES.txt...
 *
 * A file is made of shapes; # begins a comment line:
 *
 *     shape what it is                    opens one
 *     limits SOURCE_LENGTH NESTING        of the builder and the context, 0: the default
 *     define f "PARAMETERS" PIECES        an expression function
 *     text PIECES                         pieces are "bytes", with a count before: 3"ab", n"(", n+1")"
 *     SIZE EXPECTED                       n, and what comes of it: =VALUE, CODE@OFFSET, or `any` value
 *
 * In bytes \" \\ \n \r \t \xHH are escapes, and \i is the number of the copy. Each text ends at an unmapped page, once with its length and once with a
 * NUL; it is also the body of a function, and an expression in an arena too small for most. x is 3, y is 0.5, t is an
 * array of four numbers, count(...) gives the number of its arguments, signalling() a signalling NaN.
 */
#define _DEFAULT_SOURCE
#include "support.h"
#include <ctype.h>
#include <locale.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINE = 65536, MOST_DEFINITIONS = 4, SMALL_ARENA = 4096 };

typedef struct {
    char *bytes;
    size_t length;
} text;

typedef struct {
    char name[16], parameters[64], body[LINE];
} definition;

typedef struct {
    char title[128], pieces[LINE];
    definition definitions[MOST_DEFINITIONS];
    size_t definition_count;
    exp_rs_limits limits;
} shape;

typedef struct {
    exp_rs_status status;
    uint32_t offset;
    exp_rs_real value;
} ending;

static const exp_rs_real TABLE[] = {R(1.5), R(2.5), R(-3), R(4e10)};

static exp_rs_real count_arguments(const exp_rs_real *args, size_t n_args, void *user_data)
{
    (void)args;
    (void)user_data;
    return (exp_rs_real)n_args;
}

static exp_rs_real signalling(const exp_rs_real *args, size_t n_args, void *user_data)
{
    static const uint64_t WIDE = ((uint64_t)0xfff40000u << 32) | 1u;
    static const uint32_t NARROW = 0xffa00001u;
    exp_rs_real nan;
    (void)args;
    (void)n_args;
    (void)user_data;
    memcpy(&nan, sizeof nan == 8 ? (const void *)&WIDE : (const void *)&NARROW, sizeof nan);
    return nan;
}

static void give_up(const char *file, unsigned long line, const char *why)
{
    printf("%s:%lu: %s\n", file, line, why);
    exit(2);
}

/* The byte behind a backslash. */
static int escaped(const char **at)
{
    static const char FROM[] = "nrt\"\\", TO[] = "\n\r\t\"\\";
    const char *found;
    unsigned byte;
    if (**at == 'x' && sscanf(*at + 1, "%2x", &byte) == 1) {
        *at += 3;
        return (int)byte;
    }
    found = strchr(FROM, *(*at)++);
    return found == NULL ? '?' : TO[found - FROM];
}

/* Reads a count: 3, n, n+3, n-3; 1 where there is none. */
static size_t read_count(const char **at, size_t n)
{
    size_t count = 1;
    char *end;
    if (**at == 'n') {
        count = n;
        (*at)++;
        if (**at == '+' || **at == '-') {
            count += (size_t)strtol(*at, &end, 10);
            *at = end;
        }
    } else if (isdigit((unsigned char)**at)) {
        count = strtoul(*at, &end, 10);
        *at = end;
    }
    return count;
}

/* Writes copy `number` of a piece that ends at a quotation mark, `*end`, to `out` if that is not NULL; its bytes. */
static size_t write_piece(const char *at, const char **end, size_t number, char *out)
{
    size_t length = 0;
    while (*at != '"' && *at != '\0') {
        char bytes[24] = {0};
        size_t count = 1;
        if (at[0] == '\\' && at[1] == 'i') {
            count = (size_t)snprintf(bytes, sizeof bytes, "%lu", (unsigned long)number);
            at += 2;
        } else {
            bytes[0] = *at++;
            bytes[0] = bytes[0] == '\\' ? (char)escaped(&at) : bytes[0];
        }
        if (out != NULL) {
            memcpy(out + length, bytes, count);
        }
        length += count;
    }
    *end = at;
    return length;
}

/* Writes the pieces for `n` into `out`, or only measures where it is NULL; gives the bytes. */
static size_t expand(const char *at, size_t n, char *out)
{
    size_t length = 0, i;
    for (;;) {
        const char *end;
        size_t count;
        at += strspn(at, " ");
        if (*at == '\0' || *at == '\n') {
            return length;
        }
        count = read_count(&at, n);
        if (*at++ != '"') {
            return (size_t)-1;
        }
        (void)write_piece(at, &end, 0, NULL);
        for (i = 0; i < count; i++) {
            length += write_piece(at, &end, i, out == NULL ? NULL : out + length);
        }
        at = end + 1;
    }
}

static text expanded(const char *pieces, size_t n)
{
    text t;
    t.length = expand(pieces, n, NULL);
    if (t.length == (size_t)-1) {
        give_up(pieces, 0, "not pieces of a text");
    }
    t.bytes = (char *)malloc(t.length + 1);
    if (t.bytes == NULL) {
        give_up(pieces, 0, "out of memory in the test itself");
    }
    (void)expand(pieces, n, t.bytes);
    t.bytes[t.length] = '\0';
    return t;
}

/* A copy whose last byte is the last that can be read. */
typedef struct {
    char *pages, *bytes;
    size_t size;
} guarded;

static guarded guard(const char *bytes, size_t length)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    guarded g;
    g.size = (length / page + 2) * page;
    g.pages = (char *)mmap(NULL, g.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g.pages == MAP_FAILED || mprotect(g.pages + g.size - page, page, PROT_NONE) != 0) {
        give_up("mmap", 0, "no pages");
    }
    g.bytes = g.pages + g.size - page - length;
    memcpy(g.bytes, bytes, length);
    return g;
}

static exp_rs_context *context_of(const shape *s, size_t n)
{
    exp_rs_context *k = exp_rs_context_new();
    size_t i;
    CHECK_OK(exp_rs_context_set_limits(k, &s->limits));
    CHECK_OK(exp_rs_context_add_function(k, "count", 0, EXP_RS_VARIADIC, count_arguments, NULL, 0));
    CHECK_OK(exp_rs_context_add_function(k, "signalling", 0, 0, signalling, NULL, 0));
    for (i = 0; i < s->definition_count; i++) {
        const definition *d = &s->definitions[i];
        text body = expanded(d->body, n);
        CHECK_OK(exp_rs_context_add_expression_function(k, d->name, d->parameters, body.bytes));
        free(body.bytes);
    }
    return k;
}

static void fill(exp_rs_batch_builder *b, const shape *s)
{
    CHECK_OK(exp_rs_batch_builder_set_limits(b, &s->limits));
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "x", R(3)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(b, "y", R(0.5)), 1);
    CHECK_OK(exp_rs_batch_builder_bind_array(b, "t", TABLE, 4));
}

/* Adds (length -1: a text with a NUL), prepares, evaluates. */
static ending run(exp_rs_batch_builder *b, const exp_rs_context *k, const char *source, size_t length)
{
    exp_rs_error error;
    ending e;
    int32_t index = length == (size_t)-1 ? exp_rs_batch_builder_add_expression(b, source)
                                         : exp_rs_batch_builder_add_expression_n(b, source, length);
    e.status = index < 0 ? index : exp_rs_batch_builder_eval(b, k);
    e.value = exp_rs_batch_builder_get_result(b, 0);
    memset(&error, 0, sizeof error);
    if (e.status != EXP_RS_OK) {
        CHECK_OK(exp_rs_batch_builder_get_last_error(b, &error));
        CHECK(memchr(error.message, '\0', sizeof error.message) != NULL);
        CHECK_NAN(e.value);
    }
    e.offset = error.offset;
    return e;
}

static void check_still_usable(exp_rs_batch_builder *b)
{
    CHECK_OK(exp_rs_batch_builder_clear(b));
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(b, "6*7"), 0);
    CHECK_OK(exp_rs_batch_builder_eval(b, NULL));
    CHECK_BITS(exp_rs_batch_builder_get_result(b, 0), 42);
}

static ending run_alone(const shape *s, const exp_rs_context *k, const char *source, size_t length, size_t capacity)
{
    rig r = capacity == NO_LIMIT ? rig_new_growable() : rig_new(capacity);
    ending e;
    fill(r.batch, s);
    e = run(r.batch, k, source, length);
    check_still_usable(r.batch);
    rig_free(&r);
    return e;
}

static int same(ending a, ending b)
{
    return a.status == b.status && a.offset == b.offset && check_bits_of(a.value) == check_bits_of(b.value);
}

/* A body is parsed as an expression is; what its names mean is found later. */
static int body_agrees(exp_rs_context *k, text t, ending e)
{
    exp_rs_error error;
    exp_rs_status status = exp_rs_context_add_expression_function_n(k, "body", 4, "x, y", 4, t.bytes, t.length);
    CHECK_OK(exp_rs_context_get_last_error(k, &error));
    return status == EXP_RS_OK ? e.status == EXP_RS_OK || e.status <= EXP_RS_UNKNOWN_NAME || e.status == EXP_RS_DUPLICATE_NAME
                               : status == e.status && error.offset == e.offset;
}

/* Runs all forms of one text; gives how it ended, in words that can be compared with what was expected. */
static ending run_forms(const shape *s, size_t n)
{
    exp_rs_context *k = context_of(s, n);
    text t = expanded(s->pieces, n);
    guarded sized = guard(t.bytes, t.length);
    ending e = run_alone(s, k, sized.bytes, t.length, NO_LIMIT);
    ending small = run_alone(s, k, sized.bytes, t.length, SMALL_ARENA);
    CHECK(same(small, e) || small.status == EXP_RS_OUT_OF_MEMORY);
    if (memchr(t.bytes, '\0', t.length) == NULL) {
        guarded ended = guard(t.bytes, t.length + 1);
        CHECK(same(run_alone(s, k, ended.bytes, (size_t)-1, NO_LIMIT), e));
        (void)munmap(ended.pages, ended.size);
    }
    CHECK(body_agrees(k, t, e));
    (void)munmap(sized.pages, sized.size);
    free(t.bytes);
    exp_rs_context_free(k);
    return e;
}

static const struct {
    const char *name;
    exp_rs_status status;
} CODES[] = {
    {"INVALID_UTF8", EXP_RS_INVALID_UTF8},           {"DUPLICATE_NAME", EXP_RS_DUPLICATE_NAME},
    {"SYNTAX", EXP_RS_SYNTAX},                       {"UNEXPECTED_END", EXP_RS_UNEXPECTED_END},
    {"UNMATCHED_BRACKET", EXP_RS_UNMATCHED_BRACKET}, {"INVALID_NUMBER", EXP_RS_INVALID_NUMBER},
    {"INVALID_CHARACTER", EXP_RS_INVALID_CHARACTER}, {"NESTING_TOO_DEEP", EXP_RS_NESTING_TOO_DEEP},
    {"EMPTY_EXPRESSION", EXP_RS_EMPTY_EXPRESSION},   {"SOURCE_TOO_LONG", EXP_RS_SOURCE_TOO_LONG},
    {"UNKNOWN_NAME", EXP_RS_UNKNOWN_NAME},           {"UNKNOWN_FUNCTION", EXP_RS_UNKNOWN_FUNCTION},
    {"TOO_COMPLEX", EXP_RS_TOO_COMPLEX},             {"WRONG_ARGUMENT_COUNT", EXP_RS_WRONG_ARGUMENT_COUNT},
    {"ARRAY_INDEX", EXP_RS_ARRAY_INDEX},             {"CALL_DEPTH", EXP_RS_CALL_DEPTH},
    {"STEP_BUDGET", EXP_RS_STEP_BUDGET},             {"CYCLE", EXP_RS_CYCLE},
};

/* Whether `e` is what the text says; -1: that text says nothing. */
static int is_expected(ending e, const char *expected)
{
    size_t i, length = strcspn(expected, "@");
    if (strcmp(expected, "any") == 0) {
        return e.status == EXP_RS_OK;
    }
    if (*expected == '=') {
        exp_rs_real value = (exp_rs_real)strtod(expected + 1, NULL);
        uint64_t bits = value != value ? check_canonical_nan() : check_bits_of(value);
        /* The values are those of double. */
        return e.status == EXP_RS_OK && (sizeof value == 4 || check_bits_of(e.value) == bits);
    }
    for (i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        if (strncmp(CODES[i].name, expected, length) == 0 && CODES[i].name[length] == '\0') {
            return e.status == CODES[i].status && e.offset == strtoul(expected + length + 1, NULL, 10);
        }
    }
    return -1;
}

static void run_size(const char *file, unsigned long number, const shape *s, const char *line)
{
    char expected[64];
    unsigned long n;
    ending e;
    int met;
    if (sscanf(line, "%lu %63s", &n, expected) != 2) {
        give_up(file, number, "neither a directive nor a size with what it gives");
    }
    e = run_forms(s, n);
    met = is_expected(e, expected);
    if (met < 0) {
        give_up(file, number, "no such code");
    }
    CHECK(met);
    if (!met) {
        printf("    %s:%lu: %s, %lu: status %ld at %lu, value %.17g, expected %s\n", file, number, s->title, n,
               (long)e.status, (unsigned long)e.offset, (double)e.value, expected);
    }
}

static void read_definition(shape *s, const char *file, unsigned long number, const char *line)
{
    definition *d = &s->definitions[s->definition_count++ % MOST_DEFINITIONS];
    int at = 0;
    d->parameters[0] = '\0';
    if ((sscanf(line, "%15s \"%63[^\"]\" %n", d->name, d->parameters, &at) < 2 || at == 0) &&
        (sscanf(line, "%15s \"\" %n", d->name, &at) < 1 || at == 0)) {
        give_up(file, number, "not a definition");
    }
    memcpy(d->body, line + at, strlen(line + at) + 1);
}

static void run_file(const char *name)
{
    static char line[LINE];
    static shape s;
    unsigned long number = 0, source_length, nesting;
    FILE *file = fopen(name, "r");
    if (file == NULL) {
        give_up(name, 0, "cannot be read");
    }
    while (fgets(line, sizeof line, file) != NULL) {
        number++;
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        if (sscanf(line, "shape %127[^\n]", s.title) == 1) {
            s.definition_count = 0;
            memset(&s.limits, 0, sizeof s.limits);
        } else if (sscanf(line, "limits %lu %lu", &source_length, &nesting) == 2) {
            s.limits.source_length = (uint32_t)source_length;
            s.limits.nesting = (uint32_t)nesting;
        } else if (strncmp(line, "define ", 7) == 0) {
            read_definition(&s, name, number, line + 7);
        } else if (strncmp(line, "text ", 5) == 0) {
            memcpy(s.pieces, line + 5, strlen(line + 5) + 1);
        } else {
            run_size(name, number, &s, line);
        }
    }
    (void)fclose(file);
}

/* Every text of one and two bytes, and with EXP_RS_TEST_THREE_BYTES of three: one of the codes, at a place in it. */
static void test_all_short_texts(void)
{
#ifdef EXP_RS_TEST_THREE_BYTES
    enum { BYTES = 3 };
#else
    enum { BYTES = 2 };
#endif
    rig r = rig_new(16384);
    unsigned long i, length, count = 1, accepted = 0, strange = 0;
    for (length = 1; length <= BYTES; length++) {
        guarded g = guard("123", length);
        count *= 256;
        for (i = 0; i < count; i++) {
            exp_rs_error error;
            int32_t index;
            g.bytes[0] = (char)i;
            g.bytes[length / 2] = (char)(i >> (8 * (length / 2)));
            g.bytes[length - 1] = (char)(i >> (8 * (length - 1)));
            index = exp_rs_batch_builder_add_expression_n(r.batch, g.bytes, length);
            accepted += index >= 0;
            if (index < 0) {
                strange += index == EXP_RS_OUT_OF_MEMORY || exp_rs_status_message(index) == NULL;
                strange += exp_rs_batch_builder_get_last_error(r.batch, &error) != EXP_RS_OK;
                strange += error.status != index || error.offset + error.length > length;
            } else {
                exp_rs_status status = exp_rs_batch_builder_eval(r.batch, NULL);
                strange += status != EXP_RS_OK && status != EXP_RS_UNKNOWN_NAME && status != EXP_RS_UNKNOWN_FUNCTION;
                strange += exp_rs_batch_builder_clear(r.batch) != EXP_RS_OK;
            }
        }
        (void)munmap(g.pages, g.size);
    }
    CHECK_EQ_U(strange, 0);
    CHECK(accepted > 100);
    printf("test_hostile: %lu of all texts of up to %d bytes are expressions\n", accepted, BYTES);
    rig_free(&r);
}

/* Under a locale with a decimal comma, where one is installed or was made, nothing is different. */
static void test_decimal_comma(void)
{
    static const char *const LOCALES[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "pl_PL.UTF-8"};
    size_t i;
#ifdef EXP_RS_TEST_LOCALES
    (void)setenv("LOCPATH", EXP_RS_TEST_LOCALES, 1);
#endif
    for (i = 0; i < 3 && setlocale(LC_ALL, LOCALES[i]) == NULL; i++) {
    }
    if (i == 3) {
        printf("test_hostile: no locale with a decimal comma is installed\n");
        return;
    }
    CHECK_STR(localeconv()->decimal_point, ",");
    CHECK_VALUE(NULL, "1.5 + 2.25e0", 3.75);
    CHECK_VALUE(NULL, "max(1,5)", 5);
    CHECK_VALUE(NULL, "(1,5)", 5);
    (void)setlocale(LC_ALL, "C");
}

int main(int argc, char **argv)
{
    int i;
    if (argc < 2) {
        printf("usage: test_hostile SHAPES.txt...\n");
        return 2;
    }
    for (i = 1; i < argc; i++) {
        run_file(argv[i]);
    }
    test_all_short_texts();
    test_decimal_comma();
    CHECK_NO_LEAK();
    return check_summary("test_hostile");
}
