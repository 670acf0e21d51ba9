/* Compiled apart from the loops that call these functions, so that none is inlined into its loop. */
#include "c_functions.h"

#include <math.h>

static inline double e1(double x, double y) { return x + y; }

static inline double e2(double a, double b, double c, double d) {
    return (a + b * c - d) / (a * a + 1);
}

static inline double e3(double x, double y) { return sqrt(x * x + y * y); }

static inline double e4(double x, double y) { return sin(x) * cos(y) + sqrt(x * x + y * y); }

static inline double e5(double a, double b, double c, double d, double x) {
    return a * (x * x * x) + b * (x * x) + c * x + d;
}

static inline double e8(double a, double b, double c, double d, double x, double y, double z) {
    return ((x + 1) * (x + 2) * (x + 3) * (y + 1) * (y + 2) * (y + 3) + (x - y) * (x + y)) /
               (1 + x * x + y * y + z * z) +
           (a * b + c * d) * (a - b) * (c - d);
}

static inline double e9(double a, double b, double c, double x, double y) {
    return exp(-((x - a) * (x - a) + (y - b) * (y - b)) / (2 * c * c)) /
           (2 * 3.14159265358979 * c * c);
}

double c_e1(double x, double y) { return e1(x, y); }

double c_e2(double a, double b, double c, double d) { return e2(a, b, c, d); }

double c_e3(double x, double y) { return e3(x, y); }

double c_e4(double x, double y) { return e4(x, y); }

double c_e5(double a, double b, double c, double d, double x) { return e5(a, b, c, d, x); }

double c_e6(double x, double y, double z) { return (x > 0 && y < 1) || z == 2; }

double c_e7(double x, double y) { return x > y ? exp(-x) : log(y + 1); }

double c_e8(double a, double b, double c, double d, double x, double y, double z) {
    return e8(a, b, c, d, x, y, z);
}

double c_e9(double a, double b, double c, double x, double y) { return e9(a, b, c, x, y); }

void c_e10(double a, double b, double c, double d, double x, double y, double z, double *results) {
    results[0] = e1(x, y);
    results[1] = e2(a, b, c, d);
    results[2] = e3(x, y);
    results[3] = e4(x, y);
    results[4] = e5(a, b, c, d, x);
    results[5] = e8(a, b, c, d, x, y, z);
    results[6] = e9(a, b, c, x, y);
}
