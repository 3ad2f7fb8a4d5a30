/* SPDX-License-Identifier: MIT */
/* Parsing a chunk of CSV into records. See csv.h; the scan that finds the structure is csv_scan.h. */
#include "io/csv_places.h"
#include "io/csv_rows.h"

#include "base/utf8.h"

typedef struct csv_parser {
  record_batch *batch;
  const char *data;
  csv_dialect dialect;
  uint32_t column_count; /* 0: unknown */
  uint32_t field_limit;  /* fields behind it are counted, not stored */
  bool check_text;       /* a NUL or invalid UTF-8 was seen: the records that end from here on are looked at */
  size_t text_checked;   /* up to here */
  bool footer;
  bool failed; /* memory */
  size_t record_start;
  size_t field_start;
  size_t first_field;      /* of the record, in batch->fields */
  uint64_t written_fields; /* of the record */
  uint64_t line;           /* of the record */
  uint64_t embedded_lines; /* line ends inside it, in blocks before this one */
  uint64_t offset;         /* of the chunk */
} csv_parser;

static bytes unquoted(csv_parser *p, bytes raw)
{
  bytes text = csv_unquote(raw, &p->batch->text);

  p->failed = p->failed || p->batch->text.failed;
  return text;
}

/* Ends a field in front of `end`; room for it was reserved. */
static inline void end_field(csv_parser *p, size_t end)
{
  const char *from = p->data + p->field_start;
  bytes value = { from, end - p->field_start };

  p->written_fields++;
  if (p->written_fields > p->field_limit) return;
  if (value.size && *from == '"') value = unquoted(p, value);
  p->batch->fields[p->batch->field_count++] = value;
}

static void check_text(record *r)
{
  const char *nul = memchr(r->raw.data, '\0', r->raw.size);
  size_t valid = utf8_valid_prefix(r->raw);

  if (valid < r->raw.size) {
    r->damage = RECORD_BAD_ENCODING;
    r->message = "a byte that is no valid UTF-8";
    r->damage_offset = valid;
  } else if (nul) {
    r->damage = RECORD_NUL;
    r->message = "a NUL byte";
    r->damage_offset = (uint64_t)(nul - r->raw.data);
  }
}

static void fill_record(csv_parser *p, record *r, size_t end)
{
  r->raw = (bytes){ p->data + p->record_start, end - p->record_start };
  r->line = p->line;
  r->offset = p->offset + p->record_start;
  if (p->check_text) check_text(r);
  if (r->damage == RECORD_GOOD && p->written_fields > p->field_limit) {
    r->damage = RECORD_TOO_MANY_FIELDS;
    r->message = "more fields than the header";
    r->damage_offset = 0;
  }
  if (p->written_fields >= p->column_count) p->footer = false;
  r->footer = p->footer;
  if (r->damage == RECORD_GOOD) {
    r->field_count = (uint32_t)p->written_fields;
  } else {
    p->batch->field_count = p->first_field;
  }
}

/* Ends the record in front of the line end at `end`. */
static void end_record(csv_parser *p, size_t end)
{
  record *r;

  if (p->dialect.newline == '\n' && end > p->field_start && p->data[end - 1] == '\r') end--;
  if (end == p->record_start) {
    p->batch->blank_lines++;
    p->footer = true;
    goto done;
  }
  end_field(p, end);
  r = record_batch_add(p->batch);
  if (!r) {
    p->failed = true;
    goto done;
  }
  fill_record(p, r, end);
done:
  p->first_field = p->batch->field_count;
  p->written_fields = 0;
}

static void parse_block(csv_parser *p, const csv_masks *m, uint64_t structural, size_t base)
{
  uint64_t embedded = m->newline & ~structural;
  uint64_t counted = 0;

  for (uint64_t left = structural; left; left &= left - 1) {
    unsigned bit = (unsigned)__builtin_ctzll(left);
    size_t at = base + bit;
    if (m->newline >> bit & 1) {
      end_record(p, at);
      if (embedded) {
        uint64_t here = embedded & ~counted & ((UINT64_C(1) << bit) - 1);
        p->embedded_lines += (uint64_t)__builtin_popcountll(here);
        counted |= here;
      }
      p->line += p->embedded_lines + 1;
      p->embedded_lines = 0;
      p->record_start = at + 1;
    } else {
      end_field(p, at);
    }
    p->field_start = at + 1;
  }
  if (embedded) p->embedded_lines += (uint64_t)__builtin_popcountll(embedded & ~counted);
}

/* ---- by places ----------------------------------------------------------------------------------------------------------------------- */

/* What fields that begin with a quote hold. */
static void unquote(csv_parser *p, bytes *fields, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++) {
    bytes raw = fields[i];
    if (raw.size && raw.data[0] == '"') fields[i] = unquoted(p, raw);
  }
}

/* Ends a field at each of the places. All are taken as they stand, without a decision for each, and looked at again if there was a quote. */
static void end_fields(csv_parser *p, const uint32_t *at, uint32_t count, size_t base)
{
  bytes *fields = p->batch->fields + p->batch->field_count;
  const char *from = p->data + p->field_start, *block = p->data + base;
  uint32_t quotes = 0;

  if (p->written_fields + count > p->field_limit) { /* those behind the limit are counted alone */
    for (uint32_t i = 0; i < count; i++) {
      end_field(p, base + at[i]);
      p->field_start = base + at[i] + 1;
    }
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    const char *end = block + at[i];
    fields[i] = (bytes){ from, (size_t)(end - from) };
    quotes |= *from == '"'; /* of an empty field this is its separator */
    from = end + 1;
  }
  if (quotes) unquote(p, fields, count);
  p->field_start = (size_t)(from - p->data);
  p->written_fields += count;
  p->batch->field_count += count;
}

