/* SPDX-License-Identifier: MIT */
/* Acronyms: the contact writes the account's initials, or the other way round. */
#include "index/keys.h"
#include "match/compare.h"

enum { COUNT_LIMIT = 99 };

/* Letters of the text in order at the beginnings of the name's words: share of words that gave some, thousandths; 0 when letters are left. */
static int32_t initial_share(bytes letters, bytes core)
{
  uint32_t words = 0, hits = 0;
  size_t k = 0;

  while (core.data) {
    bytes word = bytes_split(&core, ' ');
    size_t n = 0;
    words++;
    while (n < word.size && n < 4 && k < letters.size && word.data[n] == letters.data[k]) n++, k++;
    hits += n > 0;
  }
  return k == letters.size && words ? (int32_t)(hits * 1000 / words) : 0;
}

static bool is_acronym_of(bytes text, const account_form *v)
{
  return (v->acronyms[0].size && bytes_equal(text, v->acronyms[0])) || (v->acronyms[1].size && bytes_equal(text, v->acronyms[1]));
}

static bool is_label_of(bytes text, const account_view *view)
{
  for (uint32_t i = 0; i < view->domain_count; i++)
    if (text.size && bytes_equal(text, view->domains[i].plain_label)) return true;
  return false;
}

static void compare_acronym_labels(int32_t *f, const name_form *n, const account_view *view)
{
  bool hit = is_label_of(n->squashed, view);

  for (uint32_t i = 0; i < n->acronym_count && !hit; i++) hit = is_label_of(n->acronyms[i], view);
  for (uint32_t i = 0; i < n->token_count && !hit; i++) hit = n->tokens[i].text.size > 2 && is_label_of(n->tokens[i].text, view);
  f[FEATURE_ACRONYM_LABEL] = hit;
}

void compare_acronyms(int32_t *f, const probe *p, const account_view *view, const snapshot *whole)
{
  const name_form *n = p->forms[0].name;
  bool of_account = false, of_contact = false, word = false;

  for (uint32_t k = 0; k < view->form_count; k++) {
    const account_form *v = &view->forms[k];
    of_account = of_account || is_acronym_of(n->squashed, v);
    for (uint32_t i = 0; n->token_count <= 3 && i < n->token_count; i++)
      word = word || (n->tokens[i].text.size > 2 && is_acronym_of(n->tokens[i].text, v));
    for (uint32_t i = 0; i < n->acronym_count; i++) of_contact = of_contact || bytes_equal(n->acronyms[i], v->squashed);
    if (n->token_count == 1 && n->squashed.size >= 2 && n->squashed.size <= 12 && k < 6) {
      int32_t share = initial_share(n->squashed, v->core);
      if (share > f[FEATURE_ACRONYM_LETTERS]) f[FEATURE_ACRONYM_LETTERS] = share;
    }
  }
  f[FEATURE_ACRONYM] = of_account ? 1 : of_contact ? 2 : word ? 3 : 0;
  if (f[FEATURE_ACRONYM]) {
    key_values same = SNAPSHOT_FIND(whole, by_acronym, key_hash(KEY_ACRONYM, n->squashed), p->memory);
    f[FEATURE_ACRONYM_ACCOUNTS] = (int32_t)(same.count < COUNT_LIMIT ? same.count : COUNT_LIMIT);
  }
  compare_acronym_labels(f, n, view);
}
