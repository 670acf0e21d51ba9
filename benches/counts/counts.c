/* counts CASE: runs one case of the suite COUNT times inside a function that callgrind is told to count.
 *
 * Cases: E1 to E10 evaluate (parameters through the pointer of _params, result through that of _results), ready-E4 and
 * ready-E8 go from source to a prepared batch in a reset arena. Instructions are the same on every run, times are not.
 */
#include "exp_rs.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT 1000

static const char *const SUITE[] = {
    "x+y",
    "(a+b*c-d)/(a*a+1)",
    "sqrt(x*x+y*y)",
    "sin(x)*cos(y)+sqrt(x*x+y*y)",
    "a*x^3+b*x^2+c*x+d",
    "x>0 && y<1 || z==2",
    "x>y ? exp(-x) : ln(y+1)",
    "((x+1)*(x+2)*(x+3)*(y+1)*(y+2)*(y+3)+(x-y)*(x+y))/(1+x*x+y*y+z*z)+(a*b+c*d)*(a-b)*(c-d)",
    "exp(-((x-a)*(x-a)+(y-b)*(y-b))/(2*c*c))/(2*3.14159265358979*c*c)",
};
static const int BATCH[] = {0, 1, 2, 3, 4, 7, 8};
static const char *const NAMES[] = {"x", "y", "z", "a", "b", "c", "d"};
enum { N_NAMES = sizeof NAMES / sizeof NAMES[0], N_BATCH = sizeof BATCH / sizeof BATCH[0] };

static volatile exp_rs_real sink;

static void check(int status, const char *what)
{
    if (status < 0) {
        fprintf(stderr, "counts: %s: %s\n", what, exp_rs_status_message(status));
        exit(2);
    }
}

/* Whether the name, of one letter, stands in the source, and not inside another one. */
static int uses(const char *source, char name)
{
    const char *at;
    for (at = source; *at != '\0'; at++) {
        int before = at > source && isalnum((unsigned char)at[-1]);
        if (*at == name && !before && !isalnum((unsigned char)at[1])) {
            return 1;
        }
    }
    return 0;
}

static void add(exp_rs_batch_builder *batch, const char *source, const char *const *names, size_t count)
{
    size_t i;
    for (i = 0; i < count; i++) {
        check(exp_rs_batch_builder_add_parameter(batch, names[i], 1), names[i]);
    }
    check(exp_rs_batch_builder_add_expression(batch, source), source);
}

/* The name is in scripts/counts.sh. */
void counted_evaluations(exp_rs_batch_builder *batch);
void counted_evaluations(exp_rs_batch_builder *batch)
{
    exp_rs_real *params = exp_rs_batch_builder_params(batch, NULL);
    const exp_rs_real *results = exp_rs_batch_builder_results(batch, NULL);
    int i;
    for (i = 0; i < COUNT; i++) {
        params[0] = 0.1 + i * 0.003;
        params[1] = 2.0 - i * 0.0015;
        (void)exp_rs_batch_builder_eval(batch, NULL);
        sink = results[0];
    }
}

void counted_preparations(exp_rs_arena *arena, const char *source, const char *const *names, size_t count);
void counted_preparations(exp_rs_arena *arena, const char *source, const char *const *names, size_t count)
{
    int i;
    for (i = 0; i < COUNT; i++) {
        exp_rs_batch_builder *batch;
        check(exp_rs_arena_reset(arena), "reset");
        batch = exp_rs_batch_builder_new(arena);
        add(batch, source, names, count);
        check(exp_rs_batch_builder_prepare(batch, NULL), source);
        exp_rs_batch_builder_free(batch);
    }
}

static void prepare(exp_rs_arena *arena, const char *source)
{
    const char *used[N_NAMES];
    size_t count = 0, i;
    for (i = 0; i < N_NAMES; i++) {
        if (uses(source, NAMES[i][0])) {
            used[count++] = NAMES[i];
        }
    }
    counted_preparations(arena, source, used, count);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    exp_rs_arena *arena = exp_rs_arena_new(1 << 18);
    int number = 0, i;
    if (sscanf(name, "ready-E%d", &number) == 1 && number >= 1 && number <= 9) {
        prepare(arena, SUITE[number - 1]);
    } else if (sscanf(name, "E%d", &number) == 1 && number >= 1 && number <= 10) {
        exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
        add(batch, SUITE[number <= 9 ? number - 1 : 0], NAMES, N_NAMES);
        for (i = 1; number == 10 && i < N_BATCH; i++) {
            check(exp_rs_batch_builder_add_expression(batch, SUITE[BATCH[i]]), "E10");
        }
        check(exp_rs_batch_builder_prepare(batch, NULL), name);
        counted_evaluations(batch);
        exp_rs_batch_builder_free(batch);
    } else {
        fprintf(stderr, "usage: counts E1..E10 | ready-E1..ready-E9\n");
        return 2;
    }
    exp_rs_arena_free(arena);
    return 0;
}
