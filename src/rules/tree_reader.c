/* SPDX-License-Identifier: MIT */
/* The readers of yaml_tree.h: from a node to a checked value, or to a sentence that says where and what was expected. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/buffer.h"
#include "rules/yaml_tree.h"

enum { SHOWN_TEXT_LIMIT = 40, SHOWN_LIST_LIMIT = 240, DECIMAL_DIGIT_LIMIT = 6 };

/* ---- messages -------------------------------------------------------------------------------------------------------------------- */

/* "match.tie_breakers[0]"; empty for the root. Names outermost first, so the way up is turned round. */
static void append_path(buffer *out, const tree_node *node)
{
  const tree_node *way[YAML_DEPTH_LIMIT + 1];
  size_t count = 0;

  for (; node && node->parent && count <= YAML_DEPTH_LIMIT; node = node->parent) way[count++] = node;
  while (count--) {
    node = way[count];
    if (node->key.data) {
      if (out->size) buffer_append_char(out, '.');
      buffer_append_bytes(out, node->key);
    } else {
      buffer_append_char(out, '[');
      buffer_append_u64(out, node->number);
      buffer_append_char(out, ']');
    }
  }
}

l2a_status tree_error(const tree_node *node, l2a_error *error, const char *format, ...)
{
  char text[L2A_ERROR_MESSAGE_SIZE];
  buffer path = BUFFER_INIT;
  va_list list;

  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  append_path(&path, node);
  error_set_at(error, L2A_ESYNTAX, node->file, node->line, node->column, "%.*s%s%s", (int)(path.size < 200 ? path.size : 200),
               path.size ? path.data : "", path.size ? ": " : "", text);
  buffer_free(&path);
  return L2A_ESYNTAX;
}

/* What stands there, for "..., found WHAT". */
static const char *found(const tree_node *node, char *out, size_t size)
{
  size_t shown = node->text.size;

  switch (node->kind) {
  case TREE_NOTHING: return "nothing";
  case TREE_LIST: return "a list";
  case TREE_MAP: return "a mapping";
  case TREE_TEXT: break;
  }
  if (shown > SHOWN_TEXT_LIMIT) shown = SHOWN_TEXT_LIMIT;
  while (shown && shown < node->text.size && ((unsigned char)node->text.data[shown] & 0xC0) == 0x80) shown--; /* no half characters */
  snprintf(out, size, "'%.*s%s'", (int)shown, node->text.data, shown < node->text.size ? "..." : "");
  return out;
}

/* "a, b, c", as many as fit. */
static void list_names(char *out, size_t size, const char *const *names, size_t count)
{
  size_t used = 0;

  out[0] = '\0';
  for (size_t i = 0; i < count; i++) {
    size_t need = strlen(names[i]) + (i ? 2 : 0);
    bool fits = used + need + sizeof ", ..." <= size;
    used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", fits ? names[i] : "...");
    if (!fits) return;
  }
}

/* True when one letter more, less, other or swapped with its neighbour makes a of b. */
static bool is_one_edit(bytes a, bytes b)
{
  size_t head = 0;
  size_t tail = 0;

  if (a.size > b.size) {
    bytes longer = a;
    a = b;
    b = longer;
  }
  if (b.size - a.size > 1) return false;
  while (head < a.size && a.data[head] == b.data[head]) head++;
  while (tail < a.size - head && a.data[a.size - 1 - tail] == b.data[b.size - 1 - tail]) tail++;
  if (head + tail >= a.size - (a.size == b.size && a.size > 0)) return true;
  return a.size == b.size && a.size - head - tail == 2 && a.data[head] == b.data[head + 1] && a.data[head + 1] == b.data[head];
}

static const char *nearest(bytes text, const char *const *names, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (is_one_edit(text, bytes_of(names[i]))) return names[i];
  return NULL;
}

/* " (did you mean 'policy'?)" or "". */
static void hint_of(char *out, size_t size, bytes text, const char *const *names, size_t count)
{
  const char *name = nearest(text, names, count);

  out[0] = '\0';
  if (name) snprintf(out, size, " (did you mean '%s'?)", name);
}

static size_t find_name(bytes text, const char *const *names, size_t count)
{
  size_t i = 0;

  while (i < count && !bytes_equal(text, bytes_of(names[i]))) i++;
  return i;
}

/* ---- readers --------------------------------------------------------------------------------------------------------------------- */

l2a_status tree_error_expected(const tree_node *node, const char *what, l2a_error *error)
{
  char text[96];

  return tree_error(node, error, "expected %s, found %s", what, found(node, text, sizeof text));
}

l2a_status tree_expect_map(const tree_node *node, l2a_error *error)
{
  return node->kind == TREE_MAP ? L2A_OK : tree_error_expected(node, "a mapping (key: value)", error);
}

l2a_status tree_expect_list(const tree_node *node, l2a_error *error)
{
  return node->kind == TREE_LIST ? L2A_OK : tree_error_expected(node, "a list ([one, two])", error);
}

