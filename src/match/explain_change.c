/* SPDX-License-Identifier: MIT */
#include "match/explain_change.h"

#include <stddef.h>

/* Fields that are evidence, and the account's field that they are compared with. An e-mail address is somebody's: it is only emptied. */
static const struct {
  const char *name;
  size_t offset;
  l2a_account_field account_field; /* L2A_ACCOUNT_OTHER: none */
} fields[] = {
  { "email", offsetof(l2a_contact, email), L2A_ACCOUNT_OTHER },
  { "website", offsetof(l2a_contact, website), L2A_ACCOUNT_WEBSITE },
  { "company", offsetof(l2a_contact, company), L2A_ACCOUNT_NAME },
  { "country", offsetof(l2a_contact, country), L2A_ACCOUNT_COUNTRY },
  { "state", offsetof(l2a_contact, state), L2A_ACCOUNT_STATE },
  { "city", offsetof(l2a_contact, city), L2A_ACCOUNT_CITY },
  { "postal_code", offsetof(l2a_contact, postal_code), L2A_ACCOUNT_POSTAL_CODE },
  { "phone", offsetof(l2a_contact, phone), L2A_ACCOUNT_PHONE },
  { "linkedin", offsetof(l2a_contact, linkedin), L2A_ACCOUNT_LINKEDIN },
};

enum { FIELD_COUNT = sizeof fields / sizeof *fields, EDIT_LIMIT = 2 * FIELD_COUNT };

typedef struct search {
  l2a_matcher *matcher;
  const l2a_contact *contact;
  const answer *before;
  uint32_t target;
  uint32_t count;
  uint32_t field_of[EDIT_LIMIT];
  contact_edit edits[EDIT_LIMIT];
  contact_change *best;
} search;

static l2a_string *field_at(l2a_contact *contact, uint32_t field)
{
  return (l2a_string *)(void *)((char *)contact + fields[field].offset);
}

static void add_edit(search *s, uint32_t field, bytes from, bytes to)
{
  s->field_of[s->count] = field;
  s->edits[s->count++] = (contact_edit){ fields[field].name, from, to };
}

static void list_edits(search *s)
{
  const snapshot *accounts = snapshot_get(s->matcher->ref);
  l2a_contact contact = *s->contact;

  for (uint32_t i = 0; i < FIELD_COUNT; i++) {
    bytes from = *field_at(&contact, i);
    bytes to = { NULL, 0 };
    if (s->target != INDEX_NONE && fields[i].account_field != L2A_ACCOUNT_OTHER)
      to = snapshot_field(accounts, s->target, fields[i].account_field);
    if (from.size) add_edit(s, i, from, (bytes){ NULL, 0 });
    if (to.size && !bytes_equal(from, to)) add_edit(s, i, from, to);
  }
}

static bool is_flipped(const search *s, const answer *a)
{
  bool is_match = a->decision == L2A_DECISION_MATCH;

  if (s->target != INDEX_NONE) return is_match && a->account == s->target;
  if (a->decision != s->before->decision) return true;
  return is_match && a->account != s->before->account;
}

static int distance(const search *s, const answer *a)
{
  int d = (int)a->probability - (int)s->before->probability;

  return d < 0 ? -d : d;
}

static l2a_status try_edits(search *s, const uint32_t *numbers, uint32_t count, l2a_error *error)
{
  l2a_contact contact = *s->contact;
  answer a;
  l2a_status status;

  for (uint32_t i = 0; i < count; i++) *field_at(&contact, s->field_of[numbers[i]]) = s->edits[numbers[i]].to;
  status = matcher_run(&a, s->matcher, &contact, INDEX_NONE, error);
  if (status != L2A_OK || !is_flipped(s, &a)) return status;
  if (s->best->count && distance(s, &a) >= distance(s, &s->best->answer)) return L2A_OK;
  s->best->count = count;
  for (uint32_t i = 0; i < count; i++) s->best->edits[i] = s->edits[numbers[i]];
  s->best->answer = a;
  return L2A_OK;
}

l2a_status contact_change_find(contact_change *out, l2a_matcher *m, const l2a_contact *contact, const answer *before, uint32_t target,
                               bool pairs, l2a_error *error)
{
  search s = { .matcher = m, .contact = contact, .before = before, .target = target, .best = out };
  l2a_status status = L2A_OK;

  *out = (contact_change){ .count = 0 };
  list_edits(&s);
  for (uint32_t i = 0; i < s.count && status == L2A_OK; i++) status = try_edits(&s, &i, 1, error);
  for (uint32_t i = 0; pairs && out->count != 1 && i < s.count; i++)
    for (uint32_t k = i + 1; k < s.count && status == L2A_OK; k++)
      if (s.field_of[i] != s.field_of[k]) status = try_edits(&s, (uint32_t[]){ i, k }, 2, error);
  return status;
}
