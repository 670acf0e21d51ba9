/* The timed loops over the C functions: one call for each row, values loaded from the row, the result
 * stored. */
#include "c_functions.h"

#include <stddef.h>

#define LOOP(name, columns, call)                                                                  \
    void name(const double *rows, size_t n_rows, double *out) {                                    \
        for (size_t i = 0; i < n_rows; ++i) {                                                      \
            const double *r = rows + (columns) * i;                                                \
            out[i] = call;                                                                         \
        }                                                                                          \
    }

LOOP(c_run_e1, 2, c_e1(r[0], r[1]))
LOOP(c_run_e2, 4, c_e2(r[0], r[1], r[2], r[3]))
LOOP(c_run_e3, 2, c_e3(r[0], r[1]))
LOOP(c_run_e4, 2, c_e4(r[0], r[1]))
LOOP(c_run_e5, 5, c_e5(r[0], r[1], r[2], r[3], r[4]))
LOOP(c_run_e6, 3, c_e6(r[0], r[1], r[2]))
LOOP(c_run_e7, 2, c_e7(r[0], r[1]))
LOOP(c_run_e8, 7, c_e8(r[0], r[1], r[2], r[3], r[4], r[5], r[6]))
LOOP(c_run_e9, 5, c_e9(r[0], r[1], r[2], r[3], r[4]))

void c_run_e10(const double *rows, size_t n_rows, double *out) {
    for (size_t i = 0; i < n_rows; ++i) {
        const double *r = rows + 7 * i;
        c_e10(r[0], r[1], r[2], r[3], r[4], r[5], r[6], out + 7 * i);
    }
}
