/* heap.c: the tests' C library: malloc and its kin over the memory that the linker script leaves for them.
 *
 * First fit in a list of free blocks that is kept in the order of addresses, so that neighbours join.
 */
#include "start.h"
#include "stdlib.h"
#include "string.h"
#include <stdint.h>

typedef struct block {
    size_t size; /* of the whole, a multiple of UNIT */
    struct block *next;
} block;

enum { UNIT = 16, HEADER = 16 };

extern unsigned char heap_start[], heap_end[];

static block *unused;
static int ready;

static void prepare(void)
{
    uintptr_t from = ((uintptr_t)heap_start + UNIT - 1) / UNIT * UNIT;
    unused = (block *)from;
    unused->size = ((uintptr_t)heap_end - from) / UNIT * UNIT;
    unused->next = NULL;
    ready = 1;
}

void *malloc(size_t size)
{
    block **link = &unused, *found;
    if (!ready) {
        prepare();
    }
    if (size > (size_t)(heap_end - heap_start)) {
        return NULL;
    }
    size = HEADER + (size + UNIT - 1) / UNIT * UNIT;
    for (; (found = *link) != NULL; link = &found->next) {
        if (found->size == size) {
            *link = found->next;
        } else if (found->size > size) {
            found->size -= size; /* the upper part goes */
            found = (block *)((uintptr_t)found + found->size);
            found->size = size;
        } else {
            continue;
        }
        return (unsigned char *)found + HEADER;
    }
    return NULL;
}

static void join(block *lower)
{
    block *upper = lower->next;
    if (upper != NULL && (uintptr_t)lower + lower->size == (uintptr_t)upper) {
        lower->size += upper->size;
        lower->next = upper->next;
    }
}

void free(void *address)
{
    block *given, *before = NULL, *after = unused;
    if (address == NULL) {
        return;
    }
    given = (block *)(void *)((unsigned char *)address - HEADER);
    for (; after != NULL && after < given; after = after->next) {
        before = after;
    }
    given->next = after;
    join(given);
    if (before == NULL) {
        unused = given;
    } else {
        before->next = given;
        join(before);
    }
}

void *calloc(size_t count, size_t size)
{
    void *address = size > 0 && count > SIZE_MAX / size ? NULL : malloc(count * size);
    return address == NULL ? NULL : memset(address, 0, count * size);
}

void *realloc(void *address, size_t size)
{
    void *moved = malloc(size);
    if (moved != NULL && address != NULL) {
        size_t old = ((block *)(void *)((unsigned char *)address - HEADER))->size - HEADER;
        (void)memcpy(moved, address, old < size ? old : size);
        free(address);
    }
    return moved;
}
