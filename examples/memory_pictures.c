/* memory_pictures.c: two pictures of an arena, drawn from what a run tells: what each call takes, and where things lie.
 *
 *     memory_pictures FOLDER      writes FOLDER/arena-life.svg and FOLDER/arena-layout.svg
 *
 * The hooks are the program's own, so that it knows where the arena's block begins.
 */
#include "exp_rs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 4032, LEFT = 300, WIDTH = 560, ROW = 30, MARGIN = 30, STEPS = 11, AREAS = 16 };

static const char *const BATCH_COLOR = "#1f6fb4", *const COLUMNS_COLOR = "#9cc3e6", *const FREE_COLOR = "#eef1f4",
                         *const MARK_COLOR = "#c83232";

/* The largest block that was asked for: the arena's. */
static const char *block;
static size_t block_size;

void *exp_rs_malloc(size_t size)
{
    char *taken = (char *)malloc(size);
    if (size > block_size) {
        block = taken;
        block_size = size;
    }
    return taken;
}

void exp_rs_free(void *taken) { free(taken); }

static void require(int good, const char *what)
{
    if (!good) {
        fprintf(stderr, "memory_pictures: %s\n", what);
        exit(1);
    }
}

typedef struct {
    const char *call;
    size_t used, columns, high_water;
} step;

static step steps[STEPS];
static size_t step_count;

static void note(const char *call, const exp_rs_arena *arena, const exp_rs_batch_builder *batch)
{
    exp_rs_arena_stats of_arena;
    exp_rs_batch_stats of_batch;
    memset(&of_batch, 0, sizeof of_batch);
    require(exp_rs_arena_get_stats(arena, &of_arena) == EXP_RS_OK, "no stats of the arena");
    (void)exp_rs_batch_builder_get_stats(batch, &of_batch); /* a stale one has none */
    require(step_count < STEPS, "too many steps");
    steps[step_count].call = call;
    steps[step_count].used = of_arena.used;
    steps[step_count].columns = of_batch.columns_bytes;
    steps[step_count].high_water = of_arena.high_water;
    step_count++;
}

static FILE *open_picture(const char *folder, const char *name, int height)
{
    char path[1024];
    FILE *file;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    require(file != NULL, path);
    fprintf(file,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" "
            "font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
            LEFT + WIDTH + 90, height);
    return file;
}

static void close_picture(FILE *file)
{
    fputs("</svg>\n", file);
    require(fclose(file) == 0, "a picture cannot be written");
}

static void bar(FILE *file, double x, double y, double width, double height, const char *color)
{
    fprintf(file, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", x, y, width, height,
            color);
}

static void text(FILE *file, double x, double y, const char *anchor, const char *words)
{
    fprintf(file, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, words);
}

static void legend(FILE *file, double x, double y, const char *color, const char *words)
{
    bar(file, x, y - 11, 14, 14, color);
    text(file, x + 20, y, "start", words);
}

/* A bar for each call: what is used after it, of which columns; the mark is the high-water mark. */
static void draw_life(const char *folder, size_t capacity)
{
    FILE *file = open_picture(folder, "arena-life.svg", ROW * (int)step_count + 90);
    const double scale = (double)WIDTH / (double)capacity;
    size_t i;
    char words[64];
    for (i = 0; i < step_count; i++) {
        const step *s = &steps[i];
        const double y = 20 + (double)(ROW * (int)i);
        text(file, LEFT - 12, y + 15, "end", s->call);
        bar(file, LEFT, y, WIDTH, ROW - 8, FREE_COLOR);
        bar(file, LEFT, y, (double)(s->used - s->columns) * scale, ROW - 8, BATCH_COLOR);
        bar(file, LEFT + (double)(s->used - s->columns) * scale, y, (double)s->columns * scale, ROW - 8, COLUMNS_COLOR);
        bar(file, LEFT + (double)s->high_water * scale - 1, y - 3, 2, ROW - 2, MARK_COLOR);
        snprintf(words, sizeof words, "%lu", (unsigned long)s->used);
        text(file, LEFT + WIDTH + 10, y + 15, "start", words);
    }
    snprintf(words, sizeof words, "%lu bytes of capacity", (unsigned long)capacity);
    text(file, LEFT + WIDTH, 20 + ROW * (double)step_count + 8, "end", words);
    legend(file, LEFT, 20 + ROW * (double)step_count + 44, BATCH_COLOR, "used by the batch");
    legend(file, LEFT + 160, 20 + ROW * (double)step_count + 44, COLUMNS_COLOR, "for columns (eval_block)");
    legend(file, LEFT + 350, 20 + ROW * (double)step_count + 44, MARK_COLOR, "high-water mark");
    close_picture(file);
}

typedef struct {
    char words[80];
    size_t offset, size;
    const char *color;
} area;

static area areas[AREAS];
static size_t area_count;
static size_t batch_bytes;

/* From the block's beginning: what the batch holds, and all that is known to lie there. */
static size_t shown_bytes(void)
{
    size_t i, end = batch_bytes;
    for (i = 0; i < area_count; i++)
        end = areas[i].offset + areas[i].size > end ? areas[i].offset + areas[i].size : end;
    return end;
}

static void add_area(const char *words, const void *at, size_t size, const char *color)
{
    area *added = &areas[area_count];
    require(area_count < AREAS, "too many areas");
    require((const char *)at >= block && (const char *)at + size <= block + block_size, "not in the arena");
    snprintf(added->words, sizeof added->words, "%s", words);
    added->offset = (size_t)((const char *)at - block);
    added->size = size;
    added->color = color;
    area_count++;
}

