/* parts.c: what a program links beyond that of e4.c, by what it calls: PARTS has a bit for each. Made to be measured, not to be
 * run.
 */
#ifndef PARTS
#define PARTS 0
#endif

enum { CONTEXT = 1, ARRAY = 2, NAMED = 4, COLUMNS = 8, MESSAGE = 16 };

enum { POOL = 8192 };

#include "pool.h"

static volatile exp_rs_real result;
static exp_rs_error error;
static exp_rs_real table[4];

int main(int argc, char **argv)
{
    exp_rs_arena *arena = exp_rs_arena_new(4032);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    exp_rs_context *context = NULL;
    (void)argc;
    (void)argv;
    (void)exp_rs_batch_builder_add_parameter(batch, "x", 1);
    (void)exp_rs_batch_builder_add_parameter(batch, "y", 2);
    (void)exp_rs_batch_builder_add_expression(batch, "sin(x)*cos(y)+sqrt(x*x+y*y)");
    if (PARTS & CONTEXT) {
        context = exp_rs_context_new();
        (void)exp_rs_context_set_constant(context, "c", 3);
    }
    if (PARTS & ARRAY) {
        (void)exp_rs_batch_builder_bind_array(batch, "table", table, 4);
    }
    if (PARTS & NAMED) {
        (void)exp_rs_batch_builder_add_named_expression(batch, "named", "x");
    }
    if (PARTS & COLUMNS) {
        const exp_rs_real *inputs[] = {table, table};
        exp_rs_real *outputs[] = {table, NULL};
        (void)exp_rs_batch_builder_eval_block(batch, context, 4, inputs, 2, outputs, 2);
    }
    if (exp_rs_batch_builder_eval(batch, context) != EXP_RS_OK && (PARTS & MESSAGE)) {
        (void)exp_rs_batch_builder_get_last_error(batch, &error);
    }
    result = exp_rs_batch_builder_get_result(batch, 0);
    return result > 1.885 && result < 1.887 ? 0 : 2;
}
