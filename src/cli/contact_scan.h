/* SPDX-License-Identifier: MIT */
/*
 * Contact scan: every contact of files looked at by all threads, what they find brought together in input order. For commands that learn
 * from contacts instead of answering for them.
 *
 *   row_source --chunk--> [parse, leave out, look: into a finding of the item's] --in order--> collect
 */
#ifndef L2A_CLI_CONTACT_SCAN_H
#define L2A_CLI_CONTACT_SCAN_H

#include "cli/reject_log.h"
#include "cli/row_source.h"
#include "cli/run_summary.h"

typedef struct contact_scan {
  row_source *source;
  size_t thread_count;
  void *payload; /* of the functions below */
  /* What a thread has, and what the rows of one chunk give; both freed by their own functions (NULL is accepted). */
  void *(*state_new)(void *payload, l2a_error *error);
  void (*state_free)(void *state);
  void *(*finding_new)(void);
  void (*finding_free)(void *finding);
  void (*finding_clear)(void *finding);
  l2a_status (*look)(void *state, void *finding, const l2a_contact *contact, l2a_error *error); /* any thread */
  l2a_status (*collect)(void *payload, const void *finding, l2a_error *error);                  /* one thread at a time, in input order */
  bool show_progress;
  const char *title; /* of the progress line */
  /* afterwards */
  reject_log *rejects; /* counts; may have a file */
  run_counts counts;   /* rows, rejected, skipped */
} contact_scan;

/* Statuses of row_source_next, look, collect; L2A_ENOMEM. */
l2a_status contact_scan_run(contact_scan *scan, l2a_error *error);

#endif
