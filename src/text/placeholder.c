/* SPDX-License-Identifier: MIT */
/*
 *   exact    "selfemployed" -> kind                letters and digits of a text, without blanks
 *            "個人" -> kind                         other scripts as they stand, so that reading the list needs no transliterator
 *   near     "selfemploed" -> number of an entry   each long text with one letter taken out, and whole
 *   starts   bits of the long texts' first three letters, ends of the last three: one wrong letter leaves one of them whole, so that most
 *            names are done with after two bits
 *   entries  [at, size, kind] of the long texts; several with the same shortened form: the last wins
 *
 * A misspelling by one letter (one too many, too few, wrong, or two swapped) shares a shortened form with the right spelling, so that a few
 * look-ups find it; the edit is then checked, letter by letter.
 */
#include "text/placeholder.h"

#include <stdlib.h>

#include "text/dictionary.h"
#include "text/fold.h"
#include "text/text_table.h"

enum {
  TEXT_LIMIT = 48, /* letters of a placeholder */
  NEAR_LEAST = 7,  /* letters from which one may be wrong */
  WRONG_LEAST = 9, /* letters from which any letter may be another; in shorter ones only a vowel for a vowel (Rewired is not Retired) */
  ROW_LEAST = 4,   /* letters of a keyboard row's beginning */
  BIT_COUNT = 4096
};

typedef struct near_entry {
  uint32_t at;
  uint16_t size;
  uint16_t kind;
} near_entry;

struct placeholder_list {
  text_table exact;
  text_table near;
  buffer entries; /* of near_entry */
  buffer texts;
  buffer rows; /* keyboard rows, the size of each before it in one byte */
  uint64_t starts[BIT_COUNT / 64];
  uint64_t ends[BIT_COUNT / 64];
};

typedef struct placeholder_reader {
  placeholder_list *list;
  lexicon partial;
  text_scratch *scratch;
  arena memory;
  dictionary from;
} placeholder_reader;

/* The text without blanks; size TEXT_LIMIT + 1 when it is longer than a placeholder can be. */
static size_t squash(char *out, bytes joined)
{
  size_t n = 0;

  for (size_t i = 0; i < joined.size && n <= TEXT_LIMIT; i++)
    if (joined.data[i] != ' ') out[n++] = joined.data[i];
  return n;
}

/* In its own script, for what has no letters of the table. */
static bytes without_blanks(bytes text, arena *a)
{
  char *out = arena_take(a, text.size);
  size_t n = 0;

  for (size_t i = 0; out && i < text.size; i++)
    if (!is_blank(text.data[i])) out[n++] = text.data[i];
  return bytes_from(out, n);
}

static bytes without_letter(char *out, bytes text, size_t letter)
{
  memcpy(out, text.data, letter);
  memcpy(out + letter, text.data + letter + 1, text.size - letter - 1);
  return bytes_from(out, text.size - 1);
}

static size_t bit_of(const char *three)
{
  return ((unsigned char)three[0] * 961u + (unsigned char)three[1] * 31u + (unsigned char)three[2]) % BIT_COUNT;
}

