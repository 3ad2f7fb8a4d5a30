/* SPDX-License-Identifier: MIT */
/*
 * Partial states: the events of an object.
 *
 *   "l2a-mqa" 1 | fingerprint of the types u64 | bytes of the rows u64 | hash of the rows u64 | rows (row_log.h)
 */
#include "base/hash.h"
#include "mqa/mqa_object.h"

static const char partial_magic[8] = { 'l', '2', 'a', '-', 'm', 'q', 'a', 1 };

enum { PARTIAL_HEAD_SIZE = 32 };

static bool is_event(row_tag tag)
{
  return tag == ROW_ACTIVITY || tag == ROW_OPPORTUNITY || tag == ROW_TOUCH;
}

uint64_t mqa_types_fingerprint(const mqa_rules *def)
{
  uint64_t hash = def->activity_count;

  for (uint32_t i = 0; i < def->activity_count; i++) {
    const activity_rule *a = &def->activities[i];

    hash = hash_join(hash, hash_bytes(a->name));
    for (uint32_t k = 0; k < a->rule_count; k++)
      for (uint32_t p = 0; p < a->rules[k].count; p++) {
        hash = hash_join(hash, hash_bytes(a->rules[k].parts[p].column));
        for (uint32_t v = 0; v < a->rules[k].parts[p].values.count; v++)
          hash = hash_join(hash, hash_bytes(a->rules[k].parts[p].values.items[v]));
      }
  }
  return hash_join(hash, hash_bytes(def->timezone));
}

static void put_u64(char *out, uint64_t value)
{
  for (size_t i = 0; i < 8; i++) out[i] = (char)(value >> 8 * i & 255);
}

static uint64_t take_u64(const char *from)
{
  uint64_t value = 0;

  for (size_t i = 8; i-- > 0;) value = value << 8 | (unsigned char)from[i];
  return value;
}

static void take_events(buffer *out, bytes rows)
{
  const char *at = rows.data;
  row_reader r;

  for (const char *begin = at; rows.size && row_reader_next(&r, &at, rows.data + rows.size); begin = at)
    if (is_event(r.tag)) buffer_append(out, begin, (size_t)(at - begin));
}

l2a_status l2a_mqa_save(l2a_mqa *o, l2a_sink sink, void *payload, l2a_error *error)
{
  char head[PARTIAL_HEAD_SIZE];
  buffer rows = BUFFER_INIT;
  l2a_status status = L2A_OK;

  if (!o || !sink) return error_set(error, L2A_EINVAL, "object or sink is NULL");
  for (size_t n = 0; n < o->pieces.count; n++) take_events(&rows, o->pieces.data[n]);
  take_events(&rows, buffer_bytes(&o->log));
  memcpy(head, partial_magic, sizeof partial_magic);
  put_u64(head + 8, mqa_types_fingerprint(&o->rules->mqa));
  put_u64(head + 16, rows.size);
  put_u64(head + 24, hash_bytes(buffer_bytes(&rows)));
  if (rows.failed) status = error_no_memory(error);
  if (status == L2A_OK) status = sink(payload, head, sizeof head);
  if (status == L2A_OK && rows.size) status = sink(payload, rows.data, rows.size);
  buffer_free(&rows);
  return status;
}

l2a_status l2a_mqa_merge(l2a_mqa *o, const char *data, size_t size, l2a_error *error)
{
  bytes rows;

  if (!o || (!data && size)) return error_set(error, L2A_EINVAL, "object or data is NULL");
  if (size < PARTIAL_HEAD_SIZE || memcmp(data, partial_magic, sizeof partial_magic) != 0)
    return error_set(error, L2A_ECORRUPT, "this is no partial state of l2a mqa");
  rows = bytes_from(data + PARTIAL_HEAD_SIZE, size - PARTIAL_HEAD_SIZE);
  if (take_u64(data + 16) != rows.size || take_u64(data + 24) != hash_bytes(rows) || !log_is_whole(rows, true))
    return error_set(error, L2A_ECORRUPT, "the partial state is damaged");
  if (take_u64(data + 8) != mqa_types_fingerprint(&o->rules->mqa))
    return error_set(error, L2A_EDEFINITIONS, "the partial state was made with other activities or another time zone in the definitions");
  buffer_append_bytes(&o->log, rows);
  if (!o->log.failed) return L2A_OK;
  o->log.failed = false;
  return error_no_memory(error);
}
