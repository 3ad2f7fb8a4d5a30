/* SPDX-License-Identifier: MIT */
#include "mqa/timeline.h"

#include "base/civil.h"

enum { FALLS_DAYS = 730 };

l2a_status timeline_init(timeline *t, const mqa *m, l2a_error *error)
{
  l2a_status status;

  *t = (timeline){ .m = m };
  status = account_items_init(&t->items, m, error);
  t->slot_of = calloc(m->persons.count + 1, sizeof *t->slot_of);
  if (status == L2A_OK && !t->slot_of) status = error_no_memory(error);
  return status == L2A_OK ? engagement_init(&t->e, &m->scheme, error) : status;
}

void timeline_free(timeline *t)
{
  if (t->items.m) account_items_free(&t->items);
  if (t->e.scheme) engagement_free(&t->e);
  free(t->events.data);
  free(t->types.data);
  free(t->changes.data);
  free(t->change_at.data);
  free(t->capped.data);
  free(t->slot_of);
  free(t->persons.data);
}

l2a_status timeline_load(timeline *t, uint32_t account, int64_t from, l2a_error *error)
{
  return account_items_load(&t->items, account, from, error);
}

void timeline_set_scheme(timeline *t, const mqa_scheme *scheme)
{
  engagement_set_scheme(&t->e, scheme);
}

/* ---- days ---------------------------------------------------------------------------------------------------------------------------- */

/* INSTANT_NONE for a skipped day; NEVER beyond the table. */
static int64_t start_of(const mqa *m, int64_t day)
{
  uint64_t at = (uint64_t)day - (uint64_t)m->first_day; /* first_day may be before 1970, day NEVER_DAY */

  if (day < m->first_day) return INSTANT_NONE;
  return at < m->day_count ? m->day_starts[at] : NEVER;
}

/* The first day from `day` on that begins at or after an instant. */
static int64_t first_start(const mqa *m, int64_t day, int64_t instant)
{
  while (start_of(m, day) < instant) day++; /* a skipped day is before all instants */
  return day;
}

/* The next day at whose start something can change. */
static int64_t next_day(const timeline *t)
{
  const mqa *m = t->m;
  int64_t day = first_start(m, t->e.day, t->last + 1);
  int64_t change = t->e.next_change;
  int64_t timed = NEVER_DAY;

  if (t->dirty) return day;
  if (t->timer <= INSTANT_MAX && (change == NEVER_DAY || start_of(m, change) >= t->timer))
    timed = first_start(m, time_zone_day(m->zone, t->timer), t->timer);
  if (timed < change) change = timed;
  if (change == NEVER_DAY) return NEVER_DAY;
  return change > day ? first_start(m, change, t->last + 1) : day;
}

/* Told without looking up days: no day before an instant can change anything. */
static bool is_calm_until(const timeline *t, int64_t instant)
{
  return !t->dirty && t->timer >= instant && (t->e.next_change == NEVER_DAY || start_of(t->m, t->e.next_change) >= instant);
}

/* Whether the stage is what it was at the evaluation before, because nothing that it depends on is another. */
static bool is_calm_at(const timeline *t, const stage_event *event)
{
  return !t->dirty && !t->e.turned && event->at < t->timer && !event->verdict.size &&
         (!event->type_count || event->at >= t->s.cooldown_until);
}

/* t->dirty: the stage is another, which the next evaluation has to look at again. */
static stage_change evaluate_stage(timeline *t, const stage_event *event)
{
  stage_change change = { .changed = false };

  t->last = event->at;
  if (is_calm_at(t, event)) return change;
  t->e.turned = false;
  change = stage_machine_evaluate(&t->s, event);
  t->dirty = change.changed;
  t->timer = stage_machine_timer(&t->s, event->at);
  return change;
}

/* ---- events -------------------------------------------------------------------------------------------------------------------------- */

static int compare_events(const void *left, const void *right)
{
  const time_event *a = left;
  const time_event *b = right;

  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
  return (a->index > b->index) - (a->index < b->index);
}

static bool add_event(timeline *t, int64_t at, event_kind kind, uint32_t index)
{
  return VECTOR_ADD(&t->events, ((time_event){ at, kind, index }));
}

