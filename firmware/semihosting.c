/* semihosting.c: see semihosting.h. Results and arguments as Arm's specification has them, for RISC-V too. */
#include "semihosting.h"
#include "start.h"
#include <string.h>

intptr_t semihost(int operation, const void *block)
{
#ifdef __riscv
    register intptr_t a0 __asm("a0") = operation;
    register const void *a1 __asm("a1") = block;
    /* The three are known by their bytes: none of them may be a compressed one, nor may they straddle a page. */
    __asm volatile(".option push        \n"
                   ".option norvc       \n"
                   ".balign 16          \n"
                   "slli zero, zero, 31 \n"
                   "ebreak              \n"
                   "srai zero, zero, 7  \n"
                   ".option pop         \n"
                   : "+r"(a0)
                   : "r"(a1)
                   : "memory");
    return a0;
#else
    register intptr_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = block;
    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
#endif
}

/* 0x20026: the application ended by itself. */
void finish(int code)
{
    uintptr_t block[2];
    block[0] = 0x20026;
    block[1] = (uintptr_t)code;
    for (;;) {
        (void)semihost(SYS_EXIT_EXTENDED, block);
    }
}

intptr_t semihost_open(const char *name, int mode)
{
    uintptr_t block[3];
    block[0] = (uintptr_t)name;
    block[1] = (uintptr_t)mode;
    block[2] = strlen(name);
    return semihost(SYS_OPEN, block);
}

/* The call gives the bytes that are missing. */
size_t semihost_read(intptr_t file, void *to, size_t size)
{
    uintptr_t block[3];
    block[0] = (uintptr_t)file;
    block[1] = (uintptr_t)to;
    block[2] = size;
    return size - (size_t)semihost(SYS_READ, block);
}

void semihost_write(intptr_t file, const void *from, size_t size)
{
    uintptr_t block[3];
    block[0] = (uintptr_t)file;
    block[1] = (uintptr_t)from;
    block[2] = size;
    (void)semihost(SYS_WRITE, block);
}

void semihost_close(intptr_t file)
{
    (void)semihost(SYS_CLOSE, &file);
}
