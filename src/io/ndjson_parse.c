/* SPDX-License-Identifier: MIT */
/* Parsing a chunk of NDJSON into records. See ndjson.h. Strict: what RFC 8259 does not allow is damage of the line. */
#include <stdlib.h>

#include "base/utf8.h"
#include "io/ndjson.h"

typedef struct json_parser {
  record_batch *batch;
  const column_keys *keys;
  const char *at;
  const char *end;
  record_damage damage; /* of the line; at is its place */
  const char *message;
  size_t first_field;   /* of the record, in batch->fields */
  uint32_t next_column; /* that a record in the usual order has next */
  bool failed;          /* memory */
} json_parser;

static bool fail(json_parser *p, record_damage damage, const char *message)
{
  if (p->damage == RECORD_GOOD) {
    p->damage = damage;
    p->message = message;
  }
  return false;
}

static void skip_blanks(json_parser *p)
{
  while (p->at < p->end && (*p->at == ' ' || *p->at == '\t' || *p->at == '\r')) p->at++;
}

/* ---- strings --------------------------------------------------------------------------------------------------------------------- */

static bool read_hex4(json_parser *p, uint32_t *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++) {
    char c = p->at < p->end ? *p->at : '\0';
    char l = lower_ascii(c);
    if (c >= '0' && c <= '9') *unit = *unit << 4 | (uint32_t)(c - '0');
    else if (l >= 'a' && l <= 'f') *unit = *unit << 4 | (uint32_t)(l - 'a' + 10);
    else return fail(p, RECORD_BAD_JSON, "four hexadecimal digits are expected behind \\u");
    p->at++;
  }
  return true;
}

/* Behind \u: one unit or a pair of surrogates. */
static bool read_unicode(json_parser *p, uint32_t *c)
{
  uint32_t low;

  if (!read_hex4(p, c)) return false;
  if (*c == 0) return fail(p, RECORD_NUL, "a NUL character");
  if (*c < 0xD800 || *c > 0xDFFF) return true;
  if (*c > 0xDBFF || p->end - p->at < 6 || p->at[0] != '\\' || p->at[1] != 'u')
    return fail(p, RECORD_BAD_ENCODING, "half a surrogate pair");
  p->at += 2;
  if (!read_hex4(p, &low)) return false;
  if (low < 0xDC00 || low > 0xDFFF) return fail(p, RECORD_BAD_ENCODING, "half a surrogate pair");
  *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
  return true;
}

