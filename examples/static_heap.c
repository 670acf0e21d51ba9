/* static_heap.c: every byte that the library takes comes from one static buffer in a section of its own, which a
 * linker script can put where it likes (fast RAM, external RAM, a bank that survives a reset).
 *
 * Blocks are cut from the front; the buffer is whole again when the last of them has been given back. That suits
 * a program that sets its evaluator up once: a few handles, an arena, and then no call at all.
 */
#include "static_heap.h"
#include "exp_rs.h"

#if defined(__GNUC__) && defined(__ELF__)
#define IN_SECTION __attribute__((section(".exp_rs_arena"), aligned(16)))
#else
#define IN_SECTION
#endif

enum { SIZE = 64 * 1024, ALIGNMENT = 16 };

static unsigned char buffer[SIZE] IN_SECTION;
static size_t used;
static size_t live_blocks;
static unsigned long mallocs, frees;

void *exp_rs_malloc(size_t size)
{
    void *block;
    mallocs++;
    if (size > SIZE - used) {
        return NULL;
    }
    block = buffer + used;
    used += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    live_blocks++;
    return block;
}

void exp_rs_free(void *block)
{
    frees++;
    if (block != NULL && --live_blocks == 0) {
        used = 0;
    }
}

static_heap_stats static_heap_get_stats(void)
{
    static_heap_stats stats;
    stats.mallocs = mallocs;
    stats.frees = frees;
    stats.used = used;
    stats.size = SIZE;
    stats.buffer = buffer;
    return stats;
}
