/* print.c: the tests' C library: formats and files, over semihosting. */
#include "semihosting.h"
#include "start.h"
#include "stdio.h"
#include "stdlib.h"
#include "string.h"

enum { LINE_SIZE = 512 }; /* of what one printf shows, of what is read at a time */

typedef struct {
    char *to;
    size_t size, length; /* length may be more than size: what it would be */
} sink;

static void put(sink *s, char c)
{
    if (s->length + 1 < s->size) {
        s->to[s->length] = c;
    }
    s->length++;
}

static void put_padded(sink *s, const char *text, size_t length, size_t width, char filling)
{
    size_t i;
    for (i = length; i < width; i++) {
        put(s, filling);
    }
    for (i = 0; i < length; i++) {
        put(s, text[i]);
    }
}

static void put_number(sink *s, uint64_t value, unsigned base, int negative, size_t width, char filling)
{
    char digits[24];
    size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    if (negative) {
        digits[--at] = '-';
    }
    put_padded(s, digits + at, sizeof digits - at, width, filling);
}

typedef struct {
    size_t width, precision;
    char filling, size, kind;
} conversion;

static const char *number(const char *format, size_t *value)
{
    char *end;
    *value = strtoul(format, &end, 10);
    return end;
}

static const char *read_conversion(const char *format, conversion *c)
{
    c->filling = *format == '0' ? '0' : ' ';
    format = number(format, &c->width);
    c->precision = SIZE_MAX;
    if (format[0] == '.' && format[1] == '*') {
        c->precision = 0; /* an argument */
        format += 2;
    } else if (*format == '.') {
        format = number(format + 1, &c->precision);
    }
    for (c->size = ' '; *format == 'l' || *format == 'z'; format++) {
        c->size = *format;
    }
    c->kind = *format;
    return format + (*format != '\0');
}

/* int, long and size_t are of one size here. */
int vsnprintf(char *to, size_t size, const char *format, va_list arguments)
{
    sink s;
    s.to = to;
    s.size = size;
    s.length = 0;
    while (*format != '\0') {
        conversion c;
        if (*format != '%') {
            put(&s, *format++);
            continue;
        }
        format = read_conversion(format + 1, &c);
        if (c.kind == 's') {
            size_t limit = c.precision == 0 ? (size_t)va_arg(arguments, int) : c.precision;
            const char *text = va_arg(arguments, const char *);
            size_t length = 0;
            while (length < limit && text[length] != '\0') {
                length++;
            }
            put_padded(&s, text, length, c.width, ' ');
        } else if (c.kind == 'd') {
            long value = c.size == 'l' ? va_arg(arguments, long) : va_arg(arguments, int);
            put_number(&s, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, value < 0, c.width, c.filling);
        } else if (c.kind == 'u' || c.kind == 'x') {
            unsigned long value = c.size == ' ' ? va_arg(arguments, unsigned) : va_arg(arguments, unsigned long);
            put_number(&s, value, c.kind == 'x' ? 16 : 10, 0, c.width, c.filling);
        } else if (c.kind == 'c') {
            put(&s, (char)va_arg(arguments, int));
        } else if (c.kind == 'a' || c.kind == 'g') {
            double value = va_arg(arguments, double);
            uint64_t bits;
            memcpy(&bits, &value, sizeof bits);
            put_number(&s, bits, 16, 0, 16, '0');
        } else {
            put(&s, c.kind);
        }
    }
    if (size > 0) {
        to[s.length < size ? s.length : size - 1] = '\0';
    }
    return (int)s.length;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    int length;
    va_start(arguments, format);
    length = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return length;
}

int printf(const char *format, ...)
{
    static intptr_t console = -1;
    char line[LINE_SIZE];
    va_list arguments;
    int length;
    va_start(arguments, format);
    length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (console < 0) {
        console = semihost_open(":tt", 4);
    }
    semihost_write(console, line, strlen(line));
    return length;
}

void exit(int code)
{
    finish(code);
}

struct file {
    intptr_t handle;
    size_t at, filled;
    char buffer[LINE_SIZE];
};

static FILE only;

FILE *fopen(const char *name, const char *mode)
{
    (void)mode;
    only.handle = semihost_open(name, 1);
    only.at = only.filled = 0;
    return only.handle < 0 ? NULL : &only;
}

static int next(FILE *file)
{
    if (file->at == file->filled) {
        file->filled = semihost_read(file->handle, file->buffer, sizeof file->buffer);
        file->at = 0;
        if (file->filled == 0) {
            return -1;
        }
    }
    return (unsigned char)file->buffer[file->at++];
}

char *fgets(char *line, int size, FILE *file)
{
    int length = 0, c = 0;
    while (length + 1 < size && c != '\n' && (c = next(file)) >= 0) {
        line[length++] = (char)c;
    }
    line[length] = '\0';
    return length > 0 ? line : NULL;
}

int fclose(FILE *file)
{
    semihost_close(file->handle);
    return 0;
}
