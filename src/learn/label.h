/* SPDX-License-Identifier: MIT */
/*
 * Labels: what is known to be right, contact by contact.
 *
 *   contact_id  account_id  also_ok   tier   stratum               (segment columns: any number up to SEGMENT_COLUMN_LIMIT)
 *   C1          A7          A8|A9     core   corporate e-mail      A7 is right, A8 and A9 would be as well
 *   C2                                core   free mail             no account is right
 *   a contact that is not there                                    unknown: it is not counted, and nothing is learned from it
 */
#ifndef L2A_LEARN_LABEL_H
#define L2A_LEARN_LABEL_H

#include "base/limits.h"
#include "base/status.h"
#include "index/snapshot.h"
#include "learn/id_map.h"

typedef struct label {
  bytes account_id;                      /* empty: no account is right */
  bytes also_ok;                         /* further ids that are right, separated by | */
  uint64_t line;                         /* where it stands */
  uint32_t weight;                       /* thousandths: what it counts in learning */
  uint32_t values[SEGMENT_COLUMN_LIMIT]; /* by segment column: number of its value */

  /* After label_set_resolve. */
  bool unknown; /* an account that the index does not have is the right one */
  uint32_t account_count;
  const uint32_t *accounts; /* numbers of those the index has; the first one is account_id's if it is there */
} label;

typedef struct segment_column {
  bytes name;
  id_map values;
} segment_column;

typedef struct label_set {
  id_map contacts; /* number: of the label */
  uint32_t capacity;
  label *labels;
  uint64_t repeated; /* rows that say again what an earlier one said */
  uint32_t column_count;
  segment_column columns[SEGMENT_COLUMN_LIMIT];
  arena texts;
} label_set;

void label_set_init(label_set *set);
void label_set_free(label_set *set);

/* Adds a segment column before the first label; the name is copied. L2A_ELIMIT, L2A_ENOMEM. */
l2a_status label_set_add_column(label_set *set, bytes name, l2a_error *error);

/*
 * Adds a label; all texts are copied. values: one for each segment column. file and line are for messages. A contact that is labelled twice
 * is counted when the two say the same, else L2A_EINVAL with both lines. L2A_EINVAL (no contact id), L2A_ELIMIT (values of a segment
 * column, accounts of a label), L2A_ENOMEM.
 */
l2a_status label_set_add(label_set *set, bytes contact_id, const label *l, const bytes *values, const char *file, l2a_error *error);

/* NULL when there is none. Any thread. */
const label *label_set_find(const label_set *set, bytes contact_id);

/* Looks the accounts up in the index. *missing gets the number of labels whose account it does not have. L2A_ENOMEM. */
l2a_status label_set_resolve(label_set *set, const snapshot *s, size_t *missing, l2a_error *error);

/* True when the account is right for the contact: the one that is named, or one of also_ok. Never for an empty id. */
bool label_accepts(const label *l, bytes account_id);

#endif
