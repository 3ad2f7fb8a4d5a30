/* SPDX-License-Identifier: MIT */
/* Company names: the closest pair of forms, compared word by word and as a whole. */
#include "match/align.h"
#include "match/compare.h"
#include "match/similarity.h"

/* Names less alike than ALIKE (thousandths) have no Jaro-Winkler similarity: it would be noise. */
enum {
  ALIKE = 500,
  RATIO_SHARE = 600, /* what whole strings count beside words in choosing a pair */
  INSIDE_LETTERS = 4,
  NAME_CUT_LETTERS = 22,
  COUNT_LIMIT = 99,
  LEFT_LIMIT = 7,
  KIND_COST = 10,
  BRACKET_COST = 150,
  NATIVE_LIMIT = 64,
  RATIO_UNKNOWN = -1
};

/* Order of preference of an account's forms: name, name without brackets, alias, other side, bracket. */
static int32_t kind_of(const index_form *form)
{
  static const int32_t plain[] = { [NAME_MAIN] = 0, [NAME_PLAIN] = 1, [NAME_OTHER] = 3, [NAME_BRACKET] = 4, [NAME_SEGMENT] = 4 };
  int32_t kind = plain[form->kind & FORM_KIND];

  return (form->kind & FORM_ALIAS) && kind < 2 ? 2 : kind;
}

/* Words of accounts have numbers: a word without one is in no account. */
static bool has_word(const account_form *v, const probe_word *w)
{
  for (uint32_t i = 0; w->word != INDEX_NONE && i < v->word_count; i++)
    if (v->words[i] == w->word) return true;
  return false;
}

static bool same_words(const probe_form *x, const account_form *v)
{
  for (uint32_t i = 0; i < x->word_count; i++)
    if (!has_word(v, &x->words[i])) return false;
  for (uint32_t k = 0; k < v->word_count; k++) {
    bool found = false;
    for (uint32_t i = 0; i < x->word_count && !found; i++) found = x->words[i].word == v->words[k];
    if (!found) return false;
  }
  return true;
}

static int32_t exactness(const probe_form *x, const account_form *v)
{
  if (bytes_equal(x->name->core, v->core)) return x->name->legal_form == v->form->legal_form ? 4 : 3;
  if (bytes_equal(x->name->squashed, v->squashed)) return 2;
  return same_words(x, v);
}

/* How promising a pair of forms is; only for choosing the pair. What cannot pass `best` is not looked at closely. *ratio: of the whole names,
 * where it was needed. */
static int32_t closeness(const probe_form *x, const account_form *v, int32_t exact, int32_t best, int32_t *ratio)
{
  static const int32_t exact_values[] = { 0, 2600, 2500, 3000, 3005 };
  uint32_t shared = 0, longer = x->weight > v->weight ? x->weight : v->weight;
  int32_t value = exact_values[exact];

  if (value == 0) {
    for (uint32_t i = 0; i < x->word_count; i++)
      if (has_word(v, &x->words[i])) shared += x->words[i].weight;
    value = longer ? (int32_t)((uint64_t)shared * 1000 / longer) : 0;
    if (value + RATIO_SHARE <= best) return value;
    *ratio = similarity_ratio(x->name->core, v->core);
    value += *ratio * RATIO_SHARE / 1000;
    if (kind_of(v->form) == 4) value -= BRACKET_COST;
  }
  return value - KIND_COST * kind_of(v->form);
}

static bytes last_word(bytes core)
{
  const char *blank = memrchr(core.data, ' ', core.size);

  return blank ? (bytes){ blank + 1, (size_t)(core.data + core.size - blank) - 1 } : core;
}

static bytes first_word(bytes core)
{
  return bytes_split(&core, ' ');
}

/* One squashed name inside the other: share of the longer, negative when it is the contact's that is longer. */
static int32_t inside_share(bytes c, bytes a)
{
  if (c.size >= a.size) return a.size >= INSIDE_LETTERS && similarity_find(c, a) != SIZE_MAX ? -(int32_t)(1000 * a.size / c.size) : 0;
  return c.size >= INSIDE_LETTERS && similarity_find(a, c) != SIZE_MAX ? (int32_t)(1000 * c.size / a.size) : 0;
}

