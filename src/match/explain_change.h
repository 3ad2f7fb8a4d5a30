/* SPDX-License-Identifier: MIT */
/*
 * The smallest change of a contact's fields that flips its answer: one field emptied or set to what an account has, else two of them. Of
 * changes of as many fields the one that moves the score least.
 *
 *   contact { company: "Vandarmoot Plubming", country: "US" }  answer review  ->  company = "Vandermoot Plumbing Supply Co."  match
 */
#ifndef L2A_MATCH_EXPLAIN_CHANGE_H
#define L2A_MATCH_EXPLAIN_CHANGE_H

#include "match/matcher.h"

enum { CHANGE_EDIT_LIMIT = 2 };

typedef struct contact_edit {
  const char *field; /* static: "company" */
  bytes from, to;    /* to is empty: the field emptied; borrowed from contact and snapshot */
} contact_edit;

typedef struct contact_change {
  uint32_t count; /* 0: no such change is known */
  contact_edit edits[CHANGE_EDIT_LIMIT];
  answer answer; /* what the changed contact gets */
} contact_change;

/*
 * before is the contact's answer; target the account that the change is to make the match, and whose values fields are set to.
 * INDEX_NONE: fields are only emptied, and any other decision or account counts. pairs: two fields are tried where one does not do.
 * Runs the matcher some ten times, with pairs a hundred times: what it held of the contact is gone. L2A_ENOMEM.
 */
l2a_status contact_change_find(contact_change *out, l2a_matcher *m, const l2a_contact *contact, const answer *before, uint32_t target,
                               bool pairs, l2a_error *error);

#endif
