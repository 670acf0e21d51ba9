/* imu_monitor.c: the main job of the library, end to end.
 *
 *     imu_monitor [input.csv] [outdir] [passes]
 *
 * Reads the log of an inertial measurement unit and evaluates seven expressions for each row (imu_expressions.h),
 * one of which is fed its own last result. All memory of the library is a static buffer in a section of its own
 * (static_heap.c). Prints results, time per row, memory, and three claims, each counted while the rows are evaluated:
 * no call of exp_rs_malloc or exp_rs_free, none of malloc, and less than 1,000 bytes written for each evaluation of the
 * seven (1 MB/s at 1 kHz). Then evaluates those without feedback over whole columns (imu_blocks.c) and checks that the
 * bits agree. Writes results.csv and attitude.svg to outdir.
 * Exit code: 0; 1 a claim does not hold; 2 wrong usage, input or output.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime, mkdir */

#include "csv.h"
#include "exp_rs.h"
#include "imu_blocks.h"
#include "imu_expressions.h"
#include "malloc_count.h"
#include "static_heap.h"
#include "svg_plot.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define PARAMETER_NAME(name) #name,
#define PARAMETER_INDEX(name) PARAMETER_##name,
#define RESULT_NAME(name, source) #name,
#define RESULT_SOURCE(name, source) source,
#define RESULT_INDEX(name, source) RESULT_##name,

static const char *const PARAMETER_NAMES[] = {IMU_PARAMETERS(PARAMETER_NAME)};
static const char *const RESULT_NAMES[] = {IMU_EXPRESSIONS(RESULT_NAME)};
static const char *const SOURCES[] = {IMU_EXPRESSIONS(RESULT_SOURCE)};
static const char *const RESULT_UNITS[] = {"g", "deg", "deg", "deg", "deg/s", "deg", ""};

enum { IMU_PARAMETERS(PARAMETER_INDEX) PARAMETERS };
enum { IMU_EXPRESSIONS(RESULT_INDEX) RESULTS };
enum { COLUMNS = 10, ARENA_CAPACITY = 32704, GOAL_BYTES = 1000, DEFAULT_PASSES = 20,
       BLOCK_PASSES = 20 }; /* whatever the passes of single rows: count_writes.sh counts those */

typedef struct {
    const char *input, *outdir;
    unsigned long passes;
} options;

typedef struct {
    exp_rs_arena *arena;
    exp_rs_batch_builder *batch;
    exp_rs_real tilt_last;      /* the library reads it here at each evaluation */
    exp_rs_real *inputs;        /* the library's own store of the parameters: writing there is all that setting takes */
    const exp_rs_real *outputs; /* and of the results */
} monitor;

typedef struct {
    unsigned long hooks, mallocs; /* calls during one pass */
    double ns_per_row;
} measurement;

/* Prints what went wrong with the last call and, where there is one, the expression with a caret. Gives 0. */
static int explain(const monitor *m, const char *what, exp_rs_status status)
{
    exp_rs_error error;
    char text[512];
    const char *source;
    fprintf(stderr, "imu_monitor: %s: %s\n", what, exp_rs_status_message(status));
    if (exp_rs_batch_builder_get_last_error(m->batch, &error) == EXP_RS_OK && error.status == status) {
        source = error.expression >= 0 && error.expression < RESULTS ? SOURCES[error.expression] : "";
        (void)exp_rs_error_format(&error, source, text, sizeof text);
        fprintf(stderr, "%s\n", text);
    }
    return 0;
}

static int add_parameters(monitor *m)
{
    int32_t i;
    for (i = 0; i < PARAMETERS; i++) {
        int32_t index = exp_rs_batch_builder_add_parameter(m->batch, PARAMETER_NAMES[i], 0);
        if (index != i) {
            return explain(m, PARAMETER_NAMES[i], index);
        }
    }
    i = exp_rs_batch_builder_bind_parameter(m->batch, IMU_FEEDBACK, &m->tilt_last);
    return i == PARAMETERS ? 1 : explain(m, IMU_FEEDBACK, i);
}

static int add_expressions(monitor *m)
{
    int32_t i;
    for (i = 0; i < RESULTS; i++) {
        int32_t index = exp_rs_batch_builder_add_named_expression(m->batch, RESULT_NAMES[i], SOURCES[i]);
        if (index != i) {
            return explain(m, RESULT_NAMES[i], index);
        }
    }
    return 1;
}

