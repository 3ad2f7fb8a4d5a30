/* SPDX-License-Identifier: MIT */
#include "mqa/mqa_object.h"

static void put_little(char *out, uint64_t value, size_t size)
{
  for (size_t i = 0; i < size; i++) out[i] = (char)(value >> 8 * i & 255);
}

static uint64_t take_little(const char *from, size_t size)
{
  uint64_t value = 0;

  for (size_t i = size; i-- > 0;) value = value << 8 | (unsigned char)from[i];
  return value;
}

size_t row_log_begin(buffer *log, row_tag tag)
{
  const char head[ROW_HEAD_SIZE] = { (char)tag, 0, 0, 0, 0 };
  size_t begin = log->size;

  buffer_append(log, head, sizeof head);
  return begin;
}

void row_log_text(buffer *log, bytes text)
{
  char size[4];

  put_little(size, text.size, sizeof size);
  buffer_append(log, size, sizeof size);
  buffer_append_bytes(log, text);
}

void row_log_number(buffer *log, int64_t number)
{
  char value[8];

  put_little(value, (uint64_t)number, sizeof value);
  buffer_append(log, value, sizeof value);
}

l2a_status row_log_end(buffer *log, size_t begin, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (log->failed) status = error_no_memory(error);
  else if (log->size - begin - ROW_HEAD_SIZE > UINT32_MAX) status = error_set(error, L2A_ELIMIT, "a row is longer than 4 GiB");
  if (status == L2A_OK) {
    put_little(log->data + begin + 1, log->size - begin - ROW_HEAD_SIZE, 4);
  } else {
    log->size = begin;
    log->failed = false;
  }
  return status;
}

bool row_reader_next(row_reader *r, const char **at, const char *end)
{
  uint64_t size;

  if (end - *at < ROW_HEAD_SIZE) return false;
  size = take_little(*at + 1, 4);
  if (size > (uint64_t)(end - *at - ROW_HEAD_SIZE)) return false;
  *r = (row_reader){ (row_tag) * *at, *at + ROW_HEAD_SIZE, *at + ROW_HEAD_SIZE + size, false };
  *at = r->end;
  return true;
}

bytes row_reader_text(row_reader *r)
{
  bytes text = BYTES("");
  uint64_t size;

  if (r->end - r->at < 4) {
    r->failed = true;
    return text;
  }
  size = take_little(r->at, 4);
  r->at += 4;
  if (size > (uint64_t)(r->end - r->at)) {
    r->failed = true;
    return text;
  }
  text = bytes_from(r->at, size);
  r->at += size;
  return text;
}

int64_t row_reader_number(row_reader *r)
{
  int64_t number;

  if (r->end - r->at < 8) {
    r->failed = true;
    return 0;
  }
  number = (int64_t)take_little(r->at, 8);
  r->at += 8;
  return number;
}

/* ---- rows of mqa ----------------------------------------------------------------------------------------------------------------------- */

/* Texts and numbers by tag; of columns and accounts as many as there are. */
static const uint8_t row_texts[ROW_TAG_COUNT] = { 0, 0, 3, 5, 6, 3, 6, 1, 2, 0 };
static const uint8_t row_numbers[ROW_TAG_COUNT] = { 0, 0, 0, 2, 2, 5, 2, 0, 3, 2 };

static void put_fields(buffer *log, row_tag tag, const bytes *texts, const int64_t *numbers)
{
  for (size_t i = 0; i < row_texts[tag]; i++) row_log_text(log, texts[i]);
  for (size_t i = 0; i < row_numbers[tag]; i++) row_log_number(log, numbers[i]);
}

/* source: NULL where a row has no place. */
static l2a_status log_row(l2a_mqa *o, row_tag tag, const bytes *texts, const int64_t *numbers, const mqa_source *source, l2a_error *error)
{
  size_t begin = row_log_begin(&o->log, tag);
  l2a_status status;

  put_fields(&o->log, tag, texts, numbers);
  if (source && o->sink) {
    row_log_number(&o->log, (int64_t)source->line);
    row_log_number(&o->log, (int64_t)source->offset);
  }
  status = row_log_end(&o->log, begin, error);
  return status == L2A_OK ? partial_flush(o, error) : status;
}

/* Of a row from a file also its place. */
static l2a_status log_source(l2a_mqa *o, const mqa_source *source, l2a_error *error)
{
  return !source->line || o->sink || VECTOR_ADD(&o->sources, *source) ? L2A_OK : error_no_memory(error);
}

l2a_status log_columns(l2a_mqa *o, const l2a_column *columns, size_t count, l2a_error *error)
{
  size_t begin = row_log_begin(&o->log, ROW_COLUMNS);

  for (size_t i = 0; i < count; i++) {
    row_log_number(&o->log, (int64_t)columns[i].field);
    row_log_text(&o->log, columns[i].name);
  }
  return row_log_end(&o->log, begin, error);
}

