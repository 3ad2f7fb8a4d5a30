/* SPDX-License-Identifier: MIT */
/*
 * Words: every word of the name, rarest first, and the words of the index one edit away; the names in their lists add up the weights.
 * A list longer than what is left of the budget is read only around the query's own length: lists are ordered by length (layout.h).
 *
 * The lists of all segments of the index are read into one accumulator, forms numbered through all segments.
 */
#include "match/fuzzy_route.h"

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
  for (uint32_t i = 0; i < count && i < AHEAD; i++) accumulator_prefetch(acc, s->first_form + forms[from + i]);
  for (uint32_t i = 0; i < count; i++) {
    if (i + AHEAD < count) accumulator_prefetch(acc, s->first_form + forms[from + i + AHEAD]);
    if (accumulator_add(acc, s->first_form + forms[from + i], turn, gain)) continue;
    *cut = true;
    return;
  }
}

static bool is_rarer(const probe_word *a, const probe_word *b)
{
  return a->weight != b->weight ? a->weight > b->weight : bytes_compare(a->text, b->text) < 0;
}

/* Rarest first. They are few, so that insertion is as good as any sort. */
static void sort_by_weight(probe_word *words, uint32_t count)
{
  for (uint32_t i = 1; i < count; i++) {
    probe_word x = words[i];
    uint32_t k = i;
    for (; k > 0 && is_rarer(&x, &words[k - 1]); k--) words[k] = words[k - 1];
    words[k] = x;
  }
}

static void read_word(fuzzy_query *q, const snapshot *segment, uint32_t word, uint32_t turn, uint32_t gain)
{
  const index_word *w = &segment->words[word];
  uint32_t most = q->left / 2 > 64 ? q->left / 2 : 64;
  uint32_t count = w->form_count < most ? w->form_count : most;

  read_list(q->acc, segment->word_forms + w->first_form, w->form_count, most, turn, gain, segment, q->letters, &q->cut);
  q->left -= count < q->left ? count : q->left;
}

/* Words of a segment that are one edit away from w. */
typedef struct neighbourhood {
  const probe_word *w;
  uint32_t own; /* number of w in the segment */
  uint32_t limit;
  bool cut; /* there are more than limit */
  uint32_t key_count;
  uint32_t near_count, far_count;
  uint64_t far_marks; /* a bit of each far word's number */
  uint64_t keys[EDIT_KEY_LIMIT];
  key_values found[EDIT_KEY_LIMIT];
  uint32_t near_words[NEIGHBOUR_LIMIT];
  uint32_t far_words[NEIGHBOUR_BATCH]; /* still to be looked at, each once */
} neighbourhood;

static bool is_among(const uint32_t *words, uint32_t count, uint32_t word)
{
  for (uint32_t i = 0; i < count; i++)
    if (words[i] == word) return true;
  return false;
}

static void judge_far(neighbourhood *n, const snapshot *s)
{
  for (uint32_t i = 0; i < n->far_count && !n->cut; i++) {
    uint32_t number = n->far_words[i];
    const index_word *other = &s->words[number];
    if (is_among(n->near_words, n->near_count, number)) continue;
    if (similarity_edits(n->w->text, snapshot_text(s, other->text, other->size), 1) > 1) continue;
    n->cut = n->near_count == n->limit;
    if (n->cut) break;
    __builtin_prefetch(s->word_forms + other->first_form);
    n->near_words[n->near_count++] = number;
  }
  n->far_count = 0;
  n->far_marks = 0;
}

static void take_far(neighbourhood *n, key_values found, const snapshot *s)
{
  for (uint32_t i = 0; i < found.count; i++) {
    uint32_t word = found.at[i];
    uint64_t mark = UINT64_C(1) << (word % 64);
    if (word == n->own || ((n->far_marks & mark) && is_among(n->far_words, n->far_count, word))) continue;
    if (n->far_count == NEIGHBOUR_BATCH) judge_far(n, s);
    __builtin_prefetch(&s->words[word]);
    n->far_words[n->far_count++] = word;
    n->far_marks |= mark;
  }
}

/* By their keys. For many words at once, step by step, so that the memory of each step is waited for together. */
static void find_neighbours(neighbourhood *all, uint32_t count, const snapshot *s)
{
  for (uint32_t i = 0; i < count; i++) {
    neighbourhood *n = &all[i];
    n->near_count = n->far_count = 0;
    n->far_marks = 0;
    n->cut = false;
    for (uint32_t k = 0; k < n->key_count; k++) key_prefetch(&s->edits, n->keys[k]);
  }
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t k = 0; k < all[i].key_count; k++) {
      all[i].found[k] = key_find(&s->edits, all[i].keys[k]);
      if (all[i].found[k].count) __builtin_prefetch(all[i].found[k].at);
    }
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t k = 0; k < all[i].key_count; k++) take_far(&all[i], all[i].found[k], s);
  for (uint32_t i = 0; i < count; i++)
    for (uint32_t k = 0; k < all[i].far_count; k++) __builtin_prefetch(s->text + s->words[all[i].far_words[k]].text);
  for (uint32_t i = 0; i < count; i++) judge_far(&all[i], s);
}

static void read_neighbours(fuzzy_query *q, const neighbourhood *n, const snapshot *s, uint32_t turn)
{
  for (uint32_t i = 0; i < n->near_count; i++) {
    const index_word *other = &s->words[n->near_words[i]];
    uint32_t weight = n->w->weight < other->weight ? n->w->weight : other->weight;
    read_word(q, s, n->near_words[i], turn, weight * (uint32_t)NEIGHBOUR_SHARE / 1000);
  }
  if (n->cut) q->set->cuts |= 1u << BUDGET_neighbours;
}

