/* SPDX-License-Identifier: MIT */
/*
 * The matcher: everything that changes while a contact is matched.
 *
 *   contact -> memo -> overrides -> probe -> candidates -> comparisons -> scores -> decision -> answer -> result
 *              (known key: straight to answer)
 *   contact without a company -> plain_contact.h instead of probe, candidates and comparisons: the same answer, sooner
 *
 * Contacts of a batch go through each step MATCH_GROUP at a time: a step asks for the memory that the next one needs of every contact, and
 * by the time that one begins it has come.
 *
 * work is reset for every group, out for every call: results borrow from out, from the snapshot and from the rules.
 */
#ifndef L2A_MATCH_MATCHER_H
#define L2A_MATCH_MATCHER_H

#include <stdatomic.h>

#include "match/answer.h"
#include "match/match_guard.h"
#include "match/memo.h"
#include "match/override_check.h"
#include "match/plain_contact.h"
#include "match/sure_domain.h"

enum { MATCH_GROUP = 32 };

/* A contact on its way. Its lists live in the matcher's work. */
typedef struct match_slot {
  l2a_contact contact;
  override_outcome overrides;
  probe probe;
  candidate *candidates;
  uint32_t count, cuts;
  bool excluded; /* an override took a candidate away */
} match_slot;

struct l2a_matcher {
  const l2a_rules *rules;
  snapshot_ref *ref;
  probe_tools tools;
  accumulator *acc;
  memo *known;       /* NULL: switched off */
  memo *plain_known; /* of contacts without a company */
  uint32_t candidate_limit;
  const match_guard *guard; /* NULL: the index is checked */
  index_use checked;        /* what the guard was asked for */
  atomic_flag busy;
  arena work;
  arena out;
  match_slot slots[MATCH_GROUP];
  plain_slot plain[MATCH_GROUP];
  sure_memory *sure; /* NULL until somebody asks for choices alone */
  bool long_way;     /* plain contacts go it too: what the short one is measured and tested against */
  answer answers[MATCH_GROUP];
  candidate_set set;
  score_table table;
  /* of the contact compared last */
  uint32_t count; /* comparisons and scores */
  comparison comparisons[CANDIDATE_LIMIT];
  scored scores[CANDIDATE_LIMIT];
};

/* Matches without the memo; leaves the contact in slots[0], its comparisons and scores in the matcher. asked: an account to compare in any case, or
 * INDEX_NONE. L2A_ENOMEM. */
l2a_status matcher_run(answer *out, l2a_matcher *m, const l2a_contact *contact, uint32_t asked, l2a_error *error);

/* Answers of at most MATCH_GROUP contacts, in m->answers; the matcher is entered. L2A_ENOMEM. */
l2a_status matcher_group(l2a_matcher *m, const l2a_contact *contacts, size_t count, l2a_error *error);

/* Moves on to the newest generation of the index. The matcher is entered. */
l2a_status matcher_renew(l2a_matcher *m, l2a_error *error);

/* Before the first call; guard must outlive the matcher. Only for who asks for choices: nothing else asks the guard before it begins. */
void matcher_set_guard(l2a_matcher *m, const match_guard *guard);

/* Only one call at a time: L2A_EBUSY. matcher_leave ends what matcher_enter began. */
l2a_status matcher_enter(l2a_matcher *m, l2a_error *error);
void matcher_leave(l2a_matcher *m);

/* true when every text is valid UTF-8 without NUL. */
bool matcher_contact_is_valid(const l2a_contact *contact);

#endif
