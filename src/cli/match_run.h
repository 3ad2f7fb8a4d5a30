/* SPDX-License-Identifier: MIT */
/*
 * A match run: contact files in, answers out, in constant memory.
 *
 *   row_source --chunk--> [parse, match in batches, write rows into the item's buffer] --in order--> output, reject_log, counts
 *      reader                            every thread, with a matcher of its own                              writer
 */
#ifndef L2A_CLI_MATCH_RUN_H
#define L2A_CLI_MATCH_RUN_H

#include <stdatomic.h>

#include "cli/checkpoint.h"
#include "cli/row_plan.h"
#include "cli/row_source.h"
#include "cli/run_summary.h"
#include "io/progress.h"
#include "match/choose.h"

typedef struct match_run {
  row_source *source;
  const l2a_rules *rules;
  l2a_index *index;
  const row_plan *plan;
  output *out;
  reject_log *rejects;
  checkpoint *checkpoint; /* NULL: none. Rows before its place are left out, and the header when it was resumed */
  run_counts counts;
  progress progress;
  uint32_t candidate_limit;
  bool choices;             /* account and decision are all that the plan and the counts need of an answer */
  const match_guard *guard; /* of the index; NULL: it is checked */
  size_t thread_count;
  atomic_bool closed; /* nobody reads the output any more: no more chunks are begun */
  bool keep_skipped;  /* deleted, merged and converted rows are matched as well; report footers are no rows */
} match_run;

/* Statuses of row_source_next, l2a_match_batch, output_write. A reader of standard output that has gone ends the run with L2A_OK, and
 * closed is set. */
l2a_status match_run_all(match_run *run, l2a_error *error);

#endif
