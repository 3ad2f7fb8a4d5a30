/* SPDX-License-Identifier: MIT */
/*
 * The letter trigrams of a text, kept for comparing many texts with it: of ' ' + word + ' ' of words joined by blanks.
 *
 *   few trigrams: pairs of slots    | c0 | c1 | c2 | number of the trigram, from 1 | ... 0: free      places[number]: bits, where it stands
 *   many: slots, open addressing    | 0 | c0 | c1 | c2 | ... 0: free      at most half full; one that stands twice has two slots
 *
 * The pairs are found without a search, by a factor that was chosen so that no more than two trigrams share one: nothing of what a text is
 * asked for depends on a comparison, so that no branch is guessed wrong.
 */
#ifndef L2A_MATCH_TRIGRAM_SET_H
#define L2A_MATCH_TRIGRAM_SET_H

#include "match/similarity.h"

enum { TRIGRAM_SLOTS = 2 * SIMILARITY_LIMIT, TRIGRAM_FEW = 64 };

typedef struct trigram_set {
  uint32_t count;
  uint32_t factor; /* 0: many */
  uint32_t bits;   /* many: 2^bits slots */
  uint32_t slots[TRIGRAM_SLOTS];
  uint64_t places[TRIGRAM_FEW + 1];
} trigram_set;

/* Of the first SIMILARITY_LIMIT bytes of the text. */
void trigram_set_make(trigram_set *out, bytes text);

/* Dice coefficient of both texts' trigrams, thousandths: 1000 x 2 shared / (both counts); 1000 for two empty texts. */
int32_t trigram_set_dice(const trigram_set *set, bytes text);

#endif
