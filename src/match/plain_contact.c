/* SPDX-License-Identifier: MIT */
#include "match/plain_contact.h"

#include "index/keys.h"
#include "match/similarity.h"
#include "text/country.h"

/* As in compare_domain.c and compare_place.c. */
enum { ACCOUNTS_LIMIT = 99, LABEL_NAMES = 10, PART_LETTERS = 4, SPELLED_LETTERS = 3, CITY_FORMS = 6, HOST_SIZE = 256 };

/* ---- parsing ------------------------------------------------------------------------------------------------------------------------- */

static bool is_own(const domain_name *d)
{
  return d->kind == DOMAIN_COMPANY || d->kind == DOMAIN_EDUCATION || d->kind == DOMAIN_GOVERNMENT;
}

static uint16_t hint_of(const domain_name *d)
{
  return d->country[0] ? (uint16_t)((unsigned)(unsigned char)d->country[0] << 8 | (unsigned char)d->country[1]) : 0;
}

static void add_key(plain_key *out, const key_table *t, key_kind kind, bytes text, fetch_list *fetch)
{
  out->is_there = text.size > 0;
  if (!out->is_there) return;
  out->hash = key_hash(kind, text);
  fetch_list_add_key(fetch, t, out->hash);
}

static void add_domain(plain_domain *out, const domain_name *d, const snapshot *s, bool own, fetch_list *fetch)
{
  bytes label = own && d->plain_label.size >= 2 ? d->plain_label : (bytes){ NULL, 0 };

  add_key(&out->domain, &s->by_domain, KEY_DOMAIN, d->registrable, fetch);
  add_key(&out->label, &s->by_label, KEY_LABEL, label, fetch);
  add_key(&out->squashed, &s->by_squashed, KEY_SQUASHED, label, fetch);
  add_key(&out->acronym, &s->by_acronym, KEY_ACRONYM, label, fetch);
}

void plain_parse(plain_slot *out, const l2a_contact *contact, const snapshot *s, const l2a_rules *rules, probe_tools *tools, arena *a,
                 fetch_list *fetch)
{
  static const domain_name no_domain = { .kind = DOMAIN_NONE };
  static const phone_number no_phone = { { NULL, 0 }, { NULL, 0 } };
  probe *p = &out->probe;
  uint16_t country;

  p->contact = contact;
  p->memory = a;
  p->email = p->website = no_domain;
  if (contact->email.size) text_memo_email(&p->email, tools->texts, contact->email, rules->lex, tools->scratch, a);
  if (contact->website.size) domain_from_url(&p->website, contact->website, rules->lex, tools->scratch, a);
  p->email_is_own = is_own(&p->email);
  p->website_is_own = is_own(&p->website);
  add_domain(&out->of_email, &p->email, s, p->email_is_own, fetch);
  add_domain(&out->of_website, &p->website, s, p->website_is_own, fetch);
  country = contact->country.size ? text_memo_country(tools->texts, contact->country, rules->lex, tools->scratch) : 0;
  p->country = country == COUNTRY_UNKNOWN ? 0 : country;
  p->country_hint = p->website_is_own ? hint_of(&p->website) : 0;
  if (!p->country_hint && p->email_is_own) p->country_hint = hint_of(&p->email);
  p->states = rules->lex->states;
  p->phone = no_phone;
  if (contact->phone.size) phone_parse(&p->phone, contact->phone, p->country ? p->country : p->country_hint, a);
  add_key(&out->line, &s->by_phone, KEY_PHONE, p->phone.line, fetch);
}

/* ---- candidates ---------------------------------------------------------------------------------------------------------------------- */

