/* SPDX-License-Identifier: MIT */
#include "mqa/account_items.h"

#include "base/civil.h"

l2a_status account_items_init(account_items *l, const mqa *m, l2a_error *error)
{
  *l = (account_items){ .m = m };
  l->readers = calloc(m->runs.count + 1, sizeof *l->readers);
  return l->readers ? L2A_OK : error_no_memory(error);
}

void account_items_free(account_items *l)
{
  for (size_t i = 0; l->readers && i < l->m->runs.count; i++) run_reader_free(&l->readers[i]);
  free(l->readers);
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

static int64_t base_of(const mqa *m, const activity *a, uint32_t type)
{
  const activity_rule *rule = type < m->def->activity_count ? &m->def->activities[type] : &m->def->unknown_activity;
  int64_t minutes = rule->minutes;

  if (!rule->actual) return minutes;
  parse_minutes(&minutes, activity_minutes(a));
  return rule->max_minutes >= 0 && minutes > rule->max_minutes ? rule->max_minutes : minutes;
}

static item make_item(const mqa *m, const activity *a, const item *before)
{
  const who_entry *w = &m->whos.entries.data[a->who];
  item it = { .at = a->at, .person = w->person, .type = m->kinds.data[a->kind].type, .strong = w->strong };
  unsigned __int128 units = (uint64_t)base_of(m, a, it.type);

  it.day = before && before->at == a->at ? before->day : (int32_t)time_zone_day(m->zone, a->at);
  units = units * m->def->roles[m->persons.data[w->person].role].weight * m->accounts.data[w->account].weight * w->match_weight;
  it.units = (int64_t)(units / 1000000000u);
  return it;
}

static int compare_found(const void *left, const void *right, void *payload)
{
  return activity_compare(payload, ((const found_activity *)left)->a, ((const found_activity *)right)->a);
}

l2a_status account_items_load(account_items *l, uint32_t account, l2a_error *error)
{
  size_t parts = 0;
  l2a_status status = L2A_OK;

  l->found.count = l->items.count = 0;
  for (size_t i = 0; i < l->m->runs.count && status == L2A_OK; i++) {
    size_t before = l->found.count;
    status = run_reader_group(&l->readers[i], account, &l->found, error);
    parts += l->found.count > before;
  }
  if (status == L2A_OK && parts > 1) qsort_r(l->found.data, l->found.count, sizeof *l->found.data, compare_found, (void *)(uintptr_t)l->m);
  for (size_t i = 0; i < l->found.count && status == L2A_OK; i++) {
    const item *before = i ? &l->items.data[i - 1] : NULL;
    item it = make_item(l->m, l->found.data[i].a, before);
    if (!VECTOR_ADD(&l->items, it)) status = error_no_memory(error);
  }
  return status;
}
