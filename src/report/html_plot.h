/* SPDX-License-Identifier: MIT */
/*
 * Plots as inline SVG. They are 360 units wide: a phone shows them at their size. Coordinates are integers in tenths of a unit, so that the
 * same figures give the same bytes.
 *
 *   1.00 +-----------+       prior         [====|          -4.00
 *        |      ___--|       email_match        |=====]     3.10
 *        |  .---     |       name_exact         |===]       2.20
 *   0.90 +-----------+       total              |==]        1.30
 */
#ifndef L2A_REPORT_HTML_PLOT_H
#define L2A_REPORT_HTML_PLOT_H

#include "base/buffer.h"

/* A square with both axes from low to 1; values in millionths. */
typedef struct plot_frame {
  uint32_t x_low, y_low;
  const char *x_name, *y_name; /* static */
} plot_frame;

void plot_begin(buffer *out, const plot_frame *f, const char *label);
void plot_end(buffer *out);

typedef struct plot_point {
  uint32_t x, y; /* millionths */
} plot_point;

void plot_line(buffer *out, const plot_frame *f, const plot_point *points, size_t count);
void plot_diagonal(buffer *out, const plot_frame *f);
void plot_level(buffer *out, const plot_frame *f, uint32_t y); /* a dashed line */

/* A dot with its bar from low to high; title is shown when pointed at. marked: in the colour of marks. */
void plot_dot(buffer *out, const plot_frame *f, plot_point p, uint32_t radius, bool marked, const char *title);
void plot_bar(buffer *out, const plot_frame *f, uint32_t x, uint32_t low, uint32_t high);

/* Rows of bars around a zero; thousandths. */
typedef struct bar_row {
  const char *name;  /* static */
  const char *title; /* static; shown when pointed at; may be NULL */
  int32_t from, to;
  int32_t figure; /* written at the right; thousandths */
  bool is_range;  /* from the least to the greatest weight: both colours around zero */
} bar_row;

void plot_bars(buffer *out, const bar_row *rows, size_t count, const char *label);

#endif
