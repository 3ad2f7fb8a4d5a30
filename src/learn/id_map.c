/* SPDX-License-Identifier: MIT */
#include "learn/id_map.h"

#include <stdlib.h>

#include "base/hash.h"

enum { SLOTS_AT_FIRST = 64, ID_LIMIT = 1 << 30 };

void id_map_init(id_map *m)
{
  memset(m, 0, sizeof *m);
  arena_init(&m->texts, ID_BLOCK_SIZE);
}

void id_map_free(id_map *m)
{
  free(m->ids);
  free(m->slots);
  arena_free(&m->texts);
  memset(m, 0, sizeof *m);
}

/* The slot that holds the id, or the free one where it belongs. */
static uint32_t *find_slot(const id_map *m, bytes id)
{
  uint32_t mask = m->slot_count - 1;
  uint32_t at = (uint32_t)hash_bytes(id) & mask;

  while (m->slots[at] && !bytes_equal(m->ids[m->slots[at] - 1], id)) at = (at + 1) & mask;
  return &m->slots[at];
}

static bool grow(id_map *m)
{
  uint32_t slot_count = m->slot_count ? m->slot_count * 2 : SLOTS_AT_FIRST;
  uint32_t *slots = calloc(slot_count, sizeof *slots);
  bytes *ids = slots ? realloc(m->ids, slot_count / 2 * sizeof *ids) : NULL;

  if (ids) m->ids = ids;
  if (!ids) {
    free(slots);
    return false;
  }
  free(m->slots);
  m->slots = slots;
  m->slot_count = slot_count;
  m->capacity = slot_count / 2;
  for (uint32_t i = 0; i < m->count; i++) *find_slot(m, m->ids[i]) = i + 1;
  return true;
}

uint32_t id_map_find(const id_map *m, bytes id)
{
  uint32_t *slot = m->slot_count ? find_slot(m, id) : NULL;

  return slot && *slot ? *slot - 1 : ID_NONE;
}

uint32_t id_map_add(id_map *m, bytes id, bool *is_new)
{
  uint32_t known = id_map_find(m, id);
  bytes copy;

  if (is_new) *is_new = known == ID_NONE;
  if (known != ID_NONE) return known;
  if (m->count == m->capacity && (m->count >= ID_LIMIT || !grow(m))) return ID_NONE;
  copy = arena_copy(&m->texts, id);
  if (!copy.data) return ID_NONE;
  *find_slot(m, id) = m->count + 1;
  m->ids[m->count] = copy;
  return m->count++;
}
