/* SPDX-License-Identifier: MIT */
#include "match/probe.h"

#include "index/key_filter.h"
#include "index/keys.h"
#include "index/place_key.h"
#include "index/rarity.h"
#include "match/compare.h"
#include "text/country.h"
#include "text/state.h"

static bool is_own(const domain_name *d)
{
  return d->kind == DOMAIN_COMPANY || d->kind == DOMAIN_EDUCATION || d->kind == DOMAIN_GOVERNMENT;
}

static key_values accounts_of_domain(const snapshot *s, const domain_name *d, arena *a)
{
  key_values none = { NULL, 0 };

  return d->registrable.size ? SNAPSHOT_FIND(s, by_domain, key_hash(KEY_DOMAIN, d->registrable), a) : none;
}

/* A word that only accounts have that are gone is in no account any more; a word of many names is not looked at. */
static uint32_t live_word(const snapshot *segment, uint32_t number)
{
  enum { FORMS_LOOKED_AT = 16 };
  const index_word *word;

  if (number == INDEX_NONE || !segment->dead) return number;
  word = &segment->words[number];
  if (word->form_count > FORMS_LOOKED_AT) return number;
  for (uint32_t i = 0; i < word->form_count; i++)
    if (segment_is_live(segment, segment->form_keys[segment->word_forms[word->first_form + i]].account)) return number;
  return INDEX_NONE;
}

/* Of a word that is in no delta. */
static const uint32_t nowhere[] = {
  INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE,
  INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE,
  INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE, INDEX_NONE,
};
_Static_assert(sizeof nowhere / sizeof *nowhere == DELTA_LIMIT, "one for each delta");

/* The word in the deltas. One that the base does not have is as rare as the newest delta that has it says. */
static void word_in_deltas(probe_word *w, uint64_t hash, const snapshot *s, arena *a)
{
  uint32_t *numbers;

  w->in_deltas = nowhere;
  if (!deltas_may_have(s, hash)) return;
  numbers = arena_take_array(a, s->delta_count, sizeof *numbers);
  if (!numbers) return;
  w->in_deltas = numbers;
  for (uint32_t n = 0; n < s->delta_count; n++) {
    const snapshot *segment = &s->deltas[n];
    const index_word *word;
    numbers[n] = live_word(segment, segment_find_word(segment, w->text, hash));
    if (numbers[n] == INDEX_NONE) continue;
    word = &segment->words[numbers[n]];
    w->known = true;
    w->flags |= word->flags & WORD_PLACE;
    if (w->word == INDEX_NONE) w->weight = word->weight;
  }
}

static probe_word word_of(const name_token *token, const snapshot *s, arena *a)
{
  uint64_t hash = key_hash(KEY_WORD, token->canon);
  probe_word w = { .text = token->canon, .flags = token->flags, .word = live_word(s, segment_find_word(s, token->canon, hash)) };

  if (w.word != INDEX_NONE) {
    w.weight = s->words[w.word].weight;
    w.flags |= s->words[w.word].flags & WORD_PLACE;
  } else w.weight = rarity_of(s->account_count, 0, token->flags);
  w.known = w.word != INDEX_NONE;
  if (s->delta_count) word_in_deltas(&w, hash, s, a);
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
      if (keep_stops || !(form->tokens[i].flags & TOKEN_STOP)) words[out->word_count++] = word_of(&form->tokens[i], s, a);
    if (out->word_count || keep_stops) break;
    keep_stops = true;
  }
  for (uint32_t i = 0; i < out->word_count; i++) out->weight += words[i].weight;
  out->words = words;
  out->squashed = SNAPSHOT_FIND(s, by_squashed, key_hash(KEY_SQUASHED, form->squashed), a);
  out->sorted = SNAPSHOT_FIND(s, by_sorted, key_hash(KEY_SORTED, form->sorted), a);
}