static uint32_t neighbour_limit(const match_budgets *b)
{
  return b->neighbours < NEIGHBOUR_LIMIT ? b->neighbours : NEIGHBOUR_LIMIT;
}

/* The word and its neighbours in the deltas, by those of its keys that a delta may have. */
static void read_deltas(fuzzy_query *q, const neighbourhood *in_base, uint32_t turn)
{
  neighbourhood near;

  near.w = in_base->w;
  near.limit = in_base->limit;
  near.key_count = 0;
  for (uint32_t k = 0; k < in_base->key_count; k++)
    if (deltas_may_have(q->s, in_base->keys[k])) near.keys[near.key_count++] = in_base->keys[k];
  for (uint32_t n = 0; n < q->s->delta_count; n++) {
    const snapshot *segment = &q->s->deltas[n];
    near.own = near.w->in_deltas[n];
    if (near.own != INDEX_NONE) read_word(q, segment, near.own, turn, near.w->weight);
    if (near.key_count == 0) continue;
    find_neighbours(&near, 1, segment);
    read_neighbours(q, &near, segment, turn);
  }
}

/* The word and its neighbours, in every segment; those of the base are known. */
static void read_everywhere(fuzzy_query *q, const neighbourhood *in_base, uint32_t turn)
{
  if (in_base->own != INDEX_NONE) read_word(q, q->s, in_base->own, turn, in_base->w->weight);
  read_neighbours(q, in_base, q->s, turn);
  if (q->s->delta_count) read_deltas(q, in_base, turn);
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

/* At most so many forms have one of the words or their neighbours. */
static uint64_t forms_of(const neighbourhood *near, uint32_t count, const snapshot *s)
{
  uint64_t forms = 0;

  if (s->delta_count) return UINT32_MAX;
  for (uint32_t i = 0; i < count; i++) {
    if (near[i].own != INDEX_NONE) forms += s->words[near[i].own].form_count;
    for (uint32_t k = 0; k < near[i].near_count; k++) forms += s->words[near[i].near_words[k]].form_count;
  }
  return forms;
}

/* Reads the lists of the words, rarest first, and of the words that are one edit away from them. */
static void read_words(fuzzy_query *q, const probe_form *f)
{
  probe_word words[QUERY_WORD_LIMIT];
  neighbourhood near[QUERY_WORD_LIMIT];
  uint32_t count = f->word_count < QUERY_WORD_LIMIT ? f->word_count : QUERY_WORD_LIMIT;

  memcpy(words, f->words, count * sizeof *words);
  sort_by_weight(words, count);
  if (count > q->budgets->words) {
    count = q->budgets->words;
    q->set->cuts |= 1u << BUDGET_words;
  }
  for (uint32_t i = 0; i < count; i++) {
    near[i].w = &words[i];
    near[i].own = words[i].word;
    near[i].limit = neighbour_limit(q->budgets);
    near[i].key_count = !q->as_written && word_has_edits(words[i].text) ? edit_keys(near[i].keys, words[i].text) : 0;
    if (words[i].word != INDEX_NONE) __builtin_prefetch(q->s->word_forms + q->s->words[words[i].word].first_form);
  }
  find_neighbours(near, count, q->s);
  accumulator_clear_for(q->acc, forms_of(near, count, q->s));
  q->left = q->budgets->postings;
  for (uint32_t i = 0; i < count; i++) {
    if (q->left == 0) {
      q->cut = true;
      break;
    }
    read_everywhere(q, &near[i], i + 1);
  }
}

/* Asks for what the ranking reads of the hits: their keys, and then the countries of their accounts. */
static void prefetch_hits(const uint16_t *hits, uint32_t count, const fuzzy_query *q, uint16_t country)
{
  const snapshot *s = q->s;

  for (uint32_t i = 0; i < count; i++) form_key_prefetch(s, accumulator_at(q->acc, hits[i]).form);
  for (uint32_t i = 0; country && i < count; i++) {
    uint32_t form = accumulator_at(q->acc, hits[i]).form;
    if (form < s->form_count) __builtin_prefetch(&s->account_countries[s->form_keys[form].account]);
  }
  __asm__ volatile(""); /* or gcc takes a function of nothing but prefetches for one without effect, and leaves it out */
}

/* Adds the best accounts; returns how much of both names the best has, without what an account inside a longer name counts: the words that
 * are left may be typed wrong. */
static int32_t route_words(fuzzy_query *q, const probe_form *f, const probe *p)
{
  form_ranking top = { .limit = q->budgets->word_candidates < FORM_RANKING_LIMIT ? q->budgets->word_candidates : FORM_RANKING_LIMIT,
                       .s = q->s };
  uint16_t country = p->country ? p->country : p->country_hint;
  uint16_t hits[ACCUMULATOR_LIMIT];
  uint32_t hit_count;
  int32_t best = 0;

  read_words(q, f);
  hit_count = form_hits(hits, q->acc, q->s);
  prefetch_hits(hits, hit_count, q, country);
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

void longer_names(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b, accumulator *acc)
{
  const probe_form *f = &p->forms[0];
  fuzzy_query q = { .set = set, .s = s, .budgets = b, .acc = acc, .letters = (uint32_t)f->name->squashed.size, .as_written = true };

  if (f->name->squashed.size >= 3) (void)route_words(&q, f, p);
}
