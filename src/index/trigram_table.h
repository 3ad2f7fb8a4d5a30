/* SPDX-License-Identifier: MIT */
/*
 * Where a delta's trigrams are: nearly all that a name has are asked for in every delta, and one look is cheaper than a search.
 *
 *   slot   key << 32 | place in snapshot.trigrams + 1        0: free; half of them are
 */
#ifndef L2A_INDEX_TRIGRAM_TABLE_H
#define L2A_INDEX_TRIGRAM_TABLE_H

#include "index/snapshot.h"

struct trigram_table {
  uint32_t shift; /* of the product of key and a constant: what is left is the place where the search begins */
  uint32_t mask;  /* slots - 1 */
  uint64_t slots[];
};

static inline uint32_t trigram_home(const trigram_table *t, uint32_t key)
{
  return key * UINT32_C(2654435761) >> t->shift;
}

/* NULL: not there. */
static inline const index_trigram *trigram_find(const snapshot *delta, uint32_t key)
{
  const trigram_table *t = delta->trigram_table;

  for (uint32_t at = trigram_home(t, key); t->slots[at]; at = (at + 1) & t->mask)
    if (t->slots[at] >> 32 == key) return &delta->trigrams[(uint32_t)t->slots[at] - 1];
  return NULL;
}

/* Of one segment; NULL: no memory. Free it with free(). */
trigram_table *trigram_table_new(const snapshot *segment);

#endif