static int start(monitor *m)
{
    exp_rs_status status;
    size_t inputs, outputs;
    memset(m, 0, sizeof *m);
    m->arena = exp_rs_arena_new(ARENA_CAPACITY);
    m->batch = exp_rs_batch_builder_new(m->arena);
    if (m->arena == NULL || m->batch == NULL) {
        return explain(m, "start", EXP_RS_OUT_OF_MEMORY);
    }
    if (!add_parameters(m) || !add_expressions(m)) {
        return 0;
    }
    status = exp_rs_batch_builder_prepare(m->batch, NULL);
    if (status != EXP_RS_OK) {
        return explain(m, "prepare", status);
    }
    m->inputs = exp_rs_batch_builder_params(m->batch, &inputs);
    m->outputs = exp_rs_batch_builder_results(m->batch, &outputs);
    return inputs == PARAMETERS + 1 && outputs == RESULTS ? 1 : explain(m, "layout", EXP_RS_INVALID_ARGUMENT);
}

static void stop(monitor *m)
{
    exp_rs_batch_builder_free(m->batch);
    exp_rs_arena_free(m->arena);
}

/* Evaluates one row of the log; `before` is the time of the row before it. */
static exp_rs_status evaluate_row(monitor *m, const double *row, double before)
{
    exp_rs_status status;
    int i;
    m->inputs[PARAMETER_dt] = (exp_rs_real)(row[0] - before);
    for (i = 1; i < COLUMNS; i++) {
        m->inputs[i] = (exp_rs_real)row[i];
    }
    status = exp_rs_batch_builder_eval(m->batch, NULL);
    m->tilt_last = m->outputs[RESULT_tilt];
    return status;
}

/* All rows once. With `results` each row's seven results go there. */
static exp_rs_status evaluate_all(monitor *m, const csv_table *log, double *results)
{
    exp_rs_status first = EXP_RS_OK;
    double before = log->values[0];
    size_t row, i;
    m->tilt_last = 0;
    for (row = 0; row < log->rows; row++) {
        const double *values = log->values + row * COLUMNS;
        exp_rs_status status = evaluate_row(m, values, before);
        first = first == EXP_RS_OK ? status : first;
        before = values[0];
        for (i = 0; results != NULL && i < RESULTS; i++) {
            results[row * RESULTS + i] = (double)m->outputs[i];
        }
    }
    return first;
}

static unsigned long hook_calls(void)
{
    static_heap_stats heap = static_heap_get_stats();
    return heap.mallocs + heap.frees;
}

static double now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* The first pass is counted, the others are timed; the best of them is given. */
static int measure(monitor *m, const csv_table *log, double *results, unsigned long passes, measurement *out)
{
    unsigned long pass, hooks = hook_calls(), mallocs = malloc_count_calls();
    exp_rs_status status = evaluate_all(m, log, results);
    out->hooks = hook_calls() - hooks;
    out->mallocs = malloc_count_calls() - mallocs;
    out->ns_per_row = INFINITY;
    if (status != EXP_RS_OK) {
        return explain(m, "eval", status);
    }
    for (pass = 0; pass < passes; pass++) {
        double begin = now_ns(), took;
        (void)evaluate_all(m, log, NULL);
        took = (now_ns() - begin) / (double)log->rows;
        out->ns_per_row = took < out->ns_per_row ? took : out->ns_per_row;
    }
    return 1;
}

static void print_row(double time, const double *results)
{
    int i;
    printf("%10.3f", time);
    for (i = 0; i < RESULTS; i++) {
        printf("%10.4f", results[i]);
    }
    printf("\n");
}

static void print_header(void)
{
    int i;
    printf("%10s", "time");
    for (i = 0; i < RESULTS; i++) {
        printf("%10s", RESULT_NAMES[i]);
    }
    printf("\n%10s", "s");
    for (i = 0; i < RESULTS; i++) {
        printf("%10s", RESULT_UNITS[i]);
    }
    printf("\n");
}

