/* stdlib.h: of the tests' C library, see libc.c. */
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>

void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *block, size_t size);
void free(void *block);
__attribute__((noreturn)) void exit(int code);
unsigned long strtoul(const char *text, char **end, int base); /* base 10 */
double strtod(const char *text, char **end);                   /* hexadecimal, inf, nan; exact or nothing */
float strtof(const char *text, char **end);

#endif
