/* e4.c: the smallest useful firmware, whose image is measured: a text becomes a program, the program a number.
 *
 * Both sizes are the least that this needs: the arena's block, and with it its handle and the batch's.
 */
enum { ARENA = 976, POOL = 1024 + 64 + 392 };

#include "pool.h"

static volatile exp_rs_real result;

int main(int argc, char **argv)
{
    exp_rs_arena *arena = exp_rs_arena_new(ARENA);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    (void)argc;
    (void)argv;
    (void)exp_rs_batch_builder_add_parameter(batch, "x", 1);
    (void)exp_rs_batch_builder_add_parameter(batch, "y", 2);
    (void)exp_rs_batch_builder_add_expression(batch, "sin(x)*cos(y)+sqrt(x*x+y*y)");
    if (exp_rs_batch_builder_eval(batch, NULL) != EXP_RS_OK) {
        return 1;
    }
    result = exp_rs_batch_builder_get_result(batch, 0);
    return result > 1.885 && result < 1.887 ? 0 : 2;
}
