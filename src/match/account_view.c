/* SPDX-License-Identifier: MIT */
#include "match/account_view.h"

#include "text/country.h"

/* Without the bytes c. */
static bytes without(bytes text, char c, arena *a)
{
  char *out;
  size_t size = 0;

  if (text.size == 0 || !memchr(text.data, c, text.size)) return text;
  out = arena_take(a, text.size);
  if (!out) return (bytes){ NULL, 0 };
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] != c) out[size++] = text.data[i];
  return (bytes){ out, size };
}

/* Core words joined by nothing, "and" left out unless nothing else is there: as company_name.h makes squashed. */
static bytes squash(bytes core, arena *a)
{
  char *out = arena_take(a, core.size + 1);
  bytes rest = core;
  size_t size = 0;

  if (!out) return (bytes){ NULL, 0 };
  while (rest.data) {
    bytes word = bytes_split(&rest, ' ');
    if (bytes_equal(word, BYTES("and"))) continue;
    memcpy(out + size, word.data, word.size);
    size += word.size;
  }
  return size ? (bytes){ out, size } : without(core, ' ', a);
}

static void form_make(account_form *out, uint32_t number, const snapshot *s, arena *a)
{
  const index_form *form = &s->forms[number];
  uint32_t first = form->acronym_sizes & 15u, second = form->acronym_sizes >> 4;

  *out = (account_form){ .form = form, .weight = s->form_keys[number].weight, .core = snapshot_text(s, form->core, form->core_size) };
  out->squashed = squash(out->core, a);
  if (first) out->acronyms[0] = snapshot_text(s, form_acronyms(form), first);
  if (second) out->acronyms[1] = snapshot_text(s, form_acronyms(form) + first, second);
  if (form->native_size) out->native = snapshot_text(s, form_native(form), form->native_size);
  out->words = s->form_words + form->first_word;
  out->word_count = form->word_count;
}

const probe_word *account_form_words(const account_form *form, const snapshot *s, arena *a)
{
  probe_word *words = arena_take_array(a, form->word_count, sizeof *words);

  for (uint32_t i = 0; words && i < form->word_count; i++) {
    const index_word *w = &s->words[form->words[i]];
    words[i] = (probe_word){
      .text = snapshot_text(s, w->text, w->size), .word = form->words[i], .weight = w->weight, .flags = w->flags, .known = true
    };
  }
  return words;
}

static void domain_make(account_domain *out, const index_domain *d, const snapshot *s, arena *a)
{
  out->host = snapshot_text(s, d->host, d->host_size);
  out->registrable = (bytes){ out->host.data + (d->host_size - d->registrable_size), d->registrable_size };
  out->plain_label = without((bytes){ out->registrable.data, d->label_size }, '-', a);
  out->is_further = d->flags & 1;
}

void account_view_prefetch(const snapshot *s, const uint32_t *accounts, uint32_t count, bool words)
{
  enum { WORDS_AHEAD = 4 };

  /* Each round needs what the one before it asked for: the account, the numbers of its forms, the first form, its text and words. */
  for (uint32_t i = 0; i < count; i++) __builtin_prefetch(&s->accounts[accounts[i]]);
  for (uint32_t i = 0; i < count; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    __builtin_prefetch(&s->account_forms[a->first_form]);
    __builtin_prefetch(&s->domains[a->first_domain]);
    __builtin_prefetch(&s->account_countries[accounts[i]]);
    if (a->phone_size) __builtin_prefetch(s->text + a->phone);
  }
  for (uint32_t i = 0; i < count; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    if (a->form_count) {
      __builtin_prefetch(&s->forms[s->account_forms[a->first_form]]);
      __builtin_prefetch(&s->form_keys[s->account_forms[a->first_form]]);
    }
    if (a->domain_count) __builtin_prefetch(s->text + s->domains[a->first_domain].host);
  }
  for (uint32_t i = 0; i < count; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    const index_form *form = a->form_count ? &s->forms[s->account_forms[a->first_form]] : NULL;
    if (!form) continue;
    __builtin_prefetch(s->text + form->core);
    __builtin_prefetch(&s->form_words[form->first_word]);
  }
  for (uint32_t i = 0; words && i < count; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    const index_form *form = a->form_count ? &s->forms[s->account_forms[a->first_form]] : NULL;
    for (uint32_t k = 0; form && k < form->word_count && k < WORDS_AHEAD; k++)
      __builtin_prefetch(&s->words[s->form_words[form->first_word + k]]);
  }
  for (uint32_t i = 0; words && i < count; i++) {
    const index_account *a = &s->accounts[accounts[i]];
    const index_form *form = a->form_count ? &s->forms[s->account_forms[a->first_form]] : NULL;
    for (uint32_t k = 0; form && k < form->word_count && k < WORDS_AHEAD; k++)
      __builtin_prefetch(s->text + s->words[s->form_words[form->first_word + k]].text);
  }
}

void account_view_make(account_view *out, const snapshot *s, uint32_t account, arena *a)
{
  const index_account *acc = &s->accounts[account];
  uint16_t country = s->account_countries[account];

  out->number = account;
  out->account = acc;
  out->forms = arena_take_array(a, acc->form_count, sizeof *out->forms);
  out->domains = arena_take_array(a, acc->domain_count, sizeof *out->domains);
  out->form_count = out->forms ? acc->form_count : 0;
  out->domain_count = out->domains ? acc->domain_count : 0;
  for (uint32_t i = 0; i < out->form_count; i++) form_make(&out->forms[i], s->account_forms[acc->first_form + i], s, a);
  for (uint32_t i = 0; i < out->domain_count; i++) domain_make(&out->domains[i], &s->domains[acc->first_domain + i], s, a);
  out->country_is_stated = country && country != COUNTRY_UNKNOWN;
  out->country = out->country_is_stated ? country : acc->domain_country;
  out->city = snapshot_text(s, acc->city, acc->city ? acc->city_size : 0);
  out->state = snapshot_text(s, acc->state, acc->state ? acc->state_size : 0);
  out->postal_code = snapshot_text(s, acc->postal_code, acc->postal_code ? acc->postal_code_size : 0);
  out->phone = snapshot_text(s, acc->phone, acc->phone ? acc->phone_size : 0);
}
