/* SPDX-License-Identifier: MIT */
#include "cli/row_source.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/thread_pool.h"
#include "io/answer_column.h"
#include "cli/message.h"

enum { DEPTH_PER_THREAD = 2 }; /* chunks under way: one at work, one waiting */

struct row_source {
  const char *const *paths;
  size_t count;
  size_t opened; /* of the paths */
  row_source_options options;
  table_options table_options;
  column_override overrides[OPTION_LIST_LIMIT];
  size_t override_count;
  uint64_t total;
  uint64_t done;   /* stored bytes of the files that are read to their end */
  row_file *files; /* all that are open */
  row_file *first;
  row_file *current;
};

/* ---- options ------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_overrides(row_source *s, l2a_error *error)
{
  const option_list *map = s->options.map;

  for (size_t i = 0; map && i < map->count; i++) {
    bytes rest = bytes_of(map->items[i]);
    bytes field = bytes_split(&rest, '=');

    if (!rest.data || !field.size)
      return error_set(error, L2A_EINVAL, "--%s %s: expected field=Column", s->options.map_option, map->items[i]);
    s->overrides[s->override_count++] = (column_override){ field, rest };
  }
  return L2A_OK;
}

static l2a_status read_delimiter(char *out, const char *text, l2a_error *error)
{
  static const struct {
    const char *name;
    char separator;
  } names[] = { { "tab", '\t' }, { "\\t", '\t' }, { "comma", ',' }, { "semicolon", ';' }, { "pipe", '|' }, { "space", ' ' } };

  *out = 0;
  if (!text) return L2A_OK;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (option_is(text, names[i].name)) *out = names[i].separator;
  if (!*out && text[0] && !text[1] && strchr(",;\t| :^~", text[0])) *out = text[0];
  if (!*out) return error_set(error, L2A_EINVAL, "--delimiter %s: expected one of , ; | : ^ ~ tab space", text);
  return L2A_OK;
}

static l2a_status read_table_options(row_source *s, l2a_error *error)
{
  const char *encoding = s->options.encoding;

  if (encoding && !encoding_from_name(&s->table_options.encoding, bytes_of(encoding)))
    return error_set(error, L2A_EINVAL, "--encoding %s: unknown; expected UTF-8, UTF-16LE, UTF-16BE or Windows-1252", encoding);
  s->table_options.chunk_size = s->options.chunk_size;
  return read_delimiter(&s->table_options.separator, s->options.delimiter, error);
}

/* ---- files --------------------------------------------------------------------------------------------------------------------------- */

static void free_file(row_file *f)
{
  column_map_free(f->map);
  table_close(f->table);
  free(f);
}

static void release(row_source *s, row_file *f)
{
  row_file **at = &s->files;

  if (!f || --f->references > 0) return;
  while (*at != f) at = &(*at)->next;
  *at = f->next;
  free_file(f);
}

/* The answer's own columns, there from an earlier run, are no evidence: they are hidden from the detection. */
static l2a_status detect(row_source *s, row_file *f, l2a_error *error)
{
  uint32_t count;
  const bytes *names = table_columns(f->table, &count);
  bytes *visible = calloc(count ? count : 1, sizeof *visible);
  column_overrides overrides = { s->options.map_option, s->overrides, s->override_count };
  l2a_status status;

  if (!visible) return error_no_memory(error);
  for (uint32_t i = 0; i < count; i++) visible[i] = answer_column_find(names[i]) < ANSWER_COLUMN_COUNT ? BYTES("") : names[i];
  status = column_map_detect(&f->map, s->options.object, f->name, visible, count, table_sample(f->table), &overrides, error);
  free(visible);
  return status;
}

