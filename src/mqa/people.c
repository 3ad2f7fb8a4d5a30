/* SPDX-License-Identifier: MIT */
/*
 * Contact rows in the order of their ids (then of whole rows): the first of each e-mail makes the person, the others are names for it.
 *
 *   C1  a@acme.com  VP Sales  -> person 1
 *   C2  A@ACME.com            -> person 1           contact_ids: C1 -> 1, C2 -> 1, C3 -> 2      emails: a@acme.com -> 1
 *   C3  (no e-mail)           -> person 2
 */
#include "base/utf8.h"
#include "mqa/book.h"
#include "text/public_suffix.h"

bytes people_email(const mqa *m, bytes email, arena *a)
{
  bytes out = arena_copy(a, bytes_trim(email));
  char *text = (char *)(uintptr_t)out.data; /* the copy is ours */
  size_t at = out.size;
  bytes host;

  if (!out.data) return out;
  for (size_t i = 0; i < out.size; i++) text[i] = lower_ascii(text[i]);
  while (at > 0 && text[at - 1] != '@') at--;
  if (at == 0 || utf8_is_ascii(bytes_from(text + at, out.size - at))) return out;
  host = public_suffix_to_ascii(m->rules->lex->suffixes, bytes_from(text + at, out.size - at), a);
  if (!host.size) return a->failed ? (bytes){ NULL, 0 } : out; /* no valid name, or no memory */
  text = arena_take(a, at + host.size);
  if (!text) return (bytes){ NULL, 0 };
  memcpy(text, out.data, at);
  memcpy(text + at, host.data, host.size);
  return bytes_from(text, at + host.size);
}

static int compare_contacts(const void *left, const void *right)
{
  const contact_row *a = left;
  const contact_row *b = right;
  int order = bytes_compare(a->id, b->id);

  return order ? order : bytes_compare(a->raw, b->raw);
}

/* The first role whose pattern finds a match; a title that a pattern cannot be tried on has none. */
static l2a_status role_of(uint32_t *out, const mqa_rules *def, regex_scratch *scratch, bytes title, l2a_error *error)
{
  for (*out = 0; *out < def->role_count; ++*out) {
    bool found = false;
    l2a_error inner = L2A_ERROR_INIT;
    l2a_status status = regex_find(&found, def->roles[*out].pattern, scratch, title, NULL, &inner);

    if (status == L2A_ENOMEM) return error_no_memory(error);
    if (status == L2A_OK && found) break;
  }
  return L2A_OK;
}

static l2a_status make_person(mqa *m, const contact_row *row, regex_scratch *scratch, l2a_error *error)
{
  const mqa_rules *def = m->def;
  person_entry p = { .known = true };
  l2a_status status = role_of(&p.role, def, scratch, row->title, error);

  if (status != L2A_OK) return status;
  p.matched = row->decision != L2A_DECISION_NONE && row->account_id.size > 0;
  p.account = p.matched ? key_map_find(&m->account_ids, id_canonical(row->account_id)) : KEY_NONE;
  p.match_weight = !p.matched ? 0 : row->decision == L2A_DECISION_MATCH ? def->match_weight : def->review_weight;
  p.strong = row->decision == L2A_DECISION_MATCH && row->score >= def->fragile_below;
  return VECTOR_ADD(&m->persons, p) ? L2A_OK : error_no_memory(error);
}

static l2a_status name_person(mqa *m, const contact_row *row, regex_scratch *scratch, l2a_error *error)
{
  uint32_t next = (uint32_t)m->persons.count;
  uint32_t number = next;

  if (!row->email.size && !row->id.size) return L2A_OK; /* nobody can name it */
  if (row->email.size) number = key_map_add(&m->emails, row->email, next);
  else if (key_map_find(&m->contact_ids, id_canonical(row->id)) != KEY_NONE) return L2A_OK;
  if (number == KEY_NONE) return error_no_memory(error);
  if (row->id.size && key_map_add(&m->contact_ids, id_canonical(row->id), number) == KEY_NONE) return error_no_memory(error);
  return number == next ? make_person(m, row, scratch, error) : L2A_OK;
}

l2a_status people_make(mqa *m, l2a_error *error)
{
  person_entry nobody = { .account = KEY_NONE, .role = m->def->role_count, .strong = true };
  regex_scratch *scratch = NULL;
  l2a_status status = regex_scratch_new(&scratch, error);

  if (status == L2A_OK && !VECTOR_ADD(&m->persons, nobody)) status = error_no_memory(error);
  if (m->contacts.count) qsort(m->contacts.data, m->contacts.count, sizeof *m->contacts.data, compare_contacts);
  for (size_t i = 0; i < m->contacts.count && status == L2A_OK; i++) status = name_person(m, &m->contacts.data[i], scratch, error);
  m->counts.contacts = m->contacts.count;
  m->counts.persons = status == L2A_OK ? m->persons.count - 1 : 0;
  free(m->contacts.data);
  m->contacts.data = NULL;
  m->contacts.count = m->contacts.capacity = 0;
  arena_free(&m->contact_texts);
  regex_scratch_free(scratch);
  return status;
}

uint32_t people_add_unknown(mqa *m, key_map *map, bytes key)
{
  person_entry p = { .account = KEY_NONE, .role = m->def->role_count, .strong = true };
  uint32_t next = (uint32_t)m->persons.count;
  uint32_t number = key_map_add(map, key, next);

  if (number == next && !VECTOR_ADD(&m->persons, p)) return KEY_NONE;
  return number;
}
