/* SPDX-License-Identifier: MIT */
/*
 * Row plan: which columns a row of the output has, in which order, and how it is written.
 *
 *   input    id, Company, l2a_score (of an earlier run), Email
 *   plan     [input 0 id] [input 1 Company] [input 3 Email] [answer l2a_account_id] [answer l2a_decision] ...
 *
 * Immutable once made: shared by all threads.
 */
#ifndef L2A_CLI_ROW_PLAN_H
#define L2A_CLI_ROW_PLAN_H

#include "base/arena.h"
#include "io/answer_column.h"
#include "io/columns.h"
#include "io/table.h"

typedef struct plan_column {
  bool is_answer;
  bool is_email;   /* of the input: an address, or what should be one */
  uint32_t column; /* of the input, or answer_column */
  bytes name;      /* borrowed from the table, the plan, or static */
} plan_column;

typedef struct row_plan {
  bool json;            /* NDJSON out */
  bool input_json;      /* NDJSON in */
  bool whole;           /* every column of the input in its order, then those of the answer: rows can be copied as they stand */
  bool all_members;     /* no --columns: NDJSON keeps every member, also those that have no column */
  bool hash_emails;     /* no address leaves: they are hashed in every column of the input */
  bool safe_cells;      /* CSV: no value of the answer is taken for a formula by a spreadsheet */
  bool has_old_answers; /* the input has columns of an earlier run; they are left out */
  char separator;       /* CSV out */
  uint32_t input_count; /* columns of the input */
  size_t count;
  plan_column *columns;
  arena names; /* those that were made unique for NDJSON */
} row_plan;

typedef struct row_plan_options {
  const bytes *names; /* columns of the input; they must outlive the plan */
  uint32_t count;
  bool input_json;
  bool json;
  bool candidates;
  char separator;
  const char *columns; /* --columns; NULL: all */
  bool hash_emails, safe_cells;
  const column_map *map; /* to know the columns of addresses; may be NULL */
} row_plan_options;

/* L2A_ENOTFOUND (--columns names a column that is not there; message has the nearest), L2A_ENOMEM. */
l2a_status row_plan_make(row_plan *plan, const row_plan_options *options, l2a_error *error);
void row_plan_free(row_plan *plan);

/* The header line of CSV; nothing for NDJSON. Errors: out->failed. */
void row_plan_write_header(const row_plan *plan, buffer *out);

/* What writes rows; one for each thread. */
typedef struct row_writer {
  const row_plan *plan;
  buffer *out;
  buffer scratch, safe; /* the caller frees them: row_writer_free */
  char raw_separator;   /* of the file that the records come from; 0 for NDJSON */
} row_writer;

/* One row. r may be NULL when the plan has no columns of the input. Errors: out->failed, row_writer_failed. */
void row_writer_write(row_writer *w, const record *r, const l2a_result *result);
bool row_writer_failed(const row_writer *w); /* memory was out */
void row_writer_free(row_writer *w);

#endif
