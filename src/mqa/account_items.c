/* SPDX-License-Identifier: MIT */
#include "mqa/account_items.h"

#include "base/civil.h"

enum { MOVED_BLOCK_SIZE = 4096 };

l2a_status account_items_init(account_items *l, const mqa *m, l2a_error *error)
{
  *l = (account_items){ .m = m };
  l->readers = calloc(m->runs.count + 1, sizeof *l->readers);
  arena_init(&l->texts, MOVED_BLOCK_SIZE);
  l->elsewhere = calloc(m->runs.count + 1, sizeof *l->elsewhere);
  return l->readers && l->elsewhere ? L2A_OK : error_no_memory(error);
}

void account_items_free(account_items *l)
{
  for (size_t i = 0; l->readers && i < l->m->runs.count; i++) run_reader_free(&l->readers[i]);
  for (size_t i = 0; l->elsewhere && i < l->m->runs.count; i++) run_reader_free(&l->elsewhere[i]);
  free(l->readers);
  free(l->elsewhere);
  arena_free(&l->texts);
  found_order_free(&l->order);
  free(l->found.data);
  free(l->items.data);
}

l2a_status account_items_seek(account_items *l, uint32_t first, uint32_t end, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < l->m->runs.count && status == L2A_OK; i++)
    status = run_reader_seek(&l->readers[i], &l->m->runs.data[i], first, end, error);
  return status;
}

/* ---- an activity's worth --------------------------------------------------------------------------------------------------------------- */

/* The row's own minutes in milliminutes, rounded half to even; false when they are none ([0-9]+(\.[0-9]*)?, at most a million). */
static bool parse_minutes(int64_t *out, bytes text)
{
  int64_t value = 0;
  size_t i = 0;
  size_t digits = 0;
  int half = 0; /* of what is cut off: below, at, above half a milliminute */
  bool rest = false;

  for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++)
    if (value <= MQA_MINUTES_LIMIT) value = value * 10 + (text.data[i] - '0');
  if (i == 0 || (i < text.size && text.data[i++] != '.')) return false;
  if (value > MQA_MINUTES_LIMIT / 1000) return false;
  for (; i < text.size; i++, digits++) {
    char c = text.data[i];
    if (c < '0' || c > '9') return false;
    if (digits < 3) value = value * 10 + (c - '0');
    else if (digits == 3) half = c - '5';
    if (digits >= 3 && c != '0') rest = true;
    if (digits > 3 && half == 0 && c != '0') half = 1;
  }
  if (digits <= 3) half = -1;
  for (; digits < 3; digits++) value *= 10;
  if (value == MQA_MINUTES_LIMIT && rest) return false;
  if (value > MQA_MINUTES_LIMIT) return false;
  *out = value + (half > 0 || (half == 0 && value % 2));
  return true;
}

static int64_t base_of(const mqa *m, const activity_view *a, uint32_t type)
{
  const activity_rule *rule = type < m->def->activity_count ? &m->def->activities[type] : &m->def->unknown_activity;
  int64_t minutes = rule->minutes;

  if (!rule->actual) return minutes;
  parse_minutes(&minutes, a->minutes);
  return rule->max_minutes >= 0 && minutes > rule->max_minutes ? rule->max_minutes : minutes;
}

static item make_item(const mqa *m, const activity_view *a, const item *before)
{
  const who_entry *w = &m->whos.entries.data[a->who];
  item it = { .at = a->at, .person = w->person, .type = m->kinds.data[a->kind].type, .strong = w->strong };
  unsigned __int128 units = (uint64_t)base_of(m, a, it.type);

  it.day = before && before->at == a->at ? before->day : (int32_t)time_zone_day(m->zone, a->at);
  units = units * m->def->roles[m->persons.data[w->person].role].weight * m->accounts.data[w->account].weight * w->match_weight;
  it.units = (int64_t)(units / 1000000000u);
  return it;
}

/* Rows of a group of all runs. */
static l2a_status find_group(account_items *l, run_reader *readers, bool seek, uint32_t group, int64_t from, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < l->m->runs.count && status == L2A_OK; i++) {
    size_t before = l->found.count;

    if (seek) status = run_reader_seek(&readers[i], &l->m->runs.data[i], group, group + 1, error);
    if (status == L2A_OK) status = run_reader_group(&readers[i], group, from, &l->found, error);
    for (size_t k = before; seek && k < l->found.count; k++) { /* the next seek takes the reader's memory */
      l->found.data[k].a.id = arena_copy(&l->texts, l->found.data[k].a.id);
      l->found.data[k].a.minutes = arena_copy(&l->texts, l->found.data[k].a.minutes);
    }
    if (status == L2A_OK && l->texts.failed) status = error_no_memory(error);
  }
  return status;
}

static size_t first_moved(const mqa *m, uint32_t account)
{
  return first_at_least(m->moved.data, m->moved.count, sizeof *m->moved.data, offsetof(moved_who, account), account);
}

/* Rows that are filed here, but are another account's, or not yet. */
static bool is_foreign(const mqa *m, const activity_view *a, uint32_t account)
{
  const who_entry *w = &m->whos.entries.data[a->who];

  return w->problem || w->account != account || a->at > m->as_of;
}

/* A file may say anything. */
static bool is_known(const mqa *m, const activity_view *a)
{
  return a->who < m->whos.entries.count && a->kind < m->kinds.count;
}

l2a_status account_items_load(account_items *l, uint32_t account, int64_t from, l2a_error *error)
{
  const mqa *m = l->m;
  l2a_status status;

  l->found.count = l->items.count = 0;
  arena_reset(&l->texts);
  status = find_group(l, l->readers, false, m->accounts.data[account].file, from, error);
  for (size_t i = first_moved(m, account); status == L2A_OK && i < m->moved.count && m->moved.data[i].account == account; i++)
    status = find_group(l, l->elsewhere, true, m->moved.data[i].home, from, error);
  for (size_t i = 0; i < l->found.count && status == L2A_OK; i++)
    if (!is_known(m, &l->found.data[i].a)) status = error_set(error, L2A_ECORRUPT, "an activity names nobody who is there");
  if (status == L2A_OK) status = found_order_make(&l->order, m, &l->found, error);
  for (size_t i = 0; i < l->found.count && status == L2A_OK; i++) {
    const item *before = l->items.count ? &l->items.data[l->items.count - 1] : NULL;
    const activity_view *a = &l->found.data[l->order.places.data[i].number].a;
    item it;

    if (is_foreign(m, a, account)) continue;
    it = make_item(m, a, before);
    if (!VECTOR_ADD(&l->items, it)) status = error_no_memory(error);
  }
  return status;
}
