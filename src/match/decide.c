/* SPDX-License-Identifier: MIT */
#include "match/decide.h"

#include <stdio.h>

#include "match/tie.h"

/* A name that may speak against the e-mail's account: exact, or near with a word rare enough to be somebody's (hundredths of a nat). */
enum { CONFLICT_NAME = 900, CONFLICT_RAREST = 500, CONFLICT_UNLIKE = 350 };

static bool has_domain(const scored *x)
{
  return x->comparison->features[FEATURE_EMAIL_MATCH] >= 1;
}

static bool has_website(const scored *x)
{
  const int32_t *f = x->comparison->features;

  return f[FEATURE_WEBSITE_MATCH] >= 2 || f[FEATURE_TEXT_DOMAIN_MATCH] == 1;
}

static bool names_company(const scored *x)
{
  const int32_t *f = x->comparison->features;

  if (f[FEATURE_NAME_EXACT] >= 2) return true;
  return f[FEATURE_NAME_COVERAGE_BOTH] >= CONFLICT_NAME && f[FEATURE_SHARED_RAREST] >= CONFLICT_RAREST;
}

static void move_to_front(scored *all, uint32_t at)
{
  scored chosen = all[at];

  memmove(all + 1, all, at * sizeof *all);
  all[0] = chosen;
}

/* Scores the first one against the candidates from `from` on: those between no longer count as rivals. */
static void rescore_first(scored *all, uint32_t count, uint32_t from, const match_rules *rules)
{
  int32_t rival = INT32_MIN;

  for (uint32_t i = from; i < count; i++)
    if (all[i].evidence > rival) rival = all[i].evidence;
  score_with_margin(&all[0], rules, from < count ? all[0].evidence - rival : MARGIN_ALONE);
}

/* domain-first: the accounts of the e-mail's or web site's domain stand before all others. Returns how many are left to choose from. */
static uint32_t prefer_domains(scored *all, uint32_t count, const match_rules *rules)
{
  uint32_t kept = 0;

  for (int wanted = 0; wanted < 2 && kept == 0; wanted++)
    for (uint32_t i = 0; i < count; i++) {
      if (!(wanted == 0 ? has_domain(&all[i]) : has_website(&all[i]))) continue;
      scored x = all[i];
      memmove(all + kept + 1, all + kept, (i - kept) * sizeof *all);
      all[kept++] = x;
    }
  if (kept == 0) return count;
  for (uint32_t i = 0; i < kept; i++) {
    int32_t rival = INT32_MIN;
    for (uint32_t k = 0; k < kept; k++)
      if (k != i && all[k].evidence > rival) rival = all[k].evidence;
    score_with_margin(&all[i], rules, kept > 1 ? all[i].evidence - rival : MARGIN_ALONE);
  }
  return kept;
}

typedef struct conflict {
  uint32_t domain; /* positions in all */
  uint32_t name;
  bool found;
} conflict;

/* The e-mail's domain is one account's and the stated company is plainly another's, outside its family. */
static conflict find_conflict(const scored *all, uint32_t count, const probe *p, const snapshot *s)
{
  conflict c = { 0, 0, false };
  uint32_t domain = count, name = count;

  if (!p->email_is_own) return c;
  for (uint32_t i = 0; i < count; i++) {
    const int32_t *f = all[i].comparison->features;
    if (domain == count && has_domain(&all[i]) && f[FEATURE_NAME_COVERAGE_BOTH] < CONFLICT_UNLIKE && !f[FEATURE_ACRONYM]) domain = i;
    else if (has_domain(&all[i])) return c; /* some account of the domain fits the company as well */
    if (name == count && !has_domain(&all[i]) && names_company(&all[i])) name = i;
  }
  if (domain == count || name == count) return c;
  if (snapshot_root(s, all[domain].comparison->account) == snapshot_root(s, all[name].comparison->account)) return c;
  return (conflict){ domain, name, true };
}

/*
 * Two accounts of the contact's exact name that nothing else of the contact tells apart. What is left between them (one spells the name in
 * its web address too) says which of the two is better described, not which one is meant.
 */
