/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "index/image.h"
#include "index/verify.h"

enum { ACRONYM_SIZE_MASK = 15, ACRONYM_SHIFT = 4 };

static l2a_status verify_form(const verifier *v, uint32_t i, uint64_t first_word)
{
  const index_form *f = &v->s->forms[i];
  const form_key *key = &v->s->form_keys[i], *before = i ? key - 1 : NULL;
  uint64_t acronyms = (f->acronym_sizes & ACRONYM_SIZE_MASK) + (f->acronym_sizes >> ACRONYM_SHIFT), weight = 0;

  if (key->account >= v->s->account_count) return verify_damaged(v, SECTION_FORM_KEYS, i, "its account is out of range");
  if (before && (before->letters > key->letters || (before->letters == key->letters && before->account > key->account)))
    return verify_damaged(v, SECTION_FORM_KEYS, i, "it is out of order");
  if (f->first_word != first_word || first_word + f->word_count > v->views->headers[SECTION_FORM_WORDS]->entries)
    return verify_damaged(v, SECTION_FORMS, i, "its words do not follow those before");
  if (!verify_text(v, f->core, f->core_size) || !verify_text(v, form_native(f), f->native_size) ||
      !verify_text(v, form_acronyms(f), acronyms))
    return verify_damaged(v, SECTION_FORMS, i, "a text is out of range or no valid UTF-8");
  for (uint32_t k = 0; k < f->word_count; k++) {
    uint32_t word = v->s->form_words[f->first_word + k];
    if (word >= v->s->word_count) return verify_damaged(v, SECTION_FORM_WORDS, f->first_word + k, "it is out of range");
    weight += v->s->words[word].weight;
  }
  return weight == key->weight ? L2A_OK : verify_damaged(v, SECTION_FORM_KEYS, i, "its weight is not that of its words");
}

static l2a_status verify_account_forms(const verifier *v)
{
  char *seen = calloc((size_t)v->s->form_count + 1, 1);
  l2a_status status = seen ? L2A_OK : error_no_memory(v->error);

  for (uint32_t i = 0; i < v->s->account_count && status == L2A_OK; i++) {
    const index_account *a = &v->s->accounts[i];
    for (uint32_t k = 0; k < a->form_count && status == L2A_OK; k++) {
      uint32_t form = v->s->account_forms[a->first_form + k];
      if (form >= v->s->form_count || v->s->form_keys[form].account != i || seen[form])
        status = verify_damaged(v, SECTION_ACCOUNT_FORMS, a->first_form + k, "it is no name of this account");
      else seen[form] = 1;
    }
  }
  free(seen);
  return status;
}

l2a_status verify_forms(const verifier *v)
{
  const uint32_t *start = v->s->length_start;
  uint64_t words = 0;
  l2a_status status = L2A_OK;

  for (uint32_t i = 0; i < v->s->form_count && status == L2A_OK; i++) {
    status = verify_form(v, i, words);
    words += v->s->forms[i].word_count;
  }
  if (status != L2A_OK) return status;
  if (words != v->views->headers[SECTION_FORM_WORDS]->entries)
    return verify_damaged(v, SECTION_FORM_WORDS, words, "words belong to no name");
  for (uint32_t n = 0; n <= LENGTH_LIMIT; n++) {
    if (start[n] > v->s->form_count || (start[n] < v->s->form_count && v->s->form_keys[start[n]].letters < n) ||
        (start[n] && v->s->form_keys[start[n] - 1].letters >= n))
      return verify_damaged(v, SECTION_LENGTH_START, n, "it is not where names of this length begin");
  }
  return verify_account_forms(v);
}

static bool form_has_word(const snapshot *s, uint32_t form, uint32_t word)
{
  for (uint32_t i = 0; i < s->forms[form].word_count; i++)
    if (s->form_words[s->forms[form].first_word + i] == word) return true;
  return false;
}

/* Numbers of forms, ascending. */
static bool is_form_list(const snapshot *s, const uint32_t *list, uint32_t count)
{
  for (uint32_t i = 0; i < count; i++)
    if (list[i] >= s->form_count || (i && list[i] <= list[i - 1])) return false;
  return true;
}

l2a_status verify_words(const verifier *v)
{
  const snapshot *s = v->s;
  uint64_t listed = v->views->headers[SECTION_WORD_FORMS]->entries, sum = 0;

  for (uint32_t i = 0; i < s->word_count; i++) {
    const index_word *w = &s->words[i];
    if (!verify_text(v, w->text, w->size)) return verify_damaged(v, SECTION_WORDS, i, "its text is out of range or no valid UTF-8");
    if (i && bytes_compare(snapshot_text(s, w[-1].text, w[-1].size), snapshot_text(s, w->text, w->size)) >= 0)
      return verify_damaged(v, SECTION_WORDS, i, "it is out of order");
    if (w->first_form != sum || w->form_count > listed - sum)
      return verify_damaged(v, SECTION_WORDS, i, "its list does not follow those before");
    if (!is_form_list(s, s->word_forms + sum, w->form_count)) return verify_damaged(v, SECTION_WORD_FORMS, sum, "its list is out of order");
    for (uint32_t k = 0; k < w->form_count; k++)
      if (!form_has_word(s, s->word_forms[sum + k], i))
        return verify_damaged(v, SECTION_WORD_FORMS, sum + k, "the name does not have the word");
    sum += w->form_count;
  }
  return sum == listed ? L2A_OK : verify_damaged(v, SECTION_WORD_FORMS, sum, "it belongs to no word");
}

