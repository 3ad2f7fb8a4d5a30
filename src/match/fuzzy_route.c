/* SPDX-License-Identifier: MIT */
/*
 * Words: every word of the name, rarest first, and the words of the index one edit away; the names in their lists add up the weights.
 * A list longer than what is left of the budget is read only around the query's own length: lists are ordered by length (layout.h).
 *
 * The lists of all segments of the index are read into one accumulator, forms numbered through all segments.
 */
#include "match/fuzzy_route.h"

#include <stdlib.h>

#include "index/key_filter.h"
#include "index/keys.h"
#include "match/short_route.h"
#include "match/similarity.h"

enum {
  FUZZY_FORMS = 3,          /* forms of a contact that are looked up */
  WORDS_CLOSE_ENOUGH = 700, /* a name this close makes trigrams needless, thousandths */
  WORDS_MIN = 200,          /* thousandths; less is noise */
  COUNTRY_BONUS = 40,       /* the same country, thousandths */
  NEIGHBOUR_SHARE = 850,    /* what a word one edit away counts, thousandths */
  QUERY_WORD_LIMIT = 48,
  NEIGHBOUR_LIMIT = 64, /* of a word */
  NEIGHBOUR_BATCH = 48,
  AHEAD = 12 /* forms of a list for which memory is asked in advance */
};

