/* SPDX-License-Identifier: MIT */
/* Domains and their labels: is the e-mail's or web site's domain the account's, and does its label spell the name. */
#include "match/compare.h"
#include "match/similarity.h"
#include "text/state.h"

enum { ACCOUNTS_LIMIT = 99, LABEL_NAMES = 10, PART_LETTERS = 4, FREE_MAIL_NAME = 600, FREE_MAIL_LABEL = 800 };

static const uint16_t american = (uint16_t)('U' << 8 | 'S');

typedef struct domain_hit {
  bool same; /* registrable domain */
  bool same_host;
  bool further; /* not the web site */
} domain_hit;

static domain_hit find_domain(const domain_name *d, const account_view *view)
{
  domain_hit hit = { false, false, false };

  for (uint32_t i = 0; d->registrable.size && i < view->domain_count; i++) {
    if (!bytes_equal(d->registrable, view->domains[i].registrable)) continue;
    if (!hit.same) hit.further = view->domains[i].is_further;
    hit.same = true;
    hit.same_host = hit.same_host || bytes_equal(d->host, view->domains[i].host) || bytes_equal(d->host, d->registrable);
  }
  return hit;
}

static int32_t at_most(uint32_t count)
{
  return (int32_t)(count < ACCOUNTS_LIMIT ? count : ACCOUNTS_LIMIT);
}

/* Share of the shorter in the longer when one holds the other, else 0. */
static int32_t part_share(bytes a, bytes b)
{
  bytes shorter = a.size < b.size ? a : b, longer = a.size < b.size ? b : a;

  if (shorter.size < PART_LETTERS || similarity_find(longer, shorter) == SIZE_MAX) return 0;
  return (int32_t)(1000 * shorter.size / longer.size);
}

/* Share of the label that is spelled by words of the name. */
static int32_t spelled_share(bytes label, bytes core)
{
  size_t letters = 0;

  while (core.data) {
    bytes word = bytes_split(&core, ' ');
    if (word.size > 2 && similarity_find(label, word) != SIZE_MAX) letters += word.size;
  }
  return letters >= label.size ? 1000 : (int32_t)(1000 * letters / label.size);
}

static int32_t larger(int32_t a, int32_t b)
{
  return a > b ? a : b;
}

/* How well the label fits the contact's own company text. */
int32_t compare_label_company(const probe *p)
{
  const name_form *n = p->forms[0].name;
  bytes label = p->email.plain_label;
  int32_t best = larger(similarity_ratio(label, n->squashed), part_share(label, n->squashed) ? 900 : 0);

  for (uint32_t i = 0; i < n->acronym_count; i++)
    if (bytes_equal(label, n->acronyms[i])) best = 1000;
  for (uint32_t i = 0; i < n->token_count; i++)
    if (bytes_equal(label, n->tokens[i].text)) best = 1000;
  return best;
}

static void compare_label(int32_t *f, bytes label, const account_view *view)
{
  for (uint32_t i = 0; i < view->domain_count; i++) {
    bytes own = view->domains[i].plain_label;
    f[FEATURE_EMAIL_LABEL] = larger(f[FEATURE_EMAIL_LABEL], similarity_ratio(label, own));
    f[FEATURE_EMAIL_CONTAINS] = larger(f[FEATURE_EMAIL_CONTAINS], part_share(label, own));
  }
  for (uint32_t i = 0; i < view->form_count && i < LABEL_NAMES; i++) {
    const account_form *v = &view->forms[i];
    f[FEATURE_EMAIL_NAME] = larger(f[FEATURE_EMAIL_NAME], similarity_ratio(label, v->squashed));
    f[FEATURE_EMAIL_NAME_PART] = larger(f[FEATURE_EMAIL_NAME_PART], larger(part_share(label, v->squashed), spelled_share(label, v->core)));
    for (uint32_t k = 0; k < NAME_ACRONYM_LIMIT; k++)
      if (v->acronyms[k].size && bytes_equal(label, v->acronyms[k])) f[FEATURE_EMAIL_ACRONYM] = 1;
  }
}

static void compare_company_label(int32_t *f, const probe *p, const account_view *view)
{
  for (uint32_t i = 0; i < p->full_count && i < 2; i++)
    for (uint32_t k = 0; k < view->domain_count; k++) {
      bytes label = view->domains[k].plain_label, name = p->forms[i].name->squashed;
      f[FEATURE_COMPANY_LABEL] = larger(f[FEATURE_COMPANY_LABEL], similarity_ratio(name, label));
      if (label.size >= PART_LETTERS && similarity_find(name, label) != SIZE_MAX)
        f[FEATURE_COMPANY_LABEL_PART] = larger(f[FEATURE_COMPANY_LABEL_PART], (int32_t)(1000 * label.size / name.size));
    }
}

