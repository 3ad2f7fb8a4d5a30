/* SPDX-License-Identifier: MIT */
/*
 * Sheets: what a view has computed, as tables of typed cells. The same sheets are shown as text, CSV, JSON and HTML.
 *
 *   sheet_set
 *     sheet "level"   columns: group | mqas | met | attainment      cells, row by row: [all][55][16][16 of 55] [owner Dana][8] ...
 *     sheet "reasons" columns: reason | times                       ...
 *
 * A failed allocation is remembered (failed) and checked once, at the end.
 */
#ifndef L2A_REPORT_SHEET_H
#define L2A_REPORT_SHEET_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/time_zone.h"

enum { SHEET_LIMIT = 12 };

typedef enum cell_form {
  FORM_TEXT,
  FORM_COUNT,   /* 1234 */
  FORM_SHARE,   /* number of total, in percent */
  FORM_DECIMAL, /* thousandths, shown with one decimal */
  FORM_MONEY,   /* thousandths, shown without decimals */
  FORM_INSTANT
} cell_form;

typedef struct sheet_column {
  const char *name;  /* in CSV and JSON */
  const char *title; /* for readers */
  cell_form form;
  bool data_only; /* left out for readers */
} sheet_column;

typedef struct sheet_cell {
  bool empty;
  int64_t number;
  uint64_t total; /* of a share */
  bytes text;
} sheet_cell;

typedef struct sheet {
  const char *name, *title;
  const char *note;   /* how it is to be read; may be NULL */
  bool data_only;     /* not for readers: only as CSV and JSON */
  uint32_t row_limit; /* rows for readers; 0: all */
  const sheet_column *columns;
  uint32_t column_count;
  sheet_cell *cells;
  size_t cell_count, capacity;
} sheet;

typedef struct sheet_set {
  sheet sheets[SHEET_LIMIT];
  size_t count;
  buffer heading; /* a line or more above all */
  arena texts;
  bool failed;
} sheet_set;

void sheet_set_init(sheet_set *s);
void sheet_set_free(sheet_set *s);

/* The set's next sheet. Texts are static. */
sheet *sheet_begin(sheet_set *s, const char *name, const char *title, const char *note, const sheet_column *columns, size_t column_count);
#define SHEET_BEGIN(s, name, title, note, columns) sheet_begin(s, name, title, note, columns, sizeof(columns) / sizeof *(columns))

/* The next cell of the last sheet, in the order of its columns. Texts are borrowed: they live as long as what was computed from. */
void sheet_text(sheet_set *s, bytes text);
void sheet_copy(sheet_set *s, bytes text); /* a text that goes away */
void sheet_number(sheet_set *s, int64_t number);
void sheet_share(sheet_set *s, uint64_t of, uint64_t total); /* empty without a total */
void sheet_instant(sheet_set *s, int64_t instant);           /* INSTANT_NONE: empty */
void sheet_empty(sheet_set *s);
/* The 95 % interval of a share: two cells. */
void sheet_interval(sheet_set *s, uint64_t of, uint64_t total);

/* NULL: there is none of that name. */
const sheet *sheet_find(const sheet_set *s, bytes name);
size_t sheet_rows(const sheet *t);
const sheet_cell *sheet_at(const sheet *t, size_t row, size_t column);

/* Errors: out->failed. */
void sheet_set_write_text(buffer *out, const sheet_set *s);
void sheet_set_write_json(buffer *out, const sheet_set *s);
void sheet_write_csv(buffer *out, const sheet *t);
void sheet_write_ndjson(buffer *out, const sheet *t);
void sheet_write_html(buffer *out, const sheet *t, const char *caption); /* the table alone; caption may be NULL */

/* A cell as readers see it. */
void sheet_cell_write(buffer *out, const sheet_cell *c, cell_form form);

#endif
