/* SPDX-License-Identifier: MIT */
/* What tuning reads: the contacts of files with the features of their candidates, as a training set. */
#ifndef L2A_CLI_TUNE_COLLECT_H
#define L2A_CLI_TUNE_COLLECT_H

#include "cli/contact_scan.h"
#include "learn/contact_sample.h"
#include "learn/level_histogram.h"
#include "learn/suggest.h"

typedef struct tune_collect {
  const l2a_rules *rules;
  l2a_index *index;
  const label_set *labels;    /* NULL: none */
  training_set *set;          /* labelled contacts; NULL: not wanted */
  suggestion_pool *pool;      /* contacts without label that might be worth one; NULL: not wanted */
  level_histogram *histogram; /* of all contacts; NULL: not wanted */
  contact_sample *sample;     /* contacts with an id, whatever their labels; NULL: not wanted */
  size_t overridden;          /* labelled contacts that an override decides: nothing to learn there */
  contact_scan scan;          /* source, thread_count, rejects, show_progress are the caller's */
} tune_collect;

/* Statuses of contact_scan_run, training_set_add. The set is prepared. */
l2a_status tune_collect_run(tune_collect *c, l2a_error *error);

#endif