/* Those after an instant; behind a place there are only activities. */
static l2a_status collect_events(timeline *t, uint32_t account, bool strong_only, const timeline_place *from, l2a_error *error)
{
  const mqa *m = t->m;
  bool good = true;
  size_t items_only;

  t->events.count = 0;
  t->capped.count = 0;
  for (uint32_t i = 0; i < t->items.items.count && good; i++) {
    const item *it = &t->items.items.data[i];
    good = VECTOR_ADD(&t->capped, 0);
    if (good && (!strong_only || it->strong) && (!from || it->at > from->at)) good = add_event(t, it->at, EVENT_ITEM, i);
  }
  items_only = t->events.count;
  if (from) return good ? L2A_OK : error_no_memory(error);
  for (uint32_t i = m->touch_start[account]; i < m->touch_start[account + 1] && good; i++)
    if (m->touches[i].disposition.size && (!strong_only || m->touches[i].strong))
      good = add_event(t, m->touches[i].at, EVENT_TOUCH, i - m->touch_start[account]);
  for (uint32_t i = m->deal_start[account]; i < m->deal_start[account + 1] && good; i++) {
    good = add_event(t, m->deals[i].created, EVENT_CREATED, i - m->deal_start[account]);
    if (good && m->deals[i].closed != INSTANT_NONE) good = add_event(t, m->deals[i].closed, EVENT_CLOSED, i - m->deal_start[account]);
  }
  if (!good) return error_no_memory(error);
  if (t->events.count > items_only) qsort(t->events.data, t->events.count, sizeof *t->events.data, compare_events);
  return L2A_OK;
}

/* Slots in the order in which the persons appear; slot 0 is nobody. */
static l2a_status assign_slots(timeline *t, uint32_t account, l2a_error *error)
{
  const mqa *m = t->m;
  l2a_status status;

  t->persons.count = 0;
  if (!VECTOR_ADD(&t->persons, NO_PERSON)) return error_no_memory(error);
  t->slot_of[NO_PERSON] = 1;
  for (size_t i = 0; i < t->items.items.count; i++) {
    uint32_t person = t->items.items.data[i].person;
    if (t->slot_of[person]) continue;
    if (!VECTOR_ADD(&t->persons, person)) return error_no_memory(error);
    t->slot_of[person] = (uint32_t)t->persons.count;
  }
  status = engagement_begin(&t->e, m->accounts.data[account].columns, (uint32_t)t->persons.count, error);
  for (size_t i = 0; i < t->persons.count && status == L2A_OK; i++) t->e.slots.data[i].role = m->persons.data[t->persons.data[i]].role;
  return status;
}

static void forget_slots(timeline *t)
{
  for (size_t i = 0; i < t->persons.count; i++) t->slot_of[t->persons.data[i]] = 0;
}

static bool is_verdict(bytes disposition)
{
  return bytes_equal(disposition, BYTES("recycled")) || bytes_starts_with(disposition, BYTES("rejected:"));
}

static l2a_status apply_item(timeline *t, uint32_t index, l2a_error *error)
{
  const item *it = &t->items.items.data[index];
  bool capped;
  l2a_status status;

  if (!VECTOR_ADD(&t->types, it->type)) return error_no_memory(error);
  status = engagement_apply(&t->e, t->slot_of[it->person] - 1, it->type, it->units, &capped, error);
  t->capped.data[index] = capped;
  return status;
}

static l2a_status apply_event(timeline *t, uint32_t account, const time_event *v, bytes *verdict, l2a_error *error)
{
  const mqa *m = t->m;

  switch (v->kind) {
  case EVENT_ITEM: return apply_item(t, v->index, error);
  case EVENT_TOUCH: {
    bytes disposition = m->touches[m->touch_start[account] + v->index].disposition;
    if (!verdict->size && is_verdict(disposition)) *verdict = disposition;
    break;
  }
  case EVENT_CREATED: t->e.open++; break;
  case EVENT_CLOSED:
    t->e.open--;
    t->e.won += m->deals[m->deal_start[account] + v->index].won;
    break;
  }
  if (v->kind != EVENT_TOUCH) t->e.turned = true;
  return L2A_OK;
}

static l2a_status evaluate(timeline *t, int64_t at, bytes verdict, l2a_error *error)
{
  stage_event event = { at, verdict, t->types.data, t->types.count };
  stage_change change = evaluate_stage(t, &event);

  if (change.changed && (!VECTOR_ADD(&t->changes, change) || !VECTOR_ADD(&t->change_at, at))) return error_no_memory(error);
  return L2A_OK;
}

