/* SPDX-License-Identifier: MIT */
/*
 * Grid: aligned columns for a terminal.
 *
 *   tier           rows  precision
 *   core            898      99.71
 */
#ifndef L2A_REPORT_GRID_H
#define L2A_REPORT_GRID_H

#include "base/buffer.h"

enum { GRID_COLUMN_LIMIT = 16, GRID_CELL_LIMIT = 60 }; /* code points; longer cells are cut, and end in "..." */

typedef struct grid {
  uint32_t column_count;
  bool left[GRID_COLUMN_LIMIT]; /* aligned to the left; numbers stand right */
  size_t cell_count;
  size_t capacity;
  size_t *ends; /* of cells in text */
  buffer text;
} grid;

/* alignment: one letter a column, "lrr". */
void grid_init(grid *g, const char *alignment);
void grid_free(grid *g);

/* Cells one after the other, row by row. What is appended to g->text between two calls is the cell that grid_end_cell ends. */
void grid_end_cell(grid *g);
void grid_cell(grid *g, bytes text);

/* Writes all rows and empties the grid; blanks at the end of a line are left out. Errors: out->failed. */
void grid_write(grid *g, buffer *out);

#endif
