/* SPDX-License-Identifier: MIT */
/*
 * Accumulator: adds up weights by form number while lists of words or trigrams are read.
 *
 *   slots (open addressing, power of two)                          order: slots taken, first come first
 *   | form | sum, 24 bits | round, 8 bits | turn | gain |          | slot number | ...
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
enum { ACCUMULATOR_MARKS = 1 << 17 }; /* bits for forms seen once and again, 16 KB each: both stay in the nearest cache */
enum { ACCUMULATOR_BUCKETS = 1 << 16, ACCUMULATOR_UNIT = 16, ACCUMULATOR_FULL = UINT8_MAX };
enum { ACCUMULATOR_SUM_LIMIT = (1 << 24) - 1 };

/* One word holds sum and round, so that it is written whole: reading a word of which a part was just written makes the processor wait. */
typedef struct accumulator_slot {
  uint32_t form;
  uint32_t sum_round; /* sum << 8 | round */
  uint32_t turn;      /* of the last hit, round << 24 | turn */
  uint32_t gain;      /* its */
} accumulator_slot;

typedef struct accumulator {
  uint32_t count;
  uint32_t best_sum;
  uint32_t round; /* 1 .. ACCUMULATOR_ROUNDS */
  uint32_t bits;  /* of the slots in use */
  uint16_t order[ACCUMULATOR_LIMIT];
  accumulator_slot slots[ACCUMULATOR_SLOTS];
  uint64_t once[ACCUMULATOR_MARKS / 64];
  uint64_t again[ACCUMULATOR_MARKS / 64];
  uint8_t buckets[ACCUMULATOR_BUCKETS];
} accumulator;

accumulator *accumulator_new(void); /* NULL when memory is out */
void accumulator_free(accumulator *acc);
void accumulator_clear(accumulator *acc);

/* Clears for at most so many forms: the fewer, the fewer slots are used, so that they stay in the nearest cache. */
void accumulator_clear_for(accumulator *acc, uint64_t most);

/* Form number i (below count), in the order in which they came up. */
static inline accumulator_slot accumulator_at(const accumulator *acc, uint32_t i)
{
  return acc->slots[acc->order[i]];
}

static inline uint32_t accumulator_home(const accumulator *acc, uint32_t form)
{
  return (form * UINT32_C(2654435761)) >> (32 - acc->bits);
}

/* Asks for the memory that adding to the form will touch. */
static inline void accumulator_prefetch(const accumulator *acc, uint32_t form)
{
  __builtin_prefetch(&acc->slots[accumulator_home(acc, form)], 1);
}

static inline uint32_t accumulator_sum(accumulator_slot slot)
{
  return slot.sum_round >> 8;
}

/* The slot of a form; *found: it is taken. Else the free one where the form belongs. */
static inline accumulator_slot *accumulator_find(accumulator *acc, uint32_t form, bool *found)
{
  uint32_t at = accumulator_home(acc, form), mask = (1u << acc->bits) - 1;
  accumulator_slot *slot = &acc->slots[at];

  while ((slot->sum_round & 0xFF) == acc->round && slot->form != form) slot = &acc->slots[at = (at + 1) & mask];
  *found = (slot->sum_round & 0xFF) == acc->round;
  return slot;
}

/* Takes a free slot. false: full. */
static inline bool accumulator_take(accumulator *acc, accumulator_slot *slot, uint32_t form, uint32_t gain)
{
  if (acc->count == ACCUMULATOR_LIMIT) return false;
  if (gain > ACCUMULATOR_SUM_LIMIT) gain = ACCUMULATOR_SUM_LIMIT;
  acc->order[acc->count++] = (uint16_t)(slot - acc->slots);
  slot->form = form;
  slot->sum_round = gain << 8 | acc->round;
  if (gain > acc->best_sum) acc->best_sum = gain;
  return true;
}

static inline void accumulator_raise(accumulator *acc, accumulator_slot *slot, uint32_t gain)
{
  uint32_t sum = accumulator_sum(*slot);

  sum = gain > ACCUMULATOR_SUM_LIMIT - sum ? ACCUMULATOR_SUM_LIMIT : sum + gain;
  slot->sum_round = sum << 8 | acc->round;
  if (sum > acc->best_sum) acc->best_sum = sum;
}

/* Adds gain. false: full, nothing added. */
static inline bool accumulator_add_once(accumulator *acc, uint32_t form, uint32_t gain)
{
  bool found;
  accumulator_slot *slot = accumulator_find(acc, form, &found);

  if (!found) return accumulator_take(acc, slot, form, gain);
  accumulator_raise(acc, slot, gain);
  return true;
}

/* Forgets all marks; sums are kept. */
void accumulator_unmark(accumulator *acc);

/* Forms close to each other have marks of their own, in words of their own, so that none waits for the one before; two that are far apart
 * may share one. */
static inline void accumulator_mark(accumulator *acc, uint32_t form)
{
  uint32_t at = form % (ACCUMULATOR_MARKS / 64);
  uint64_t bit = UINT64_C(1) << (form / (ACCUMULATOR_MARKS / 64) % 64);

  acc->again[at] |= acc->once[at] & bit;
  acc->once[at] |= bit;
}

/* true when the form was marked twice; sometimes when it was not. */
static inline bool accumulator_is_repeated(const accumulator *acc, uint32_t form)
{
  return acc->again[form % (ACCUMULATOR_MARKS / 64)] >> (form / (ACCUMULATOR_MARKS / 64) % 64) & 1;
}

/* Empties all buckets; sums and marks are kept. */
void accumulator_empty(accumulator *acc);

/*
 * Buckets: what forms may reach at most. Each adds its gains, in units rounded up, to a bucket that it shares with others; a full bucket stays
 * full.
 */
static inline uint32_t accumulator_bucket(uint32_t form)
{
  return form % ACCUMULATOR_BUCKETS;
}

static inline uint32_t accumulator_units(uint32_t gain)
{
  uint32_t units = (gain + ACCUMULATOR_UNIT - 1) / ACCUMULATOR_UNIT;

  return units < ACCUMULATOR_FULL ? units : ACCUMULATOR_FULL;
}

static inline void accumulator_pour(accumulator *acc, uint32_t form, uint32_t units)
{
  uint8_t *bucket = &acc->buckets[accumulator_bucket(form)];
  uint32_t sum = *bucket + units;

  *bucket = (uint8_t)(sum < ACCUMULATOR_FULL ? sum : ACCUMULATOR_FULL);
}

/* What the fullest bucket has. */
uint32_t accumulator_fullest(const accumulator *acc);

/* Adds gain for the query's word number turn (1 .. 2^24 - 1), unless the word gave the form as much before. false: full, nothing added. */
static inline bool accumulator_add(accumulator *acc, uint32_t form, uint32_t turn, uint32_t gain)
{
  bool found;
  accumulator_slot *slot = accumulator_find(acc, form, &found);

  turn |= acc->round << 24;
  if (found) {
    if (slot->turn == turn && gain <= slot->gain) return true;
    accumulator_raise(acc, slot, slot->turn == turn ? gain - slot->gain : gain);
  } else if (!accumulator_take(acc, slot, form, gain)) return false;
  slot->turn = turn;
  slot->gain = gain;
  return true;
}

#endif
