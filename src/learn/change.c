/* SPDX-License-Identifier: MIT */
#include "learn/change.h"

#include <stdlib.h>

#include "base/hash.h"

static const char *const change_names[CHANGE_COUNT] = { "gained",      "lost",         "moved",  "to_review",
                                                        "from_review", "other_review", "reason", "same" };
static const char *const change_meanings[CHANGE_COUNT] = { "only B matches",
                                                           "only A matches",
                                                           "both match, another account",
                                                           "none before, now for review",
                                                           "for review before, now none",
                                                           "for review, another account",
                                                           "the same answer for another reason",
                                                           "the same answer" };

const char *change_name(change c)
{
  return change_names[c];
}

const char *change_meaning(change c)
{
  return change_meanings[c];
}

change change_between(const l2a_result *a, const l2a_result *b)
{
  bool same_account = bytes_equal(a->account_id, b->account_id);

  if (a->decision != b->decision) {
    if (b->decision == L2A_DECISION_MATCH) return CHANGE_GAINED;
    if (a->decision == L2A_DECISION_MATCH) return CHANGE_LOST;
    return b->decision == L2A_DECISION_REVIEW ? CHANGE_TO_REVIEW : CHANGE_FROM_REVIEW;
  }
  if (!same_account && a->decision == L2A_DECISION_MATCH) return CHANGE_MOVED;
  if (!same_account && a->decision == L2A_DECISION_REVIEW) return CHANGE_OTHER_REVIEW;
  return a->reason == b->reason ? CHANGE_SAME : CHANGE_REASON;
}

l2a_status change_set_init(change_set *set, uint32_t limit, l2a_error *error)
{
  memset(set, 0, sizeof *set);
  set->limit = limit < CHANGE_SAMPLE_LIMIT ? limit : CHANGE_SAMPLE_LIMIT;
  for (int c = 0; c < CHANGE_SAME; c++) {
    set->samples[c] = calloc(set->limit + (size_t)1, sizeof *set->samples[c]);
    if (!set->samples[c]) return error_no_memory(error);
  }
  return L2A_OK;
}

void change_set_free(change_set *set)
{
  for (int c = 0; c < CHANGE_SAME; c++) {
    for (uint32_t i = 0; i < set->kept[c]; i++) free(set->samples[c][i].texts);
    free(set->samples[c]);
  }
  memset(set, 0, sizeof *set);
}

static change_side side_of(const l2a_result *r)
{
  return (change_side){ r->account_id, r->account_name, r->score, r->decision, r->reason };
}

changed_row changed_row_of(const l2a_contact *contact, const l2a_result *a, const l2a_result *b)
{
  return (changed_row){ .order = hash_bytes(contact->id),
                        .contact_id = contact->id,
                        .company = contact->company,
                        .email = contact->email,
                        .website = contact->website,
                        .a = side_of(a),
                        .b = side_of(b) };
}

/* Into texts when it is given, else only counted. */
static size_t copy_texts(changed_row *r, char *texts)
{
  bytes *const fields[] = { &r->contact_id,   &r->company,        &r->email,        &r->website,
                            &r->a.account_id, &r->a.account_name, &r->b.account_id, &r->b.account_name };
  size_t used = 0;

  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
    bytes *f = fields[i];

    if (texts && f->size) memcpy(texts + used, f->data, f->size);
    if (texts) f->data = texts + used;
    used += f->size;
  }
  return used;
}

/* Contacts without id come by their e-mail and company. */
static bool stands_before(const changed_row *a, const changed_row *b)
{
  int order;

  if (a->order != b->order) return a->order < b->order;
  order = bytes_compare(a->contact_id, b->contact_id);
  if (!order) order = bytes_compare(a->email, b->email);
  if (!order) order = bytes_compare(a->company, b->company);
  return order < 0;
}

static l2a_status keep(change_set *set, change c, changed_row r, l2a_error *error)
{
  changed_row *rows = set->samples[c];
  uint32_t at = set->kept[c];

  if (at == set->limit && (at == 0 || !stands_before(&r, &rows[at - 1]))) return L2A_OK;
  r.texts = malloc(copy_texts(&r, NULL) + 1);
  if (!r.texts) return error_no_memory(error);
  copy_texts(&r, r.texts);
  if (at == set->limit) free(rows[--at].texts);
  else set->kept[c]++;
  for (; at && stands_before(&r, &rows[at - 1]); at--) rows[at] = rows[at - 1];
  rows[at] = r;
  return L2A_OK;
}

l2a_status change_set_take(change_set *set, const l2a_contact *contact, const l2a_result *a, const l2a_result *b, change *what,
                           l2a_error *error)
{
  change c = change_between(a, b);

  if (what) *what = c;
  set->rows++;
  set->counts[c]++;
  set->reasons[c][a->reason][b->reason]++;
  return c == CHANGE_SAME ? L2A_OK : keep(set, c, changed_row_of(contact, a, b), error);
}
