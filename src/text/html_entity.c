/* SPDX-License-Identifier: MIT */
#include "text/html_entity.h"

#include "base/utf8.h"

enum { ENTITY_SIZE_LIMIT = 10, PASSES = 2, CODE_POINT_LIMIT = 0x10FFFF };

typedef struct entity {
  const char *name, *text;
} entity;

static const entity entities[] = {
  { "amp", "&" },    { "quot", "\"" },  { "apos", "'" },   { "lt", "<" },     { "gt", ">" },     { "nbsp", " " },   { "ndash", "-" },
  { "mdash", "-" },  { "lsquo", "'" },  { "rsquo", "'" },  { "ldquo", "\"" }, { "rdquo", "\"" }, { "laquo", "\"" }, { "raquo", "\"" },
  { "shy", "" },     { "reg", " " },    { "trade", " " },  { "copy", " " },   { "middot", " " }, { "bull", " " },   { "hellip", " " },
  { "szlig", "ss" }, { "aelig", "ae" }, { "AElig", "Ae" }, { "oelig", "oe" }, { "OElig", "Oe" }, { "thorn", "th" }, { "eth", "d" },
};

/* Of a letter's accent: &eacute; &Ouml; &aring; */
static const char *const accents[] = { "acute", "grave", "circ", "uml", "tilde", "ring", "cedil", "slash", "caron" };

static bool is_digit_of(char c, uint32_t base, uint32_t *value)
{
  char lower = (char)(c | 0x20);

  if (c >= '0' && c <= '9') *value = (uint32_t)(c - '0');
  else if (base == 16 && lower >= 'a' && lower <= 'f') *value = (uint32_t)(lower - 'a') + 10;
  else return false;
  return true;
}

/* "#233" or "#xE9"; no control characters and no surrogates. */
static bool read_number(uint32_t *out, bytes name)
{
  uint32_t base = name.size > 2 && (name.data[1] | 0x20) == 'x' ? 16 : 10, value = 0;
  size_t i = base == 16 ? 2 : 1;

  if (i >= name.size) return false;
  for (; i < name.size; i++) {
    uint32_t digit;
    if (!is_digit_of(name.data[i], base, &digit)) return false;
    value = value * base + digit; /* at most ENTITY_SIZE_LIMIT digits, and stopped below */
    if (value > CODE_POINT_LIMIT) return false;
  }
  *out = value;
  return value >= ' ' && (value < 0x7F || value > 0x9F) && (value < 0xD800 || value > 0xDFFF);
}

/* What stands for the reference of this name; its size, or SIZE_MAX when it is none. */
static size_t read_entity(char out[4], bytes name)
{
  uint32_t code;

  if (name.size == 0) return SIZE_MAX;
  if (name.data[0] == '#') return read_number(&code, name) ? utf8_put(out, code) : SIZE_MAX;
  for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
    if (!bytes_equal(name, bytes_of(entities[i].name))) continue;
    memcpy(out, entities[i].text, strlen(entities[i].text));
    return strlen(entities[i].text);
  }
  for (size_t i = 0; i < sizeof accents / sizeof *accents; i++) {
    if (!bytes_equal((bytes){ name.data + 1, name.size - 1 }, bytes_of(accents[i]))) continue;
    out[0] = name.data[0];
    return 1;
  }
  return SIZE_MAX;
}

static bytes decode_once(bytes text, arena *a)
{
  char *out = NULL;
  size_t size = 0, from = 0;

  for (size_t i = 0; i + 2 < text.size; i++) {
    size_t left = text.size - i - 1, written;
    const char *end;
    char piece[4];
    if (text.data[i] != '&') continue;
    end = memchr(text.data + i + 1, ';', left < ENTITY_SIZE_LIMIT ? left : ENTITY_SIZE_LIMIT);
    if (!end) continue;
    written = read_entity(piece, (bytes){ text.data + i + 1, (size_t)(end - text.data) - i - 1 });
    if (written == SIZE_MAX) continue;
    if (!out) out = arena_take(a, text.size); /* a reference is never shorter than what it stands for */
    if (!out) return text;
    memcpy(out + size, text.data + from, i - from);
    size += i - from;
    memcpy(out + size, piece, written);
    size += written;
    from = (size_t)(end - text.data) + 1;
    i = from - 1;
  }
  if (!out) return text;
  memcpy(out + size, text.data + from, text.size - from);
  return bytes_from(out, size + text.size - from);
}

bytes html_entity_decode(bytes text, arena *a)
{
  for (int i = 0; i < PASSES; i++) {
    bytes decoded;
    if (text.size < 4 || !memchr(text.data, '&', text.size)) break;
    decoded = decode_once(text, a);
    if (decoded.data == text.data) break;
    text = decoded;
  }
  return text;
}
