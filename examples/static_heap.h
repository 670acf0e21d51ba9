/* static_heap.h: an exp_rs_malloc and exp_rs_free for a program without a heap, and what it counts. */
#ifndef STATIC_HEAP_H
#define STATIC_HEAP_H

#include <stddef.h>

typedef struct {
    unsigned long mallocs, frees; /* calls so far */
    size_t used, size;            /* bytes of the buffer */
    const void *buffer;
} static_heap_stats;

static_heap_stats static_heap_get_stats(void);

#endif
