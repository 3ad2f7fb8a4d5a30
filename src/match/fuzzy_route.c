/* SPDX-License-Identifier: MIT */
/*
 * Words: every word of the name, rarest first, and the words of the index one edit away; the names in their lists add up the weights.
 * A list longer than what is left of the budget is read only around the query's own length: lists are ordered by length (layout.h).
 * Trigrams: the same with letter trigrams, rescored by the exact trigram similarity.
 *
 * The lists of all segments of the index are read into one accumulator, forms numbered through all segments.
 */
#include "match/fuzzy_route.h"

#include <stdlib.h>

#include "base/fixed_log.h"
#include "index/keys.h"
#include "match/short_route.h"
#include "match/similarity.h"

enum {
  FUZZY_FORMS = 3,          /* forms of a contact that are looked up */
  WORDS_CLOSE_ENOUGH = 800, /* a name this close makes trigrams needless, thousandths */
  WORDS_MIN = 200,          /* thousandths; less is noise */
  TRIGRAM_RESCORE = 32,     /* names compared exactly */
  TRIGRAM_MIN = 280,        /* thousandths; less is noise */
  COUNTRY_BONUS = 40,       /* the same country, thousandths */
  ROUGH_SHARE = 400,        /* of the best sum of words or trigrams; names with less are not looked at, thousandths */
  NEIGHBOUR_SHARE = 850,    /* what a word one edit away counts, thousandths */
  QUERY_WORD_LIMIT = 48,
  AHEAD = 12, /* forms of a list for which memory is asked in advance */
  TOP_LIMIT = 64
};

/* A form found: account and form numbered through all segments, and what the form is in its own. */
typedef struct ranked {
  uint32_t account;
  uint32_t form;
  int32_t score;
} ranked;

/* Number of the segment that has the form; *form becomes its number there. */
static uint32_t segment_of_form(const snapshot *s, uint32_t *form)
{
  uint32_t n = 0;

  if (*form < s->form_count || !s->delta_count) return 0;
  while (n + 1 < s->delta_count && *form >= s->deltas[n + 1].first_form) n++;
  *form -= s->deltas[n].first_form;
  return n + 1;
}

static const snapshot *form_segment(const snapshot *s, uint32_t *form)
{
  uint32_t n = segment_of_form(s, form);

  return snapshot_segment_at(s, n);
}

/* Order of forms: by length, then by account id, then as the account has them; within a segment that of their numbers. */
static int form_order(const snapshot *s, const ranked *a, const ranked *b)
{
  uint32_t x = a->form, y = b->form;
  const snapshot *of_a = form_segment(s, &x), *of_b = form_segment(s, &y);

  if (of_a == of_b) return x < y ? -1 : x > y;
  if (of_a->form_keys[x].letters != of_b->form_keys[y].letters) return of_a->form_keys[x].letters < of_b->form_keys[y].letters ? -1 : 1;
  return snapshot_order(s, a->account, b->account);
}

/* Best-first list of at most limit distinct accounts. */
typedef struct ranking {
  ranked items[TOP_LIMIT];
  uint32_t count, limit;
  const snapshot *s;
} ranking;

static bool is_better(const ranking *top, const ranked *a, const ranked *b)
{
  if (a->score != b->score) return a->score > b->score;
  if (a->form < top->s->form_count && b->form < top->s->form_count) return a->form < b->form;
  return form_order(top->s, a, b) < 0;
}

static void ranking_put(ranking *top, ranked r)
{
  uint32_t at = top->count;

  if (top->count == top->limit && !is_better(top, &r, &top->items[top->count - 1]))
    return; /* whatever else it has of this account is better */
  for (uint32_t i = 0; i < top->count; i++) {
    if (top->items[i].account != r.account) continue;
    if (!is_better(top, &r, &top->items[i])) return;
    memmove(&top->items[i], &top->items[i + 1], (top->count - i - 1) * sizeof *top->items);
    top->count--;
    at = top->count;
    break;
  }
  if (top->count == top->limit) {
    top->count--;
    at = top->count;
  }
  while (at > 0 && is_better(top, &r, &top->items[at - 1])) {
    top->items[at] = top->items[at - 1];
    at--;
  }
  top->items[at] = r;
  top->count++;
}

