/* random.h: numbers that are the same everywhere, whatever the C library and the mode of the FPU. */
#ifndef RANDOM_H
#define RANDOM_H

#include "exp_rs.h"
#include <stdint.h>

/* splitmix64 by Vigna, in the public domain. */
static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static inline uint32_t random_below(uint64_t *state, uint32_t end)
{
    return (uint32_t)((random_bits(state) >> 32) * end >> 32);
}

/* An argument: special values, small integers, numbers of every size that matters, and any bits at all. */
exp_rs_real random_argument(uint64_t *state);

#endif