l2a_status log_account(l2a_mqa *o, bytes id, bytes name, bytes owner, const bytes *cells, size_t count, l2a_error *error)
{
  size_t begin = row_log_begin(&o->log, ROW_ACCOUNT);

  row_log_text(&o->log, id);
  row_log_text(&o->log, name);
  row_log_text(&o->log, owner);
  for (size_t i = 0; i < count; i++) row_log_text(&o->log, cells[i]);
  return row_log_end(&o->log, begin, error);
}

l2a_status log_contact(l2a_mqa *o, const mqa_contact *c, l2a_error *error)
{
  const bytes texts[] = { c->id, c->email, c->title, c->account_id, c->raw };
  const int64_t numbers[] = { (int64_t)c->decision, c->score };

  return log_row(o, ROW_CONTACT, texts, numbers, NULL, error);
}

l2a_status row_log_activity(buffer *log, const mqa_activity *a, l2a_error *error)
{
  const bytes texts[] = { a->activity_id, a->contact_id, a->email, a->account_id, a->type, a->minutes };
  const int64_t numbers[] = { a->occurred_at, a->type_number };
  size_t begin = row_log_begin(log, ROW_ACTIVITY);

  put_fields(log, ROW_ACTIVITY, texts, numbers);
  return row_log_end(log, begin, error);
}

l2a_status log_activity(l2a_mqa *o, const mqa_activity *a, l2a_error *error)
{
  const bytes texts[] = { a->activity_id, a->contact_id, a->email, a->account_id, a->type, a->minutes };
  const int64_t numbers[] = { a->occurred_at, a->type_number };

  return log_row(o, ROW_ACTIVITY, texts, numbers, &a->source, error);
}

l2a_status log_opportunity(l2a_mqa *o, const mqa_opportunity *p, l2a_error *error)
{
  const bytes texts[] = { p->opportunity_id, p->account_id, p->amount };
  const int64_t numbers[] = { p->created_at, p->closed_at, p->is_closed, p->is_won, p->source.line > 0 };
  l2a_status status = log_row(o, ROW_OPPORTUNITY, texts, numbers, &p->source, error);

  return status == L2A_OK ? log_source(o, &p->source, error) : status;
}

l2a_status log_touch(l2a_mqa *o, const mqa_touch *t, l2a_error *error)
{
  const bytes texts[] = { t->kind, t->rep, t->disposition, t->account_id, t->contact_id, t->email };
  const int64_t numbers[] = { t->occurred_at, t->source.line > 0 };
  l2a_status status = log_row(o, ROW_TOUCH, texts, numbers, &t->source, error);

  return status == L2A_OK ? log_source(o, &t->source, error) : status;
}

l2a_status log_file(l2a_mqa *o, bytes name, l2a_error *error)
{
  size_t begin = row_log_begin(&o->log, ROW_FILE);

  put_fields(&o->log, ROW_FILE, &name, NULL);
  return row_log_end(&o->log, begin, error);
}

l2a_status log_reject(l2a_mqa *o, const mqa_source *source, int64_t at, bytes key, bytes reason, l2a_error *error)
{
  const bytes texts[] = { key, reason };
  const int64_t numbers[] = { (int64_t)source->line, (int64_t)source->offset, at };

  return log_row(o, ROW_REJECT, texts, numbers, NULL, error);
}

l2a_status log_skipped(l2a_mqa *o, int reason, uint64_t count, l2a_error *error)
{
  const int64_t numbers[] = { reason, (int64_t)count };

  return log_row(o, ROW_SKIPPED, NULL, numbers, NULL, error);
}

void row_reader_skip(row_reader *r)
{
  for (uint8_t i = 0; i < row_texts[r->tag]; i++) row_reader_text(r);
  for (uint8_t i = 0; i < row_numbers[r->tag]; i++) row_reader_number(r);
}

static bool is_of_kind(row_tag tag, log_kind kind)
{
  return tag >= (kind == LOG_ANY ? ROW_COLUMNS : ROW_ACTIVITY) && tag <= (kind == LOG_PARTIAL ? ROW_SKIPPED : ROW_TOUCH);
}

bool log_is_whole(bytes rows, log_kind kind)
{
  const char *at = rows.data;
  row_reader r;

  while (rows.size && row_reader_next(&r, &at, rows.data + rows.size)) {
    if (!is_of_kind(r.tag, kind)) return false;
    row_reader_skip(&r);
    if (kind == LOG_PARTIAL && r.tag <= ROW_TOUCH && r.at < r.end) { /* its place */
      row_reader_number(&r);
      row_reader_number(&r);
    }
    while (r.tag == ROW_ACCOUNT && r.at < r.end && !r.failed) row_reader_text(&r);
    while (r.tag == ROW_COLUMNS && r.at < r.end && !r.failed) {
      int64_t field = row_reader_number(&r);
      row_reader_text(&r);
      if (field < 0 || field >= L2A_ACCOUNT_FIELD_COUNT) return false;
    }
    if (r.failed || r.at != r.end) return false;
  }
  return !rows.size || at == rows.data + rows.size;
}
