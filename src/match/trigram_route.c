/* SPDX-License-Identifier: MIT */
/*
 * Trigrams: the letter trigrams of the name, rarest first; the names in their lists add up the weights, the best are compared exactly.
 * A list longer than what is left of the budget is read only around the query's own length: lists are ordered by length (layout.h).
 */
#include <stdlib.h>

#include "base/fixed_log.h"
#include "match/fuzzy_route.h"

enum {
  RESCORE = 24,    /* names compared exactly */
  DICE_MIN = 280,  /* thousandths; less is noise */
  LIST_MIN = 64,   /* forms read of a list however little is left of the budget */
  FEW_TRIGRAMS = 4 /* of a name with at most so many one is enough */
};

/* How many of lower[0..count) are less than wanted. They are spread evenly as a rule, so that the first guess is nearly right. */
static uint32_t lower_place(const uint16_t *lower, uint32_t count, uint32_t wanted)
{
  uint32_t guess = (uint32_t)((uint64_t)count * wanted >> 16), step = 16, low, high;

  if (guess >= count) guess = count - 1;
  low = high = guess;
  if (lower[guess] < wanted) {
    while (high < count && lower[high] < wanted) {
      low = high + 1;
      high = count - high > step ? high + step : count;
      step *= 2;
    }
  } else {
    while (low > 0 && lower[low - 1] >= wanted) {
      high = low - 1;
      low = low > step ? low - step : 0;
      step *= 2;
    }
  }
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (lower[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* How many forms of the trigram stand before the form `wanted`. */
static uint32_t block_place(const snapshot *s, const index_trigram *t, uint32_t wanted)
{
  const form_block *block = s->trigram_blocks + t->first_block;
  uint32_t before = 0;

  while (before < t->form_count && block->upper < wanted >> 16) before += (block++)->last + 1u;
  if (before >= t->form_count || block->upper != wanted >> 16) return before;
  return before + lower_place(s->trigram_forms + t->first_form + before, block->last + 1u, wanted & 0xFFFF);
}

/*
 * Lists are read twice: nearly all names of a list stand in no other, and telling which do takes two bits a name, while adding up takes a
 * slot. Of a name with few trigrams one is enough to be looked at.
 */
typedef enum trigram_pass { PASS_MARK, PASS_REPEATED, PASS_ALL } trigram_pass;

/* lower[0..count) of one block. false: the accumulator is full. */
static bool read_block(accumulator *acc, uint32_t upper, const uint16_t *lower, uint32_t count, uint32_t gain, trigram_pass pass)
{
  if (pass == PASS_MARK)
    for (uint32_t i = 0; i < count; i++) accumulator_mark(acc, upper + lower[i]);
  else if (pass == PASS_REPEATED) {
    for (uint32_t i = 0; i < count; i++)
      if (accumulator_is_repeated(acc, upper + lower[i]) && !accumulator_add_once(acc, upper + lower[i], gain)) return false;
  } else {
    for (uint32_t i = 0; i < count; i++)
      if (!accumulator_add_once(acc, upper + lower[i], gain)) return false;
  }
  return true;
}

/* The forms of a trigram or, when there are more than most, the `most` forms around the place where the query's length begins. */
static void read_trigram(fuzzy_query *q, const index_trigram *t, const snapshot *s, uint32_t place, uint32_t gain, uint32_t most,
                         trigram_pass pass)
{
  const form_block *block = s->trigram_blocks + t->first_block;
  const uint16_t *lower = s->trigram_forms + t->first_form;
  uint32_t count = t->form_count, from = 0, before = 0;

  if (count > most) {
    from = form_window(place, count, most);
    count = most;
    q->cut = true;
  }
  while (before + block->last < from) before += (block++)->last + 1u;
  for (uint32_t i = from; i < from + count; block++) {
    uint32_t upper = s->first_form + ((uint32_t)block->upper << 16), end = before + block->last + 1u, last = from + count;
    if (last > end) last = end;
    if (!read_block(q->acc, upper, lower + i, last - i, gain, pass)) {
      q->cut = true;
      return;
    }
    before = end;
    i = last;
  }
}

/* Where each key is in the segment, NULL: nowhere. All searches go side by side, so that none waits for the memory of another. */
static void find_trigrams(const index_trigram **at, const uint32_t *keys, uint32_t count, const snapshot *s)
{
  for (uint32_t i = 0; i < count; i++) at[i] = s->trigrams;
  for (uint32_t left = s->trigram_count; left > 1; left -= left / 2)
    for (uint32_t i = 0; i < count; i++) at[i] += at[i][left / 2].key <= keys[i] ? left / 2 : 0;
  for (uint32_t i = 0; i < count; i++)
    if (s->trigram_count == 0 || at[i]->key != keys[i]) at[i] = NULL;
}

static const index_trigram *find_trigram(const snapshot *s, uint32_t key)
{
  const index_trigram *at;

  find_trigrams(&at, &key, 1, s);
  return at;
}

/* A trigram of the query in all segments. */
typedef struct found_trigram {
  uint32_t key;
  uint32_t form_count;
  uint32_t weight;
  uint32_t in_deltas;           /* where its numbers in them begin; NO_DELTAS: none has it */
  uint32_t place;               /* in the base, of the first form of the query's length; NO_PLACE: not looked for */
  const index_trigram *in_base; /* NULL: not there */
} found_trigram;

enum { NO_DELTAS = UINT32_MAX, NO_PLACE = UINT32_MAX };

/* The trigrams of a query. */
typedef struct trigram_query {
  found_trigram found[SIMILARITY_LIMIT];
  uint32_t count;
  uint32_t place_count;
  const index_trigram *places[SIMILARITY_LIMIT * DELTA_LIMIT]; /* by trigram, then delta; NULL: not there */
} trigram_query;

static int by_rarity(const void *x, const void *y)
{
  const found_trigram *a = x, *b = y;

  if (a->form_count != b->form_count) return a->form_count < b->form_count ? -1 : 1;
  return a->key < b->key ? -1 : a->key > b->key;
}

/* Looks the trigram up in the deltas. One that the base does not have is as rare as all forms say, live or dead. */
static void trigram_in_deltas(trigram_query *q, found_trigram *t, const snapshot *s)
{
  const index_trigram **places = q->places + q->place_count;
  uint64_t forms = s->form_count;
  bool any = false;

  for (uint32_t n = 0; n < s->delta_count; n++) {
    places[n] = delta_may_have_trigram(&s->deltas[n], t->key) ? find_trigram(&s->deltas[n], t->key) : NULL;
    any = any || places[n];
    t->form_count += places[n] ? places[n]->form_count : 0;
    forms += s->deltas[n].form_count;
  }
  if (!any) return;
  t->in_deltas = q->place_count;
  q->place_count += s->delta_count;
  if (!t->in_base) t->weight = fixed_log_ratio(2 * (forms + 1), 2 * (uint64_t)t->form_count + 1);
}

/* Distinct trigrams of the text. */
static uint32_t trigram_keys(uint32_t keys[SIMILARITY_LIMIT], bytes text)
{
  uint32_t window = ' ', count = 0;

  for (size_t i = 0; i <= text.size && i < SIMILARITY_LIMIT; i++) {
    uint32_t c = i < text.size ? (unsigned char)text.data[i] : ' ';
    bool again = false;
    window = (window << 8 | c) & 0xFFFFFF;
    if (!(window >> 16) || (window >> 8 & 0xFF) == ' ') continue;
    for (uint32_t k = 0; k < count && !again; k++) again = keys[k] == window;
    if (!again) keys[count++] = window;
  }
  return count;
}

/* Distinct trigrams of the text that the index has, rarest first. */
static void trigrams_of(trigram_query *q, bytes text, const snapshot *s)
{
  const index_trigram *places[SIMILARITY_LIMIT];
  uint32_t keys[SIMILARITY_LIMIT], count = trigram_keys(keys, text);

  find_trigrams(places, keys, count, s);
  q->count = q->place_count = 0;
  for (uint32_t i = 0; i < count; i++) {
    const index_trigram *t = places[i];
    found_trigram found = { keys[i], t ? t->form_count : 0, t ? t->weight : 0, NO_DELTAS, NO_PLACE, t };
    if (s->delta_count) trigram_in_deltas(q, &found, s);
    if (found.form_count) q->found[q->count++] = found;
  }
  qsort(q->found, q->count, sizeof *q->found, by_rarity);
}

static void prefetch_forms(const form_ranking *rough)
{
  const snapshot *s = rough->s;

  for (uint32_t i = 0; i < rough->count; i++)
    if (rough->items[i].form < s->form_count) __builtin_prefetch(&s->forms[rough->items[i].form]);
  for (uint32_t i = 0; i < rough->count; i++)
    if (rough->items[i].form < s->form_count) __builtin_prefetch(s->text + s->forms[rough->items[i].form].core);
}

/* What a segment with count of the found forms may use of `most`: its share, so that deltas make no list longer than a fresh index has. */
static uint32_t share_of_most(uint32_t most, uint32_t count, const found_trigram *found)
{
  return found->form_count <= most ? count : (uint32_t)((uint64_t)most * count / found->form_count) + 1;
}

/* Its forms in one segment. A list is searched for its place once: both passes ask for it. */
static void read_trigram_in(fuzzy_query *q, const index_trigram *list, const snapshot *s, uint32_t *place, const found_trigram *found,
                            uint32_t most, trigram_pass pass)
{
  uint32_t share = share_of_most(most, list->form_count, found);

  if (list->form_count > share && *place == NO_PLACE) *place = block_place(s, list, form_of_length(s, q->letters));
  read_trigram(q, list, s, *place, found->weight, share, pass);
}

/* The forms of a trigram in every segment. */
static void read_trigram_everywhere(fuzzy_query *q, found_trigram *found, const trigram_query *t, uint32_t most, trigram_pass pass)
{
  if (found->in_base) read_trigram_in(q, found->in_base, q->s, &found->place, found, most, pass);
  for (uint32_t n = 0; n < q->s->delta_count && found->in_deltas != NO_DELTAS; n++) {
    const index_trigram *list = t->places[found->in_deltas + n];
    uint32_t place = NO_PLACE;
    if (list) read_trigram_in(q, list, &q->s->deltas[n], &place, found, most, pass);
  }
}

static void read_trigrams(fuzzy_query *q, trigram_query *t, uint32_t count, trigram_pass pass)
{
  uint32_t left = q->budgets->trigram_postings;

  for (uint32_t i = 0; i < count; i++) {
    found_trigram *found = &t->found[i];
    uint32_t most = left / 4 > LIST_MIN ? left / 4 : LIST_MIN;
    uint32_t size = found->form_count < most ? found->form_count : most;
    if (left == 0) {
      q->cut = true;
      return;
    }
    read_trigram_everywhere(q, found, t, most, pass);
    left -= size < left ? size : left;
  }
}

/* The names with the largest sums for their length. Few are good enough to be read: how long a name is, its number tells. */
static void rank_roughly(form_ranking *rough, const fuzzy_query *q)
{
  uint16_t hits[ACCUMULATOR_LIMIT];
  uint32_t count = form_hits(hits, q->acc, q->s);

  for (uint32_t i = 0; i < count; i++) {
    accumulator_slot hit = accumulator_at(q->acc, hits[i]);
    form_key key;
    int32_t score = (int32_t)((uint64_t)accumulator_sum(hit) * 100 / (q->letters + form_letters(q->s, hit.form) + 1));
    if (rough->count == rough->limit && score < rough->items[rough->count - 1].score) continue;
    if (form_live_key(&key, q->s, hit.form)) form_ranking_put(rough, (ranked_form){ key.account, hit.form, score });
  }
  prefetch_forms(rough);
}

void trigram_route(fuzzy_query *q, const probe_form *f)
{
  uint32_t count, limit = q->budgets->trigram_candidates;
  trigram_query query;
  form_ranking rough = { .limit = RESCORE, .s = q->s };
  form_ranking top = { .limit = limit < FORM_RANKING_LIMIT ? limit : FORM_RANKING_LIMIT, .s = q->s };

  trigrams_of(&query, f->name->core, q->s);
  count = query.count;
  if (count > q->budgets->trigrams) {
    count = q->budgets->trigrams;
    q->set->cuts |= 1u << BUDGET_trigrams;
  }
  q->cut = false;
  accumulator_clear(q->acc);
  if (count > FEW_TRIGRAMS) {
    accumulator_unmark(q->acc);
    read_trigrams(q, &query, count, PASS_MARK);
    read_trigrams(q, &query, count, PASS_REPEATED);
  } else read_trigrams(q, &query, count, PASS_ALL);
  rank_roughly(&rough, q);
  for (uint32_t i = 0; i < rough.count; i++) {
    uint32_t local = rough.items[i].form;
    const snapshot *segment = form_segment(q->s, &local);
    const index_form *form = &segment->forms[local];
    int32_t score = trigram_set_dice(f->trigrams, snapshot_text(segment, form->core, form->core_size));
    if (score >= DICE_MIN) form_ranking_put(&top, (ranked_form){ rough.items[i].account, rough.items[i].form, score });
  }
  for (uint32_t i = 0; i < top.count; i++) candidates_add(q->set, top.items[i].account, ROUTE_TRIGRAMS);
  if (q->cut) q->set->cuts |= 1u << BUDGET_trigram_postings;
}
