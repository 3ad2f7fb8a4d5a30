/* SPDX-License-Identifier: MIT */
/*
 *   forms     "gmbh and co kg" -> class | FRONT      tokens of a variant joined by blanks; a token list's slice is looked up as it lies
 *   natives   "株式会社" -> class                     variants in Chinese characters, kana or hangul, looked up in the text itself
 *   names     "LLC\0JSC\0..."                        class n begins at starts[n - 1]
 */
#include "text/legal_form.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "text/dictionary.h"
#include "text/fold.h"
#include "text/script.h"
#include "text/text_table.h"

enum {
  FRONT = 1 << 16, /* may stand before the name */
  CLASS_MASK = FRONT - 1,
  FORM_TOKENS = 10,   /* "société à responsabilité limitée unipersonnelle" and longer ones; more is an error of the file */
  LONG_FORM = 16,     /* bytes: from here on a form of two words and more also stands before the name (Limited Liability Company Acme) */
  NATIVE_LETTERS = 24 /* letters of the longest native form */
};

struct legal_form_list {
  text_table forms;
  text_table natives;
  buffer names;     /* NUL behind each */
  buffer starts;    /* of uint32_t */
  uint32_t longest; /* tokens of the longest form */
  uint32_t longest_front;
  size_t longest_native; /* bytes */
};

typedef struct form_reader {
  legal_form_list *list;
  lexicon partial;
  text_scratch *scratch;
  arena memory;
  dictionary from;
  token_list tokens;
} form_reader;

static uint16_t class_count(const legal_form_list *list)
{
  return (uint16_t)(list->starts.size / sizeof(uint32_t));
}

bytes legal_form_class_name(const legal_form_list *list, uint16_t legal_form)
{
  uint32_t start;

  if (legal_form == 0 || legal_form > class_count(list)) return (bytes){ NULL, 0 };
  memcpy(&start, list->starts.data + (legal_form - 1u) * sizeof start, sizeof start);
  return bytes_of(list->names.data + start);
}

/* The class of that name, made when it is new. */
static l2a_status class_of(form_reader *r, bytes name, uint16_t *out, l2a_error *error)
{
  legal_form_list *list = r->list;
  uint32_t start = (uint32_t)list->names.size;

  for (uint16_t n = 1; n <= class_count(list); n++) {
    *out = n;
    if (bytes_equal(legal_form_class_name(list, n), name)) return L2A_OK;
  }
  if (name.size == 0) return dictionary_error(&r->from, "no class before the first bar", error);
  if (class_count(list) == CLASS_MASK - 1) return dictionary_error(&r->from, "too many classes", error);
  buffer_append_bytes(&list->names, name);
  buffer_append_char(&list->names, '\0');
  buffer_append(&list->starts, &start, sizeof start);
  *out = class_count(list);
  return list->names.failed || list->starts.failed ? error_no_memory(error) : L2A_OK;
}

static l2a_status add_native(form_reader *r, bytes variant, uint16_t legal_form, l2a_error *error)
{
  if (variant.size > r->list->longest_native) r->list->longest_native = variant.size;
  if (variant.size > NATIVE_LETTERS * 3) return dictionary_error(&r->from, "a legal form of more than 24 letters", error);
  if (text_table_get(&r->list->natives, variant) != TEXT_TABLE_NONE) return L2A_OK;
  return text_table_put(&r->list->natives, variant, legal_form, error);
}

/* The first line that names a form decides its class. */
static l2a_status add_variant(form_reader *r, bytes variant, uint16_t legal_form, uint32_t front, l2a_error *error)
{
  legal_form_list *list = r->list;
  uint32_t known;

  if (script_has_native(variant)) return add_native(r, variant, legal_form, error);
  arena_reset(&r->memory);
  tokens_split(&r->tokens, fold_text(variant, &r->partial, r->scratch, &r->memory), &r->memory);
  if (r->memory.failed) return error_no_memory(error);
  if (r->tokens.count == 0 || r->tokens.count > FORM_TOKENS)
    return dictionary_error(&r->from, "a legal form of 1 to 10 words expected", error);
  if (r->tokens.count > 1 && r->tokens.joined.size >= LONG_FORM) front = FRONT;
  if (r->tokens.count > list->longest) list->longest = r->tokens.count;
  if (front && r->tokens.count > list->longest_front) list->longest_front = r->tokens.count;
  known = text_table_get(&list->forms, r->tokens.joined);
  if (known != TEXT_TABLE_NONE && (known & FRONT) == front) return L2A_OK;
  return text_table_put(&list->forms, r->tokens.joined, (known != TEXT_TABLE_NONE ? known & CLASS_MASK : legal_form) | front, error);
}

static l2a_status read_entry(form_reader *r, bytes entry, uint32_t front, l2a_error *error)
{
  uint16_t legal_form = 0;
  bytes field;
  l2a_status status = L2A_OK;

  if (dictionary_field(&entry, &field)) status = class_of(r, field, &legal_form, error);
  while (status == L2A_OK && dictionary_field(&entry, &field)) status = add_variant(r, field, legal_form, front, error);
  return status;
}

