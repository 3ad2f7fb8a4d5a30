/* SPDX-License-Identifier: MIT */
/*
 * Words get their numbers by text, forms theirs by length; then every list is a counting sort, so that it is ascending by itself:
 *
 *   words  sort by text            old number -> rank
 *   forms  counting sort by letters   position by account -> number
 */
#include "index/build_names.h"

#include <stdlib.h>

#include "index/rarity.h"

enum { LETTER_COUNTS = 256 };

typedef struct word_order {
  bytes text;
  uint32_t number;
} word_order;

static int word_compare(const void *a, const void *b)
{
  return bytes_compare(((const word_order *)a)->text, ((const word_order *)b)->text);
}

/* Words that are the city or state of an account: left over in one name, they tell its place. */
static void mark_places(index_word *words, const word_order *order, size_t count, const collection *c)
{
  for (uint32_t i = 0; i < intern_count(&c->places); i++) {
    intern_text text = intern_get(&c->places, i);
    word_order place = { { c->text.data + text.offset, text.size }, 0 };
    const word_order *found;
    if (place.text.size < WORD_PLACE_LETTERS_MIN) continue;
    found = bsearch(&place, order, count, sizeof *order, word_compare);
    if (found) words[found - order].flags |= WORD_PLACE;
  }
}

/* The section of words; ranks[old number] receives their final numbers. */
static l2a_status make_words(index_image *image, const collection *c, const snapshot *base, uint32_t *ranks, l2a_error *error)
{
  size_t count = intern_count(&c->words);
  uint64_t account_count = base ? base->account_count : c->accounts.size / sizeof(index_account);
  word_order *order = malloc((count + 1) * sizeof *order);
  index_word *words = image_take(image, SECTION_WORDS, count * sizeof *words, count);
  l2a_status status = L2A_OK;

  if (!order || !words) {
    status = error_no_memory(error);
    goto done;
  }
  for (size_t i = 0; i < count; i++) {
    intern_text text = intern_get(&c->words, (uint32_t)i);
    order[i] = (word_order){ { c->text.data + text.offset, text.size }, (uint32_t)i };
  }
  qsort(order, count, sizeof *order, word_compare); /* texts are unique: the order is total */
  for (size_t i = 0; i < count; i++) {
    uint32_t number = order[i].number;
    const word_facts *facts = (const word_facts *)(const void *)c->facts.data + number;
    uint32_t known = base ? snapshot_find_word(base, order[i].text) : INDEX_NONE;
    ranks[number] = (uint32_t)i;
    words[i] = (index_word){ .text = intern_get(&c->words, number).offset,
                             .weight = rarity_of(account_count, facts->accounts, facts->flags),
                             .size = (uint8_t)order[i].text.size,
                             .flags = (uint8_t)facts->flags };
    if (known == INDEX_NONE) continue;
    words[i].weight = base->words[known].weight;
    words[i].flags |= base->words[known].flags & WORD_PLACE;
  }
  mark_places(words, order, count, c);
done:
  free(order);
  return status;
}

/* Numbers of forms by their position, and length_start. */
static l2a_status number_forms(index_image *image, const collection *c, uint32_t *numbers, l2a_error *error)
{
  const form_key *keys = (const form_key *)(const void *)c->form_keys.data;
  size_t count = c->form_keys.size / sizeof *keys;
  uint32_t *start = image_take(image, SECTION_LENGTH_START, (LENGTH_LIMIT + 1) * sizeof *start, LENGTH_LIMIT + 1);
  uint32_t next[LETTER_COUNTS] = { 0 };
  uint32_t sum = 0;

  if (!start) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) next[keys[i].letters]++;
  for (size_t i = 0; i < LETTER_COUNTS; i++) {
    uint32_t n = next[i];
    start[i] = next[i] = sum;
    sum += n;
  }
  for (size_t i = LETTER_COUNTS; i <= LENGTH_LIMIT; i++) start[i] = sum;
  for (size_t i = 0; i < count; i++) numbers[i] = next[keys[i].letters]++;
  return L2A_OK;
}

/* Forms in their final order, with the words of each; account_forms is the map from positions itself. */
static l2a_status make_forms(index_image *image, const collection *c, const uint32_t *ranks, l2a_error *error)
{
  const index_form *from = (const index_form *)(const void *)c->forms.data;
  const form_key *from_keys = (const form_key *)(const void *)c->form_keys.data;
  const uint32_t *from_words = (const uint32_t *)(const void *)c->form_words.data;
  const index_word *words = (const index_word *)(const void *)image->payloads[SECTION_WORDS];
  size_t count = c->forms.size / sizeof *from, word_count = c->form_words.size / sizeof *from_words;
  index_form *forms = image_take(image, SECTION_FORMS, count * sizeof *forms, count);
  form_key *keys = image_take(image, SECTION_FORM_KEYS, count * sizeof *keys, count);
  uint32_t *numbers = image_take(image, SECTION_ACCOUNT_FORMS, count * sizeof *numbers, count);
  uint32_t *form_words = image_take(image, SECTION_FORM_WORDS, word_count * sizeof *form_words, word_count);
  uint32_t used = 0;
  l2a_status status;

  if (!forms || !keys || !numbers || !form_words) return error_no_memory(error);
  status = number_forms(image, c, numbers, error);
  if (status != L2A_OK) return status;
  for (size_t i = 0; i < count; i++) {
    forms[numbers[i]] = from[i];
    keys[numbers[i]] = from_keys[i];
  }
  for (size_t i = 0; i < count; i++) {
    index_form *form = &forms[i];
    uint32_t first = used, weight = 0;
    for (uint32_t k = 0; k < form->word_count; k++) {
      uint32_t word = ranks[from_words[form->first_word + k]];
      form_words[used++] = word;
      weight += words[word].weight;
    }
    keys[i].weight = weight & 0xFFFFFF;
    form->first_word = first;
  }
  return L2A_OK;
}