/* Two equal names. */
static void compare_same(int32_t *f, const probe_form *x, const account_form *v)
{
  f[FEATURE_NAME_RATIO] = f[FEATURE_NAME_JARO] = f[FEATURE_NAME_TRIGRAM] = f[FEATURE_FIRST_WORD] = f[FEATURE_LAST_WORD] = 1000;
  f[FEATURE_NAME_LENGTH] = (int32_t)v->squashed.size;
  f[FEATURE_NAME_INSIDE] = inside_share(x->name->squashed, v->squashed);
  f[FEATURE_NAME_CONTAINED] = 2;
}

/* ratio: of the names, or RATIO_UNKNOWN. */
static void compare_whole(int32_t *f, const probe_form *x, const account_form *v, int32_t ratio)
{
  bytes c = x->name->squashed, a = v->squashed;
  size_t at;

  f[FEATURE_NAME_RATIO] = ratio == RATIO_UNKNOWN ? similarity_ratio(x->name->core, v->core) : ratio;
  if (f[FEATURE_NAME_RATIO] >= ALIKE) f[FEATURE_NAME_JARO] = similarity_jaro_winkler(c, a);
  f[FEATURE_NAME_EDITS] = (int32_t)similarity_edits(c, a, 8);
  f[FEATURE_NAME_LENGTH] = (int32_t)(c.size < a.size ? c.size : a.size);
  f[FEATURE_NAME_TRIGRAM] = trigram_set_dice(x->trigrams, v->core);
  f[FEATURE_FIRST_WORD] = similarity_words(first_word(x->name->core), first_word(v->core));
  f[FEATURE_LAST_WORD] = similarity_words(last_word(x->name->core), last_word(v->core));
  f[FEATURE_NAME_INSIDE] = inside_share(c, a);
  at = similarity_find(x->name->core, v->core);
  if (at != SIZE_MAX) {
    char before = at ? x->name->core.data[at - 1] : ' ';
    char after = at + v->core.size < x->name->core.size ? x->name->core.data[at + v->core.size] : ' ';
    if (before == ' ' && after == ' ') f[FEATURE_NAME_CONTAINED] = at ? 1 : 2;
  } else if ((at = similarity_find(v->core, x->name->core)) != SIZE_MAX) {
    char before = at ? v->core.data[at - 1] : ' ';
    char after = at + x->name->core.size < v->core.size ? v->core.data[at + x->name->core.size] : ' ';
    if (before == ' ' && after == ' ') f[FEATURE_NAME_CONTAINED] = at ? 3 : 4;
  }
  if (c.size != a.size && c.size >= NAME_CUT_LETTERS && a.size >= NAME_CUT_LETTERS)
    f[FEATURE_NAME_CUT] = bytes_starts_with(c, (bytes){ a.data, a.size - 1 }) || bytes_starts_with(a, (bytes){ c.data, c.size - 1 });
}

typedef struct leftover {
  uint32_t rarest, numbers, directions, countries, cities, places, generic, unknown, count;
} leftover;

static bool is_city_word(bytes word, bytes city)
{
  while (city.data) {
    bytes part = bytes_split(&city, ' ');
    if (bytes_equal(part, word)) return true;
  }
  return false;
}

static leftover left_of(const probe_word *words, const uint8_t *positions, uint32_t count, bytes city_a, bytes city_b)
{
  leftover left = { .count = count };

  for (uint32_t i = 0; i < count; i++) {
    const probe_word *w = &words[positions[i]];
    if (w->weight > left.rarest) left.rarest = w->weight;
    left.places += (w->flags & WORD_PLACE) != 0;
    left.unknown += !w->known;
    left.numbers += (w->flags & TOKEN_NUMBER) != 0;
    left.directions += (w->flags & TOKEN_DIRECTION) != 0;
    left.countries += (w->flags & TOKEN_COUNTRY) != 0;
    left.generic += (w->flags & (TOKEN_GENERIC | TOKEN_STOP)) != 0;
    left.cities += (city_a.size && is_city_word(w->text, city_a)) || (city_b.size && is_city_word(w->text, city_b));
  }
  return left;
}