/* A list in blocks: upper halves grow from block to block, lower halves within one; each number that of a form. */
static bool is_block_list(const snapshot *s, const index_trigram *t, uint64_t block_count, uint64_t *blocks)
{
  uint32_t forms = 0;

  for (*blocks = 0; forms < t->form_count; *blocks += 1) {
    const form_block *block = s->trigram_blocks + t->first_block + *blocks;
    const uint16_t *lower = s->trigram_forms + t->first_form + forms;
    if (*blocks == block_count) return false;
    if (block->last >= t->form_count - forms || (*blocks && block->upper <= block[-1].upper)) return false;
    for (uint32_t i = 0; i <= block->last; i++)
      if (((uint32_t)block->upper << 16 | lower[i]) >= s->form_count || (i && lower[i] <= lower[i - 1])) return false;
    forms += block->last + 1u;
  }
  return true;
}

l2a_status verify_trigrams(const verifier *v)
{
  const snapshot *s = v->s;
  uint64_t listed = v->views->headers[SECTION_TRIGRAM_FORMS]->entries, sum = 0;
  uint64_t block_count = v->views->headers[SECTION_TRIGRAM_BLOCKS]->entries, blocks = 0;

  for (uint32_t i = 0; i < s->trigram_count; i++) {
    const index_trigram *t = &s->trigrams[i];
    uint64_t n;
    if (t->key >> 24 || (i && t->key <= t[-1].key)) return verify_damaged(v, SECTION_TRIGRAMS, i, "it is out of order");
    if (t->first_form != sum || t->form_count > listed - sum || t->first_block != blocks)
      return verify_damaged(v, SECTION_TRIGRAMS, i, "its list does not follow those before");
    if (!is_block_list(s, t, block_count - blocks, &n))
      return verify_damaged(v, SECTION_TRIGRAM_BLOCKS, blocks, "its list is out of order");
    sum += t->form_count;
    blocks += n;
  }
  if (sum != listed) return verify_damaged(v, SECTION_TRIGRAM_FORMS, sum, "it belongs to no trigram");
  return blocks == block_count ? L2A_OK : verify_damaged(v, SECTION_TRIGRAM_BLOCKS, blocks, "it belongs to no trigram");
}

static l2a_status verify_values(const verifier *v, const key_slot *slot, uint64_t listed, section_id section, uint64_t i,
                                const key_table *t, uint32_t value_count)
{
  key_values values;

  if (slot->low & SLOT_LIST && (slot->value >= listed || t->lists[slot->value] >= listed - slot->value || t->lists[slot->value] < 2))
    return verify_damaged(v, section, i, "its list is out of range");
  values = key_values_of(t, slot);
  for (uint32_t k = 0; k < values.count; k++)
    if (values.at[k] >= value_count || (k && values.at[k] <= values.at[k - 1]))
      return verify_damaged(v, section, i, "its values are out of order or range");
  return L2A_OK;
}

static l2a_status verify_table(const verifier *v, const key_table *t, section_id section, uint32_t value_count)
{
  uint64_t used = 0, listed = v->views->headers[section + 1]->entries;

  for (uint64_t i = 0; i < t->slot_count; i++) {
    const key_slot *slot = &t->slots[i];
    uint64_t hash = ((uint64_t)slot->high << 32 | slot->low) & ~(uint64_t)SLOT_MARK;
    key_values found;
    l2a_status status;
    if (!(slot->low & SLOT_MARK)) continue;
    if (!(slot->low & SLOT_USED)) return verify_damaged(v, section, i, "it is neither free nor used");
    status = verify_values(v, slot, listed, section, i, t, value_count);
    if (status != L2A_OK) return status;
    found = key_find(t, hash);
    if (found.count == 0 || found.at != key_values_of(t, slot).at) return verify_damaged(v, section, i, "the key is not found");
    used++;
  }
  if (used != v->views->headers[section]->entries) return verify_damaged(v, section, used, "the number of keys is another one");
  return L2A_OK;
}

l2a_status verify_keys(const verifier *v)
{
  const snapshot *s = v->s;
  const struct {
    const key_table *table;
    section_id section;
  } tables[] = { { &s->by_domain, SECTION_KEY_DOMAIN },     { &s->by_label, SECTION_KEY_LABEL },
                 { &s->by_squashed, SECTION_KEY_SQUASHED }, { &s->by_sorted, SECTION_KEY_SORTED },
                 { &s->by_acronym, SECTION_KEY_ACRONYM },   { &s->by_native, SECTION_KEY_NATIVE },
                 { &s->by_phone, SECTION_KEY_PHONE },       { &s->by_id, SECTION_KEY_ID } };
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < sizeof tables / sizeof *tables && status == L2A_OK; i++)
    status = verify_table(v, tables[i].table, tables[i].section, s->account_count);
  if (status == L2A_OK) status = verify_table(v, &s->by_word, SECTION_KEY_WORD, s->word_count);
  return status == L2A_OK ? verify_table(v, &s->edits, SECTION_EDITS, s->word_count) : status;
}
