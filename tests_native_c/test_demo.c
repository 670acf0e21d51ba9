/* test_demo.c: the results of examples/imu_monitor against the same formulas in C over the system's libm.
 *
 *     test_demo INPUT.csv RESULTS.csv
 *
 * RESULTS.csv is what the monitor wrote. Pitch and roll may differ by 2 ULP, accel and gyro (products, sums and a
 * square root, each correctly rounded) not at all, heading and tilt by 1e-9 degrees, the alarm not at all.
 * Compile with -ffp-contract=off, link examples/csv.c and the system's libm. For the build with double only.
 */
#include "csv.h"
#include "check.h"
#include <math.h>

enum { COLUMNS = 10, OUTPUTS = 8 };

typedef struct {
    double accel, pitch, roll, heading, gyro, tilt, alarm;
} expected;

static const double PI = 3.14159265358979323846;

static double degrees(double x) { return x * (180 / PI); }
static double radians(double x) { return x * (PI / 180); }

static expected compute(const double *row, double dt, double tilt_last)
{
    double gx = row[1], gy = row[2], gz = row[3], ax = row[4], ay = row[5], az = row[6];
    double mx = row[7], my = row[8], mz = row[9], p, r;
    expected e;
    e.accel = sqrt(ax * ax + ay * ay + az * az);
    e.pitch = degrees(atan2(-ax, sqrt(ay * ay + az * az)));
    e.roll = degrees(atan2(ay, az));
    p = radians(e.pitch);
    r = radians(e.roll);
    e.heading = degrees(atan2(mz * sin(r) - my * cos(r), mx * cos(p) + (my * sin(r) + mz * cos(r)) * sin(p)));
    e.gyro = sqrt(gx * gx + gy * gy + gz * gz);
    e.tilt = 0.98 * (tilt_last + gy * dt) + 0.02 * e.pitch;
    e.alarm = e.gyro > 250 ? 2 : fabs(e.accel - 1) > 0.3 || fabs(e.tilt) > 45 ? 1 : 0;
    return e;
}

static double ulp_distance(double a, double b)
{
    int64_t ia, ib;
    memcpy(&ia, &a, sizeof ia);
    memcpy(&ib, &b, sizeof ib);
    if ((ia < 0) != (ib < 0)) {
        return a == b ? 0 : INFINITY;
    }
    return fabs((double)(ia - ib));
}

/* Degrees on a circle: 180 and -180 are the same heading. */
static double angle_distance(double a, double b)
{
    double d = fabs(a - b);
    return d > 180 ? fabs(360 - d) : d;
}

static double worst[OUTPUTS]; /* largest distance of each column, in its own measure */

static void note(int column, double distance)
{
    if (!(distance <= worst[column])) { /* a NaN stays */
        worst[column] = distance;
    }
}

static void compare(const csv_table *log, const csv_table *results)
{
    double before = log->values[0], tilt_last = 0;
    size_t row;
    for (row = 0; row < log->rows && row < results->rows; row++) {
        const double *in = log->values + row * COLUMNS, *out = results->values + row * OUTPUTS;
        expected e = compute(in, in[0] - before, tilt_last);
        note(0, ulp_distance(out[0], in[0]));
        note(1, ulp_distance(out[1], e.accel));
        note(2, ulp_distance(out[2], e.pitch));
        note(3, ulp_distance(out[3], e.roll));
        note(4, angle_distance(out[4], e.heading));
        note(5, ulp_distance(out[5], e.gyro));
        note(6, fabs(out[6] - e.tilt));
        note(7, fabs(out[7] - e.alarm));
        tilt_last = e.tilt;
        before = in[0];
    }
}

static void count_alarms(const csv_table *results)
{
    size_t row, levels[3] = {0, 0, 0};
    for (row = 0; row < results->rows; row++) {
        int level = (int)results->values[row * OUTPUTS + 7];
        CHECK(level >= 0 && level <= 2);
        if (level >= 0 && level <= 2) {
            levels[level]++;
        }
    }
    CHECK(levels[0] > 0); /* the log has rows of every kind, so that the comparison is not blind */
    CHECK(levels[1] > 0);
    CHECK(levels[2] > 0);
}

int main(int argc, char **argv)
{
    csv_table log, results;
    char error[512];
    if (argc != 3) {
        printf("usage: test_demo INPUT.csv RESULTS.csv\n");
        return 2;
    }
    if (csv_read(argv[1], COLUMNS, &log, error, sizeof error) != 0) {
        printf("test_demo: %s\n", error);
        return 2;
    }
    if (csv_read(argv[2], OUTPUTS, &results, error, sizeof error) != 0) {
        printf("test_demo: %s\n", error);
        csv_free(&log);
        return 2;
    }
    CHECK_EQ_U(results.rows, log.rows);
    compare(&log, &results);
    printf("test_demo: pitch %g ULP, roll %g ULP, heading %g deg, tilt %g deg\n", worst[2], worst[3], worst[4], worst[6]);
    CHECK(worst[0] <= 0);
    CHECK(worst[1] <= 0);
    CHECK(worst[2] <= 2);
    CHECK(worst[3] <= 2);
    CHECK(worst[4] <= 1e-9);
    CHECK(worst[5] <= 0);
    CHECK(worst[6] <= 1e-9);
    CHECK(worst[7] <= 0);
    count_alarms(&results);
    csv_free(&results);
    csv_free(&log);
    return check_summary("test_demo");
}
