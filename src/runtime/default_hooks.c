/* The hooks of the desktop libraries: weak, so that a program's own definitions take their place. */

#include <stddef.h>
#include <stdlib.h>

void *exp_rs_malloc(size_t size);
void exp_rs_free(void *block);
void exp_rs_panic(const char *message, size_t length);

__attribute__((weak)) void *exp_rs_malloc(size_t size)
{
    return malloc(size);
}

__attribute__((weak)) void exp_rs_free(void *block)
{
    free(block);
}

/* Says nothing: a library does not write to a program's streams. */
__attribute__((weak)) void exp_rs_panic(const char *message, size_t length)
{
    (void)message;
    (void)length;
    abort();
}
