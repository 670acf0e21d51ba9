/* imu_expressions.h: the names and expressions of the IMU monitor, in one place for every program that needs them.
 *
 * One X(...) to a line, and each expression a single string literal without escapes, so that a program in another
 * language can read this file as text. Expressions are in order: each may use those above it and any parameter.
 * Units: seconds, degrees per second, g, microtesla; angles are in degrees.
 */
#ifndef IMU_EXPRESSIONS_H
#define IMU_EXPRESSIONS_H

/* Set before each row: the time since the row before (0 at the first), then nine columns of the log in order. */
#define IMU_PARAMETERS(X) \
    X(dt) \
    X(gx) \
    X(gy) \
    X(gz) \
    X(ax) \
    X(ay) \
    X(az) \
    X(mx) \
    X(my) \
    X(mz)

/* Bound to the program's own variable: the last result of `tilt` (0 before the first row). */
#define IMU_FEEDBACK "tilt_last"

/* accel: magnitude of the acceleration. heading: compensated for tilt. gyro: norm of the rates. tilt: a complementary
   filter over pitch and the rate about Y. alarm: 2 spins fast, 1 is jolted or lies too steep, 0 all is well. */
#define IMU_EXPRESSIONS(X) \
    X(accel, "sqrt(ax^2 + ay^2 + az^2)") \
    X(pitch, "rad2deg(atan2(-ax, sqrt(ay^2 + az^2)))") \
    X(roll, "rad2deg(atan2(ay, az))") \
    X(heading, "p := deg2rad(pitch); r := deg2rad(roll); rad2deg(atan2(mz*sin(r) - my*cos(r), mx*cos(p) + (my*sin(r) + mz*cos(r))*sin(p)))") \
    X(gyro, "sqrt(gx^2 + gy^2 + gz^2)") \
    X(tilt, "0.98*(tilt_last + gy*dt) + 0.02*pitch") \
    X(alarm, "gyro > 250 ? 2 : abs(accel - 1) > 0.3 || abs(tilt) > 45 ? 1 : 0")

#endif
