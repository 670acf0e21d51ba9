/* number.c: the tests' C library: numbers of texts. Hexadecimal ones alone, which need no rounding: a number that the
 * type cannot hold exactly is not read at all.
 */
#include "stdlib.h"
#include "string.h"
#include <stdint.h>

unsigned long strtoul(const char *text, char **end, int base)
{
    unsigned long value = 0;
    while (base == 10 && *text >= '0' && *text <= '9') {
        value = value * 10 + (unsigned long)(*text++ - '0');
    }
    if (end != NULL) {
        *end = (char *)(size_t)text;
    }
    return value;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Digits and point; `exponent` counts what stands behind the point, as a power of two. */
static const char *mantissa(const char *text, uint64_t *value, int *exponent)
{
    int point = 0;
    for (*value = 0, *exponent = 0; digit(*text) >= 0 || *text == '.'; text++) {
        if (*text == '.') {
            point = 1;
            continue;
        }
        if (*value >> 60 != 0) {
            return NULL;
        }
        *value = *value << 4 | (uint64_t)digit(*text);
        *exponent -= point * 4;
    }
    return text;
}

static const char *power(const char *text, int *exponent)
{
    int negative;
    char *end;
    if (*text != 'p') {
        return text;
    }
    negative = text[1] == '-';
    text += text[1] == '-' || text[1] == '+' ? 2 : 1;
    *exponent += (negative ? -1 : 1) * (int)strtoul(text, &end, 10);
    return end;
}

/* value * 2^exponent as a number with `digits` binary digits whose least power is 2^least; 0: it does not fit. */
static int pack(uint64_t value, int exponent, int digits, int least, uint64_t *bits)
{
    if (value == 0) {
        *bits = 0;
        return 1;
    }
    while (value >> digits == 0 && exponent > least) {
        value <<= 1;
        exponent--;
    }
    while ((value & 1) == 0 && (value >> digits != 0 || exponent < least)) {
        value >>= 1;
        exponent++;
    }
    while (value >> (digits - 1) > 1 || exponent < least) {
        if (value & 1) {
            return 0;
        }
        value >>= 1;
        exponent++;
    }
    if (value >> (digits - 1) == 0) { /* subnormal, at the least power */
        *bits = value;
        return 1;
    }
    *bits = ((uint64_t)(exponent - least + 1) << (digits - 1)) | (value & (((uint64_t)1 << (digits - 1)) - 1));
    return exponent - least + 1 < (digits == 24 ? 255 : 2047);
}

static int magnitude(const char **text, int digits, int least, uint64_t *bits)
{
    const uint64_t infinite = digits == 24 ? (uint64_t)0xff << 23 : (uint64_t)0x7ff << 52;
    const char *at = *text;
    uint64_t value;
    int exponent;
    if (strncmp(at, "inf", 3) == 0 || strncmp(at, "nan", 3) == 0) {
        *bits = infinite | (*at == 'n' ? (uint64_t)1 << (digits - 2) : 0);
        *text = at + 3;
        return 1;
    }
    if (at[0] != '0' || at[1] != 'x' || (at = mantissa(at + 2, &value, &exponent)) == NULL) {
        return 0;
    }
    *text = power(at, &exponent);
    return pack(value, exponent, digits, least, bits);
}

static int read(const char *text, char **end, int digits, int least, uint64_t *bits)
{
    const char *at = text + (*text == '-' || *text == '+');
    *bits = 0;
    if (!magnitude(&at, digits, least, bits)) {
        *end = (char *)(size_t)text;
        return 0;
    }
    *end = (char *)(size_t)at;
    return 1;
}

double strtod(const char *text, char **end)
{
    uint64_t bits;
    double value;
    if (read(text, end, 53, -1074, &bits) && *text == '-') {
        bits |= (uint64_t)1 << 63;
    }
    memcpy(&value, &bits, sizeof value);
    return value;
}

float strtof(const char *text, char **end)
{
    uint64_t wide;
    uint32_t bits;
    float value;
    int taken = read(text, end, 24, -149, &wide);
    bits = (uint32_t)wide | (taken && *text == '-' ? (uint32_t)1 << 31 : 0);
    memcpy(&value, &bits, sizeof value);
    return value;
}
