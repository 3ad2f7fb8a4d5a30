/* SPDX-License-Identifier: MIT */
#include "io/table.h"

#include <stdlib.h>

struct table {
  input *in;
  table_format format;
  csv_dialect dialect;
  uint32_t column_count;
  bytes *columns; /* CSV: copies in text; NDJSON: names of keys */
  arena text;
  column_keys *keys; /* NDJSON */
  csv_chunker *csv;  /* one of the two */
  ndjson_chunker *ndjson;
  record_batch sample;
  chunk head; /* what the sample points into */
};

/* '{' behind blanks begins NDJSON; '[' and then '{' or '[' a JSON array. */
static l2a_status detect_format(table *t, table_format wanted, l2a_error *error)
{
  bytes text = bytes_trim((bytes){ t->head.data, t->head.size });
  bool array = text.size && text.data[0] == '[';

  t->format = wanted;
  if (wanted != TABLE_AUTO) return L2A_OK;
  t->format = text.size && text.data[0] == '{' ? TABLE_NDJSON : TABLE_CSV;
  if (!array) return L2A_OK;
  text = bytes_trim((bytes){ text.data + 1, text.size - 1 });
  if (text.size == 0 || text.data[0] != '{') return L2A_OK;
  return error_set_at(error, L2A_EIO, input_name(t->in), 0, 0, "this is a JSON array: one object a line is wanted (jq -c '.[]')");
}

static l2a_status copy_columns(table *t, const record *header, l2a_error *error)
{
  t->columns = arena_take_array(&t->text, header->field_count, sizeof *t->columns);
  if (!t->columns) return error_no_memory(error);
  t->column_count = header->field_count;
  for (uint32_t n = 0; n < header->field_count; n++) t->columns[n] = arena_copy(&t->text, header->fields[n]);
  return t->text.failed ? error_no_memory(error) : L2A_OK;
}

static l2a_status error_header(const table *t, const record *header, l2a_error *error)
{
  const char *name = input_name(t->in);

  if (header->damage == RECORD_TOO_MANY_FIELDS)
    return error_set_at(error, L2A_ELIMIT, name, header->line, 0, "the header has more than %d columns", IO_COLUMN_LIMIT);
  return error_set_at(error, L2A_EIO, name, header->line, header->damage_offset + 1, "the header cannot be read: %s", header->message);
}

/* Reads the header; *used gets its size. */
static l2a_status read_header(table *t, bytes head, bool whole, size_t *used, uint64_t *line, l2a_error *error)
{
  record_batch header;
  l2a_status status;

  record_batch_init(&header);
  status = csv_parse_first(&header, head, whole, t->dialect, used, error);
  if (status != L2A_OK) goto done;
  if (header.count == 0 && bytes_trim(head).size == 0)
    status = error_set_at(error, L2A_EIO, input_name(t->in), 0, 0, "the file is empty: it has no header");
  else if (header.count == 0)
    status = error_set_at(error, L2A_ESYNTAX, input_name(t->in), 1, 0, "the header does not end: is a quote in it never closed?");
  else if (header.records[0].damage != RECORD_GOOD) status = error_header(t, &header.records[0], error);
  if (status != L2A_OK) goto done;
  *line = 1;
  for (size_t i = 0; i < *used; i++) *line += head.data[i] == t->dialect.newline;
  status = copy_columns(t, &header.records[0], error);
done:
  record_batch_free(&header);
  return status;
}

/* Size of what is before the last line end of head outside quotes; all of it when nothing follows. */
static size_t whole_records(bytes head, bool whole, csv_dialect dialect, bool quotes)
{
  size_t end = 0;
  bool quoted = false;
  bool may_open = true;

  if (whole) return head.size;
  for (size_t i = 0; i < head.size; i++) {
    char c = head.data[i];
    if (quotes && c == '"') {
      if (quoted || may_open) quoted = !quoted;
    } else if (!quoted && c == dialect.newline) {
      end = i + 1;
    }
    may_open = c == '"' || (!quoted && (c == dialect.separator || c == dialect.newline));
  }
  return end;
}

/* The first lines are enough for a sample: what is behind them is not parsed twice. */
static size_t sample_size(bytes head, char newline)
{
  size_t lines = 0;

  for (size_t i = 0; i < head.size; i++)
    if (head.data[i] == newline && ++lines == IO_SAMPLE_LIMIT) return i + 1;
  return head.size;
}

static l2a_status open_csv(table *t, const table_options *options, bool whole, l2a_error *error)
{
  bytes head = { t->head.data, t->head.size };
  chunk sample = t->head;
  size_t used = 0;
  uint64_t line = 1;
  size_t size;
  l2a_status status;

  t->dialect = csv_dialect_detect(head, options->separator);
  status = read_header(t, head, whole, &used, &line, error);
  if (status != L2A_OK) goto done;
  head = (bytes){ head.data + used, head.size - used };
  status = csv_chunker_new(&t->csv, t->in, head, t->dialect, t->column_count, line, t->head.offset + used, options->chunk_size, error);
  if (status != L2A_OK) goto done;
  size = sample_size(head, t->dialect.newline);
  sample.data += used;
  sample.size = whole_records((bytes){ head.data, size }, whole && size == head.size, t->dialect, true);
  sample.line = line;
  sample.offset += used;
  status = csv_parse_chunk(&t->sample, &sample, t->dialect, t->column_count, error);
done:
  return status;
}

