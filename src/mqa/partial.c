/* SPDX-License-Identifier: MIT */
/*
 * Partial states: the events of an object, in blocks, so that they are written and read while they come.
 *
 *   "l2a-mqa" 3 | fingerprint of the types u64 | bytes u64, hash u64, rows (row_log.h) | ... | 0 u64, hash u64
 */
#include "base/hash.h"
#include "mqa/mqa_object.h"

static const char partial_magic[8] = { 'l', '2', 'a', '-', 'm', 'q', 'a', 3 };

enum { BLOCK_SIZE = 1 << 20 };

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

/* ---- write ------------------------------------------------------------------------------------------------------------------------------ */

static l2a_status write_block(l2a_sink sink, void *payload, bytes rows)
{
  char head[PARTIAL_BLOCK_HEAD_SIZE];
  l2a_status status;

  put_u64(head, rows.size);
  put_u64(head + 8, hash_bytes(rows));
  status = sink(payload, head, sizeof head);
  return status == L2A_OK && rows.size ? sink(payload, rows.data, rows.size) : status;
}

static l2a_status write_head(const l2a_mqa *o, l2a_sink sink, void *payload)
{
  char head[PARTIAL_HEAD_SIZE];

  memcpy(head, partial_magic, sizeof partial_magic);
  put_u64(head + 8, mqa_types_fingerprint(&o->rules->mqa));
  return sink(payload, head, sizeof head);
}

/* The sink's message is the caller's. */
static l2a_status tell(const l2a_mqa *o, l2a_status status, l2a_error *error)
{
  if (status != L2A_OK && error) *error = *o->sink_error;
  return status;
}

l2a_status partial_begin(l2a_mqa *o, l2a_sink sink, void *payload, const l2a_error *sink_error, l2a_error *error)
{
  o->sink = sink;
  o->sink_payload = payload;
  o->sink_error = sink_error;
  return tell(o, write_head(o, sink, payload), error);
}

l2a_status partial_flush(l2a_mqa *o, l2a_error *error)
{
  l2a_status status;

  if (!o->sink || o->log.size < BLOCK_SIZE) return L2A_OK;
  status = write_block(o->sink, o->sink_payload, buffer_bytes(&o->log));
  buffer_clear(&o->log);
  return tell(o, status, error);
}

l2a_status partial_end(l2a_mqa *o, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (o->log.size) status = write_block(o->sink, o->sink_payload, buffer_bytes(&o->log));
  buffer_clear(&o->log);
  if (status == L2A_OK) status = write_block(o->sink, o->sink_payload, BYTES(""));
  return tell(o, status, error);
}

/* Rows in blocks of some size; what is left over stays. */
typedef struct block_writer {
  l2a_sink sink;
  void *payload;
  buffer rows;
} block_writer;

static l2a_status put_row(block_writer *w, const char *row, size_t size, l2a_error *error)
{
  l2a_status status = L2A_OK;

  buffer_append(&w->rows, row, size);
  if (w->rows.failed) return error_no_memory(error);
  if (w->rows.size < BLOCK_SIZE) return L2A_OK;
  status = write_block(w->sink, w->payload, buffer_bytes(&w->rows));
  buffer_clear(&w->rows);
  return status;
}

static l2a_status put_events(block_writer *w, bytes rows, l2a_error *error)
{
  const char *at = rows.data;
  row_reader r;
  l2a_status status = L2A_OK;

  for (const char *begin = at; status == L2A_OK && rows.size && row_reader_next(&r, &at, rows.data + rows.size); begin = at)
    if (is_event(r.tag)) status = put_row(w, begin, (size_t)(at - begin), error);
  return status;
}

static l2a_status put_activity(void *payload, const mqa_activity *a, l2a_error *error)
{
  block_writer *w = payload;
  buffer row = BUFFER_INIT;
  l2a_status status = row_log_activity(&row, a, error);

  if (status == L2A_OK) status = put_row(w, row.data, row.size, error);
  buffer_free(&row);
  return status;
}