/* Where `most` of a list of count forms begin around the place low. */
static uint32_t window_begin(uint32_t low, uint32_t count, uint32_t most)
{
  uint32_t from = low > most / 2 ? low - most / 2 : 0;

  return from + most > count ? count - most : from;
}

/* The first form of the query's own length. */
static uint32_t middle_form(const snapshot *s, uint32_t letters)
{
  return s->length_start[letters < LENGTH_LIMIT ? letters : LENGTH_LIMIT - 1];
}

/* Reads forms[0..count) of a segment into the accumulator, or, when that is more than most, the `most` forms around the length of the query. */
static void read_list(accumulator *acc, const uint32_t *forms, uint32_t count, uint32_t most, uint32_t turn, uint32_t gain,
                      const snapshot *s, uint32_t letters, bool *cut)
{
  uint32_t from = 0;

  if (count > most) {
    uint32_t wanted = middle_form(s, letters), low = 0, high = count;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (forms[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    from = window_begin(low, count, most);
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

/* How many forms of the trigram stand before the form `wanted`. */
static uint32_t block_place(const snapshot *s, const index_trigram *t, uint32_t wanted)
{
  const form_block *block = s->trigram_blocks + t->first_block;
  const uint16_t *lower = s->trigram_forms + t->first_form;
  uint32_t before = 0, low = 0, high;

  while (before < t->form_count && block->upper < wanted >> 16) before += (block++)->last + 1u;
  if (before >= t->form_count || block->upper != wanted >> 16) return before;
  lower += before;
  for (high = block->last + 1u; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (lower[middle] < (wanted & 0xFFFF)) low = middle + 1;
    else high = middle;
  }
  return before + low;
}

/* The same as read_list for the forms of a trigram. */
static void read_trigram(accumulator *acc, const index_trigram *t, uint32_t gain, uint32_t most, const snapshot *s, uint32_t letters,
                         bool *cut)
{
  const form_block *block = s->trigram_blocks + t->first_block;
  uint32_t count = t->form_count, from = 0, before = 0;

  if (count > most) {
    from = window_begin(block_place(s, t, middle_form(s, letters)), count, most);
    count = most;
    *cut = true;
  }
  while (before + block->last < from) before += (block++)->last + 1u;
  for (uint32_t i = from; i < from + count; block++) {
    uint32_t upper = (uint32_t)block->upper << 16, end = before + block->last + 1u;
    const uint16_t *lower = s->trigram_forms + t->first_form;
    for (before = end; i < end && i < from + count; i++) {
      if (i + AHEAD < end) accumulator_prefetch(acc, s->first_form + (upper | lower[i + AHEAD]));
      if (accumulator_add_once(acc, s->first_form + (upper | lower[i]), gain)) continue;
      *cut = true;
      return;
    }
  }
}

static int by_weight(const void *x, const void *y)
{
  const probe_word *a = x, *b = y;

  if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
  return bytes_compare(a->text, b->text);
}

typedef struct word_query {
  candidate_set *set;
  const snapshot *s;
  const match_budgets *budgets;
  accumulator *acc;
  uint32_t letters; /* of the squashed name */
  uint32_t left;    /* of the budget of postings */
  bool cut;
} word_query;

static void read_word(word_query *q, const snapshot *segment, uint32_t word, uint32_t turn, uint32_t gain)
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

/* Words of a segment one edit away from the word that is number `own` there. */
static void read_neighbours_of(word_query *q, const snapshot *segment, const probe_word *w, uint32_t own, const uint64_t *keys,
                               uint32_t key_count, uint32_t turn)
{
  uint32_t seen[64], seen_count = 0, taken = 0;

  for (uint32_t k = 0; k < key_count; k++) key_prefetch(&segment->edits, keys[k]);
  for (uint32_t k = 0; k < key_count; k++) {
    key_values found = key_find(&segment->edits, keys[k]);
    for (uint32_t i = 0; i < found.count; i++) {
      const index_word *other = &segment->words[found.at[i]];
      bytes text = snapshot_text(segment, other->text, other->size);
      bool again = false;
      uint32_t gain;
      if (found.at[i] == own || similarity_edits(w->text, text, 1) > 1) continue;
      for (uint32_t n = 0; n < seen_count && !again; n++) again = seen[n] == found.at[i];
      if (again) continue;
      if (taken == q->budgets->neighbours || seen_count == 64) {
        q->set->cuts |= 1u << BUDGET_neighbours;
        return;
      }
      seen[seen_count++] = found.at[i];
      taken++;
      gain = (w->weight < other->weight ? w->weight : other->weight) * (uint32_t)NEIGHBOUR_SHARE / 1000;
      read_word(q, segment, found.at[i], turn, gain);
    }
  }
}

/* The word and its neighbours, in every segment. */
static void read_everywhere(word_query *q, const probe_word *w, uint32_t turn)
{
  bool has_neighbours = w->text.size >= EDIT_LETTERS_MIN && !has_digit(w->text);
  uint64_t keys[EDIT_KEY_LIMIT];
  uint32_t key_count = has_neighbours ? edit_keys(keys, w->text) : 0;

  for (uint32_t n = 0; n <= q->s->delta_count; n++) {
    const snapshot *segment = snapshot_segment_at(q->s, n);
    uint32_t own = n ? w->in_deltas[n - 1] : w->word;
    if (own != INDEX_NONE) read_word(q, segment, own, turn, w->weight);
    if (key_count) read_neighbours_of(q, segment, w, own, keys, key_count, turn);
  }
}

/* Share of the rarer-weighted words both names have; a name that holds the other whole counts a little less than its Dice says too little. */
static int32_t share_of(uint32_t shared, uint32_t contact, uint32_t account)
{
  uint32_t shorter = contact < account ? contact : account;
  int32_t dice = contact + account ? (int32_t)((uint64_t)shared * 2000 / (contact + account)) : 0;
  int32_t inside = shorter ? (int32_t)((uint64_t)(shared < shorter ? shared : shorter) * 1000 / shorter) : 0;

  return dice + inside / 4;
}

static bool form_is_live(const snapshot *s, uint32_t form)
{
  const snapshot *segment = form_segment(s, &form);

  return segment_is_live(segment, segment->form_keys[form].account);
}

/* The best sum of a form whose account is live. */
static uint32_t best_live_sum(const accumulator *acc, const snapshot *s)
{
  uint32_t best = 0;

  for (uint32_t i = 0; i < acc->count; i++) {
    accumulator_slot slot = accumulator_at(acc, i);
    if (accumulator_sum(slot) > best && form_is_live(s, slot.form)) best = accumulator_sum(slot);
  }
  return best;
}

/* Whether a form with the best sum of all is live: that none is, is rare. */
static bool best_is_live(const accumulator *acc, const uint16_t *hits, uint32_t count, const snapshot *s)
{
  for (uint32_t i = 0; i < count; i++) {
    accumulator_slot slot = accumulator_at(acc, hits[i]);
    if (accumulator_sum(slot) == acc->best_sum && form_is_live(s, slot.form)) return true;
  }
  return false;
}

/* Places of the forms with at least ROUGH_SHARE of the sum `best`; asks for the memory that is read next of each. */
static uint32_t hits_near(uint16_t hits[ACCUMULATOR_LIMIT], uint32_t best, const accumulator *acc, const snapshot *s)
{
  uint64_t least = (uint64_t)best * ROUGH_SHARE;
  uint32_t count = 0;

  for (uint32_t i = 0; i < acc->count; i++) {
    accumulator_slot slot = accumulator_at(acc, i);
    if ((uint64_t)accumulator_sum(slot) * 1000 < least) continue;
    if (slot.form < s->form_count) __builtin_prefetch(s->form_keys + slot.form);
    hits[count++] = (uint16_t)i;
  }
  return count;
}

/* Places of the forms with at least ROUGH_SHARE of the best sum of a live one; some of them may be dead. */
static uint32_t hits_take(uint16_t hits[ACCUMULATOR_LIMIT], const accumulator *acc, const snapshot *s)
{
  uint32_t count = hits_near(hits, acc->best_sum, acc, s);

  if (!s->delta_count || best_is_live(acc, hits, count, s)) return count;
  return hits_near(hits, best_live_sum(acc, s), acc, s);
}

/* What a form's key says, its account numbered through all segments. false: that account is dead. */
static bool live_form(form_key *out, const snapshot *s, uint32_t form)
{
  const snapshot *segment = form < s->form_count ? s : form_segment(s, &form);

  *out = segment->form_keys[form];
  if (!segment_is_live(segment, out->account)) return false;
  out->account += segment->first_account;
  return true;
}

static int32_t route_words(word_query *q, const probe_form *f, const probe *p)
{
  probe_word words[QUERY_WORD_LIMIT];
  uint32_t count = f->word_count < QUERY_WORD_LIMIT ? f->word_count : QUERY_WORD_LIMIT;
  ranking top = { .limit = q->budgets->word_candidates < TOP_LIMIT ? q->budgets->word_candidates : TOP_LIMIT, .s = q->s };
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
  hit_count = hits_take(hits, q->acc, q->s);
  for (uint32_t i = 0; i < hit_count; i++) {
    accumulator_slot hit = accumulator_at(q->acc, hits[i]);
    form_key form;
    int32_t share;
    if (top.count == top.limit &&
        share_of(accumulator_sum(hit), f->weight, accumulator_sum(hit)) + COUNTRY_BONUS < top.items[top.count - 1].score)
      continue; /* the best it could be, with no other word, is not good enough: the name need not be read */
    if (!live_form(&form, q->s, hit.form)) continue;
    share = share_of(accumulator_sum(hit), f->weight, form.weight);
    if (share > best) best = share;
    if (share < WORDS_MIN || (top.count == top.limit && share + COUNTRY_BONUS < top.items[top.count - 1].score)) continue;
    if (country && snapshot_country(q->s, form.account) == country) share += COUNTRY_BONUS;
    ranking_put(&top, (ranked){ form.account, hit.form, share });
  }
  for (uint32_t i = 0; i < top.count; i++) candidates_add(q->set, top.items[i].account, ROUTE_WORDS);
  if (q->cut) q->set->cuts |= 1u << BUDGET_postings;
  return best;
}

static const index_trigram *find_trigram(const snapshot *s, uint32_t key)
{
  uint32_t low = 0, high = s->trigram_count;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (s->trigrams[middle].key < key) low = middle + 1;
    else high = middle;
  }
  return low < s->trigram_count && s->trigrams[low].key == key ? &s->trigrams[low] : NULL;
}

/* A trigram of the query in all segments. */
typedef struct found_trigram {
  uint32_t key;
  uint32_t form_count;
  uint32_t weight;
  uint32_t in_deltas;           /* where its numbers in them begin; NO_DELTAS: none has it */
  const index_trigram *in_base; /* NULL: not there */
} found_trigram;

enum { NO_DELTAS = UINT32_MAX };

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

/* form_count 0: no segment has it. */
static found_trigram trigram_of(trigram_query *q, uint32_t key, const snapshot *s)
{
  const index_trigram *t = find_trigram(s, key);
  found_trigram found = { key, t ? t->form_count : 0, t ? t->weight : 0, NO_DELTAS, t };

  if (s->delta_count) trigram_in_deltas(q, &found, s);
  return found;
}

/* Distinct trigrams of the text that the index has, rarest first. */
static void trigrams_of(trigram_query *q, bytes text, const snapshot *s)
{
  uint32_t window = ' ';

  q->count = q->place_count = 0;
  for (size_t i = 0; i <= text.size && i < SIMILARITY_LIMIT && q->count < SIMILARITY_LIMIT; i++) {
    uint32_t c = i < text.size ? (unsigned char)text.data[i] : ' ';
    found_trigram t;
    bool again = false;
    window = (window << 8 | c) & 0xFFFFFF;
    if (!(window >> 16) || (window >> 8 & 0xFF) == ' ') continue;
    for (uint32_t k = 0; k < q->count && !again; k++) again = q->found[k].key == window;
    if (again) continue;
    t = trigram_of(q, window, s);
    if (t.form_count) q->found[q->count++] = t;
  }
  qsort(q->found, q->count, sizeof *q->found, by_rarity);
}

static void prefetch_forms(const ranking *rough)
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

/* The forms of a trigram in every segment. */
static void read_trigram_everywhere(word_query *q, const found_trigram *found, const trigram_query *t, uint32_t most, bool *cut)
{
  const index_trigram *list = found->in_base;

  if (list) read_trigram(q->acc, list, found->weight, share_of_most(most, list->form_count, found), q->s, q->letters, cut);
  for (uint32_t n = 0; n < q->s->delta_count && found->in_deltas != NO_DELTAS; n++) {
    list = t->places[found->in_deltas + n];
    if (list) read_trigram(q->acc, list, found->weight, share_of_most(most, list->form_count, found), &q->s->deltas[n], q->letters, cut);
  }
}

static void route_trigrams(word_query *q, const probe_form *f)
{
  trigram_query query;
  ranking rough = { .limit = TRIGRAM_RESCORE, .s = q->s };
  ranking top = { .limit = q->budgets->trigram_candidates < TOP_LIMIT ? q->budgets->trigram_candidates : TOP_LIMIT, .s = q->s };
  uint32_t left = q->budgets->trigram_postings, count;
  uint16_t hits[ACCUMULATOR_LIMIT];
  uint32_t hit_count;
  bool cut = false;

  trigrams_of(&query, f->name->core, q->s);
  count = query.count;
  if (count > q->budgets->trigrams) {
    count = q->budgets->trigrams;
    q->set->cuts |= 1u << BUDGET_trigrams;
  }
  accumulator_clear(q->acc);
  for (uint32_t i = 0; i < count; i++) {
    if (left == 0) {
      cut = true;
      break;
    }
    uint32_t most = left / 4 > 64 ? left / 4 : 64;
    uint32_t size = query.found[i].form_count < most ? query.found[i].form_count : most;
    read_trigram_everywhere(q, &query.found[i], &query, most, &cut);
    left -= size < left ? size : left;
  }
  hit_count = hits_take(hits, q->acc, q->s);
  for (uint32_t i = 0; i < hit_count; i++) {
    accumulator_slot hit = accumulator_at(q->acc, hits[i]);
    form_key form;
    if (!live_form(&form, q->s, hit.form)) continue;
    ranking_put(&rough,
                (ranked){ form.account, hit.form, (int32_t)((uint64_t)accumulator_sum(hit) * 100 / (q->letters + form.letters + 1)) });
  }
  prefetch_forms(&rough);
  for (uint32_t i = 0; i < rough.count; i++) {
    uint32_t local = rough.items[i].form;
    const snapshot *segment = form_segment(q->s, &local);
    const index_form *form = &segment->forms[local];
    trigram_list theirs;
    int32_t score;
    trigram_list_make(&theirs, snapshot_text(segment, form->core, form->core_size));
    score = trigram_list_dice(f->trigrams, &theirs);
    if (score >= TRIGRAM_MIN) ranking_put(&top, (ranked){ rough.items[i].account, rough.items[i].form, score });
  }
  for (uint32_t i = 0; i < top.count; i++) candidates_add(q->set, top.items[i].account, ROUTE_TRIGRAMS);
  if (cut) q->set->cuts |= 1u << BUDGET_trigram_postings;
}

void fuzzy_routes(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b, accumulator *acc)
{
  uint32_t forms = p->form_count < FUZZY_FORMS ? p->form_count : FUZZY_FORMS;
  bool exact = false;

  for (uint32_t i = 0; i < p->full_count; i++) exact = exact || p->forms[i].squashed.count || p->forms[i].sorted.count;
  for (uint32_t i = 0; i < forms; i++) {
    const probe_form *f = &p->forms[i];
    word_query q = { .set = set, .s = s, .budgets = b, .acc = acc, .letters = (uint32_t)f->name->squashed.size };
    int32_t best;
    if (f->name->squashed.size < 3) continue;
    best = route_words(&q, f, p);
    if (!exact && best < WORDS_CLOSE_ENOUGH && i < p->full_count) route_trigrams(&q, f);
  }
  if (set->count == 0 && p->company.status == NAME_GOOD) short_route(set, &p->forms[0], p, s, b);
}
