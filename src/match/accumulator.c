/* SPDX-License-Identifier: MIT */
#include "match/accumulator.h"

#include <stdlib.h>
#include <string.h>

accumulator *accumulator_new(void)
{
  accumulator *acc = calloc(1, sizeof *acc);

  if (acc) acc->round = 1;
  if (acc) acc->bits = ACCUMULATOR_BITS;
  return acc;
}

void accumulator_free(accumulator *acc)
{
  free(acc);
}

void accumulator_clear_for(accumulator *acc, uint64_t most)
{
  enum { BITS_MIN = 8 };

  accumulator_clear(acc);
  for (acc->bits = BITS_MIN; acc->bits < ACCUMULATOR_BITS && (uint64_t)1 << acc->bits < 2 * most;) acc->bits++;
}

void accumulator_clear(accumulator *acc)
{
  acc->bits = ACCUMULATOR_BITS;
  acc->count = 0;
  acc->best_sum = 0;
  if (acc->round++ < ACCUMULATOR_ROUNDS) return;
  memset(acc->slots, 0, sizeof acc->slots);
  acc->round = 1;
}

void accumulator_unmark(accumulator *acc)
{
  memset(acc->once, 0, sizeof acc->once);
  memset(acc->again, 0, sizeof acc->again);
}

void accumulator_empty(accumulator *acc)
{
  memset(acc->buckets, 0, sizeof acc->buckets);
}

uint32_t accumulator_fullest(const accumulator *acc)
{
  uint8_t fullest = 0;

  for (uint32_t i = 0; i < ACCUMULATOR_BUCKETS; i++) fullest = acc->buckets[i] > fullest ? acc->buckets[i] : fullest;
  return fullest;
}