static l2a_status open_ndjson(table *t, const table_options *options, bool whole, l2a_error *error)
{
  bytes head = { t->head.data, t->head.size };
  chunk sample = t->head;
  size_t size = sample_size(head, '\n');
  l2a_status status = column_keys_new(&t->keys, error);

  if (status != L2A_OK) goto done;
  t->dialect = (csv_dialect){ '\0', '\n' };
  sample.size = whole_records((bytes){ head.data, size }, whole && size == head.size, t->dialect, false);
  status = ndjson_parse_chunk(&t->sample, &sample, t->keys, error);
  if (status == L2A_OK) status = column_keys_collect(t->keys, &t->sample, error);
  if (status == L2A_OK) status = ndjson_parse_chunk(&t->sample, &sample, t->keys, error); /* now with columns */
  if (status == L2A_OK) status = ndjson_chunker_new(&t->ndjson, t->in, head, 1, t->head.offset, options->chunk_size, error);
  if (status != L2A_OK) goto done;
  if (column_keys_count(t->keys) == 0) {
    status = error_set_at(error, L2A_EIO, input_name(t->in), 0, 0, "no JSON object with a member in the first lines");
    goto done;
  }
  t->column_count = column_keys_count(t->keys);
  t->columns = arena_take_array(&t->text, t->column_count, sizeof *t->columns);
  if (!t->columns) {
    status = error_no_memory(error);
    goto done;
  }
  for (uint32_t n = 0; n < t->column_count; n++) t->columns[n] = column_keys_name(t->keys, n);
done:
  return status;
}

l2a_status table_open(table **out, const char *path, const table_options *options, l2a_error *error)
{
  static const table_options defaults = { .format = TABLE_AUTO };
  table *t = calloc(1, sizeof *t);
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!options) options = &defaults;
  if (!t) return error_no_memory(error);
  arena_init(&t->text, 4096);
  record_batch_init(&t->sample);
  if (options->separator == '"' || options->separator == '\n' || options->separator == '\r')
    status = error_set(error, L2A_EINVAL, "a quote or a line end cannot separate fields");
  if (status == L2A_OK) status = input_open(&t->in, path, options->encoding, error);
  if (status == L2A_OK && !chunk_reserve(&t->head, IO_HEAD_SIZE)) status = error_no_memory(error);
  if (status != L2A_OK) goto done;
  t->head.line = 1;
  t->head.offset = input_encoding(t->in) == ENCODING_UTF8 ? input_bom_size(t->in) : 0;
  status = input_read(t->in, t->head.data, IO_HEAD_SIZE, &t->head.size, error);
  if (status == L2A_OK) status = detect_format(t, options->format, error);
  if (status == L2A_OK) {
    bool whole = t->head.size < IO_HEAD_SIZE;
    status = t->format == TABLE_CSV ? open_csv(t, options, whole, error) : open_ndjson(t, options, whole, error);
  }
  if (status != L2A_OK) goto done;
  *out = t;
  t = NULL;
done:
  table_close(t);
  return status;
}

void table_close(table *t)
{
  if (!t) return;
  csv_chunker_free(t->csv);
  ndjson_chunker_free(t->ndjson);
  column_keys_free(t->keys);
  record_batch_free(&t->sample);
  chunk_free(&t->head);
  arena_free(&t->text);
  input_close(t->in);
  free(t);
}

const bytes *table_columns(const table *t, uint32_t *count)
{
  *count = t->column_count;
  return t->columns;
}

const record_batch *table_sample(const table *t)
{
  return &t->sample;
}

table_format table_get_format(const table *t)
{
  return t->format;
}

csv_dialect table_get_dialect(const table *t)
{
  return t->dialect;
}

const input *table_input(const table *t)
{
  return t->in;
}

l2a_status table_next(table *t, chunk *c, l2a_error *error)
{
  return t->csv ? csv_chunker_next(t->csv, c, error) : ndjson_chunker_next(t->ndjson, c, error);
}

l2a_status table_parse(const table *t, record_batch *batch, const chunk *c, l2a_error *error)
{
  if (t->csv) return csv_parse_chunk(batch, c, t->dialect, t->column_count, error);
  return ndjson_parse_chunk(batch, c, t->keys, error);
}

l2a_status table_find_rows(const table *t, csv_rows *rows, bool *regular, const chunk *c, l2a_error *error)
{
  *regular = false;
  return t->csv ? csv_rows_find(rows, regular, c, t->dialect, t->column_count, error) : L2A_OK;
}
