/* SPDX-License-Identifier: MIT */
#include "match/accumulator.h"

#include <stdlib.h>
#include <string.h>

accumulator *accumulator_new(void)
{
  accumulator *acc = calloc(1, sizeof *acc);

  if (acc) acc->round = 1;
  return acc;
}

void accumulator_free(accumulator *acc)
{
  free(acc);
}

void accumulator_clear(accumulator *acc)
{
  acc->count = 0;
  acc->best_sum = 0;
  if (acc->round++ < ACCUMULATOR_ROUNDS) return;
  memset(acc->slots, 0, sizeof acc->slots);
  memset(acc->hits, 0, sizeof acc->hits);
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

bool accumulator_add(accumulator *acc, uint32_t form, uint32_t turn, uint32_t gain)
{
  bool found;
  accumulator_slot *slot = accumulator_find(acc, form, &found);
  accumulator_hit *hit = &acc->hits[slot - acc->slots];

  turn |= acc->round << 24;
  if (!found) {
    *hit = (accumulator_hit){ turn, gain };
    return accumulator_take(acc, slot, form, gain);
  }
  if (hit->turn == turn && gain <= hit->gain) return true;
  accumulator_raise(acc, slot, hit->turn == turn ? gain - hit->gain : gain);
  *hit = (accumulator_hit){ turn, gain };
  return true;
}
