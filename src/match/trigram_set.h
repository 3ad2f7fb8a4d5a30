/* SPDX-License-Identifier: MIT */
/*
 * The letter trigrams of a text, kept for comparing many texts with it: of ' ' + word + ' ' of words joined by blanks.
 *
 *   slots (open addressing, power of two, at most half full)    | c0 << 16 | c1 << 8 | c2 | 0: free
 *
 * A trigram that stands twice in the text has two slots.
 */
#ifndef L2A_MATCH_TRIGRAM_SET_H
#define L2A_MATCH_TRIGRAM_SET_H

#include "match/similarity.h"

enum { TRIGRAM_SLOTS = 2 * SIMILARITY_LIMIT };

typedef struct trigram_set {
  uint32_t count;
  uint32_t bits; /* 2^bits slots */
  uint32_t slots[TRIGRAM_SLOTS];
} trigram_set;

/* Of the first SIMILARITY_LIMIT bytes of the text. */
void trigram_set_make(trigram_set *out, bytes text);

/* Dice coefficient of both texts' trigrams, thousandths: 1000 x 2 shared / (both counts); 1000 for two empty texts. */
int32_t trigram_set_dice(const trigram_set *set, bytes text);

#endif
