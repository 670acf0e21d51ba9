/* malloc_count.c: see malloc_count.h. */
#include "malloc_count.h"
#include <stddef.h>

static volatile unsigned long calls;

unsigned long malloc_count_calls(void) { return calls; }

#ifdef MALLOC_COUNT_WRAP
#define SEEN(name) __wrap_##name
#define REAL(name) __real_##name
#else
#define SEEN(name) name
#define REAL(name) __libc_##name
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *block, size_t size);
void REAL(free)(void *block);

void *SEEN(malloc)(size_t size);
void *SEEN(calloc)(size_t count, size_t size);
void *SEEN(realloc)(void *block, size_t size);
void SEEN(free)(void *block);

void *SEEN(malloc)(size_t size)
{
    calls++;
    return REAL(malloc)(size);
}

void *SEEN(calloc)(size_t count, size_t size)
{
    calls++;
    return REAL(calloc)(count, size);
}

void *SEEN(realloc)(void *block, size_t size)
{
    calls++;
    return REAL(realloc)(block, size);
}

void SEEN(free)(void *block)
{
    calls++;
    REAL(free)(block);
}