/* Adds the accounts in the order of their numbers, which is that of their ids; false when there are too many. */
static bool add(plain_slot *slot, key_values values, uint32_t limit, uint32_t routes)
{
  if (values.count > limit || values.count > PLAIN_CANDIDATE_LIMIT) return false;
  for (uint32_t i = 0; i < values.count; i++) {
    uint32_t account = values.at[i], at = slot->count;
    while (at > 0 && slot->candidates[at - 1].account > account) at--;
    if (at > 0 && slot->candidates[at - 1].account == account) {
      slot->candidates[at - 1].routes |= routes;
      continue;
    }
    if (slot->count == PLAIN_CANDIDATE_LIMIT) return false;
    memmove(slot->candidates + at + 1, slot->candidates + at, (slot->count - at) * sizeof *slot->candidates);
    slot->candidates[at] = (candidate){ account, routes, 0 };
    slot->count++;
  }
  return true;
}

static key_values find_key(const key_table *t, const plain_key *key)
{
  return key->is_there ? key_find(t, key->hash) : (key_values){ NULL, 0 };
}

static bool add_label(plain_slot *slot, const plain_domain *d, const snapshot *s, uint32_t limit)
{
  return add(slot, find_key(&s->by_label, &d->label), limit, ROUTE_LABEL) &&
         add(slot, find_key(&s->by_squashed, &d->squashed), limit, ROUTE_LABEL) &&
         add(slot, find_key(&s->by_acronym, &d->acronym), limit, ROUTE_LABEL);
}

bool plain_find(plain_slot *slot, const snapshot *s, const match_budgets *b)
{
  probe *p = &slot->probe;

  slot->count = 0;
  p->email_accounts = find_key(&s->by_domain, &slot->of_email.domain);
  p->website_accounts = find_key(&s->by_domain, &slot->of_website.domain);
  p->phone_accounts = find_key(&s->by_phone, &slot->line);
  if (!add(slot, p->email_accounts, b->domain, ROUTE_EMAIL)) return false;
  if (!add(slot, p->website_accounts, b->domain, ROUTE_WEBSITE)) return false;
  if (!add_label(slot, &slot->of_email, s, b->label) || !add_label(slot, &slot->of_website, s, b->label)) return false;
  if (p->phone_accounts.count <= b->phone && !add(slot, p->phone_accounts, b->phone, ROUTE_PHONE)) return false;
  if (slot->count > b->candidates) return false;
  if (slot->count && p->email_is_own) label_bits_make(&slot->label, p->email.plain_label);
  return true;
}

/* ---- memory of the accounts ---------------------------------------------------------------------------------------------------------- */

enum { FETCH_LIMIT = 128 };

/* names: the contact has a label that is compared with names and domains; else only place and phone are. */
static void fetch_accounts(const uint32_t *accounts, uint32_t count, const snapshot *s, bool names)
{
  /* Each round needs what the one before it asked for: the account, the numbers of its forms and its domains, the first of them, their text. */
  for (uint32_t i = 0; i < count; i++) {
    __builtin_prefetch(&s->accounts[accounts[i]]);
    __builtin_prefetch((const char *)(&s->accounts[accounts[i]] + 1) - 1); /* not every one lies in one line */
    __builtin_prefetch(&s->account_countries[accounts[i]]);
  }
  for (uint32_t i = 0; i < count; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    if (names) __builtin_prefetch(&s->account_forms[a->first_form]);
    if (names) __builtin_prefetch(&s->domains[a->first_domain]);
    else if (a->phone_size) __builtin_prefetch(s->text + a->phone);
  }
  for (uint32_t i = 0; i < count && names; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    if (a->form_count) __builtin_prefetch(&s->forms[s->account_forms[a->first_form]]);
    if (a->domain_count) __builtin_prefetch(s->text + s->domains[a->first_domain].host);
  }
  for (uint32_t i = 0; i < count && names; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    if (a->form_count) __builtin_prefetch(s->text + s->forms[s->account_forms[a->first_form]].core);
  }
  __asm__ volatile(""); /* or gcc takes a function of nothing but prefetches for one without effect, and leaves it out */
}

