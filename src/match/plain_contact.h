/* SPDX-License-Identifier: MIT */
/*
 * Plain contacts: those that name no company. Nearly all of what a comparison weighs is about names; what is left for them is whether e-mail
 * and web site are the account's, how the e-mail's label fits its names, and place and phone. This is the short way to the same candidates
 * and the same value for every feature that candidates_find and compare_account give such a contact, for many contacts at a time:
 *
 *   plain_parse   its texts; lists the memory of the keys
 *   plain_find    the accounts of its domains, their labels and its phone
 *   plain_fetch   asks for the memory of those accounts, of all contacts
 *   plain_compare the features of one account
 *
 * A contact with too many accounts, or with something that only the long way knows (states in domains of local governments), is left to it:
 * plain_find and plain_compare answer false.
 */
#ifndef L2A_MATCH_PLAIN_CONTACT_H
#define L2A_MATCH_PLAIN_CONTACT_H

#include "match/compare.h"
#include "match/fetch_list.h"

enum { PLAIN_CANDIDATE_LIMIT = 16, LABEL_SYMBOLS = 37, LABEL_LETTERS = 63 };

/* Where in the e-mail's label each letter stands, bit by bit: names are compared with it letter by letter (Hyyro 2004; Baeza-Yates and Gonnet
 * 1992). */
typedef struct label_bits {
  bytes label;
  bool fits; /* false: too long, or of other letters than a-z and 0-9; then the masks are not made */
  uint64_t masks[LABEL_SYMBOLS];
} label_bits;

typedef struct plain_key {
  bool is_there;
  uint64_t hash;
} plain_key;

typedef struct plain_domain {
  plain_key domain, label, squashed, acronym; /* the last three of own domains only */
} plain_domain;

typedef struct plain_slot {
  probe probe; /* of a contact without a name; what it never has stays zero */
  plain_domain of_email, of_website;
  plain_key line; /* of the phone */
  label_bits label;
  uint32_t count;
  candidate candidates[PLAIN_CANDIDATE_LIMIT]; /* in the order of the accounts' ids */
} plain_slot;

/* Whether the snapshot and the contact allow the short way. The index must have no deltas. */
static inline bool plain_is(const l2a_contact *contact, const snapshot *s)
{
  return contact->company.size == 0 && s->delta_count == 0;
}

/* *out is all zero before its first use. a->failed tells that memory ran out. */
void plain_parse(plain_slot *out, const l2a_contact *contact, const snapshot *s, const l2a_rules *rules, probe_tools *tools, arena *a,
                 fetch_list *fetch);
bool plain_find(plain_slot *slot, const snapshot *s, const match_budgets *b);
void plain_fetch(const plain_slot *const *slots, size_t count, const snapshot *s);

/* Needs probe_places when there is a candidate. */
bool plain_compare(comparison *out, const plain_slot *slot, const candidate *c, const snapshot *s);

/* ---- parts, for tests ----------------------------------------------------------------------------------------------------------------- */

/* What a label and a name have in common: the same as similarity_lcs, similarity_find and the words of core one by one. */
typedef struct label_fit {
  uint32_t squashed_size;
  uint32_t lcs;           /* of label and squashed */
  bool label_in_squashed; /* one inside the other */
  bool squashed_in_label;
  uint32_t spelled;     /* letters of words of three letters and more that the label holds */
  bool only_stop_words; /* squashed would be made of "and" alone: not looked at */
} label_fit;

void label_bits_make(label_bits *out, bytes label);
void label_fit_make(label_fit *out, const label_bits *label, bytes core);

#endif
