/* SPDX-License-Identifier: MIT */
#include "report/html_plot.h"

#include "learn/interval.h"
#include "report/figure.h"
#include "report/html_page.h"

/* Tenths of a unit. */
enum { PLOT_WIDTH = 3600, PLOT_HEIGHT = 2800, PLOT_LEFT = 420, PLOT_RIGHT = 3500, PLOT_TOP = 120, PLOT_BOTTOM = 2400, TICKS = 5 };
enum { BAR_HEIGHT = 180, BAR_LEFT = 1500, BAR_RIGHT = 3040, BAR_NAME_LIMIT = 24 };

static void tenths(buffer *out, int64_t value)
{
  figure_decimal(out, value, 1);
}

static void attribute(buffer *out, const char *name, int64_t value)
{
  buffer_printf(out, " %s=\"", name);
  tenths(out, value);
  buffer_append_char(out, '"');
}

static int64_t scale(uint32_t value, uint32_t low, int64_t from, int64_t to)
{
  int64_t part = value > low ? (int64_t)value - low : 0;

  return from + (to - from) * part / (int64_t)(MILLION - low);
}

static int64_t at_x(const plot_frame *f, uint32_t x)
{
  return scale(x, f->x_low, PLOT_LEFT, PLOT_RIGHT);
}

static int64_t at_y(const plot_frame *f, uint32_t y)
{
  return scale(y, f->y_low, PLOT_BOTTOM, PLOT_TOP);
}

static void begin_svg(buffer *out, int64_t height, const char *label)
{
  buffer_append_text(out, "<svg viewBox=\"0 0 360 ");
  tenths(out, height);
  buffer_append_text(out, "\" role=\"img\" aria-label=\"");
  html_text(out, bytes_of(label));
  buffer_append_text(out, "\">");
}

static void text_at(buffer *out, int64_t x, int64_t y, const char *anchor, bool soft)
{
  buffer_append_text(out, "<text");
  attribute(out, "x", x);
  attribute(out, "y", y);
  buffer_printf(out, " text-anchor=\"%s\"%s>", anchor, soft ? " class=\"s\"" : "");
}

static void segment(buffer *out, const char *kind, int64_t x1, int64_t y1, int64_t x2, int64_t y2)
{
  buffer_printf(out, "<line class=\"%s\"", kind);
  attribute(out, "x1", x1);
  attribute(out, "y1", y1);
  attribute(out, "x2", x2);
  attribute(out, "y2", y2);
  buffer_append_text(out, "/>");
}

void plot_begin(buffer *out, const plot_frame *f, const char *label)
{
  begin_svg(out, PLOT_HEIGHT, label);
  for (uint32_t i = 0; i <= TICKS; i++) {
    uint32_t x = f->x_low + (MILLION - f->x_low) / TICKS * i, y = f->y_low + (MILLION - f->y_low) / TICKS * i;

    if (i == TICKS) x = y = MILLION;
    segment(out, "l", at_x(f, x), PLOT_TOP, at_x(f, x), PLOT_BOTTOM);
    segment(out, "l", PLOT_LEFT, at_y(f, y), PLOT_RIGHT, at_y(f, y));
    text_at(out, at_x(f, x), PLOT_BOTTOM + 150, i == TICKS ? "end" : "middle", true);
    figure_percent(out, (ratio){ x, MILLION }, 0);
    buffer_append_text(out, "</text>");
    text_at(out, PLOT_LEFT - 50, at_y(f, y) + 35, "end", true);
    figure_percent(out, (ratio){ y, MILLION }, (MILLION - f->y_low) < MILLION / 20 ? 1 : 0);
    buffer_append_text(out, "</text>");
  }
  text_at(out, PLOT_RIGHT, PLOT_BOTTOM + 320, "end", true);
  buffer_printf(out, "%s, %%</text>", f->x_name);
  text_at(out, PLOT_LEFT, PLOT_BOTTOM + 320, "start", true);
  buffer_printf(out, "up: %s, %%</text>", f->y_name);
}

void plot_end(buffer *out)
{
  buffer_append_text(out, "</svg>");
}

