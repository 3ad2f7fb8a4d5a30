/* SPDX-License-Identifier: MIT */
/*
 * Trigrams: the letter trigrams of the name, rarest first; the names in their lists add up the weights, the best are compared exactly.
 * A list longer than what is left of the budget is read only around the query's own length: lists are ordered by length (layout.h).
 */
#include <stdlib.h>

#include "base/fixed_log.h"
#include "index/trigram_table.h"
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

/* About where in the trigram's list the form `wanted` belongs. */
static uint32_t block_guess(const snapshot *s, const index_trigram *t, uint32_t wanted)
{
  const form_block *block = s->trigram_blocks + t->first_block;
  uint32_t before = 0;

  while (before < t->form_count && block->upper < wanted >> 16) before += (block++)->last + 1u;
  if (before >= t->form_count || block->upper != wanted >> 16) return before < t->form_count ? before : t->form_count - 1;
  return before + (uint32_t)((uint64_t)(block->last + 1u) * (wanted & 0xFFFF) >> 16);
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
 * Lists are read twice, since adding up takes a slot and nearly all names are of no account: first each name's gains are poured into a bucket
 * that it shares with a few others (PASS_POUR), then the names of buckets that are full enough are gathered (PASS_GATHER) and added up: all
 * that have a fair share of the best sum are among them.
 *
 * Where that does not do (names with hardly anything in common), names that stand in two lists are added up: telling which
 * do takes two bits a name (PASS_MARK, PASS_REPEATED). Of a name with few trigrams one is enough to be looked at (PASS_ALL).
 */
typedef enum trigram_pass { PASS_POUR, PASS_GATHER, PASS_MARK, PASS_REPEATED, PASS_ALL } trigram_pass;

enum {
  GATHER_LIMIT = 4096,
  GATHER_SHARE = 450 /* of the fullest bucket, thousandths: what a bucket must have to be looked at; less if that was too much */
};

typedef struct gathered_form {
  uint32_t form, gain;
} gathered_form;

/* What the passes share. */
typedef struct list_reader {
  accumulator *acc;
  uint32_t least; /* units in the bucket of a gathered form */
  uint32_t count;
  gathered_form gathered[GATHER_LIMIT];
} list_reader;

/* Two loops that run for thousands of forms: not inlined, since the registers of what surrounds them are needed here. */
static __attribute__((noinline)) void pour(accumulator *acc, uint32_t upper, const uint16_t *lower, uint32_t count, uint32_t units)
{
  for (uint32_t i = 0; i < count; i++) accumulator_pour(acc, upper + lower[i], units);
}

/* Which forms are taken is not foreseen, so that nothing branches on it. Returns how many; one more may be written. */
static __attribute__((noinline)) uint32_t take_full(gathered_form *out, const accumulator *acc, uint32_t upper, const uint16_t *lower,
                                                    uint32_t count, uint32_t gain, uint32_t least)
{
  uint32_t n = 0;

  for (uint32_t i = 0; i < count; i++) {
    uint32_t form = upper + lower[i];
    out[n] = (gathered_form){ form, gain };
    n += acc->buckets[accumulator_bucket(form)] >= least;
  }
  return n;
}

/* false: too many. */
static bool gather(list_reader *r, uint32_t upper, const uint16_t *lower, uint32_t count, uint32_t gain)
{
  enum { AT_ONCE = 512 };

  for (uint32_t from = 0; from < count; from += AT_ONCE) {
    uint32_t n = count - from < AT_ONCE ? count - from : AT_ONCE;
    if (r->count + AT_ONCE > GATHER_LIMIT) return false;
    r->count += take_full(r->gathered + r->count, r->acc, upper, lower + from, n, gain, r->least);
  }
  return true;
}

/* lower[0..count) of one block. false: the accumulator is full. */
static bool read_block(list_reader *r, uint32_t upper, const uint16_t *lower, uint32_t count, uint32_t gain, trigram_pass pass)
{
  accumulator *acc = r->acc;

  if (pass == PASS_GATHER) return gather(r, upper, lower, count, gain);
  if (pass == PASS_POUR) pour(acc, upper, lower, count, accumulator_units(gain));
  else if (pass == PASS_MARK)
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
static bool read_trigram(fuzzy_query *q, list_reader *r, const index_trigram *t, const snapshot *s, uint32_t place, uint32_t gain,
                         uint32_t most, trigram_pass pass)
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
    if (!read_block(r, upper, lower + i, last - i, gain, pass)) {
      q->cut = q->cut || pass != PASS_GATHER;
      return false;
    }
    before = end;
    i = last;
  }
  return true;
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

enum { NO_DELTAS = UINT32_MAX, NO_PLACE = UINT32_MAX };

/* A trigram's list in one segment. */
typedef struct trigram_list {
  const index_trigram *list; /* NULL: not there */
  uint32_t place;            /* of the first form of the query's length; NO_PLACE: not looked for */
} trigram_list;

/* A trigram of the query in all segments. */
typedef struct found_trigram {
  uint32_t key;
  uint32_t form_count;
  uint32_t weight;
  uint32_t in_deltas; /* where its lists in them begin; NO_DELTAS: none has it */
  uint32_t most;      /* forms that are read */
  trigram_list in_base;
} found_trigram;

/* The trigrams of a query. */
typedef struct trigram_query {
  found_trigram found[SIMILARITY_LIMIT];
  uint32_t count;
  uint32_t read_count;                                    /* of these are read */
  trigram_list in_deltas[SIMILARITY_LIMIT * DELTA_LIMIT]; /* by trigram, then delta */
} trigram_query;

/* Rarest first. They are few, so that insertion is as good as any sort. */
static void sort_by_rarity(found_trigram *found, uint32_t count)
{
  for (uint32_t i = 1; i < count; i++) {
    found_trigram x = found[i];
    uint32_t k = i;
    while (k > 0 && (found[k - 1].form_count > x.form_count || (found[k - 1].form_count == x.form_count && found[k - 1].key > x.key))) {
      found[k] = found[k - 1];
      k--;
    }
    found[k] = x;
  }
}

/* Looks the trigrams up in the deltas. */
static void trigrams_in_deltas(trigram_query *q, const uint32_t *keys, uint32_t count, const snapshot *s)
{
  for (uint32_t n = 0; n < s->delta_count; n++) {
    const snapshot *delta = &s->deltas[n];
    for (uint32_t i = 0; i < count; i++) {
      const index_trigram *list = trigram_find(delta, keys[i]);
      q->in_deltas[i * s->delta_count + n] = (trigram_list){ list, NO_PLACE };
      if (!list) continue;
      __builtin_prefetch(delta->trigram_blocks + list->first_block);
      __builtin_prefetch(delta->trigram_forms + list->first_form);
    }
  }
}

/* Adds what the deltas have of trigram number i. One that the base does not have is as rare as all forms say, live or dead. */
static void add_deltas(found_trigram *t, const trigram_query *q, uint32_t i, const snapshot *s)
{
  const trigram_list *lists = q->in_deltas + (size_t)i * s->delta_count;
  uint64_t forms = s->form_count;

  for (uint32_t n = 0; n < s->delta_count; n++) {
    forms += s->deltas[n].form_count;
    if (!lists[n].list) continue;
    t->in_deltas = i * s->delta_count;
    t->form_count += lists[n].list->form_count;
  }
  if (!t->in_base.list && t->in_deltas != NO_DELTAS) t->weight = fixed_log_ratio(2 * (forms + 1), 2 * (uint64_t)t->form_count + 1);
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
  if (s->delta_count) trigrams_in_deltas(q, keys, count, s);
  q->count = 0;
  for (uint32_t i = 0; i < count; i++) {
    const index_trigram *t = places[i];
    found_trigram found = { keys[i], t ? t->form_count : 0, t ? t->weight : 0, NO_DELTAS, 0, { t, NO_PLACE } };
    if (s->delta_count) add_deltas(&found, q, i, s);
    if (found.form_count) q->found[q->count++] = found;
  }
  sort_by_rarity(q->found, q->count);
}

static void prefetch_forms(const form_ranking *rough)
{
  const snapshot *s = rough->s;

  for (uint32_t i = 0; i < rough->count; i++)
    if (rough->items[i].form < s->form_count) __builtin_prefetch(&s->forms[rough->items[i].form]);
  for (uint32_t i = 0; i < rough->count; i++)
    if (rough->items[i].form < s->form_count) __builtin_prefetch(s->text + s->forms[rough->items[i].form].core);
  __asm__ volatile(""); /* or gcc takes a function of nothing but prefetches for one without effect, and leaves it out */
}

/* What a segment with count of the found forms may use of `most`: its share, so that deltas make no list longer than a fresh index has. */
static uint32_t share_of_most(uint32_t most, uint32_t count, const found_trigram *found)
{
  return found->form_count <= most ? count : (uint32_t)((uint64_t)most * count / found->form_count) + 1;
}

/* Its forms in one segment. A list is searched for its place once: both passes ask for it. */
static bool read_trigram_in(fuzzy_query *q, list_reader *r, trigram_list *in, const snapshot *s, const found_trigram *found,
                            trigram_pass pass)
{
  uint32_t share = share_of_most(found->most, in->list->form_count, found);

  if (in->list->form_count > share && in->place == NO_PLACE) in->place = block_place(s, in->list, form_of_length(s, q->letters));
  return read_trigram(q, r, in->list, s, in->place, found->weight, share, pass);
}

/* The forms of the trigrams in every segment. false: not all. */
static bool read_trigrams(fuzzy_query *q, list_reader *r, trigram_query *t, trigram_pass pass)
{
  bool all = true;

  for (uint32_t i = 0; i < t->read_count; i++) {
    found_trigram *found = &t->found[i];
    if (found->in_base.list) all = read_trigram_in(q, r, &found->in_base, q->s, found, pass) && all;
    for (uint32_t n = 0; n < q->s->delta_count && found->in_deltas != NO_DELTAS; n++) {
      trigram_list *in = &t->in_deltas[found->in_deltas + n];
      if (in->list) all = read_trigram_in(q, r, in, &q->s->deltas[n], found, pass) && all;
    }
  }
  return all;
}

/* How many forms of each trigram are read: a quarter of what is left of the budget at most. */
static void share_budget(fuzzy_query *q, trigram_query *t, uint32_t count)
{
  uint32_t left = q->budgets->trigram_postings;

  for (t->read_count = 0; t->read_count < count && left; t->read_count++) {
    found_trigram *found = &t->found[t->read_count];
    uint32_t size;
    found->most = left / 4 > LIST_MIN ? left / 4 : LIST_MIN;
    size = found->form_count < found->most ? found->form_count : found->most;
    left -= size < left ? size : left;
  }
  q->cut = t->read_count < count;
}

/* Looks for the places of all lists of the base side by side, so that none waits for the memory of another, and asks for the lists. */
static void find_places(const fuzzy_query *q, trigram_query *t)
{
  enum { LINE_FORMS = 32, LINES_AHEAD = 4 };
  const snapshot *s = q->s;
  uint32_t wanted = form_of_length(s, q->letters);

  for (uint32_t i = 0; i < t->read_count; i++)
    if (t->found[i].in_base.list) __builtin_prefetch(s->trigram_blocks + t->found[i].in_base.list->first_block);
  for (uint32_t i = 0; i < t->read_count; i++) {
    const index_trigram *list = t->found[i].in_base.list;
    if (!list) continue;
    if (list->form_count > share_of_most(t->found[i].most, list->form_count, &t->found[i]))
      __builtin_prefetch(s->trigram_forms + list->first_form + block_guess(s, list, wanted));
    else __builtin_prefetch(s->trigram_forms + list->first_form);
  }
  for (uint32_t i = 0; i < t->read_count; i++) {
    found_trigram *found = &t->found[i];
    const index_trigram *list = found->in_base.list;
    uint32_t share = list ? share_of_most(found->most, list->form_count, found) : 0, from;
    if (!list || list->form_count <= share) continue;
    found->in_base.place = block_place(s, list, wanted);
    from = form_window(found->in_base.place, list->form_count, share);
    for (uint32_t k = 0; k < LINES_AHEAD; k++) __builtin_prefetch(s->trigram_forms + list->first_form + from + k * LINE_FORMS);
  }
}

static uint32_t largest_gain(const trigram_query *t)
{
  uint32_t gain = 0;

  for (uint32_t i = 0; i < t->read_count; i++) gain = t->found[i].weight > gain ? t->found[i].weight : gain;
  return gain;
}

static uint32_t share_of_units(uint32_t units, uint32_t thousandths)
{
  return (uint32_t)((uint64_t)units * thousandths / 1000);
}

/* Adds up the names that have a fair share of the best sum, and some others. false: left to marks. */
static bool read_poured(fuzzy_query *q, list_reader *r, trigram_query *t)
{
  accumulator *acc = r->acc;
  uint32_t fair;

  accumulator_empty(acc);
  (void)read_trigrams(q, r, t, PASS_POUR);
  for (r->least = share_of_units(accumulator_fullest(acc), GATHER_SHARE);; r->least = fair / ACCUMULATOR_UNIT) {
    r->count = 0;
    if (!read_trigrams(q, r, t, PASS_GATHER)) return false;
    accumulator_clear_for(acc, r->count);
    for (uint32_t i = 0; i < r->count; i++)
      (void)accumulator_add_once(acc, r->gathered[i].form, r->gathered[i].gain); /* there is room for all */
    fair = share_of_units(form_best_sum(acc, q->s), ROUGH_SHARE);
    if (r->least * ACCUMULATOR_UNIT <= fair) break;
  }
  /* A name that stands in one list alone must have less than a fair share: marks leave it out. */
  return fair > largest_gain(t);
}

/* How many names are taken before accounts are told apart: some have two among them. */
enum { ROUGH_FORMS = 2 * RESCORE };

/* Of a name whose trigrams sum up to that: how long it is, its number tells. */
static uint32_t rough_score(const fuzzy_query *q, accumulator_slot hit)
{
  return (uint32_t)((uint64_t)accumulator_sum(hit) * 100 / (q->letters + form_letters(q->s, hit.form) + 1));
}

/* The best hits: score, then the smaller number, which is the order of the ranking within one segment. Returns how many. */
static uint32_t best_hits(uint64_t best[ROUGH_FORMS], const uint16_t *hits, uint32_t hit_count, const fuzzy_query *q)
{
  uint32_t count = 0;

  for (uint32_t i = 0; i < hit_count; i++) {
    accumulator_slot hit = accumulator_at(q->acc, hits[i]);
    uint64_t rank = (uint64_t)rough_score(q, hit) << 32 | (UINT32_MAX - hit.form);
    uint32_t at = count;
    if (count == ROUGH_FORMS && rank < best[count - 1]) continue;
    if (count == ROUGH_FORMS) at--;
    else count++;
    for (; at > 0 && best[at - 1] < rank; at--) best[at] = best[at - 1];
    best[at] = rank;
  }
  return count;
}

static void put_hit(form_ranking *rough, uint32_t form, int32_t score)
{
  form_key key;

  if (form_live_key(&key, rough->s, form)) form_ranking_put(rough, (ranked_form){ key.account, form, score });
}

/* Whether nothing with that score or less changes the ranking. Of equal ones the better comes first, but across segments. */
static bool is_settled(const form_ranking *rough, int32_t score)
{
  return rough->count == rough->limit && (rough->s->delta_count == 0 || score < rough->items[rough->count - 1].score);
}

/* The names with the largest sums for their length. Few are good enough to be read. */
static void rank_roughly(form_ranking *rough, const fuzzy_query *q)
{
  uint16_t hits[ACCUMULATOR_LIMIT];
  uint32_t count = form_hits(hits, q->acc, q->s), best_count;
  uint64_t best[ROUGH_FORMS];

  best_count = best_hits(best, hits, count, q);
  for (uint32_t i = 0; i < best_count; i++) form_key_prefetch(q->s, UINT32_MAX - (uint32_t)best[i]);
  for (uint32_t i = 0; i < best_count && !is_settled(rough, (int32_t)(best[i] >> 32)); i++)
    put_hit(rough, UINT32_MAX - (uint32_t)best[i], (int32_t)(best[i] >> 32));
  if (best_count == count || is_settled(rough, (int32_t)(best[best_count - 1] >> 32))) return;
  rough->count = 0;
  for (uint32_t i = 0; i < count; i++) {
    accumulator_slot hit = accumulator_at(q->acc, hits[i]);
    int32_t score = (int32_t)rough_score(q, hit);
    if (rough->count < rough->limit || score >= rough->items[rough->count - 1].score) put_hit(rough, hit.form, score);
  }
}

void trigram_route(fuzzy_query *q, const probe_form *f)
{
  uint32_t count, limit = q->budgets->trigram_candidates;
  trigram_query query;
  list_reader reader;
  form_ranking rough = { .limit = RESCORE, .s = q->s };
  form_ranking top = { .limit = limit < FORM_RANKING_LIMIT ? limit : FORM_RANKING_LIMIT, .s = q->s };

  trigrams_of(&query, f->name->core, q->s);
  count = query.count;
  if (count > q->budgets->trigrams) {
    count = q->budgets->trigrams;
    q->set->cuts |= 1u << BUDGET_trigrams;
  }
  reader.acc = q->acc;
  share_budget(q, &query, count);
  find_places(q, &query);
  if (count <= FEW_TRIGRAMS || q->by_marks || !read_poured(q, &reader, &query)) {
    accumulator_clear(q->acc);
    accumulator_unmark(q->acc);
    if (count > FEW_TRIGRAMS) (void)read_trigrams(q, &reader, &query, PASS_MARK);
    (void)read_trigrams(q, &reader, &query, count > FEW_TRIGRAMS ? PASS_REPEATED : PASS_ALL);
  }
  rank_roughly(&rough, q);
  prefetch_forms(&rough);
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
