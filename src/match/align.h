/* SPDX-License-Identifier: MIT */
/*
 * Alignment of the words of two names, weighted by rarity: identical words first, then one word written as two, then the most similar pairs.
 * One-to-one and greedy: names are short, and what a better assignment could gain is below the noise of similarities.
 */
#ifndef L2A_MATCH_ALIGN_H
#define L2A_MATCH_ALIGN_H

#include "match/probe.h"

enum { ALIGN_LIMIT = 48 };

typedef struct alignment {
  uint32_t shared_rarest; /* hundredths of a nat */
  uint32_t shared_sum;
  uint32_t fuzzy_count;
  bool fuzzy_known;         /* a contact's word of a fuzzy pair is a word of some account: rather another name than a slip */
  bool fuzzy_first_differs; /* the first letters of a fuzzy pair differ */
  int32_t fuzzy_worst;      /* thousandths; 1000 without fuzzy pairs */
  int32_t coverage_contact, coverage_account; /* thousandths */
  int32_t exact_contact, exact_account;       /* counting identical words only */
  uint32_t left_contact_count, left_account_count;
  uint8_t left_contact[ALIGN_LIMIT]; /* positions of words without a partner */
  uint8_t left_account[ALIGN_LIMIT];
} alignment;

void align_words(alignment *out, const probe_word *contact, uint32_t contact_count, const probe_word *account, uint32_t account_count);

#endif
