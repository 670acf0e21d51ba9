/* e4.c: the smallest useful firmware, whose image is measured: a text becomes a program, the program a number.
 *
 * Every byte that the library takes is in `pool`, which the linker script puts into the fast memory. Both sizes are
 * the least that this needs: the arena's block, its handle, the batch's. The hooks are those of a firmware that never
 * gives memory back.
 */
#include "exp_rs.h"
#include "start.h"

enum { ARENA = 976, POOL = 1024 + 64 + 392 };

__attribute__((section(".fast"), aligned(16))) static unsigned char pool[POOL];
static size_t used;

void *exp_rs_malloc(size_t size)
{
    unsigned char *block = pool + used;
    if (size > POOL - used) {
        return NULL;
    }
    used += (size + 7u) & ~(size_t)7u;
    return block;
}

void exp_rs_free(void *block)
{
    (void)block;
}

void exp_rs_panic(const char *message, size_t length)
{
    (void)message;
    (void)length;
    finish(FAULT);
}

static volatile exp_rs_real result;

int arguments(char ***argv)
{
    *argv = NULL;
    return 0;
}

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
