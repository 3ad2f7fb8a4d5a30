/* SPDX-License-Identifier: MIT */
/*
 * Checksums find accidents; whoever writes an index can make them fit. These checks are what remains between such a file and a lookup: every
 * number of one section that is followed into another one stays inside it, every search ends, and texts are valid UTF-8. They are one pass
 * over each section in its order, about as long as the checksums. Whether the content makes sense is for snapshot_verify.
 */
#include "base/utf8.h"
#include "index/verify.h"
#include "text/company_name.h"

static uint64_t entries_of(const verifier *v, section_id section)
{
  return v->views->headers[section]->entries;
}

static bool is_text(const verifier *v, uint64_t offset, uint64_t size)
{
  return offset + size <= v->s->text_size; /* both have 32 bits */
}

/* The whole array first, without a branch for each element; the place only when there is damage. */
static l2a_status check_numbers(const verifier *v, section_id section, uint32_t limit)
{
  const uint32_t *numbers = (const uint32_t *)(const void *)v->views->payloads[section];
  uint64_t count = entries_of(v, section);
  uint32_t most = 0;

  for (uint64_t i = 0; i < count; i++) most = numbers[i] > most ? numbers[i] : most;
  if (count == 0 || most < limit) return L2A_OK;
  for (uint64_t i = 0; i < count; i++)
    if (numbers[i] >= limit) return verify_damaged(v, section, i, "it is out of range");
  return L2A_OK;
}

static l2a_status check_accounts(const verifier *v)
{
  const snapshot *s = v->s;
  uint64_t forms = entries_of(v, SECTION_ACCOUNT_FORMS), domains = entries_of(v, SECTION_DOMAINS);

  for (uint32_t i = 0; i < s->account_count; i++) {
    const index_account *a = &s->accounts[i];
    bool lists = a->first_form + (uint64_t)a->form_count <= forms && a->first_domain + (uint64_t)a->domain_count <= domains;
    bool family = (a->parent < s->account_count || a->parent == INDEX_NONE) && a->root < s->account_count;
    bool texts = is_text(v, a->city, a->city_size) && is_text(v, a->state, a->state_size) && is_text(v, a->phone, a->phone_size) &&
                 is_text(v, a->postal_code, a->postal_code_size);
    if (!lists || !family || !texts) return verify_damaged(v, SECTION_ACCOUNTS, i, "a number is out of range");
  }
  return L2A_OK;
}

static l2a_status check_heads(const verifier *v)
{
  const snapshot *s = v->s;

  for (uint32_t i = 0; i < s->account_count; i++)
    if (s->heads[i].id_size > HEAD_ID_SIZE && s->heads[i].id_size != HEAD_ID_LONG)
      return verify_damaged(v, SECTION_ACCOUNT_HEADS, i, "its id is too long");
  return L2A_OK;
}

static l2a_status check_records(const verifier *v)
{
  const uint64_t *offsets = v->s->record_offsets;
  uint64_t size = v->views->headers[SECTION_RECORDS]->size;

  for (uint32_t i = 0; i < v->s->account_count; i++)
    if (offsets[i + 1] < offsets[i] || offsets[i + 1] > size) return verify_damaged(v, SECTION_RECORD_OFFSETS, i, "it is out of range");
  return L2A_OK;
}

static l2a_status check_domains(const verifier *v)
{
  for (uint64_t i = 0; i < entries_of(v, SECTION_DOMAINS); i++) {
    const index_domain *d = &v->s->domains[i];
    if (!is_text(v, d->host, d->host_size) || d->registrable_size > d->host_size || d->label_size > d->registrable_size)
      return verify_damaged(v, SECTION_DOMAINS, i, "its host is out of range");
  }
  return L2A_OK;
}

static l2a_status check_forms(const verifier *v)
{
  const snapshot *s = v->s;
  uint64_t words = entries_of(v, SECTION_FORM_WORDS);

  for (uint32_t i = 0; i < s->form_count; i++) {
    const index_form *f = &s->forms[i];
    uint32_t acronyms = (f->acronym_sizes & 15u) + (uint32_t)(f->acronym_sizes >> 4);
    bool texts = is_text(v, f->core, (uint64_t)f->core_size + f->native_size + acronyms);
    if (f->first_word + (uint64_t)f->word_count > words || !texts || (f->kind & 7u) > NAME_SEGMENT)
      return verify_damaged(v, SECTION_FORMS, i, "a number is out of range");
  }
  return L2A_OK;
}

