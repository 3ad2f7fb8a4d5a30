/* SPDX-License-Identifier: MIT */
#include "report/html_chart.h"

#include "report/figure.h"
#include "report/html_page.h"

/* Units. */
enum { CHART_WIDTH = 360, COLUMNS_HEIGHT = 150, COLUMNS_LEFT = 26, COLUMNS_TOP = 10, COLUMNS_BOTTOM = 128, GAP_PERCENT = 22 };
enum { BARS_ROW = 22, BARS_LEFT = 104, BARS_RIGHT = 322, NAME_LIMIT = 18 };

static void svg_begin(buffer *out, int height, const char *label)
{
  buffer_printf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", CHART_WIDTH, height);
  html_text(out, bytes_of(label));
  buffer_append_text(out, "\">");
}

/* A figure in tenths of a unit. */
static void tenths_attribute(buffer *out, const char *name, int64_t value)
{
  buffer_printf(out, " %s=\"", name);
  figure_decimal(out, value, 1);
  buffer_append_char(out, '"');
}

static void rectangle(buffer *out, bool marked, int64_t x, int64_t y, int64_t width, int64_t height)
{
  buffer_printf(out, "<rect class=\"%s\"", marked ? "n" : "p");
  tenths_attribute(out, "x", x);
  tenths_attribute(out, "y", y);
  tenths_attribute(out, "width", width);
  tenths_attribute(out, "height", height);
  buffer_append_text(out, "/>");
}

static void title(buffer *out, const chart_value *v)
{
  buffer_append_text(out, "<title>");
  html_text(out, v->name);
  buffer_append_text(out, ": ");
  figure_count(out, v->value);
  buffer_append_text(out, "</title>");
}

static uint64_t largest(const chart_value *values, size_t count)
{
  uint64_t most = 1;

  for (size_t i = 0; i < count; i++)
    if (values[i].value > most) most = values[i].value;
  return most;
}

static void column(buffer *out, const chart_value *v, int64_t x, int64_t width, uint64_t most)
{
  int64_t whole = (COLUMNS_BOTTOM - COLUMNS_TOP) * 10;
  int64_t height = (int64_t)(v->value * (uint64_t)whole / most);
  int64_t marked = (int64_t)(v->marked * (uint64_t)whole / most);

  buffer_append_text(out, "<g>");
  title(out, v);
  if (height > marked) rectangle(out, false, x, COLUMNS_BOTTOM * 10 - height, width, height - marked);
  if (marked) rectangle(out, true, x, COLUMNS_BOTTOM * 10 - marked, width, marked);
  buffer_append_text(out, "</g>");
}

void chart_columns(buffer *out, const chart_value *values, size_t count, size_t name_step, const char *label)
{
  uint64_t most = largest(values, count);
  int64_t each = count ? (CHART_WIDTH - COLUMNS_LEFT) * 10 / (int64_t)count : 0;
  int64_t gap = each * GAP_PERCENT / 100;

  svg_begin(out, COLUMNS_HEIGHT, label);
  for (int i = 0; i < 2; i++) {
    int y = i ? COLUMNS_TOP : COLUMNS_BOTTOM;
    buffer_printf(out, "<line class=\"l\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", COLUMNS_LEFT, y, CHART_WIDTH, y);
    buffer_printf(out, "<text class=\"s\" x=\"%d\" y=\"%d\" text-anchor=\"end\">", COLUMNS_LEFT - 4, y + 4);
    figure_count(out, i ? most : 0);
    buffer_append_text(out, "</text>");
  }
  for (size_t i = 0; i < count; i++) {
    int64_t x = COLUMNS_LEFT * 10 + each * (int64_t)i;

    column(out, &values[i], x + gap / 2, each - gap, most);
    if (i % name_step) continue;
    buffer_append_text(out, "<text class=\"s\"");
    tenths_attribute(out, "x", x + each / 2);
    buffer_printf(out, " y=\"%d\" text-anchor=\"%s\">", COLUMNS_BOTTOM + 14, each < 300 && i + name_step >= count ? "end" : "middle");
    html_text(out, values[i].name);
    buffer_append_text(out, "</text>");
  }
  buffer_append_text(out, "</svg>");
}

static void bar(buffer *out, const chart_value *v, int64_t y, uint64_t most)
{
  int64_t whole = (BARS_RIGHT - BARS_LEFT) * 10;
  int64_t width = (int64_t)(v->value * (uint64_t)whole / most);
  int64_t marked = (int64_t)(v->marked * (uint64_t)whole / most);

  buffer_append_text(out, "<g>");
  title(out, v);
  buffer_printf(out, "<text x=\"0\" y=\"%d\">", (int)y + 15);
  html_text(out, v->name.size > NAME_LIMIT ? bytes_from(v->name.data, NAME_LIMIT) : v->name);
  buffer_append_text(out, "</text>");
  if (width > marked) rectangle(out, false, BARS_LEFT * 10 + marked, y * 10 + 30, width - marked, 160);
  if (marked) rectangle(out, true, BARS_LEFT * 10, y * 10 + 30, marked, 160);
  buffer_append_text(out, "<text class=\"s\"");
  tenths_attribute(out, "x", BARS_LEFT * 10 + width + 50);
  buffer_printf(out, " y=\"%d\">", (int)y + 15);
  figure_count(out, v->value);
  buffer_append_text(out, "</text></g>");
}

void chart_bars(buffer *out, const chart_value *values, size_t count, const char *label)
{
  uint64_t most = largest(values, count);

  svg_begin(out, (int)count * BARS_ROW + 4, label);
  for (size_t i = 0; i < count; i++) bar(out, &values[i], (int64_t)i * BARS_ROW, most);
  buffer_append_text(out, "</svg>");
}
