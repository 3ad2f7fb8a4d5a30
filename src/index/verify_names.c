/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "index/image.h"
#include "index/verify.h"

enum { ACRONYM_SIZE_MASK = 15, ACRONYM_SHIFT = 4 };

static l2a_status verify_form(const verifier *v, uint32_t i, uint64_t first_word)
{
  const index_form *f = &v->s->forms[i], *before = i ? f - 1 : NULL;
  uint64_t acronyms = (f->acronym_sizes & ACRONYM_SIZE_MASK) + (f->acronym_sizes >> ACRONYM_SHIFT), weight = 0;

  if (f->account >= v->s->account_count) return verify_damaged(v, SECTION_FORMS, i, "its account is out of range");
  if (before && (before->letters > f->letters || (before->letters == f->letters && before->account > f->account)))
    return verify_damaged(v, SECTION_FORMS, i, "it is out of order");
  if (f->first_word != first_word || first_word + f->word_count > v->views->headers[SECTION_FORM_WORDS]->entries)
    return verify_damaged(v, SECTION_FORMS, i, "its words do not follow those before");
  if (!verify_text(v, f->core, f->core_size) || !verify_text(v, f->native, f->native_size) || !verify_text(v, f->acronyms, acronyms))
    return verify_damaged(v, SECTION_FORMS, i, "a text is out of range or no valid UTF-8");
  for (uint32_t k = 0; k < f->word_count; k++) {
    uint32_t word = v->s->form_words[f->first_word + k];
    if (word >= v->s->word_count) return verify_damaged(v, SECTION_FORM_WORDS, f->first_word + k, "it is out of range");
    weight += v->s->words[word].weight;
  }
  return weight == f->weight ? L2A_OK : verify_damaged(v, SECTION_FORMS, i, "its weight is not that of its words");
}

static l2a_status verify_account_forms(const verifier *v)
{
  char *seen = calloc((size_t)v->s->form_count + 1, 1);
  l2a_status status = seen ? L2A_OK : error_no_memory(v->error);

  for (uint32_t i = 0; i < v->s->account_count && status == L2A_OK; i++) {
    const index_account *a = &v->s->accounts[i];
    for (uint32_t k = 0; k < a->form_count && status == L2A_OK; k++) {
      uint32_t form = v->s->account_forms[a->first_form + k];
      if (form >= v->s->form_count || v->s->forms[form].account != i || seen[form])
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
    if (start[n] > v->s->form_count || (start[n] < v->s->form_count && v->s->forms[start[n]].letters < n) ||
        (start[n] && v->s->forms[start[n] - 1].letters >= n))
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

l2a_status verify_trigrams(const verifier *v)
{
  const snapshot *s = v->s;
  uint64_t listed = v->views->headers[SECTION_TRIGRAM_FORMS]->entries, sum = 0;

  for (uint32_t i = 0; i < s->trigram_count; i++) {
    const index_trigram *t = &s->trigrams[i];
    if (t->key >> 24 || (i && t->key <= t[-1].key)) return verify_damaged(v, SECTION_TRIGRAMS, i, "it is out of order");
    if (t->first_form != sum || t->form_count > listed - sum)
      return verify_damaged(v, SECTION_TRIGRAMS, i, "its list does not follow those before");
    if (!is_form_list(s, s->trigram_forms + sum, t->form_count))
      return verify_damaged(v, SECTION_TRIGRAM_FORMS, sum, "its list is out of order");
    sum += t->form_count;
  }
  return sum == listed ? L2A_OK : verify_damaged(v, SECTION_TRIGRAM_FORMS, sum, "it belongs to no trigram");
}

static l2a_status verify_table(const verifier *v, const key_table *t, section_id section, uint32_t value_count)
{
  uint64_t used = 0, listed = v->views->headers[section + 1]->entries;

  for (uint64_t i = 0; i < t->slot_count; i++) used += t->slots[i].count > 0;
  if (used != v->views->headers[section]->entries || (t->slot_count && used == t->slot_count))
    return verify_damaged(v, section, used, "the number of keys is another one");
  for (uint64_t i = 0; i < t->slot_count; i++) {
    const key_slot *slot = &t->slots[i];
    const uint32_t *values = slot->count == 1 ? &slot->first : t->lists + slot->first;
    if (slot->count == 0) continue;
    if (slot->count > 1 && (slot->first > listed || slot->count > listed - slot->first))
      return verify_damaged(v, section, i, "its list is out of range");
    for (uint32_t k = 0; k < slot->count; k++)
      if (values[k] >= value_count || (k && values[k] <= values[k - 1]))
        return verify_damaged(v, section, i, "its values are out of order or range");
    if (key_find(t, slot->hash).at != values) return verify_damaged(v, section, i, "the key is not found");
  }
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
  return status == L2A_OK ? verify_table(v, &s->edits, SECTION_EDITS, s->word_count) : status;
}
