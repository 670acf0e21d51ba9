#include "exp_rs.h"
#include <stdio.h>

int main(void)
{
    exp_rs_arena *arena = exp_rs_arena_new(8128); /* the one block of memory: it never grows */
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    exp_rs_real t = 0;
    exp_rs_error error;
    exp_rs_batch_builder_bind_parameter(batch, "t", &t); /* read here by each eval */
    exp_rs_batch_builder_add_expression(batch, "t < 2 ? t^2 : 4*sqrt(t - 1)");
    exp_rs_status status = exp_rs_batch_builder_prepare(batch, NULL);

    for (; status == EXP_RS_OK && t < 5; t += 1) { /* from here on nothing is allocated */
        status = exp_rs_batch_builder_eval(batch, NULL);
        printf("t = %g: %g\n", t, exp_rs_batch_builder_get_result(batch, 0));
    }
    if (status != EXP_RS_OK && exp_rs_batch_builder_get_last_error(batch, &error) == EXP_RS_OK)
        printf("at byte %u: %s\n", (unsigned)error.offset, error.message);
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
    return status;
}