static void compare_left(int32_t *f, const leftover *c, const leftover *a)
{
  f[FEATURE_LEFT_CONTACT] = (int32_t)c->rarest;
  f[FEATURE_LEFT_ACCOUNT] = (int32_t)a->rarest;
  f[FEATURE_LEFT_COUNT] = (int32_t)((c->count < LEFT_LIMIT ? c->count : LEFT_LIMIT) + 8 * (a->count < LEFT_LIMIT ? a->count : LEFT_LIMIT));
  f[FEATURE_LEFT_CITY] = (c->places > 0) + 2 * (a->places > 0);
  f[FEATURE_LEFT_UNKNOWN] = (int32_t)(c->unknown < 3 ? c->unknown : 3);
  f[FEATURE_LEFT_NUMBER] = (c->numbers > 0) + (a->numbers > 0);
  f[FEATURE_LEFT_DIRECTION] = (c->directions > 0) + (a->directions > 0);
  if (c->countries || a->countries) f[FEATURE_LEFT_PLACE] = c->countries && a->countries ? 3 : 2;
  else if (c->cities || a->cities) f[FEATURE_LEFT_PLACE] = 1;
  if (c->count + a->count && c->generic == c->count && a->generic == a->count) f[FEATURE_LEFT_GENERIC] = c->count && a->count ? 2 : 1;
}

/* The account's whole name and a country beside it: what a branch is called. */
static bool is_branch(const leftover *c, const leftover *a)
{
  return c->countries > 0 && c->countries + c->generic >= c->count && a->count == 0;
}

static void compare_words(int32_t *f, uint32_t *flags, const probe_form *x, const account_form *v, const probe_word *words, const probe *p,
                          const account_view *view)
{
  alignment al;
  leftover c, a;
  int32_t sum;

  align_words(&al, x->words, x->word_count, words, v->word_count);
  f[FEATURE_NAME_COVERAGE_CONTACT] = al.coverage_contact;
  f[FEATURE_NAME_COVERAGE_ACCOUNT] = al.coverage_account;
  sum = al.coverage_contact + al.coverage_account;
  f[FEATURE_NAME_COVERAGE_BOTH] = sum ? 2 * al.coverage_contact * al.coverage_account / sum : 0;
  f[FEATURE_NAME_EXACT_COVERAGE] = al.exact_contact < al.exact_account ? al.exact_contact : al.exact_account;
  f[FEATURE_SHARED_RAREST] = (int32_t)al.shared_rarest;
  f[FEATURE_SHARED_SUM] = (int32_t)al.shared_sum;
  f[FEATURE_FUZZY_COUNT] = (int32_t)al.fuzzy_count;
  f[FEATURE_FUZZY_WORST] = al.fuzzy_worst;
  if (al.fuzzy_count) {
    f[FEATURE_FUZZY_KNOWN] = al.fuzzy_known ? 2 : 1;
    f[FEATURE_FUZZY_FIRST] = al.fuzzy_first_differs ? 2 : 1;
  }
  c = left_of(x->words, al.left_contact, al.left_contact_count, p->city, view->city);
  a = left_of(words, al.left_account, al.left_account_count, p->city, view->city);
  compare_left(f, &c, &a);
  if (is_branch(&c, &a)) *flags |= COMPARISON_BRANCH;
}

/* Shared pairs of signs, Dice, thousandths. */
static int32_t native_similarity(bytes a, bytes b)
{
  uint32_t shared = 0, n = 0, m = 0;

  /* Signs are three bytes each in the scripts this is about: pairs are runs of six bytes at multiples of three. */
  if (a.size % 3 || b.size % 3) return bytes_equal(a, b) ? 1000 : 0;
  if (a.size > 3 * NATIVE_LIMIT || b.size > 3 * NATIVE_LIMIT) return 0;
  n = a.size >= 6 ? (uint32_t)a.size / 3 - 1 : 0;
  m = b.size >= 6 ? (uint32_t)b.size / 3 - 1 : 0;
  if (n == 0 || m == 0) return bytes_equal(a, b) ? 1000 : 0;
  for (uint32_t i = 0; i < n; i++)
    for (uint32_t j = 0; j < m; j++)
      if (memcmp(a.data + 3 * i, b.data + 3 * j, 6) == 0) {
        shared++;
        break;
      }
  return (int32_t)(2000 * shared / (n + m) > 1000 ? 1000 : 2000 * shared / (n + m));
}

