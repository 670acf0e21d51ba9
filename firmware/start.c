/* start.c: variables get their first values, main runs, its result ends the emulator. */
#include "start.h"
#include <stddef.h>

int main(int argc, char **argv);

extern unsigned char data_start[], data_end[], data_load[], bss_start[], bss_end[];

/* Not memcpy and memset: an image without a C library has the compiler's loop here. */
static void copy(volatile unsigned char *to, const unsigned char *from, const unsigned char *end)
{
    while (to != end) {
        *to++ = *from++;
    }
}

static void clear(volatile unsigned char *from, const unsigned char *end)
{
    while (from != end) {
        *from++ = 0;
    }
}

void start(void)
{
    char **argv;
    int argc;
    copy(data_start, data_load, data_end);
    clear(bss_start, bss_end);
    argc = arguments(&argv);
    finish(main(argc, argv));
}