static void set_bit(uint64_t *bits, size_t bit)
{
  bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool has_bit(const uint64_t *bits, size_t bit)
{
  return bits[bit / 64] >> bit % 64 & 1;
}

static l2a_status add_near(placeholder_list *list, bytes text, placeholder_kind kind, l2a_error *error)
{
  char shorter[TEXT_LIMIT];
  uint32_t n = (uint32_t)(list->entries.size / sizeof(near_entry));
  near_entry entry = { (uint32_t)list->texts.size, (uint16_t)text.size, (uint16_t)kind };
  l2a_status status;

  buffer_append_bytes(&list->texts, text);
  buffer_append(&list->entries, &entry, sizeof entry);
  if (list->texts.failed || list->entries.failed) return error_no_memory(error);
  set_bit(list->starts, bit_of(text.data));
  set_bit(list->ends, bit_of(text.data + text.size - 3));
  status = text_table_put(&list->near, text, n, error);
  for (size_t i = 1; status == L2A_OK && i < text.size; i++)
    status = text_table_put(&list->near, without_letter(shorter, text, i), n, error);
  return status;
}

/* A text that folds to nothing ("---") needs no entry: it has no tokens. */
static l2a_status add_text(placeholder_reader *r, bytes field, placeholder_kind kind, l2a_error *error)
{
  char text[TEXT_LIMIT + 1];
  token_list tokens;
  bytes squashed;
  l2a_status status;

  arena_reset(&r->memory);
  if (fold_is_foreign(field, &r->partial)) {
    squashed = without_blanks(field, &r->memory);
    return r->memory.failed ? error_no_memory(error) : text_table_put(&r->list->exact, squashed, kind, error);
  }
  tokens_split(&tokens, fold_text(field, &r->partial, r->scratch, &r->memory), &r->memory);
  if (r->memory.failed) return error_no_memory(error);
  squashed = bytes_from(text, squash(text, tokens.joined));
  if (squashed.size == 0) return L2A_OK;
  if (squashed.size > TEXT_LIMIT) return dictionary_error(&r->from, "a placeholder of more than 48 letters", error);
  if (text_table_get(&r->list->exact, squashed) != TEXT_TABLE_NONE) return L2A_OK;
  status = text_table_put(&r->list->exact, squashed, kind, error);
  if (status == L2A_OK && squashed.size >= NEAR_LEAST) status = add_near(r->list, squashed, kind, error);
  return status;
}

static l2a_status read_texts(placeholder_reader *r, l2a_error *error)
{
  bytes entry;
  bytes field;
  l2a_status status = dictionary_open(&r->from, "placeholders.txt", error);

  while (status == L2A_OK && (status = dictionary_next(&r->from, &entry, error)) == L2A_OK && entry.data) {
    placeholder_kind kind = PLACEHOLDER_NO_NAME;
    if (dictionary_field(&entry, &field) && bytes_equal(field, BYTES("none"))) kind = PLACEHOLDER_EMPTY;
    while (status == L2A_OK && dictionary_field(&entry, &field)) status = add_text(r, field, kind, error);
  }
  return status;
}

static l2a_status read_rows(placeholder_reader *r, l2a_error *error)
{
  bytes entry;
  bytes field;
  l2a_status status = dictionary_open(&r->from, "keyboard_rows.txt", error);

  while (status == L2A_OK && (status = dictionary_next(&r->from, &entry, error)) == L2A_OK && entry.data)
    while (dictionary_field(&entry, &field)) {
      if (field.size > UINT8_MAX) return dictionary_error(&r->from, "a row of more than 255 keys", error);
      buffer_append_char(&r->list->rows, (char)field.size);
      buffer_append_bytes(&r->list->rows, field);
    }
  return status == L2A_OK && r->list->rows.failed ? error_no_memory(error) : status;
}

static l2a_status read_overlay(placeholder_reader *r, const lexicon_overlay *overlay, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; status == L2A_OK && overlay && i < overlay->placeholder_count; i++) {
    dictionary_from(&r->from, "placeholders of the definitions", overlay->placeholders[i]);
    status = add_text(r, overlay->placeholders[i], PLACEHOLDER_NO_NAME, error);
  }
  return status;
}

l2a_status placeholder_list_new(placeholder_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  placeholder_reader reader = { .partial = *partial };
  placeholder_list *list = calloc(1, sizeof *list);
  l2a_status status;

  *out = NULL;
  if (!list) return error_no_memory(error);
  reader.list = list;
  arena_init(&reader.memory, 4096);
  status = text_scratch_new(&reader.scratch, &reader.partial, error);
  if (status == L2A_OK) status = text_table_init(&list->exact, 1024, error);
  if (status == L2A_OK) status = text_table_init(&list->near, 8192, error);
  if (status == L2A_OK) status = read_texts(&reader, error);
  if (status == L2A_OK) status = read_rows(&reader, error);
  if (status == L2A_OK) status = read_overlay(&reader, overlay, error);
  if (status == L2A_OK) {
    *out = list;
    list = NULL;
  }
  placeholder_list_free(list);
  arena_free(&reader.memory);
  text_scratch_free(reader.scratch);
  return status;
}

