/* SPDX-License-Identifier: MIT */
/*
 * Explanation of one contact: collected once into an outline, written as text or as JSON.
 *
 *   contact and its keys, the candidates with routes and scores, the waterfall of the best and of the account asked about, the decision,
 *   the smallest change of the contact that flips it
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "match/decide.h"
#include "match/explain_change.h"
#include "match/explain_write.h"
#include "match/matcher.h"

enum { EXPLAIN_CANDIDATES = 10 };

static const char *const domain_class_names[] = { "none",      "company",   "free mail",  "disposable", "provider",
                                                  "site host", "education", "government", "denied" };
static const char *const status_names[] = { "empty", "placeholder", "generic", "good" };

static void write_domain(writer *w, const char *name, const domain_name *d, uint32_t accounts)
{
  if (d->host.size == 0) return;
  writer_open(w, name);
  writer_bytes(w, "host", d->host);
  writer_bytes(w, "registrable_domain", d->registrable);
  writer_bytes(w, "label", d->plain_label);
  writer_text(w, "class", domain_class_names[d->kind]);
  writer_number(w, "accounts", accounts);
  writer_close(w);
}

static void write_code(writer *w, const char *name, uint16_t country)
{
  char code[2] = { (char)(country >> 8), (char)(country & 0xFF) };

  if (country) writer_bytes(w, name, (bytes){ code, 2 });
}

static void write_keys(writer *w, const probe *p)
{
  writer_open(w, "keys");
  write_domain(w, "email", &p->email, p->email_accounts.count);
  write_domain(w, "website", &p->website, p->website_accounts.count);
  write_domain(w, "typed_domain", &p->text, p->text_accounts.count);
  writer_text(w, "company_status", status_names[p->company.status]);
  for (uint32_t i = 0; i < p->full_count; i++) {
    const probe_form *f = &p->forms[i];
    writer_open(w, i ? "other_name" : "name");
    writer_bytes(w, "core", f->name->core);
    writer_bytes(w, "squashed", f->name->squashed);
    writer_bytes(w, "sorted", f->name->sorted);
    writer_bytes(w, "native", f->name->native);
    writer_number(w, "accounts", f->squashed.count > f->sorted.count ? f->squashed.count : f->sorted.count);
    for (uint32_t k = 0; k < f->word_count; k++) writer_word(w, f->words[k].text, f->words[k].weight);
    writer_close(w);
  }
  write_code(w, "country", p->country);
  write_code(w, "country_by_domain", p->country_hint);
  writer_bytes(w, "city", p->city);
  writer_bytes(w, "state", p->state);
  writer_bytes(w, "postal_code", p->postal_code);
  writer_bytes(w, "phone_line", p->phone.line);
  writer_close(w);
}

/* Names of the routes, parted by blanks; returns the length. */
static size_t routes_text(char *text, size_t limit, uint32_t routes)
{
  size_t size = 0;

  for (uint32_t i = 0; i < ROUTE_COUNT; i++) {
    const char *name = route_name((route)(1u << i));
    size_t n = strlen(name);
    if (!(routes >> i & 1u) || size + n + 1 >= limit) continue;
    if (size) text[size++] = ' ';
    memcpy(text + size, name, n);
    size += n;
  }
  return size;
}

static void write_account(writer *w, const scored *x, const snapshot *s)
{
  writer_bytes(w, "account_id", snapshot_field(s, x->comparison->account, L2A_ACCOUNT_ID));
  writer_bytes(w, "account_name", snapshot_field(s, x->comparison->account, L2A_ACCOUNT_NAME));
}

static void write_candidates(writer *w, const l2a_matcher *m, const snapshot *s)
{
  char routes[160];

  if (w->format == L2A_FORMAT_TEXT && m->count) buffer_append_text(&w->out, "candidates\n");
  for (uint32_t i = 0; i < m->count && i < EXPLAIN_CANDIDATES; i++) {
    const comparison *c = m->scores[i].comparison;
    bytes id = snapshot_field(s, c->account, L2A_ACCOUNT_ID), name = snapshot_field(s, c->account, L2A_ACCOUNT_NAME);
    writer_candidate(w, id, name, m->scores[i].probability, (bytes){ routes, routes_text(routes, sizeof routes, c->routes) });
  }
}

