/* SPDX-License-Identifier: MIT */
#include "match/compare.h"

enum { RIVAL_LIMIT = 9, DOMAIN_OTHERS_LIMIT = 99 };

static const int32_t company_status_levels[] = { [NAME_EMPTY] = 0, [NAME_PLACEHOLDER] = 1, [NAME_GENERIC] = 2, [NAME_GOOD] = 3 };

void compare_begin(int32_t *f)
{
  static const feature missing[] = { FEATURE_EMAIL_MATCH,      FEATURE_EMAIL_COMPANY, FEATURE_WEBSITE_MATCH,  FEATURE_LEGAL_FORM,
                                     FEATURE_SEGMENT_COVERAGE, FEATURE_NATIVE_SCRIPT, FEATURE_CITY,           FEATURE_STATE,
                                     FEATURE_POSTAL_CODE,      FEATURE_PHONE,         FEATURE_EMAIL_ACCOUNTS, FEATURE_WEBSITE_ACCOUNTS,
                                     FEATURE_GOV_STATE };

  memset(f, 0, FEATURE_COUNT * sizeof *f);
  for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) f[missing[i]] = -1;
  f[FEATURE_FUZZY_WORST] = 1000;
}

void compare_account(comparison *out, const probe *given, const candidate *c, const snapshot *s, arena *a)
{
  uint32_t number = c->account, n = snapshot_segment_of(s, &number);
  const snapshot *segment = snapshot_segment_at(s, n);
  const probe *p = given;
  account_view view;
  probe of_segment;

  out->account = c->account;
  out->routes = c->routes;
  out->flags = 0;
  compare_begin(out->features);
  account_view_make(&view, segment, number, a);
  if (a->failed) return;
  if (n) {
    of_segment = *given;
    of_segment.forms = probe_forms(given, n);
    p = &of_segment;
  }
  out->features[FEATURE_COMPANY_STATUS] = company_status_levels[p->company.status];
  if (p->form_count) {
    compare_names(out->features, &out->flags, p, &view, segment, a);
    compare_parts(out->features, p, &view);
    compare_acronyms(out->features, p, &view, s);
  }
  compare_domains(out->features, &out->flags, p, &view);
  compare_places(out->features, p, &view);
  if (p->form_count) compare_interactions(out->features, out->flags);
}

static bool has_exact_name(const comparison *c)
{
  return c->features[FEATURE_NAME_EXACT] > 0 || (c->routes & (ROUTE_SQUASHED | ROUTE_SORTED)) != 0;
}

/*
 * A branch is elsewhere than its head office by its own name: that countries differ says nothing then. Where several accounts are offices
 * of that name, the list knows countries apart, and it does.
 */
static void excuse_branch(comparison *all, uint32_t count)
{
  comparison *branch = NULL;
  uint32_t branches = 0;

  for (uint32_t i = 0; i < count; i++)
    if (all[i].flags & COMPARISON_BRANCH) branches++, branch = &all[i];
  if (branches != 1 || branch->features[FEATURE_COUNTRY] != 0 /* differs */) return;
  branch->features[FEATURE_COUNTRY] = 3; /* the contact's is unknown */
  branch->features[FEATURE_COUNTRY_BY_NAME] = branch->features[FEATURE_SEGMENT_BY_COUNTRY] = 0;
  compare_interactions(branch->features, branch->flags);
}

void compare_rivals(comparison *all, uint32_t count, const probe *p, const snapshot *s)
{
  uint32_t parents[CANDIDATE_LIMIT];
  int32_t exact = 0;
  bool whole = false;

  excuse_branch(all, count);
  for (uint32_t i = 0; i < count; i++) {
    all[i].rank = i;
    parents[i] = snapshot_parent(s, all[i].account);
    exact += has_exact_name(&all[i]);
    /* one in another country than the contact's is not meant: a subsidiary of a longer name may be */
    whole = whole || ((all[i].flags & COMPARISON_WHOLE_NAME) && all[i].features[FEATURE_COUNTRY] != 0 /* differs */);
  }
  for (uint32_t i = 0; i < count; i++) {
    int32_t *f = all[i].features;
    uint32_t parent = parents[i];
    int32_t rivals = exact - has_exact_name(&all[i]);
    int32_t others = (int32_t)(p->email_accounts.count < DOMAIN_OTHERS_LIMIT ? p->email_accounts.count : DOMAIN_OTHERS_LIMIT);
    f[FEATURE_RIVALS] = rivals < RIVAL_LIMIT ? rivals : RIVAL_LIMIT;
    f[FEATURE_WHOLE_ELSEWHERE] = whole && !(all[i].flags & COMPARISON_WHOLE_NAME);
    if (p->email_is_own) f[FEATURE_DOMAIN_OTHERS] = others - (f[FEATURE_EMAIL_MATCH] > 0);
    for (uint32_t k = 0; k < count; k++) {
      if (parents[k] == all[i].account) f[FEATURE_FAMILY] = 2;
      else if (all[k].account == parent && f[FEATURE_FAMILY] == 0) f[FEATURE_FAMILY] = 1;
    }
    if (p->form_count) compare_rival_interactions(f);
  }
}
