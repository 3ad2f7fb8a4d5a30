/* SPDX-License-Identifier: MIT */
/*
 * Accumulator: adds up weights by form number while lists of words or trigrams are read.
 *
 *   slots (open addressing, power of two)      entries, in the order in which their forms came up
 *   | entry number + 1, 0: free |         ->   | form | sum | turn | gain |
 *
 * The slots are small, so that they stay in the nearest cache, and the entries are read through in one line. turn is the number of the
 * query's word that added `gain` last: a word counts once, by its best hit.
 */
#ifndef L2A_MATCH_ACCUMULATOR_H
#define L2A_MATCH_ACCUMULATOR_H

#include <stdbool.h>
#include <stdint.h>

enum { ACCUMULATOR_SLOTS = 1 << 15, ACCUMULATOR_LIMIT = 1 << 14 };

typedef struct accumulator_entry {
  uint32_t form;
  uint32_t sum;
  uint32_t turn;
  uint32_t gain;
} accumulator_entry;

typedef struct accumulator {
  uint32_t count;
  uint32_t best_sum;
  accumulator_entry entries[ACCUMULATOR_LIMIT];
  uint16_t slots[ACCUMULATOR_SLOTS];
} accumulator;

accumulator *accumulator_new(void); /* NULL when memory is out */
void accumulator_free(accumulator *acc);
void accumulator_clear(accumulator *acc);

/* Adds gain for the query's word number turn (from 1). false: full, nothing added. */
bool accumulator_add(accumulator *acc, uint32_t form, uint32_t turn, uint32_t gain);

#endif