static const trigram_set *trigrams_make(bytes core, arena *a)
{
  trigram_set *set = arena_take(a, sizeof *set);

  if (set) trigram_set_make(set, core);
  return set;
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

/* The forms with the numbers that their words have in a delta; NULL: no memory. */
static const probe_form *delta_forms_make(const probe *p, uint32_t delta)
{
  probe_form *forms = arena_take_array(p->memory, p->form_count, sizeof *forms);

  for (uint32_t i = 0; forms && i < p->form_count; i++) {
    probe_word *words = arena_take_array(p->memory, p->forms[i].word_count, sizeof *words);
    if (!words || p->memory->failed) return NULL;
    forms[i] = p->forms[i];
    for (uint32_t w = 0; w < forms[i].word_count; w++) {
      words[w] = p->forms[i].words[w];
      words[w].word = words[w].in_deltas[delta];
    }
    forms[i].words = words;
  }
  return forms;
}

const probe_form *probe_forms(const probe *p, uint32_t n)
{
  if (n == 0 || !p->delta_forms || p->memory->failed) return p->forms;
  if (!p->delta_forms[n - 1]) p->delta_forms[n - 1] = delta_forms_make(p, n - 1);
  return p->delta_forms[n - 1] ? p->delta_forms[n - 1] : p->forms;
}

static void prefetch(const key_table *t, key_kind kind, bytes text)
{
  if (text.size) key_prefetch(t, key_hash(kind, text));
}

static void prefetch_domain(const domain_name *d, const snapshot *s, bool with_label)
{
  prefetch(&s->by_domain, KEY_DOMAIN, d->registrable);
  if (!with_label || d->plain_label.size < 2) return;
  prefetch(&s->by_label, KEY_LABEL, d->plain_label);
  prefetch(&s->by_squashed, KEY_SQUASHED, d->plain_label);
  prefetch(&s->by_acronym, KEY_ACRONYM, d->plain_label);
}

static void prefetch_name(const company_name *name, const snapshot *s)
{
  for (uint32_t i = 0; i < name->form_count; i++) {
    const name_form *form = &name->forms[i];
    prefetch(&s->by_squashed, KEY_SQUASHED, form->squashed);
    prefetch(&s->by_sorted, KEY_SORTED, form->sorted);
    if (i == 0) prefetch(&s->by_label, KEY_LABEL, form->squashed);
    for (uint32_t k = 0; k < form->token_count; k++) prefetch(&s->by_word, KEY_WORD, form->tokens[k].canon);
  }
}

static void domains_parse(probe *p, const l2a_rules *rules, probe_tools *tools, arena *a)
{
  text_scratch *scratch = tools->scratch;
  const l2a_contact *c = p->contact;

  if (c->email.size) text_memo_email(&p->email, tools->texts, c->email, rules->lex, scratch, a);
  if (c->website.size) domain_from_url(&p->website, c->website, rules->lex, scratch, a);
  if (c->company.size) domain_from_text(&p->text, c->company, rules->lex, scratch, a);
  p->email_is_own = is_own(&p->email);
  p->website_is_own = is_own(&p->website);
}

static uint16_t hint_of(const domain_name *d)
{
  return d->country[0] ? (uint16_t)((unsigned)(unsigned char)d->country[0] << 8 | (unsigned char)d->country[1]) : 0;
}

void probe_parse(probe *out, const l2a_contact *contact, const snapshot *s, const l2a_rules *rules, probe_tools *tools, arena *a)
{
  uint16_t country;

  *out = (probe){ .contact = contact, .memory = a };
  domains_parse(out, rules, tools, a);
  prefetch_domain(&out->email, s, out->email_is_own);
  prefetch_domain(&out->website, s, out->website_is_own);
  prefetch_domain(&out->text, s, true);
  company_name_parse(&out->company, contact->company, NAME_OF_CONTACT, rules->lex, tools->scratch, a);
  prefetch_name(&out->company, s);
  country = contact->country.size ? text_memo_country(tools->texts, contact->country, rules->lex, tools->scratch) : 0;
  out->country = country == COUNTRY_UNKNOWN ? 0 : country;
  if (out->website_is_own) out->country_hint = hint_of(&out->website);
  if (!out->country_hint && out->email_is_own) out->country_hint = hint_of(&out->email);
  out->states = rules->lex->states;
  phone_parse(&out->phone, contact->phone, out->country ? out->country : out->country_hint, a);
  prefetch(&s->by_phone, KEY_PHONE, out->phone.line);
}

void probe_resolve(probe *p, const snapshot *s, arena *a)
{
  p->email_accounts = accounts_of_domain(s, &p->email, a);
  p->website_accounts = accounts_of_domain(s, &p->website, a);
  p->text_accounts = accounts_of_domain(s, &p->text, a);
  if (p->company.form_count) forms_make(p, s, a);
  if (s->delta_count && p->form_count) p->delta_forms = arena_take_array(a, s->delta_count, sizeof *p->delta_forms);
  if (p->delta_forms) memset(p->delta_forms, 0, s->delta_count * sizeof *p->delta_forms);
  if (p->phone.line.size) p->phone_accounts = SNAPSHOT_FIND(s, by_phone, key_hash(KEY_PHONE, p->phone.line), a);
}

void probe_places(probe *p, const l2a_rules *rules, probe_tools *tools, arena *a)
{
  p->city = text_memo_place(tools->texts, p->contact->city, rules->lex, tools->scratch, a);
  p->state = state_name(p->states, p->country, text_memo_place(tools->texts, p->contact->state, rules->lex, tools->scratch, a));
  p->postal_code = postal_code_key(p->contact->postal_code, a);
  if (p->form_count && p->email_is_own) p->label_company = compare_label_company(p);
}