/* Calls of the same shape, once to count and once to fill: lists[0] NULL counts. seen[word] is the last form + 1, so that a word twice in a
 * form is there once. */
static void walk_words(const index_image *image, uint32_t *seen, uint32_t *next, uint32_t *lists)
{
  const index_form *forms = (const index_form *)(const void *)image->payloads[SECTION_FORMS];
  const uint32_t *form_words = (const uint32_t *)(const void *)image->payloads[SECTION_FORM_WORDS];
  size_t count = image->headers[SECTION_FORMS].entries;

  memset(seen, 0, image->headers[SECTION_WORDS].entries * sizeof *seen);
  for (size_t i = 0; i < count; i++) {
    for (uint32_t k = 0; k < forms[i].word_count; k++) {
      uint32_t word = form_words[forms[i].first_word + k];
      if (seen[word] == i + 1) continue;
      seen[word] = (uint32_t)(i + 1);
      if (lists) lists[next[word]++] = (uint32_t)i;
      else next[word]++;
    }
  }
}

static l2a_status make_word_forms(index_image *image, l2a_error *error)
{
  index_word *words = (index_word *)(void *)image->payloads[SECTION_WORDS];
  size_t count = image->headers[SECTION_WORDS].entries;
  uint32_t *seen = malloc((count + 1) * sizeof *seen), *next = calloc(count + 1, sizeof *next), *lists;
  uint32_t sum = 0;
  l2a_status status = L2A_OK;

  if (!seen || !next) goto no_memory;
  walk_words(image, seen, next, NULL);
  for (size_t i = 0; i < count; i++) {
    words[i].first_form = sum;
    words[i].form_count = next[i];
    next[i] = sum;
    sum += words[i].form_count;
  }
  lists = image_take(image, SECTION_WORD_FORMS, sum * sizeof *lists, sum);
  if (!lists) goto no_memory;
  walk_words(image, seen, next, lists);
  goto done;
no_memory:
  status = error_no_memory(error);
done:
  free(seen);
  free(next);
  return status;
}

static l2a_status make_word_keys(index_image *image, const collection *c, l2a_error *error)
{
  const index_word *words = (const index_word *)(const void *)image->payloads[SECTION_WORDS];
  size_t count = image->headers[SECTION_WORDS].entries;
  buffer entries = BUFFER_INIT;
  l2a_status status;

  for (size_t i = 0; i < count && !entries.failed; i++) {
    bytes text = { c->text.data + words[i].text, words[i].size };
    buffer_append(&entries, &(key_entry){ key_hash(KEY_WORD, text), i }, sizeof(key_entry));
  }
  status = key_table_build(image, SECTION_KEY_WORD, &entries, error);
  buffer_free(&entries);
  return status;
}

static l2a_status make_edits(index_image *image, const collection *c, l2a_error *error)
{
  const index_word *words = (const index_word *)(const void *)image->payloads[SECTION_WORDS];
  size_t count = image->headers[SECTION_WORDS].entries;
  buffer entries = BUFFER_INIT;
  l2a_status status;

  for (size_t i = 0; i < count && !entries.failed; i++) {
    bytes text = { c->text.data + words[i].text, words[i].size };
    uint64_t keys[EDIT_KEY_LIMIT];
    uint32_t n = word_has_edits(text) ? edit_keys(keys, text) : 0;
    for (uint32_t k = 0; k < n; k++) buffer_append(&entries, &(key_entry){ keys[k], i }, sizeof(key_entry));
  }
  status = key_table_build(image, SECTION_EDITS, &entries, error);
  buffer_free(&entries);
  return status;
}

l2a_status build_names(index_image *image, const collection *c, const snapshot *base, l2a_error *error)
{
  uint32_t *ranks = malloc((intern_count(&c->words) + 1) * sizeof *ranks);
  l2a_status status;

  if (!ranks) {
    status = error_no_memory(error);
    goto done;
  }
  status = make_words(image, c, base, ranks, error);
  if (status == L2A_OK) status = make_forms(image, c, ranks, error);
  if (status == L2A_OK) status = make_word_forms(image, error);
  if (status == L2A_OK) status = make_word_keys(image, c, error);
  if (status == L2A_OK) status = make_edits(image, c, error);
done:
  free(ranks);
  return status;
}