/* All day starts that matter before an instant. */
static l2a_status run_days(timeline *t, int64_t until, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (is_calm_until(t, until)) return L2A_OK;
  for (int64_t day = next_day(t); status == L2A_OK && day != NEVER_DAY && start_of(t->m, day) < until; day = next_day(t)) {
    engagement_set_day(&t->e, day);
    status = evaluate(t, start_of(t->m, day), BYTES(""), error);
  }
  return status;
}

/* The day of an event's instant, or of another one. */
static int64_t day_of_instant(const timeline *t, size_t next, int64_t at)
{
  const time_event *v = &t->events.data[next];

  if (next < t->events.count && v->at == at && v->kind == EVENT_ITEM) return t->items.items.data[v->index].day;
  return time_zone_day(t->m->zone, at);
}

static l2a_status run_instant(timeline *t, uint32_t account, size_t *next, int64_t at, l2a_error *error)
{
  bytes verdict = BYTES("");
  l2a_status status = L2A_OK;

  engagement_set_day(&t->e, day_of_instant(t, *next, at));
  t->types.count = 0;
  for (; *next < t->events.count && t->events.data[*next].at == at && status == L2A_OK; ++*next)
    status = apply_event(t, account, &t->events.data[*next], &verdict, error);
  if (status == L2A_OK) status = evaluate(t, at, verdict, error);
  t->types.count = 0;
  return status;
}

/* Events and persons as they were, nothing of them applied. */
static l2a_status begin_again(timeline *t, uint32_t account, l2a_error *error)
{
  const mqa *m = t->m;
  l2a_status status = engagement_begin(&t->e, m->accounts.data[account].columns, (uint32_t)t->persons.count, error);

  for (size_t i = 0; i < t->persons.count && status == L2A_OK; i++) {
    t->e.slots.data[i].role = m->persons.data[t->persons.data[i]].role;
    t->slot_of[t->persons.data[i]] = (uint32_t)i + 1;
  }
  if (t->capped.count) memset(t->capped.data, 0, t->capped.count);
  return status;
}

/* ---- from a place on --------------------------------------------------------------------------------------------------------------------- */

enum { DAYS_OUT_OF_ORDER = 2 /* of a clock set back over midnight, and one to spare */ };

int64_t timeline_reach(const timeline *t, int64_t at)
{
  const mqa *m = t->m;
  int64_t days = m->def->window;
  int64_t day;

  for (uint32_t i = 0; i < m->def->leaf_count; i++)
    if (m->leaves[i]->kind == CONDITION_ACTIVITY && m->leaves[i]->within > days) days = m->leaves[i]->within;
  day = time_zone_day(m->zone, at) - days - DAYS_OUT_OF_ORDER;
  return day < m->first_day ? INT64_MIN : start_of(m, day);
}

timeline_place timeline_place_of(const timeline *t)
{
  const stage_machine *s = &t->s;
  bool is_one = !t->unsettled && s->stage != MQA_STAGE_LIMIT;

  return (timeline_place){
    is_one ? t->m->as_of : INT64_MIN, t->has_events, s->initial, s->stage, s->entered, s->cooldown_until, s->mqa_at, t->e.applied
  };
}

/* Rows up to the place are applied, and the stage is what it was. */
static l2a_status go_to_place(timeline *t, uint32_t account, bool strong_only, const timeline_place *from, l2a_error *error)
{
  const mqa *m = t->m;
  l2a_status status = L2A_OK;

  for (uint32_t i = 0; i < t->items.items.count && status == L2A_OK; i++) {
    const item *it = &t->items.items.data[i];

    if (it->at > from->at || (strong_only && !it->strong)) continue;
    engagement_skip_to(&t->e, it->day);
    status = apply_item(t, i, error);
  }
  t->types.count = 0;
  for (uint32_t i = m->deal_start[account]; i < m->deal_start[account + 1]; i++) {
    t->e.open += m->deals[i].closed == INSTANT_NONE;
    t->e.won += m->deals[i].closed != INSTANT_NONE && m->deals[i].won;
  }
  engagement_catch_up(&t->e, time_zone_day(m->zone, from->at));
  t->e.applied = from->applied;
  t->s = (stage_machine){ .def = t->e.def,
                          .e = &t->e,
                          .stage = from->stage,
                          .initial = from->initial,
                          .entered = from->entered,
                          .cooldown_until = from->cooldown_until,
                          .mqa_at = from->mqa_at };
  t->last = from->at;
  return status;
}