/* CSV files are one input only when they have the same columns in the same order; the keys of NDJSON speak for themselves. */
static l2a_status check_header(const row_source *s, const row_file *f, l2a_error *error)
{
  uint32_t count, first_count;
  const bytes *names = table_columns(f->table, &count);
  const bytes *first = table_columns(s->first->table, &first_count);

  if (table_get_format(f->table) != table_get_format(s->first->table))
    return error_set_at(error, L2A_EINVAL, f->name, 0, 0, "one of this file and %s is CSV, the other NDJSON", s->first->name);
  if (table_get_format(f->table) == TABLE_NDJSON) return L2A_OK;
  if (count != first_count)
    return error_set_at(error, L2A_EINVAL, f->name, 1, 0,
                        "the header has %u columns, that of %s has %u; files given together need the same header", count, s->first->name,
                        first_count);
  for (uint32_t i = 0; i < count; i++)
    if (!bytes_equal(names[i], first[i]))
      return error_set_at(error, L2A_EINVAL, f->name, 1, 0,
                          "column %u is '%.*s', in %s it is '%.*s'; files given together need the same header", i + 1, (int)names[i].size,
                          names[i].data, s->first->name, (int)first[i].size, first[i].data);
  return L2A_OK;
}

/* Opens the next path as the current file; the reference belongs to s->current (the first file has one more). */
static l2a_status open_next(row_source *s, l2a_error *error)
{
  row_file *f = calloc(1, sizeof *f);
  l2a_status status;

  if (!f) return error_no_memory(error);
  f->references = 1;
  f->next = s->files;
  s->files = f;
  status = table_open(&f->table, s->paths[s->opened], &s->table_options, error);
  if (status != L2A_OK) goto failed;
  f->name = input_name(table_input(f->table));
  f->bytes_before = s->done;
  f->number = s->opened;
  if (s->first) status = check_header(s, f, error);
  if (status == L2A_OK) status = detect(s, f, error);
  if (status != L2A_OK) goto failed;
  if (!s->first) {
    s->first = f;
    f->references++;
  }
  s->current = f;
  s->opened++;
  return L2A_OK;
failed:
  release(s, f);
  return status;
}

static uint64_t total_size(const char *const *paths, size_t count)
{
  uint64_t total = 0;

  for (size_t i = 0; i < count; i++) {
    struct stat st;

    if (option_is(paths[i], "-") || stat(paths[i], &st) != 0 || !S_ISREG(st.st_mode)) return 0;
    total += (uint64_t)st.st_size;
  }
  return total;
}

l2a_status row_source_open(row_source **out, const char *const *paths, size_t count, const row_source_options *options, l2a_error *error)
{
  row_source *s = calloc(1, sizeof *s);
  l2a_status status;

  *out = NULL;
  if (!s) return error_no_memory(error);
  s->paths = paths;
  s->count = count;
  s->options = *options;
  s->total = total_size(paths, count);
  status = read_overrides(s, error);
  if (status == L2A_OK) status = read_table_options(s, error);
  if (status == L2A_OK) status = open_next(s, error);
  if (status != L2A_OK) {
    row_source_close(s);
    return status;
  }
  *out = s;
  return L2A_OK;
}

void row_source_close(row_source *s)
{
  row_file *next;

  if (!s) return;
  for (row_file *f = s->files; f; f = next) {
    next = f->next;
    free_file(f);
  }
  free(s);
}

const row_file *row_source_first(const row_source *s)
{
  return s->first;
}

uint64_t row_source_total(const row_source *s)
{
  return s->total;
}

/* ---- chunks -------------------------------------------------------------------------------------------------------------------------- */

void row_chunk_init(row_chunk *c)
{
  memset(c, 0, sizeof *c);
  c->text = (chunk)CHUNK_INIT;
  record_batch_init(&c->rows);
}

void row_chunk_free(row_chunk *c)
{
  chunk_free(&c->text);
  record_batch_free(&c->rows);
}

