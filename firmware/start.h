/* start.h: what every image has: memory as C wants it, then main. */
#ifndef START_H
#define START_H

enum { FAULT = 99 }; /* the exit code of an exception that nobody handles */

__attribute__((noreturn)) void start(void);
__attribute__((noreturn)) void finish(int code); /* ends QEMU, in semihosting.c */

int main(int argc, char **argv);

#endif
