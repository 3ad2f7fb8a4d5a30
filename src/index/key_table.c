/* SPDX-License-Identifier: MIT */
#include "index/key_table.h"

#include <stdlib.h>

enum { RADIX_BITS = 11, RADIX_PASSES = 6 };

/* By hash, least significant digit first: stable, so the values of one hash keep their order. */
static bool entries_sort(buffer *entries)
{
  size_t count = entries->size / sizeof(key_entry);
  key_entry *from = (key_entry *)(void *)entries->data, *to = NULL, *spare = NULL;
  size_t *counts = NULL;
  bool done = count < 2;

  if (done) goto out;
  spare = malloc(count * sizeof *spare);
  counts = malloc((sizeof *counts) << RADIX_BITS);
  if (!spare || !counts) goto out;
  to = spare;
  for (unsigned pass = 0; pass < RADIX_PASSES; pass++) {
    unsigned shift = pass * RADIX_BITS;
    size_t sum = 0;
    key_entry *swap = from;
    memset(counts, 0, (sizeof *counts) << RADIX_BITS);
    for (size_t i = 0; i < count; i++) counts[(from[i].hash >> shift) & ((1u << RADIX_BITS) - 1)]++;
    for (size_t i = 0; i < (size_t)1 << RADIX_BITS; i++) {
      size_t n = counts[i];
      counts[i] = sum;
      sum += n;
    }
    for (size_t i = 0; i < count; i++) to[counts[(from[i].hash >> shift) & ((1u << RADIX_BITS) - 1)]++] = from[i];
    from = to;
    to = swap;
  }
  done = true; /* an even number of passes: the result is back in the buffer */
out:
  free(spare);
  free(counts);
  return done;
}

/* Drops repeated entries; counts distinct hashes and the values that stand in lists. */
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
    *listed += end - begin > 1 ? end - begin : 0;
  }
}

static void slot_put(key_slot *slots, uint64_t slot_count, key_slot slot)
{
  uint64_t at = slot.hash % slot_count;

  while (slots[at].count) at = at + 1 == slot_count ? 0 : at + 1;
  slots[at] = slot;
}

l2a_status key_table_build(index_image *image, section_id slots, buffer *entries, l2a_error *error)
{
  uint64_t keys, listed, slot_count;
  const key_entry *e;
  size_t count;
  key_slot *table;
  uint32_t *lists, used = 0;

  if (entries->failed || !entries_sort(entries)) return error_no_memory(error);
  entries_unique(entries, &keys, &listed);
  if (listed > UINT32_MAX) return error_set(error, L2A_ELIMIT, "section %s would have more than 2^32 values", section_name(slots));
  slot_count = keys ? keys + keys / 4 + 1 : 0;
  table = image_take(image, slots, slot_count * sizeof *table, keys);
  lists = image_take(image, (section_id)(slots + 1), listed * sizeof *lists, listed);
  if (!table || !lists) return error_no_memory(error);
  e = (const key_entry *)(const void *)entries->data;
  count = entries->size / sizeof *e;
  for (size_t begin = 0, end; begin < count; begin = end) {
    key_slot slot = { e[begin].hash, (uint32_t)e[begin].value, 1 };
    for (end = begin + 1; end < count && e[end].hash == e[begin].hash; end++) {
    }
    if (end - begin > 1) {
      slot.first = used;
      slot.count = (uint32_t)(end - begin);
      for (size_t i = begin; i < end; i++) lists[used++] = (uint32_t)e[i].value;
    }
    slot_put(table, slot_count, slot);
  }
  return L2A_OK;
}
