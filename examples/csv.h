/* csv.h: reads a comma-separated file of numbers with one header line. */
#ifndef CSV_H
#define CSV_H

#include <stddef.h>

typedef struct {
    size_t rows, columns;
    double *values; /* row after row */
} csv_table;

/* Reads `path`, in which each line must have `columns` finite numbers. Returns 0, or -1 with a sentence that names the
   file, the line and the column in `error`; the table is then empty. */
int csv_read(const char *path, size_t columns, csv_table *table, char *error, size_t error_size);
void csv_free(csv_table *table);

#endif
