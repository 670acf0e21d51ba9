/*
 * accuracy [arguments]
 *
 * The largest error of each elementary function in ULP of the exact value, against gcc's libquadmath (113 bits), over so many
 * random arguments of each kind (a million unless told). Ends with "N passed, N failed": none may be off by more than the
 * language allows it.
 */
#include <inttypes.h>
#include <math.h>
#include <quadmath.h>
#include <stdio.h>
#include <stdlib.h>

#include "exp_rs.h"

#define ROWS 4096

/* xorshift64*: the same arguments on every run. */
static uint64_t state = 0x9E3779B97F4A7C15u;

static uint64_t bits(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1Du;
}

static double uniform(double from, double to)
{
    return from + (to - from) * ((double)(bits() >> 11) * 0x1p-53);
}

/* Of either sign, with magnitudes from 2^from to 2^to. */
static double wide(double from, double to)
{
    return copysign(exp2(uniform(from, to)), (bits() & 1) != 0 ? -1 : 1);
}

/* Arguments that a function finds hard: `kind` counts from 0; false: there are no more. */
typedef int draw_fn(int kind, double *x, double *y);

static int draw_angle(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-10, 10) : kind == 1 ? uniform(-1e6, 1e6) : wide(-60, 1023);
    return kind < 3;
}

static int draw_exponent(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-745, 709.7) : kind == 1 ? uniform(-2, 2) : wide(-60, 9);
    return kind < 3;
}

static int draw_exponent_of_2(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-1075, 1023.9) : uniform(-2, 2);
    return kind < 2;
}

static int draw_positive(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(0.5, 2) : kind == 1 ? 1 + wide(-50, -2) : fabs(wide(-1073, 1023.9));
    return kind < 3;
}

static int draw_any(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-3, 3) : wide(-1000, 1000);
    return kind < 2;
}

static int draw_two(int kind, double *x, double *y)
{
    *x = kind == 0 ? uniform(-3, 3) : kind == 1 ? wide(-30, 30) : wide(-500, 500);
    *y = kind == 0 ? uniform(-3, 3) : kind == 1 ? *x * uniform(0.5, 2) : wide(-500, 500);
    return kind < 3;
}

/* Bases near 1 and of all magnitudes; powers that neither overflow nor vanish. */
static int draw_power(int kind, double *x, double *y)
{
    *x = kind == 0 ? uniform(0.01, 10) : kind == 1 ? 1 + wide(-40, -2) : fabs(wide(-1070, 1020));
    *y = kind == 0 ? uniform(-50, 50) : uniform(-708, 709) / log(*x);
    return kind < 3;
}

static int draw_exponent_of_10(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-323, 308) : uniform(-2, 2);
    return kind < 2;
}

static int draw_exponent_less_one(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-50, 709.7) : kind == 1 ? uniform(-1, 1) : wide(-60, 9);
    return kind < 3;
}

static int draw_above_minus_one(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-0.9999, 1) : kind == 1 ? wide(-60, -1) : fabs(wide(-60, 1000));
    return kind < 3;
}

/* From -1 to 1, also near both. */
static int draw_sine(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-1, 1) : kind == 1 ? wide(-60, 0) : copysign(1 - exp2(uniform(-52, -1)), uniform(-1, 1));
    return kind < 3;
}

static int draw_hyperbolic(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-3, 3) : kind == 1 ? wide(-60, 9) : uniform(-710, 710);
    return kind < 3;
}

static int draw_above_one(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(1, 3) : kind == 1 ? 1 + exp2(uniform(-52, 1)) : exp2(uniform(0, 1000));
    return kind < 3;
}

static int draw_error_function(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-3, 3) : kind == 1 ? wide(-60, 2) : uniform(-6, 27.3);
    return kind < 3;
}

static int draw_gamma(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0 ? uniform(-10, 10) : kind == 1 ? uniform(0, 171.6) : uniform(-170, 0);
    return kind < 3;
}

/* ln gamma crosses zero at 1, at 2, and between negative integers. */
static int draw_ln_gamma(int kind, double *x, double *y)
{
    (void)y;
    *x = kind == 0   ? uniform(0, 10)
         : kind == 1 ? fabs(wide(-500, 500))
         : kind == 2 ? uniform(-30, 0)
         : kind == 3 ? 1 + wide(-52, -1)
                     : 2 + wide(-51, -1);
    return kind < 5;
}

static __float128 exp10_quad(__float128 x)
{
    return powq(10, x);
}

static __float128 exp2_quad(__float128 x)
{
    return powq(2, x);
}

struct function {
    const char *source;
    double bound;
    draw_fn *draw;
    __float128 (*one)(__float128);
    __float128 (*two)(__float128, __float128);
};

