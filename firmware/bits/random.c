/* random.c: see random.h. All is done with bits and integers, because the controls run it in other modes of the FPU. */
#include "random.h"
#include <string.h>

#ifdef EXP_RS_F32
typedef uint32_t real_bits;
enum { DIGITS = 23, BIAS = 127, LARGEST = 255 };
#else
typedef uint64_t real_bits;
enum { DIGITS = 52, BIAS = 1023, LARGEST = 2047 };
#endif

static const real_bits FRACTION = ((real_bits)1 << DIGITS) - 1;

static exp_rs_real from_bits(real_bits bits)
{
    exp_rs_real value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static exp_rs_real pack(uint64_t sign, int exponent, uint64_t fraction)
{
    real_bits biased = (real_bits)(exponent + BIAS);
    return from_bits((real_bits)((real_bits)(sign & 1) << (sizeof(real_bits) * 8 - 1) | biased << DIGITS |
                                 ((real_bits)fraction & FRACTION)));
}

/* Zeros, subnormals, the ends of the range, NaN: of either sign. */
static exp_rs_real special(uint64_t r)
{
    switch (r >> 8 & 7) {
    case 0: return pack(r, -BIAS, 0);
    case 1: return pack(r, -BIAS, 1);
    case 2: return pack(r, -BIAS, r >> 12);
    case 3: return pack(r, -BIAS + 1, 0);
    case 4: return pack(r, LARGEST - BIAS - 1, FRACTION);
    case 5: return pack(r, LARGEST - BIAS, 0);
    case 6: return pack(0, LARGEST - BIAS, (uint64_t)1 << (DIGITS - 1));
    default: return pack(r, -1, 0);
    }
}

exp_rs_real random_argument(uint64_t *state)
{
    uint64_t r = random_bits(state), fraction = r >> 12;
    switch (random_below(state, 10)) {
    case 0: return special(r);
    case 1: return pack(r, (int)(r >> 1 & 63) - 32, fraction); /* 2^-32 to 2^32 */
    case 2: return pack(r, (int)(r >> 1 & 15) + 16, fraction); /* large */
    case 3: return from_bits((real_bits)(r >> (64 - sizeof(real_bits) * 8))); /* anything, NaN with payloads too */
    case 4:
    case 5: return (exp_rs_real)((int)(r >> 1 & 63) - 32); /* integers */
    default: return pack(r, (int)(r >> 1 & 7) - 5, fraction); /* 1/32 to 8 */
    }
}
