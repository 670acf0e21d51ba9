/* imu_blocks.c: the IMU monitor's expressions over whole columns, with exp_rs_batch_builder_eval_block: what a program
 * does that has its data already, or gets it in blocks. `tilt` uses its own last result and has to go row by row; here
 * it is a column like the others.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */

#include "imu_blocks.h"
#include "exp_rs.h"
#include "imu_expressions.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PARAMETER_NAME(name) #name,
#define RESULT_NAME(name, source) #name,
#define RESULT_SOURCE(name, source) source,
#define RESULT_INDEX(name, source) RESULT_##name,

static const char *const PARAMETER_NAMES[] = {IMU_PARAMETERS(PARAMETER_NAME) "tilt"};
static const char *const RESULT_NAMES[] = {IMU_EXPRESSIONS(RESULT_NAME)};
static const char *const SOURCES[] = {IMU_EXPRESSIONS(RESULT_SOURCE)};

enum { IMU_EXPRESSIONS(RESULT_INDEX) RESULTS };
enum { COLUMNS = 10, INPUTS = COLUMNS + 1, OUTPUTS = RESULTS - 1, ARENA_CAPACITY = 24512 };

typedef struct {
    exp_rs_arena *arena;
    exp_rs_batch_builder *batch;
    exp_rs_real *memory; /* of all columns */
    const exp_rs_real *inputs[INPUTS];
    exp_rs_real *outputs[OUTPUTS];
} blocks;

static exp_rs_status start(blocks *b, size_t rows)
{
    exp_rs_status status = EXP_RS_OK;
    int i;
    b->arena = exp_rs_arena_new(ARENA_CAPACITY);
    b->batch = exp_rs_batch_builder_new(b->arena);
    b->memory = (exp_rs_real *)malloc(rows * (INPUTS + OUTPUTS) * sizeof *b->memory);
    if (b->batch == NULL || b->memory == NULL) {
        return EXP_RS_OUT_OF_MEMORY;
    }
    for (i = 0; i < INPUTS && status >= 0; i++) {
        b->inputs[i] = b->memory + (size_t)i * rows;
        status = exp_rs_batch_builder_add_parameter(b->batch, PARAMETER_NAMES[i], 0);
    }
    for (i = 0; i < OUTPUTS; i++) {
        b->outputs[i] = b->memory + (size_t)(INPUTS + i) * rows;
    }
    for (i = 0; i < RESULTS && status >= 0; i++) {
        if (i != RESULT_tilt) {
            status = exp_rs_batch_builder_add_named_expression(b->batch, RESULT_NAMES[i], SOURCES[i]);
        }
    }
    return status < 0 ? status : exp_rs_batch_builder_prepare(b->batch, NULL);
}

static void fill(const blocks *b, const csv_table *log, const double *results)
{
    size_t row, i;
    for (row = 0; row < log->rows; row++) {
        const double *values = log->values + row * COLUMNS;
        b->memory[row] = (exp_rs_real)(row == 0 ? 0 : values[0] - values[-COLUMNS]);
        for (i = 1; i < COLUMNS; i++) {
            b->memory[i * log->rows + row] = (exp_rs_real)values[i];
        }
        b->memory[COLUMNS * log->rows + row] = (exp_rs_real)results[row * RESULTS + RESULT_tilt];
    }
}

static double now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static unsigned long count_different(const blocks *b, const csv_table *log, const double *results)
{
    unsigned long different = 0;
    size_t row;
    int i, column = 0;
    for (i = 0; i < RESULTS; i++) {
        if (i == RESULT_tilt) {
            continue;
        }
        for (row = 0; row < log->rows; row++) {
            double value = (double)b->outputs[column][row];
            different += memcmp(&value, &results[row * RESULTS + (size_t)i], sizeof value) != 0;
        }
        column++;
    }
    return different;
}

int imu_blocks_measure(const csv_table *log, const double *results, unsigned long passes, imu_blocks_result *out)
{
    blocks b;
    unsigned long pass;
    exp_rs_status status;
    memset(&b, 0, sizeof b);
    status = start(&b, log->rows);
    if (status == EXP_RS_OK) {
        fill(&b, log, results);
    }
    out->expressions = OUTPUTS;
    out->ns_per_row = INFINITY;
    for (pass = 0; pass <= passes && status == EXP_RS_OK; pass++) {
        double begin = now_ns(), took;
        status = exp_rs_batch_builder_eval_block(b.batch, NULL, log->rows, b.inputs, INPUTS, b.outputs, OUTPUTS);
        took = (now_ns() - begin) / (double)log->rows;
        out->ns_per_row = took < out->ns_per_row ? took : out->ns_per_row;
    }
    out->different = status == EXP_RS_OK ? count_different(&b, log, results) : 0;
    if (status != EXP_RS_OK) {
        fprintf(stderr, "imu_blocks: %s\n", exp_rs_status_message(status));
    }
    exp_rs_batch_builder_free(b.batch);
    exp_rs_arena_free(b.arena);
    free(b.memory);
    return status == EXP_RS_OK;
}
