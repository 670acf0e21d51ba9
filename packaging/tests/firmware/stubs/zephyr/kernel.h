/* What zephyr/hooks.c uses of the header of this name. */
#include <stddef.h>
void *k_malloc(size_t size);
void k_free(void *block);
void k_panic(void);