static void compare_native(int32_t *f, const probe *p, const account_view *view)
{
  for (uint32_t i = 0; i < p->full_count; i++) {
    bytes own = p->forms[i].name->native;
    for (uint32_t k = 0; own.size && k < view->form_count; k++) {
      int32_t value;
      if (view->forms[k].native.size == 0) continue;
      value = native_similarity(own, view->forms[k].native);
      if (value > f[FEATURE_NATIVE_SCRIPT]) f[FEATURE_NATIVE_SCRIPT] = value;
    }
  }
}

/*
 * Both names have brackets: what stands in them counts, since they would be compared as one and the same if it were not for them
 * (Acme (France), Acme (Germany)).
 */
static bool both_have_brackets(const probe *p, const account_view *view)
{
  bool contact = false, account = false;

  for (uint32_t i = 0; i < p->full_count; i++) contact |= p->forms[i].name->kind == NAME_PLAIN;
  for (uint32_t k = 0; contact && k < view->form_count; k++) account |= view->forms[k].form->kind == NAME_PLAIN;
  return account;
}

/* Letters and digits have a bit each. */
static uint64_t bit_of(char sign)
{
  return UINT64_C(1) << (sign >= 'a' ? (sign - 'a') & 31 : 32 + (sign & 31));
}

/* What the words of a core text begin with. */
static uint64_t beginnings_of(bytes core)
{
  uint64_t bits = 0;
  char before = ' ';

  for (size_t i = 0; i < core.size; i++) {
    if (before == ' ') bits |= bit_of(core.data[i]);
    before = core.data[i];
  }
  return bits;
}

/* A shared word whose spelling begins like none of the account's, or names in two scripts. Cognates (Universidad) are no translation. */
static uint32_t translation_of(const probe_form *x, const account_form *v, int32_t exact)
{
  uint64_t beginnings;

  if ((x->name->translated || x->name->native.size != 0) != (v->native.size != 0)) return COMPARISON_TRANSLATED | COMPARISON_OTHER_SCRIPT;
  if (exact >= 2) return 0;
  beginnings = beginnings_of(v->core);
  for (uint32_t i = 0; i < x->name->token_count; i++) {
    const name_token *token = &x->name->tokens[i];
    if ((token->flags & (TOKEN_STOP | TOKEN_NUMBER)) || (beginnings & bit_of(token->text.data[0]))) continue;
    for (uint32_t w = 0; w < x->word_count; w++)
      if (bytes_equal(x->words[w].text, token->canon) && has_word(v, &x->words[w])) return COMPARISON_TRANSLATED;
  }
  return 0;
}

/* Forms k.. of the account that begin with a whole name: is it, with its other sides, what the contact writes? */
static bool is_whole_name(const probe *p, const account_view *view, uint32_t k)
{
  if (!bytes_equal(p->forms[0].name->core, view->forms[k].core)) return false;
  for (uint32_t i = 1; i < p->full_count; i++) {
    if (p->forms[i].name->kind != NAME_OTHER) continue;
    for (k++; k < view->form_count && (view->forms[k].form->kind & FORM_KIND) != NAME_OTHER; k++)
      if ((view->forms[k].form->kind & FORM_KIND) == NAME_MAIN) return false;
    if (k == view->form_count || !bytes_equal(p->forms[i].name->core, view->forms[k].core)) return false;
  }
  for (k++; k < view->form_count && (view->forms[k].form->kind & FORM_KIND) != NAME_MAIN; k++)
    if ((view->forms[k].form->kind & FORM_KIND) == NAME_OTHER) return false;
  return true;
}

