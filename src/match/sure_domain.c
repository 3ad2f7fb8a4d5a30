/* SPDX-License-Identifier: MIT */
#include "match/sure_domain.h"

#include "index/keys.h"
#include "match/score.h"
#include "text/country.h"
#include "text/domain_class.h"

/* ---- bounds -------------------------------------------------------------------------------------------------------------------------- */

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
  domain_class kind;
  bool is_domain, is_long, has_phone;
  int32_t country;
} sure_facts;

/* What both have: nothing of the contact but e-mail, country and phone can be compared. */
static void values_begin(value_range *v, const sure_facts *facts)
{
  int32_t missing[FEATURE_COUNT];

  compare_begin(missing);
  for (int i = 0; i < FEATURE_COUNT; i++) v[i] = (value_range){ missing[i], missing[i] };
  v[FEATURE_EMAIL_CLASS] = (value_range){ (int32_t)facts->kind, (int32_t)facts->kind };
  v[FEATURE_EMAIL_ACCOUNTS] = (value_range){ 1, 1 };
  v[FEATURE_EMAIL_NAME] = v[FEATURE_EMAIL_NAME_PART] = (value_range){ 0, 1000 };
  v[FEATURE_EMAIL_ACRONYM] = (value_range){ 0, 1 };
  v[FEATURE_FAMILY] = (value_range){ 0, 2 };
}

/* The account that has the domain, alone. Its label is the e-mail's. */
static void values_of_account(value_range *v, const sure_facts *facts)
{
  values_begin(v, facts);
  v[FEATURE_EMAIL_MATCH] = facts->is_domain ? (value_range){ 2, 2 } : (value_range){ 1, 3 };
  v[FEATURE_EMAIL_LABEL] = (value_range){ 1000, 1000 };
  v[FEATURE_EMAIL_CONTAINS] = facts->is_long ? (value_range){ 1000, 1000 } : (value_range){ 0, 0 };
  v[FEATURE_COUNTRY] = (value_range){ facts->country, facts->country };
  if (!facts->has_phone) return;
  v[FEATURE_PHONE] = (value_range){ -1, 2 };
  v[FEATURE_PHONE_ACCOUNTS] = (value_range){ 0, 1 };
}

/* Any other: it may be called as the label says, stand in the contact's country and belong to its family; it is not on the contact's line. */
static void values_of_rival(value_range *v, const sure_facts *facts)
{
  values_begin(v, facts);
  v[FEATURE_EMAIL_MATCH] = (value_range){ 0, 0 };
  v[FEATURE_EMAIL_CONFLICT] = (value_range){ 3, 3 };
  v[FEATURE_EMAIL_LABEL] = v[FEATURE_EMAIL_CONTAINS] = (value_range){ 0, 1000 };
  v[FEATURE_COUNTRY] = (value_range){ 0, 6 };
  v[FEATURE_DOMAIN_OTHERS] = (value_range){ 1, 1 };
  if (facts->has_phone) v[FEATURE_PHONE] = (value_range){ -1, 1 };
}

/* What decide() asks of the first: more evidence than any other by more than the margin of ties, a larger total, the threshold. */
static bool is_sure(const match_rules *rules, const sure_facts *facts)
{
  value_range values[FEATURE_COUNT];
  evidence_range account, rival, margin, behind;
  int32_t difference;

  values_of_account(values, facts);
  account = evidence_of(rules, values);
  values_of_rival(values, facts);
  rival = evidence_of(rules, values);
  difference = account.low - rival.high;
  if (difference <= 0 || difference <= rules->tie_margin) return false;
  margin = weight_range(&rules->margin, (value_range){ difference < MARGIN_ALONE ? difference : MARGIN_ALONE, INT32_MAX });
  behind = weight_range(&rules->margin, (value_range){ INT32_MIN, -difference });
  if (account.low + margin.low <= rival.high + behind.high) return false;
  return score_calibrate(rules, account.low + margin.low) >= rules->match_threshold;
}

