/* SPDX-License-Identifier: MIT */
#include "cli/table_rows.h"

enum { LISTED_NAMES_SIZE = 240 };

static bool is_empty(const record *r)
{
  for (uint32_t i = 0; i < r->field_count; i++)
    if (bytes_trim(r->fields[i]).size) return false;
  return true;
}

static l2a_status take_batch(table_rows *rows, const table *t, const record_batch *batch, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < batch->count && status == L2A_OK; i++) {
    const record *r = &batch->records[i];

    if (r->damage != RECORD_GOOD && rows->tolerant) rows->rejected++;
    else if (r->damage != RECORD_GOOD)
      status = error_set_at(error, L2A_ESYNTAX, input_name(table_input(t)), r->line, 0, "%s",
                            r->message ? r->message : record_damage_name(r->damage));
    else if (!is_empty(r)) status = rows->row(rows->payload, r, error);
  }
  return status;
}

l2a_status table_rows_read(table_rows *rows, const char *path, l2a_error *error)
{
  table *t = NULL;
  chunk text = CHUNK_INIT;
  record_batch batch;
  l2a_status status;

  record_batch_init(&batch);
  status = table_open(&t, path, NULL, error);
  if (status == L2A_OK) status = rows->begin(rows->payload, t, error);
  while (status == L2A_OK) {
    status = table_next(t, &text, error);
    if (status != L2A_OK || text.size == 0) break;
    status = table_parse(t, &batch, &text, error);
    if (status == L2A_OK) status = take_batch(rows, t, &batch, error);
  }
  record_batch_free(&batch);
  chunk_free(&text);
  table_close(t);
  return status;
}

uint32_t table_find_column(const table *t, bytes name)
{
  uint32_t count;
  const bytes *names = table_columns(t, &count);

  for (uint32_t i = 0; i < count; i++)
    if (bytes_equal(names[i], name)) return i;
  for (uint32_t i = 0; i < count; i++)
    if (bytes_equal_nocase(bytes_trim(names[i]), bytes_trim(name))) return i;
  return RECORD_NO_COLUMN;
}

l2a_status table_no_column(const table *t, const char *option, bytes name, l2a_error *error)
{
  uint32_t count;
  const bytes *names = table_columns(t, &count);
  buffer list = BUFFER_INIT;
  l2a_status status;

  for (uint32_t i = 0; i < count && list.size < LISTED_NAMES_SIZE; i++)
    buffer_printf(&list, "%s%.*s", i ? ", " : "", (int)(names[i].size < 60 ? names[i].size : 60), names[i].data);
  if (list.size > LISTED_NAMES_SIZE) buffer_append_text(&list, " ...");
  status = error_set_at(error, L2A_ENOTFOUND, input_name(table_input(t)), 1, 0, "%s%sno column %.*s; there are: %.*s", option ? option : "",
                        option ? ": " : "", (int)name.size, name.data, (int)list.size, list.data ? list.data : "");
  buffer_free(&list);
  return status;
}
