/* SPDX-License-Identifier: MIT */
#include "match/candidates.h"

#include <stdlib.h>

#include "index/keys.h"
#include "match/fuzzy_route.h"

static const char *const route_names[ROUTE_COUNT] = { "email",  "website", "text_domain", "label",    "squashed",
                                                      "sorted", "native",  "name_label",  "acronym",  "segment",
                                                      "phone",  "words",   "trigrams",    "override", "asked" };

static const char *const budget_names[BUDGET_COUNT] = {
#define X(id, value, what) #id,
  BUDGET_LIST(X)
#undef X
};

/* A name inside a text is looked for in runs of words of the first RUN_TEXT words, each at most RUN_WORDS long. */
enum { RUN_TEXT = 24, RUN_WORDS = 8, RUN_LIMIT = RUN_TEXT * RUN_WORDS, RUN_SIZE = 160, NAME_EXACT_CLOSENESS = 2000 };

const char *route_name(route r)
{
  return route_names[__builtin_ctz((unsigned)r)];
}

const char *budget_name(uint32_t n)
{
  return budget_names[n];
}

void candidates_add(candidate_set *set, uint32_t account, uint32_t routes)
{
  for (uint32_t i = 0; i < set->count; i++) {
    if (set->items[i].account != account) continue;
    set->items[i].routes |= routes;
    return;
  }
  if (set->count == CANDIDATE_RAW_LIMIT) {
    set->cuts |= 1u << BUDGET_candidates;
    return;
  }
  set->items[set->count++] = (candidate){ account, routes, 0 };
}

static bool is_listed(key_values values, uint32_t account, const snapshot *s)
{
  uint32_t low = 0, high = values.count;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (snapshot_order(s, values.at[middle], account) < 0) low = middle + 1;
    else high = middle;
  }
  return low < values.count && values.at[low] == account;
}

/*
 * Accounts of a key, at most limit of them. Of a longer list those that share the contact's country or squashed name come first, then the
 * smallest numbers: which are taken must not depend on anything else.
 */
static void add_values(candidate_set *set, key_values values, uint32_t routes, uint32_t budget, uint32_t limit, const probe *p,
                       const snapshot *s)
{
  uint16_t country = p->country ? p->country : p->country_hint;
  uint32_t taken = 0;

  if (values.count <= limit) {
    for (uint32_t i = 0; i < values.count; i++) candidates_add(set, values.at[i], routes);
    return;
  }
  set->cuts |= 1u << budget;
  for (uint32_t i = 0; i < set->count; i++) /* found by another route already */
    if (is_listed(values, set->items[i].account, s)) set->items[i].routes |= routes;
  for (uint32_t i = 0; country && i < values.count && taken < limit; i++) {
    if (snapshot_country(s, values.at[i]) != country) continue;
    candidates_add(set, values.at[i], routes);
    taken++;
  }
  for (uint32_t i = 0; i < values.count && taken < limit; i++) {
    if (country && snapshot_country(s, values.at[i]) == country) continue;
    candidates_add(set, values.at[i], routes);
    taken++;
  }
}

#define BY_KEY(s, table, kind, text, p) ((text).size ? SNAPSHOT_FIND(s, table, key_hash(kind, text), (p)->memory) : (key_values){ NULL, 0 })

static void route_label(candidate_set *set, bytes label, const probe *p, const snapshot *s, const match_budgets *b)
{
  if (label.size < 2) return;
  add_values(set, BY_KEY(s, by_label, KEY_LABEL, label, p), ROUTE_LABEL, BUDGET_label, b->label, p, s);
  add_values(set, BY_KEY(s, by_squashed, KEY_SQUASHED, label, p), ROUTE_LABEL, BUDGET_label, b->label, p, s);
  add_values(set, BY_KEY(s, by_acronym, KEY_ACRONYM, label, p), ROUTE_LABEL, BUDGET_label, b->label, p, s);
}

static void route_domains(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b)
{
  add_values(set, p->email_accounts, ROUTE_EMAIL, BUDGET_domain, b->domain, p, s);
  add_values(set, p->website_accounts, ROUTE_WEBSITE, BUDGET_domain, b->domain, p, s);
  add_values(set, p->text_accounts, ROUTE_TEXT_DOMAIN, BUDGET_domain, b->domain, p, s);
}

static void route_labels(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b)
{
  if (p->email_is_own) route_label(set, p->email.plain_label, p, s, b);
  if (p->website_is_own) route_label(set, p->website.plain_label, p, s, b);
  if (p->text.plain_label.size) route_label(set, p->text.plain_label, p, s, b);
}

static void route_full_name(candidate_set *set, const probe_form *f, const probe *p, const snapshot *s, const match_budgets *b)
{
  add_values(set, f->squashed, ROUTE_SQUASHED, BUDGET_name, b->name, p, s);
  add_values(set, f->sorted, ROUTE_SORTED, BUDGET_name, b->name, p, s);
  add_values(set, BY_KEY(s, by_native, KEY_NATIVE, f->name->native, p), ROUTE_NATIVE, BUDGET_name, b->name, p, s);
}

