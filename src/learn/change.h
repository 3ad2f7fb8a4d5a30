/* SPDX-License-Identifier: MIT */
/*
 * Changes: what two answers for one contact differ in.
 *
 *              B: match     review         none
 *   A: match   moved        lost           lost          (moved: to another account)
 *   A: review  gained       other_review   from_review
 *   A: none    gained       to_review      -
 *
 * With the same decision and account a change of the reason alone is `reason`, else the contact is `same`; scores do not count.
 */
#ifndef L2A_LEARN_CHANGE_H
#define L2A_LEARN_CHANGE_H

#include "base/status.h"
#include "base/bytes.h"

typedef enum change {
  CHANGE_GAINED,
  CHANGE_LOST,
  CHANGE_MOVED,
  CHANGE_TO_REVIEW,
  CHANGE_FROM_REVIEW,
  CHANGE_OTHER_REVIEW,
  CHANGE_REASON,
  CHANGE_SAME,
  CHANGE_COUNT
} change;

enum { CHANGE_SAMPLE_LIMIT = 1000 };

/* "gained", ...; and a sentence. Static. */
const char *change_name(change c);
const char *change_meaning(change c);

change change_between(const l2a_result *a, const l2a_result *b);

/* What is kept of an answer to be read. */
typedef struct change_side {
  bytes account_id, account_name;
  uint32_t score; /* 1/10000 */
  l2a_decision decision;
  l2a_reason reason;
} change_side;

typedef struct changed_row {
  char *texts; /* what the rest points to */
  uint64_t order;
  bytes contact_id, company, email, website;
  change_side a, b;
} changed_row;

/* Of every change the rows with the smallest hash of the contact id: the same rows whatever the order of the input. */
typedef struct change_set {
  uint64_t rows;
  uint64_t counts[CHANGE_COUNT];
  uint64_t reasons[CHANGE_COUNT][L2A_REASON_COUNT][L2A_REASON_COUNT]; /* by reason of A, of B */
  uint32_t limit;
  uint32_t kept[CHANGE_COUNT];
  changed_row *samples[CHANGE_COUNT]; /* in the order of the hash */
} change_set;

/* limit: rows kept of each change; at most CHANGE_SAMPLE_LIMIT. L2A_ENOMEM. */
l2a_status change_set_init(change_set *set, uint32_t limit, l2a_error *error);
void change_set_free(change_set *set);

/* Counts the contact, and keeps it when it belongs to the sample; all texts are copied. *what (may be NULL) gets the change. L2A_ENOMEM. */
l2a_status change_set_take(change_set *set, const l2a_contact *contact, const l2a_result *a, const l2a_result *b, change *what,
                           l2a_error *error);

/* The row as it is taken, borrowing from the arguments. */
changed_row changed_row_of(const l2a_contact *contact, const l2a_result *a, const l2a_result *b);

#endif
