/* two_tasks.c: a control loop in an interrupt goes on evaluating while the main program compiles the next text, and
 * gets the finished program by the store of one pointer. docs/firmware.md tells about it.
 *
 * Each program has an arena of its own: an arena is used by one task at a time, so that the one that is being compiled
 * into is never the one that is being evaluated.
 */
#include "support.h"

enum { TEXTS = 2, SWAPS = 40, ARENA = 1984 };

static const char *const SOURCES[TEXTS] = {"2*t + 1", "t*t - sqrt(t)"};

static exp_rs_batch_builder *volatile current; /* what the interrupt evaluates */
static volatile unsigned long rounds, wrong;

/* Whether the value is that of one of the programs: a mixture of both would be neither. */
static int is_known(exp_rs_real t, exp_rs_real value)
{
    return t == R(4) && (value == R(9) || value == R(14));
}

void systick(void);
void systick(void)
{
    static const exp_rs_real t = R(4);
    exp_rs_batch_builder *batch = current;
    if (exp_rs_batch_builder_set_params(batch, &t, 1) != EXP_RS_OK ||
        exp_rs_batch_builder_eval(batch, NULL) != EXP_RS_OK ||
        !is_known(t, exp_rs_batch_builder_get_result(batch, 0))) {
        wrong++;
    }
    rounds++;
}

static exp_rs_batch_builder *compile(exp_rs_arena *arena, const char *source)
{
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    CHECK_EQ_I(exp_rs_batch_builder_add_parameter(batch, "t", R(0)), 0);
    CHECK_EQ_I(exp_rs_batch_builder_add_expression(batch, source), 0);
    CHECK_OK(exp_rs_batch_builder_prepare(batch, NULL));
    return batch;
}

#ifdef __riscv
/* No timer of its own: the interrupt is called where it could come. */
static void timer(int on)
{
    if (on) {
        systick();
    }
}
#else
static void timer(int on)
{
    *(volatile uint32_t *)0xE000E014 = 5000;
    *(volatile uint32_t *)0xE000E018 = 0;
    *(volatile uint32_t *)0xE000E010 = on ? 7u : 0u; /* the processor's clock, an interrupt, on */
}
#endif

int main(void)
{
    exp_rs_arena *arenas[2];
    exp_rs_batch_builder *old;
    int i;
    arenas[0] = exp_rs_arena_new(ARENA);
    arenas[1] = exp_rs_arena_new(ARENA);
    current = compile(arenas[0], SOURCES[0]);
    timer(1);
    for (i = 1; i <= SWAPS; i++) {
        exp_rs_batch_builder *next = compile(arenas[i % 2], SOURCES[i % TEXTS]);
        old = current;
        current = next;
        /* From here on no interrupt begins with the old one, and none is inside: it would have ended before. */
        exp_rs_batch_builder_free(old);
        CHECK_OK(exp_rs_arena_reset(arenas[(i + 1) % 2]));
#ifdef __riscv
        timer(1);
#endif
    }
#ifndef __riscv
    while (rounds < 20) {
    }
#endif
    timer(0);
    CHECK(rounds >= 20);
    CHECK_EQ_U(wrong, 0);
    exp_rs_batch_builder_free(current);
    exp_rs_arena_free(arenas[0]);
    exp_rs_arena_free(arenas[1]);
    CHECK_NO_LEAK();
    return check_summary("two_tasks");
}
