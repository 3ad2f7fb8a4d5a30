/* SPDX-License-Identifier: MIT */
#include "cli/override_file.h"

#include "cli/nearest.h"
#include "io/table.h"

typedef enum override_column {
  OVERRIDE_KIND,
  OVERRIDE_FIELD,
  OVERRIDE_VALUE,
  OVERRIDE_ACCOUNT,
  OVERRIDE_NOTE,
  OVERRIDE_COLUMN_COUNT
} override_column;

static const char *const column_names[OVERRIDE_COLUMN_COUNT] = { "kind", "field", "value", "account_id", "note" };
static const char *const kind_names[] = { "always", "never", "bypass", "alias" };         /* by l2a_override_kind */
static const char *const field_names[] = { "id", "email", "domain", "company", "phone" }; /* by l2a_override_field */

enum { KIND_COUNT = sizeof kind_names / sizeof *kind_names, FIELD_COUNT = sizeof field_names / sizeof *field_names };

typedef struct override_reader {
  l2a_rules *rules;
  table *table;
  const char *file;
  uint32_t columns[OVERRIDE_COLUMN_COUNT]; /* of the table; RECORD_NO_COLUMN */
  l2a_error *error;
} override_reader;

static size_t find_name(const char *const *names, size_t count, bytes name)
{
  size_t i = 0;

  while (i < count && !bytes_equal_nocase(bytes_of(names[i]), name)) i++;
  return i;
}

static l2a_status find_columns(override_reader *r)
{
  uint32_t count;
  const bytes *names = table_columns(r->table, &count);

  for (size_t i = 0; i < OVERRIDE_COLUMN_COUNT; i++) r->columns[i] = RECORD_NO_COLUMN;
  for (uint32_t i = 0; i < count; i++) {
    size_t column = find_name(column_names, OVERRIDE_COLUMN_COUNT, bytes_trim(names[i]));

    if (column == OVERRIDE_COLUMN_COUNT)
      return error_set_at(r->error, L2A_EINVAL, r->file, 1, 0, "unknown column '%.*s'; expected kind,field,value,account_id,note",
                          (int)names[i].size, names[i].data);
    r->columns[column] = i;
  }
  for (size_t i = 0; i <= OVERRIDE_VALUE; i++)
    if (r->columns[i] == RECORD_NO_COLUMN)
      return error_set_at(r->error, L2A_EINVAL, r->file, 1, 0, "the column %s is missing; expected kind,field,value,account_id,note",
                          column_names[i]);
  return L2A_OK;
}

static bytes cell(const override_reader *r, const record *row, override_column column)
{
  return r->columns[column] == RECORD_NO_COLUMN ? BYTES("") : bytes_trim(record_field(row, r->columns[column]));
}

static l2a_status unknown_word(const override_reader *r, const record *row, override_column column, const char *expected)
{
  bytes word = cell(r, row, column);

  return error_set_at(r->error, L2A_EINVAL, r->file, row->line, 0, "unknown %s '%.*s'; expected %s", column_names[column], (int)word.size,
                      word.data ? word.data : "", expected);
}

static l2a_status add_row(const override_reader *r, const record *row)
{
  l2a_override o = { .struct_size = sizeof o, .line = row->line };
  size_t kind = find_name(kind_names, KIND_COUNT, cell(r, row, OVERRIDE_KIND));
  size_t field = find_name(field_names, FIELD_COUNT, cell(r, row, OVERRIDE_FIELD));
  l2a_error why = L2A_ERROR_INIT;
  l2a_status status;

  if (kind == KIND_COUNT) return unknown_word(r, row, OVERRIDE_KIND, "always, never, bypass or alias");
  if (field == FIELD_COUNT) return unknown_word(r, row, OVERRIDE_FIELD, "id, email, domain, company or phone");
  o.kind = (l2a_override_kind)kind;
  o.field = (l2a_override_field)field;
  o.value = cell(r, row, OVERRIDE_VALUE);
  o.account_id = cell(r, row, OVERRIDE_ACCOUNT);
  status = l2a_rules_add_override(r->rules, &o, &why);
  return status == L2A_OK ? status : error_set_at(r->error, status, r->file, row->line, 0, "%s", why.message);
}

static bool is_empty(const record *row)
{
  for (uint32_t i = 0; i < row->field_count; i++)
    if (bytes_trim(row->fields[i]).size) return false;
  return true;
}

static l2a_status read_rows(const override_reader *r, const record_batch *rows)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < rows->count && status == L2A_OK; i++) {
    const record *row = &rows->records[i];

    if (row->damage != RECORD_GOOD)
      status =
        error_set_at(r->error, L2A_ESYNTAX, r->file, row->line, 0, "%s", row->message ? row->message : record_damage_name(row->damage));
    else if (!is_empty(row)) status = add_row(r, row);
  }
  return status;
}

l2a_status override_file_read(l2a_rules *rules, const char *path, l2a_error *error)
{
  override_reader r = { .rules = rules, .error = error };
  chunk text = CHUNK_INIT;
  record_batch rows;
  l2a_status status;

  record_batch_init(&rows);
  status = table_open(&r.table, path, NULL, error);
  if (status != L2A_OK) goto done;
  r.file = input_name(table_input(r.table));
  status = find_columns(&r);
  while (status == L2A_OK) {
    status = table_next(r.table, &text, error);
    if (status != L2A_OK || text.size == 0) break;
    status = table_parse(r.table, &rows, &text, error);
    if (status == L2A_OK) status = read_rows(&r, &rows);
  }
done:
  record_batch_free(&rows);
  chunk_free(&text);
  table_close(r.table);
  return status;
}
