/* SPDX-License-Identifier: MIT */
#include "cli/label_file.h"

#include "cli/table_rows.h"

enum { FULL_WEIGHT = 1000 };

typedef struct label_reader {
  label_set *set;
  const option_list *segments; /* NULL: to learn from */
  size_t open;                 /* rows that nobody has filled in */
  const char *column;          /* of the account: --label; NULL in a file of labels */
  const char *file;
  const column_map *map; /* of a contact file, for the id; else NULL */
  uint32_t contact, account, also_ok, weight;
  uint32_t columns[SEGMENT_COLUMN_LIMIT];
} label_reader;

static l2a_status add_segment(label_reader *r, bytes name, uint32_t column, l2a_error *error)
{
  for (uint32_t i = 0; i < r->set->column_count; i++)
    if (r->columns[i] == column) return L2A_OK;
  if (r->set->column_count < SEGMENT_COLUMN_LIMIT) r->columns[r->set->column_count] = column;
  return label_set_add_column(r->set, name, error);
}

static l2a_status find_segments(label_reader *r, const table *t, l2a_error *error)
{
  static const char *const usual[] = { "tier", "stratum", "segment" };
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < sizeof usual / sizeof *usual && status == L2A_OK; i++) {
    uint32_t column = table_find_column(t, bytes_of(usual[i]));

    if (column != RECORD_NO_COLUMN) status = add_segment(r, bytes_of(usual[i]), column, error);
  }
  for (size_t i = 0; i < r->segments->count && status == L2A_OK; i++) {
    bytes name = bytes_of(r->segments->items[i]);
    uint32_t column = table_find_column(t, name);

    status = column == RECORD_NO_COLUMN ? table_no_column(t, "--segment", name, error) : add_segment(r, name, column, error);
  }
  return status;
}

static l2a_status begin_labels(void *payload, const table *t, l2a_error *error)
{
  label_reader *r = payload;
  bytes account = r->column ? bytes_of(r->column) : BYTES("account_id");

  r->file = input_name(table_input(t));
  r->contact = table_find_column(t, BYTES("contact_id"));
  r->account = table_find_column(t, account);
  r->also_ok = table_find_column(t, BYTES("also_ok"));
  if (!r->column && r->contact == RECORD_NO_COLUMN) return table_no_column(t, "labels", BYTES("contact_id"), error);
  if (r->account == RECORD_NO_COLUMN) return table_no_column(t, r->column ? "--label" : "labels", account, error);
  r->weight = r->segments ? RECORD_NO_COLUMN : table_find_column(t, BYTES("weight"));
  return r->segments ? find_segments(r, t, error) : L2A_OK;
}

/* 0.001 to 1 in thousandths; 0: it is no weight. */
static uint32_t weight_of(bytes text)
{
  uint32_t value = 0, digits = 0;
  size_t i = 0;

  if (text.size == 0) return FULL_WEIGHT;
  for (; i < text.size && i < 2 && text.data[i] >= '0' && text.data[i] <= '9'; i++) value = value * 10 + (uint32_t)(text.data[i] - '0');
  if (i == 0) return 0;
  if (i < text.size && text.data[i++] != '.') return 0;
  for (; i < text.size && digits < 3 && text.data[i] >= '0' && text.data[i] <= '9'; i++, digits++)
    value = value * 10 + (uint32_t)(text.data[i] - '0');
  for (; digits < 3; digits++) value *= 10;
  return i == text.size && value <= FULL_WEIGHT ? value : 0;
}

static l2a_status take_label(void *payload, const record *row, l2a_error *error)
{
  label_reader *r = payload;
  bytes values[SEGMENT_COLUMN_LIMIT];
  bytes contact = r->map ? column_value(r->map, row, CONTACT_ID) : record_field(row, r->contact);
  bytes weight = r->weight == RECORD_NO_COLUMN ? BYTES("") : bytes_trim(record_field(row, r->weight));
  label l = { .account_id = bytes_trim(record_field(row, r->account)), .line = row->line, .weight = weight_of(weight) };

  if (bytes_equal(l.account_id, BYTES("?"))) { /* a suggestion */
    r->open++;
    return L2A_OK;
  }
  if (l.weight == 0)
    return error_set_at(error, L2A_EINVAL, r->file, row->line, 0, "the weight '%.*s' is no number from 0.001 to 1",
                        (int)(weight.size < 80 ? weight.size : 80), weight.data);
  if (r->also_ok != RECORD_NO_COLUMN) l.also_ok = bytes_trim(record_field(row, r->also_ok));
  for (uint32_t i = 0; i < r->set->column_count; i++) values[i] = bytes_trim(record_field(row, r->columns[i]));
  return label_set_add(r->set, bytes_trim(contact), &l, values, r->file, error);
}

l2a_status label_file_read(label_set *set, const char *path, const option_list *segments, l2a_error *error)
{
  label_reader r = { .set = set, .segments = segments };
  table_rows rows = { .begin = begin_labels, .row = take_label, .payload = &r };

  return table_rows_read(&rows, path, error);
}

l2a_status label_file_read_weighted(label_set *set, size_t *open, const char *path, l2a_error *error)
{
  label_reader r = { .set = set };
  table_rows rows = { .begin = begin_labels, .row = take_label, .payload = &r };
  l2a_status status = table_rows_read(&rows, path, error);

  *open += r.open;
  return status;
}

l2a_status label_contacts_read(label_set *set, row_source *source, const char *column, const option_list *segments, uint64_t *rejected,
                               l2a_error *error)
{
  label_reader r = { .set = set, .segments = segments, .column = column };
  const row_file *first = row_source_first(source);
  row_chunk c;
  bool end = false;
  l2a_status status;

  row_chunk_init(&c);
  *rejected = 0;
  status = begin_labels(&r, first->table, error);
  if (status == L2A_OK && first->map->fields[CONTACT_ID].count == 0)
    status = error_set_at(error, L2A_ENOTFOUND, first->name, 1, 0, "no column holds the id of the contact; say which one: --map id=COLUMN");
  while (status == L2A_OK) {
    status = row_source_next(source, &c, &end, error);
    if (status != L2A_OK || end) break;
    r.map = c.file->map;
    r.file = c.file->name;
    status = row_chunk_parse(&c, error);
    for (size_t i = 0; i < c.rows.count && status == L2A_OK; i++) {
      if (c.rows.records[i].damage != RECORD_GOOD) ++*rejected;
      else if (!c.rows.records[i].footer) status = take_label(&r, &c.rows.records[i], error);
    }
  }
  row_chunk_free(&c);
  return status;
}