l2a_status timeline_run(timeline *t, uint32_t account, timeline_rows rows, const timeline_place *from, l2a_error *error)
{
  size_t next = 0;
  size_t settled;
  l2a_status status = rows == ROWS_AGAIN ? L2A_OK : collect_events(t, account, rows == ROWS_STRONG, from, error);

  t->changes.count = t->change_at.count = 0;
  t->types.count = 0;
  t->unsettled = false;
  t->dirty = true;
  t->timer = NEVER;
  if (status == L2A_OK) status = rows == ROWS_AGAIN ? begin_again(t, account, error) : assign_slots(t, account, error);
  if (status != L2A_OK) goto done;
  if (from) status = go_to_place(t, account, rows == ROWS_STRONG, from, error);
  else stage_machine_begin(&t->s, &t->e);
  t->has_events = t->events.count || (from && from->has_events);
  if (t->m->accounts.data[account].excluded) t->s.stage = MQA_STAGE_LIMIT;
  while (next < t->events.count && status == L2A_OK) {
    int64_t at = t->events.data[next].at;
    bool first = next == 0 && !(from && from->has_events);

    if (t->s.stage == MQA_STAGE_LIMIT) {
      bytes verdict = BYTES("");
      engagement_set_day(&t->e, time_zone_day(t->m->zone, at));
      status = apply_event(t, account, &t->events.data[next++], &verdict, error);
      continue;
    }
    if (!first) status = run_days(t, at, error);
    if (status == L2A_OK) status = run_instant(t, account, &next, at, error);
  }
  if (t->s.stage == MQA_STAGE_LIMIT) engagement_set_day(&t->e, time_zone_day(t->m->zone, t->m->as_of));
  else if (t->has_events && status == L2A_OK) status = run_days(t, t->m->as_of, error);
  settled = t->changes.count;
  if (t->s.stage != MQA_STAGE_LIMIT && t->has_events && status == L2A_OK && t->last < t->m->as_of)
    status = run_instant(t, account, &next, t->m->as_of, error);
  t->unsettled = t->changes.count > settled;
done:
  forget_slots(t);
  return status;
}

/* Also of days behind the table. */
static int64_t real_start(const mqa *m, int64_t day)
{
  int64_t at = start_of(m, day);

  if (day == NEVER_DAY) return NEVER;
  return at == NEVER || at == INSTANT_NONE ? time_zone_day_start(m->zone, day) : at;
}

static void note_first(int64_t *first, int64_t at)
{
  if (at < *first) *first = at;
}

/* The next day, at which the stage may change; what it was before is compared by the caller. */
static void step(timeline *t, int64_t day)
{
  stage_event event = { start_of(t->m, day), BYTES(""), NULL, 0 };

  engagement_set_day(&t->e, day);
  evaluate_stage(t, &event);
}

/* The first instant after the run's at which anything but the stage may change. */
static int64_t first_sure(const timeline *t)
{
  int64_t first = NEVER;

  if (t->unsettled) return INT64_MIN;
  if (!t->has_events) return NEVER;
  if (t->s.stage == MQA_STAGE_LIMIT) return real_start(t->m, t->e.next_change);
  note_first(&first, t->timer);
  note_first(&first, real_start(t->m, t->e.next_change));
  return first;
}

timeline_future timeline_ahead(timeline *t, bool falls)
{
  uint32_t stage = t->s.stage;
  int64_t end = time_zone_day(t->m->zone, t->m->as_of) + FALLS_DAYS;
  timeline_future f = { INSTANT_NONE, first_sure(t) };
  bool looks = falls && !t->s.initial;
  int64_t day;

  if (!t->has_events || stage == MQA_STAGE_LIMIT) return f;
  for (day = next_day(t); day <= end && (looks || real_start(t->m, day) < f.next); day = next_day(t)) {
    step(t, day);
    if (t->dirty) note_first(&f.next, t->last);
    if (t->s.stage == stage) continue;
    if (looks) f.falls_at = t->last;
    return f;
  }
  if (looks && day > end && day != NEVER_DAY) note_first(&f.next, real_start(t->m, day - FALLS_DAYS)); /* then it comes into sight */
  return f;
}