/* What the batch tells the place of. */
static void find_areas(exp_rs_batch_builder *batch)
{
    uint32_t i;
    size_t count;
    const exp_rs_real *values;
    char words[80];
    exp_rs_batch_stats stats;
    require(exp_rs_batch_builder_get_stats(batch, &stats) == EXP_RS_OK, "no stats of the batch");
    batch_bytes = stats.arena_bytes;
    for (i = 0; i < exp_rs_batch_builder_param_count(batch); i++) {
        const char *name = exp_rs_batch_builder_param_name(batch, i);
        snprintf(words, sizeof words, "name of parameter %u", (unsigned)i);
        add_area(words, name, strlen(name), "#7b4fa8");
    }
    for (i = 0; i < exp_rs_batch_builder_expression_count(batch); i++) {
        const char *source = exp_rs_batch_builder_expression_source(batch, i);
        snprintf(words, sizeof words, "text of expression %u", (unsigned)i);
        add_area(words, source, strlen(source), "#2a8a4a");
    }
    values = exp_rs_batch_builder_params(batch, &count);
    add_area("frame: values of the parameters", values, count * sizeof *values, "#e07b00");
    values = exp_rs_batch_builder_results(batch, &count);
    add_area("frame: results", values, count * sizeof *values, "#c83232");
}

/* How many areas lie in the left half. */
static size_t left_count(void)
{
    size_t i = 0;
    while (i < area_count && areas[i].offset * 2 < shown_bytes())
        i++;
    return i;
}

static int by_offset(const void *one, const void *other)
{
    const size_t a = ((const area *)one)->offset, b = ((const area *)other)->offset;
    return a < b ? -1 : a > b;
}

/* An area of the lower end of the block, with a line that leads to its name: on the left the first has the deepest. */
static void draw_area(FILE *file, size_t i, double scale)
{
    const area *a = &areas[i];
    const double x = MARGIN + (double)a->offset * scale, width = (double)a->size * scale;
    const int left_half = i < left_count();
    const double y = 110 + 24 * (double)(left_half ? left_count() - 1 - i : i);
    char words[128];
    snprintf(words, sizeof words, "%.79s: %lu byte%s at %lu", a->words, (unsigned long)a->size, a->size == 1 ? "" : "s",
             (unsigned long)a->offset);
    bar(file, x, 40, width, 40, a->color);
    bar(file, x + width / 2, 80, 1, y - 80, a->color);
    text(file, left_half ? x + width / 2 + 5 : x + width / 2 - 4, y, left_half ? "start" : "end", words);
}

/* The part of the block in which the batch lies, as far as it tells; what is between these is not told. */
static void draw_layout(const char *folder)
{
    FILE *file = open_picture(folder, "arena-layout.svg", 110 + 24 * (int)area_count);
    const double scale = (double)(LEFT + WIDTH) / (double)shown_bytes();
    size_t i;
    char words[128];
    qsort(areas, area_count, sizeof *areas, by_offset);
    bar(file, MARGIN, 40, LEFT + WIDTH, 40, BATCH_COLOR);
    snprintf(words, sizeof words, "the first %lu bytes of the arena's block of %lu", (unsigned long)shown_bytes(),
             (unsigned long)block_size);
    text(file, MARGIN, 28, "start", words);
    legend(file, MARGIN + 420, 28, BATCH_COLOR, "program, constants, tables of the batch");
    for (i = 0; i < area_count; i++)
        draw_area(file, i, scale);
    close_picture(file);
}

int main(int argc, char **argv)
{
    exp_rs_arena *arena = exp_rs_arena_new(CAPACITY);
    exp_rs_batch_builder *batch = exp_rs_batch_builder_new(arena);
    exp_rs_arena_stats stats;
    int i;
    require(argc == 2, "the folder to write to is missing");
    note("arena_new, builder_new", arena, batch);
    exp_rs_batch_builder_add_parameter(batch, "x", 0.5);
    exp_rs_batch_builder_add_parameter(batch, "temperature", 20);
    note("add_parameter, twice", arena, batch);
    exp_rs_batch_builder_add_named_expression(batch, "r", "sqrt(x^2 + temperature^2)");
    note("add_named_expression r", arena, batch);
    exp_rs_batch_builder_add_expression(batch, "r > 0 ? sin(r)/r : 1");
    note("add_expression", arena, batch);
    require(exp_rs_batch_builder_prepare(batch, NULL) == EXP_RS_OK, "it cannot be prepared");
    note("prepare", arena, batch);
    for (i = 0; i < 1000; i++)
        require(exp_rs_batch_builder_eval(batch, NULL) == EXP_RS_OK, "it cannot be evaluated");
    note("eval, 1000 times", arena, batch);
    find_areas(batch);
    draw_layout(argv[1]);
    require(exp_rs_batch_builder_replace_expression(batch, 1, "r > 1 ? 1/r : 1", NULL) == EXP_RS_OK, "not replaced");
    note("replace_expression 1", arena, batch);
    exp_rs_batch_builder_clear(batch);
    note("clear", arena, batch);
    exp_rs_batch_builder_add_parameter(batch, "x", 0.5);
    exp_rs_batch_builder_add_expression(batch, "sin(x)");
    note("add_parameter, add_expression", arena, batch);
    require(exp_rs_batch_builder_prepare(batch, NULL) == EXP_RS_OK, "it cannot be prepared again");
    note("prepare", arena, batch);
    exp_rs_arena_reset(arena);
    note("arena_reset", arena, batch);
    exp_rs_arena_get_stats(arena, &stats);
    draw_life(argv[1], stats.capacity);
    exp_rs_batch_builder_free(batch);
    exp_rs_arena_free(arena);
    return 0;
}
