/* SPDX-License-Identifier: MIT */
/*
 * Choices: for who asks for nothing of an answer but the account and the decision. They are those of l2a_match_batch; most contacts take one
 * look at the keys (sure_domain.h), and nothing is made for the others that is not needed for them.
 *
 *   contacts 64 at a time -> parse -> find -> settle -> alone -> account's id
 *                                \________ left: collected, MATCH_GROUP at a time, the way of all contacts (matcher.h)
 */
#ifndef L2A_MATCH_CHOOSE_H
#define L2A_MATCH_CHOOSE_H

#include "match/matcher.h"

typedef struct match_choice {
  bytes account_id; /* in the index; empty when there is none */
  l2a_decision decision;
} match_choice;

/* out has room for count. Statuses of l2a_match_batch; out is valid until the next call. */
l2a_status match_choose(match_choice *out, l2a_matcher *m, const l2a_contact *contacts, size_t count, l2a_error *error);

#endif
