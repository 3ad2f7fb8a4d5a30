/* SPDX-License-Identifier: MIT */
/* Account table: account files in, index out. */
#ifndef L2A_CLI_ACCOUNT_TABLE_H
#define L2A_CLI_ACCOUNT_TABLE_H

#include "cli/account_contacts.h"
#include "cli/reject_log.h"
#include "cli/row_source.h"
#include "io/export_rules.h"

typedef struct account_table_options {
  const char *const *paths;
  size_t count;
  const option_list *map;
  const char *map_option; /* "map" or "map-accounts" */
  const char *encoding;
  const char *delimiter;
  const char *index_path; /* NULL: in memory */
  bool changes;           /* rows need no more than an id */
  bool open;              /* open the index that was built */
  bool report;            /* say on standard error which columns are used */
  bool with_reasons;
  bool progress;
  size_t thread_count;
  const account_contacts *contacts; /* NULL, or their domains become a column more */
} account_table_options;

typedef struct account_table_counts {
  uint64_t rows; /* without blank lines */
  uint64_t rejected;
  uint64_t skipped[SKIP_REASON_COUNT];
} account_table_counts;

/* Where the rows go. The columns are ordered: the id first, then the other fields, of several of one field the preferred one first. */
typedef struct account_sink {
  l2a_status (*begin)(void *payload, const l2a_column *columns, size_t count, l2a_error *error);
  l2a_status (*add)(void *payload, const l2a_string *cells, l2a_error *error);  /* L2A_EINVAL: the row is rejected */
  l2a_status (*skip)(void *payload, const l2a_string *cells, l2a_error *error); /* a row marked as deleted or merged; NULL: only counted */
  void *payload;
} account_sink;

/* Reads the rows of account files. Damaged rows, and rows that the sink refuses, go to rejects. Statuses of row_source_* and of the sink. */
l2a_status account_table_read(account_table_counts *counts, const account_table_options *options, const account_sink *sink,
                              reject_log *rejects, l2a_error *error);

/*
 * Builds an index of the rows. Damaged rows, and rows that the index refuses, go to rejects. out may be NULL when options.open is false.
 * A failure leaves an index that was there before as it was. Statuses of row_source_* and l2a_index_writer_*.
 */
l2a_status account_table_build(l2a_index **out, account_table_counts *counts, const account_table_options *options, const l2a_rules *rules,
                               reject_log *rejects, l2a_error *error);

#endif