/* Accounts that write the name as their domain's label or as initials, or spell out its initials. */
static void route_short_name(candidate_set *set, const name_form *n, const probe *p, const snapshot *s, const match_budgets *b)
{
  if (n->squashed.size >= 2)
    add_values(set, BY_KEY(s, by_label, KEY_LABEL, n->squashed, p), ROUTE_NAME_LABEL, BUDGET_label, b->label, p, s);
  if (n->token_count <= 2 && n->squashed.size <= 12)
    add_values(set, BY_KEY(s, by_acronym, KEY_ACRONYM, n->squashed, p), ROUTE_ACRONYM, BUDGET_acronym, b->acronym, p, s);
  for (uint32_t i = 0; i < n->acronym_count; i++) {
    if (n->acronyms[i].size < 3) continue;
    add_values(set, BY_KEY(s, by_squashed, KEY_SQUASHED, n->acronyms[i], p), ROUTE_ACRONYM, BUDGET_acronym, b->acronym, p, s);
    add_values(set, BY_KEY(s, by_label, KEY_LABEL, n->acronyms[i], p), ROUTE_ACRONYM, BUDGET_acronym, b->acronym, p, s);
  }
}

/* Keys of the squashed names of runs of words inside the text: every run but the whole. */
static uint32_t run_keys(uint64_t keys[RUN_LIMIT], const name_form *n)
{
  uint32_t words = n->token_count < RUN_TEXT ? n->token_count : RUN_TEXT, count = 0;
  char run[RUN_SIZE];

  for (uint32_t from = 0; from < words; from++) {
    size_t size = 0;
    for (uint32_t to = from; to < words && to < from + RUN_WORDS; to++) {
      const name_token *t = &n->tokens[to];
      if (size + t->text.size > sizeof run) break;
      if (!bytes_equal(t->text, BYTES("and"))) {
        memcpy(run + size, t->text.data, t->text.size);
        size += t->text.size;
      }
      if (to + 1 - from == n->token_count) break;
      if (to == from && (size < 3 || t->flags)) continue; /* one short, generic or stop word is no name */
      if (size >= 3) keys[count++] = key_hash(KEY_SQUASHED, (bytes){ run, size });
    }
  }
  return count;
}

/* The name of an account as a run of words. */
static void route_runs(candidate_set *set, const name_form *n, const probe *p, const snapshot *s, const match_budgets *b)
{
  uint64_t keys[RUN_LIMIT];
  uint32_t count = run_keys(keys, n);

  for (uint32_t i = 0; i < count; i++) key_prefetch(&s->by_squashed, keys[i]);
  for (uint32_t i = 0; i < count; i++)
    add_values(set, SNAPSHOT_FIND(s, by_squashed, keys[i], p->memory), ROUTE_SEGMENT, BUDGET_segment, b->segment, p, s);
}

static void route_parts(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b)
{
  const name_form *whole = p->forms[0].name;

  for (uint32_t i = p->full_count; i < p->form_count; i++) {
    const probe_form *f = &p->forms[i];
    add_values(set, f->squashed, ROUTE_SEGMENT, BUDGET_segment, b->segment, p, s);
    add_values(set, f->sorted, ROUTE_SEGMENT, BUDGET_segment, b->segment, p, s);
    add_values(set, BY_KEY(s, by_native, KEY_NATIVE, f->name->native, p), ROUTE_SEGMENT, BUDGET_segment, b->segment, p, s);
    if (f->name->token_count == 1 && f->name->squashed.size > 2 && f->name->squashed.size <= 8)
      add_values(set, BY_KEY(s, by_acronym, KEY_ACRONYM, f->name->squashed, p), ROUTE_ACRONYM, BUDGET_acronym, b->acronym, p, s);
  }
  if (whole->token_count > 1) route_runs(set, whole, p, s, b);
  for (uint32_t i = 0; whole->token_count > 1 && whole->token_count <= 4 && i < whole->token_count; i++) {
    bytes word = whole->tokens[i].text;
    key_values values = { NULL, 0 };
    if (word.size >= 3 && word.size <= 8) values = BY_KEY(s, by_acronym, KEY_ACRONYM, word, p);
    if (values.count && values.count <= 8) add_values(set, values, ROUTE_ACRONYM, BUDGET_acronym, b->acronym, p, s);
  }
}

/* The whole text is an account's name that says more than generic words do: its parts are names of others at best. */
static bool is_known_name(const probe *p)
{
  return p->form_count && p->company.status == NAME_GOOD && p->forms[0].squashed.count;
}

/* An account of that name may be meant. Where all of them are in other countries than the contact, a subsidiary of a longer name may be. */
static bool is_whole_name(const candidate_set *set, const probe *p, const snapshot *s)
{
  if (!is_known_name(p)) return false;
  for (uint32_t i = 0; i < set->count; i++) {
    const candidate *c = &set->items[i];
    uint16_t country;
    if (!(c->routes & (ROUTE_SQUASHED | ROUTE_SORTED))) continue;
    country = snapshot_country(s, c->account);
    if (p->country == 0 || country == 0 || country == p->country) return true;
  }
  return false;
}

