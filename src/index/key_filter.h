/* SPDX-License-Identifier: MIT */
/*
 * Which keys the deltas of an index have, in three bits of one word for each: most keys of a contact are in none of them, and one look at a few
 * kilobytes says so. A key that it denies is in no delta; one that it does not deny may be.
 *
 *   hash of a key    ... word (above bit 20) | 14..19 third bit | 8..13 second bit | 2..7 first bit | 0..1 not kept in the tables
 */
#ifndef L2A_INDEX_KEY_FILTER_H
#define L2A_INDEX_KEY_FILTER_H

#include "index/snapshot.h"

struct key_filter {
  uint64_t mask; /* words - 1 */
  uint64_t room; /* keys that it was made for */
  uint64_t used; /* keys that changed it */
  uint64_t words[];
};

static inline uint64_t key_filter_bits(uint64_t hash)
{
  return UINT64_C(1) << (hash >> 2 & 63) | UINT64_C(1) << (hash >> 8 & 63) | UINT64_C(1) << (hash >> 14 & 63);
}

/* Whether one of the deltas may have the key (key_hash); of an index without deltas: no. */
static inline bool deltas_may_have(const snapshot *s, uint64_t hash)
{
  const key_filter *f = s->delta_keys;
  uint64_t bits = key_filter_bits(hash);

  if (!s->delta_count) return false;
  return !f || (f->words[hash >> 20 & f->mask] & bits) == bits;
}

/* One without keys, for as many keys; NULL: no memory. Free it with free(). */
key_filter *key_filter_new(uint64_t keys);

/* Slots of all key tables of one segment: at least as many as it has keys. */
uint64_t key_filter_need(const snapshot *segment);

/* Adds the keys of one segment. */
void key_filter_add(key_filter *f, const snapshot *segment);

/* More keys than it was made for: it denies less and less. */
static inline bool key_filter_is_full(const key_filter *f)
{
  return f->used > f->room;
}

#endif
