/* errno.h: of the tests' C library: a file that cannot be opened is just that. */
#ifndef ERRNO_H
#define ERRNO_H

#define errno 0

#endif
