/* semihosting.h: the emulator's (or a debugger's) services: its console, files and command line. */
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_GET_CMDLINE = 0x15,
    SYS_EXIT_EXTENDED = 0x20
};

/* One call: the operation and the block of its arguments. */
intptr_t semihost(int operation, const void *block);

intptr_t semihost_open(const char *name, int mode); /* 0: read, 4: write; ":tt" is the console */
size_t semihost_read(intptr_t file, void *to, size_t size);
void semihost_write(intptr_t file, const void *from, size_t size);
void semihost_close(intptr_t file);

#endif