/* Prior, the weight of every level that has one, the margin: they add up to the total. */
static void write_waterfall(writer *w, const char *name, const scored *x, const snapshot *s, const match_rules *rules)
{
  writer_open(w, name);
  write_account(w, x, s);
  if (w->format == L2A_FORMAT_TEXT) writer_step(w, "prior", 0, rules->prior, "before any evidence");
  else writer_decimal(w, "prior", rules->prior, 3);
  for (int i = 0; i < FEATURE_COUNT; i++) {
    const weight_table *t = &rules->weights[i];
    int32_t value = x->comparison->features[i];
    int32_t weight = t->used ? t->weights[weight_level(t, value)] : 0;
    if (weight == 0) continue;
    writer_step(w, feature_name((feature)i), value, weight, feature_description((feature)i));
  }
  writer_step(w, "margin", x->margin, x->total - x->evidence, "evidence minus that of the best other candidate, thousandths of a nat");
  writer_decimal(w, "total", x->total, 3);
  if (!x->is_named) writer_text(w, "limit", "place and phone name nobody: alone at most 0.5000");
  writer_decimal(w, "probability", (int64_t)x->probability, 4);
  writer_close(w);
}

static void write_decision(writer *w, const answer *a, const snapshot *s, const match_rules *rules)
{
  char tie[96];

  writer_open(w, "decision");
  writer_text(w, "decision", l2a_decision_name((l2a_decision)a->decision));
  writer_text(w, "reason", l2a_reason_name((l2a_reason)a->reason));
  writer_bytes(w, "detail", (bytes){ a->detail, a->detail_size });
  if (a->account != INDEX_NONE) writer_bytes(w, "account_id", snapshot_field(s, a->account, L2A_ACCOUNT_ID));
  writer_decimal(w, "score", a->probability, 4);
  writer_decimal(w, "margin", a->margin, 4);
  writer_bytes(w, "grade", (bytes){ a->grade, GRADE_SIZE });
  writer_bytes(w, "tie_break", (bytes){ tie, decide_tie_name(tie, sizeof tie, rules, a->tie_break) });
  writer_decimal(w, "match_threshold", rules->match_threshold, 4);
  writer_decimal(w, "review_threshold", rules->review_threshold, 4);
  writer_close(w);
}

/* x: the score of the account asked about; NULL when it was not compared. */
static const char *why_not(const l2a_matcher *m, const answer *a, const scored *x, bool excluded, const match_rules *rules)
{
  const scored *first = &m->scores[0];

  if (x && a->decision == L2A_DECISION_MATCH && a->account == x->comparison->account) return "it is the answer";
  if (m->slots[0].overrides.decided) return "an override names another account";
  if (excluded || m->slots[0].overrides.rejected) return "an override says never";
  if (!x) return "not compared";
  if (x->comparison->routes == ROUTE_ASKED && m->slots[0].cuts) return "it is not among the candidates that the budgets leave";
  if (x->comparison->routes == ROUTE_ASKED) return "no route brings it: it shares no key and no word that is rare enough";
  if (x != first && first->evidence <= x->evidence + rules->tie_margin)
    return "it fits as well, but another account is preferred by a rule of the definitions";
  if (x != first) return "another account has more evidence";
  if (x->probability < rules->review_threshold) return "its probability is below the review threshold";
  if (x->probability < rules->match_threshold) return "its probability is below the match threshold: it goes to review";
  return "a rule of the definitions sends it to review";
}

/* Why the account asked about is not the answer. */
static void write_why_not(writer *w, const l2a_matcher *m, const answer *a, uint32_t asked, const snapshot *s, const match_rules *rules)
{
  const scored *x = NULL;
  bool excluded = false;

  for (uint32_t i = 0; i < m->count; i++)
    if (m->scores[i].comparison->account == asked) x = &m->scores[i];
  for (uint32_t i = 0; i < m->slots[0].overrides.excluded_count; i++) excluded = excluded || m->slots[0].overrides.excluded[i] == asked;
  writer_open(w, "against");
  writer_bytes(w, "account_id", snapshot_field(s, asked, L2A_ACCOUNT_ID));
  writer_text(w, "why", why_not(m, a, x, excluded, rules));
  writer_close(w);
  if (x && x != &m->scores[0]) write_waterfall(w, "against_waterfall", x, s, rules);
}