void plain_fetch(const plain_slot *const *slots, size_t count, const snapshot *s)
{
  uint32_t accounts[2][FETCH_LIMIT], n[2] = { 0, 0 };

  for (size_t i = 0; i < count; i++) {
    bool names = slots[i]->probe.email_is_own || slots[i]->probe.website_is_own;
    for (uint32_t k = 0; k < slots[i]->count; k++) {
      accounts[names][n[names]++] = slots[i]->candidates[k].account;
      if (n[names] < FETCH_LIMIT) continue;
      fetch_accounts(accounts[names], n[names], s, names);
      n[names] = 0;
    }
  }
  for (int names = 0; names < 2; names++) fetch_accounts(accounts[names], n[names], s, names);
}

/* ---- label and names ----------------------------------------------------------------------------------------------------------------- */

enum { OTHER_SYMBOL = LABEL_SYMBOLS - 1 };

/* a-z, 0-9, everything else. */
static uint32_t symbol_of(char c)
{
  if (c >= 'a' && c <= 'z') return (uint32_t)(c - 'a');
  return c >= '0' && c <= '9' ? 26u + (uint32_t)(c - '0') : OTHER_SYMBOL;
}

void label_bits_make(label_bits *out, bytes label)
{
  out->label = label;
  out->fits = label.size && label.size <= LABEL_LETTERS;
  memset(out->masks, 0, sizeof out->masks);
  for (size_t i = 0; i < label.size && out->fits; i++) out->masks[symbol_of(label.data[i])] |= UINT64_C(1) << i;
  out->fits = out->fits && out->masks[OTHER_SYMBOL] == 0;
}

/* Bit by bit of the label, of the letters read so far: */
typedef struct fit_state {
  uint64_t subsequence; /* zeros: letters of the label in the longest common subsequence */
  uint64_t begins;      /* bit i: they end with the label's first i + 1 letters */
  uint64_t hits;        /* of begins, all together */
  uint64_t next;        /* bit i: all of them stand in the label in front of letter i */
} fit_state;

static inline void take_letter(fit_state *f, uint64_t mask)
{
  uint64_t u = f->subsequence & mask;

  f->subsequence = (f->subsequence + u) | (f->subsequence - u);
  f->begins = (f->begins << 1 | 1) & mask;
  f->hits |= f->begins;
  f->next = (f->next & mask) << 1;
}

static bool is_and(const char *word, size_t size)
{
  return size == 3 && memcmp(word, "and", 3) == 0;
}

void label_fit_make(label_fit *out, const label_bits *label, bytes core)
{
  fit_state f = { UINT64_MAX, 0, 0, UINT64_MAX };
  uint64_t whole = (UINT64_C(1) << label->label.size) - 1;

  *out = (label_fit){ 0 };
  for (size_t at = 0, size; at < core.size; at += size + 1) {
    const char *word = core.data + at;
    uint64_t held = UINT64_MAX; /* as next, of the word alone */
    fit_state before = f;
    for (size = 0; at + size < core.size && word[size] != ' '; size++) {
      uint64_t mask = label->masks[symbol_of(word[size])];
      take_letter(&f, mask);
      held = (held & mask) << 1;
    }
    if (size >= SPELLED_LETTERS && held) out->spelled += (uint32_t)size;
    if (is_and(word, size)) f = before;
    else out->squashed_size += (uint32_t)size;
  }
  out->only_stop_words = out->squashed_size == 0 && core.size > 0;
  out->lcs = (uint32_t)__builtin_popcountll(~f.subsequence & whole);
  out->label_in_squashed = f.hits & ~(whole >> 1) & whole;
  out->squashed_in_label = out->squashed_size && f.next;
}

/* ---- features ------------------------------------------------------------------------------------------------------------------------ */

static int32_t larger(int32_t a, int32_t b)
{
  return a > b ? a : b;
}

static bytes host_of(const snapshot *s, const index_domain *d)
{
  return snapshot_text(s, d->host, d->host_size);
}

static bytes registrable_of(const snapshot *s, const index_domain *d)
{
  return snapshot_text(s, d->host + (d->host_size - d->registrable_size), d->registrable_size);
}

