/* SPDX-License-Identifier: MIT */
/* Who a row is about: the account that it names itself, else the account of the contact that it names. */
#include "mqa/book.h"

typedef enum subject_problem {
  SUBJECT_GOOD = 0,
  SUBJECT_NO_MATCH,
  SUBJECT_WEIGHTLESS,
  SUBJECT_LOST,
  SUBJECT_UNKNOWN_ACCOUNT,
  SUBJECT_UNKNOWN_CONTACT,
  SUBJECT_NOBODY
} subject_problem;

const char *subject_problem_name(uint8_t problem)
{
  static const char *const names[] = { "",
                                       "contact has no account",
                                       "match does not count",
                                       "account of the contact is unknown",
                                       "unknown account",
                                       "unknown contact",
                                       "names no contact and no account" };

  return names[problem];
}

bool subject_problem_is_known(uint64_t problem)
{
  return problem <= SUBJECT_NOBODY;
}

bytes subject_key(const who_entry *w)
{
  if (w->problem == SUBJECT_UNKNOWN_ACCOUNT) return who_text(w, WHO_ACCOUNT);
  return w->sizes[WHO_CONTACT] ? who_text(w, WHO_CONTACT) : who_text(w, WHO_EMAIL);
}

/* The person that a contact row has; KEY_NONE without one. */
static uint32_t known_person(const mqa *m, bytes contact_id, bytes email)
{
  uint32_t n = contact_id.size ? key_map_find(&m->contact_ids, id_canonical(contact_id)) : KEY_NONE;

  if (n != KEY_NONE && m->persons.data[n].known) return n;
  n = email.size ? key_map_find(&m->emails, email) : KEY_NONE;
  return n != KEY_NONE && m->persons.data[n].known ? n : KEY_NONE;
}

static void match_person(const mqa *m, who_entry *w)
{
  const person_entry *p = &m->persons.data[w->person];

  w->account = p->account;
  w->match_weight = p->match_weight;
  w->strong = p->strong;
  if (!p->matched) w->problem = SUBJECT_NO_MATCH;
  else if (p->match_weight == 0) w->problem = SUBJECT_WEIGHTLESS;
  else if (p->account == KEY_NONE) w->problem = SUBJECT_LOST;
}

/* A person that the row names beside its account, and that no contact row has. */
static l2a_status add_person(mqa *m, who_entry *w, bytes contact_id, bytes email, l2a_error *error)
{
  if (email.size) w->person = people_add_unknown(m, &m->emails, email);
  else if (contact_id.size) w->person = people_add_unknown(m, &m->contact_ids, id_canonical(contact_id));
  return w->person == KEY_NONE ? error_no_memory(error) : L2A_OK;
}

l2a_status subject_resolve(mqa *m, who_entry *w, l2a_error *error)
{
  bytes contact_id = who_text(w, WHO_CONTACT);
  bytes account_id = who_text(w, WHO_ACCOUNT);
  bytes email = people_email(m, who_text(w, WHO_EMAIL), &m->texts);
  uint32_t known;

  if (!email.data) return error_no_memory(error);
  known = known_person(m, contact_id, email);
  w->account = KEY_NONE;
  w->person = known == KEY_NONE ? NO_PERSON : known;
  w->match_weight = 1000;
  w->strong = true;
  w->problem = SUBJECT_GOOD;
  if (account_id.size) {
    w->account = key_map_find(&m->account_ids, id_canonical(account_id));
    if (w->account == KEY_NONE) w->problem = SUBJECT_UNKNOWN_ACCOUNT;
    else if (known == KEY_NONE) return add_person(m, w, contact_id, email, error);
  } else if (known != KEY_NONE) {
    match_person(m, w);
  } else {
    w->problem = contact_id.size || email.size ? SUBJECT_UNKNOWN_CONTACT : SUBJECT_NOBODY;
  }
  return L2A_OK;
}

l2a_status subject_resolve_all(mqa *m, l2a_error *error)
{
  l2a_status status = L2A_OK;

  while (m->whos.resolved < m->whos.entries.count && status == L2A_OK) {
    who_entry *w = &m->whos.entries.data[m->whos.resolved];

    status = subject_resolve(m, w, error);
    if (status != L2A_OK) break;
    if (w->home == UINT32_MAX) w->home = w->problem ? UNMATCHED_GROUP | (uint32_t)m->whos.resolved : m->accounts.data[w->account].file;
    m->whos.resolved++;
  }
  return status;
}
