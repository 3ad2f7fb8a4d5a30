/* SPDX-License-Identifier: MIT */
#include "match/choose.h"

#include <stdlib.h>

enum { CHOICE_GROUP = 64 };

typedef struct choosing {
  l2a_matcher *m;
  const snapshot *s;
  match_choice *out;
  const l2a_contact *contacts;
  size_t left_count;
  size_t left[MATCH_GROUP];    /* numbers of contacts */
  uint64_t facts[MATCH_GROUP]; /* of theirs: sure_slot */
} choosing;

static void take_choice(choosing *c, size_t n, uint32_t account, l2a_decision decision)
{
  c->out[n].decision = decision;
  c->out[n].account_id = account == INDEX_NONE ? (bytes){ NULL, 0 } : snapshot_id(c->s, account);
}

/* The contacts that are left go the way of all. */
static l2a_status settle_left(choosing *c, l2a_error *error)
{
  l2a_contact group[MATCH_GROUP];
  l2a_status status;

  for (size_t i = 0; i < c->left_count; i++) group[i] = c->contacts[c->left[i]];
  status = matcher_group(c->m, group, c->left_count, error);
  for (size_t i = 0; i < c->left_count && status == L2A_OK; i++) {
    const answer *a = &c->m->answers[i];
    take_choice(c, c->left[i], a->account, (l2a_decision)a->decision);
    if (c->facts[i]) sure_remember(c->m->sure, c->facts[i], a->account, a->decision);
  }
  c->left_count = 0;
  return status;
}

static l2a_status leave(choosing *c, size_t n, uint64_t facts, l2a_error *error)
{
  c->facts[c->left_count] = facts;
  c->left[c->left_count++] = n;
  return c->left_count == MATCH_GROUP ? settle_left(c, error) : L2A_OK;
}

/* slots: what is known of contacts from .. from + count - 1. */
static void find_sure(sure_slot *slots, const choosing *c, size_t from, size_t count)
{
  l2a_matcher *m = c->m;
  sure_tools tools = { { &m->sure->hosts, m->sure->letters, m->rules, &m->tools, &m->work }, m->sure, c->s, m->rules->match.budgets.phone };
  const l2a_contact *contacts = c->contacts + from;
  fetch_list fetch = { .count = 0 };

  arena_reset(&m->work);
  for (size_t i = 0; i < count; i++) sure_parse(&slots[i], &contacts[i], &tools, &fetch);
  fetch_list_flush(&fetch);
  for (size_t i = 0; i < count; i++) sure_find(&slots[i], &tools, &fetch);
  fetch_list_flush(&fetch);
  for (size_t i = 0; i < count; i++) sure_settle(&slots[i], &contacts[i], &tools, &fetch);
  fetch_list_flush(&fetch);
  for (size_t i = 0; i < count; i++) {
    if (slots[i].state == SURE_OPEN) sure_alone(&slots[i], &tools);
    if (slots[i].state == SURE_LEFT) sure_recall(&slots[i], &tools);
  }
}

static l2a_status choose_group(choosing *c, size_t from, size_t count, l2a_error *error)
{
  sure_slot slots[CHOICE_GROUP];
  l2a_status status = L2A_OK;

  find_sure(slots, c, from, count);
  if (c->m->work.failed) return error_no_memory(error);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    if (slots[i].state == SURE_MATCH) take_choice(c, from + i, slots[i].account, L2A_DECISION_MATCH);
    else if (slots[i].state == SURE_NOTHING) take_choice(c, from + i, INDEX_NONE, L2A_DECISION_NONE);
    else if (slots[i].state == SURE_REMEMBERED) take_choice(c, from + i, slots[i].account, (l2a_decision)slots[i].decision);
    else status = leave(c, from + i, slots[i].facts, error);
  }
  return status;
}

static l2a_status choose_all(choosing *c, size_t count, l2a_error *error)
{
  bool may_be_sure = override_list_count(c->m->rules->overrides) == 0 && c->s->delta_count == 0;
  l2a_status status = L2A_OK;

  for (size_t from = 0, n; from < count && status == L2A_OK; from += n) {
    n = count - from < CHOICE_GROUP ? count - from : CHOICE_GROUP;
    if (may_be_sure) status = choose_group(c, from, n, error);
    for (size_t i = 0; i < n && !may_be_sure && status == L2A_OK; i++) status = leave(c, from + i, 0, error);
  }
  return status == L2A_OK && c->left_count ? settle_left(c, error) : status;
}

l2a_status match_choose(match_choice *out, l2a_matcher *m, const l2a_contact *contacts, size_t count, l2a_error *error)
{
  choosing c = { .m = m, .out = out, .contacts = contacts };
  l2a_status status = matcher_enter(m, error);

  if (status != L2A_OK) return status;
  status = matcher_renew(m, error);
  if (status == L2A_OK && !m->sure) {
    m->sure = calloc(1, sizeof *m->sure);
    if (m->sure) {
      m->sure->letters = host_letters_best();
      sure_choices_make(&m->sure->choices, &m->rules->match);
    } else {
      status = error_no_memory(error);
    }
  }
  if (status == L2A_OK) {
    c.s = snapshot_get(m->ref);
    status = choose_all(&c, count, error);
  }
  matcher_leave(m);
  return status;
}
