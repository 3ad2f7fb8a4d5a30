/* SPDX-License-Identifier: MIT */
#include "match/probe.h"

#include "index/keys.h"
#include "index/place_key.h"
#include "index/rarity.h"
#include "text/country.h"
#include "text/state.h"

static bool is_own(const domain_name *d)
{
  return d->kind == DOMAIN_COMPANY || d->kind == DOMAIN_EDUCATION || d->kind == DOMAIN_GOVERNMENT;
}

static key_values accounts_of_domain(const snapshot *s, const domain_name *d)
{
  key_values none = { NULL, 0 };

  return d->registrable.size ? key_find(&s->by_domain, key_hash(KEY_DOMAIN, d->registrable)) : none;
}

static probe_word word_of(const name_token *token, const snapshot *s)
{
  probe_word w = { .text = token->canon, .flags = token->flags, .word = snapshot_find_word(s, token->canon) };

  if (w.word != INDEX_NONE) {
    w.weight = s->words[w.word].weight;
    w.flags |= s->words[w.word].flags & WORD_PLACE;
  } else w.weight = rarity_of(s->account_count, 0, token->flags);
  return w;
}

static void form_make(probe_form *out, const name_form *form, const snapshot *s, arena *a)
{
  probe_word *words = arena_take_array(a, form->token_count, sizeof *words);
  bool keep_stops = false;

  *out = (probe_form){ .name = form };
  if (!words) return;
  for (;;) {
    for (uint32_t i = 0; i < form->token_count; i++)
      if (keep_stops || !(form->tokens[i].flags & TOKEN_STOP)) words[out->word_count++] = word_of(&form->tokens[i], s);
    if (out->word_count || keep_stops) break;
    keep_stops = true;
  }
  for (uint32_t i = 0; i < out->word_count; i++) out->weight += words[i].weight;
  out->words = words;
  out->squashed = key_find(&s->by_squashed, key_hash(KEY_SQUASHED, form->squashed));
  out->sorted = key_find(&s->by_sorted, key_hash(KEY_SORTED, form->sorted));
}

static const trigram_list *trigrams_make(bytes core, arena *a)
{
  trigram_list *list = arena_take(a, sizeof *list);

  if (list) trigram_list_make(list, core);
  return list;
}

/* Whole names first, then brackets and segments, each in their order. */
static void forms_make(probe *p, const snapshot *s, arena *a)
{
  probe_form *forms = arena_take_array(a, p->company.form_count, sizeof *forms);

  if (!forms) return;
  for (int full = 1; full >= 0; full--) {
    for (uint32_t i = 0; i < p->company.form_count; i++) {
      const name_form *form = &p->company.forms[i];
      bool is_full = form->kind != NAME_BRACKET && form->kind != NAME_SEGMENT;
      if (is_full != (full == 1)) continue;
      form_make(&forms[p->form_count], form, s, a);
      if (is_full) forms[p->form_count].trigrams = trigrams_make(form->core, a);
      p->form_count++;
    }
    if (full) p->full_count = p->form_count;
  }
  p->forms = forms;
}

static void domains_make(probe *p, const snapshot *s, const l2a_rules *rules, text_scratch *scratch, arena *a)
{
  const l2a_contact *c = p->contact;

  if (c->email.size) domain_from_email(&p->email, c->email, rules->lex, scratch, a);
  if (c->website.size) domain_from_url(&p->website, c->website, rules->lex, scratch, a);
  if (c->company.size) domain_from_text(&p->text, c->company, rules->lex, scratch, a);
  p->email_is_own = is_own(&p->email);
  p->website_is_own = is_own(&p->website);
  p->email_accounts = accounts_of_domain(s, &p->email);
  p->website_accounts = accounts_of_domain(s, &p->website);
  p->text_accounts = accounts_of_domain(s, &p->text);
}

static uint16_t hint_of(const domain_name *d)
{
  return d->country[0] ? (uint16_t)((unsigned)(unsigned char)d->country[0] << 8 | (unsigned char)d->country[1]) : 0;
}

void probe_make(probe *out, const l2a_contact *contact, const snapshot *s, const l2a_rules *rules, text_scratch *scratch, arena *a)
{
  uint16_t country;

  *out = (probe){ .contact = contact };
  domains_make(out, s, rules, scratch, a);
  company_name_parse(&out->company, contact->company, NAME_OF_CONTACT, rules->lex, scratch, a);
  if (out->company.form_count) forms_make(out, s, a);
  country = contact->country.size ? country_code(contact->country, rules->lex, scratch) : 0;
  out->country = country == COUNTRY_UNKNOWN ? 0 : country;
  if (out->website_is_own) out->country_hint = hint_of(&out->website);
  if (!out->country_hint && out->email_is_own) out->country_hint = hint_of(&out->email);
  out->city = place_key(contact->city, rules->lex, scratch, a);
  out->states = rules->lex->states;
  out->state = state_name(out->states, out->country, place_key(contact->state, rules->lex, scratch, a));
  out->postal_code = postal_code_key(contact->postal_code, a);
  phone_parse(&out->phone, contact->phone, out->country ? out->country : out->country_hint, a);
  if (out->phone.line.size) out->phone_accounts = key_find(&s->by_phone, key_hash(KEY_PHONE, out->phone.line));
}
