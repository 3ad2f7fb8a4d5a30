/* SPDX-License-Identifier: MIT */
#include "cli/tune_label_file.h"

#include "io/table.h"

typedef enum label_column { LABEL_CONTACT, LABEL_ACCOUNT, LABEL_ALSO_OK, LABEL_WEIGHT, LABEL_COLUMN_COUNT } label_column;

static const char *const column_names[LABEL_COLUMN_COUNT] = { "contact_id", "account_id", "also_ok", "weight" };

typedef struct label_reader {
  training_labels *labels;
  table *table;
  const char *file;
  uint32_t columns[LABEL_COLUMN_COUNT]; /* of the table; RECORD_NO_COLUMN */
  size_t open;
  l2a_error *error;
} label_reader;

static l2a_status find_columns(label_reader *r)
{
  uint32_t count;
  const bytes *names = table_columns(r->table, &count);

  for (size_t c = 0; c < LABEL_COLUMN_COUNT; c++) {
    r->columns[c] = RECORD_NO_COLUMN;
    for (uint32_t i = 0; i < count; i++)
      if (bytes_equal_nocase(bytes_trim(names[i]), bytes_of(column_names[c]))) r->columns[c] = i;
    if (c <= LABEL_ACCOUNT && r->columns[c] == RECORD_NO_COLUMN)
      return error_set_at(r->error, L2A_EINVAL, r->file, 1, 0, "the column %s is missing; expected contact_id,account_id,also_ok",
                          column_names[c]);
  }
  return L2A_OK;
}

static bytes cell(const label_reader *r, const record *row, label_column column)
{
  return r->columns[column] == RECORD_NO_COLUMN ? BYTES("") : bytes_trim(record_field(row, r->columns[column]));
}

/* 0.001 to 1 in thousandths; 0: it is no weight. */
static uint32_t weight_of(bytes text)
{
  uint32_t value = 0, digits = 0;
  size_t i = 0;

  if (text.size == 0) return 1000;
  for (; i < text.size && i < 2 && text.data[i] >= '0' && text.data[i] <= '9'; i++) value = value * 10 + (uint32_t)(text.data[i] - '0');
  if (i == 0) return 0;
  if (i < text.size && text.data[i++] != '.') return 0;
  for (; i < text.size && digits < 3 && text.data[i] >= '0' && text.data[i] <= '9'; i++, digits++)
    value = value * 10 + (uint32_t)(text.data[i] - '0');
  for (; digits < 3; digits++) value *= 10;
  return i == text.size && value <= 1000 ? value : 0;
}

static l2a_status add_row(label_reader *r, const record *row)
{
  bytes weight = cell(r, row, LABEL_WEIGHT);
  training_label label = { .contact_id = cell(r, row, LABEL_CONTACT),
                           .account_id = cell(r, row, LABEL_ACCOUNT),
                           .also_ok = cell(r, row, LABEL_ALSO_OK),
                           .line = row->line,
                           .weight = weight_of(weight) };
  l2a_error why = L2A_ERROR_INIT;
  l2a_status status;

  if (bytes_equal(label.account_id, BYTES("?"))) {
    r->open++;
    return L2A_OK;
  }
  if (label.weight == 0)
    return error_set_at(r->error, L2A_EINVAL, r->file, row->line, 0, "the weight '%.*s' is no number from 0.001 to 1", (int)weight.size,
                        weight.data);
  status = training_labels_add(r->labels, &label, &why);
  return status == L2A_OK ? status : error_set_at(r->error, status, r->file, row->line, 0, "%s", why.message);
}

static l2a_status read_rows(label_reader *r, const record_batch *rows)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < rows->count && status == L2A_OK; i++) {
    const record *row = &rows->records[i];

    if (row->damage == RECORD_GOOD) status = add_row(r, row);
    else
      status =
        error_set_at(r->error, L2A_ESYNTAX, r->file, row->line, 0, "%s", row->message ? row->message : record_damage_name(row->damage));
  }
  return status;
}

l2a_status tune_label_file_read(training_labels *labels, size_t *open, const char *path, l2a_error *error)
{
  label_reader r = { .labels = labels, .error = error };
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
  *open = r.open;
done:
  record_batch_free(&rows);
  chunk_free(&text);
  table_close(r.table);
  return status;
}
