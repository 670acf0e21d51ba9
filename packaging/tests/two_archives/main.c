/* A program of two Rust archives: neither may get in the way of the other's allocator, panics or core library. */

#include <exp_rs.h>
#include <stdint.h>
#include <stdio.h>

uint32_t other_sum(uint32_t up_to);

int main(void)
{
    exp_rs_real value = 0;
    int good = other_sum(100) == 5050 && exp_rs_eval("sum(1, 2, 3)", &value) == EXP_RS_OK && value > 5.5 && value < 6.5;
    printf("%d passed, %d failed\n", good, !good);
    return !good;
}
