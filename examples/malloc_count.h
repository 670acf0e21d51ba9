/* malloc_count.h: how often the program has called malloc, calloc, realloc and free, whoever in it did.
 *
 * Two ways, chosen when malloc_count.c is compiled:
 *   -DMALLOC_COUNT_WRAP, and the program linked with -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free:
 *                        any ELF toolchain, bare metal and sanitizers too; sees what is linked statically.
 *   without it:          glibc only; the four functions are replaced, so shared libraries are seen as well.
 */
#ifndef MALLOC_COUNT_H
#define MALLOC_COUNT_H

#ifdef __cplusplus
extern "C"
#endif
unsigned long malloc_count_calls(void);

#endif