/* Acme (France) is the account of that name rather than Acme, and A d/b/a B rather than A: what agrees in part agrees with both. */
static bool has_whole_name(const probe *p, const account_view *view)
{
  for (uint32_t k = 0; k < view->form_count; k++)
    if ((view->forms[k].form->kind & FORM_KIND) == NAME_MAIN && is_whole_name(p, view, k)) return true;
  return false;
}

void compare_names(int32_t *f, uint32_t *flags, const probe *p, const account_view *view, const snapshot *s, arena *memory)
{
  const probe_word *words;
  const probe_form *x = NULL;
  const account_form *v = NULL;
  int32_t best = INT32_MIN, exact = 0, ratio = RATIO_UNKNOWN;
  bool brackets = both_have_brackets(p, view);
  uint32_t same;

  for (uint32_t i = 0; i < p->full_count; i++)
    for (uint32_t k = 0; k < view->form_count; k++) {
      int32_t e, value, r = RATIO_UNKNOWN;
      if (brackets && (p->forms[i].name->kind == NAME_PLAIN || view->forms[k].form->kind == NAME_PLAIN)) continue;
      e = exactness(&p->forms[i], &view->forms[k]);
      value = closeness(&p->forms[i], &view->forms[k], e, best, &r);
      if (value <= best) continue;
      best = value;
      exact = e;
      ratio = r;
      x = &p->forms[i];
      v = &view->forms[k];
    }
  words = x ? account_form_words(v, s, memory) : NULL;
  if (!words) return;
  f[FEATURE_NAME_EXACT] = exact;
  if (has_whole_name(p, view)) *flags |= COMPARISON_WHOLE_NAME;
  f[FEATURE_NAME_KIND] = kind_of(v->form);
  same = x->squashed.count > x->sorted.count ? x->squashed.count : x->sorted.count;
  f[FEATURE_NAME_ACCOUNTS] = (int32_t)(same < COUNT_LIMIT ? same : COUNT_LIMIT);
  if (x->name->legal_form && v->form->legal_form) f[FEATURE_LEGAL_FORM] = x->name->legal_form == v->form->legal_form;
  *flags |= translation_of(x, v, exact);
  compare_words(f, flags, x, v, words, p, view);
  if (exact >= 3) compare_same(f, x, v);
  else compare_whole(f, x, v, ratio);
  compare_native(f, p, view);
}

/* Parts of a longer text: the one that shares most with the account, both ways. */
void compare_parts(int32_t *f, const probe *p, const account_view *view)
{
  int32_t best = 0;

  for (uint32_t i = p->full_count; i < p->form_count; i++) {
    const probe_form *part = &p->forms[i];
    bool last = i + 1 == p->form_count;
    if (f[FEATURE_SEGMENT_COVERAGE] < 0) f[FEATURE_SEGMENT_COVERAGE] = 0;
    for (uint32_t k = 0; k < view->form_count; k++) {
      const account_form *v = &view->forms[k];
      bool same = bytes_equal(part->name->core, v->core);
      uint32_t shared = 0, rarest = 0;
      int32_t of_account, of_part, both;
      for (uint32_t w = 0; w < part->word_count; w++) {
        if (!has_word(v, &part->words[w])) continue;
        shared += part->words[w].weight;
        if (part->words[w].weight > rarest) rarest = part->words[w].weight;
      }
      of_account = v->weight ? (int32_t)((uint64_t)shared * 1000 / v->weight) : 0;
      of_part = part->weight ? (int32_t)((uint64_t)shared * 1000 / part->weight) : 0;
      both = same ? 1001 : of_account < of_part ? of_account : of_part;
      if (both <= best) continue;
      best = both;
      f[FEATURE_SEGMENT_COVERAGE] = same || of_account > 1000 ? 1000 : of_account;
      f[FEATURE_SEGMENT_RAREST] = (int32_t)rarest;
      f[FEATURE_SEGMENT_EXACT] = !same ? 0 : i == p->full_count ? 2 : last ? 3 : 1;
    }
  }
}