static void write_change(writer *w, const contact_change *change, const snapshot *s)
{
  const answer *a = &change->answer;

  writer_open(w, "smallest_change");
  if (change->count == 0) writer_text(w, "note", "emptying a field, or setting it to what the account has, does not flip the answer");
  for (uint32_t i = 0; i < change->count; i++) {
    const contact_edit *e = &change->edits[i];
    writer_open(w, "edit");
    writer_text(w, "field", e->field);
    writer_bytes(w, "from", e->from);
    writer_bytes(w, "to", e->to.size || w->format != L2A_FORMAT_TEXT ? e->to : BYTES("(empty)"));
    writer_close(w);
  }
  if (change->count) {
    writer_text(w, "decision", l2a_decision_name((l2a_decision)a->decision));
    writer_text(w, "reason", l2a_reason_name((l2a_reason)a->reason));
    if (a->account != INDEX_NONE) writer_bytes(w, "account_id", snapshot_field(s, a->account, L2A_ACCOUNT_ID));
    writer_decimal(w, "score", a->probability, 4);
  }
  writer_close(w);
}

/* What would flip the answer: to the account asked about, else to the best candidate, or away from the match. */
static l2a_status explain_change(writer *w, l2a_matcher *m, const l2a_contact *contact, const answer *a, uint32_t best, uint32_t asked,
                                 l2a_error *error)
{
  bool is_match = a->decision == L2A_DECISION_MATCH;
  bool is_asked = asked != INDEX_NONE && !(is_match && a->account == asked);
  uint32_t target = is_asked ? asked : is_match ? INDEX_NONE : best;
  bool pairs = is_asked || a->decision == L2A_DECISION_REVIEW;
  contact_change change;
  l2a_status status = contact_change_find(&change, m, contact, a, target, pairs, error);

  if (status == L2A_OK) write_change(w, &change, snapshot_get(m->ref));
  return status;
}

static l2a_status explain(writer *w, l2a_matcher *m, const l2a_contact *contact, uint32_t asked, l2a_error *error)
{
  const snapshot *s = snapshot_get(m->ref);
  const match_rules *rules = &m->rules->match;
  answer plain, with_asked;
  uint32_t best;
  bool is_free;
  l2a_status status = matcher_run(&plain, m, contact, INDEX_NONE, error);

  if (status != L2A_OK) return status;
  best = m->count ? m->scores[0].comparison->account : INDEX_NONE;
  is_free = !m->slots[0].overrides.decided && !m->slots[0].overrides.rejected;
  writer_open(w, NULL);
  if (is_free) {
    write_keys(w, &m->slots[0].probe);
    write_candidates(w, m, s);
    if (m->count) write_waterfall(w, "waterfall", &m->scores[0], s, rules);
  }
  write_decision(w, &plain, s, rules);
  /* Last, since the account asked about counts as a rival of the others when no route brings it. */
  if (asked != INDEX_NONE) {
    status = matcher_run(&with_asked, m, contact, asked, error);
    if (status == L2A_OK) write_why_not(w, m, &plain, asked, s, rules);
  }
  if (status == L2A_OK && is_free) status = explain_change(w, m, contact, &plain, best, asked, error);
  writer_close(w);
  return status;
}

l2a_status l2a_explain(l2a_matcher *m, const l2a_contact *contact, l2a_string against, l2a_format format, l2a_sink sink, void *payload,
                       l2a_error *error)
{
  uint32_t asked = INDEX_NONE;
  bool changed = false;
  writer w;
  l2a_status status;

  if (!m || !contact || !sink || contact->struct_size < sizeof *contact)
    return error_set(error, L2A_EINVAL, "l2a_explain: matcher, contact and sink are required");
  if (!matcher_contact_is_valid(contact)) return error_set(error, L2A_EINVAL, "l2a_explain: a field is no valid UTF-8 or has a NUL");
  status = matcher_enter(m, error);
  if (status != L2A_OK) return status;
  writer_init(&w, format);
  status = snapshot_renew(m->ref, &changed, error);
  if (status == L2A_OK && changed && m->known) memo_clear(m->known);
  if (status == L2A_OK && against.size) {
    asked = snapshot_find_account(snapshot_get(m->ref), against);
    if (asked == INDEX_NONE)
      status =
        error_set(error, L2A_ENOTFOUND, "no account '%.*s' in the index", (int)(against.size < 80 ? against.size : 80), against.data);
  }
  if (status == L2A_OK) status = explain(&w, m, contact, asked, error);
  if (status == L2A_OK && w.out.failed) status = error_no_memory(error);
  if (status == L2A_OK) status = sink(payload, w.out.data, w.out.size);
  writer_free(&w);
  matcher_leave(m);
  return status;
}
