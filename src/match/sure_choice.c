/* SPDX-License-Identifier: MIT */
#include "match/sure_choice.h"

#include "match/compare.h"
#include "match/score.h"

enum { SURE_LINE_ACCOUNTS = 99 }; /* FEATURE_PHONE_ACCOUNTS says no more */

/* Values that a feature may have. */
typedef struct value_range {
  int32_t low, high;
} value_range;

typedef struct evidence_range {
  int32_t low, high;
} evidence_range;

/* Smallest and largest weight of the levels of a range of values. */
static evidence_range weight_range(const weight_table *t, value_range r)
{
  evidence_range w = { 0, 0 };

  if (!t->used) return w;
  w = (evidence_range){ INT32_MAX, INT32_MIN };
  for (uint32_t level = weight_level(t, r.low); level <= weight_level(t, r.high); level++) {
    if (t->weights[level] < w.low) w.low = t->weights[level];
    if (t->weights[level] > w.high) w.high = t->weights[level];
  }
  return w;
}

static evidence_range evidence_of(const match_rules *rules, const value_range *values)
{
  evidence_range sum = { rules->prior, rules->prior };

  for (int i = 0; i < FEATURE_COUNT; i++) {
    evidence_range w = weight_range(&rules->weights[i], values[i]);
    sum.low += w.low;
    sum.high += w.high;
  }
  return sum;
}

typedef struct sure_facts {
  domain_class email; /* DOMAIN_NONE: there is none */
  bool of_email;      /* the domain is the e-mail's, else the web site's */
  bool is_domain, is_long, is_alone;
  sure_line line;
  int32_t country;
} sure_facts;

static bool is_country_unknown(const sure_facts *facts)
{
  return facts->country == 3 || facts->country == SURE_COUNTRY_NEITHER;
}

static value_range exactly(int32_t value)
{
  return (value_range){ value, value };
}

/* What both have: nothing of the contact but e-mail, web site, country and phone can be compared. */
static void values_begin(value_range *v, const sure_facts *facts)
{
  int32_t missing[FEATURE_COUNT];

  compare_begin(missing);
  for (int i = 0; i < FEATURE_COUNT; i++) v[i] = exactly(missing[i]);
  v[FEATURE_EMAIL_CLASS] = exactly((int32_t)facts->email);
  if (facts->of_email) {
    v[FEATURE_EMAIL_ACCOUNTS] = exactly(1);
    v[FEATURE_EMAIL_NAME] = v[FEATURE_EMAIL_NAME_PART] = (value_range){ 0, 1000 };
    v[FEATURE_EMAIL_ACRONYM] = (value_range){ 0, 1 };
  } else {
    v[FEATURE_WEBSITE_ACCOUNTS] = exactly(1);
  }
  if (!facts->is_alone) v[FEATURE_FAMILY] = (value_range){ 0, 2 };
}

/* The account that has the domain, alone. Its label is the e-mail's. */
static void values_of_account(value_range *v, const sure_facts *facts)
{
  values_begin(v, facts);
  if (facts->of_email) {
    v[FEATURE_EMAIL_MATCH] = facts->is_domain ? exactly(2) : (value_range){ 1, 3 };
    v[FEATURE_EMAIL_LABEL] = exactly(1000);
    v[FEATURE_EMAIL_CONTAINS] = exactly(facts->is_long ? 1000 : 0);
  } else {
    v[FEATURE_WEBSITE_MATCH] = exactly(3); /* only hosts that are the domain itself */
  }
  v[FEATURE_COUNTRY] = exactly(facts->country == SURE_COUNTRY_NEITHER ? 4 : facts->country);
  if (facts->line == SURE_NO_PHONE) return;
  v[FEATURE_PHONE] = (value_range){ -1, 2 };
  v[FEATURE_PHONE_ACCOUNTS] = (value_range){ 0, facts->line == SURE_LINE_SEVERAL ? SURE_LINE_ACCOUNTS : 1 };
}

