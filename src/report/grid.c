/* SPDX-License-Identifier: MIT */
#include "report/grid.h"

#include <stdlib.h>

enum { CELLS_AT_FIRST = 256, GRID_GAP = 2 };

void grid_init(grid *g, const char *alignment)
{
  memset(g, 0, sizeof *g);
  while (alignment[g->column_count] && g->column_count < GRID_COLUMN_LIMIT) {
    g->left[g->column_count] = alignment[g->column_count] == 'l';
    g->column_count++;
  }
}

void grid_free(grid *g)
{
  free(g->ends);
  buffer_free(&g->text);
  memset(g, 0, sizeof *g);
}

void grid_end_cell(grid *g)
{
  if (g->cell_count == g->capacity) {
    size_t capacity = g->capacity ? g->capacity * 2 : CELLS_AT_FIRST;
    size_t *ends = realloc(g->ends, capacity * sizeof *ends);

    if (!ends) {
      g->text.failed = true;
      return;
    }
    g->ends = ends;
    g->capacity = capacity;
  }
  g->ends[g->cell_count++] = g->text.size;
}

void grid_cell(grid *g, bytes text)
{
  buffer_append_bytes(&g->text, text);
  grid_end_cell(g);
}

static size_t code_points(bytes text)
{
  size_t n = 0;

  for (size_t i = 0; i < text.size; i++) n += ((unsigned char)text.data[i] & 0xC0) != 0x80;
  return n;
}

/* The first n code points. */
static bytes head_of(bytes text, size_t n)
{
  size_t at = 0;

  while (at < text.size && (n || ((unsigned char)text.data[at] & 0xC0) == 0x80)) n -= ((unsigned char)text.data[at++] & 0xC0) != 0x80;
  return bytes_from(text.data, at);
}

static bytes cell_at(const grid *g, size_t n)
{
  size_t start = n ? g->ends[n - 1] : 0;

  return bytes_from(g->text.data ? g->text.data + start : "", g->ends[n] - start);
}

static size_t shown_width(bytes text)
{
  size_t n = code_points(text);

  return n > GRID_CELL_LIMIT ? GRID_CELL_LIMIT : n;
}

static void write_cell(buffer *out, bytes text, size_t width, bool left)
{
  size_t fill = width - shown_width(text);

  for (size_t i = 0; !left && i < fill; i++) buffer_append_char(out, ' ');
  if (code_points(text) > GRID_CELL_LIMIT) {
    buffer_append_bytes(out, head_of(text, GRID_CELL_LIMIT - 3));
    buffer_append_text(out, "...");
  } else {
    buffer_append_bytes(out, text);
  }
  for (size_t i = 0; left && i < fill; i++) buffer_append_char(out, ' ');
}

void grid_write(grid *g, buffer *out)
{
  size_t widths[GRID_COLUMN_LIMIT] = { 0 };
  size_t whole = g->cell_count - g->cell_count % g->column_count;

  out->failed |= g->text.failed;
  for (size_t i = 0; i < whole; i++) {
    size_t n = shown_width(cell_at(g, i));
    if (n > widths[i % g->column_count]) widths[i % g->column_count] = n;
  }
  for (size_t i = 0; i < whole; i++) {
    uint32_t column = (uint32_t)(i % g->column_count);

    for (int k = 0; column && k < GRID_GAP; k++) buffer_append_char(out, ' ');
    write_cell(out, cell_at(g, i), widths[column], g->left[column]);
    if (column + 1 < g->column_count) continue;
    while (out->size && out->data[out->size - 1] == ' ') out->size--;
    buffer_append_char(out, '\n');
  }
  g->cell_count = 0;
  buffer_clear(&g->text);
}