void sure_choices_make(sure_choices *out, const match_rules *rules)
{
  static const domain_class kinds[SURE_KINDS] = { DOMAIN_COMPANY, DOMAIN_EDUCATION, DOMAIN_GOVERNMENT };

  memset(out, 0, sizeof *out);
  if (rules->policy == POLICY_STRICT || rules->budgets.domain == 0 || rules->budgets.candidates == 0) return;
  for (int i = 0; i < SURE_KINDS * 2 * 2 * SURE_COUNTRIES * 2; i++) {
    int country = i / 2 % SURE_COUNTRIES, rest = i / (2 * SURE_COUNTRIES);
    sure_facts facts = { kinds[rest / 4], rest / 2 % 2, rest % 2, i % 2, country };
    bool sure = is_sure(rules, &facts);
    out->sure[rest / 4][rest / 2 % 2][rest % 2][country][i % 2] = sure;
    out->any = out->any || sure;
  }
}

/* ---- hosts --------------------------------------------------------------------------------------------------------------------------- */

static uint8_t kind_of(const domain_name *d)
{
  switch (d->kind) {
  case DOMAIN_COMPANY: return 0;
  case DOMAIN_EDUCATION: return 1;
  case DOMAIN_GOVERNMENT: return 2;
  default: return d->registrable.size ? SURE_OTHER : SURE_NONE;
  }
}

static uint16_t hint_of(const domain_name *d)
{
  return d->country[0] ? (uint16_t)((unsigned)(unsigned char)d->country[0] << 8 | (unsigned char)d->country[1]) : 0;
}

/* Hosts whose label or state the bounds do not know: another script, local government. */
static bool is_special(const domain_name *d)
{
  if (bytes_starts_with(d->label, BYTES("xn--"))) return true;
  return bytes_ends_with(d->host, BYTES(".gov")) || bytes_ends_with(d->host, BYTES(".us"));
}

static void host_make(sure_host *out, bytes email, const sure_tools *t)
{
  domain_name d;

  text_memo_email(&d, t->tools->texts, email, t->rules->lex, t->tools->scratch, t->memory); /* whoever goes on asks it again */
  out->kind = is_special(&d) ? SURE_OTHER : kind_of(&d);
  out->key = d.registrable.size ? key_hash(KEY_DOMAIN, d.registrable) : 0;
  out->country = hint_of(&d);
  out->is_domain = bytes_equal(d.host, d.registrable);
  out->is_long = d.plain_label.size >= 4;
}

/* What a host of any kind is read as; NULL when it is too long. */
static const sure_host *host_find(bytes host, bytes email, const sure_tools *t)
{
  sure_host *at;

  if (host.size > SURE_HOST_SIZE) return NULL;
  at = &t->hosts->at[hash_bytes(host) % SURE_HOSTS];
  if (at->size == host.size && memcmp(at->host, host.data, host.size) == 0) return at;
  host_make(at, email, t);
  at->size = t->memory->failed ? 0 : (uint8_t)host.size;
  memcpy(at->host, host.data, host.size);
  return at;
}

static uint16_t hint_of_top_level(bytes host, const sure_tools *t)
{
  const char *top = host.data + host.size - 2;
  size_t n = (size_t)(top[0] - 'a') * 26 + (size_t)(top[1] - 'a');
  domain_name d;

  if (t->hosts->known[n]) return t->hosts->countries[n];
  domain_country(&d, host, t->rules->lex);
  t->hosts->known[n] = true;
  t->hosts->countries[n] = hint_of(&d);
  return t->hosts->countries[n];
}

/*
 * "@label.top" in letters, digits and hyphens, into lower (at least SURE_HOST_SIZE bytes); *dot is where its one dot is. {NULL, 0} for all
 * others, and where the top level may say more than a country.
 */
static bytes two_labels(char *lower, bytes host, size_t *dot)
{
  size_t size = host.size - 1, letters = 0, hyphens = 0;
  const bytes none = { NULL, 0 };

  *dot = 0;
  for (size_t i = 0; i < size; i++) {
    char c = lower_ascii(host.data[i + 1]);
    bool letter = c >= 'a' && c <= 'z', digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '-' && c != '.') return none;
    if (c == '.' && *dot) return none;
    if (c == '.') *dot = i;
    else letters += letter && *dot;
    hyphens += c == '-';
    lower[i] = c;
  }
  if (*dot == 0 || size - *dot - 1 != letters || letters < 2) return none;
  if (hyphens && (lower[0] == '-' || lower[*dot - 1] == '-' || (*dot > 4 && memcmp(lower, "xn--", 4) == 0))) return none;
  if (memcmp(lower + size - 3, "gov", 3) == 0 || memcmp(lower + size - 3, "mil", 3) == 0 || memcmp(lower + size - 3, ".us", 3) == 0)
    return none;
  return bytes_from(lower, size);
}

