/* SPDX-License-Identifier: MIT */
/*
 *   table  "UScalif" and "calif" -> number of a line     entries  [name at, name size, country] ...     names  "californianew hampshire..."
 *
 * Keys are letters and digits without blanks, so that "N.H.", "N H" and "nh" are one.
 */
#include "text/state.h"

#include <stdlib.h>

#include "text/dictionary.h"
#include "text/fold.h"
#include "text/text_table.h"
#include "text/tokens.h"

enum { KEY_LIMIT = 64, LABEL_WORD_LEAST = 3, CODE_SIZE = 2 };

static const char american[] = "US";

typedef struct state_entry {
  uint32_t at;
  uint32_t size;
} state_entry;

struct state_list {
  text_table table;
  buffer entries; /* of state_entry */
  buffer names;
};

typedef struct state_reader {
  state_list *list;
  lexicon partial;
  text_scratch *scratch;
  arena memory;
  dictionary from;
} state_reader;

/* Country and letters of the text; KEY_LIMIT + 1 when they do not fit. */
static size_t key_of(char *out, const char *country, bytes text)
{
  size_t size = 0;

  for (; country && size < 2; size++) out[size] = country[size];
  for (size_t i = 0; i < text.size; i++) {
    if (text.data[i] == ' ') continue;
    if (size == KEY_LIMIT) return KEY_LIMIT + 1;
    out[size++] = text.data[i];
  }
  return size;
}

static const state_entry *find(const state_list *list, const char *country, bytes text)
{
  char key[KEY_LIMIT];
  size_t size = key_of(key, country, text);
  uint32_t n = size > KEY_LIMIT ? TEXT_TABLE_NONE : text_table_get(&list->table, bytes_from(key, size));

  return n == TEXT_TABLE_NONE ? NULL : (const state_entry *)(const void *)list->entries.data + n;
}

static bytes name_of(const state_list *list, const state_entry *entry)
{
  return entry ? bytes_from(list->names.data + entry->at, entry->size) : (bytes){ NULL, 0 };
}

/* The first line that names a text keeps it: in its country, and where no country is known. */
static l2a_status add_key(state_reader *r, const char *country, bytes text, uint32_t entry, l2a_error *error)
{
  char key[KEY_LIMIT];
  size_t size = key_of(key, country, text);

  if (size > KEY_LIMIT || size == 0) return dictionary_error(&r->from, "a name or code of at most 62 letters expected", error);
  if (text_table_get(&r->list->table, bytes_from(key, size)) != TEXT_TABLE_NONE) return L2A_OK;
  return text_table_put(&r->list->table, bytes_from(key, size), entry, error);
}

static l2a_status read_line(state_reader *r, bytes line, l2a_error *error)
{
  state_entry entry = { (uint32_t)r->list->names.size, 0 };
  uint32_t number = (uint32_t)(r->list->entries.size / sizeof entry);
  char country[3] = { 0 };
  bytes field;
  l2a_status status = L2A_OK;

  if (!dictionary_field(&line, &field) || field.size != 2)
    return dictionary_error(&r->from, "a country code of two letters expected before the first bar", error);
  memcpy(country, field.data, 2);
  while (status == L2A_OK && dictionary_field(&line, &field)) {
    token_list tokens;
    arena_reset(&r->memory);
    tokens_split(&tokens, fold_text(field, &r->partial, r->scratch, &r->memory), &r->memory);
    if (r->memory.failed) return error_no_memory(error);
    if (entry.size == 0) {
      entry.size = (uint32_t)tokens.joined.size;
      buffer_append_bytes(&r->list->names, tokens.joined);
      buffer_append(&r->list->entries, &entry, sizeof entry);
      if (r->list->names.failed || r->list->entries.failed) return error_no_memory(error);
    }
    status = add_key(r, country, tokens.joined, number, error);
    if (status == L2A_OK) status = add_key(r, NULL, tokens.joined, number, error);
  }
  return status;
}

l2a_status state_list_new(state_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  state_reader reader = { .partial = *partial };
  state_list *list = calloc(1, sizeof *list);
  bytes line;
  l2a_status status;

  (void)overlay;
  *out = NULL;
  if (!list) return error_no_memory(error);
  reader.list = list;
  arena_init(&reader.memory, 4096);
  status = text_scratch_new(&reader.scratch, &reader.partial, error);
  if (status == L2A_OK) status = text_table_init(&list->table, 1024, error);
  if (status == L2A_OK) status = dictionary_open(&reader.from, "states.txt", error);
  while (status == L2A_OK && (status = dictionary_next(&reader.from, &line, error)) == L2A_OK && line.data)
    status = read_line(&reader, line, error);
  if (status == L2A_OK) {
    *out = list;
    list = NULL;
  }
  state_list_free(list);
  arena_free(&reader.memory);
  text_scratch_free(reader.scratch);
  return status;
}

void state_list_free(state_list *list)
{
  if (!list) return;
  text_table_free(&list->table);
  buffer_free(&list->entries);
  buffer_free(&list->names);
  free(list);
}

bytes state_name(const state_list *list, uint16_t country, bytes text)
{
  char code[2] = { (char)(country >> 8), (char)(country & 0xFF) };
  const state_entry *entry = text.size ? find(list, country ? code : NULL, text) : NULL;

  return entry ? name_of(list, entry) : text;
}

static bool ends_with_word(bytes label, bytes core)
{
  while (core.data) {
    bytes word = bytes_split(&core, ' ');
    if (word.size >= LABEL_WORD_LEAST && bytes_ends_with(label, word)) return true;
  }
  return false;
}

bytes state_of_label(const state_list *list, bytes label, bytes core)
{
  for (size_t size = label.size; size-- > CODE_SIZE;) {
    bytes end = bytes_from(label.data + label.size - size, size);
    const state_entry *entry = find(list, american, end);
    if (entry && ends_with_word(bytes_from(label.data, label.size - size), core)) return name_of(list, entry);
  }
  return (bytes){ NULL, 0 };
}
