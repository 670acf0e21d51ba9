/* stack.c: how much stack the library takes: the stack below is painted, then looked at. A line for each: to add and
 * prepare E4, to evaluate it, and to do both with texts that are as deep as the limits allow, which is the most.
 */
#include "exp_rs.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH = 24 * 1024, PAINT = 0xA5, NESTING = 256 };

static exp_rs_arena *arena;
static exp_rs_batch_builder *batch;
static const char *source;

static void prepare(void)
{
    (void)exp_rs_batch_builder_add_expression(batch, source);
    (void)exp_rs_batch_builder_prepare(batch, NULL);
}

static void evaluate(void)
{
    (void)exp_rs_batch_builder_eval(batch, NULL);
}

__attribute__((noinline)) static void paint(void)
{
    volatile unsigned char space[DEPTH];
    size_t i;
    for (i = 0; i < sizeof space; i++) {
        space[i] = PAINT;
    }
}

/* Looks at the same place as `paint`; what is no paint any more was used. */
__attribute__((noinline)) static size_t used(void)
{
    volatile unsigned char space[DEPTH];
    size_t i = 0;
    __asm volatile("" : : "r"(space) : "memory");
    while (i < sizeof space && space[i] == PAINT) {
        i++;
    }
    return sizeof space - i;
}

static size_t measure(void (*what)(void))
{
    paint();
    what();
    return used();
}

static void report(const char *name, const char *text)
{
    size_t most, run;
    (void)exp_rs_arena_reset(arena);
    batch = exp_rs_batch_builder_new(arena);
    (void)exp_rs_batch_builder_add_parameter(batch, "x", 1);
    (void)exp_rs_batch_builder_add_parameter(batch, "y", 2);
    source = text;
    most = measure(prepare);
    run = measure(evaluate);
    printf("%s\t%lu\t%lu\n", name, (unsigned long)most, (unsigned long)run);
    exp_rs_batch_builder_free(batch);
}

static void repeat(char *to, const char *unit, size_t count, const char *end)
{
    size_t length = strlen(unit);
    for (; count > 0; count--, to += length) {
        memcpy(to, unit, length);
    }
    memcpy(to, end, strlen(end) + 1);
}

int main(void)
{
    static char text[8192];
    arena = exp_rs_arena_new(130000);
    report("E4", "sin(x)*cos(y)+sqrt(x*x+y*y)");
    report("functions", "tgamma(x)+lgamma(y)+erf(x)+erfc(y)+x^y+fmod(x,y)+hypot(x,y)+cbrt(x)+round(x,2)+ncr(5,2)+atan2(x,y)");
    report("far", "sin(x*1e300)+cos(y*1e300)+tan(x*1e200)");
    repeat(text, "sin(", NESTING - 1, "x");
    repeat(text + strlen(text), ")", NESTING - 1, "");
    report("calls", text);
    repeat(text, "-", NESTING - 1, "x");
    report("prefixes", text);
    repeat(text, "x?y:", NESTING - 1, "x");
    report("choices", text);
    repeat(text, "x^", NESTING - 1, "x");
    report("powers", text);
    repeat(text, "(", 2000, "");
    report("too deep", text);
    report("wrong", "1 + foo(x) * bar");
    return 0;
}
