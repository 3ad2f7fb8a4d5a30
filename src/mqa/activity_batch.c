/* SPDX-License-Identifier: MIT */
#include "mqa/activity_batch.h"

#include "base/hash.h"
#include "mqa/key_map.h"

enum { BATCH_BLOCK_SIZE = 1 << 20 };

void activity_batch_init(activity_batch *b)
{
  *b = (activity_batch){ .bytes = 0 };
  arena_init(&b->blocks, BATCH_BLOCK_SIZE);
}

void activity_batch_free(activity_batch *b)
{
  arena_free(&b->blocks);
  free(b->entries.data);
}

void activity_batch_clear(activity_batch *b)
{
  activity_batch_free(b);
  activity_batch_init(b);
}

uint64_t activity_fingerprint(bytes id)
{
  uint64_t hash = hash_bytes(id_canonical(id)) >> (64 - FINGERPRINT_BITS);

  return hash ? hash : 1;
}

l2a_status activity_batch_add(activity_batch *b, const activity *head, bytes id, bytes minutes, uint64_t fingerprint, l2a_error *error)
{
  activity sized = { head->at, head->who, head->kind, head->source, (uint16_t)id.size, (uint16_t)minutes.size };
  size_t size = activity_size(&sized);
  activity *a = arena_take(&b->blocks, size);

  if (!a || !VECTOR_ADD(&b->entries, ((sort_entry){ fingerprint, a }))) return error_no_memory(error);
  *a = sized;
  if (id.size) memcpy(a->text, id.data, id.size);
  if (minutes.size) memcpy(a->text + id.size, minutes.data, minutes.size);
  memset((char *)a + sizeof *a + id.size + minutes.size, 0, size - sizeof *a - id.size - minutes.size);
  b->bytes += size + 3 * sizeof(sort_entry);
  return L2A_OK;
}
