/* SPDX-License-Identifier: MIT */
#include "index/trigram_table.h"

#include <stdlib.h>

enum { SLOT_BITS_MIN = 4, SLOT_BITS_MAX = 31 };

trigram_table *trigram_table_new(const snapshot *segment)
{
  uint32_t bits = SLOT_BITS_MIN;
  trigram_table *t;

  while (bits < SLOT_BITS_MAX && UINT64_C(1) << bits < (uint64_t)segment->trigram_count * 2) bits++;
  t = calloc(1, sizeof *t + (sizeof *t->slots << bits));
  if (!t) return NULL;
  t->shift = 32 - bits;
  t->mask = (uint32_t)((UINT64_C(1) << bits) - 1);
  for (uint32_t i = 0; i < segment->trigram_count && i < t->mask; i++) {
    uint32_t at = trigram_home(t, segment->trigrams[i].key);
    while (t->slots[at]) at = (at + 1) & t->mask;
    t->slots[at] = (uint64_t)segment->trigrams[i].key << 32 | (i + 1);
  }
  return t;
}