/* Behind a backslash: the character it stands for goes to out. An escape is never shorter than its character. */
static bool read_escape(json_parser *p, char *out, size_t *size)
{
  static const char names[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  const char *found;
  uint32_t c;

  if (p->at == p->end) return fail(p, RECORD_BAD_JSON, "the text ends inside a string");
  if (*p->at == 'u') {
    p->at++;
    if (!read_unicode(p, &c)) return false;
    *size += utf8_put(out + *size, c);
    return true;
  }
  found = *p->at ? strchr(names, *p->at) : NULL;
  if (!found) return fail(p, RECORD_BAD_JSON, "an unknown escape");
  out[(*size)++] = values[found - names];
  p->at++;
  return true;
}

/* Moves to the next byte of a string that is not plain text. */
static const char *plain_end(const char *at, const char *end)
{
  while (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20) at++;
  return at;
}

static bool read_escaped(json_parser *p, const char *from, bytes *value)
{
  char *out = arena_take(&p->batch->text, (size_t)(p->end - from));
  size_t size = 0;

  if (!out) {
    p->failed = true;
    return false;
  }
  p->at = from;
  while (p->at < p->end && *p->at != '"') {
    const char *next = plain_end(p->at, p->end);
    size_t plain = (size_t)(next - p->at);
    memcpy(out + size, p->at, plain);
    size += plain;
    p->at = next;
    if (next == p->end || *next == '"') break;
    if (*next != '\\') return fail(p, RECORD_BAD_JSON, "a control character inside a string");
    p->at++;
    if (!read_escape(p, out, &size)) return false;
  }
  *value = (bytes){ out, size };
  return true;
}

/* At the opening quote; moves behind the closing one. */
static bool read_string(json_parser *p, bytes *value)
{
  const char *from = ++p->at;

  p->at = plain_end(from, p->end);
  *value = (bytes){ from, (size_t)(p->at - from) };
  if (p->at < p->end && *p->at == '\\' && !read_escaped(p, from, value)) return false;
  if (p->at == p->end) return fail(p, RECORD_BAD_JSON, "the text ends inside a string");
  if (*p->at != '"') return fail(p, RECORD_BAD_JSON, "a control character inside a string");
  p->at++;
  return true;
}

/* ---- other values ------------------------------------------------------------------------------------------------------------------ */

static size_t skip_digits(json_parser *p)
{
  const char *from = p->at;

  while (p->at < p->end && *p->at >= '0' && *p->at <= '9') p->at++;
  return (size_t)(p->at - from);
}

static bool read_number(json_parser *p, bytes *value)
{
  const char *from = p->at;
  bool zero;

  if (*p->at == '-') p->at++;
  zero = p->at < p->end && *p->at == '0';
  if (zero) p->at++;
  else if (!skip_digits(p)) return fail(p, RECORD_BAD_JSON, "a value is expected");
  if (p->at < p->end && *p->at == '.') {
    p->at++;
    if (!skip_digits(p)) return fail(p, RECORD_BAD_JSON, "a digit is expected behind the decimal point");
  }
  if (p->at < p->end && lower_ascii(*p->at) == 'e') {
    p->at++;
    if (p->at < p->end && (*p->at == '+' || *p->at == '-')) p->at++;
    if (!skip_digits(p)) return fail(p, RECORD_BAD_JSON, "a digit is expected in the exponent");
  }
  *value = (bytes){ from, (size_t)(p->at - from) };
  return true;
}

static bool read_word(json_parser *p, const char *word, bytes *value)
{
  bytes wanted = bytes_of(word);

  if ((size_t)(p->end - p->at) < wanted.size || memcmp(p->at, word, wanted.size) != 0)
    return fail(p, RECORD_BAD_JSON, "a value is expected");
  *value = (bytes){ p->at, wanted.size };
  p->at += wanted.size;
  return true;
}

static bool read_value(json_parser *p, bytes *value, value_kind *kind, int depth);

/* At the bracket; moves behind the closing one. */
static bool skip_nested(json_parser *p, int depth)
{
  char close = *p->at == '{' ? '}' : ']';
  value_kind kind;
  bytes ignored;

  if (depth >= IO_JSON_DEPTH_LIMIT) return fail(p, RECORD_BAD_JSON, "nested too deeply");
  p->at++;
  skip_blanks(p);
  if (p->at < p->end && *p->at == close) goto closed;
  for (;;) {
    skip_blanks(p);
    if (close == '}') {
      if (p->at == p->end || *p->at != '"') return fail(p, RECORD_BAD_JSON, "a key in quotes is expected");
      if (!read_string(p, &ignored)) return false;
      skip_blanks(p);
      if (p->at == p->end || *p->at != ':') return fail(p, RECORD_BAD_JSON, "':' is expected behind the key");
      p->at++;
      skip_blanks(p);
    }
    if (!read_value(p, &ignored, &kind, depth + 1)) return false;
    skip_blanks(p);
    if (p->at < p->end && *p->at == close) break;
    if (p->at == p->end || *p->at != ',')
      return fail(p, RECORD_BAD_JSON, close == '}' ? "',' or '}' is expected" : "',' or ']' is expected");
    p->at++;
  }
closed:
  p->at++;
  return true;
}

static bool read_value(json_parser *p, bytes *value, value_kind *kind, int depth)
{
  const char *from = p->at;
  bool ok;

  if (p->at == p->end) return fail(p, RECORD_BAD_JSON, "a value is expected");
  switch (*p->at) {
  case '"': *kind = VALUE_STRING; return read_string(p, value);
  case 't': *kind = VALUE_BOOL; return read_word(p, "true", value);
  case 'f': *kind = VALUE_BOOL; return read_word(p, "false", value);
  case 'n':
    *kind = VALUE_NULL;
    ok = read_word(p, "null", value);
    *value = (bytes){ NULL, 0 };
    return ok;
  case '{':
  case '[':
    *kind = VALUE_NESTED;
    ok = skip_nested(p, depth);
    *value = (bytes){ from, (size_t)(p->at - from) };
    return ok;
  default: *kind = VALUE_NUMBER; return read_number(p, value);
  }
}

/* ---- records ----------------------------------------------------------------------------------------------------------------------- */

static uint32_t find_column(json_parser *p, bytes key)
{
  uint32_t column = p->next_column;

  if (column >= column_keys_count(p->keys) || !bytes_equal(column_keys_name(p->keys, column), key)) column = column_keys_find(p->keys, key);
  if (column != RECORD_NO_COLUMN) p->next_column = column + 1;
  return column;
}

static bool add_member(json_parser *p, bytes key, bytes value, value_kind kind)
{
  record_batch *batch = p->batch;
  uint32_t column = find_column(p, key);
  size_t at = batch->field_count;

  if (!record_batch_reserve_members(batch, 1)) {
    p->failed = true;
    return false;
  }
  if (column != RECORD_NO_COLUMN) {
    uint32_t before = batch->seen[column];
    if (before > p->first_field) batch->columns[before - 1] = RECORD_NO_COLUMN; /* given twice: the last counts */
    batch->seen[column] = (uint32_t)(at + 1);
  }
  batch->keys[at] = key;
  batch->columns[at] = column;
  batch->kinds[at] = (uint8_t)kind;
  batch->fields[at] = value;
  batch->field_count++;
  return true;
}

static bool read_member(json_parser *p)
{
  value_kind kind;
  bytes value;
  bytes key;

  skip_blanks(p);
  if (p->at == p->end || *p->at != '"') return fail(p, RECORD_BAD_JSON, "a key in quotes is expected");
  if (!read_string(p, &key)) return false;
  skip_blanks(p);
  if (p->at == p->end || *p->at != ':') return fail(p, RECORD_BAD_JSON, "':' is expected behind the key");
  p->at++;
  skip_blanks(p);
  return read_value(p, &value, &kind, 1) && add_member(p, key, value, kind);
}

static bool read_object(json_parser *p)
{
  p->next_column = 0;
  skip_blanks(p);
  if (p->at == p->end || *p->at != '{') return fail(p, RECORD_BAD_JSON, "an object is expected");
  p->at++;
  skip_blanks(p);
  if (p->at < p->end && *p->at == '}') goto closed;
  for (;;) {
    if (!read_member(p)) return false;
    skip_blanks(p);
    if (p->at < p->end && *p->at == '}') break;
    if (p->at == p->end || *p->at != ',') return fail(p, RECORD_BAD_JSON, "',' or '}' is expected");
    p->at++;
  }
closed:
  p->at++;
  skip_blanks(p);
  return p->at == p->end || fail(p, RECORD_BAD_JSON, "nothing is expected behind the object");
}

static void check_text(json_parser *p, bytes line)
{
  size_t valid = utf8_valid_prefix(line);
  const char *nul = memchr(line.data, '\0', line.size);

  if (valid < line.size) {
    p->at = line.data + valid;
    fail(p, RECORD_BAD_ENCODING, "a byte that is no valid UTF-8");
  } else if (nul) {
    p->at = nul;
    fail(p, RECORD_NUL, "a NUL byte");
  }
}

/* Takes the members of a damaged record back; their places go to the next one. */
static void forget_members(json_parser *p)
{
  record_batch *batch = p->batch;

  for (size_t n = p->first_field; n < batch->field_count; n++)
    if (batch->columns[n] != RECORD_NO_COLUMN) batch->seen[batch->columns[n]] = 0;
  batch->field_count = p->first_field;
}

static void parse_line(json_parser *p, bytes line, uint64_t number, uint64_t offset, bool check)
{
  record *r = record_batch_add(p->batch);

  if (!r) {
    p->failed = true;
    return;
  }
  p->at = line.data;
  p->end = line.data + line.size;
  p->damage = RECORD_GOOD;
  p->message = NULL;
  p->first_field = p->batch->field_count;
  if (check) check_text(p, line);
  if (p->damage == RECORD_GOOD) read_object(p);
  r->raw = line;
  r->line = number;
  r->offset = offset;
  r->damage = p->damage;
  r->message = p->message;
  if (p->damage == RECORD_GOOD) {
    r->field_count = (uint32_t)(p->batch->field_count - p->first_field);
  } else {
    r->damage_offset = (uint64_t)(p->at - line.data);
    forget_members(p);
  }
}

static void link_members(record_batch *batch)
{
  size_t at = 0;

  for (size_t i = 0; i < batch->count; i++) {
    record *r = &batch->records[i];
    if (r->damage != RECORD_GOOD || !batch->fields) continue;
    r->fields = batch->fields + at;
    r->columns = batch->columns + at;
    r->keys = batch->keys + at;
    r->kinds = batch->kinds + at;
    at += r->field_count;
  }
}

static bool clear_seen(record_batch *batch, uint32_t count)
{
  if (count > batch->seen_capacity) {
    uint32_t *seen = realloc(batch->seen, count * sizeof *seen);
    if (!seen) return false;
    batch->seen = seen;
    batch->seen_capacity = count;
  }
  if (count) memset(batch->seen, 0, count * sizeof *batch->seen);
  return true;
}

/* A line as it counts: without the CR of CRLF. A line of nothing but blanks is empty. */
static bytes line_content(bytes line)
{
  if (line.size && line.data[line.size - 1] == '\r') line.size--;
  return bytes_trim(line).size ? line : (bytes){ line.data, 0 };
}

l2a_status ndjson_parse_chunk(record_batch *batch, const chunk *c, const column_keys *keys, l2a_error *error)
{
  bytes rest = { c->data, c->size };
  bool check = c->size && (memchr(c->data, '\0', c->size) || !utf8_is_valid(rest));
  json_parser p = { .batch = batch, .keys = keys };
  uint64_t number = c->line;

  record_batch_clear(batch);
  if (!clear_seen(batch, column_keys_count(keys))) p.failed = true;
  while (rest.size && !p.failed) {
    bytes whole = bytes_split(&rest, '\n');
    bytes line = line_content(whole);
    if (line.size) parse_line(&p, line, number, c->offset + (uint64_t)(whole.data - c->data), check);
    else batch->blank_lines++;
    number++;
  }
  if (p.failed) {
    record_batch_clear(batch);
    return error_no_memory(error);
  }
  link_members(batch);
  return L2A_OK;
}
