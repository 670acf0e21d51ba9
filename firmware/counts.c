/* counts.c: instructions of one round of the suite: set_params, eval, get_result. For targets whose SysTick runs with the
 * emulator's clock, of which one tick is 40 instructions under -icount shift=0 (25 MHz, one instruction a nanosecond; 50
 * on the board of the Cortex-M33, with 20 MHz); on a RISC-V its counter counts instructions.
 *
 * Each row of arguments is evaluated REPEATS times, so that one tick is less than an instruction of the mean; the cost
 * of an empty loop is taken away. A line for each expression: least, mean and most over 1,000 rows.
 */
#include "exp_rs.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#if defined(__riscv)
enum { TICK = 1 };
#elif defined(__ARM_ARCH_8M_MAIN__)
enum { TICK = 50 };
#else
enum { TICK = 40 };
#endif
enum { ROWS = 1000, REPEATS = 50, PARAMETERS = 7 };

#ifdef __riscv
static void counter_start(void)
{
}

static uint32_t counter(void)
{
    uint32_t count;
    __asm volatile(".option arch, +zicsr \n csrr %0, instret" : "=r"(count));
    return count;
}
#else
enum { MASK = 0xFFFFFF };

static void counter_start(void)
{
    *(volatile uint32_t *)0xE000E014 = MASK; /* where it starts anew */
    *(volatile uint32_t *)0xE000E018 = 0;
    *(volatile uint32_t *)0xE000E010 = 5; /* the processor's clock, no interrupt */
}

static uint32_t counter(void)
{
    return MASK - *(volatile uint32_t *)0xE000E018;
}
#endif

typedef struct {
    const char *name, *parameters, *source;
} expression;

static const expression SUITE[] = {
    {"E1", "xy", "x+y"},
    {"E2", "abcd", "(a+b*c-d)/(a*a+1)"},
    {"E3", "xy", "sqrt(x*x+y*y)"},
    {"E4", "xy", "sin(x)*cos(y)+sqrt(x*x+y*y)"},
    {"E5", "abcdx", "a*x^3+b*x^2+c*x+d"},
    {"E6", "xyz", "x>0 && y<1 || z==2"},
    {"E7", "xy", "x>y ? exp(-x) : ln(y+1)"},
    {"E8", "abcdxyz", "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3)+(x-y)*(x+y))/(1+x*x+y*y+z*z)+(a*b+c*d)*(a-b)*(c-d)"},
    {"E9", "abcxy", "exp(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)"},
};

static volatile exp_rs_real sink;

/* The rows of benches/counts: x from 0.1 to 3.1, y from 2 to 0.5, the others 1. */
static void arguments(exp_rs_real *values, const char *parameters, int row)
{
    int i;
    for (i = 0; parameters[i] != '\0'; i++) {
        values[i] = parameters[i] == 'x'   ? (exp_rs_real)(0.1 + row * 0.003)
                    : parameters[i] == 'y' ? (exp_rs_real)(2.0 - row * 0.0015)
                                           : 1;
    }
}

static uint32_t elapsed(uint32_t from)
{
#ifdef __riscv
    return counter() - from;
#else
    return (counter() - from) & MASK;
#endif
}

__attribute__((noinline)) static uint32_t ticks(exp_rs_batch_builder *batch, const exp_rs_real *values, size_t count)
{
    uint32_t from = counter();
    int i;
    for (i = 0; i < REPEATS; i++) {
        (void)exp_rs_batch_builder_set_params(batch, values, count);
        (void)exp_rs_batch_builder_eval(batch, NULL);
        sink = exp_rs_batch_builder_get_result(batch, 0);
    }
    return elapsed(from);
}

/* What is around the three calls: the loop, and the store of the result. */
__attribute__((noinline)) static uint32_t empty(void)
{
    uint32_t from = counter();
    int i;
    for (i = 0; i < REPEATS * 100; i++) {
        __asm volatile("" ::: "memory");
        sink = 0;
    }
    return elapsed(from) / 100;
}

static exp_rs_batch_builder *prepare(exp_rs_arena *arena, const expression *e)
{
    exp_rs_batch_builder *batch;
    const char *name;
    (void)exp_rs_arena_reset(arena);
    batch = exp_rs_batch_builder_new(arena);
    for (name = e->parameters; *name != '\0'; name++) {
        (void)exp_rs_batch_builder_add_parameter_n(batch, name, 1, 1);
    }
    if (exp_rs_batch_builder_add_expression(batch, e->source) < 0 || exp_rs_batch_builder_prepare(batch, NULL) != EXP_RS_OK) {
        printf("counts: %s is not prepared\n", e->name);
    }
    return batch;
}

static void measure(exp_rs_arena *arena, const expression *e)
{
    exp_rs_batch_builder *batch = prepare(arena, e);
    uint32_t least = UINT32_MAX, most = 0, sum = 0, loop = empty();
    exp_rs_real values[PARAMETERS];
    int row;
    for (row = 0; row < ROWS; row++) {
        uint32_t cost;
        arguments(values, e->parameters, row);
        cost = ticks(batch, values, strlen(e->parameters)) - loop;
        least = cost < least ? cost : least;
        most = cost > most ? cost : most;
        sum += cost;
    }
    printf("%s\t%lu\t%lu\t%lu\n", e->name, (unsigned long)(least * TICK / REPEATS),
           (unsigned long)(sum / ROWS * TICK / REPEATS), (unsigned long)(most * TICK / REPEATS));
    exp_rs_batch_builder_free(batch);
}

int main(void)
{
    exp_rs_arena *arena = exp_rs_arena_new(8128);
    size_t i;
    counter_start();
    for (i = 0; i < sizeof SUITE / sizeof SUITE[0]; i++) {
        measure(arena, &SUITE[i]);
    }
    exp_rs_arena_free(arena);
    return 0;
}
