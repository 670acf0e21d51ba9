/* columns_threads.c: columns on several threads. Each thread has a builder of its own, in an arena of its own, and takes
 * a share of the rows; all use one context, which nobody changes meanwhile. Prints the time with one thread, with two, and
 * so on, and checks that the bits do not depend on it.
 *
 *     cc columns_threads.c -lexp_rs -lpthread
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "exp_rs.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 2000000, THREADS = 2, PASSES = 5 };

static const char SOURCE[] = "gauss(x, y)*sin(x) + sqrt(x*x + y*y)";

typedef struct {
    const exp_rs_context *context;
    const exp_rs_real *x, *y;
    exp_rs_real *result;
    size_t rows;
    exp_rs_status status;
} share;

/* The work of one thread. */
static void *evaluate(void *data)
{
    share *s = (share *)data;
    exp_rs_arena *arena = exp_rs_arena_new(8128);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    const exp_rs_real *inputs[2];
    exp_rs_real *outputs[1];
    inputs[0] = s->x;
    inputs[1] = s->y;
    outputs[0] = s->result;
    s->status = EXP_RS_OUT_OF_MEMORY;
    if (exp_rs_batch_builder_add_parameter(batch, "x", 0) == 0 && exp_rs_batch_builder_add_parameter(batch, "y", 0) == 1 &&
        exp_rs_batch_builder_add_expression(batch, SOURCE) == 0) {
        s->status = exp_rs_batch_builder_eval_block(batch, s->context, s->rows, inputs, 2, outputs, 1);
    }
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
    return NULL;
}

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Shares the rows between so many threads. The time, or a negative status. */
static double evaluate_on(int threads, const share *all)
{
    pthread_t ids[THREADS];
    share shares[THREADS];
    double begin = now_ms();
    exp_rs_status status = EXP_RS_OK;
    int i, started = 0;
    for (i = 0; i < threads; i++) {
        size_t first = all->rows * (size_t)i / (size_t)threads, end = all->rows * ((size_t)i + 1) / (size_t)threads;
        shares[i] = *all;
        shares[i].x += first;
        shares[i].y += first;
        shares[i].result += first;
        shares[i].rows = end - first;
    }
    for (; started < threads && pthread_create(&ids[started], NULL, evaluate, &shares[started]) == 0; started++) {
    }
    for (i = 0; i < started; i++) {
        (void)pthread_join(ids[i], NULL);
        status = status == EXP_RS_OK ? shares[i].status : status;
    }
    if (started < threads) {
        return EXP_RS_OUT_OF_MEMORY;
    }
    return status == EXP_RS_OK ? now_ms() - begin : status;
}

int main(void)
{
    exp_rs_context *context = exp_rs_context_new();
    exp_rs_real *memory = (exp_rs_real *)malloc(4 * (size_t)ROWS * sizeof *memory);
    exp_rs_real *alone, *x, *y;
    share all;
    int threads, pass, code = 0;
    if (context == NULL || memory == NULL ||
        exp_rs_context_add_expression_function(context, "gauss", "a, b", "exp(-(a*a + b*b)/2)") != EXP_RS_OK) {
        fprintf(stderr, "columns_threads: out of memory\n");
        return 1;
    }
    x = memory;
    y = memory + ROWS;
    alone = memory + 2 * (size_t)ROWS;
    for (pass = 0; pass < ROWS; pass++) {
        x[pass] = (exp_rs_real)(pass % 1000) / 100 - 5;
        y[pass] = (exp_rs_real)(pass / 1000) / 500 - 2;
    }
    all.context = context;
    all.x = x;
    all.y = y;
    all.rows = ROWS;
    all.status = EXP_RS_OK;
    for (threads = 1; threads <= THREADS && code == 0; threads++) {
        double best = 1e30;
        all.result = threads == 1 ? alone : memory + 3 * (size_t)ROWS;
        for (pass = 0; pass < PASSES && best >= 0; pass++) {
            double took = evaluate_on(threads, &all);
            best = took < best ? took : best;
        }
        code = best < 0 || memcmp(alone, all.result, (size_t)ROWS * sizeof *alone) != 0;
        printf("%d thread%s: %.2f ms for %d rows, %.2f ns a row%s\n", threads, threads == 1 ? "" : "s", best, ROWS,
               best * 1e6 / ROWS, code == 0 ? "" : ": WRONG");
    }
    free(memory);
    exp_rs_context_free(context);
    return code;
}
