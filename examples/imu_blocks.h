/* imu_blocks.h: the expressions of the IMU monitor over whole columns of the log. */
#ifndef IMU_BLOCKS_H
#define IMU_BLOCKS_H

#include "csv.h"

typedef struct {
    int expressions;         /* those without feedback */
    double ns_per_row;       /* best pass */
    unsigned long different; /* results whose bits are not those of the rows */
} imu_blocks_result;

/* Evaluates all rows at once, `passes` times. `results` has those of the monitor, all expressions of a row side by
 * side. The feedback of the expressions that use `tilt` is the column of it there. 1, or 0 where a call failed. */
int imu_blocks_measure(const csv_table *log, const double *results, unsigned long passes, imu_blocks_result *out);

#endif