static const struct function FUNCTIONS[] = {
    {"sin(x)", 1, draw_angle, sinq, NULL},
    {"cos(x)", 1, draw_angle, cosq, NULL},
    {"tan(x)", 1, draw_angle, tanq, NULL},
    {"exp(x)", 1, draw_exponent, expq, NULL},
    {"exp2(x)", 1, draw_exponent_of_2, exp2_quad, NULL},
    {"exp10(x)", 2, draw_exponent_of_10, exp10_quad, NULL},
    {"expm1(x)", 1, draw_exponent_less_one, expm1q, NULL},
    {"ln(x)", 1, draw_positive, logq, NULL},
    {"log2(x)", 1, draw_positive, log2q, NULL},
    {"log10(x)", 1, draw_positive, log10q, NULL},
    {"log1p(x)", 1, draw_above_minus_one, log1pq, NULL},
    {"asin(x)", 1, draw_sine, asinq, NULL},
    {"acos(x)", 1, draw_sine, acosq, NULL},
    {"atan(x)", 1, draw_any, atanq, NULL},
    {"sinh(x)", 2, draw_hyperbolic, sinhq, NULL},
    {"cosh(x)", 2, draw_hyperbolic, coshq, NULL},
    {"tanh(x)", 2, draw_any, tanhq, NULL},
    {"asinh(x)", 2, draw_any, asinhq, NULL},
    {"acosh(x)", 2, draw_above_one, acoshq, NULL},
    {"atanh(x)", 2, draw_sine, atanhq, NULL},
    {"erf(x)", 2, draw_error_function, erfq, NULL},
    {"erfc(x)", 2, draw_error_function, erfcq, NULL},
    {"tgamma(x)", 16, draw_gamma, tgammaq, NULL},
    {"lgamma(x)", 16, draw_ln_gamma, lgammaq, NULL},
    {"cbrt(x)", 1, draw_any, cbrtq, NULL},
    {"sqrt(x)", 1, draw_positive, sqrtq, NULL},
    {"atan2(x,y)", 1, draw_two, NULL, atan2q},
    {"hypot(x,y)", 1, draw_two, NULL, hypotq},
    {"pow(x,y)", 1, draw_power, NULL, powq},
};

/* The distance from the exact value in units of the last place that it has as a double. */
static double error_in_ulp(double found, __float128 exact)
{
    if (fabsq(exact) > (__float128)1.7976931348623157e308) {
        return isinf(found) != 0 ? 0 : fabsq(found - exact) > 0 ? INFINITY : 0;
    }
    const int exponent = exact == 0 ? -1074 : ilogbq(exact) - 52;
    return (double)(fabsq(found - exact) / ldexpq(1, exponent < -1074 ? -1074 : exponent));
}

static void fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(2);
}

struct worst {
    double error, x, y;
};

/* Rows of one kind; keeps the worst. */
static void measure(const struct function *function, exp_rs_batch_builder *batch, int kind, struct worst *worst)
{
    static double x[ROWS], y[ROWS], found[ROWS];
    const double *inputs[] = {x, y};
    double *outputs[] = {found};
    for (size_t i = 0; i < ROWS; i++) {
        (void)function->draw(kind, &x[i], &y[i]);
    }
    if (exp_rs_batch_builder_eval_block(batch, NULL, ROWS, inputs, 2, outputs, 1) != EXP_RS_OK) {
        fail("eval_block failed");
    }
    for (size_t i = 0; i < ROWS; i++) {
        const __float128 exact = function->one != NULL ? function->one(x[i]) : function->two(x[i], y[i]);
        const double error = error_in_ulp(found[i], exact);
        if (!(error <= worst->error)) {
            *worst = (struct worst){error, x[i], y[i]};
        }
    }
}

int main(int argc, char **argv)
{
    const long arguments = argc > 1 ? atol(argv[1]) : 1000000;
    int passed = 0, failed = 0;
    for (size_t f = 0; f < sizeof FUNCTIONS / sizeof *FUNCTIONS; f++) {
        const struct function *function = &FUNCTIONS[f];
        exp_rs_arena *arena = exp_rs_arena_new_growable(0, SIZE_MAX);
        exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
        if (exp_rs_batch_builder_add_parameter(batch, "x", 0) != 0 || exp_rs_batch_builder_add_parameter(batch, "y", 0) != 1 ||
            exp_rs_batch_builder_add_expression(batch, function->source) != 0) {
            fail("a batch could not be made");
        }
        struct worst worst = {0, 0, 0};
        double x, y;
        for (int kind = 0; function->draw(kind, &x, &y) != 0; kind++) {
            for (long done = 0; done < arguments; done += ROWS) {
                measure(function, batch, kind, &worst);
            }
        }
        printf("%-11s %.3f ULP at x = %a", function->source, worst.error, worst.x);
        printf(function->two != NULL ? ", y = %a\n" : "\n", worst.y);
        fflush(stdout);
        if (worst.error <= function->bound) {
            passed++;
        } else {
            failed++;
        }
        exp_rs_batch_builder_free(batch);
        exp_rs_arena_free(arena);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
