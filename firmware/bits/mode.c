/* mode.c: see mode.h. */
#include "mode.h"
#include <stdint.h>
#include <string.h>

#if defined(__ARM_FP) && defined(__arm__)
enum { MASK = 0x01C00000, ZERO = 0x01000000, UP = 0x00400000, KNOWN = 1 };

static uint32_t get(void)
{
    uint32_t word;
    __asm volatile("vmrs %0, fpscr" : "=r"(word));
    return word;
}

static void set(uint32_t word)
{
    __asm volatile("vmsr fpscr, %0" : : "r"(word) : "memory");
}
#elif defined(__SSE2__)
#include <xmmintrin.h>
enum { MASK = 0xE040, ZERO = 0x8040, UP = 0x4000, KNOWN = 1 };

static uint32_t get(void)
{
    return _mm_getcsr();
}

static void set(uint32_t word)
{
    _mm_setcsr(word);
}
#else
enum { MASK = 0, ZERO = 0, UP = 0, KNOWN = 0 };

static uint32_t get(void)
{
    return 0;
}

static void set(uint32_t word)
{
    (void)word;
}
#endif

int mode_set(const char *name)
{
    int mode = strcmp(name, "zero") == 0 ? ZERO : strcmp(name, "up") == 0 ? UP : 0;
    set((get() & ~(uint32_t)MASK) | (uint32_t)mode);
    return KNOWN || name[0] == '\0';
}
