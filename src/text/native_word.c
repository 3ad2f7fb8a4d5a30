/* SPDX-License-Identifier: MIT */
/*
 *   table   "東京" -> number of an entry       entries  [latin at, latin size] ...      latins  "tokyouniversity..."
 *   firsts  a bit per hash of the sign that an entry begins with: most signs begin none
 */
#include "text/native_word.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/dictionary.h"
#include "text/fold.h"
#include "text/text_table.h"

enum {
  KATAKANA_INSIDE = 4,
  SIGN_LIMIT = 24, /* signs of an entry, at least as many as the longest has */
  FIRST_BITS = 8192,
  LATIN_LIMIT = 64 /* letters of an entry in Latin */
};

typedef struct latin_entry {
  uint32_t at;
  uint32_t size;
} latin_entry;

struct native_word_list {
  text_table table;
  buffer entries; /* of latin_entry */
  buffer latins;
  uint64_t firsts[FIRST_BITS / 64];
  size_t growth; /* bytes written for a byte read, at most */
  uint32_t longest;
};

static uint32_t first_bit(uint32_t c)
{
  return (c * 2654435761u >> 16) % FIRST_BITS;
}

static bool is_letter_sign(uint32_t c)
{
  return c >= 0xC0 && !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x3003) && c != 0x60C && c != 0x61B && c != 0x61F &&
         c != 0x964 && c != 0x30FB;
}

/* Scripts that part words by blanks: Hebrew, Arabic, Indic, Ethiopic. */
static bool is_spaced(uint32_t c)
{
  return c < 0x0E00 || (c >= 0x1200 && c < 0x13A0);
}

/* Words of Katakana stand beside each other without a blank: right behind other Katakana only a long entry is a word of its own. */
static bool is_katakana(uint32_t c)
{
  return c >= 0x30A1 && c <= 0x30FC && c != 0x30FB;
}

static l2a_status add_word(native_word_list *list, const dictionary *d, bytes word, uint32_t entry, size_t latin_size, l2a_error *error)
{
  const char *at = word.data;
  const char *end = word.data + word.size;
  uint32_t signs = 0;
  uint32_t bit;
  size_t growth;

  if (word.size == 0 || !native_word_may_be(word)) return dictionary_error(d, "a word in its own script expected", error);
  bit = first_bit(utf8_next(&at, end));
  for (signs = 1; at < end; signs++) utf8_next(&at, end);
  if (signs > SIGN_LIMIT) return dictionary_error(d, "more than 24 signs in a word", error);
  if (text_table_get(&list->table, word) != TEXT_TABLE_NONE) return L2A_OK;
  list->firsts[bit / 64] |= UINT64_C(1) << bit % 64;
  if (signs > list->longest) list->longest = signs;
  growth = (latin_size + 2 + word.size - 1) / word.size;
  if (growth > list->growth) list->growth = growth;
  return text_table_put(&list->table, word, entry, error);
}

static l2a_status read_line(native_word_list *list, const dictionary *d, bytes line, arena *a, l2a_error *error)
{
  uint32_t number = (uint32_t)(list->entries.size / sizeof(latin_entry));
  l2a_status status = L2A_OK;
  latin_entry entry;
  bytes latin;
  bytes word;

  if (!dictionary_field(&line, &latin) || latin.size == 0 || latin.size > LATIN_LIMIT || !utf8_is_ascii(latin))
    return dictionary_error(d, "Latin words, at most 64 letters, expected before the first bar", error);
  if (bytes_equal(latin, BYTES("_"))) latin.size = 0;
  entry = (latin_entry){ (uint32_t)list->latins.size, (uint32_t)latin.size };
  buffer_append_bytes(&list->latins, latin);
  buffer_append(&list->entries, &entry, sizeof entry);
  if (list->latins.failed || list->entries.failed) return error_no_memory(error);
  while (status == L2A_OK && dictionary_field(&line, &word)) {
    arena_reset(a);
    word = fold_case(word, a);
    status = a->failed ? error_no_memory(error) : add_word(list, d, word, number, latin.size, error);
  }
  return status;
}