l2a_status row_source_next(row_source *s, row_chunk *c, bool *end, l2a_error *error)
{
  l2a_status status = L2A_OK;

  release(s, c->file);
  c->file = NULL;
  *end = false;
  while (status == L2A_OK) {
    const input *in = table_input(s->current->table);

    status = table_next(s->current->table, &c->text, error);
    if (status != L2A_OK) break;
    if (c->text.size) {
      c->file = s->current;
      c->file->references++;
      c->consumed = c->file->bytes_before + input_consumed(in);
      break;
    }
    if (s->opened == s->count) {
      *end = true;
      break;
    }
    s->done += input_total(in);
    release(s, s->current);
    s->current = NULL;
    status = open_next(s, error);
  }
  return status;
}

l2a_status row_chunk_parse(row_chunk *c, l2a_error *error)
{
  return table_parse(c->file->table, &c->rows, &c->text, error);
}

static l2a_status read_chunk(void *reader, void *item, bool *end, l2a_error *error)
{
  return row_source_next(reader, item, end, error);
}

static l2a_status parse_chunk(void *state, void *item, l2a_error *error)
{
  (void)state;
  return row_chunk_parse(item, error);
}

l2a_status row_source_run(row_source *s, size_t thread_count, row_source_write *write, void *payload, l2a_error *error)
{
  size_t depth = thread_count * DEPTH_PER_THREAD;
  row_chunk *chunks = calloc(depth, sizeof *chunks);
  void **items = calloc(depth, sizeof *items);
  void **states = calloc(thread_count, sizeof *states);
  ordered_pipeline pipeline = { read_chunk, parse_chunk, write, s, payload, states, items, thread_count, depth };
  l2a_status status;

  if (!chunks || !items || !states) {
    status = error_no_memory(error);
    goto done;
  }
  for (size_t i = 0; i < depth; i++) {
    row_chunk_init(&chunks[i]);
    items[i] = &chunks[i];
  }
  status = ordered_pipeline_run(&pipeline, error);
  for (size_t i = 0; i < depth; i++) row_chunk_free(&chunks[i]);
done:
  free(chunks);
  free(items);
  free(states);
  return status;
}

/* Known, but no evidence of the account. */
static bool is_used(const column_map *map, uint32_t field)
{
  return map->object != COLUMN_CONTACT || (field != CONTACT_FIRST_NAME && field != CONTACT_LAST_NAME && field != CONTACT_ACCOUNT_ID);
}

static void append_use(buffer *line, const char *field, bytes column, const char *reason)
{
  const char *quote = column.size && memchr(column.data, ' ', column.size) ? "'" : "";

  buffer_printf(line, "%s%s=%s%.*s%s", line->size ? ", " : "", field, quote, (int)column.size, column.data ? column.data : "", quote);
  if (reason) buffer_printf(line, " (%s)", reason);
}

void row_file_report(const row_file *f, bool with_reasons)
{
  buffer line = BUFFER_INIT;
  uint32_t count;
  const bytes *names = table_columns(f->table, &count);
  const column_map *map = f->map;

  for (uint32_t field = 1; field < COLUMN_FIELD_LIMIT; field++) {
    const char *name = column_field_name(map->object, field);

    for (uint32_t i = 0; name && is_used(map, field) && i < map->fields[field].count; i++) {
      uint32_t column = map->fields[field].columns[i];

      append_use(&line, name, names[column], with_reasons ? map->columns[column].reason : NULL);
    }
  }
  if (!line.failed)
    message_print("%s: %s%s%s: %.*s", f->name, map->system ? map->system : "columns", map->export_kind ? " " : "",
                  map->export_kind ? map->export_kind : "", (int)line.size, line.data ? line.data : "");
  if (map->object == COLUMN_CONTACT && map->fields[CONTACT_EMAIL].count == 0 && map->fields[CONTACT_COMPANY].count == 0)
    message_print("%s: no column has an e-mail address or a company: are these the contacts? (--map email=COLUMN, --map company=COLUMN)",
                  f->name);
  buffer_free(&line);
}
