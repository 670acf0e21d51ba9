/* pool.h: the hooks of a firmware that never gives memory back, and takes no arguments. Every byte that the library takes is
 * in `pool`, of POOL bytes, which the linker script puts into the fast memory. POOL is defined before this.
 */
#ifndef POOL_H
#define POOL_H

#include "exp_rs.h"
#include "start.h"

__attribute__((section(".fast"), aligned(16))) static unsigned char pool[POOL];
static size_t used;

void *exp_rs_malloc(size_t size)
{
    unsigned char *block = pool + used;
    if (size > POOL - used) {
        return NULL;
    }
    used += (size + 7u) & ~(size_t)7u;
    return block;
}

void exp_rs_free(void *block)
{
    (void)block;
}

void exp_rs_panic(const char *message, size_t length)
{
    (void)message;
    (void)length;
    finish(FAULT);
}

int arguments(char ***argv)
{
    *argv = NULL;
    return 0;
}

#endif