void placeholder_list_free(placeholder_list *list)
{
  if (!list) return;
  text_table_free(&list->exact);
  text_table_free(&list->near);
  buffer_free(&list->entries);
  buffer_free(&list->texts);
  buffer_free(&list->rows);
  free(list);
}

static bool is_vowel(char c)
{
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* true when a becomes b by one letter more or less, two neighbours swapped, or (in long texts, or vowel for vowel) one letter replaced. */
static bool is_one_edit(bytes a, bytes b)
{
  size_t front = 0;
  size_t back = 0;
  size_t shorter = a.size < b.size ? a.size : b.size;
  size_t left;

  while (front < shorter && a.data[front] == b.data[front]) front++;
  while (back < shorter - front && a.data[a.size - 1 - back] == b.data[b.size - 1 - back]) back++;
  left = shorter - front - back;
  if (a.size != b.size) return left == 0 && a.size + b.size - 2 * shorter == 1;
  if (left == 1) return b.size >= WRONG_LEAST || (is_vowel(a.data[front]) && is_vowel(b.data[front]));
  return left == 0 || (left == 2 && a.data[front] == b.data[front + 1] && a.data[front + 1] == b.data[front]);
}

static placeholder_kind check_near(const placeholder_list *list, bytes text, bytes key)
{
  uint32_t n = text_table_get(&list->near, key);
  near_entry entry;

  if (n == TEXT_TABLE_NONE) return PLACEHOLDER_NOT;
  memcpy(&entry, list->entries.data + n * sizeof entry, sizeof entry);
  return is_one_edit(text, bytes_from(list->texts.data + entry.at, entry.size)) ? (placeholder_kind)entry.kind : PLACEHOLDER_NOT;
}

static placeholder_kind find_near(const placeholder_list *list, bytes text)
{
  char shorter[TEXT_LIMIT];
  placeholder_kind kind;

  if (!has_bit(list->starts, bit_of(text.data)) && !has_bit(list->ends, bit_of(text.data + text.size - 3))) return PLACEHOLDER_NOT;
  kind = check_near(list, text, text);
  for (size_t i = 1; kind == PLACEHOLDER_NOT && i < text.size; i++) {
    if (text.data[i] == text.data[i - 1]) continue; /* the same shortened form as before */
    kind = check_near(list, text, without_letter(shorter, text, i));
  }
  return kind;
}

static bool is_one_letter_repeated(bytes text)
{
  for (size_t i = 1; i < text.size; i++)
    if (text.data[i] != text.data[0]) return false;
  return true;
}

static bool is_keyboard_run(const placeholder_list *list, bytes text)
{
  const char *row = list->rows.data;
  const char *end = row + list->rows.size;
  size_t size;

  for (; text.size >= ROW_LEAST && row < end; row += 1 + size) {
    size = (unsigned char)row[0];
    if (text.size <= size && row[1] == text.data[0] && memcmp(row + 1, text.data, text.size) == 0) return true;
  }
  return false;
}

placeholder_kind placeholder_find(const placeholder_list *list, bytes joined)
{
  char letters[TEXT_LIMIT + 1];
  bytes text = { letters, squash(letters, joined) };
  uint32_t kind;

  if (text.size == 0) return PLACEHOLDER_EMPTY;
  if (text.size > TEXT_LIMIT) return PLACEHOLDER_NOT;
  kind = text_table_get(&list->exact, text);
  if (kind != TEXT_TABLE_NONE) return (placeholder_kind)kind;
  if (is_one_letter_repeated(text) || is_keyboard_run(list, text)) return PLACEHOLDER_NO_NAME;
  return text.size >= NEAR_LEAST - 1 ? find_near(list, text) : PLACEHOLDER_NOT;
}

placeholder_kind placeholder_find_foreign(const placeholder_list *list, bytes cleaned, arena *a)
{
  bytes text = cleaned.size > TEXT_LIMIT * 3 ? cleaned : without_blanks(cleaned, a);
  uint32_t kind = text.data ? text_table_get(&list->exact, text) : TEXT_TABLE_NONE;

  return kind == TEXT_TABLE_NONE ? PLACEHOLDER_NOT : (placeholder_kind)kind;
}
