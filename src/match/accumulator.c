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

bool accumulator_add(accumulator *acc, uint32_t form, uint32_t turn, uint32_t gain)
{
  accumulator_slot *slot = accumulator_slot_of(acc, form);
  accumulator_hit *hit;
  uint32_t more = gain, sum;

  if (!slot) return false;
  hit = &acc->hits[slot - acc->slots];
  turn |= acc->round << 24;
  if (hit->turn == turn) more = gain > hit->gain ? gain - hit->gain : 0;
  if (hit->turn != turn || more) *hit = (accumulator_hit){ turn, gain };
  sum = slot->sum + more;
  if (sum > ACCUMULATOR_SUM_LIMIT) sum = ACCUMULATOR_SUM_LIMIT;
  slot->sum = sum & ACCUMULATOR_SUM_LIMIT;
  if (sum > acc->best_sum) acc->best_sum = sum;
  return true;
}
