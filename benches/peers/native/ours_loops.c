/* The timed loops over the library under test, as a C program has them: one call for each row. */
#include <stddef.h>
#include <string.h>

int ours_exp_rs_batch_builder_eval(void *builder, const void *context);

#define LOOP(N, M)                                                                                 \
    int ours_run_##N##_##M(void *builder, double *params, const double *results,                   \
                           const double *rows, size_t n_rows, double *out) {                       \
        int status = 0;                                                                            \
        for (size_t i = 0; i < n_rows; ++i) {                                                      \
            memcpy(params, rows + (N) * i, (N) * sizeof(double));                                  \
            status |= ours_exp_rs_batch_builder_eval(builder, NULL);                               \
            memcpy(out + (M) * i, results, (M) * sizeof(double));                                  \
        }                                                                                          \
        return status;                                                                             \
    }

LOOP(2, 1)
LOOP(3, 1)
LOOP(4, 1)
LOOP(5, 1)
LOOP(7, 1)
LOOP(7, 7)
