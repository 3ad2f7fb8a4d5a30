/* SPDX-License-Identifier: MIT */
/*
 * Countries by a key of their letters and digits alone, case folded: "U.S.A." and "usa" are "usa", "Côte d'Ivoire" is "côtedivoire" and, folded,
 * "cotedivoire". Both stand in the table for names in Latin and Cyrillic letters, so that folding text is needed only for a rare typing.
 *
 *   text -> key -> table      "Germany"
 *        -> without "the", "republic of" ...
 *        -> folded key
 *        -> its pieces between brackets, commas, slashes, last first: "Berlin, Germany", "DE - Germany"
 */
#include "text/country.h"

#include <stdlib.h>

#include <unicode/uchar.h>

#include "base/utf8.h"
#include "text/dictionary.h"
#include "text/fold.h"
#include "text/text_table.h"

enum { KEY_LIMIT = 192, TEXT_LIMIT = 256, EXPECTED_NAMES = 18000, SHORT_NAME = 3, PIECE_LIMIT = 8 };

struct country_list {
  text_table names;
};

typedef struct country_key {
  char data[KEY_LIMIT];
  size_t size;
} country_key;

/* Letters and digits, case folded; size 0 when there are none or too many. */
static void key_of(country_key *key, bytes text)
{
  const char *at = text.data;
  const char *end = text.data + text.size;

  key->size = 0;
  while (at < end) {
    uint32_t c = utf8_next(&at, end);
    char out[4];
    size_t n = 1;
    if (c < 0x80) {
      out[0] = lower_ascii((char)c);
      if (!((out[0] >= 'a' && out[0] <= 'z') || (out[0] >= '0' && out[0] <= '9'))) continue;
    } else {
      if (c == UTF8_INVALID || !(U_MASK(u_charType((UChar32)c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK))) continue;
      n = utf8_put(out, (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT));
    }
    if (KEY_LIMIT - key->size < n) {
      key->size = 0;
      return;
    }
    memcpy(key->data + key->size, out, n);
    key->size += n;
  }
}

static bytes key_bytes(const country_key *key)
{
  return bytes_from(key->data, key->size);
}

/* The first claim to a name counts: the file has codes and English names before the rest. */
static l2a_status add_name(country_list *list, bytes name, uint16_t code, l2a_error *error)
{
  country_key key;

  key_of(&key, name);
  if (!key.size || text_table_get(&list->names, key_bytes(&key)) != TEXT_TABLE_NONE) return L2A_OK;
  return text_table_put(&list->names, key_bytes(&key), code, error);
}

/* Latin and Cyrillic, which fold by table; other scripts would cost an ICU call each, and nobody types them transliterated. */
static bool folds_by_table(bytes name)
{
  for (const char *at = name.data, *end = name.data + name.size; at < end;) {
    uint32_t c = utf8_next(&at, end);
    if (c > 0x52F || (c >= 0x370 && c < 0x400)) return false;
  }
  return true;
}

typedef struct reader {
  country_list *list;
  const lexicon *lex;
  text_scratch *scratch;
  arena memory;
} reader;

static l2a_status read_entry(reader *r, const dictionary *d, bytes entry, bool codes, l2a_error *error)
{
  l2a_status status = L2A_OK;
  bytes field, folded;
  uint16_t code;

  if (!dictionary_field(&entry, &field) || field.size != 2) return dictionary_error(d, "expected a code of two letters first", error);
  code = (uint16_t)((unsigned char)field.data[0] << 8 | (unsigned char)field.data[1]);
  if (codes) {
    status = add_name(r->list, field, code, error);
    if (status == L2A_OK && dictionary_field(&entry, &field)) status = add_name(r->list, field, code, error);
    return status;
  }
  (void)dictionary_field(&entry, &field);
  while (status == L2A_OK && dictionary_field(&entry, &field)) {
    status = add_name(r->list, field, code, error);
    if (status != L2A_OK || utf8_is_ascii(field) || !folds_by_table(field)) continue;
    folded = fold_text(field, r->lex, r->scratch, &r->memory);
    if (r->memory.failed) status = error_no_memory(error);
    else if (folded.size > SHORT_NAME) status = add_name(r->list, folded, code, error);
    arena_reset(&r->memory);
  }
  return status;
}

l2a_status country_list_new(country_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  reader r = { .list = calloc(1, sizeof(country_list)), .lex = partial };
  l2a_status status = r.list ? L2A_OK : error_no_memory(error);
  dictionary d;
  bytes entry;

  (void)overlay;
  arena_init(&r.memory, 4096);
  if (status == L2A_OK) status = text_table_init(&r.list->names, EXPECTED_NAMES, error);
  if (status == L2A_OK) status = text_scratch_new(&r.scratch, partial, error);
  for (int pass = 0; status == L2A_OK && pass < 2; pass++) {
    status = dictionary_open(&d, "countries.txt", error);
    while (status == L2A_OK) {
      status = dictionary_next(&d, &entry, error);
      if (status != L2A_OK || !entry.data) break;
      status = read_entry(&r, &d, entry, pass == 0, error);
    }
  }
  text_scratch_free(r.scratch);
  arena_free(&r.memory);
  if (status != L2A_OK) {
    country_list_free(r.list);
    r.list = NULL;
  }
  *out = r.list;
  return status;
}

void country_list_free(country_list *list)
{
  if (!list) return;
  text_table_free(&list->names);
  free(list);
}

/* The key's country, with or without the words that official names begin with; 0 when unknown. */
static uint16_t find_key(const country_list *list, bytes key)
{
  static const char *const beginnings[] = {
    "the",         "republicof",     "kingdomof",    "stateof",        "federalrepublicof", "islamicrepublicof",
    "sultanateof", "principalityof", "grandduchyof", "commonwealthof", "republica",         "republique"
  };
  uint32_t code = key.size ? text_table_get(&list->names, key) : TEXT_TABLE_NONE;

  for (size_t i = 0; code == TEXT_TABLE_NONE && i < sizeof beginnings / sizeof *beginnings; i++) {
    bytes word = bytes_of(beginnings[i]);
    if (!bytes_starts_with(key, word)) continue;
    key = bytes_from(key.data + word.size, key.size - word.size);
    if (key.size > SHORT_NAME) code = text_table_get(&list->names, key);
  }
  return code == TEXT_TABLE_NONE ? 0 : (uint16_t)code;
}

static uint16_t find_text(bytes text, const lexicon *lex, text_scratch *scratch)
{
  country_key key;
  uint16_t code;
  arena a;

  key_of(&key, text);
  code = find_key(lex->countries, key_bytes(&key));
  if (code || !key.size || utf8_is_ascii(key_bytes(&key)) || !utf8_is_valid(text)) return code;
  arena_init(&a, TEXT_LIMIT * 4);
  key_of(&key, fold_text(text, lex, scratch, &a));
  if (key.size > SHORT_NAME) code = find_key(lex->countries, key_bytes(&key));
  arena_free(&a);
  return code;
}

static bool ends_piece(char c)
{
  return c == '(' || c == ')' || c == ',' || c == ';' || c == '/' || c == '|' || c == '-' || c == ':' || c == '[' || c == ']' || c == '\n';
}

/* Codes of two letters do not count in pieces: "San Francisco, CA" is not in Canada. */
static uint16_t find_piece(bytes text, const lexicon *lex, text_scratch *scratch)
{
  size_t end = text.size;
  uint16_t code = 0;

  for (int i = 0; !code && end && i < PIECE_LIMIT; i++) {
    size_t start = end;
    bytes piece;
    while (start && !ends_piece(text.data[start - 1])) start--;
    piece = bytes_trim(bytes_from(text.data + start, end - start));
    if (piece.size >= SHORT_NAME && piece.size < text.size) code = find_text(piece, lex, scratch);
    end = start ? start - 1 : 0;
  }
  return code;
}

uint16_t country_code(bytes text, const lexicon *lex, text_scratch *scratch)
{
  uint16_t code;

  text = bytes_trim(text);
  if (!text.size) return 0;
  if (text.size > TEXT_LIMIT) return COUNTRY_UNKNOWN;
  code = find_text(text, lex, scratch);
  if (!code) code = find_piece(text, lex, scratch);
  return code ? code : COUNTRY_UNKNOWN;
}
