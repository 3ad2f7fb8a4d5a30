/* SPDX-License-Identifier: MIT */
/*
 * An answer run: contact files in, answers to a function, in input order and in constant memory. With two engines every contact gets the
 * answers of both.
 *
 *   row_source --chunk--> [parse, match in batches, copy the answers] --in order--> take
 *      reader                   every thread, with matchers of its own           one thread
 */
#ifndef L2A_CLI_ANSWER_RUN_H
#define L2A_CLI_ANSWER_RUN_H

#include "cli/engine.h"
#include "cli/run_summary.h"

enum { ANSWER_ENGINE_LIMIT = 2 };

/* Valid during the call of take. */
typedef struct answer_row {
  const row_file *file;
  const record *record;
  l2a_contact contact;
  l2a_result results[ANSWER_ENGINE_LIMIT]; /* by engine */
} answer_row;

typedef struct answer_run {
  row_source *source;
  size_t engine_count;
  const engine *engines[ANSWER_ENGINE_LIMIT];
  uint32_t candidate_limit;
  size_t thread_count;
  reject_log *rejects;
  const char *label; /* of the progress line */
  bool progress;
  l2a_status (*take)(void *payload, const answer_row *row, l2a_error *error);
  void *payload;
  run_counts counts; /* rows, rejected, skipped; of the answers those of the first engine */
} answer_run;

/* Statuses of row_source_next, l2a_match_batch and take. */
l2a_status answer_run_all(answer_run *run, l2a_error *error);

#endif
