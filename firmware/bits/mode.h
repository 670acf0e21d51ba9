/* mode.h: modes of the FPU in which results must differ, as a control that the comparison is not blind. */
#ifndef MODE_H
#define MODE_H

/* "zero": subnormal numbers count as zero; "up": results are rounded up; "": as it should be. 0: there is no such mode. */
int mode_set(const char *name);

#endif
