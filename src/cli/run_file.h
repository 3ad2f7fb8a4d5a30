/* SPDX-License-Identifier: MIT */
/*
 * Answers out of a file: the output of `l2a match`, or any file with the columns contact_id, account_id and, where they exist, decision,
 * score and reason. A decision is a match when it says so in any of the usual words; "review" is a review; everything else abstains.
 * Without a decision column a row with an account is a match.
 */
#ifndef L2A_CLI_RUN_FILE_H
#define L2A_CLI_RUN_FILE_H

#include "cli/option.h"
#include "learn/outcome_set.h"

typedef struct run_file {
  /* account_name and contact hold what the file says, and are empty where it says nothing */
  l2a_status (*take)(void *payload, const labelled_answer *a, bytes account_name, const l2a_contact *contact, l2a_error *error);
  void *payload;
  const option_list *map;     /* --map id=COLUMN */
  uint64_t unreadable_scores; /* texts that are no number: the row has no score */
  uint64_t rejected;
} run_file;

/* L2A_ENOTFOUND (a column is missing), statuses of table_open and of take. */
l2a_status run_file_read(run_file *run, const char *path, l2a_error *error);

#endif