static bool is_local_government(bytes host)
{
  return bytes_ends_with(host, BYTES(".gov")) || bytes_ends_with(host, BYTES(".us"));
}

typedef struct domain_hit {
  bool same, same_host, further;
} domain_hit;

static domain_hit find_domain(const domain_name *d, const index_account *a, const snapshot *s)
{
  domain_hit hit = { false, false, false };

  for (uint32_t i = 0; d->registrable.size && i < a->domain_count; i++) {
    const index_domain *own = &s->domains[a->first_domain + i];
    if (!bytes_equal(d->registrable, registrable_of(s, own))) continue;
    if (!hit.same) hit.further = own->flags & 1;
    hit.same = true;
    hit.same_host = hit.same_host || bytes_equal(d->host, d->registrable) || bytes_equal(d->host, host_of(s, own));
  }
  return hit;
}

static int32_t share_of(size_t shorter, size_t longer)
{
  return shorter < PART_LETTERS ? 0 : (int32_t)(1000 * shorter / longer);
}

static void compare_domain_label(int32_t *f, bytes label, bytes own)
{
  char plain[HOST_SIZE];
  bytes shorter, longer;

  if (memchr(own.data, '-', own.size)) {
    size_t size = 0;
    for (size_t i = 0; i < own.size; i++)
      if (own.data[i] != '-') plain[size++] = own.data[i];
    own = bytes_from(plain, size);
  }
  if (bytes_equal(label, own)) {
    f[FEATURE_EMAIL_LABEL] = 1000;
    f[FEATURE_EMAIL_CONTAINS] = larger(f[FEATURE_EMAIL_CONTAINS], share_of(own.size, own.size));
    return;
  }
  shorter = label.size < own.size ? label : own;
  longer = label.size < own.size ? own : label;
  f[FEATURE_EMAIL_LABEL] = larger(f[FEATURE_EMAIL_LABEL], similarity_ratio(label, own));
  if (share_of(shorter.size, longer.size) > f[FEATURE_EMAIL_CONTAINS] && similarity_find(longer, shorter) != SIZE_MAX)
    f[FEATURE_EMAIL_CONTAINS] = share_of(shorter.size, longer.size);
}

static bool compare_form_label(int32_t *f, const label_bits *label, const index_form *form, const snapshot *s)
{
  bytes core = snapshot_text(s, form->core, form->core_size);
  uint32_t first = form->acronym_sizes & 15u, second = form->acronym_sizes >> 4, size = (uint32_t)label->label.size;
  label_fit fit;

  if (core.size > SIMILARITY_LIMIT) return false;
  label_fit_make(&fit, label, core);
  if (fit.only_stop_words) return false;
  f[FEATURE_EMAIL_NAME] = larger(f[FEATURE_EMAIL_NAME], (int32_t)(2000u * fit.lcs / (size + fit.squashed_size)));
  if (fit.label_in_squashed) f[FEATURE_EMAIL_NAME_PART] = larger(f[FEATURE_EMAIL_NAME_PART], share_of(size, fit.squashed_size));
  else if (fit.squashed_in_label) f[FEATURE_EMAIL_NAME_PART] = larger(f[FEATURE_EMAIL_NAME_PART], share_of(fit.squashed_size, size));
  f[FEATURE_EMAIL_NAME_PART] = larger(f[FEATURE_EMAIL_NAME_PART], fit.spelled >= size ? 1000 : (int32_t)(1000 * fit.spelled / size));
  if (first == size && memcmp(s->text + form_acronyms(form), label->label.data, size) == 0) f[FEATURE_EMAIL_ACRONYM] = 1;
  if (second == size && memcmp(s->text + form_acronyms(form) + first, label->label.data, size) == 0) f[FEATURE_EMAIL_ACRONYM] = 1;
  return true;
}

static int32_t at_most(uint32_t count)
{
  return (int32_t)(count < ACCOUNTS_LIMIT ? count : ACCOUNTS_LIMIT);
}