/* Any other: it may be called as the label says, stand in the contact's country and belong to its family. */
static void values_of_rival(value_range *v, const sure_facts *facts, bool on_line)
{
  values_begin(v, facts);
  if (facts->of_email) {
    v[FEATURE_EMAIL_MATCH] = exactly(0);
    v[FEATURE_EMAIL_CONFLICT] = exactly(3);
    v[FEATURE_EMAIL_LABEL] = v[FEATURE_EMAIL_CONTAINS] = (value_range){ 0, 1000 };
    v[FEATURE_DOMAIN_OTHERS] = exactly(1);
  } else {
    v[FEATURE_WEBSITE_MATCH] = (value_range){ 0, 1 };
  }
  v[FEATURE_COUNTRY] = is_country_unknown(facts) ? (value_range){ 3, 4 } : (value_range){ 0, 6 };
  if (facts->line != SURE_NO_PHONE) v[FEATURE_PHONE] = on_line ? exactly(2) : (value_range){ -1, 1 };
  if (on_line) v[FEATURE_PHONE_ACCOUNTS] = facts->line == SURE_LINE_ONE ? exactly(1) : (value_range){ 2, SURE_LINE_ACCOUNTS };
}

/* Most evidence that any other may have. */
static int32_t most_of_rival(const match_rules *rules, const sure_facts *facts)
{
  value_range values[FEATURE_COUNT];
  int32_t off, on;

  values_of_rival(values, facts, false);
  off = evidence_of(rules, values).high;
  if (facts->line != SURE_LINE_ONE && facts->line != SURE_LINE_SEVERAL) return off;
  values_of_rival(values, facts, true);
  on = evidence_of(rules, values).high;
  return on > off ? on : off;
}

/* What decide() asks of the only candidate. */
static bool is_sure_alone(const match_rules *rules, int32_t evidence)
{
  int32_t margin = rules->margin.used ? rules->margin.weights[weight_level(&rules->margin, MARGIN_ALONE)] : 0;

  return score_calibrate(rules, evidence + margin) >= rules->match_threshold;
}

/* What decide() asks of the first: more evidence than any other by more than the margin of ties, a larger total, the threshold. */
static bool is_sure(const match_rules *rules, const sure_facts *facts)
{
  value_range values[FEATURE_COUNT];
  evidence_range account, margin, behind;
  int32_t difference, rival;

  values_of_account(values, facts);
  account = evidence_of(rules, values);
  if (facts->is_alone) return is_sure_alone(rules, account.low);
  rival = most_of_rival(rules, facts);
  difference = account.low - rival;
  if (difference <= 0 || difference <= rules->tie_margin) return false;
  margin = weight_range(&rules->margin, (value_range){ difference < MARGIN_ALONE ? difference : MARGIN_ALONE, INT32_MAX });
  behind = weight_range(&rules->margin, (value_range){ INT32_MIN, -difference });
  if (account.low + margin.low <= rival + behind.high) return false;
  return score_calibrate(rules, account.low + margin.low) >= rules->match_threshold;
}

static void choices_of_kind(sure_choices *out, uint32_t kind, const match_rules *rules)
{
  static const domain_class own[SURE_OWN_KINDS] = { DOMAIN_COMPANY, DOMAIN_EDUCATION, DOMAIN_GOVERNMENT };
  bool of_email = kind < SURE_OWN_KINDS;
  domain_class email = of_email ? own[kind] : (domain_class)(kind - SURE_OWN_KINDS);

  if (!of_email && sure_kind_of(email) != SURE_OWN_KINDS) return; /* an own e-mail beside a web site goes the way of all */
  for (int n = 0; n < 2 * 2 * SURE_COUNTRIES * SURE_LINES * 2; n++) {
    int rest = n / (SURE_LINES * 2), country = rest % SURE_COUNTRIES, host = rest / SURE_COUNTRIES;
    sure_facts facts = { email, of_email, host / 2, host % 2, n % 2, (sure_line)(n / 2 % SURE_LINES), country };
    bool sure;
    if (!of_email && (!facts.is_domain || !facts.is_long)) continue; /* its label is compared with nothing */
    sure = is_sure(rules, &facts);
    out->sure[kind][facts.is_domain][facts.is_long][country][facts.line][facts.is_alone] = sure;
    out->any = out->any || sure;
  }
}

void sure_choices_make(sure_choices *out, const match_rules *rules)
{
  memset(out, 0, sizeof *out);
  if (rules->policy == POLICY_STRICT || rules->budgets.domain == 0 || rules->budgets.candidates == 0) return;
  for (uint32_t kind = 0; kind < SURE_KINDS; kind++) choices_of_kind(out, kind, rules);
}
