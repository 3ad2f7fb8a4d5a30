/* SPDX-License-Identifier: MIT */
#include "index/key_table.h"

#include <stdlib.h>

#include "index/snapshot.h"

/* Entries are sorted by as many leading bits of their hashes as keep few of them together; what is left is put right by insertion. */
enum { RADIX_BITS = 11, FEW = 256, SHORT_PASSES = 2, LONG_PASSES = 3, SHORT_COUNT = 1 << 22, MOVES_PER_ENTRY = 32 };

static void sort_pass(key_entry *to, const key_entry *from, size_t count, size_t *counts, unsigned shift)
{
  size_t sum = 0;

  memset(counts, 0, sizeof *counts << RADIX_BITS);
  for (size_t i = 0; i < count; i++) counts[(from[i].hash >> shift) & ((1u << RADIX_BITS) - 1)]++;
  for (size_t i = 0; i < (size_t)1 << RADIX_BITS; i++) {
    size_t n = counts[i];
    counts[i] = sum;
    sum += n;
  }
  for (size_t i = 0; i < count; i++) to[counts[(from[i].hash >> shift) & ((1u << RADIX_BITS) - 1)]++] = from[i];
}

static int entry_compare(const void *x, const void *y)
{
  const key_entry *a = x, *b = y;

  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  return (a->value > b->value) - (a->value < b->value);
}

/* Stable like the passes before; hashes chosen to share their leading bits cost no more than a general sort. */
static void sort_rest(key_entry *e, size_t count)
{
  uint64_t left = (uint64_t)count * MOVES_PER_ENTRY;

  for (size_t i = 1; i < count; i++) {
    key_entry moved = e[i];
    size_t k = i;
    while (k > 0 && e[k - 1].hash > moved.hash) {
      e[k] = e[k - 1];
      k--;
    }
    e[k] = moved;
    if (i - k > left) {
      qsort(e, count, sizeof *e, entry_compare);
      return;
    }
    left -= i - k;
  }
}

/* By hash; the values of one hash keep their order. */
static bool entries_sort(buffer *entries)
{
  size_t count = entries->size / sizeof(key_entry);
  unsigned passes = count <= FEW ? 0 : count < SHORT_COUNT ? SHORT_PASSES : LONG_PASSES;
  key_entry *from = (key_entry *)(void *)entries->data, *to, *spare = NULL;
  size_t *counts = NULL;
  bool done = false;

  spare = malloc((count + 1) * sizeof *spare);
  counts = malloc(sizeof *counts << RADIX_BITS);
  if (!spare || !counts) goto out;
  to = spare;
  for (size_t i = 0; i < count; i++) from[i].hash &= ~(uint64_t)SLOT_MARK;
  for (unsigned pass = 0; pass < passes; pass++) {
    key_entry *swap = from;
    sort_pass(to, from, count, counts, 64 - (passes - pass) * RADIX_BITS);
    from = to;
    to = swap;
  }
  if (from == spare && count) memcpy(entries->data, spare, count * sizeof *spare);
  sort_rest((key_entry *)(void *)entries->data, count);
  done = true;
out:
  free(spare);
  free(counts);
  return done;
}

/* Drops repeated entries; counts distinct keys, and the numbers that lists take. */
static void entries_unique(buffer *entries, uint64_t *keys, uint64_t *listed)
{
  key_entry *e = (key_entry *)(void *)entries->data;
  size_t count = entries->size / sizeof *e, kept = 0;

  for (size_t i = 0; i < count; i++)
    if (!kept || e[i].hash != e[kept - 1].hash || e[i].value != e[kept - 1].value) e[kept++] = e[i];
  entries->size = kept * sizeof *e;
  *keys = *listed = 0;
  for (size_t begin = 0, end; begin < kept; begin = end) {
    for (end = begin + 1; end < kept && e[end].hash == e[begin].hash; end++) {
    }
    *keys += 1;
    *listed += end - begin > 1 ? end - begin + 1 : 0;
  }
}

/* Walks the keys in the order of their hashes; table NULL only counts the slots they take. Returns the first slot behind them. */
static uint64_t put_keys(key_slot *table, uint32_t *lists, const buffer *entries, uint64_t home_count)
{
  const key_entry *e = (const key_entry *)(const void *)entries->data;
  size_t count = entries->size / sizeof *e;
  uint64_t at = 0;
  uint32_t used = 0;

  for (size_t begin = 0, end; begin < count; begin = end) {
    uint64_t key = e[begin].hash, home = key_home(key, home_count);
    at = home > at ? home : at;
    for (end = begin + 1; end < count && e[end].hash == e[begin].hash; end++) {
    }
    if (table && end - begin == 1) {
      table[at] = (key_slot){ (uint32_t)key | SLOT_USED, (uint32_t)(key >> 32), (uint32_t)e[begin].value };
    } else if (table) {
      table[at] = (key_slot){ (uint32_t)key | SLOT_USED | SLOT_LIST, (uint32_t)(key >> 32), used };
      lists[used++] = (uint32_t)(end - begin);
      for (size_t i = begin; i < end; i++) lists[used++] = (uint32_t)e[i].value;
    }
    at++;
  }
  return at;
}

l2a_status key_table_build(index_image *image, section_id slots, buffer *entries, l2a_error *error)
{
  uint64_t keys, listed, home_count, slot_count;
  key_slot *table;
  uint32_t *lists;

  if (entries->failed || !entries_sort(entries)) return error_no_memory(error);
  entries_unique(entries, &keys, &listed);
  if (listed > UINT32_MAX) return error_set(error, L2A_ELIMIT, "section %s would have more than 2^32 values", section_name(slots));
  home_count = key_home_count(keys);
  slot_count = put_keys(NULL, NULL, entries, home_count);
  if (keys) slot_count = (slot_count > home_count ? slot_count : home_count) + 1;
  table = image_take(image, slots, slot_count * sizeof *table, keys);
  lists = image_take(image, (section_id)(slots + 1), listed * sizeof *lists, listed);
  if (!table || !lists) return error_no_memory(error);
  put_keys(table, lists, entries, home_count);
  return L2A_OK;
}
