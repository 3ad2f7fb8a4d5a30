/* SPDX-License-Identifier: MIT */
#include "index/intern.h"

#include <stdlib.h>

#include "base/hash.h"

enum { FIRST_SLOTS = 1024 };

void intern_init(intern_table *table, buffer *pool)
{
  *table = (intern_table){ .pool = pool, .texts = BUFFER_INIT };
}

void intern_free(intern_table *table)
{
  buffer_free(&table->texts);
  free(table->slots);
  *table = (intern_table){ 0 };
}

uint32_t pool_append(buffer *pool, bytes text)
{
  size_t at = pool->size;

  if (at + text.size >= UINT32_MAX) return INTERN_FAILED;
  buffer_append_bytes(pool, text);
  return pool->failed ? INTERN_FAILED : (uint32_t)at;
}

static bytes text_of(const intern_table *table, uint32_t number)
{
  intern_text text = intern_get(table, number);

  return (bytes){ table->pool->data + text.offset, text.size };
}

static bool grow(intern_table *table)
{
  size_t count = intern_count(table), size = table->slots ? (table->mask + 1) * 2 : FIRST_SLOTS;
  uint64_t *slots;

  if (table->slots && (count + 1) * 2 <= table->mask + 1) return true;
  slots = calloc(size, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hash_bytes(text_of(table, (uint32_t)i));
    size_t at = hash & (size - 1);
    while (slots[at]) at = (at + 1) & (size - 1);
    slots[at] = (hash >> 32 << 32) | (uint32_t)(i + 1);
  }
  free(table->slots);
  table->slots = slots;
  table->mask = size - 1;
  return true;
}

uint32_t intern_put(intern_table *table, bytes text)
{
  uint64_t hash = hash_bytes(text);
  intern_text entry = { 0, (uint32_t)text.size };
  size_t at;

  if (!grow(table)) return INTERN_FAILED;
  for (at = hash & table->mask; table->slots[at]; at = (at + 1) & table->mask) {
    uint32_t number = (uint32_t)table->slots[at] - 1;
    if (table->slots[at] >> 32 == hash >> 32 && bytes_equal(text_of(table, number), text)) return number;
  }
  if (!buffer_reserve(&table->texts, sizeof entry)) return INTERN_FAILED;
  entry.offset = pool_append(table->pool, text);
  if (entry.offset == INTERN_FAILED) return INTERN_FAILED;
  buffer_append(&table->texts, &entry, sizeof entry);
  table->slots[at] = (hash >> 32 << 32) | (uint32_t)intern_count(table);
  return (uint32_t)intern_count(table) - 1;
}