static l2a_status check_form_keys(const verifier *v)
{
  const snapshot *s = v->s;

  for (uint32_t i = 0; i < s->form_count; i++)
    if (s->form_keys[i].account >= s->account_count) return verify_damaged(v, SECTION_FORM_KEYS, i, "its account is out of range");
  return L2A_OK;
}

static l2a_status check_length_start(const verifier *v)
{
  const snapshot *s = v->s;

  for (uint32_t n = 0; n <= LENGTH_LIMIT; n++)
    if (s->length_start[n] > s->form_count || (n && s->length_start[n] < s->length_start[n - 1]))
      return verify_damaged(v, SECTION_LENGTH_START, n, "it is out of range");
  return L2A_OK;
}

static l2a_status check_words(const verifier *v)
{
  const snapshot *s = v->s;

  for (uint32_t i = 0; i < s->word_count; i++) {
    const index_word *w = &s->words[i];
    if (!is_text(v, w->text, w->size) || w->first_form + (uint64_t)w->form_count > entries_of(v, SECTION_WORD_FORMS))
      return verify_damaged(v, SECTION_WORDS, i, "a number is out of range");
  }
  return L2A_OK;
}

/* Blocks count the forms of the trigram together; only where numbers may pass the last form are they looked at one by one. */
static bool is_block_list(const snapshot *s, const index_trigram *t, uint64_t block_count)
{
  uint64_t block = t->first_block;

  for (uint32_t forms = 0, count; forms < t->form_count; forms += count, block++) {
    const form_block *b = s->trigram_blocks + block;
    const uint16_t *lower = s->trigram_forms + t->first_form + forms;
    uint32_t first = block < block_count ? (uint32_t)b->upper << 16 : 0;
    if (block >= block_count || b->last >= t->form_count - forms) return false;
    count = b->last + 1u;
    if (first + (uint64_t)UINT16_MAX < s->form_count) continue;
    for (uint32_t i = 0; i < count; i++)
      if ((first | lower[i]) >= s->form_count) return false;
  }
  return true;
}

/* No longer together than what they stand in, so that lists that overlap cannot make the check itself take long. */
static l2a_status check_trigrams(const verifier *v)
{
  const snapshot *s = v->s;
  uint64_t listed = entries_of(v, SECTION_TRIGRAM_FORMS), sum = 0;

  for (uint32_t i = 0; i < s->trigram_count; i++) {
    const index_trigram *t = &s->trigrams[i];
    sum += t->form_count;
    if (sum > listed || t->first_form + (uint64_t)t->form_count > listed || !is_block_list(s, t, entries_of(v, SECTION_TRIGRAM_BLOCKS)))
      return verify_damaged(v, SECTION_TRIGRAMS, i, "its list is out of range");
  }
  return L2A_OK;
}

static bool are_values(key_values values, uint32_t limit)
{
  uint32_t most = 0;

  for (uint32_t i = 0; i < values.count; i++) most = values.at[i] > most ? values.at[i] : most;
  return values.count == 0 || most < limit;
}

/* A list lies inside the lists (together no longer than those), every value inside the values. That the last slot is free, where every
 * search ends, opening has seen. Most slots have one value: the largest of these is found without a decision for each. */
static l2a_status check_slots(const verifier *v, const key_table *t, section_id section, uint32_t value_count)
{
  uint64_t listed = entries_of(v, (section_id)(section + 1)), sum = 0;
  uint32_t most = 0;

  for (uint64_t i = 0; i < t->slot_count; i++) {
    const key_slot *slot = &t->slots[i];
    uint32_t value = (slot->low & SLOT_MARK) == SLOT_USED ? slot->value : 0;
    most = value > most ? value : most;
    if (!(slot->low & SLOT_LIST)) continue;
    if (slot->value >= listed || t->lists[slot->value] >= listed - slot->value)
      return verify_damaged(v, section, i, "its list is out of range");
    sum += t->lists[slot->value] + UINT64_C(1);
    if (sum > listed || !are_values(key_values_of(t, slot), value_count))
      return verify_damaged(v, section, i, "its values are out of range");
  }
  if (most < value_count || (most == 0 && entries_of(v, section) == 0)) return L2A_OK;
  for (uint64_t i = 0; i < t->slot_count; i++)
    if ((t->slots[i].low & SLOT_MARK) == SLOT_USED && t->slots[i].value >= value_count)
      return verify_damaged(v, section, i, "its values are out of range");
  return L2A_OK;
}

