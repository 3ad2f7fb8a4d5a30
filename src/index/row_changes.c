/* SPDX-License-Identifier: MIT */
#include "index/row_changes.h"

#include <stdlib.h>

#include "base/hash.h"

enum { FIRST_SLOTS = 64, CHUNK_SIZE = 1 << 16 };

void row_changes_init(row_changes *set, size_t column_count, size_t id_column)
{
  *set = (row_changes){ .changes = BUFFER_INIT };
  account_rows_init(&set->shape, column_count, id_column);
  arena_init(&set->shape.chunks, CHUNK_SIZE);
}

void row_changes_free(row_changes *set)
{
  account_rows_free(&set->shape);
  buffer_free(&set->changes);
  free(set->slots);
  *set = (row_changes){ .changes = BUFFER_INIT };
}

/* The slot of an id: its own, or the free one where it belongs. There is always a free one. */
static size_t slot_of(const row_changes *set, bytes id, uint64_t hash)
{
  size_t at = hash & set->mask;

  for (; set->slots[at]; at = (at + 1) & set->mask)
    if (set->slots[at] >> 32 == hash >> 32 && bytes_equal(row_change_id(row_change_at(set, (uint32_t)set->slots[at] - 1)), id)) break;
  return at;
}

row_change *row_changes_find(const row_changes *set, bytes id)
{
  size_t at;

  if (!set->slots) return NULL;
  at = slot_of(set, id, hash_bytes(id));
  return set->slots[at] ? row_change_at(set, (uint32_t)set->slots[at] - 1) : NULL;
}

static l2a_status grow(row_changes *set, l2a_error *error)
{
  size_t count = row_changes_count(set), size = set->slots ? (set->mask + 1) * 2 : FIRST_SLOTS;
  uint64_t *slots;

  if (set->slots && (count + 1) * 2 <= set->mask + 1) return L2A_OK;
  if (count >= ACCOUNT_LIMIT) return error_set(error, L2A_ELIMIT, "more than %d accounts in one update", ACCOUNT_LIMIT);
  slots = calloc(size, sizeof *slots);
  if (!slots) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    uint64_t hash = hash_bytes(row_change_id(row_change_at(set, i)));
    size_t at = hash & (size - 1);
    while (slots[at]) at = (at + 1) & (size - 1);
    slots[at] = (hash >> 32 << 32) | (uint32_t)(i + 1);
  }
  free(set->slots);
  set->slots = slots;
  set->mask = size - 1;
  return L2A_OK;
}

static l2a_status set_change(row_changes *set, const row_change *c, l2a_error *error)
{
  bytes id = row_change_id(c);
  uint64_t hash = hash_bytes(id);
  size_t at;
  l2a_status status = grow(set, error);

  if (status != L2A_OK) return status;
  at = slot_of(set, id, hash);
  if (set->slots[at]) {
    *row_change_at(set, (uint32_t)set->slots[at] - 1) = *c;
    return L2A_OK;
  }
  if (!buffer_reserve(&set->changes, sizeof *c)) {
    set->changes.failed = false;
    return error_no_memory(error);
  }
  buffer_append(&set->changes, c, sizeof *c);
  set->slots[at] = (hash >> 32 << 32) | (uint32_t)row_changes_count(set);
  return L2A_OK;
}

static char *take(row_changes *set, size_t size)
{
  char *at = arena_take(&set->shape.chunks, size);

  set->shape.chunks.failed = false;
  return at;
}

l2a_status row_changes_put(row_changes *set, const l2a_string *cells, bytes same, l2a_error *error)
{
  row_change c = { .deleted = false };
  size_t size;
  char *at;
  l2a_status status = account_cells_check(&set->shape, cells, &size, error);

  if (status != L2A_OK) return status;
  at = take(set, size);
  if (!at) return error_no_memory(error);
  account_record_write(&set->shape, cells, at, &c.row);
  if (same.data && bytes_equal(same, (bytes){ c.row.record, c.row.size })) return L2A_OK;
  return set_change(set, &c, error);
}

l2a_status row_changes_delete(row_changes *set, bytes id, l2a_error *error)
{
  row_change c = { .deleted = true };
  char *at = take(set, id.size + 1);

  if (!at) return error_no_memory(error);
  memcpy(at, id.data, id.size);
  c.row = (account_row){ .record = at, .id_size = (uint32_t)id.size };
  return set_change(set, &c, error);
}
