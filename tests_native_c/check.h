/* check.h: the whole test framework.
 *
 * A test program calls CHECK... macros, which count, print each failure with its place, and go on; its main
 * ends with `return check_summary("name");`, which prints one line `name: N passed, M failed` and gives the
 * exit code. Each program is one translation unit, so the counters are static. C99 and C++11.
 */
#ifndef CHECK_H
#define CHECK_H

#include "exp_rs.h"
#include <stdio.h>
#include <string.h>

#define R(x) ((exp_rs_real)(x)) /* a literal of the library's Real, in both builds */

enum { CHECK_SHOWN = 100 }; /* later failures are only counted */

static unsigned long check_passed;
static unsigned long check_failed;

static inline int check_that(int ok, const char *file, int line, const char *what)
{
    if (ok) {
        check_passed++;
    } else {
        check_failed++;
        if (check_failed <= CHECK_SHOWN) {
            printf("%s:%d: failed: %s\n", file, line, what);
        }
    }
    return ok;
}

/* Whether the failure just counted is one of those that are printed. */
static inline int check_shown(int ok)
{
    return !ok && check_failed <= CHECK_SHOWN;
}

static inline void check_eq_i(long long actual, long long expected, const char *file, int line, const char *what)
{
    if (check_shown(check_that(actual == expected, file, line, what))) {
        printf("    is %ld, expected %ld\n", (long)actual, (long)expected);
    }
}

static inline void check_eq_u(size_t actual, size_t expected, const char *file, int line, const char *what)
{
    if (check_shown(check_that(actual == expected, file, line, what))) {
        printf("    is %lu, expected %lu\n", (unsigned long)actual, (unsigned long)expected);
    }
}

static inline void check_status(exp_rs_status actual, exp_rs_status expected, const char *file, int line, const char *what)
{
    if (check_shown(check_that(actual == expected, file, line, what))) {
        const char *is = exp_rs_status_message(actual);
        const char *due = exp_rs_status_message(expected);
        printf("    is %ld (%s), expected %ld (%s)\n", (long)actual, is ? is : "?", (long)expected, due ? due : "?");
    }
}

/* The bits of a value; for float the upper half is zero. */
static inline uint64_t check_bits_of(exp_rs_real value)
{
    uint64_t wide = 0;
    uint32_t narrow = 0;
    if (sizeof value == sizeof wide) {
        memcpy(&wide, &value, sizeof value);
        return wide;
    }
    memcpy(&narrow, &value, sizeof narrow);
    return narrow;
}

/* The one NaN that may leave the library: quiet, positive, no payload. */
static inline uint64_t check_canonical_nan(void)
{
    return sizeof(exp_rs_real) == 8 ? (uint64_t)0x7ff80000u << 32 : (uint64_t)0x7fc00000u;
}

static inline void check_bits(uint64_t actual, uint64_t expected, const char *file, int line, const char *what)
{
    if (check_shown(check_that(actual == expected, file, line, what))) {
        printf("    is 0x%08lx%08lx, expected 0x%08lx%08lx\n", (unsigned long)(actual >> 32),
               (unsigned long)(actual & 0xffffffffu), (unsigned long)(expected >> 32),
               (unsigned long)(expected & 0xffffffffu));
    }
}

static inline void check_str(const char *actual, const char *expected, const char *file, int line, const char *what)
{
    if (check_shown(check_that(actual != NULL && strcmp(actual, expected) == 0, file, line, what))) {
        printf("    is \"%s\", expected \"%s\"\n", actual ? actual : "(null)", expected);
    }
}

static inline void check_contains(const char *text, const char *part, const char *file, int line, const char *what)
{
    if (check_shown(check_that(text != NULL && strstr(text, part) != NULL, file, line, what))) {
        printf("    \"%s\" does not contain \"%s\"\n", text ? text : "(null)", part);
    }
}

static inline int check_summary(const char *name)
{
    printf("%s: %lu passed, %lu failed\n", name, check_passed, check_failed);
    return check_failed == 0 && check_passed > 0 ? 0 : 1;
}

#define CHECK(condition) ((void)check_that((condition) ? 1 : 0, __FILE__, __LINE__, #condition))
#define CHECK_EQ_I(actual, expected) check_eq_i((long long)(actual), (long long)(expected), __FILE__, __LINE__, #actual)
#define CHECK_EQ_U(actual, expected) check_eq_u((size_t)(actual), (size_t)(expected), __FILE__, __LINE__, #actual)
#define CHECK_STATUS(actual, expected) check_status((actual), (expected), __FILE__, __LINE__, #actual)
#define CHECK_OK(actual) check_status((actual), EXP_RS_OK, __FILE__, __LINE__, #actual)
#define CHECK_BITS(actual, expected) \
    check_bits(check_bits_of(actual), check_bits_of(R(expected)), __FILE__, __LINE__, #actual)
#define CHECK_NAN(actual) check_bits(check_bits_of(actual), check_canonical_nan(), __FILE__, __LINE__, #actual)
#define CHECK_STR(actual, expected) check_str((actual), (expected), __FILE__, __LINE__, #actual)
#define CHECK_CONTAINS(text, part) check_contains((text), (part), __FILE__, __LINE__, #text)

#endif
