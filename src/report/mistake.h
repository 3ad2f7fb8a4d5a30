/* SPDX-License-Identifier: MIT */
/*
 * Mistakes: the worst errors of an evaluation, to be read one by one. Of each kind as many as asked for: wrong and false matches with the
 * highest scores, missed ones with the lowest.
 */
#ifndef L2A_REPORT_MISTAKE_H
#define L2A_REPORT_MISTAKE_H

#include "learn/outcome_set.h"
#include "report/waterfall.h"

typedef enum mistake_kind { MISTAKE_WRONG, MISTAKE_FALSE, MISTAKE_MISSED, MISTAKE_KIND_COUNT } mistake_kind;

enum { MISTAKE_LIMIT = 100 };

typedef struct mistake {
  char *texts;    /* what the rest points to */
  uint64_t order; /* smaller is worse; ties by tie */
  uint64_t tie;
  l2a_contact contact; /* id and what is known of it */
  bytes given;         /* account of the answer; may be empty */
  bytes given_name;    /* may be empty */
  bytes wanted;        /* account of the label; may be empty */
  bytes reason;
  l2a_decision decision;
  int64_t score;
  waterfall given_falls, wanted_falls; /* known only when there was an index */
} mistake;

typedef struct mistake_list {
  uint32_t limit; /* of each kind, at most MISTAKE_LIMIT */
  uint32_t counts[MISTAKE_KIND_COUNT];
  mistake *items[MISTAKE_KIND_COUNT]; /* worst first */
} mistake_list;

/* "wrong account", "match where there is none", "missed"; static. */
const char *mistake_kind_name(mistake_kind kind);

/* limit 0: nothing is kept. L2A_ENOMEM. */
l2a_status mistake_list_init(mistake_list *list, uint32_t limit, l2a_error *error);
void mistake_list_free(mistake_list *list);

/* Looks at one outcome and keeps it when it is among the worst; all texts are copied. L2A_ENOMEM. */
l2a_status mistake_list_offer(mistake_list *list, const outcome *o, const label *l, const labelled_answer *a, bytes account_name,
                              const l2a_contact *contact, l2a_error *error);

/* Makes the waterfalls of all that are kept. */
l2a_status mistake_list_explain(mistake_list *list, l2a_matcher *m, l2a_error *error);

/* After explaining: no address is left in the contacts that are kept. L2A_ENOMEM. */
l2a_status mistake_list_hide_emails(mistake_list *list, l2a_error *error);

/* Labels whose account the matcher's index does not have: they cannot be found. */
uint64_t mistake_unknown_accounts(const l2a_matcher *m, const label_set *labels);

#endif
