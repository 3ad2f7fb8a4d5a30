/* SPDX-License-Identifier: MIT */
#include "io/record.h"

#include <stdlib.h>

enum { TEXT_BLOCK_SIZE = 64 << 10 };

static const char *const damage_names[RECORD_DAMAGE_COUNT] = {
  [RECORD_GOOD] = "good",
  [RECORD_BAD_ENCODING] = "bad encoding",
  [RECORD_NUL] = "NUL byte",
  [RECORD_TOO_MANY_FIELDS] = "too many fields",
  [RECORD_BAD_JSON] = "invalid JSON",
};

const char *record_damage_name(record_damage damage)
{
  return damage < RECORD_DAMAGE_COUNT ? damage_names[damage] : "damaged";
}

void record_batch_init(record_batch *batch)
{
  *batch = (record_batch){ .records = NULL };
  arena_init(&batch->text, TEXT_BLOCK_SIZE);
}

void record_batch_free(record_batch *batch)
{
  free(batch->records);
  free(batch->fields);
  free(batch->keys);
  free(batch->columns);
  free(batch->kinds);
  free(batch->seen);
  arena_free(&batch->text);
  record_batch_init(batch);
}

void record_batch_clear(record_batch *batch)
{
  batch->count = 0;
  batch->field_count = 0;
  batch->blank_lines = 0;
  arena_reset(&batch->text);
}

/* Grows *data to at least count elements; false when memory is out (what is there stays). */
static bool grow(void **data, size_t *capacity, size_t count, size_t size)
{
  size_t wanted = *capacity ? *capacity : 256;
  void *grown;

  if (count <= *capacity) return true;
  if (count > SIZE_MAX / 2 / size) return false;
  while (wanted < count) wanted *= 2;
  grown = realloc(*data, wanted * size);
  if (!grown) return false;
  *data = grown;
  *capacity = wanted;
  return true;
}

record *record_batch_add(record_batch *batch)
{
  void *data = batch->records;
  record *added = NULL;

  if (!grow(&data, &batch->record_capacity, batch->count + 1, sizeof *batch->records)) goto done;
  batch->records = data;
  added = &batch->records[batch->count++];
  *added = (record){ .damage = RECORD_GOOD };
done:
  return added;
}

bool record_batch_reserve_records(record_batch *batch, size_t count)
{
  void *data = batch->records;
  bool ok = grow(&data, &batch->record_capacity, batch->count + count, sizeof *batch->records);

  batch->records = data;
  return ok;
}

bool record_batch_reserve_fields(record_batch *batch, size_t count)
{
  void *data = batch->fields;
  bool ok = grow(&data, &batch->field_capacity, batch->field_count + count, sizeof *batch->fields);

  batch->fields = data;
  return ok;
}

/* One capacity for three arrays: it grows only when all three have. */
bool record_batch_reserve_members(record_batch *batch, size_t count)
{
  size_t needed = batch->field_count + count;
  size_t key_capacity = batch->member_capacity;
  size_t column_capacity = batch->member_capacity;
  size_t kind_capacity = batch->member_capacity;
  void *keys = batch->keys;
  void *columns = batch->columns;
  void *kinds = batch->kinds;
  bool ok;

  ok = grow(&keys, &key_capacity, needed, sizeof *batch->keys);
  batch->keys = keys;
  ok = ok && grow(&columns, &column_capacity, needed, sizeof *batch->columns);
  batch->columns = columns;
  ok = ok && grow(&kinds, &kind_capacity, needed, sizeof *batch->kinds);
  batch->kinds = kinds;
  if (ok) batch->member_capacity = key_capacity;
  return ok && record_batch_reserve_fields(batch, count);
}
