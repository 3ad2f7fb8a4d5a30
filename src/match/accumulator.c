/* SPDX-License-Identifier: MIT */
#include "match/accumulator.h"

#include <stdlib.h>
#include <string.h>

enum { CLEAR_ONE_BY_ONE = 1024 }; /* with more entries, clearing all slots at once is faster */

accumulator *accumulator_new(void)
{
  return calloc(1, sizeof(accumulator));
}

void accumulator_free(accumulator *acc)
{
  free(acc);
}

static uint32_t first_slot(uint32_t form)
{
  return (form * UINT32_C(2654435761)) >> 17;
}

void accumulator_clear(accumulator *acc)
{
  if (acc->count > CLEAR_ONE_BY_ONE) {
    memset(acc->slots, 0, sizeof acc->slots);
  } else {
    for (uint32_t i = 0; i < acc->count; i++) {
      uint32_t slot = first_slot(acc->entries[i].form);
      while (acc->slots[slot] != i + 1) slot = (slot + 1) & (ACCUMULATOR_SLOTS - 1);
      acc->entries[i].turn = slot; /* cleared below: a chain must be whole while it is followed */
    }
    for (uint32_t i = 0; i < acc->count; i++) acc->slots[acc->entries[i].turn] = 0;
  }
  acc->count = 0;
  acc->best_sum = 0;
}

bool accumulator_add(accumulator *acc, uint32_t form, uint32_t turn, uint32_t gain)
{
  uint32_t slot = first_slot(form);
  accumulator_entry *e;

  while (acc->slots[slot] && acc->entries[acc->slots[slot] - 1].form != form) slot = (slot + 1) & (ACCUMULATOR_SLOTS - 1);
  if (!acc->slots[slot]) {
    if (acc->count == ACCUMULATOR_LIMIT) return false;
    e = &acc->entries[acc->count++];
    acc->slots[slot] = (uint16_t)acc->count;
    *e = (accumulator_entry){ form, gain, turn, gain };
  } else {
    e = &acc->entries[acc->slots[slot] - 1];
    if (e->turn != turn) {
      e->sum += gain;
      e->turn = turn;
      e->gain = gain;
    } else if (gain > e->gain) {
      e->sum += gain - e->gain;
      e->gain = gain;
    }
  }
  if (e->sum > acc->best_sum) acc->best_sum = e->sum;
  return true;
}
