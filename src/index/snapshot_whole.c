/* SPDX-License-Identifier: MIT */
/* What is asked of all segments of a snapshot at once: keys, families, the order of ids. */
#include <stdlib.h>

#include "index/key_filter.h"

int snapshot_order(const snapshot *s, uint32_t a, uint32_t b)
{
  uint32_t x = a, y = b;

  if (a == b) return 0;
  if (snapshot_segment_of(s, &x) == snapshot_segment_of(s, &y)) return a < b ? -1 : 1;
  return bytes_compare(snapshot_id(s, a), snapshot_id(s, b));
}

/* ---- keys ---------------------------------------------------------------------------------------------------------------------------- */

static key_values segment_values(const snapshot *segment, size_t table, uint64_t hash)
{
  return key_find((const key_table *)(const void *)((const char *)segment + table), hash);
}

static uint32_t live_values(const snapshot *segment, key_values values)
{
  uint32_t count = 0;

  for (uint32_t i = 0; i < values.count; i++) count += segment_is_live(segment, values.at[i]);
  return count;
}

/* First place among list[0..count) whose account does not stand before this one. */
static uint32_t place_of(const snapshot *s, const uint32_t *list, uint32_t count, uint32_t account)
{
  uint32_t low = 0, high = count;

  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (snapshot_order(s, list[middle], account) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Merges the accounts of deltas, list[of_base..count), each in order by itself, with those of the base before them; in place. */
static void merge_lists(const snapshot *s, uint32_t *list, uint32_t of_base, uint32_t count, uint32_t *spare)
{
  uint32_t left = of_base, added = count - of_base;

  for (uint32_t i = 0; i < added; i++) {
    uint32_t account = list[of_base + i], at = place_of(s, spare, i, account);
    memmove(spare + at + 1, spare + at, (i - at) * sizeof *spare);
    spare[at] = account;
  }
  for (uint32_t i = added; i-- > 0;) {
    uint32_t at = place_of(s, list, left, spare[i]);
    memmove(list + at + i + 1, list + at, (left - at) * sizeof *list);
    list[at + i] = spare[i];
    left = at;
  }
}

key_values snapshot_find_all(const snapshot *s, size_t table, uint64_t hash, arena *a)
{
  key_values base = segment_values(s, table, hash), found[DELTA_LIMIT];
  uint32_t of_base = live_values(s, base), count = of_base, used = 0, delta_count = s->delta_count, *list;

  if (!deltas_may_have(s, hash)) delta_count = 0;
  for (uint32_t n = 0; n < delta_count; n++) {
    found[n] = segment_values(&s->deltas[n], table, hash);
    count += found[n].count ? live_values(&s->deltas[n], found[n]) : 0;
  }
  if (count == base.count && count == of_base) return base;
  list = arena_take_array(a, count, 2 * sizeof *list);
  if (!list) return (key_values){ NULL, 0 };
  for (uint32_t i = 0; i < base.count; i++)
    if (segment_is_live(s, base.at[i])) list[used++] = base.at[i];
  for (uint32_t n = 0; n < delta_count; n++) {
    const snapshot *segment = &s->deltas[n];
    for (uint32_t i = 0; i < found[n].count; i++) {
      if (!segment_is_live(segment, found[n].at[i])) continue;
      list[used++] = segment->first_account + found[n].at[i];
    }
  }
  merge_lists(s, list, of_base, count, list + count);
  return (key_values){ list, count };
}

/* ---- families ------------------------------------------------------------------------------------------------------------------------ */

/* The parent that an account's record names, if it is there. */
static uint32_t named_parent(const snapshot *s, uint32_t account)
{
  uint32_t local = account, n = snapshot_segment_of(s, &local), found;
  const snapshot *segment = snapshot_segment_at(s, n);
  const index_account *a = &segment->accounts[local];
  bytes id = { NULL, 0 };

  if (a->parent != INDEX_NONE) {
    if (segment_is_live(segment, a->parent)) return segment->first_account + a->parent;
    return snapshot_find_account(s, snapshot_id(s, segment->first_account + a->parent));
  }
  if (!(a->flags & ACCOUNT_PARENT_OPEN)) return INDEX_NONE;
  for (uint32_t i = 0; i < s->column_count && id.size == 0; i++)
    if (s->columns[i].field == L2A_ACCOUNT_PARENT_ID) id = bytes_trim(snapshot_cell(s, account, i));
  found = id.size ? snapshot_find_account(s, id) : INDEX_NONE;
  return found == account ? INDEX_NONE : found;
}

/* The account of the smallest id of the circle that `at` is in. */
static uint32_t smallest_of_circle(const snapshot *s, uint32_t at)
{
  uint32_t smallest = at;

  for (uint32_t i = named_parent(s, at); i != at && i != INDEX_NONE; i = named_parent(s, i))
    if (snapshot_order(s, i, smallest) < 0) smallest = i;
  return smallest;
}

/* Where the line of named parents ends; with *circle, an account of the circle that it runs into (Brent, 1980). */
static uint32_t end_of_line(const snapshot *s, uint32_t account, bool *circle)
{
  uint32_t mark = account, at = account, steps = 0, limit = 1;

  *circle = false;
  for (;;) {
    uint32_t parent = named_parent(s, at);
    if (parent == INDEX_NONE) return at;
    if (parent == mark) {
      *circle = true;
      return parent;
    }
    at = parent;
    if (++steps == limit) {
      mark = at;
      limit *= 2;
      steps = 0;
    }
  }
}

uint32_t snapshot_parent(const snapshot *s, uint32_t account)
{
  uint32_t parent, end, i;
  bool circle;

  if (!s->delta_count) return s->accounts[account].parent;
  parent = named_parent(s, account);
  if (parent == INDEX_NONE) return INDEX_NONE;
  end = end_of_line(s, account, &circle);
  if (!circle) return parent;
  for (i = named_parent(s, end); i != end && i != account;) i = named_parent(s, i);
  if (i != account) return parent; /* it leads into the circle, but is not in it */
  return smallest_of_circle(s, account) == account ? INDEX_NONE : parent;
}

uint32_t snapshot_root(const snapshot *s, uint32_t account)
{
  uint32_t end;
  bool circle;

  if (!s->delta_count) return s->accounts[account].root;
  end = end_of_line(s, account, &circle);
  return circle ? smallest_of_circle(s, end) : end;
}

/* ---- order of ids -------------------------------------------------------------------------------------------------------------------- */

static void skip_dead(snapshot_cursor *c, uint32_t n)
{
  const snapshot *segment = snapshot_segment_at(c->s, n);

  while (c->next[n] < segment->account_count && !segment_is_live(segment, c->next[n])) c->next[n]++;
}

void snapshot_cursor_begin(snapshot_cursor *c, const snapshot *s, bytes after_id)
{
  c->s = s;
  for (uint32_t n = 0; n <= s->delta_count; n++) {
    const snapshot *segment = snapshot_segment_at(s, n);
    uint32_t low = 0, high = after_id.size ? segment->account_count : 0;
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      if (bytes_compare(snapshot_id(s, segment->first_account + middle), after_id) <= 0) low = middle + 1;
      else high = middle;
    }
    c->next[n] = low;
    skip_dead(c, n);
  }
}

uint32_t snapshot_cursor_next(snapshot_cursor *c)
{
  uint32_t best = INDEX_NONE, of = 0;

  for (uint32_t n = 0; n <= c->s->delta_count; n++) {
    const snapshot *segment = snapshot_segment_at(c->s, n);
    uint32_t account = segment->first_account + c->next[n];
    if (c->next[n] == segment->account_count || (best != INDEX_NONE && snapshot_order(c->s, best, account) < 0)) continue;
    best = account;
    of = n;
  }
  if (best != INDEX_NONE) {
    c->next[of]++;
    skip_dead(c, of);
  }
  return best;
}