static void print_summary(const char *label, const csv_table *log, const double *results, char which)
{
    size_t row;
    int i;
    printf("%10s", label);
    for (i = 0; i < RESULTS; i++) {
        double low = results[i], high = low, sum = 0;
        for (row = 0; row < log->rows; row++) {
            double value = results[row * RESULTS + (size_t)i];
            low = value < low ? value : low;
            high = value > high ? value : high;
            sum += value;
        }
        printf("%10.4f", which == '<' ? low : which == '>' ? high : sum / (double)log->rows);
    }
    printf("\n");
}

/* The first rows, some between, the last ones. */
static void print_results(const csv_table *log, const double *results)
{
    size_t row, step = log->rows / 8 + 1;
    print_header();
    for (row = 0; row < log->rows; row++) {
        if (row < 3 || row + 3 > log->rows || row % step == 0) {
            print_row(log->values[row * COLUMNS], results + row * RESULTS);
        }
    }
    print_summary("min", log, results, '<');
    print_summary("mean", log, results, '=');
    print_summary("max", log, results, '>');
    printf("\n");
}

/* An upper bound by counting: each instruction of the program stores at most one value, each is run at most once
   (jumps go forward only), and the program and the feedback store each parameter once. */
static unsigned long bytes_written_bound(const exp_rs_batch_stats *stats)
{
    return (unsigned long)((stats->instructions + stats->parameters) * sizeof(exp_rs_real));
}

static int print_claim(const char *what, unsigned long value, unsigned long limit)
{
    int holds = value <= limit;
    printf("  %-52s %7lu  %s\n", what, value, holds ? "as promised" : "BROKEN");
    return holds;
}

static int print_measurement(const monitor *m, const csv_table *log, const measurement *taken)
{
    exp_rs_arena_stats arena;
    exp_rs_batch_stats batch;
    static_heap_stats heap = static_heap_get_stats();
    unsigned long bytes;
    int good;
    if (exp_rs_arena_get_stats(m->arena, &arena) != EXP_RS_OK || exp_rs_batch_builder_get_stats(m->batch, &batch) != EXP_RS_OK) {
        return explain(m, "stats", EXP_RS_INVALID_ARGUMENT);
    }
    bytes = bytes_written_bound(&batch);
    printf("%lu rows, %d expressions: %lu instructions, %lu slots\n", (unsigned long)log->rows, RESULTS,
           (unsigned long)batch.instructions, (unsigned long)batch.slots);
    printf("  best pass: %.1f ns for a row\n", taken->ns_per_row);
    printf("  arena: %lu bytes used, high-water mark %lu, capacity %lu\n", (unsigned long)arena.used,
           (unsigned long)arena.high_water, (unsigned long)arena.capacity);
    printf("  static buffer in section .exp_rs_arena: %lu of %lu bytes, handles included\n", (unsigned long)heap.used,
           (unsigned long)heap.size);
    printf("while the rows were evaluated:\n");
    good = print_claim("calls of exp_rs_malloc and exp_rs_free", taken->hooks, 0);
    good &= print_claim("calls of malloc, calloc, realloc and free", taken->mallocs, 0);
    good &= print_claim("bytes written for each evaluation, at most", bytes, GOAL_BYTES - 1);
    printf("    (%lu instructions and %lu parameters, each storing one value of %lu bytes; the goal is 1 MB/s at 1 kHz)\n\n",
           (unsigned long)batch.instructions, (unsigned long)batch.parameters, (unsigned long)sizeof(exp_rs_real));
    return good;
}

/* The same expressions over whole columns, but for the one that is fed its own last result. */
static int compare_blocks(const csv_table *log, const double *results, double ns_per_row)
{
    imu_blocks_result blocks;
    int good;
    if (!imu_blocks_measure(log, results, BLOCK_PASSES, &blocks)) {
        return 0;
    }
    printf("the %d expressions without feedback as columns, all rows by one call:\n", blocks.expressions);
    printf("  best pass: %.1f ns for a row (%.1f row by row, with %s)\n", blocks.ns_per_row, ns_per_row,
           RESULT_NAMES[RESULT_tilt]);
    good = print_claim("results with other bits than row by row", blocks.different, 0);
    printf("\n");
    return good;
}

/* Makes a folder and those above it. */
static int make_folder(const char *path)
{
    char part[1024];
    size_t i;
    if (strlen(path) >= sizeof part) {
        errno = ENAMETOOLONG;
        return 0;
    }
    for (i = 0; i == 0 || path[i - 1] != '\0'; i++) {
        if (i > 0 && (path[i] == '/' || path[i] == '\0')) {
            part[i] = '\0';
            if (mkdir(part, 0777) != 0 && errno != EEXIST) {
                return 0;
            }
        }
        part[i] = path[i];
    }
    return 1;
}

