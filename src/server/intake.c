/* SPDX-License-Identifier: MIT */
#include "server/intake.h"

#include <inttypes.h>
#include <stdlib.h>

#include "server/server_state.h"

enum { PIECE_BYTES = 1 << 20 };

/* The lines of text up to `limit` bytes, at least one. */
static bytes first_lines(bytes text, size_t limit)
{
  const char *end;

  if (text.size <= limit) return text;
  end = memrchr(text.data, '\n', limit);
  if (!end) end = memchr(text.data, '\n', text.size);
  return end ? bytes_from(text.data, (size_t)(end - text.data) + 1) : text;
}

static l2a_status parse(record_batch *records, const column_keys *keys, bytes text, l2a_error *error)
{
  chunk piece = { .data = (char *)(uintptr_t)text.data, .size = text.size, .capacity = text.size, .line = 1 };

  record_batch_clear(records);
  return ndjson_parse_chunk(records, &piece, keys, error);
}

/* The members of the first line that is an object. */
static l2a_status keys_of_first_line(intake *in, bytes body, l2a_error *error)
{
  record_batch records;
  l2a_status status = L2A_OK;

  record_batch_init(&records);
  in->exact = true;
  while (body.size && column_keys_count(in->keys) == 0 && status == L2A_OK) {
    bytes line = first_lines(body, 1);

    status = parse(&records, in->keys, line, error);
    if (status == L2A_OK) status = column_keys_collect(in->keys, &records, error);
    body.data += line.size;
    body.size -= line.size;
  }
  record_batch_free(&records);
  return status;
}

l2a_status intake_init(intake *in, bytes body, const char *const *names, size_t count, l2a_error *error)
{
  l2a_status status;

  *in = (intake){ .rejects = BUFFER_INIT };
  status = column_keys_new(&in->keys, error);
  for (size_t i = 0; i < count && status == L2A_OK; i++)
    if (column_keys_add(in->keys, bytes_of(names[i])) != i) status = error_no_memory(error);
  if (status == L2A_OK && !names) status = keys_of_first_line(in, body, error);
  return status;
}

void intake_free(intake *in)
{
  column_keys_free(in->keys);
  buffer_free(&in->rejects);
}

static void reject(intake *in, const char *reason)
{
  if (++in->rejected > INTAKE_REJECTS) return;
  if (in->rejected > 1) buffer_append_char(&in->rejects, ',');
  buffer_printf(&in->rejects, "{\"line\":%" PRIu64 ",\"reason\":", in->line);
  json_write_string(&in->rejects, bytes_of(reason));
  buffer_append_char(&in->rejects, '}');
}

/* NULL when the cells are filled, else why they are not. */
static const char *fill_cells(bytes *cells, const intake *in, const record *r)
{
  uint32_t count = column_keys_count(in->keys), filled = 0;

  if (r->damage != RECORD_GOOD) return r->message ? r->message : record_damage_name(r->damage);
  for (uint32_t i = 0; i < count; i++) cells[i] = (bytes){ NULL, 0 };
  for (uint32_t i = 0; i < r->field_count; i++) {
    if (r->columns[i] == RECORD_NO_COLUMN) {
      if (in->exact) return "the line has a member that the first line does not have";
      continue;
    }
    if (r->kinds[i] == VALUE_NESTED) return "a member is a text or a number";
    filled++;
    if (r->kinds[i] != VALUE_NULL) cells[r->columns[i]] = r->fields[i];
  }
  return in->exact && filled < count ? "the line lacks a member that the first line has" : NULL;
}

static l2a_status take_records(intake *in, const record_batch *records, bytes *cells, intake_row *row, void *payload, l2a_error *error)
{
  for (size_t i = 0; i < records->count; i++) {
    const record *r = &records->records[i];
    const char *problem = fill_cells(cells, in, r);
    l2a_error reason = L2A_ERROR_INIT;
    l2a_status status;

    in->line++;
    status = problem ? L2A_EINVAL : row(payload, cells, &reason);
    if (status == L2A_OK) {
      in->accepted++;
    } else if (status == L2A_EINVAL) {
      reject(in, problem ? problem : reason.message);
    } else {
      if (error) *error = reason;
      return status;
    }
  }
  return L2A_OK;
}

l2a_status intake_run(intake *in, bytes body, intake_row *row, void *payload, l2a_error *error)
{
  bytes *cells = calloc((size_t)column_keys_count(in->keys) + 1, sizeof *cells);
  record_batch records;
  l2a_status status = cells ? L2A_OK : error_no_memory(error);

  record_batch_init(&records);
  while (body.size && status == L2A_OK) {
    bytes piece = first_lines(body, PIECE_BYTES);

    status = parse(&records, in->keys, piece, error);
    if (status == L2A_OK) status = take_records(in, &records, cells, row, payload, error);
    body.data += piece.size;
    body.size -= piece.size;
  }
  if (status == L2A_OK && in->rejects.failed) status = error_no_memory(error);
  record_batch_free(&records);
  free(cells);
  return status;
}

void intake_write(const intake *in, exchange *x)
{
  buffer *out = &x->worker->out;

  x->records = in->accepted;
  counter_add(&x->worker->counts.invalid_records, in->rejected);
  buffer_clear(out);
  buffer_printf(out, "{\"accepted\":%" PRIu64 ",\"rejected\":%" PRIu64 ",\"rejects\":[", in->accepted, in->rejected);
  buffer_append_bytes(out, buffer_bytes(&in->rejects));
  buffer_append_char(out, ']');
}
