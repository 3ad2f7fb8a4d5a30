/* SPDX-License-Identifier: MIT */
/*
 * Accumulator: adds up weights by form number while lists of words or trigrams are read.
 *
 *   slots (open addressing, power of two)                    order: slots taken, first come first
 *   | form | sum, 24 bits | round, 8 bits |   hits[slot]     | slot number | ...
 *
 * A slot of another round is free, so nothing is cleared between two queries. A hit is what the query's word number `turn` added last (turn
 * and round in one number): a word counts once, by its best hit.
 */
#ifndef L2A_MATCH_ACCUMULATOR_H
#define L2A_MATCH_ACCUMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ACCUMULATOR_BITS = 15, ACCUMULATOR_SLOTS = 1 << ACCUMULATOR_BITS, ACCUMULATOR_LIMIT = 1 << 14, ACCUMULATOR_ROUNDS = 255 };
enum { ACCUMULATOR_SUM_LIMIT = (1 << 24) - 1 };

typedef struct accumulator_slot {
  uint32_t form;
  uint32_t sum : 24;
  uint32_t round : 8;
} accumulator_slot;

typedef struct accumulator_hit {
  uint32_t turn; /* round << 24 | turn */
  uint32_t gain;
} accumulator_hit;

typedef struct accumulator {
  uint32_t count;
  uint32_t best_sum;
  uint32_t round; /* 1 .. ACCUMULATOR_ROUNDS */
  uint16_t order[ACCUMULATOR_LIMIT];
  accumulator_slot slots[ACCUMULATOR_SLOTS];
  accumulator_hit hits[ACCUMULATOR_SLOTS];
} accumulator;

accumulator *accumulator_new(void); /* NULL when memory is out */
void accumulator_free(accumulator *acc);
void accumulator_clear(accumulator *acc);

/* Form number i (below count), in the order in which they came up. */
static inline accumulator_slot accumulator_at(const accumulator *acc, uint32_t i)
{
  return acc->slots[acc->order[i]];
}

static inline uint32_t accumulator_home(uint32_t form)
{
  return (form * UINT32_C(2654435761)) >> (32 - ACCUMULATOR_BITS);
}

/* Asks for the memory that adding to the form will touch. */
static inline void accumulator_prefetch(const accumulator *acc, uint32_t form)
{
  __builtin_prefetch(&acc->slots[accumulator_home(form)], 1);
}

/* The slot of a form, taken when it is new; NULL: full. */
static inline accumulator_slot *accumulator_slot_of(accumulator *acc, uint32_t form)
{
  uint32_t at = accumulator_home(form);
  accumulator_slot *slot = &acc->slots[at];

  while (slot->round == acc->round && slot->form != form) slot = &acc->slots[at = (at + 1) & (ACCUMULATOR_SLOTS - 1)];
  if (slot->round == acc->round) return slot;
  if (acc->count == ACCUMULATOR_LIMIT) return NULL;
  acc->order[acc->count++] = (uint16_t)at;
  *slot = (accumulator_slot){ .form = form, .round = acc->round & 0xFF };
  return slot;
}

/* Adds gain. false: full, nothing added. */
static inline bool accumulator_add_once(accumulator *acc, uint32_t form, uint32_t gain)
{
  accumulator_slot *slot = accumulator_slot_of(acc, form);
  uint32_t sum;

  if (!slot) return false;
  sum = slot->sum + gain;
  if (sum > ACCUMULATOR_SUM_LIMIT) sum = ACCUMULATOR_SUM_LIMIT;
  slot->sum = sum & ACCUMULATOR_SUM_LIMIT;
  if (sum > acc->best_sum) acc->best_sum = sum;
  return true;
}

/* Adds gain for the query's word number turn (1 .. 2^24 - 1), unless the word gave the form as much before. false: full, nothing added. */
bool accumulator_add(accumulator *acc, uint32_t form, uint32_t turn, uint32_t gain);

#endif
