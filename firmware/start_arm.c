/* start_arm.c: from reset to main on a Cortex-M. */
#include "start.h"

extern unsigned char stack_top[];

void reset(void);

static void fault(void)
{
    finish(FAULT);
}

/* The fifteen that every Cortex-M has; the tests use no interrupt but SysTick, in tests/interrupt.c. */
__attribute__((weak)) void systick(void)
{
    fault();
}

typedef union {
    void (*handler)(void);
    void *stack;
} vector;

__attribute__((section(".vectors"), used)) static const vector vectors[16] = {
    {.stack = stack_top}, {reset}, {fault}, {fault}, {fault}, {fault}, {fault}, {0},
    {0},                  {0},     {0},     {fault}, {fault}, {0},     {fault}, {systick},
};

/* Before anything that the compiler could do with a register of the FPU. */
__attribute__((naked)) void reset(void)
{
#ifdef __ARM_FP
    __asm volatile("ldr r0, =0xE000ED88 \n" /* CPACR: coprocessors 10 and 11 for all */
                   "ldr r1, [r0]        \n"
                   "orr r1, r1, #0xF00000 \n"
                   "str r1, [r0]        \n"
                   "dsb                 \n"
                   "isb                 \n"
                   "b start             \n"
                   ".ltorg");
#else
    __asm volatile("ldr r0, =start \n"
                   "bx r0          \n"
                   ".ltorg");
#endif
}
