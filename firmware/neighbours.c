/* neighbours.c: what an image has beside the library: another Rust archive, and functions of the firmware's own with
 * the names of libm's. Each calls its own.
 */
#include "support.h"

double sin(double x);
uint32_t neighbour_at(const uint32_t *numbers, size_t length, size_t index);

/* The firmware's own sine, which nobody could take for another. */
double sin(double x)
{
    return x + 42;
}

int main(void)
{
    static const uint32_t numbers[] = {10, 20, 30};
    double (*volatile own)(double) = sin;
    exp_rs_real value = 0;
    CHECK_EQ_U(neighbour_at(numbers, 3, 2), 30);
    CHECK(own(1) == 43.0);
    CHECK_OK(exp_rs_eval("sin(0) + max(1, 2)", &value));
    CHECK_BITS(value, 2);
    CHECK_OK(exp_rs_eval("sin(pi/6)", &value));
    CHECK(value > R(0.49) && value < R(0.51));
    CHECK_NO_LEAK();
    return check_summary("neighbours");
}
