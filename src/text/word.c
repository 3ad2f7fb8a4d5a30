/* SPDX-License-Identifier: MIT */
/*
 *   table     folded word -> number of an entry
 *   entries   [canon at, canon size, flags] ...
 *   canons    "internationaluniversity..."        canonical words, one behind the other
 *
 * Files are read in the order of `sources`; each adds its flag to a word, and the first file that names a word decides its canonical form.
 * A canonical word carries the flags of its variants' file too: "north|nord|norte" makes all three a direction.
 */
#include "text/word.h"

#include <stdlib.h>

#include "text/dictionary.h"
#include "text/fold.h"
#include "text/text_table.h"
#include "text/tokens.h"

typedef struct word_entry {
  uint32_t canon_at;
  uint16_t canon_size;
  uint8_t flags;
} word_entry;

struct word_list {
  text_table table;
  buffer entries; /* of word_entry */
  buffer canons;
};

typedef struct word_source {
  const char *file;
  uint8_t flag;
  bool canonical_only; /* a list of words, not of canonical word and variants: every field stands for itself */
} word_source;

static const word_source sources[] = {
  { "words.txt", 0, false },
  { "stop_words.txt", TOKEN_STOP, false },
  { "number_words.txt", TOKEN_NUMBER, false },
  { "directions.txt", TOKEN_DIRECTION, false },
  { "places.txt", TOKEN_COUNTRY, false },
  { "generic_words.txt", TOKEN_GENERIC, true },
};

enum { WORD_LIMIT = 64, SOURCE_COUNT = sizeof sources / sizeof sources[0] };

/* What one reading needs. */
typedef struct word_reader {
  word_list *list;
  lexicon partial;
  text_scratch *scratch;
  arena memory;
  dictionary from;
} word_reader;

static word_entry *entry_at(const word_list *list, uint32_t n)
{
  return (word_entry *)(void *)list->entries.data + n;
}

static bytes canon_of(const word_list *list, const word_entry *entry)
{
  return bytes_from(list->canons.data + entry->canon_at, entry->canon_size);
}

/* A field of a dictionary as the one token it must be. */
static l2a_status read_word(word_reader *r, bytes field, bytes *word, l2a_error *error)
{
  token_list tokens;

  arena_reset(&r->memory);
  tokens_split(&tokens, fold_text(field, &r->partial, r->scratch, &r->memory), &r->memory);
  if (r->memory.failed) return error_no_memory(error);
  if (tokens.count != 1 || tokens.text[0].size > WORD_LIMIT) return dictionary_error(&r->from, "one word expected between the bars", error);
  *word = tokens.text[0];
  return L2A_OK;
}

static l2a_status add_entry(word_list *list, bytes word, bytes canon, uint8_t flag, l2a_error *error)
{
  word_entry entry = { (uint32_t)list->canons.size, (uint16_t)canon.size, flag };

  buffer_append_bytes(&list->canons, canon);
  buffer_append(&list->entries, &entry, sizeof entry);
  if (list->canons.failed || list->entries.failed) return error_no_memory(error);
  return text_table_put(&list->table, word, (uint32_t)(list->entries.size / sizeof entry - 1), error);
}

/* Without `replace` a known word keeps its canonical form and gets the flag. */
static l2a_status add_word(word_list *list, bytes word, bytes canon, uint8_t flag, bool replace, l2a_error *error)
{
  uint32_t known = text_table_get(&list->table, word);

  if (known == TEXT_TABLE_NONE) return add_entry(list, word, canon, flag, error);
  if (replace) return add_entry(list, word, canon, (uint8_t)(flag | entry_at(list, known)->flags), error);
  entry_at(list, known)->flags |= flag;
  return L2A_OK;
}

static l2a_status read_entry(word_reader *r, bytes entry, const word_source *source, bool replace, l2a_error *error)
{
  char canon_text[WORD_LIMIT];
  bytes canon = { canon_text, 0 };
  bytes field;
  bytes word;
  l2a_status status = L2A_OK;

  for (bool first = true; status == L2A_OK && dictionary_field(&entry, &field); first = false) {
    status = read_word(r, field, &word, error);
    if (status != L2A_OK) break;
    if (first || source->canonical_only) {
      memcpy(canon_text, word.data, word.size);
      canon.size = word.size;
    }
    status = add_word(r->list, word, canon, source->flag, replace && !first, error);
  }
  return status;
}

static l2a_status read_source(word_reader *r, const word_source *source, l2a_error *error)
{
  bytes entry;
  l2a_status status = dictionary_open(&r->from, source->file, error);

  while (status == L2A_OK && (status = dictionary_next(&r->from, &entry, error)) == L2A_OK && entry.data)
    status = read_entry(r, entry, source, false, error);
  return status;
}

static l2a_status read_overlay(word_reader *r, const lexicon_overlay *overlay, l2a_error *error)
{
  static const word_source words = { "words", 0, false };
  bytes entry;
  l2a_status status = L2A_OK;

  for (size_t i = 0; status == L2A_OK && overlay && i < overlay->word_count; i++) {
    dictionary_from(&r->from, "words of the definitions", overlay->words[i]);
    status = dictionary_next(&r->from, &entry, error);
    if (status == L2A_OK && entry.data) status = read_entry(r, entry, &words, true, error);
  }
  return status;
}

/* What a canonical word is, its variants are too: "universidad" is generic because "university" is. */
static void spread_flags(word_list *list)
{
  uint32_t count = (uint32_t)(list->entries.size / sizeof(word_entry));

  for (uint32_t i = 0; i < count; i++) {
    word_entry *entry = entry_at(list, i);
    uint32_t canon = text_table_get(&list->table, canon_of(list, entry));
    if (canon != TEXT_TABLE_NONE) entry->flags |= entry_at(list, canon)->flags;
  }
}

l2a_status word_list_new(word_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  word_reader reader = { .partial = *partial };
  word_list *list = calloc(1, sizeof *list);
  l2a_status status;

  *out = NULL;
  if (!list) return error_no_memory(error);
  reader.list = list;
  arena_init(&reader.memory, 4096);
  status = text_scratch_new(&reader.scratch, &reader.partial, error);
  if (status == L2A_OK) status = text_table_init(&list->table, 4096, error);
  for (size_t i = 0; status == L2A_OK && i < SOURCE_COUNT; i++) status = read_source(&reader, &sources[i], error);
  if (status == L2A_OK) status = read_overlay(&reader, overlay, error);
  if (status == L2A_OK) {
    spread_flags(list);
    *out = list;
    list = NULL;
  }
  word_list_free(list);
  arena_free(&reader.memory);
  text_scratch_free(reader.scratch);
  return status;
}

void word_list_free(word_list *list)
{
  if (!list) return;
  text_table_free(&list->table);
  buffer_free(&list->entries);
  buffer_free(&list->canons);
  free(list);
}

static bool is_number(bytes text)
{
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] < '0' || text.data[i] > '9') return false;
  return text.size > 0;
}

void word_classify(const word_list *list, name_token *token)
{
  uint32_t n = text_table_get(&list->table, token->text);

  token->canon = token->text;
  token->flags = 0;
  if (n != TEXT_TABLE_NONE) {
    token->canon = canon_of(list, entry_at(list, n));
    token->flags = entry_at(list, n)->flags;
  } else if (is_number(token->text)) {
    token->flags = TOKEN_NUMBER;
    while (token->canon.size > 1 && token->canon.data[0] == '0') token->canon.data++, token->canon.size--;
  }
}
