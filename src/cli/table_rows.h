/* SPDX-License-Identifier: MIT */
/* The records of a small file, one after the other, to a function; a damaged one is an error. For files that a person keeps: labels, sheets. */
#ifndef L2A_CLI_TABLE_ROWS_H
#define L2A_CLI_TABLE_ROWS_H

#include "base/status.h"
#include "io/table.h"

typedef struct table_rows {
  l2a_status (*begin)(void *payload, const table *t, l2a_error *error); /* the columns */
  l2a_status (*row)(void *payload, const record *r, l2a_error *error);  /* not for empty rows */
  void *payload;
  bool tolerant;     /* damaged rows are counted instead */
  uint64_t rejected; /* how many there were */
} table_rows;

/* L2A_ESYNTAX (a damaged row), statuses of table_open and table_next, and what the functions return. */
l2a_status table_rows_read(table_rows *rows, const char *path, l2a_error *error);

/* The column with this name, without case and blanks around; RECORD_NO_COLUMN. */
uint32_t table_find_column(const table *t, bytes name);

/* L2A_ENOTFOUND for a column that is not there; the message names those that are. option: who asks ("--label"), may be NULL. */
l2a_status table_no_column(const table *t, const char *option, bytes name, l2a_error *error);

#endif