static bool is_twin(const int32_t *a, const int32_t *b)
{
  static const feature telling[] = {
    FEATURE_EMAIL_MATCH, FEATURE_EMAIL_LABEL, FEATURE_EMAIL_NAME,        FEATURE_EMAIL_ACRONYM,  FEATURE_WEBSITE_MATCH,
    FEATURE_COUNTRY,     FEATURE_CITY,        FEATURE_CITY_IN_NAME,      FEATURE_STATE,          FEATURE_POSTAL_CODE,
    FEATURE_PHONE,       FEATURE_LEGAL_FORM,  FEATURE_TEXT_DOMAIN_MATCH, FEATURE_WHOLE_ELSEWHERE
  };

  if (a[FEATURE_NAME_EXACT] < 2 || a[FEATURE_NAME_EXACT] != b[FEATURE_NAME_EXACT] || a[FEATURE_NAME_KIND] != b[FEATURE_NAME_KIND])
    return false;
  for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
    if (a[telling[i]] != b[telling[i]]) return false;
  return true;
}

/* Candidates that only a rule may choose from: so close in evidence to the first, or its twins. They are moved behind it. */
static uint32_t equals_of_first(scored *all, uint32_t count, const match_rules *rules)
{
  uint32_t equals = 1;

  for (uint32_t i = 1; i < count; i++) {
    scored x = all[i];
    if (all[0].evidence - x.evidence > rules->tie_margin && !is_twin(all[0].comparison->features, x.comparison->features)) continue;
    memmove(all + equals + 1, all + equals, (i - equals) * sizeof *all);
    all[equals++] = x;
  }
  return equals;
}

/* One of the equals is meant, each as likely as the others. */
static void share_among(scored *all, uint32_t equals)
{
  uint32_t probability = all[0].probability / equals;

  for (uint32_t i = 0; i < equals; i++) all[i].probability = probability;
}

/* Moves the chosen of the equals to the front, the one spelled most alike when no tie-breaker decides; then the answer is false. */
static bool break_tie(answer *out, scored *all, uint32_t count, uint32_t equals, const probe *p, const snapshot *s,
                      const match_rules *rules)
{
  const comparison *group[CANDIDATE_LIMIT];
  uint32_t left = equals;

  for (uint32_t i = 0; i < equals; i++) group[i] = all[i].comparison;
  out->tie_break = (uint8_t)tie_break(group, &left, p, s, rules);
  if (out->tie_break == 0) group[0] = group[tie_most_alike(group, left, p, s)];
  for (uint32_t i = 0; i < equals; i++)
    if (all[i].comparison == group[0]) {
      move_to_front(all, i);
      break;
    }
  rescore_first(all, count, equals, rules);
  return out->tie_break != 0;
}

/* What the policy lets stand as a match; the rest goes to review. */
static bool policy_allows(const scored *x, const probe *p, match_policy policy)
{
  const int32_t *f = x->comparison->features;
  bool domain = has_domain(x) || has_website(x), name = answer_name_agrees(f);
  bool support = domain || f[FEATURE_COUNTRY] >= 5 || f[FEATURE_CITY] >= 950 || f[FEATURE_PHONE] == 2;

  switch (policy) {
  case POLICY_STRICT: return domain && name;
  case POLICY_NAME_FIRST:
    if (f[FEATURE_NAME_EXACT] >= 1 || (name && support)) return true;
    return domain && (p->company.status == NAME_EMPTY || p->company.status == NAME_PLACEHOLDER);
  case POLICY_DOMAIN_FIRST:
  case POLICY_BALANCED: break;
  }
  return true;
}

static void set_thresholds(answer *out, const scored *first, const match_rules *rules)
{
  if (first->probability >= rules->match_threshold) out->decision = L2A_DECISION_MATCH;
  else if (first->probability >= rules->review_threshold) out->decision = L2A_DECISION_REVIEW;
  else out->decision = L2A_DECISION_NONE;
}

/* Decision and reason of the first; of several equals none is a match. */
static void set_choice(answer *out, const scored *first, uint32_t equals, const match_rules *rules)
{
  set_thresholds(out, first, rules);
  out->reason = (uint8_t)(equals > 1 ? L2A_REASON_AMBIGUOUS : answer_reason(first->comparison));
  if (equals == 1) return;
  if (out->decision == L2A_DECISION_MATCH) out->decision = L2A_DECISION_REVIEW;
  if (out->decision == L2A_DECISION_REVIEW) answer_add_detail(out, "%u accounts fit equally", equals);
}

/* Behind the chosen side (0) and the other (1): accounts as good as the chosen one move in between. Returns how many equals there are. */
static uint32_t equals_of_side(scored *all, uint32_t count, bool to_domain, const match_rules *rules)
{
  uint32_t n = 1;

  for (uint32_t i = 2; i < count; i++) {
    scored x = all[i];
    int32_t difference = all[0].evidence - x.evidence;
    if (difference > rules->tie_margin || difference < -rules->tie_margin) continue;
    if (to_domain ? !has_domain(&x) : has_domain(&x) || !names_company(&x)) continue;
    memmove(all + n + 1, all + n, (i - n) * sizeof *all);
    all[n++] = x;
  }
  return n;
}