/* A domain on a free list that is an account's own counts when the company name agrees (bt.com, zoho.com are on public lists). */
static bool name_agrees(const int32_t *f)
{
  return f[FEATURE_NAME_COVERAGE_BOTH] >= FREE_MAIL_NAME || f[FEATURE_NAME_EXACT] > 0 || f[FEATURE_COMPANY_LABEL] >= FREE_MAIL_LABEL;
}

static void compare_email(int32_t *f, uint32_t *flags, const probe *p, const account_view *view)
{
  domain_hit hit = find_domain(&p->email, view);

  f[FEATURE_EMAIL_CLASS] = (int32_t)p->email.kind;
  if (p->email_is_own || (hit.same && name_agrees(f))) {
    f[FEATURE_EMAIL_ACCOUNTS] = at_most(p->email_accounts.count);
    f[FEATURE_EMAIL_MATCH] = !hit.same ? 0 : bytes_equal(p->email.host, p->email.registrable) ? 2 : hit.same_host ? 3 : 1;
    if (hit.further) *flags |= COMPARISON_FURTHER_DOMAIN;
  }
  if (!p->email_is_own) return;
  if (!hit.same) f[FEATURE_EMAIL_CONFLICT] = p->email_accounts.count ? 3 : view->domain_count ? 2 : 1;
  compare_label(f, p->email.plain_label, view);
  if (p->form_count) f[FEATURE_EMAIL_COMPANY] = p->label_company;
}

/*
 * The American state that a domain of local government tells: "franklincountyoh.gov" of a Franklin County, "ci.dover.nh.us". Words of
 * `core` stand before the state in a label.
 */
static bytes state_of_domain(bytes host, bytes label, bytes core, const state_list *states)
{
  bytes top = host, before;

  if (bytes_ends_with(host, BYTES(".gov"))) return state_of_label(states, label, core);
  if (!bytes_ends_with(host, BYTES(".us")) || host.size < 7) return (bytes){ NULL, 0 };
  top.size -= 3;
  before = bytes_from(top.data + top.size - 3, 3);
  if (before.data[0] != '.') return (bytes){ NULL, 0 };
  before = bytes_from(before.data + 1, 2);
  top = state_name(states, american, before);
  return top.size > 2 ? top : (bytes){ NULL, 0 };
}

/* Governments of one name are told apart by the state in their domain, on either side, or the state of the record. */
static int32_t compare_gov_state(const probe *p, const account_view *view)
{
  bytes core = view->form_count ? view->forms[0].core : (bytes){ NULL, 0 };
  bytes theirs = { NULL, 0 };
  bytes ours = p->email_is_own ? state_of_domain(p->email.host, p->email.plain_label, core, p->states) : theirs;
  bool by_domain = ours.size != 0;

  if (!ours.size && p->website_is_own) ours = state_of_domain(p->website.host, p->website.plain_label, core, p->states);
  by_domain = by_domain || ours.size;
  if (!ours.size) ours = p->state;
  if (!ours.size) return -1;
  for (uint32_t i = 0; i < view->domain_count && !theirs.size; i++)
    theirs = state_of_domain(view->domains[i].host, view->domains[i].plain_label, core, p->states);
  by_domain = by_domain || theirs.size;
  if (!theirs.size) theirs = view->state;
  return by_domain && theirs.size ? bytes_equal(ours, theirs) : -1;
}

void compare_domains(int32_t *f, uint32_t *flags, const probe *p, const account_view *view)
{
  domain_hit site;

  f[FEATURE_GOV_STATE] = compare_gov_state(p, view);
  if (p->form_count) compare_company_label(f, p, view);
  if (p->email.registrable.size) compare_email(f, flags, p, view);
  site = find_domain(&p->website, view);
  if (p->website.registrable.size && (p->website_is_own || (site.same && name_agrees(f)))) {
    f[FEATURE_WEBSITE_ACCOUNTS] = at_most(p->website_accounts.count);
    f[FEATURE_WEBSITE_MATCH] = site.same ? (site.same_host ? 3 : 2) : view->domain_count ? 1 : 0;
  }
  if (p->text.registrable.size) f[FEATURE_TEXT_DOMAIN_MATCH] = find_domain(&p->text, view).same ? 1 : view->domain_count ? -1 : 0;
}
