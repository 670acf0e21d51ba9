/* columns.c: instructions a row of blocks of 64 rows, by one call of eval_block and row by row (set_params, eval,
 * get_result), as counts.c counts them. A line for each expression: row by row, as a block, the second in percent of the
 * first. Fails where the bits differ.
 */
#include "exp_rs.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { ROWS = 64, REPEATS = 40, TICK = 40, PARAMETERS = 7 };

static volatile uint32_t *const SYST_CSR = (volatile uint32_t *)0xE000E010;
static volatile uint32_t *const SYST_RVR = (volatile uint32_t *)0xE000E014;
static volatile uint32_t *const SYST_CVR = (volatile uint32_t *)0xE000E018;
enum { COUNTER = 0xFFFFFF };

static const char *const SUITE[][3] = {
    {"E1", "xy", "x+y"},
    {"E2", "abcd", "(a+b*c-d)/(a*a+1)"},
    {"E4", "xy", "sin(x)*cos(y)+sqrt(x*x+y*y)"},
    {"E7", "xy", "x>y ? exp(-x) : ln(y+1)"},
    {"E8", "abcdxyz", "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3)+(x-y)*(x+y))/(1+x*x+y*y+z*z)+(a*b+c*d)*(a-b)*(c-d)"},
    {"E9", "abcxy", "exp(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)"},
};

static exp_rs_real in[PARAMETERS][ROWS], one_by_one[ROWS], at_once[ROWS];

static void run_rows(exp_rs_batch_builder *batch, size_t count)
{
    size_t row, i;
    for (row = 0; row < ROWS; row++) {
        exp_rs_real values[PARAMETERS];
        for (i = 0; i < count; i++) {
            values[i] = in[i][row];
        }
        (void)exp_rs_batch_builder_set_params(batch, values, count);
        (void)exp_rs_batch_builder_eval(batch, NULL);
        one_by_one[row] = exp_rs_batch_builder_get_result(batch, 0);
    }
}

static void run_block(exp_rs_batch_builder *batch, size_t count)
{
    const exp_rs_real *inputs[PARAMETERS];
    exp_rs_real *outputs[1];
    size_t i;
    for (i = 0; i < count; i++) {
        inputs[i] = in[i];
    }
    outputs[0] = at_once;
    (void)exp_rs_batch_builder_eval_block(batch, NULL, ROWS, inputs, count, outputs, 1);
}

static unsigned long instructions(void (*run)(exp_rs_batch_builder *, size_t), exp_rs_batch_builder *batch, size_t count)
{
    uint32_t from = *SYST_CVR;
    int i;
    for (i = 0; i < REPEATS; i++) {
        run(batch, count);
    }
    return (unsigned long)(((from - *SYST_CVR) & COUNTER) * TICK / (REPEATS * ROWS));
}

static int measure(exp_rs_arena *arena, const char *const *e)
{
    exp_rs_batch_builder *batch;
    unsigned long rows, block;
    size_t count = strlen(e[1]), i, row;
    (void)exp_rs_arena_reset(arena);
    batch = exp_rs_batch_builder_new(arena);
    for (i = 0; i < count; i++) {
        (void)exp_rs_batch_builder_add_parameter_n(batch, e[1] + i, 1, 1);
        for (row = 0; row < ROWS; row++) {
            in[i][row] = (exp_rs_real)(0.1 + (double)(row * (i + 1)) * 0.013);
        }
    }
    if (exp_rs_batch_builder_add_expression(batch, e[2]) < 0 || exp_rs_batch_builder_prepare(batch, NULL) != EXP_RS_OK) {
        printf("columns: %s is not prepared\n", e[0]);
        return 1;
    }
    rows = instructions(run_rows, batch, count);
    block = instructions(run_block, batch, count);
    printf("%s\t%lu\t%lu\t%lu %%\n", e[0], rows, block, block * 100 / rows);
    exp_rs_batch_builder_free(batch);
    return memcmp(one_by_one, at_once, sizeof at_once) != 0;
}

int main(void)
{
    exp_rs_arena *arena = exp_rs_arena_new(16320);
    size_t i;
    int differ = 0;
    *SYST_RVR = COUNTER;
    *SYST_CVR = 0;
    *SYST_CSR = 5; /* the processor's clock, no interrupt */
    for (i = 0; i < sizeof SUITE / sizeof SUITE[0]; i++) {
        differ |= measure(arena, SUITE[i]);
    }
    exp_rs_arena_free(arena);
    if (differ) {
        printf("columns: the bits differ\n");
    }
    return differ;
}
