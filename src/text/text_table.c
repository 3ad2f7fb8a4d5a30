/* SPDX-License-Identifier: MIT */
#include "text/text_table.h"

#include <stdlib.h>

#include "base/hash.h"

static text_table_slot *slots_new(size_t count)
{
  text_table_slot *slots = count <= SIZE_MAX / sizeof *slots ? malloc(count * sizeof *slots) : NULL;

  for (size_t i = 0; slots && i < count; i++) slots[i] = (text_table_slot){ .value = TEXT_TABLE_NONE };
  return slots;
}

/* A word for so many slots, of which every second one is used at most; a key sets two bits of one word: one in fifty others finds both set. */
enum { FILTER_SLOTS = 8 };

static uint64_t *filter_new(size_t slot_count)
{
  return calloc(slot_count / FILTER_SLOTS, sizeof(uint64_t)); /* there are 16 slots or more */
}

static uint64_t *filter_word(const text_table *table, uint64_t hash)
{
  return &table->filter[(size_t)(hash >> 24) & ((table->mask + 1) / FILTER_SLOTS - 1)];
}

static uint64_t filter_bits(uint64_t hash)
{
  return UINT64_C(1) << (hash >> 52) % 64 | UINT64_C(1) << (hash >> 58);
}

static void filter_set(text_table *table, uint64_t hash)
{
  *filter_word(table, hash) |= filter_bits(hash);
}

static bool filter_has(const text_table *table, uint64_t hash)
{
  uint64_t wanted = filter_bits(hash);

  return (*filter_word(table, hash) & wanted) == wanted;
}

l2a_status text_table_init(text_table *table, size_t expected, l2a_error *error)
{
  size_t count = 16;

  *table = (text_table){ .pool = BUFFER_INIT };
  while (count / 2 < expected && count <= SIZE_MAX / 4) count *= 2;
  table->slots = slots_new(count);
  table->filter = filter_new(count);
  if (!table->slots || !table->filter) {
    text_table_free(table);
    return error_no_memory(error);
  }
  table->mask = count - 1;
  return L2A_OK;
}

void text_table_free(text_table *table)
{
  free(table->slots);
  free(table->filter);
  buffer_free(&table->pool);
  *table = (text_table){ .pool = BUFFER_INIT };
}

/* The key's slot, or the empty slot where it belongs. */
static text_table_slot *find(const text_table *table, bytes key, uint64_t hash)
{
  uint32_t tag = (uint32_t)(hash >> 32);
  size_t at = (size_t)hash & table->mask;

  for (;; at = (at + 1) & table->mask) {
    text_table_slot *slot = &table->slots[at];
    if (slot->value == TEXT_TABLE_NONE) return slot;
    if (slot->tag == tag && slot->size == key.size && (key.size == 0 || memcmp(table->pool.data + slot->at, key.data, key.size) == 0))
      return slot;
  }
}

static l2a_status grow(text_table *table, l2a_error *error)
{
  size_t count = (table->mask + 1) * 2;
  text_table_slot *slots = count > table->mask ? slots_new(count) : NULL;
  uint64_t *filter = slots ? filter_new(count) : NULL;
  text_table grown = { .slots = slots, .filter = filter, .mask = count - 1 };

  if (!slots || !filter) {
    free(slots);
    return error_no_memory(error);
  }
  for (size_t i = 0; i <= table->mask; i++) {
    const text_table_slot *slot = &table->slots[i];
    uint64_t hash;
    size_t at;
    if (slot->value == TEXT_TABLE_NONE) continue;
    hash = hash_bytes(bytes_from(table->pool.data + slot->at, slot->size));
    at = (size_t)hash & grown.mask;
    while (slots[at].value != TEXT_TABLE_NONE) at = (at + 1) & grown.mask;
    slots[at] = *slot;
    filter_set(&grown, hash);
  }
  free(table->slots);
  free(table->filter);
  table->slots = slots;
  table->filter = filter;
  table->mask = grown.mask;
  return L2A_OK;
}

l2a_status text_table_put(text_table *table, bytes key, uint32_t value, l2a_error *error)
{
  uint64_t hash = hash_bytes(key);
  text_table_slot *slot = find(table, key, hash);

  if (slot->value != TEXT_TABLE_NONE) {
    slot->value = value;
    return L2A_OK;
  }
  if (key.size > UINT32_MAX - table->pool.size) return error_set(error, L2A_ELIMIT, "a dictionary is larger than 4 GiB");
  if (table->count >= (table->mask + 1) / 2) {
    if (grow(table, error) != L2A_OK) return L2A_ENOMEM;
    slot = find(table, key, hash);
  }
  if (!buffer_reserve(&table->pool, key.size)) return error_no_memory(error);
  *slot = (text_table_slot){ (uint32_t)(hash >> 32), (uint32_t)table->pool.size, (uint32_t)key.size, value };
  buffer_append_bytes(&table->pool, key);
  filter_set(table, hash);
  table->count++;
  return L2A_OK;
}

uint32_t text_table_get(const text_table *table, bytes key)
{
  uint64_t hash = hash_bytes(key);

  return filter_has(table, hash) ? find(table, key, hash)->value : TEXT_TABLE_NONE;
}