l2a_status native_word_list_new(native_word_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  native_word_list *list = calloc(1, sizeof *list);
  dictionary d;
  arena memory;
  bytes line;
  l2a_status status;

  (void)partial;
  (void)overlay;
  *out = NULL;
  if (!list) return error_no_memory(error);
  list->growth = 1;
  arena_init(&memory, 4096);
  status = text_table_init(&list->table, 4096, error);
  if (status == L2A_OK) status = dictionary_open(&d, "native_words.txt", error);
  while (status == L2A_OK && (status = dictionary_next(&d, &line, error)) == L2A_OK && line.data)
    status = read_line(list, &d, line, &memory, error);
  if (status == L2A_OK) {
    *out = list;
    list = NULL;
  }
  native_word_list_free(list);
  arena_free(&memory);
  return status;
}

void native_word_list_free(native_word_list *list)
{
  if (!list) return;
  text_table_free(&list->table);
  buffer_free(&list->entries);
  buffer_free(&list->latins);
  free(list);
}

bool native_word_may_be(bytes text)
{
  for (size_t i = 0; i < text.size; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if ((c >= 0xD6 && c <= 0xE1) || (c >= 0xE3 && c <= 0xED) || c == 0xEF) return true; /* U+0580 .. 1FFF, 3000 .. DFFF, half width */
  }
  return false;
}

/* The longest entry that begins at `at`: its end, and its number in *entry; NULL when there is none. */
static const char *longest_at(const native_word_list *list, const char *at, const char *end, bool begins_word, bool within_katakana,
                              uint32_t *entry)
{
  const char *stops[SIGN_LIMIT];
  const char *next = at;
  uint32_t c = utf8_next(&next, end);
  uint32_t bit = first_bit(c);
  uint32_t count = 0;

  if (!(list->firsts[bit / 64] >> bit % 64 & 1) || (is_spaced(c) && !begins_word)) return NULL;
  stops[count++] = next;
  while (next < end && count < list->longest) {
    utf8_next(&next, end);
    stops[count++] = next;
  }
  while (count >= (is_katakana(c) && within_katakana ? KATAKANA_INSIDE : 1)) {
    const char *stop = stops[--count];
    const char *behind = stop;
    *entry = text_table_get(&list->table, bytes_from(at, (size_t)(stop - at)));
    if (*entry == TEXT_TABLE_NONE) continue;
    if (!is_spaced(c) || stop == end || !is_letter_sign(utf8_next(&behind, end))) return stop;
  }
  return NULL;
}

bytes native_word_replace(const native_word_list *list, bytes text, arena *a)
{
  char *out = text.size < SIZE_MAX / list->growth ? arena_take(a, text.size * list->growth) : NULL;
  const char *at = text.data;
  const char *end = text.data + text.size;
  bool begins_word = true;
  bool within_katakana = false; /* the sign before is one, and of no entry */
  bool found = false;
  size_t size = 0;

  while (out && at < end) {
    uint32_t number;
    uint32_t sign;
    const char *next = at;
    const char *stop = (unsigned char)*at >= 0xD6 ? longest_at(list, at, end, begins_word, within_katakana, &number) : NULL;
    if (stop) {
      const latin_entry *entry = (const latin_entry *)(const void *)list->entries.data + number;
      out[size++] = ' ';
      if (entry->size) memcpy(out + size, list->latins.data + entry->at, entry->size);
      size += entry->size;
      out[size++] = ' ';
      found = true;
      begins_word = true;
      within_katakana = false;
      at = stop;
      continue;
    }
    sign = utf8_next(&next, end);
    begins_word = !is_letter_sign(sign);
    within_katakana = is_katakana(sign);
    memcpy(out + size, at, (size_t)(next - at));
    size += (size_t)(next - at);
    at = next;
  }
  return found ? bytes_from(out, size) : text;
}