static l2a_status read_file(form_reader *r, const char *name, uint32_t front, l2a_error *error)
{
  bytes entry;
  l2a_status status = dictionary_open(&r->from, name, error);

  while (status == L2A_OK && (status = dictionary_next(&r->from, &entry, error)) == L2A_OK && entry.data)
    status = read_entry(r, entry, front, error);
  return status;
}

static l2a_status read_overlay(form_reader *r, const lexicon_overlay *overlay, l2a_error *error)
{
  bytes entry;
  l2a_status status = L2A_OK;

  for (size_t i = 0; status == L2A_OK && overlay && i < overlay->legal_form_count; i++) {
    dictionary_from(&r->from, "legal_forms of the definitions", overlay->legal_forms[i]);
    status = dictionary_next(&r->from, &entry, error);
    if (status == L2A_OK && entry.data) status = read_entry(r, entry, 0, error);
  }
  return status;
}

l2a_status legal_form_list_new(legal_form_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error)
{
  form_reader reader = { .partial = *partial };
  legal_form_list *list = calloc(1, sizeof *list);
  l2a_status status;

  *out = NULL;
  if (!list) return error_no_memory(error);
  reader.list = list;
  arena_init(&reader.memory, 4096);
  status = text_scratch_new(&reader.scratch, &reader.partial, error);
  if (status == L2A_OK) status = text_table_init(&list->forms, 4096, error);
  if (status == L2A_OK) status = text_table_init(&list->natives, 64, error);
  if (status == L2A_OK) status = read_file(&reader, "legal_forms.txt", 0, error);
  if (status == L2A_OK) status = read_file(&reader, "legal_forms_front.txt", FRONT, error);
  if (status == L2A_OK) status = read_overlay(&reader, overlay, error);
  if (status == L2A_OK) {
    *out = list;
    list = NULL;
  }
  legal_form_list_free(list);
  arena_free(&reader.memory);
  text_scratch_free(reader.scratch);
  return status;
}

void legal_form_list_free(legal_form_list *list)
{
  if (!list) return;
  text_table_free(&list->forms);
  text_table_free(&list->natives);
  buffer_free(&list->names);
  buffer_free(&list->starts);
  free(list);
}

bool legal_form_is(const legal_form_list *list, bytes joined, uint16_t *legal_form)
{
  uint32_t value = text_table_get(&list->forms, joined);

  if (value == TEXT_TABLE_NONE) return false;
  if (legal_form) *legal_form = (uint16_t)(value & CLASS_MASK);
  return true;
}

/* Tokens of the longest form at the end of [first, end) that leaves a token before it. */
static uint32_t form_at_end(const legal_form_list *list, const token_list *tokens, uint32_t first, uint32_t end, uint16_t *legal_form)
{
  uint32_t n = end - first - 1 < list->longest ? end - first - 1 : list->longest;

  for (; n > 0; n--)
    if (legal_form_is(list, tokens_slice(tokens, end - n, end), legal_form)) return n;
  return 0;
}

static uint32_t form_at_front(const legal_form_list *list, const token_list *tokens, uint32_t first, uint32_t end, uint16_t *legal_form)
{
  uint32_t n = end - first - 1 < list->longest_front ? end - first - 1 : list->longest_front;

  for (; n > 0; n--) {
    uint32_t value = text_table_get(&list->forms, tokens_slice(tokens, first, first + n));
    if (value == TEXT_TABLE_NONE || !(value & FRONT)) continue;
    *legal_form = (uint16_t)(value & CLASS_MASK);
    return n;
  }
  return 0;
}

uint16_t legal_form_strip(const legal_form_list *list, const token_list *tokens, uint32_t *first, uint32_t *end)
{
  uint16_t stripped = 0;
  uint16_t found = 0;
  uint32_t n;

  if (legal_form_is(list, tokens_slice(tokens, *first, *end), NULL)) return 0;
  while ((n = form_at_end(list, tokens, *first, *end, &found)) > 0) {
    *end -= n;
    if (!stripped) stripped = found;
  }
  while ((n = form_at_front(list, tokens, *first, *end, &found)) > 0) {
    *first += n;
    if (!stripped) stripped = found;
  }
  while (*end - *first > 1 && (bytes_equal(tokens->text[*end - 1], BYTES("and")) || bytes_equal(tokens->text[*end - 1], BYTES("the"))))
    --*end;
  while (*end - *first > 1 && bytes_equal(tokens->text[*first], BYTES("the"))) ++*first;
  return stripped;
}

size_t legal_form_native(const legal_form_list *list, bytes text, uint16_t *legal_form)
{
  size_t size = text.size < list->longest_native ? text.size : list->longest_native;

  for (; size >= 3; size--) {
    uint32_t value;
    if (size < text.size && ((unsigned char)text.data[size] & 0xC0) == 0x80) continue;
    value = text_table_get(&list->natives, bytes_from(text.data, size));
    if (value == TEXT_TABLE_NONE) continue;
    *legal_form = (uint16_t)value;
    return size;
  }
  return 0;
}
