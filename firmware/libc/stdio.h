/* stdio.h: of the tests' C library, see libc.c. The formats are c d s u x with l and z, width and zeros; a gives the bits. */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

typedef struct file FILE;

int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int snprintf(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
int vsnprintf(char *to, size_t size, const char *format, va_list arguments);
FILE *fopen(const char *name, const char *mode); /* one at a time, to read */
char *fgets(char *line, int size, FILE *file);
int fclose(FILE *file);

#endif
