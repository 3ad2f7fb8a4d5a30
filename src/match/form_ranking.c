/* SPDX-License-Identifier: MIT */
#include "match/form_ranking.h"

/* Number of the segment that has the form; *form becomes its number there. */
static uint32_t segment_of_form(const snapshot *s, uint32_t *form)
{
  uint32_t n = 0;

  if (*form < s->form_count || !s->delta_count) return 0;
  while (n + 1 < s->delta_count && *form >= s->deltas[n + 1].first_form) n++;
  *form -= s->deltas[n].first_form;
  return n + 1;
}

const snapshot *form_segment(const snapshot *s, uint32_t *form)
{
  uint32_t n = segment_of_form(s, form);

  return snapshot_segment_at(s, n);
}

/* Order of forms: by length, then by account id, then as the account has them; within a segment that of their numbers. */
static int form_order(const snapshot *s, const ranked_form *a, const ranked_form *b)
{
  uint32_t x = a->form, y = b->form;
  const snapshot *of_a = form_segment(s, &x), *of_b = form_segment(s, &y);

  if (of_a == of_b) return x < y ? -1 : x > y;
  if (of_a->form_keys[x].letters != of_b->form_keys[y].letters) return of_a->form_keys[x].letters < of_b->form_keys[y].letters ? -1 : 1;
  return snapshot_order(s, a->account, b->account);
}

static bool is_better(const form_ranking *top, const ranked_form *a, const ranked_form *b)
{
  if (a->score != b->score) return a->score > b->score;
  if (a->form < top->s->form_count && b->form < top->s->form_count) return a->form < b->form;
  return form_order(top->s, a, b) < 0;
}

void form_ranking_put(form_ranking *top, ranked_form r)
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
static bool best_is_live(const accumulator *acc, const snapshot *s)
{
  for (uint32_t i = 0; i < acc->count; i++) {
    accumulator_slot slot = accumulator_at(acc, i);
    if (accumulator_sum(slot) == acc->best_sum && form_is_live(s, slot.form)) return true;
  }
  return false;
}

uint32_t form_best_sum(const accumulator *acc, const snapshot *s)
{
  return s->delta_count == 0 || best_is_live(acc, s) ? acc->best_sum : best_live_sum(acc, s);
}

/* Places of the forms with at least ROUGH_SHARE of the sum `best`. */
static uint32_t hits_near(uint16_t hits[ACCUMULATOR_LIMIT], uint32_t best, const accumulator *acc)
{
  uint64_t least = (uint64_t)best * ROUGH_SHARE;
  uint32_t count = 0;

  for (uint32_t i = 0; i < acc->count; i++) {
    accumulator_slot slot = accumulator_at(acc, i);
    if ((uint64_t)accumulator_sum(slot) * 1000 < least) continue;
    hits[count++] = (uint16_t)i;
  }
  return count;
}

uint32_t form_hits(uint16_t hits[ACCUMULATOR_LIMIT], const accumulator *acc, const snapshot *s)
{
  return hits_near(hits, form_best_sum(acc, s), acc);
}

bool form_live_key(form_key *out, const snapshot *s, uint32_t form)
{
  const snapshot *segment = form < s->form_count ? s : form_segment(s, &form);

  *out = segment->form_keys[form];
  if (!segment_is_live(segment, out->account)) return false;
  out->account += segment->first_account;
  return true;
}

uint32_t form_letters(const snapshot *s, uint32_t form)
{
  const uint32_t *start = form < s->form_count ? s->length_start : form_segment(s, &form)->length_start;
  uint32_t letters = 0;

  /* The last length that begins at the form or before. */
  for (uint32_t step = 128; step; step /= 2) letters += start[letters + step] <= form ? step : 0;
  return letters;
}
