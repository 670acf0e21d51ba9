/* svg_plot.h: line charts over a common x axis, one below the other, as an SVG file. */
#ifndef SVG_PLOT_H
#define SVG_PLOT_H

#include <stddef.h>

typedef struct {
    const char *label, *color;
    const double *values; /* the i-th is values[i * stride] */
    size_t stride;
} svg_series;

typedef struct {
    const char *label; /* of the y axis, with its unit */
    const svg_series *series;
    size_t series_count;
} svg_panel;

typedef struct {
    const char *title, *x_label;
    const double *x; /* rising; the i-th is x[i * x_stride] */
    size_t x_stride, count;
    double jump; /* a line is broken where neighbours differ by more */
    const svg_panel *panels;
    size_t panel_count;
} svg_plot;

/* Returns 0, or -1 with errno set. */
int svg_write(const char *path, const svg_plot *plot);

#endif