l2a_status l2a_mqa_save(l2a_mqa *o, l2a_sink sink, void *payload, l2a_error *error)
{
  block_writer w = { sink, payload, BUFFER_INIT };
  l2a_status status;

  if (!o || !sink) return error_set(error, L2A_EINVAL, "object or sink is NULL");
  status = write_head(o, sink, payload);
  for (size_t n = 0; n < o->events.count && status == L2A_OK; n++) status = put_events(&w, o->events.data[n], error);
  for (size_t n = 0; n < o->pieces.count && status == L2A_OK; n++) status = put_events(&w, o->pieces.data[n], error);
  if (status == L2A_OK) status = put_events(&w, buffer_bytes(&o->log), error);
  if (status == L2A_OK && o->head.runs.count) status = state_each_activity(o, put_activity, &w, error);
  if (status == L2A_OK && w.rows.size) status = write_block(sink, payload, buffer_bytes(&w.rows));
  if (status == L2A_OK) status = write_block(sink, payload, BYTES(""));
  buffer_free(&w.rows);
  return status;
}

/* ---- read ------------------------------------------------------------------------------------------------------------------------------- */

static l2a_status damaged(l2a_error *error)
{
  return error_set(error, L2A_ECORRUPT, "the partial state is damaged");
}

l2a_status partial_check_head(const l2a_mqa *o, const char *head, l2a_error *error)
{
  if (memcmp(head, partial_magic, sizeof partial_magic) != 0) return error_set(error, L2A_ECORRUPT, "this is no partial state of l2a mqa");
  if (take_u64(head + 8) != mqa_types_fingerprint(&o->rules->mqa))
    return error_set(error, L2A_EDEFINITIONS, "the partial state was made with other activities or another time zone in the definitions");
  return L2A_OK;
}

l2a_status partial_block_size(const char *head, uint64_t *size, l2a_error *error)
{
  *size = take_u64(head);
  return *size > PARTIAL_BLOCK_LIMIT ? damaged(error) : L2A_OK;
}

l2a_status partial_check_block(const char *head, bytes rows, l2a_error *error)
{
  return take_u64(head + 8) == hash_bytes(rows) && log_is_whole(rows, LOG_PARTIAL) ? L2A_OK : damaged(error);
}

l2a_status log_append_event(buffer *log, const row_reader *row, mqa_source *source, l2a_error *error)
{
  row_reader r = *row;
  size_t begin = row_log_begin(log, row->tag);

  row_reader_skip(&r);
  buffer_append(log, row->at, (size_t)(r.at - row->at));
  source->line = r.at < r.end ? (uint64_t)row_reader_number(&r) : 0;
  source->offset = r.at < r.end ? (uint64_t)row_reader_number(&r) : 0;
  return row_log_end(log, begin, error);
}

/* Where their rows stood, and which could not be read, is nothing to an object. */
static l2a_status append_events(buffer *log, bytes rows, l2a_error *error)
{
  const char *at = rows.data;
  mqa_source source;
  row_reader r;
  l2a_status status = L2A_OK;

  while (rows.size && status == L2A_OK && row_reader_next(&r, &at, rows.data + rows.size))
    if (is_event(r.tag)) status = log_append_event(log, &r, &source, error);
  return status;
}

/* Each block's rows to the log, or (check) nowhere. */
static l2a_status merge_blocks(l2a_mqa *o, const char *at, const char *end, bool check, l2a_error *error)
{
  uint64_t size = 1;
  l2a_status status = L2A_OK;

  while (size && status == L2A_OK) {
    const char *head = at;

    if (end - at < PARTIAL_BLOCK_HEAD_SIZE) return damaged(error);
    status = partial_block_size(head, &size, error);
    at += PARTIAL_BLOCK_HEAD_SIZE;
    if (status == L2A_OK && size > (uint64_t)(end - at)) status = damaged(error);
    if (status == L2A_OK && check) status = partial_check_block(head, bytes_from(at, (size_t)size), error);
    if (status == L2A_OK && !check) status = append_events(&o->log, bytes_from(at, (size_t)size), error);
    at += status == L2A_OK ? size : 0;
  }
  return status == L2A_OK && at != end ? damaged(error) : status;
}

l2a_status l2a_mqa_merge(l2a_mqa *o, const char *data, size_t size, l2a_error *error)
{
  size_t before = o ? o->log.size : 0;
  l2a_status status;

  if (!o || (!data && size)) return error_set(error, L2A_EINVAL, "object or data is NULL");
  if (size < PARTIAL_HEAD_SIZE) return error_set(error, L2A_ECORRUPT, "this is no partial state of l2a mqa");
  status = partial_check_head(o, data, error);
  if (status == L2A_OK) status = merge_blocks(o, data + PARTIAL_HEAD_SIZE, data + size, true, error);
  if (status == L2A_OK) status = merge_blocks(o, data + PARTIAL_HEAD_SIZE, data + size, false, error);
  if (status != L2A_OK) o->log.size = before;
  return status;
}
