/* SPDX-License-Identifier: MIT */
#include "report/waterfall.h"

#include "index/snapshot.h"

static void add_step(waterfall *out, const char *name, const char *meaning, int32_t value, int32_t weight)
{
  if (weight) out->steps[out->step_count++] = (waterfall_step){ name, meaning, value, weight };
}

static void fill(waterfall *out, const scored *x, const snapshot *s, const match_rules *rules)
{
  uint32_t account = x->comparison->account;

  out->known = true;
  out->by_route = x->comparison->routes != ROUTE_ASKED;
  out->account_id = snapshot_field(s, account, L2A_ACCOUNT_ID);
  out->account_name = snapshot_field(s, account, L2A_ACCOUNT_NAME);
  out->total = x->total;
  out->probability = x->probability;
  add_step(out, "prior", "before any evidence", 0, rules->prior);
  for (int i = 0; i < FEATURE_COUNT; i++) {
    const weight_table *t = &rules->weights[i];
    int32_t value = x->comparison->features[i];

    if (t->used) add_step(out, feature_name((feature)i), feature_description((feature)i), value, t->weights[weight_level(t, value)]);
  }
  add_step(out, "margin", "evidence minus that of the best other candidate", x->margin, x->total - x->evidence);
}

l2a_status waterfall_make(waterfall *out, l2a_matcher *m, const l2a_contact *contact, bytes account_id, l2a_error *error)
{
  const snapshot *s = snapshot_get(m->ref);
  uint32_t account = account_id.size ? snapshot_find_account(s, account_id) : INDEX_NONE;
  l2a_status status;
  answer a;

  memset(out, 0, sizeof *out);
  if (account == INDEX_NONE || !matcher_contact_is_valid(contact)) return L2A_OK;
  status = matcher_run(&a, m, contact, account, error);
  if (status != L2A_OK) return status;
  for (uint32_t i = 0; i < m->count; i++)
    if (m->scores[i].comparison->account == account) fill(out, &m->scores[i], s, &m->rules->match);
  return L2A_OK;
}