void plot_line(buffer *out, const plot_frame *f, const plot_point *points, size_t count)
{
  buffer_append_text(out, "<polyline class=\"c\" points=\"");
  for (size_t i = 0; i < count; i++) {
    if (i) buffer_append_char(out, ' ');
    tenths(out, at_x(f, points[i].x));
    buffer_append_char(out, ',');
    tenths(out, at_y(f, points[i].y));
  }
  buffer_append_text(out, "\"/>");
}

void plot_diagonal(buffer *out, const plot_frame *f)
{
  segment(out, "d", at_x(f, f->x_low), at_y(f, f->x_low), at_x(f, MILLION), at_y(f, MILLION));
}

void plot_level(buffer *out, const plot_frame *f, uint32_t y)
{
  if (y >= f->y_low) segment(out, "d", PLOT_LEFT, at_y(f, y), PLOT_RIGHT, at_y(f, y));
}

void plot_dot(buffer *out, const plot_frame *f, plot_point p, uint32_t radius, bool marked, const char *title)
{
  buffer_printf(out, "<circle class=\"%s\"", marked ? "m" : "p");
  attribute(out, "cx", at_x(f, p.x));
  attribute(out, "cy", at_y(f, p.y));
  attribute(out, "r", radius);
  buffer_append_text(out, "><title>");
  html_text(out, bytes_of(title));
  buffer_append_text(out, "</title></circle>");
}

void plot_bar(buffer *out, const plot_frame *f, uint32_t x, uint32_t low, uint32_t high)
{
  segment(out, "e", at_x(f, x), at_y(f, low), at_x(f, x), at_y(f, high));
}

/* ---- bars ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct bar_scale {
  int64_t low, high; /* thousandths; zero lies between */
} bar_scale;

static int64_t bar_x(const bar_scale *s, int64_t value)
{
  return BAR_LEFT + (BAR_RIGHT - BAR_LEFT) * (value - s->low) / (s->high - s->low);
}

static void bar(buffer *out, const bar_scale *s, int64_t from, int64_t to, int64_t y, bool against)
{
  int64_t left = bar_x(s, from < to ? from : to), right = bar_x(s, from < to ? to : from);

  if (from == to) return;
  buffer_printf(out, "<rect class=\"%s\" rx=\"1\"", against ? "n" : "p");
  attribute(out, "x", left);
  attribute(out, "y", y + 40);
  attribute(out, "width", right - left > 8 ? right - left : 8);
  attribute(out, "height", 110);
  buffer_append_text(out, "/>");
}

static void write_bar_row(buffer *out, const bar_scale *s, const bar_row *r, int64_t y)
{
  buffer_append_text(out, "<g>");
  if (r->title) {
    buffer_append_text(out, "<title>");
    html_text(out, bytes_of(r->title));
    buffer_append_text(out, "</title>");
  }
  text_at(out, 0, y + 130, "start", false);
  html_text(out, bytes_of(r->name));
  buffer_append_text(out, "</text>");
  if (r->is_range) {
    bar(out, s, r->from < 0 ? r->from : 0, r->to < 0 ? r->to : 0, y, true);
    bar(out, s, r->from > 0 ? r->from : 0, r->to > 0 ? r->to : 0, y, false);
  } else {
    bar(out, s, r->from, r->to, y, r->to < r->from);
  }
  text_at(out, PLOT_WIDTH - 10, y + 130, "end", true);
  figure_decimal(out, (r->figure + (r->figure < 0 ? -5 : 5)) / 10, 2);
  buffer_append_text(out, "</text></g>");
}

void plot_bars(buffer *out, const bar_row *rows, size_t count, const char *label)
{
  bar_scale s = { 0, 1 };

  for (size_t i = 0; i < count; i++) {
    int64_t low = rows[i].from < rows[i].to ? rows[i].from : rows[i].to, high = rows[i].from < rows[i].to ? rows[i].to : rows[i].from;

    if (low < s.low) s.low = low;
    if (high > s.high) s.high = high;
  }
  begin_svg(out, (int64_t)count * BAR_HEIGHT + 40, label);
  segment(out, "l", bar_x(&s, 0), 0, bar_x(&s, 0), (int64_t)count * BAR_HEIGHT + 20);
  for (size_t i = 0; i < count; i++) write_bar_row(out, &s, &rows[i], (int64_t)i * BAR_HEIGHT);
  buffer_append_text(out, "</svg>");
}
