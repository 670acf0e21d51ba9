/* start_riscv.c: from reset to main on a RISC-V without an operating system, in machine mode. */
#include "start.h"

__attribute__((naked, section(".reset"), used)) void reset(void);

/* The address of what goes wrong is in mepc, the reason in mcause. */
__attribute__((aligned(4), used)) static void trap(void)
{
    finish(FAULT);
}

void reset(void)
{
    __asm volatile(".option arch, +zicsr \n"
                   "la sp, stack_top   \n"
                   "la t0, %0          \n"
                   "csrw mtvec, t0     \n"
                   "j start            \n"
                   :
                   : "i"(trap));
}
