/* svg_plot.c: see svg_plot.h. */
#include "svg_plot.h"
#include <math.h>
#include <stdio.h>

enum {
    WIDTH = 1000,
    LEFT = 70,
    RIGHT = 20,
    TOP = 50,
    PANEL = 230, /* height of one panel's frame */
    GAP = 40,    /* between panels; holds the legend of the lower one */
    BOTTOM = 55,
    MAX_POINTS = 2500
};

typedef struct {
    double low, high, step; /* in units of the data; low and high are multiples of step */
    double at_low, at_high; /* in pixels */
} axis;

static double position(const axis *a, double value)
{
    return a->at_low + (value - a->low) / (a->high - a->low) * (a->at_high - a->at_low);
}

/* The largest of 1, 2, 5 times a power of ten that gives at least `ticks` steps. */
static double nice_step(double range, int ticks)
{
    double rough = range / ticks;
    double power = pow(10, floor(log10(rough)));
    double lead = rough / power;
    return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

static axis make_axis(double low, double high, int ticks, double at_low, double at_high)
{
    axis a;
    double range = high > low ? high - low : 1;
    a.step = nice_step(range, ticks);
    a.low = floor(low / a.step) * a.step;
    a.high = ceil(high / a.step) * a.step;
    if (a.high <= a.low) {
        a.high = a.low + a.step;
    }
    a.at_low = at_low;
    a.at_high = at_high;
    return a;
}

static axis make_y_axis(const svg_plot *plot, const svg_panel *panel, double top)
{
    double low = INFINITY, high = -INFINITY;
    size_t s, i;
    for (s = 0; s < panel->series_count; s++) {
        for (i = 0; i < plot->count; i++) {
            double value = panel->series[s].values[i * panel->series[s].stride];
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
    }
    return low <= high ? make_axis(low, high, 4, top + PANEL, top) : make_axis(0, 1, 4, top + PANEL, top);
}

static int tick_count(const axis *a)
{
    return (int)floor((a->high - a->low) / a->step + 0.5);
}

static double tick(const axis *a, int i)
{
    double value = a->low + i * a->step;
    return fabs(value) < a->step / 1000 ? 0 : value; /* no -0 and no 1e-17 */
}

static void draw_y_ticks(FILE *f, const axis *y)
{
    int i;
    for (i = 0; i <= tick_count(y); i++) {
        double at = position(y, tick(y, i));
        (void)fprintf(f, "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n", LEFT, at, WIDTH - RIGHT, at);
        (void)fprintf(f, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n", LEFT - 8, at + 4, tick(y, i));
    }
}

static void draw_x_ticks(FILE *f, const axis *x, double top, int with_labels)
{
    int i;
    for (i = 0; i <= tick_count(x); i++) {
        double at = position(x, tick(x, i));
        (void)fprintf(f, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", at, top, at, top + PANEL);
        if (with_labels) {
            (void)fprintf(f, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%g</text>\n", at, top + PANEL + 18, tick(x, i));
        }
    }
}

static void draw_line(FILE *f, const svg_plot *plot, const svg_series *s, const axis *x, const axis *y)
{
    size_t every = plot->count / MAX_POINTS + 1, i;
    double last = NAN;
    (void)fprintf(f, "<path stroke=\"%s\" d=\"", s->color);
    for (i = 0; i < plot->count; i += every) {
        double value = s->values[i * s->stride];
        if (isfinite(value)) {
            const char *command = isfinite(last) && fabs(value - last) <= plot->jump ? "L" : "M";
            (void)fprintf(f, "%s%.1f %.1f", command, position(x, plot->x[i * plot->x_stride]), position(y, value));
        }
        last = value;
    }
    (void)fprintf(f, "\"/>\n");
}

static void draw_legend(FILE *f, const svg_panel *panel, double top)
{
    double at = WIDTH - RIGHT - 110 * (double)panel->series_count;
    size_t i;
    for (i = 0; i < panel->series_count; i++, at += 110) {
        (void)fprintf(f, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"3\"/>\n", at,
                      top - 10, at + 24, top - 10, panel->series[i].color);
        (void)fprintf(f, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", at + 30, top - 6, panel->series[i].label);
    }
}

static void draw_panel(FILE *f, const svg_plot *plot, size_t index, const axis *x)
{
    const svg_panel *panel = &plot->panels[index];
    double top = TOP + (double)index * (PANEL + GAP);
    axis y = make_y_axis(plot, panel, top);
    size_t i;
    draw_y_ticks(f, &y);
    draw_x_ticks(f, x, top, index + 1 == plot->panel_count);
    (void)fprintf(f, "<rect class=\"frame\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%d\"/>\n", LEFT, top,
                  WIDTH - LEFT - RIGHT, PANEL);
    (void)fprintf(f, "<text transform=\"translate(18 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
                  top + PANEL / 2.0, panel->label);
    for (i = 0; i < panel->series_count; i++) {
        draw_line(f, plot, &panel->series[i], x, &y);
    }
    draw_legend(f, panel, top);
}

static void draw_all(FILE *f, const svg_plot *plot)
{
    int height = TOP + (int)plot->panel_count * (PANEL + GAP) - GAP + BOTTOM;
    axis x = make_axis(plot->x[0], plot->x[(plot->count - 1) * plot->x_stride], 8, LEFT, WIDTH - RIGHT);
    size_t i;
    (void)fprintf(f, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                     "font-family=\"sans-serif\" font-size=\"13\" fill=\"#222\">\n", WIDTH, height, WIDTH, height);
    (void)fprintf(f, "<style>path{fill:none;stroke-width:1.3;stroke-linejoin:round}.grid{stroke:#ddd}"
                     ".frame{fill:none;stroke:#555}</style>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n");
    (void)fprintf(f, "<text x=\"%d\" y=\"26\" font-size=\"17\" font-weight=\"bold\">%s</text>\n", LEFT, plot->title);
    for (i = 0; i < plot->panel_count; i++) {
        draw_panel(f, plot, i, &x);
    }
    (void)fprintf(f, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n</svg>\n", (LEFT + WIDTH - RIGHT) / 2,
                  height - 12, plot->x_label);
}

int svg_write(const char *path, const svg_plot *plot)
{
    FILE *f;
    int failed;
    if (plot->count == 0) {
        return -1;
    }
    f = fopen(path, "w");
    if (f == NULL) {
        return -1;
    }
    draw_all(f, plot);
    failed = ferror(f);
    return fclose(f) != 0 || failed ? -1 : 0;
}