static bool compare_email(comparison *out, const plain_slot *slot, const index_account *a, const snapshot *s)
{
  const probe *p = &slot->probe;
  int32_t *f = out->features;
  domain_hit hit;

  if (p->email.registrable.size) f[FEATURE_EMAIL_CLASS] = (int32_t)p->email.kind;
  if (!p->email_is_own) return true;
  if (!slot->label.fits) return false;
  hit = find_domain(&p->email, a, s);
  f[FEATURE_EMAIL_ACCOUNTS] = at_most(p->email_accounts.count);
  f[FEATURE_EMAIL_MATCH] = !hit.same ? 0 : bytes_equal(p->email.host, p->email.registrable) ? 2 : hit.same_host ? 3 : 1;
  if (hit.further) out->flags |= COMPARISON_FURTHER_DOMAIN;
  if (!hit.same) f[FEATURE_EMAIL_CONFLICT] = p->email_accounts.count ? 3 : a->domain_count ? 2 : 1;
  for (uint32_t i = 0; i < a->domain_count; i++) {
    const index_domain *d = &s->domains[a->first_domain + i];
    compare_domain_label(f, slot->label.label, bytes_from(registrable_of(s, d).data, d->label_size));
  }
  for (uint32_t i = 0; i < a->form_count && i < LABEL_NAMES; i++)
    if (!compare_form_label(f, &slot->label, &s->forms[s->account_forms[a->first_form + i]], s)) return false;
  return true;
}

static void compare_website(int32_t *f, const probe *p, const index_account *a, const snapshot *s)
{
  domain_hit site;

  if (!p->website_is_own || !p->website.registrable.size) return;
  site = find_domain(&p->website, a, s);
  f[FEATURE_WEBSITE_ACCOUNTS] = at_most(p->website_accounts.count);
  f[FEATURE_WEBSITE_MATCH] = site.same ? (site.same_host ? 3 : 2) : a->domain_count ? 1 : 0;
}

/* Whether the state in a domain of local government may count on either side. */
static bool may_have_gov_state(const probe *p, const index_account *a, const snapshot *s)
{
  if (p->email_is_own && is_local_government(p->email.host)) return true;
  if (p->website_is_own && is_local_government(p->website.host)) return true;
  for (uint32_t i = 0; p->state.size && i < a->domain_count; i++)
    if (is_local_government(host_of(s, &s->domains[a->first_domain + i]))) return true;
  return false;
}

static void compare_place(int32_t *f, const probe *p, uint32_t account, const index_account *a, const snapshot *s)
{
  account_form forms[CITY_FORMS];
  account_view v = { .number = account, .account = a, .forms = forms };
  uint16_t country = s->account_countries[account];

  for (; p->city.size && v.form_count < a->form_count && v.form_count < CITY_FORMS; v.form_count++) {
    const index_form *form = &s->forms[s->account_forms[a->first_form + v.form_count]];
    forms[v.form_count] = (account_form){ .core = snapshot_text(s, form->core, form->core_size) };
  }
  v.country_is_stated = country && country != COUNTRY_UNKNOWN;
  v.country = v.country_is_stated ? country : a->domain_country;
  v.city = snapshot_text(s, a->city, a->city ? a->city_size : 0);
  v.state = snapshot_text(s, a->state, a->state ? a->state_size : 0);
  v.postal_code = snapshot_text(s, a->postal_code, a->postal_code ? a->postal_code_size : 0);
  v.phone = snapshot_text(s, a->phone, a->phone ? a->phone_size : 0);
  compare_places(f, p, &v);
}

bool plain_compare(comparison *out, const plain_slot *slot, const candidate *c, const snapshot *s)
{
  const index_account *a = &s->accounts[c->account];
  const probe *p = &slot->probe;

  if (may_have_gov_state(p, a, s)) return false;
  out->account = c->account;
  out->routes = c->routes;
  out->flags = 0;
  compare_begin(out->features);
  if (!compare_email(out, slot, a, s)) return false;
  compare_website(out->features, p, a, s);
  compare_place(out->features, p, c->account, a, s);
  return true;
}