/* A domain and the exact name agree on an account. */
static bool is_agreed(const candidate_set *set)
{
  for (uint32_t i = 0; i < set->count; i++) {
    uint32_t r = set->items[i].routes;
    if ((r & (ROUTE_EMAIL | ROUTE_WEBSITE)) && (r & (ROUTE_SQUASHED | ROUTE_SORTED))) return true;
  }
  return false;
}

/* What exact keys leave open: labels, initials and parts, then words and trigrams. */
static void find_by_likeness(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b, accumulator *acc)
{
  if (is_known_name(p)) {
    longer_names(set, p, s, b, acc);
    return;
  }
  for (uint32_t i = 0; i < p->full_count; i++) route_short_name(set, p->forms[i].name, p, s, b);
  route_parts(set, p, s, b);
  if (!is_agreed(set)) fuzzy_routes(set, p, s, b, acc);
}

/* Best share of rarity between any whole form of the contact and any form of the account. */
static int32_t closeness_of(const probe *p, const snapshot *whole, uint32_t account)
{
  uint32_t n = snapshot_segment_of(whole, &account);
  const snapshot *s = snapshot_segment_at(whole, n);
  const probe_form *forms = probe_forms(p, n);
  const index_account *a = &s->accounts[account];
  int32_t best = 0;

  for (uint32_t i = 0; i < p->form_count; i++) {
    const probe_form *f = &forms[i];
    for (uint32_t k = 0; k < a->form_count; k++) {
      uint32_t number = s->account_forms[a->first_form + k], weight = s->form_keys[number].weight;
      const index_form *form = &s->forms[number];
      uint32_t shared = 0, longer = f->weight > weight ? f->weight : weight;
      int32_t value;
      for (uint32_t w = 0; w < f->word_count; w++) {
        if (f->words[w].word == INDEX_NONE) continue;
        for (uint32_t v = 0; v < form->word_count; v++) {
          if (s->form_words[form->first_word + v] != f->words[w].word) continue;
          shared += f->words[w].weight;
          break;
        }
      }
      value = longer ? (int32_t)((uint64_t)shared * 1000 / longer) : 0;
      if (i >= p->full_count) value = value * 9 / 10;
      if (value > best) best = value;
    }
  }
  return best;
}

static void closeness_make(candidate_set *set, const probe *p, const snapshot *s)
{
  for (uint32_t i = 0; i < set->count; i++) {
    candidate *c = &set->items[i];
    int32_t name = closeness_of(p, s, c->account);
    if (c->closeness < name) c->closeness = name;
    if (c->routes & (ROUTE_SQUASHED | ROUTE_SORTED | ROUTE_NATIVE)) c->closeness += NAME_EXACT_CLOSENESS;
    if (c->routes & (ROUTE_EMAIL | ROUTE_WEBSITE | ROUTE_TEXT_DOMAIN)) c->closeness += 1500;
    if (c->routes & ROUTE_PHONE) c->closeness += 600;
    if (c->routes & (ROUTE_LABEL | ROUTE_NAME_LABEL | ROUTE_SEGMENT)) c->closeness += 300;
    if (c->routes & ROUTE_ACRONYM) c->closeness += 150;
    if (p->country && snapshot_country(s, c->account) == p->country) c->closeness += 100;
  }
}

static int by_closeness(const void *x, const void *y, void *s)
{
  const candidate *a = x, *b = y;

  if (a->closeness != b->closeness) return a->closeness > b->closeness ? -1 : 1;
  return snapshot_order(s, a->account, b->account);
}

static int by_account(const void *x, const void *y, void *s)
{
  return snapshot_order(s, ((const candidate *)x)->account, ((const candidate *)y)->account);
}

void candidates_sort(candidate_set *set, const snapshot *s)
{
  qsort_r(set->items, set->count, sizeof *set->items, by_account, (void *)(uintptr_t)s);
}

void candidates_find(candidate_set *out, const probe *p, const snapshot *s, const match_rules *rules, accumulator *acc)
{
  const match_budgets *b = &rules->budgets;
  uint32_t limit = b->candidates < CANDIDATE_LIMIT ? b->candidates : CANDIDATE_LIMIT;
  bool whole;

  out->count = out->cuts = 0;
  route_domains(out, p, s, b);
  if (p->phone_accounts.count <= b->phone) add_values(out, p->phone_accounts, ROUTE_PHONE, BUDGET_phone, b->phone, p, s);
  for (uint32_t i = 0; i < p->full_count; i++) route_full_name(out, &p->forms[i], p, s, b);
  whole = is_whole_name(out, p, s);
  if (!whole || !is_agreed(out)) route_labels(out, p, s, b);
  if (p->form_count && !whole) find_by_likeness(out, p, s, b, acc);
  out->looked_at = out->count;
  if (out->count > limit) {
    closeness_make(out, p, s);
    qsort_r(out->items, out->count, sizeof *out->items, by_closeness, (void *)(uintptr_t)s);
    out->count = limit;
    out->cuts |= 1u << BUDGET_candidates;
  }
  candidates_sort(out, s);
}