l2a_status tree_key(size_t *out, const tree_node *child, const char *const *names, size_t count, l2a_error *error)
{
  char hint[96];
  char known[SHOWN_LIST_LIMIT];
  buffer path = BUFFER_INIT;
  size_t shown = child->key.size < SHOWN_TEXT_LIMIT ? child->key.size : SHOWN_TEXT_LIMIT;

  *out = find_name(child->key, names, count);
  if (*out < count) return L2A_OK;
  hint_of(hint, sizeof hint, child->key, names, count);
  list_names(known, sizeof known, names, count);
  append_path(&path, child->parent);
  error_set_at(error, L2A_ESYNTAX, child->file, child->key_line, child->key_column, "unknown key '%.*s'%s%.*s%s; expected one of: %s",
               (int)shown, child->key.data, path.size ? " in " : "", (int)(path.size < 100 ? path.size : 100), path.size ? path.data : "",
               hint, known);
  buffer_free(&path);
  return L2A_ESYNTAX;
}

l2a_status tree_word(size_t *out, const tree_node *node, const char *const *words, size_t count, l2a_error *error)
{
  char text[96];
  char hint[96];
  char known[SHOWN_LIST_LIMIT];

  *out = node->kind == TREE_TEXT ? find_name(node->text, words, count) : count;
  if (*out < count) return L2A_OK;
  hint_of(hint, sizeof hint, node->text, words, node->kind == TREE_TEXT ? count : 0);
  list_names(known, sizeof known, words, count);
  return tree_error(node, error, "expected one of: %s; found %s%s", known, found(node, text, sizeof text), hint);
}

l2a_status tree_text(bytes *out, const tree_node *node, size_t limit, l2a_error *error)
{
  *out = node->text;
  if (node->kind != TREE_TEXT) return tree_error_expected(node, "a text", error);
  if (bytes_trim(node->text).size == 0) return tree_error(node, error, "expected a text, found an empty one");
  if (node->text.size > limit) return tree_error(node, error, "expected a text of at most %zu bytes, found %zu", limit, node->text.size);
  return L2A_OK;
}

/* Digits after the point beyond the unit must be zeros, or the value would not be what is written. */
static bool parse_decimal(int64_t *out, bytes text, uint32_t digits)
{
  bool negative = text.size && text.data[0] == '-';
  int64_t value = 0;
  uint32_t after = 0;
  bool point = false;
  size_t i = negative;

  if (i == text.size || text.data[i] == '.' || text.data[text.size - 1] == '.') return false;
  for (; i < text.size; i++) {
    char c = text.data[i];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9' || (point && after >= digits && c != '0')) return false;
    if (point && after >= digits) continue;
    if (value > (INT64_MAX - 9) / 10) return false;
    value = value * 10 + (c - '0');
    after += point;
  }
  for (; after < digits; after++) {
    if (value > INT64_MAX / 10) return false;
    value *= 10;
  }
  *out = negative ? -value : value;
  return true;
}

/* The shortest decimal of value: 200 of 3 digits is "0.2", 25000 is "25". */
static const char *show_decimal(char *out, size_t size, int64_t value, uint32_t digits)
{
  uint64_t magnitude = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
  uint64_t unit = 1;

  while (digits && magnitude % 10 == 0) {
    magnitude /= 10;
    digits--;
  }
  for (uint32_t i = 0; i < digits; i++) unit *= 10;
  if (digits) snprintf(out, size, "%s%" PRIu64 ".%0*" PRIu64, value < 0 ? "-" : "", magnitude / unit, (int)digits, magnitude % unit);
  else snprintf(out, size, "%s%" PRIu64, value < 0 ? "-" : "", magnitude);
  return out;
}

l2a_status tree_decimal(int64_t *out, const tree_node *node, tree_number allowed, l2a_error *error)
{
  char min[32];
  char max[32];
  char text[96];
  char digits[48] = "a whole number";

  *out = 0;
  if (node->kind == TREE_TEXT && node->plain && allowed.digits <= DECIMAL_DIGIT_LIMIT && parse_decimal(out, node->text, allowed.digits) &&
      *out >= allowed.min && *out <= allowed.max)
    return L2A_OK;
  if (allowed.digits) snprintf(digits, sizeof digits, "a number with at most %u decimals", (unsigned)allowed.digits);
  return tree_error(node, error, "expected %s from %s to %s, found %s%s", digits,
                    show_decimal(min, sizeof min, allowed.min, allowed.digits), show_decimal(max, sizeof max, allowed.max, allowed.digits),
                    node->kind == TREE_TEXT && !node->plain ? "the quoted text " : "", found(node, text, sizeof text));
}

const tree_node *tree_child(const tree_node *map, const char *key)
{
  const tree_node *child = map->kind == TREE_MAP ? map->first : NULL;

  while (child && !bytes_equal(child->key, bytes_of(key))) child = child->next;
  return child;
}
