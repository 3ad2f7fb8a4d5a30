/* SPDX-License-Identifier: MIT */
#include "index/key_filter.h"

#include <stdlib.h>

enum { KEYS_MIN = 512, KEYS_PER_WORD = 4 };

/* The key tables of a snapshot stand side by side. */
enum { TABLE_COUNT = (offsetof(snapshot, edits) - offsetof(snapshot, by_domain)) / sizeof(key_table) + 1 };

static const key_table *table_at(const snapshot *s, size_t n)
{
  return (const key_table *)(const void *)((const char *)s + offsetof(snapshot, by_domain) + n * sizeof(key_table));
}

key_filter *key_filter_new(uint64_t keys)
{
  uint64_t words = 1;
  key_filter *f;

  if (keys < KEYS_MIN) keys = KEYS_MIN;
  while (words * KEYS_PER_WORD < keys) words *= 2;
  f = calloc(1, sizeof *f + words * sizeof *f->words);
  if (!f) return NULL;
  f->mask = words - 1;
  f->room = words * KEYS_PER_WORD;
  return f;
}

uint64_t key_filter_need(const snapshot *segment)
{
  uint64_t slots = 0;

  for (size_t n = 0; n < TABLE_COUNT; n++) slots += table_at(segment, n)->slot_count;
  return slots;
}

void key_filter_add(key_filter *f, const snapshot *segment)
{
  for (size_t n = 0; n < TABLE_COUNT; n++) {
    const key_table *t = table_at(segment, n);
    for (uint64_t i = 0; i < t->slot_count; i++) {
      uint64_t hash = (uint64_t)t->slots[i].high << 32 | t->slots[i].low, bits = key_filter_bits(hash);
      uint64_t *word = &f->words[hash >> 20 & f->mask];
      if (!(hash & SLOT_MARK) || (*word & bits) == bits) continue;
      *word |= bits;
      f->used++;
    }
  }
}
