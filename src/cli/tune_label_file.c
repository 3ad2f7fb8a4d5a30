/* SPDX-License-Identifier: MIT */
#include "cli/tune_label_file.h"

#include "cli/table_rows.h"

typedef enum label_column { LABEL_CONTACT, LABEL_ACCOUNT, LABEL_ALSO_OK, LABEL_WEIGHT, LABEL_COLUMN_COUNT } label_column;

static const char *const column_names[LABEL_COLUMN_COUNT] = { "contact_id", "account_id", "also_ok", "weight" };

typedef struct label_reader {
  training_labels *labels;
  const char *file;
  uint32_t columns[LABEL_COLUMN_COUNT]; /* of the table; RECORD_NO_COLUMN */
  size_t open;
} label_reader;

static l2a_status find_columns(void *payload, const table *t, l2a_error *error)
{
  label_reader *r = payload;

  r->file = input_name(table_input(t));
  for (size_t c = 0; c < LABEL_COLUMN_COUNT; c++) {
    r->columns[c] = table_find_column(t, bytes_of(column_names[c]));
    if (c <= LABEL_ACCOUNT && r->columns[c] == RECORD_NO_COLUMN) return table_no_column(t, "labels", bytes_of(column_names[c]), error);
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

static l2a_status add_row(void *payload, const record *row, l2a_error *error)
{
  label_reader *r = payload;
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
    return error_set_at(error, L2A_EINVAL, r->file, row->line, 0, "the weight '%.*s' is no number from 0.001 to 1", (int)weight.size,
                        weight.data);
  status = training_labels_add(r->labels, &label, &why);
  return status == L2A_OK ? status : error_set_at(error, status, r->file, row->line, 0, "%s", why.message);
}

l2a_status tune_label_file_read(training_labels *labels, size_t *open, const char *path, l2a_error *error)
{
  label_reader r = { .labels = labels };
  table_rows rows = { .begin = find_columns, .row = add_row, .payload = &r };
  l2a_status status = table_rows_read(&rows, path, error);

  *open += r.open;
  return status;
}