/* Reads forms[0..count) of a segment into the accumulator, or, when that is more than most, the `most` forms around the length of the query. */
static void read_list(accumulator *acc, const uint32_t *forms, uint32_t count, uint32_t most, uint32_t turn, uint32_t gain,
                      const snapshot *s, uint32_t letters, bool *cut)
{
  uint32_t from = 0;

  if (count > most) {
    uint32_t wanted = form_of_length(s, letters), low = 0, high = count;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (forms[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    from = form_window(low, count, most);
    count = most;
    *cut = true;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (i + AHEAD < count) accumulator_prefetch(acc, s->first_form + forms[from + i + AHEAD]);
    if (accumulator_add(acc, s->first_form + forms[from + i], turn, gain)) continue;
    *cut = true;
    return;
  }
}

static int by_weight(const void *x, const void *y)
{
  const probe_word *a = x, *b = y;

  if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
  return bytes_compare(a->text, b->text);
}

static void read_word(fuzzy_query *q, const snapshot *segment, uint32_t word, uint32_t turn, uint32_t gain)
{
  const index_word *w = &segment->words[word];
  uint32_t most = q->left / 2 > 64 ? q->left / 2 : 64;
  uint32_t count = w->form_count < most ? w->form_count : most;

  read_list(q->acc, segment->word_forms + w->first_form, w->form_count, most, turn, gain, segment, q->letters, &q->cut);
  q->left -= count < q->left ? count : q->left;
}

static bool has_digit(bytes a)
{
  for (size_t i = 0; i < a.size; i++)
    if (a.data[i] >= '0' && a.data[i] <= '9') return true;
  return false;
}

/* Words that may be one edit away from w: looked at many at once, so that their texts are waited for together. */
typedef struct neighbourhood {
  const snapshot *segment;
  const probe_word *w;
  uint32_t turn;
  uint32_t own; /* number of w in the segment */
  uint32_t near_count, far_count;
  uint32_t near_words[NEIGHBOUR_LIMIT]; /* that are one edit away */
  uint32_t far_words[NEIGHBOUR_BATCH];  /* still to be looked at, each once */
} neighbourhood;

static bool is_among(const uint32_t *words, uint32_t count, uint32_t word)
{
  for (uint32_t i = 0; i < count; i++)
    if (words[i] == word) return true;
  return false;
}

/* Reads the lists of those that are one edit away; false when the budget of neighbours is used up. */
static bool take_neighbours(fuzzy_query *q, neighbourhood *n)
{
  const snapshot *s = n->segment;

  for (uint32_t i = 0; i < n->far_count; i++) __builtin_prefetch(&s->words[n->far_words[i]]);
  for (uint32_t i = 0; i < n->far_count; i++) __builtin_prefetch(s->text + s->words[n->far_words[i]].text);
  for (uint32_t i = 0; i < n->far_count; i++) {
    uint32_t number = n->far_words[i];
    const index_word *other = &s->words[number];
    uint32_t weight = n->w->weight < other->weight ? n->w->weight : other->weight;
    if (is_among(n->near_words, n->near_count, number)) continue;
    if (similarity_edits(n->w->text, snapshot_text(s, other->text, other->size), 1) > 1) continue;
    if (n->near_count == q->budgets->neighbours || n->near_count == NEIGHBOUR_LIMIT) {
      q->set->cuts |= 1u << BUDGET_neighbours;
      return false;
    }
    n->near_words[n->near_count++] = number;
    read_word(q, s, number, n->turn, weight * (uint32_t)NEIGHBOUR_SHARE / 1000);
  }
  n->far_count = 0;
  return true;
}

/* Words of a segment one edit away from the word that is number `own` there. */
static void read_neighbours_of(fuzzy_query *q, const snapshot *segment, const probe_word *w, uint32_t own, const uint64_t *keys,
                               uint32_t key_count, uint32_t turn)
{
  neighbourhood n = { .segment = segment, .w = w, .turn = turn, .own = own, .near_count = 0, .far_count = 0 };

  for (uint32_t k = 0; k < key_count; k++) key_prefetch(&segment->edits, keys[k]);
  for (uint32_t k = 0; k < key_count; k++) {
    key_values found = key_find(&segment->edits, keys[k]);
    for (uint32_t i = 0; i < found.count; i++) {
      if (found.at[i] == own || is_among(n.far_words, n.far_count, found.at[i])) continue;
      if (n.far_count == NEIGHBOUR_BATCH && !take_neighbours(q, &n)) return;
      n.far_words[n.far_count++] = found.at[i];
    }
  }
  (void)take_neighbours(q, &n);
}

/* Keeps the keys that a delta may have. */
static uint32_t keys_of_deltas(uint64_t *keys, uint32_t count, const snapshot *s)
{
  uint32_t kept = 0;

  for (uint32_t k = 0; k < count; k++)
    if (deltas_may_have(s, keys[k])) keys[kept++] = keys[k];
  return kept;
}

/* The word and its neighbours, in every segment. */
static void read_everywhere(fuzzy_query *q, const probe_word *w, uint32_t turn)
{
  bool has_neighbours = w->text.size >= EDIT_LETTERS_MIN && !has_digit(w->text);
  uint64_t keys[EDIT_KEY_LIMIT];
  uint32_t key_count = has_neighbours ? edit_keys(keys, w->text) : 0;

  if (w->word != INDEX_NONE) read_word(q, q->s, w->word, turn, w->weight);
  if (key_count) read_neighbours_of(q, q->s, w, w->word, keys, key_count, turn);
  if (!q->s->delta_count) return;
  key_count = keys_of_deltas(keys, key_count, q->s);
  for (uint32_t n = 0; n < q->s->delta_count; n++) {
    const snapshot *segment = &q->s->deltas[n];
    uint32_t own = w->in_deltas[n];
    if (own != INDEX_NONE) read_word(q, segment, own, turn, w->weight);
    if (key_count) read_neighbours_of(q, segment, w, own, keys, key_count, turn);
  }
}

/* Dice coefficient of the words of both names by their weights, thousandths. */
static int32_t dice_of(uint32_t shared, uint32_t contact, uint32_t account)
{
  return contact + account ? (int32_t)((uint64_t)shared * 2000 / (contact + account)) : 0;
}

/* What candidates are ranked by: a name that holds the other whole counts a little more than its Dice coefficient, which says too little. */
static int32_t share_of(uint32_t shared, uint32_t contact, uint32_t account)
{
  uint32_t shorter = contact < account ? contact : account;
  int32_t inside = shorter ? (int32_t)((uint64_t)(shared < shorter ? shared : shorter) * 1000 / shorter) : 0;

  return dice_of(shared, contact, account) + inside / 4;
}

/* Adds the best accounts; returns how much of both names the best has, without what an account inside a longer name counts: the words that
 * are left may be typed wrong. */
static int32_t route_words(fuzzy_query *q, const probe_form *f, const probe *p)
{
  probe_word words[QUERY_WORD_LIMIT];
  uint32_t count = f->word_count < QUERY_WORD_LIMIT ? f->word_count : QUERY_WORD_LIMIT;
  form_ranking top = { .limit = q->budgets->word_candidates < FORM_RANKING_LIMIT ? q->budgets->word_candidates : FORM_RANKING_LIMIT,
                       .s = q->s };
  uint16_t country = p->country ? p->country : p->country_hint;
  uint16_t hits[ACCUMULATOR_LIMIT];
  uint32_t hit_count;
  int32_t best = 0;

  memcpy(words, f->words, count * sizeof *words);
  qsort(words, count, sizeof *words, by_weight);
  if (count > q->budgets->words) {
    count = q->budgets->words;
    q->set->cuts |= 1u << BUDGET_words;
  }
  for (uint32_t i = 0; i < count; i++)
    if (words[i].word != INDEX_NONE) __builtin_prefetch(q->s->word_forms + q->s->words[words[i].word].first_form);
  accumulator_clear(q->acc);
  q->left = q->budgets->postings;
  for (uint32_t i = 0; i < count; i++) {
    if (q->left == 0) {
      q->cut = true;
      break;
    }
    read_everywhere(q, &words[i], i + 1);
  }
  hit_count = form_hits(hits, q->acc, q->s);
  for (uint32_t i = 0; i < hit_count; i++) form_key_prefetch(q->s, accumulator_at(q->acc, hits[i]).form);
  for (uint32_t i = 0; i < hit_count; i++) {
    accumulator_slot hit = accumulator_at(q->acc, hits[i]);
    form_key form;
    int32_t share, dice;
    if (top.count == top.limit &&
        share_of(accumulator_sum(hit), f->weight, accumulator_sum(hit)) + COUNTRY_BONUS < top.items[top.count - 1].score)
      continue; /* the best it could be, with no other word, is not good enough: the name need not be read */
    if (!form_live_key(&form, q->s, hit.form)) continue;
    share = share_of(accumulator_sum(hit), f->weight, form.weight);
    dice = dice_of(accumulator_sum(hit), f->weight, form.weight);
    if (dice > best) best = dice;
    if (share < WORDS_MIN || (top.count == top.limit && share + COUNTRY_BONUS < top.items[top.count - 1].score)) continue;
    if (country && snapshot_country(q->s, form.account) == country) share += COUNTRY_BONUS;
    form_ranking_put(&top, (ranked_form){ form.account, hit.form, share });
  }
  for (uint32_t i = 0; i < top.count; i++) candidates_add(q->set, top.items[i].account, ROUTE_WORDS);
  if (q->cut) q->set->cuts |= 1u << BUDGET_postings;
  return best;
}

void fuzzy_routes(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b, accumulator *acc)
{
  uint32_t forms = p->form_count < FUZZY_FORMS ? p->form_count : FUZZY_FORMS;
  bool exact = false;

  for (uint32_t i = 0; i < p->full_count; i++) exact = exact || p->forms[i].squashed.count || p->forms[i].sorted.count;
  for (uint32_t i = 0; i < forms; i++) {
    const probe_form *f = &p->forms[i];
    fuzzy_query q = { .set = set, .s = s, .budgets = b, .acc = acc, .letters = (uint32_t)f->name->squashed.size };
    int32_t best;
    if (f->name->squashed.size < 3) continue;
    best = route_words(&q, f, p);
    if (!exact && best < WORDS_CLOSE_ENOUGH && i < p->full_count) trigram_route(&q, f);
  }
  if (set->count == 0 && p->company.status == NAME_GOOD) short_route(set, &p->forms[0], p, s, b);
}
