/* Columns in, column out. Compiled twice, with and without -ffast-math; COLUMNS_NAME(e2) gives each
 * build names of its own. */
#include <math.h>
#include <stddef.h>

#ifdef COLUMNS_FAST
#define COLUMNS_NAME(name) c_columns_fast_##name
#else
#define COLUMNS_NAME(name) c_columns_##name
#endif

typedef const double *restrict column;

void COLUMNS_NAME(e2)(const double *const *in, size_t n, double *restrict out) {
    column a = in[0], b = in[1], c = in[2], d = in[3];
    for (size_t i = 0; i < n; ++i) {
        out[i] = (a[i] + b[i] * c[i] - d[i]) / (a[i] * a[i] + 1);
    }
}

void COLUMNS_NAME(e4)(const double *const *in, size_t n, double *restrict out) {
    column x = in[0], y = in[1];
    for (size_t i = 0; i < n; ++i) {
        out[i] = sin(x[i]) * cos(y[i]) + sqrt(x[i] * x[i] + y[i] * y[i]);
    }
}

void COLUMNS_NAME(e8)(const double *const *in, size_t n, double *restrict out) {
    column a = in[0], b = in[1], c = in[2], d = in[3], x = in[4], y = in[5], z = in[6];
    for (size_t i = 0; i < n; ++i) {
        out[i] = ((x[i] + 1) * (x[i] + 2) * (x[i] + 3) * (y[i] + 1) * (y[i] + 2) * (y[i] + 3) +
                  (x[i] - y[i]) * (x[i] + y[i])) /
                     (1 + x[i] * x[i] + y[i] * y[i] + z[i] * z[i]) +
                 (a[i] * b[i] + c[i] * d[i]) * (a[i] - b[i]) * (c[i] - d[i]);
    }
}

void COLUMNS_NAME(e9)(const double *const *in, size_t n, double *restrict out) {
    column a = in[0], b = in[1], c = in[2], x = in[3], y = in[4];
    for (size_t i = 0; i < n; ++i) {
        out[i] = exp(-((x[i] - a[i]) * (x[i] - a[i]) + (y[i] - b[i]) * (y[i] - b[i])) /
                     (2 * c[i] * c[i])) /
                 (2 * 3.14159265358979 * c[i] * c[i]);
    }
}
