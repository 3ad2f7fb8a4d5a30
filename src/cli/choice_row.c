/* SPDX-License-Identifier: MIT */
#include "cli/choice_row.h"

#include "io/csv_write.h"
#include "io/null_tokens.h"

void choice_columns_make(choice_columns *out, const column_map *map)
{
  static const struct {
    contact_field field;
    uint32_t offset;
  } fields[CHOICE_FIELDS] = {
    { CONTACT_EMAIL, offsetof(l2a_contact, email) },     { CONTACT_WEBSITE, offsetof(l2a_contact, website) },
    { CONTACT_COMPANY, offsetof(l2a_contact, company) }, { CONTACT_COUNTRY, offsetof(l2a_contact, country) },
    { CONTACT_STATE, offsetof(l2a_contact, state) },     { CONTACT_CITY, offsetof(l2a_contact, city) },
    { CONTACT_PHONE, offsetof(l2a_contact, phone) },     { CONTACT_POSTAL_CODE, offsetof(l2a_contact, postal_code) },
  };
  static const contact_field leaving[] = { CONTACT_IS_DELETED, CONTACT_MASTER_RECORD_ID, CONTACT_IS_CONVERTED };

  *out = (choice_columns){ .simple = map->object == COLUMN_CONTACT };
  for (size_t i = 0; i < CHOICE_FIELDS; i++) {
    const column_list *list = &map->fields[fields[i].field];
    out->simple = out->simple && list->count <= 1;
    if (list->count == 0) continue;
    out->at[out->count].column = list->columns[0];
    out->at[out->count++].offset = fields[i].offset;
  }
  for (size_t i = 0; i < sizeof leaving / sizeof *leaving; i++) out->simple = out->simple && map->fields[leaving[i]].count == 0;
}

/* A value that is no null token and has no blanks at its ends, by a look at its first and last letter. */
static inline bool is_plain(bytes value)
{
  char first = value.data[0], lower = lower_ascii(first);

  return first > '-' && first != '[' && lower != 'n' && lower != 'u' && !is_blank(value.data[value.size - 1]);
}

void choice_contact(l2a_contact *contact, const choice_columns *c, const record *r)
{
  for (uint32_t i = 0; i < c->count; i++) {
    bytes value = c->at[i].column < r->field_count ? r->fields[c->at[i].column] : (bytes){ NULL, 0 };
    if (value.size && !is_plain(value)) value = value_or_empty(value);
    *(l2a_string *)(void *)((char *)contact + c->at[i].offset) = value;
  }
}

void choice_place_contact(l2a_contact *contact, const choice_columns *c, const csv_rows *rows, size_t n, arena *text)
{
  for (uint32_t i = 0; i < c->count; i++) {
    bytes value = csv_rows_field(rows, n, c->at[i].column, text);
    if (value.size && !is_plain(value)) value = value_or_empty(value);
    *(l2a_string *)(void *)((char *)contact + c->at[i].offset) = value;
  }
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------------- */

/* Few bytes behind out; there is room. */
static inline char *put(char *out, bytes text)
{
  size_t size = text.size;

  if (size >= 8 && size <= 16) {
    memcpy(out, text.data, 8);
    memcpy(out + size - 8, text.data + size - 8, 8);
  } else if (size >= 4 && size <= 8) {
    memcpy(out, text.data, 4);
    memcpy(out + size - 4, text.data + size - 4, 4);
  } else if (size) {
    memcpy(out, text.data, size);
  }
  return out + size;
}

bool choice_plan_is_simple(const row_plan *plan)
{
  return !plan->json && !plan->input_json && !plan->hash_emails && !plan->safe_cells && plan->count > 1 && !plan->whole;
}

void choice_place_write(buffer *out, const row_plan *plan, const csv_rows *rows, size_t n, const match_choice *choice, arena *text)
{
  static const bytes names[] = {
    [L2A_DECISION_NONE] = { "none", 4 }, [L2A_DECISION_REVIEW] = { "review", 6 }, [L2A_DECISION_MATCH] = { "match", 5 }
  };

  for (size_t i = 0; i < plan->count; i++) {
    const plan_column *c = &plan->columns[i];
    bool decided = c->is_answer && c->column == ANSWER_DECISION;
    bytes value = decided ? names[choice->decision] : c->is_answer ? choice->account_id : csv_rows_field(rows, n, c->column, text);
    if (!decided && !csv_is_plain(value, plan->separator)) {
      csv_write_field(out, value, plan->separator);
      buffer_append_char(out, i + 1 < plan->count ? plan->separator : '\n');
      continue;
    }
    if (out->capacity - out->size <= value.size && !buffer_reserve(out, value.size + 1)) return;
    *put(out->data + out->size, value) = i + 1 < plan->count ? plan->separator : '\n';
    out->size += value.size + 1;
  }
}

void choice_row_write(row_writer *w, const record *r, bytes account_id, l2a_decision decision)
{
  const row_plan *plan = w->plan;
  buffer *out = w->out;
  l2a_result result = { .account_id = account_id, .decision = decision };
  bytes name = bytes_of(l2a_decision_name(decision)), text;
  size_t size = 1;
  char *at;

  if (plan->json || plan->input_json || plan->hash_emails || plan->safe_cells || plan->count < 2 || plan->whole) goto general;
  for (size_t i = 0; i < plan->count; i++) {
    const plan_column *c = &plan->columns[i];
    text = !c->is_answer ? record_field(r, c->column) : c->column == ANSWER_DECISION ? name : account_id;
    if (!csv_is_plain(text, plan->separator)) goto general;
    size += text.size + 1;
  }
  if (out->capacity - out->size < size && !buffer_reserve(out, size)) return;
  at = out->data + out->size;
  for (size_t i = 0; i < plan->count; i++) {
    const plan_column *c = &plan->columns[i];
    text = !c->is_answer ? record_field(r, c->column) : c->column == ANSWER_DECISION ? name : account_id;
    at = put(at, text);
    *at++ = i + 1 < plan->count ? plan->separator : '\n';
  }
  out->size = (size_t)(at - out->data);
  return;
general:
  row_writer_write(w, r, &result);
}