/*
 * A host of two labels is its own registrable domain wherever an account has it as one: an account's is by the same list, and more of it. So
 * only the class is left to be asked for. false: it is not of two plain labels.
 */
static bool host_read(sure_host *out, bytes host, const sure_tools *t)
{
  char lower[SURE_HOST_SIZE];
  size_t dot, hyphens = 0;
  domain_name d = { .kind = DOMAIN_NONE };

  if (host.size > SURE_HOST_SIZE) return false;
  d.host = d.registrable = two_labels(lower, host, &dot);
  if (!d.host.size) return false;
  d.kind = domain_class_of(t->rules->lex->domains, d.host, d.host);
  out->kind = kind_of(&d);
  out->key = key_hash(KEY_DOMAIN, d.host);
  out->country = d.host.size - dot == 3 ? hint_of_top_level(d.host, t) : 0;
  out->is_domain = true;
  for (size_t i = 0; i < dot; i++) hyphens += lower[i] == '-';
  out->is_long = dot - hyphens >= 4;
  return true;
}

/* ---- contacts ------------------------------------------------------------------------------------------------------------------------ */

void sure_parse(sure_slot *slot, const l2a_contact *c, const snapshot *s, const sure_tools *t, fetch_list *fetch)
{
  const sure_host *known;
  uint16_t country;
  bytes host;

  slot->open = false;
  if (!c->email.size || c->company.size || c->website.size || c->city.size || c->state.size || c->postal_code.size) return;
  host = text_memo_host(c->email);
  if (host.size == c->email.size) return; /* how it is read may depend on more than the host */
  if (!host_read(&slot->host, host, t)) {
    known = host_find(host, c->email, t);
    if (!known) return;
    slot->host = *known;
  }
  if (slot->host.kind >= SURE_KINDS) return;
  fetch_list_add_key(fetch, &s->by_domain, slot->host.key);
  country = c->country.size ? text_memo_country(t->tools->texts, c->country, t->rules->lex, t->tools->scratch) : 0;
  slot->country = country == COUNTRY_UNKNOWN ? 0 : country;
  slot->has_phone = c->phone.size > 0;
  slot->open = true;
}

/* Whether nobody but the account is on the contact's line. */
static bool has_line_alone(const sure_slot *slot, bytes phone, const snapshot *s, const sure_tools *t)
{
  phone_number number;
  key_values accounts;

  phone_parse(&number, phone, slot->country ? slot->country : slot->host.country, t->memory);
  if (!number.line.size) return true;
  accounts = key_find(&s->by_phone, key_hash(KEY_PHONE, number.line));
  return accounts.count == 0 || (accounts.count == 1 && accounts.at[0] == slot->account);
}

void sure_find(sure_slot *slot, const l2a_contact *c, const snapshot *s, const sure_tools *t, fetch_list *fetch)
{
  key_values accounts;

  if (!slot->open) return;
  accounts = key_find(&s->by_domain, slot->host.key);
  slot->open = accounts.count == 1;
  if (!slot->open) return;
  slot->account = accounts.at[0];
  fetch_list_add(fetch, &s->record_offsets[slot->account]);
  if (slot->country || slot->host.country) {
    fetch_list_add(fetch, &s->account_countries[slot->account]);
    fetch_list_add(fetch, &s->accounts[slot->account].domain_country);
  }
  if (slot->has_phone && !has_line_alone(slot, c->phone, s, t)) slot->open = false;
}

/* Value of FEATURE_COUNTRY (compare_place.c). */
static int32_t country_level(const sure_slot *slot, const snapshot *s)
{
  uint16_t stated = s->account_countries[slot->account], country;
  bool is_stated = stated && stated != COUNTRY_UNKNOWN;

  country = is_stated ? stated : s->accounts[slot->account].domain_country;
  if (country == 0) return 4;
  if (slot->country) return slot->country == country ? 6 : is_stated ? 0 : 1;
  return slot->host.country == country ? 5 : 2;
}

bool sure_settle(const sure_slot *slot, const snapshot *s, const sure_choices *choices)
{
  const bool(*sure)[2] = choices->sure[slot->host.kind][slot->host.is_domain][slot->host.is_long];

  if (!slot->country && !slot->host.country) return sure[3][slot->has_phone] && sure[4][slot->has_phone];
  return sure[country_level(slot, s)][slot->has_phone];
}
