/* SPDX-License-Identifier: MIT */
#include "index/snapshot_view.h"

#include <stdlib.h>

#include "index/image.h"

/* Bytes of an element; 0: entries do not tell the size. */
static const uint32_t element_sizes[SECTION_COUNT] = {
  [SECTION_ACCOUNTS] = sizeof(index_account),
  [SECTION_ACCOUNT_HEADS] = sizeof(index_head),
  [SECTION_ACCOUNT_COUNTRIES] = sizeof(uint16_t),
  [SECTION_RECORD_OFFSETS] = sizeof(uint64_t),
  [SECTION_DOMAINS] = sizeof(index_domain),
  [SECTION_FORMS] = sizeof(index_form),
  [SECTION_FORM_KEYS] = sizeof(form_key),
  [SECTION_ACCOUNT_FORMS] = sizeof(uint32_t),
  [SECTION_FORM_WORDS] = sizeof(uint32_t),
  [SECTION_WORDS] = sizeof(index_word),
  [SECTION_WORD_FORMS] = sizeof(uint32_t),
  [SECTION_LENGTH_START] = sizeof(uint32_t),
  [SECTION_TEXT] = 1,
  [SECTION_KEY_DOMAIN_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_LABEL_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_SQUASHED_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_SORTED_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_ACRONYM_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_NATIVE_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_PHONE_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_ID_LISTS] = sizeof(uint32_t),
  [SECTION_KEY_WORD_LISTS] = sizeof(uint32_t),
  [SECTION_EDITS_LISTS] = sizeof(uint32_t),
  [SECTION_TRIGRAMS] = sizeof(index_trigram),
  [SECTION_TRIGRAM_BLOCKS] = sizeof(form_block),
  [SECTION_TRIGRAM_FORMS] = sizeof(uint16_t),
};

static l2a_status damaged(section_id section, const char *what, l2a_error *error)
{
  return error_set(error, L2A_ECORRUPT, "section %s is damaged: %s", section_name(section), what);
}

static l2a_status check_header(const section_views *views, section_id section, l2a_error *error)
{
  const section_header *header = views->headers[section];

  if (memcmp(header->magic, "l2a.sec", 8) != 0 || header->section != (uint32_t)section)
    return damaged(section, "no section begins here", error);
  if (header->version != INDEX_FORMAT_VERSION)
    return error_set(error, L2A_EVERSION, "the index has format version %u, this program reads %u: rebuild it with `l2a index`",
                     header->version, INDEX_FORMAT_VERSION);
  if (header->entries > header->size && header->entries > UINT32_MAX) return damaged(section, "its count is too large", error);
  if (element_sizes[section] && (header->size % element_sizes[section] || header->entries != header->size / element_sizes[section]))
    return damaged(section, "its size and its count disagree", error);
  return L2A_OK;
}

static l2a_status view_keys(key_table *out, const section_views *views, section_id section, l2a_error *error)
{
  const section_header *header = views->headers[section];

  out->slots = (const key_slot *)(const void *)views->payloads[section];
  out->lists = (const uint32_t *)(const void *)views->payloads[section + 1];
  out->slot_count = header->size / sizeof(key_slot);
  out->home_count = key_home_count(header->entries);
  if (header->size % sizeof(key_slot)) return damaged(section, "its size is no whole number of slots", error);
  if (header->entries ? out->home_count >= out->slot_count || out->slots[out->slot_count - 1].low & SLOT_MARK : out->slot_count != 0)
    return damaged(section, "it has no free slot", error);
  return L2A_OK;
}

static l2a_status view_all_keys(snapshot *s, const section_views *views, l2a_error *error)
{
  const struct {
    key_table *table;
    section_id section;
  } tables[] = { { &s->by_domain, SECTION_KEY_DOMAIN }, { &s->by_label, SECTION_KEY_LABEL },     { &s->by_squashed, SECTION_KEY_SQUASHED },
                 { &s->by_sorted, SECTION_KEY_SORTED }, { &s->by_acronym, SECTION_KEY_ACRONYM }, { &s->by_native, SECTION_KEY_NATIVE },
                 { &s->by_phone, SECTION_KEY_PHONE },   { &s->by_id, SECTION_KEY_ID },           { &s->by_word, SECTION_KEY_WORD },
                 { &s->edits, SECTION_EDITS } };
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < sizeof tables / sizeof *tables && status == L2A_OK; i++)
    status = view_keys(tables[i].table, views, tables[i].section, error);
  return status;
}

static l2a_status view_columns(snapshot *s, const section_views *views, l2a_error *error)
{
  const section_header *header = views->headers[SECTION_COLUMNS];
  const char *payload = views->payloads[SECTION_COLUMNS];
  const index_column *from = (const index_column *)(const void *)payload;
  l2a_column *columns;

  for (size_t i = 0; i < L2A_ACCOUNT_FIELD_COUNT; i++) s->column_of[i] = INDEX_NONE;
  if (header->entries > header->size / sizeof *from) return damaged(SECTION_COLUMNS, "its size and its count disagree", error);
  s->column_count = (uint32_t)header->entries;
  columns = malloc((s->column_count + 1) * sizeof *columns);
  if (!columns) return error_no_memory(error);
  s->columns = columns;
  for (uint32_t i = 0; i < s->column_count; i++) {
    if (from[i].name > header->size || from[i].name_size > header->size - from[i].name || from[i].field >= L2A_ACCOUNT_FIELD_COUNT)
      return damaged(SECTION_COLUMNS, "a column's name or field is out of range", error);
    columns[i] = (l2a_column){ { payload + from[i].name, from[i].name_size }, (l2a_account_field)from[i].field };
    if (s->column_of[from[i].field] == INDEX_NONE) s->column_of[from[i].field] = i;
  }
  if (s->column_of[L2A_ACCOUNT_ID] == INDEX_NONE) return damaged(SECTION_COLUMNS, "no column has the ids", error);
  return L2A_OK;
}

