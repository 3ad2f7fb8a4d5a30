/* SPDX-License-Identifier: MIT */
/* The end of a match run on standard error: rows by decision and reason, what was left out, time, memory, what it was made with. */
#ifndef L2A_CLI_RUN_SUMMARY_H
#define L2A_CLI_RUN_SUMMARY_H

#include "cli/reject_log.h"
#include "io/export_rules.h"

enum { DECISION_COUNT = L2A_DECISION_MATCH + 1 };

typedef struct run_counts {
  uint64_t rows; /* read, without blank lines */
  uint64_t answers[DECISION_COUNT][L2A_REASON_COUNT];
  uint64_t rejected;
  uint64_t skipped[SKIP_REASON_COUNT];
  uint64_t detailed; /* answers with a detail: budgets that cut candidates, conflict policies */
} run_counts;

void run_counts_add(run_counts *sum, const run_counts *more);

typedef struct run_summary {
  const run_counts *counts;
  uint64_t start_ns;
  const char *rejects_path; /* NULL: none was asked for */
  const reject_log *rejects;
  const l2a_rules *rules;
  const l2a_index *index;
} run_summary;

void run_summary_print(const run_summary *s);

/* "skipped 3 contacts (deleted 2, report footer 1)"; nothing when there were none. what: "contact". */
void summary_print_skipped(const uint64_t skipped[SKIP_REASON_COUNT], const char *what);

/* "rejected 2 contacts, see rejects.csv", or the first one when there is no file; nothing when count is 0. */
void summary_print_rejects(const reject_log *rejects, uint64_t count, const char *what, const char *path);

/* "0.42 s, 118 MB", for the end of a line. */
void summary_append_cost(buffer *out, uint64_t start_ns);

/* "1 row", "1,234 rows". */
void append_counted(buffer *out, uint64_t count, const char *noun);

/* 1234567 as 1,234,567. */
void append_grouped(buffer *out, uint64_t value);

#endif
