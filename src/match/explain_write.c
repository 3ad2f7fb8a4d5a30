/* SPDX-License-Identifier: MIT */
#include "match/explain_write.h"

/* Names that are lists in JSON, with the list's name. */
static const struct {
  const char *name, *list;
} lists[] = {
  { "candidate", "candidates" }, { "step", "steps" }, { "word", "words" }, { "other_name", "other_names" }, { "edit", "edits" }
};

void writer_init(writer *w, l2a_format format)
{
  *w = (writer){ .format = format, .out = BUFFER_INIT };
}

void writer_free(writer *w)
{
  buffer_free(&w->out);
}

static const char *list_of(const char *name)
{
  for (size_t i = 0; name && i < sizeof lists / sizeof *lists; i++)
    if (strcmp(lists[i].name, name) == 0) return lists[i].list;
  return NULL;
}

static void append_string(buffer *b, bytes text)
{
  buffer_append_char(b, '"');
  for (size_t i = 0; i < text.size; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c == '"' || c == '\\') buffer_printf(b, "\\%c", c);
    else if (c < 0x20) buffer_printf(b, "\\u%04x", c);
    else buffer_append_char(b, (char)c);
  }
  buffer_append_char(b, '"');
}

static void indent(writer *w, uint32_t depth)
{
  for (uint32_t i = 1; i < depth; i++) buffer_append_text(&w->out, "  ");
}

/* Ends a list of the current level when another name follows. */
static void end_list(writer *w, const char *next)
{
  uint32_t d = w->depth;

  if (!w->in_list[d] || (next && strcmp(next, w->list_name[d]) == 0)) return;
  buffer_append_char(&w->out, ']');
  w->in_list[d] = false;
}

static void begin_member(writer *w, const char *name)
{
  uint32_t d = w->depth;
  const char *list = list_of(name);
  bool goes_on;

  if (w->format == L2A_FORMAT_TEXT) {
    indent(w, d);
    if (name) buffer_append_text(&w->out, name);
    return;
  }
  end_list(w, list);
  goes_on = w->in_list[d];
  if (w->has_member[d]) buffer_append_char(&w->out, ',');
  w->has_member[d] = true;
  if (!name || goes_on) return;
  append_string(&w->out, bytes_of(list ? list : name));
  buffer_append_char(&w->out, ':');
  if (list) {
    buffer_append_char(&w->out, '[');
    w->in_list[d] = true;
    w->list_name[d] = list;
  }
}

void writer_open(writer *w, const char *name)
{
  if (w->depth + 1 >= WRITER_DEPTH) return;
  if (name || w->format == L2A_FORMAT_JSON) begin_member(w, name);
  if (w->format == L2A_FORMAT_JSON) buffer_append_char(&w->out, '{');
  else if (name) buffer_append_char(&w->out, '\n');
  w->depth++;
  w->has_member[w->depth] = w->in_list[w->depth] = false;
}

void writer_close(writer *w)
{
  if (w->depth == 0) return;
  if (w->format == L2A_FORMAT_JSON) {
    end_list(w, NULL);
    buffer_append_char(&w->out, '}');
  }
  w->depth--;
  if (w->depth == 0 && w->format == L2A_FORMAT_JSON) buffer_append_char(&w->out, '\n');
}

static void raw(writer *w, const char *name, bytes value, bool quoted)
{
  begin_member(w, name);
  if (w->format == L2A_FORMAT_TEXT) {
    buffer_append_char(&w->out, ' ');
    buffer_append_bytes(&w->out, value);
    buffer_append_char(&w->out, '\n');
  } else if (quoted) {
    append_string(&w->out, value);
  } else {
    buffer_append_bytes(&w->out, value);
  }
}

void writer_bytes(writer *w, const char *name, bytes value)
{
  if (value.size) raw(w, name, value, true);
}

void writer_text(writer *w, const char *name, const char *value)
{
  writer_bytes(w, name, bytes_of(value));
}

/* Digits of value / 10^decimals behind each other, at the end of digits; returns where they begin. */
static size_t decimal_digits(char digits[32], int64_t value, uint32_t decimals)
{
  size_t at = 32;
  uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  uint32_t n = 0;

  do {
    if (n == decimals && decimals) digits[--at] = '.';
    digits[--at] = (char)('0' + left % 10);
    left /= 10;
    n++;
  } while (left || n <= decimals);
  if (value < 0) digits[--at] = '-';
  return at;
}

void writer_number(writer *w, const char *name, int64_t value)
{
  writer_decimal(w, name, value, 0);
}

void writer_decimal(writer *w, const char *name, int64_t value, uint32_t decimals)
{
  char digits[32];
  size_t at = decimal_digits(digits, value, decimals);

  raw(w, name, (bytes){ digits + at, sizeof digits - at }, false);
}

/* Right-aligned number of a line of text. */
static void column(writer *w, int64_t value, uint32_t decimals, size_t width)
{
  char digits[32];
  size_t at = decimal_digits(digits, value, decimals);

  for (size_t n = sizeof digits - at; n < width; n++) buffer_append_char(&w->out, ' ');
  buffer_append(&w->out, digits + at, sizeof digits - at);
}

static void padded(writer *w, bytes text, size_t width)
{
  buffer_append_bytes(&w->out, text);
  for (size_t n = text.size; n < width; n++) buffer_append_char(&w->out, ' ');
}

void writer_step(writer *w, const char *feature, int64_t value, int64_t weight, const char *meaning)
{
  if (w->format == L2A_FORMAT_TEXT) {
    indent(w, w->depth);
    column(w, weight, 3, 8);
    buffer_append_text(&w->out, "  ");
    padded(w, bytes_of(feature), 22);
    column(w, value, 0, 6);
    buffer_printf(&w->out, "   %s\n", meaning);
    return;
  }
  writer_open(w, "step");
  writer_text(w, "feature", feature);
  writer_number(w, "value", value);
  writer_decimal(w, "weight", weight, 3);
  writer_text(w, "meaning", meaning);
  writer_close(w);
}

void writer_candidate(writer *w, bytes id, bytes name, uint32_t probability, bytes routes)
{
  if (w->format == L2A_FORMAT_TEXT) {
    indent(w, w->depth + 1);
    column(w, probability, 4, 6);
    buffer_append_text(&w->out, "  ");
    padded(w, id, 18);
    buffer_append_text(&w->out, "  ");
    padded(w, name, 36);
    buffer_append_text(&w->out, "  ");
    buffer_append_bytes(&w->out, routes);
    buffer_append_char(&w->out, '\n');
    return;
  }
  writer_open(w, "candidate");
  writer_bytes(w, "account_id", id);
  writer_bytes(w, "account_name", name);
  writer_decimal(w, "probability", probability, 4);
  writer_bytes(w, "routes", routes);
  writer_close(w);
}

void writer_word(writer *w, bytes text, uint32_t rarity)
{
  if (w->format == L2A_FORMAT_TEXT) {
    indent(w, w->depth);
    buffer_append_text(&w->out, "word ");
    padded(w, text, 24);
    buffer_append_text(&w->out, " rarity");
    column(w, rarity, 2, 6);
    buffer_append_char(&w->out, '\n');
    return;
  }
  writer_open(w, "word");
  writer_bytes(w, "text", text);
  writer_decimal(w, "rarity", rarity, 2);
  writer_close(w);
}