static void settle_conflict(answer *out, scored *all, uint32_t count, const conflict *c, const probe *p, const snapshot *s,
                            const match_rules *rules)
{
  conflict_policy policy = rules->conflict;
  uint32_t chosen, other, equals;
  bool to_domain, is_settled = true;

  if (rules->policy == POLICY_NAME_FIRST) policy = CONFLICT_COMPANY;
  if (rules->policy == POLICY_DOMAIN_FIRST) policy = CONFLICT_DOMAIN;
  to_domain = policy == CONFLICT_DOMAIN || (policy == CONFLICT_REVIEW && c->domain < c->name);
  /* The other side comes second, where it does not count as a rival. */
  other = to_domain ? c->name : c->domain;
  chosen = to_domain ? c->domain : c->name;
  move_to_front(all, other);
  move_to_front(all, chosen < other ? chosen + 1 : chosen);
  equals = equals_of_side(all, count, to_domain, rules);
  if (equals > 1) is_settled = break_tie(out, all, count, equals, p, s, rules);
  rescore_first(all, count, equals + 1, rules);
  if (policy == CONFLICT_REVIEW) {
    out->decision = L2A_DECISION_REVIEW;
    out->reason = L2A_REASON_CONFLICT;
    answer_add_detail(out, "e-mail domain and company name different accounts");
    return;
  }
  set_choice(out, &all[0], is_settled ? 1 : equals, rules);
  answer_add_detail(out, "conflict of e-mail domain and company: %s decided", to_domain ? "domain" : "company");
}

static void finish(answer *out, const scored *all, uint32_t count)
{
  uint32_t second = count > 1 ? all[1].probability : 0;

  out->probability = (uint16_t)all[0].probability;
  out->margin = (uint16_t)(all[0].probability > second ? all[0].probability - second : 0);
  answer_grade(out->grade, all[0].comparison->features);
  if (count > 1) out->runner_up = all[1].comparison->account;
  if (out->decision == L2A_DECISION_NONE) return;
  out->account = all[0].comparison->account;
}

void decide(answer *out, scored *all, uint32_t count, const probe *p, const snapshot *s, const match_rules *rules)
{
  uint32_t choice = count, equals;
  conflict c;

  out->account = out->runner_up = INDEX_NONE;
  out->probability = out->margin = 0;
  out->tie_break = out->detail_size = 0;
  memset(out->grade, 'Z', sizeof out->grade);
  if (count == 0) {
    out->decision = L2A_DECISION_NONE;
    out->reason = (uint8_t)answer_no_candidate(p);
    return;
  }
  if (rules->policy == POLICY_DOMAIN_FIRST) choice = prefer_domains(all, count, rules);
  c = find_conflict(all, choice, p, s);
  equals = equals_of_first(all, choice, rules);
  if (c.found && (c.domain == 0 || c.name == 0) && equals == 1) {
    settle_conflict(out, all, choice, &c, p, s, rules);
  } else if (equals > 1 && !break_tie(out, all, choice, equals, p, s, rules)) {
    set_choice(out, &all[0], equals, rules);
    share_among(all, equals);
  } else {
    set_choice(out, &all[0], 1, rules);
  }
  if (out->decision == L2A_DECISION_MATCH && !policy_allows(&all[0], p, rules->policy)) {
    out->decision = L2A_DECISION_REVIEW;
    answer_add_detail(out, "the policy asks for more evidence");
  }
  if (out->decision == L2A_DECISION_NONE) out->reason = L2A_REASON_BELOW_THRESHOLD;
  finish(out, all, count);
}

size_t decide_tie_name(char *out, size_t size, const match_rules *rules, uint32_t n)
{
  static const char *const names[] = { "name",   "country", "state", "city",   "postal_code", "parent", "child",
                                       "prefer", "most",    "least", "oldest", "newest",      "id" };
  const tie_breaker *t;
  int length;

  if (n == 0 || n > rules->tie_breaker_count) return 0;
  t = &rules->tie_breakers[n - 1];
  if (t->column.size) length = snprintf(out, size, "%s:%.*s", names[t->kind], (int)t->column.size, t->column.data);
  else length = snprintf(out, size, "%s", names[t->kind]);
  return length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1;
}
