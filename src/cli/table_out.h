/* SPDX-License-Identifier: MIT */
/* A table out: CSV (header, LF, quotes only where needed) or NDJSON with the same names. Cells in the order of the columns. */
#ifndef L2A_CLI_TABLE_OUT_H
#define L2A_CLI_TABLE_OUT_H

#include "base/buffer.h"
#include "io/output.h"

typedef enum cell_kind { CELL_TEXT = 0, CELL_NUMBER, CELL_BOOL } cell_kind; /* as NDJSON writes it; an empty number or bool is null */

typedef struct table_column {
  const char *name;
  cell_kind kind;
} table_column;

typedef struct table_out {
  output *out;
  const table_column *columns;
  size_t count;
  bool json;
  bool hide_emails; /* set after table_out_begin: a cell's addresses become their hashes (hidden_email.h) */
  size_t at;
  buffer text;
} table_out;

/* Writes the header. out is borrowed; columns must outlive t. */
l2a_status table_out_begin(table_out *t, output *out, const table_column *columns, size_t count, bool json, l2a_error *error);
void table_out_cell(table_out *t, bytes value);
void table_out_number(table_out *t, uint64_t value);
void table_out_thousandths(table_out *t, int64_t value); /* 34500 as 34.500 */
void table_out_bool(table_out *t, bool value);
void table_out_instant(table_out *t, int64_t instant);    /* INSTANT_NONE: empty */
l2a_status table_out_row(table_out *t, l2a_error *error); /* ends a row */
l2a_status table_out_end(table_out *t, l2a_error *error); /* writes what is left; frees the buffer, whatever the status */

#endif