static int write_results(const char *path, const csv_table *log, const double *results)
{
    FILE *f = fopen(path, "w");
    size_t row;
    int i, failed;
    if (f == NULL) {
        return 0;
    }
    fprintf(f, "time");
    for (i = 0; i < RESULTS; i++) {
        fprintf(f, ",%s", RESULT_NAMES[i]);
    }
    fprintf(f, "\n");
    for (row = 0; row < log->rows; row++) {
        fprintf(f, "%.17g", log->values[row * COLUMNS]);
        for (i = 0; i < RESULTS; i++) {
            fprintf(f, ",%.17g", results[row * RESULTS + (size_t)i]);
        }
        fprintf(f, "\n");
    }
    failed = ferror(f);
    return fclose(f) == 0 && !failed;
}

static int write_plot(const char *path, const csv_table *log, const double *results)
{
    const svg_series attitude[] = {{"pitch", "#1f77b4", results + RESULT_pitch, RESULTS},
                                   {"roll", "#d62728", results + RESULT_roll, RESULTS}};
    const svg_series heading[] = {{"heading", "#2ca02c", results + RESULT_heading, RESULTS}};
    const svg_panel panels[] = {{"pitch, roll (degrees)", attitude, 2}, {"heading (degrees)", heading, 1}};
    svg_plot plot;
    plot.title = "Pitch, roll and tilt-compensated heading of the logged IMU";
    plot.x_label = "time (seconds)";
    plot.x = log->values;
    plot.x_stride = COLUMNS;
    plot.count = log->rows;
    plot.jump = 180;
    plot.panels = panels;
    plot.panel_count = 2;
    return svg_write(path, &plot) == 0;
}

static int write_files(const char *outdir, const csv_table *log, const double *results)
{
    static char path[2048];
    int good = make_folder(outdir);
    (void)snprintf(path, sizeof path, "%s/results.csv", outdir);
    good = good && write_results(path, log, results);
    if (good) {
        printf("wrote %s\n", path);
        (void)snprintf(path, sizeof path, "%s/attitude.svg", outdir);
        good = write_plot(path, log, results);
    }
    if (!good) {
        fprintf(stderr, "imu_monitor: cannot write %s: %s\n", path, strerror(errno));
        return 0;
    }
    printf("wrote %s\n", path);
    return 1;
}

static int run(const options *o, const csv_table *log)
{
    monitor m;
    measurement taken;
    int code = 2;
    double *results = (double *)calloc(log->rows * RESULTS, sizeof *results);
    if (results == NULL) {
        fprintf(stderr, "imu_monitor: out of memory for the results\n");
        return 2;
    }
    if (start(&m) && measure(&m, log, results, o->passes, &taken)) {
        print_results(log, results);
        code = print_measurement(&m, log, &taken) ? 0 : 1;
        code = compare_blocks(log, results, taken.ns_per_row) ? code : 1;
        code = write_files(o->outdir, log, results) ? code : 2;
    }
    stop(&m);
    free(results);
    return code;
}

static int parse_options(int argc, char **argv, options *o)
{
    char *end;
    o->input = argc > 1 ? argv[1] : "examples/data/imu.csv";
    o->outdir = argc > 2 ? argv[2] : "build/demo";
    o->passes = DEFAULT_PASSES;
    if (argc > 3) {
        o->passes = strtoul(argv[3], &end, 10);
        if (end == argv[3] || *end != '\0') {
            return 0;
        }
    }
    return argc <= 4 && o->input[0] != '-';
}

int main(int argc, char **argv)
{
    options o;
    csv_table log;
    char error[512];
    int code;
    if (!parse_options(argc, argv, &o)) {
        fprintf(stderr, "usage: imu_monitor [input.csv] [outdir] [passes]\n");
        return 2;
    }
    if (csv_read(o.input, COLUMNS, &log, error, sizeof error) != 0) {
        fprintf(stderr, "imu_monitor: %s\n", error);
        return 2;
    }
    code = run(&o, &log);
    csv_free(&log);
    return code;
}
