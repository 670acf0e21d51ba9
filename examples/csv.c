/* csv.c: see csv.h. */
#include "csv.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096 };

typedef struct {
    FILE *file;
    const char *path;
    unsigned long line;
    size_t capacity; /* in rows */
    char text[LINE_SIZE];
    char *error;
    size_t error_size;
} reader;

static int fail(const reader *r, const char *what)
{
    if (r->line == 0) {
        (void)snprintf(r->error, r->error_size, "%s: %s", r->path, what);
    } else {
        (void)snprintf(r->error, r->error_size, "%s, line %lu: %s", r->path, r->line, what);
    }
    return -1;
}

static int fail_at(const reader *r, size_t column, const char *what)
{
    (void)snprintf(r->error, r->error_size, "%s, line %lu: column %lu %s", r->path, r->line,
                   (unsigned long)(column + 1), what);
    return -1;
}

/* 1: a line without its end in r->text; 0: end of the file; -1: an error. */
static int next_line(reader *r)
{
    size_t length;
    if (fgets(r->text, LINE_SIZE, r->file) == NULL) {
        return ferror(r->file) ? fail(r, "cannot be read") : 0;
    }
    r->line++;
    length = strlen(r->text);
    if (length == LINE_SIZE - 1 && r->text[length - 1] != '\n') {
        return fail(r, "is too long");
    }
    r->text[strcspn(r->text, "\r\n")] = '\0';
    return 1;
}

static size_t count_fields(const char *text)
{
    size_t count = 1;
    for (; *text != '\0'; text++) {
        count += *text == ',';
    }
    return count;
}

static int parse_row(const reader *r, size_t columns, double *values)
{
    const char *at = r->text;
    size_t i;
    if (count_fields(at) != columns) {
        char what[64];
        (void)snprintf(what, sizeof what, "has %lu columns, expected %lu", (unsigned long)count_fields(at),
                       (unsigned long)columns);
        return fail(r, what);
    }
    for (i = 0; i < columns; i++) {
        char *end;
        values[i] = strtod(at, &end);
        if (end == at || *end != (i + 1 < columns ? ',' : '\0')) {
            return fail_at(r, i, "is not a number");
        }
        if (values[i] - values[i] != 0) {
            return fail_at(r, i, "is not finite");
        }
        at = end + 1;
    }
    return 0;
}

static int make_room(reader *r, csv_table *table)
{
    size_t capacity = r->capacity == 0 ? 1024 : r->capacity * 2;
    double *values;
    if (table->rows < r->capacity) {
        return 0;
    }
    values = (double *)realloc(table->values, capacity * table->columns * sizeof *values);
    if (values == NULL) {
        return fail(r, "out of memory");
    }
    table->values = values;
    r->capacity = capacity;
    return 0;
}

static int read_all(reader *r, csv_table *table)
{
    int got = next_line(r);
    if (got <= 0) {
        return got < 0 ? got : fail(r, "the file is empty");
    }
    if (count_fields(r->text) != table->columns) {
        return fail(r, "the header does not have the expected number of columns");
    }
    while ((got = next_line(r)) > 0) {
        if (make_room(r, table) != 0 ||
            parse_row(r, table->columns, table->values + table->rows * table->columns) != 0) {
            return -1;
        }
        table->rows++;
    }
    return got < 0 ? got : table->rows > 0 ? 0 : fail(r, "no rows follow the header");
}

int csv_read(const char *path, size_t columns, csv_table *table, char *error, size_t error_size)
{
    static reader r;
    int result;
    memset(&r, 0, sizeof r);
    r.path = path;
    r.error = error;
    r.error_size = error_size;
    table->rows = 0;
    table->columns = columns;
    table->values = NULL;
    r.file = fopen(path, "r");
    if (r.file == NULL) {
        (void)snprintf(error, error_size, "cannot open %s: %s", path, strerror(errno));
        return -1;
    }
    result = read_all(&r, table);
    (void)fclose(r.file);
    if (result != 0) {
        csv_free(table);
    }
    return result;
}

void csv_free(csv_table *table)
{
    free(table->values);
    table->values = NULL;
    table->rows = 0;
}
