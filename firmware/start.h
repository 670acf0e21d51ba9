/* start.h: what every image has: memory as C wants it, then main. */
#ifndef START_H
#define START_H

enum { FAULT = 99 }; /* the exit code of an exception that nobody handles */

__attribute__((noreturn)) void start(void);
__attribute__((noreturn)) void finish(int code); /* ends QEMU, in semihosting.c */

/* The words of the command line, in libc/arguments.c; an image without one defines its own. */
int arguments(char ***argv);

#endif