static l2a_status check_counts(const snapshot *s, const section_views *views, l2a_error *error)
{
  if (views->headers[SECTION_RECORD_OFFSETS]->entries != (uint64_t)s->account_count + 1 || s->record_offsets[0] != 0 ||
      s->record_offsets[s->account_count] != views->headers[SECTION_RECORDS]->size)
    return damaged(SECTION_RECORD_OFFSETS, "it does not go with the records", error);
  if (views->headers[SECTION_ACCOUNT_FORMS]->entries != s->form_count)
    return damaged(SECTION_ACCOUNT_FORMS, "it does not go with the forms", error);
  if (views->headers[SECTION_FORM_KEYS]->entries != s->form_count)
    return damaged(SECTION_FORM_KEYS, "it does not go with the forms", error);
  if (views->headers[SECTION_ACCOUNT_HEADS]->entries != s->account_count)
    return damaged(SECTION_ACCOUNT_HEADS, "it does not go with the accounts", error);
  if (views->headers[SECTION_ACCOUNT_COUNTRIES]->entries != s->account_count)
    return damaged(SECTION_ACCOUNT_COUNTRIES, "it does not go with the accounts", error);
  if (views->headers[SECTION_LENGTH_START]->entries != LENGTH_LIMIT + 1 || s->length_start[0] != 0 ||
      s->length_start[LENGTH_LIMIT] != s->form_count)
    return damaged(SECTION_LENGTH_START, "it does not go with the forms", error);
  if (s->text_size == 0 || s->text[0] != '\0') return damaged(SECTION_TEXT, "it does not begin with an empty text", error);
  return L2A_OK;
}

l2a_status snapshot_view(snapshot *out, const section_views *views, uint64_t generation, l2a_error *error)
{
  l2a_status status = L2A_OK;

  *out = (snapshot){ .generation = generation };
  for (unsigned i = 0; i < SECTION_COUNT && status == L2A_OK; i++) {
    status = check_header(views, (section_id)i, error);
    if (status == L2A_OK && element_sizes[i] && views->headers[i]->entries > UINT32_MAX && element_sizes[i] != 1)
      status = damaged((section_id)i, "its count is too large", error);
  }
  if (status != L2A_OK) goto done;
  out->account_count = (uint32_t)views->headers[SECTION_ACCOUNTS]->entries;
  out->live_count = out->account_count;
  out->form_count = (uint32_t)views->headers[SECTION_FORMS]->entries;
  out->word_count = (uint32_t)views->headers[SECTION_WORDS]->entries;
  out->trigram_count = (uint32_t)views->headers[SECTION_TRIGRAMS]->entries;
  out->accounts = (const index_account *)(const void *)views->payloads[SECTION_ACCOUNTS];
  out->heads = (const index_head *)(const void *)views->payloads[SECTION_ACCOUNT_HEADS];
  out->account_countries = (const uint16_t *)(const void *)views->payloads[SECTION_ACCOUNT_COUNTRIES];
  out->domains = (const index_domain *)(const void *)views->payloads[SECTION_DOMAINS];
  out->forms = (const index_form *)(const void *)views->payloads[SECTION_FORMS];
  out->form_keys = (const form_key *)(const void *)views->payloads[SECTION_FORM_KEYS];
  out->account_forms = (const uint32_t *)(const void *)views->payloads[SECTION_ACCOUNT_FORMS];
  out->form_words = (const uint32_t *)(const void *)views->payloads[SECTION_FORM_WORDS];
  out->words = (const index_word *)(const void *)views->payloads[SECTION_WORDS];
  out->word_forms = (const uint32_t *)(const void *)views->payloads[SECTION_WORD_FORMS];
  out->length_start = (const uint32_t *)(const void *)views->payloads[SECTION_LENGTH_START];
  out->text = views->payloads[SECTION_TEXT];
  out->text_size = views->headers[SECTION_TEXT]->size;
  out->trigrams = (const index_trigram *)(const void *)views->payloads[SECTION_TRIGRAMS];
  out->trigram_blocks = (const form_block *)(const void *)views->payloads[SECTION_TRIGRAM_BLOCKS];
  out->trigram_forms = (const uint16_t *)(const void *)views->payloads[SECTION_TRIGRAM_FORMS];
  out->records = views->payloads[SECTION_RECORDS];
  out->record_offsets = (const uint64_t *)(const void *)views->payloads[SECTION_RECORD_OFFSETS];
  status = view_all_keys(out, views, error);
  if (status == L2A_OK) status = view_columns(out, views, error);
  if (status == L2A_OK) status = check_counts(out, views, error);
done:
  if (status != L2A_OK) snapshot_view_free(out);
  return status;
}

void snapshot_view_free(snapshot *s)
{
  free((void *)(uintptr_t)s->columns);
  *s = (snapshot){ 0 };
}