static void end_line(csv_parser *p, size_t end)
{
  record_batch *batch = p->batch;
  size_t stop = end - (p->dialect.newline == '\n' && end > p->field_start && p->data[end - 1] == '\r');

  if (stop == p->record_start || p->check_text || p->written_fields >= p->field_limit) {
    end_record(p, end);
  } else { /* the usual line: room for its record was made */
    end_field(p, stop);
    if (p->written_fields >= p->column_count) p->footer = false;
    batch->records[batch->count++] = (record){ .raw = { p->data + p->record_start, stop - p->record_start },
                                               .line = p->line,
                                               .offset = p->offset + p->record_start,
                                               .field_count = (uint32_t)p->written_fields,
                                               .footer = p->footer };
    p->first_field = batch->field_count;
    p->written_fields = 0;
  }
  p->line += p->embedded_lines + 1;
  p->embedded_lines = 0;
  p->record_start = p->field_start = end + 1;
}

/* A scan without line ends inside fields. */
static void parse_places(csv_parser *p, const csv_places *places, size_t base)
{
  uint32_t from = 0;

  for (uint32_t i = 0; i < places->line_count; i++) {
    uint32_t last = places->lines[i];
    end_fields(p, places->at + from, last - from, base);
    end_line(p, base + places->at[last]);
    from = last + 1;
  }
  end_fields(p, places->at + from, places->count - from, base);
}

static bool has_embedded_lines(const csv_scan *scan)
{
  uint64_t any = 0;

  for (size_t n = 0; n < scan->block_count; n++) any |= scan->masks[n].newline & ~scan->structural[n];
  return any != 0;
}

/* Fields were written as one row; now that the array no longer moves, the records point into it. */
static void link_fields(record_batch *batch)
{
  const bytes *at = batch->fields;

  for (size_t i = 0; i < batch->count; i++) {
    record *r = &batch->records[i];
    if (r->damage != RECORD_GOOD) continue;
    r->fields = at;
    at += r->field_count;
  }
}

static void parser_init(csv_parser *p, record_batch *batch, const chunk *c, csv_dialect dialect, uint32_t column_count)
{
  *p = (csv_parser){ .batch = batch,
                     .data = c->data,
                     .dialect = dialect,
                     .column_count = column_count,
                     .field_limit = column_count ? column_count : IO_COLUMN_LIMIT,
                     .footer = c->footer,
                     .line = c->line,
                     .offset = c->offset };
  record_batch_clear(batch);
}

l2a_status csv_parse_chunk(record_batch *batch, const chunk *c, csv_dialect dialect, uint32_t column_count, l2a_error *error)
{
  csv_classify_function *classify = csv_classify_best();
  csv_places_function *find_places = csv_places_best();
  csv_state state = CSV_START;
  csv_places places;
  csv_scan scan;
  csv_parser p;

  parser_init(&p, batch, c, dialect, column_count);
  for (size_t base = 0; base < c->size && !p.failed; base += CSV_SCAN_SIZE) {
    size_t size = c->size - base < CSV_SCAN_SIZE ? c->size - base : CSV_SCAN_SIZE;
    csv_scan_bytes(&scan, c->data + base, size, dialect, &state, classify);
    if (!record_batch_reserve_fields(batch, size + 1)) p.failed = true;
    if (!p.check_text) p.check_text = csv_has_bad_text(&scan, c->data, base, c->size, &p.text_checked);
    if (!p.failed && !has_embedded_lines(&scan)) {
      find_places(&places, &scan);
      if (record_batch_reserve_records(batch, places.line_count)) parse_places(&p, &places, base);
      else p.failed = true;
      continue;
    }
    for (size_t n = 0; n < scan.block_count && !p.failed; n++)
      parse_block(&p, &scan.masks[n], scan.structural[n], base + n * CSV_BLOCK_SIZE);
  }
  if (!p.failed && p.record_start < c->size) {
    if (record_batch_reserve_fields(batch, 1)) end_record(&p, c->size);
    else p.failed = true;
  }
  if (p.failed) {
    record_batch_clear(batch);
    return error_no_memory(error);
  }
  link_fields(batch);
  return L2A_OK;
}

/* As parsing sees it: nothing between two line ends, or the CR of a CRLF. */
static bool is_blank_line(bytes line, csv_dialect dialect)
{
  return line.size == 0 || (line.size == 1 && dialect.newline == '\n' && line.data[0] == '\r');
}

l2a_status csv_parse_first(record_batch *batch, bytes text, bool whole, csv_dialect dialect, size_t *used, l2a_error *error)
{
  chunk first = { .data = NULL, .line = 1 };
  csv_state state = CSV_START;
  bool ended = false;
  size_t line = 0;
  size_t at = 0;

  while (at < text.size && !ended) {
    char c = text.data[at++];
    state = csv_step(state, c, dialect);
    if (state != CSV_START || c != dialect.newline) continue;
    ended = !is_blank_line(bytes_from(text.data + line, at - 1 - line), dialect);
    if (!ended) line = at;
  }
  *used = at;
  record_batch_clear(batch);
  if (!ended && (!whole || state == CSV_QUOTED || line == at || is_blank_line(bytes_from(text.data + line, at - line), dialect)))
    return L2A_OK;
  first.data = (char *)(uintptr_t)text.data;
  first.size = at;
  return csv_parse_chunk(batch, &first, dialect, 0, error);
}
