/* SPDX-License-Identifier: MIT */
#include "match/accumulator.h"

#include <stdlib.h>

accumulator *accumulator_new(void)
{
  return calloc(1, sizeof(accumulator));
}

void accumulator_free(accumulator *acc)
{
  free(acc);
}

void accumulator_clear(accumulator *acc)
{
  for (uint32_t i = 0; i < acc->count; i++) acc->slots[acc->touched[i]].form_plus_one = 0;
  acc->count = 0;
}

bool accumulator_add(accumulator *acc, uint32_t form, uint32_t turn, uint32_t gain)
{
  uint32_t i = (form * UINT32_C(2654435761)) >> 17 & (ACCUMULATOR_SLOTS - 1);
  accumulator_slot *slot = &acc->slots[i];

  while (slot->form_plus_one && slot->form_plus_one != form + 1) {
    i = (i + 1) & (ACCUMULATOR_SLOTS - 1);
    slot = &acc->slots[i];
  }
  if (!slot->form_plus_one) {
    if (acc->count == ACCUMULATOR_LIMIT) return false;
    acc->touched[acc->count++] = i;
    *slot = (accumulator_slot){ form + 1, gain, turn, gain };
    return true;
  }
  if (slot->turn != turn) {
    slot->sum += gain;
    slot->turn = turn;
    slot->gain = gain;
  } else if (gain > slot->gain) {
    slot->sum += gain - slot->gain;
    slot->gain = gain;
  }
  return true;
}
