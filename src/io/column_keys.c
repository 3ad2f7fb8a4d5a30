/* SPDX-License-Identifier: MIT */
/* An array of names in order, and a hash table of their numbers + 1 beside it. */
#include "io/column_keys.h"

#include <stdlib.h>

#include "base/hash.h"

enum { SLOT_COUNT = IO_COLUMN_LIMIT * 2 }; /* a power of two; half empty at worst */

struct column_keys {
  uint32_t count;
  bytes names[IO_COLUMN_LIMIT];
  uint32_t slots[SLOT_COUNT];
  arena text;
};

l2a_status column_keys_new(column_keys **out, l2a_error *error)
{
  *out = calloc(1, sizeof **out);
  if (!*out) return error_no_memory(error);
  arena_init(&(*out)->text, 4096);
  return L2A_OK;
}

void column_keys_free(column_keys *keys)
{
  if (keys) arena_free(&keys->text);
  free(keys);
}

/* The slot that holds key, or the empty one where it belongs. */
static size_t find_slot(const column_keys *keys, bytes key)
{
  size_t slot = hash_bytes(key) % SLOT_COUNT;

  while (keys->slots[slot] && !bytes_equal(keys->names[keys->slots[slot] - 1], key)) slot = (slot + 1) % SLOT_COUNT;
  return slot;
}

uint32_t column_keys_find(const column_keys *keys, bytes key)
{
  uint32_t entry = keys->slots[find_slot(keys, key)];

  return entry ? entry - 1 : RECORD_NO_COLUMN;
}

uint32_t column_keys_add(column_keys *keys, bytes key)
{
  size_t slot = find_slot(keys, key);
  bytes copy;

  if (keys->slots[slot]) return keys->slots[slot] - 1;
  if (keys->count == IO_COLUMN_LIMIT) return RECORD_NO_COLUMN;
  copy = arena_copy(&keys->text, key);
  if (!copy.data) return RECORD_NO_COLUMN;
  keys->names[keys->count] = copy;
  keys->slots[slot] = ++keys->count;
  return keys->count - 1;
}

uint32_t column_keys_count(const column_keys *keys)
{
  return keys->count;
}

bytes column_keys_name(const column_keys *keys, uint32_t column)
{
  return column < keys->count ? keys->names[column] : (bytes){ NULL, 0 };
}

l2a_status column_keys_collect(column_keys *keys, const record_batch *batch, l2a_error *error)
{
  for (size_t i = 0; i < batch->count; i++) {
    const record *r = &batch->records[i];
    for (uint32_t n = 0; n < r->field_count; n++) {
      if (column_keys_add(keys, r->keys[n]) != RECORD_NO_COLUMN) continue;
      if (keys->text.failed) return error_no_memory(error);
      return error_set(error, L2A_ELIMIT, "more than %d different keys", IO_COLUMN_LIMIT);
    }
  }
  return L2A_OK;
}
