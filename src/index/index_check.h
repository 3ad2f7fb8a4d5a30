/* SPDX-License-Identifier: MIT */
#ifndef L2A_INDEX_INDEX_CHECK_H
#define L2A_INDEX_INDEX_CHECK_H

#include "base/status.h"

/* What is done with an index; each of them reads what the ones before it read, and more sections. */
typedef enum index_use {
  INDEX_USE_NOTHING = 0,
  INDEX_USE_CHOICES, /* keys and heads of accounts (match/sure_domain.h) */
  INDEX_USE_PLAIN,   /* all that a contact without a company is compared with */
  INDEX_USE_ALL
} index_use;

/* What was checked of which state of an index; {0} nothing. */
typedef struct index_checked {
  index_use use;
  uint64_t generation;
} index_checked;

/*
 * l2a_index_check of what a use reads, without what *done says (NULL: nothing) of the same generation; in several threads, with the same
 * answer. *done is what it was and this use. Deltas are checked whole each time: they are small.
 */
l2a_status index_check(const l2a_index *index, index_use use, index_checked *done, size_t thread_count, l2a_error *error);

/*
 * Copies what every contact asks of into memory that is read sooner (hot_copy.h), for a job of many contacts. Before the check, and before
 * any other thread has the index: what was copied is what is checked. Statuses of l2a_index_check.
 */
l2a_status index_heat(l2a_index *index, size_t thread_count, l2a_error *error);

#endif
