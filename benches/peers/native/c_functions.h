/* The expressions of the suite as a C programmer writes them. Arguments are in alphabetical order. */
#ifndef C_FUNCTIONS_H
#define C_FUNCTIONS_H

double c_e1(double x, double y);
double c_e2(double a, double b, double c, double d);
double c_e3(double x, double y);
double c_e4(double x, double y);
double c_e5(double a, double b, double c, double d, double x);
double c_e6(double x, double y, double z);
double c_e7(double x, double y);
double c_e8(double a, double b, double c, double d, double x, double y, double z);
double c_e9(double a, double b, double c, double x, double y);
/* E1 to E5, E8 and E9 in one function: results[0] to results[6]. The compiler may share what they
 * have in common. */
void c_e10(double a, double b, double c, double d, double x, double y, double z, double *results);

#endif