#define CHECK_TABLE(name, table, section, count) \
  static l2a_status name(const verifier *v) \
  { \
    return check_slots(v, &v->s->table, section, v->s->count); \
  }

CHECK_TABLE(check_by_domain, by_domain, SECTION_KEY_DOMAIN, account_count)
CHECK_TABLE(check_by_label, by_label, SECTION_KEY_LABEL, account_count)
CHECK_TABLE(check_by_squashed, by_squashed, SECTION_KEY_SQUASHED, account_count)
CHECK_TABLE(check_by_sorted, by_sorted, SECTION_KEY_SORTED, account_count)
CHECK_TABLE(check_by_acronym, by_acronym, SECTION_KEY_ACRONYM, account_count)
CHECK_TABLE(check_by_native, by_native, SECTION_KEY_NATIVE, account_count)
CHECK_TABLE(check_by_phone, by_phone, SECTION_KEY_PHONE, account_count)
CHECK_TABLE(check_by_id, by_id, SECTION_KEY_ID, account_count)
CHECK_TABLE(check_by_word, by_word, SECTION_KEY_WORD, word_count)
CHECK_TABLE(check_edits, edits, SECTION_EDITS, word_count)

static l2a_status check_account_forms(const verifier *v)
{
  return check_numbers(v, SECTION_ACCOUNT_FORMS, v->s->form_count);
}

static l2a_status check_form_words(const verifier *v)
{
  return check_numbers(v, SECTION_FORM_WORDS, v->s->word_count);
}

static l2a_status check_word_forms(const verifier *v)
{
  return check_numbers(v, SECTION_WORD_FORMS, v->s->form_count);
}

static l2a_status check_text(const verifier *v)
{
  bool valid = utf8_is_valid((bytes){ v->s->text, v->s->text_size });

  return valid ? L2A_OK : verify_damaged(v, SECTION_TEXT, 0, "it is no valid UTF-8");
}

static const struct {
  section_id section;
  l2a_status (*check)(const verifier *v);
} parts[VERIFY_BOUNDS_PARTS] = {
  { SECTION_ACCOUNT_HEADS, check_heads },
  { SECTION_RECORD_OFFSETS, check_records },
  { SECTION_ACCOUNTS, check_accounts },
  { SECTION_DOMAINS, check_domains },
  { SECTION_FORMS, check_forms },
  { SECTION_FORM_KEYS, check_form_keys },
  { SECTION_LENGTH_START, check_length_start },
  { SECTION_WORDS, check_words },
  { SECTION_TRIGRAMS, check_trigrams },
  { SECTION_KEY_DOMAIN, check_by_domain },
  { SECTION_KEY_LABEL, check_by_label },
  { SECTION_KEY_SQUASHED, check_by_squashed },
  { SECTION_KEY_SORTED, check_by_sorted },
  { SECTION_KEY_ACRONYM, check_by_acronym },
  { SECTION_KEY_NATIVE, check_by_native },
  { SECTION_KEY_PHONE, check_by_phone },
  { SECTION_KEY_ID, check_by_id },
  { SECTION_KEY_WORD, check_by_word },
  { SECTION_EDITS, check_edits },
  { SECTION_ACCOUNT_FORMS, check_account_forms },
  { SECTION_FORM_WORDS, check_form_words },
  { SECTION_WORD_FORMS, check_word_forms },
  { SECTION_TEXT, check_text },
};

section_id verify_bounds_section(size_t n)
{
  return parts[n].section;
}

l2a_status verify_bounds_part(const verifier *v, size_t n)
{
  return parts[n].check(v);
}

l2a_status verify_bounds(const verifier *v)
{
  l2a_status status = L2A_OK;

  for (size_t n = 0; n < VERIFY_BOUNDS_PARTS && status == L2A_OK; n++) status = verify_bounds_part(v, n);
  return status;
}
