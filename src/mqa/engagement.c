/* SPDX-License-Identifier: MIT */
#include "mqa/engagement.h"

#include "base/hash.h"
#include "mqa/factor.h"

enum { CAP_CAPACITY = 256 };
#define UNITS_LIMIT INT64_C(4000000000000000000)

l2a_status engagement_init(engagement *e, const mqa_scheme *scheme, l2a_error *error)
{
  size_t leaves = scheme->def->leaf_count + 1;

  *e = (engagement){ .scheme = scheme, .def = scheme->def };
  e->counts = calloc(leaves, sizeof *e->counts);
  e->role_counts = calloc(leaves * (e->def->role_count + 1), sizeof *e->role_counts);
  e->leaf_days = calloc(leaves, sizeof *e->leaf_days);
  e->caps = calloc(CAP_CAPACITY, sizeof *e->caps);
  e->cap_capacity = CAP_CAPACITY;
  return e->counts && e->role_counts && e->leaf_days && e->caps ? L2A_OK : error_no_memory(error);
}

void engagement_free(engagement *e)
{
  for (uint32_t i = 0; e->leaf_days && i < e->def->leaf_count; i++) free(e->leaf_days[i].days.data);
  free(e->leaf_days);
  free(e->slots.data);
  free(e->buckets.data);
  free(e->counts);
  free(e->role_counts);
  free(e->caps);
}

void engagement_set_scheme(engagement *e, const mqa_scheme *scheme)
{
  e->scheme = scheme;
  e->def = scheme->def;
}

l2a_status engagement_begin(engagement *e, const uint64_t *columns, uint32_t slot_count, l2a_error *error)
{
  uint32_t leaves = e->def->leaf_count;

  e->columns = columns;
  e->day = INT64_MIN;
  e->next_change = NEVER_DAY;
  e->total = e->applied = 0;
  e->open = e->won = 0;
  e->unsorted = false;
  e->turned = true;
  e->calm_low = e->calm_high = 0;
  e->slots.count = 0;
  e->buckets.count = 0;
  e->low = 0;
  for (uint32_t i = 0; i < slot_count; i++)
    if (!VECTOR_ADD(&e->slots, ((person_slot){ 0, 0, 0, e->def->role_count }))) return error_no_memory(error);
  memset(e->counts, 0, (leaves + 1) * sizeof *e->counts);
  memset(e->role_counts, 0, (leaves + 1) * (e->def->role_count + 1) * sizeof *e->role_counts);
  for (uint32_t i = 0; i < leaves; i++) {
    e->leaf_days[i].days.count = e->leaf_days[i].low = 0;
    e->leaf_days[i].next = NEVER_DAY;
  }
  if (e->cap_used) memset(e->caps, 0, e->cap_capacity * sizeof *e->caps);
  e->cap_used = 0;
  return L2A_OK;
}

/* ---- minutes ------------------------------------------------------------------------------------------------------------------------- */

static bool counts_for(int64_t minutes, int64_t each)
{
  return minutes > 0 && minutes >= each;
}

static void set_count(engagement *e, const condition *c, uint32_t count)
{
  uint32_t before = e->counts[c->leaf];

  e->counts[c->leaf] = count;
  if ((before >= c->count) != (count >= c->count)) e->turned = true;
}

/* How many of the roles that a leaf lists have somebody is kept as their persons come and go. */
static void count_role(engagement *e, const condition *c, uint32_t role, bool now)
{
  uint32_t *persons = &e->role_counts[c->leaf * (e->def->role_count + 1) + role];

  if (!(c->role_mask >> role & 1)) return;
  if (now) set_count(e, c, e->counts[c->leaf] + ((*persons)++ == 0));
  else set_count(e, c, e->counts[c->leaf] - (--*persons == 0));
}

/* The total has left the range in which no condition on it turns: the range that it is in now. */
static void find_calm(engagement *e)
{
  e->turned = true;
  e->calm_low = INT64_MIN;
  e->calm_high = INT64_MAX;
  for (uint32_t i = 0; i < e->def->leaf_count; i++) {
    const condition *c = e->scheme->leaves[i];
    int64_t holds_from = c->kind == CONDITION_MINUTES_ABOVE ? c->minutes + 1 : c->minutes;

    if (c->kind != CONDITION_MINUTES && c->kind != CONDITION_MINUTES_ABOVE) continue;
    if (holds_from <= e->total && holds_from > e->calm_low) e->calm_low = holds_from;
    if (holds_from > e->total && holds_from < e->calm_high) e->calm_high = holds_from;
  }
}

static void set_minutes(engagement *e, uint32_t slot, int64_t minutes)
{
  person_slot *p = &e->slots.data[slot];
  int64_t before = p->minutes;

  e->total += minutes - before;
  p->minutes = minutes;
  if (e->total < e->calm_low || e->total >= e->calm_high) find_calm(e);
  if (slot == 0 || minutes == before) return;
  for (uint32_t i = 0; i < e->scheme->person_leaf_count; i++) {
    const condition *c = e->scheme->leaves[e->scheme->person_leaves[i]];
    bool was = counts_for(before, c->minutes);
    bool is = counts_for(minutes, c->minutes);
    if (was == is) continue;
    if (c->kind == CONDITION_PEOPLE) set_count(e, c, is ? e->counts[c->leaf] + 1 : e->counts[c->leaf] - 1);
    if (c->kind == CONDITION_ROLES) count_role(e, c, p->role, is);
  }
}

static int64_t decayed(const engagement *e, int64_t units, int64_t age)
{
  if (e->def->decay == DECAY_NONE) return units;
  return (int64_t)((unsigned __int128)(uint64_t)units * (uint64_t)e->scheme->factors[age + 1] / (uint64_t)FACTOR_ONE);
}

static void note_change(engagement *e, int64_t day)
{
  if (day < e->next_change) e->next_change = day;
}

/* All of the window anew. Days that come out of order are at most one day off, so low stays one behind. */
static void add_up(engagement *e)
{
  int64_t window = e->def->window;

  while (e->low < e->buckets.count && e->day - e->buckets.data[e->low].day > window) e->low++;
  for (size_t i = e->low; i < e->buckets.count; i++) {
    const day_bucket *b = &e->buckets.data[i];
    int64_t age = e->day - b->day;
    if (age >= window || b->units == 0) continue;
    e->slots.data[b->slot].sum += decayed(e, b->units, age);
    note_change(e, e->def->decay == DECAY_NONE ? b->day + window : e->day + 1);
  }
  for (size_t i = 0; i < e->slots.count; i++) {
    int64_t sum = e->slots.data[i].sum;
    e->slots.data[i].sum = 0;
    set_minutes(e, (uint32_t)i, sum);
  }
}

/* Without decay, and with days in their order, minutes only leave at the end of the window. */
static void expire(engagement *e)
{
  int64_t window = e->def->window;

  for (; e->low < e->buckets.count && e->day - e->buckets.data[e->low].day >= window; e->low++) {
    const day_bucket *b = &e->buckets.data[e->low];
    set_minutes(e, b->slot, e->slots.data[b->slot].minutes - b->units);
  }
  if (e->low < e->buckets.count) note_change(e, e->buckets.data[e->low].day + window);
}

static uint32_t reach_of(const engagement *e, const condition *c)
{
  return c->within ? c->within : e->def->window;
}

static void count_activities(engagement *e, const condition *c)
{
  leaf_days *l = &e->leaf_days[c->leaf];
  int64_t reach = reach_of(e, c);
  uint32_t count = 0;

  l->next = NEVER_DAY;
  while (l->low < l->days.count && e->day - l->days.data[l->low].day > reach) l->low++;
  for (size_t i = l->low; i < l->days.count; i++) {
    if (e->day - l->days.data[i].day >= reach) continue;
    count += l->days.data[i].count;
    if (l->days.data[i].day + reach < l->next) l->next = l->days.data[i].day + reach;
  }
  set_count(e, c, count);
}

/* What counts on the day that is set. */
static void renew(engagement *e)
{
  e->next_change = NEVER_DAY;
  if (e->def->decay == DECAY_NONE && !e->unsorted) expire(e);
  else add_up(e);
  for (uint32_t i = 0; i < e->scheme->activity_leaf_count; i++) {
    const condition *c = e->scheme->leaves[e->scheme->activity_leaves[i]];
    if (e->unsorted || e->day >= e->leaf_days[c->leaf].next) count_activities(e, c);
    note_change(e, e->leaf_days[c->leaf].next);
  }
  if (e->unsorted) e->next_change = e->day + 1;
}

void engagement_set_day(engagement *e, int64_t day)
{
  bool back = day < e->day;

  if (day == e->day) return;
  e->day = day;
  if (back && !e->unsorted) {
    e->unsorted = true;
    e->low = 0; /* what has left the window may be in it again */
  }
  if (back || e->unsorted || day >= e->next_change) renew(e);
}

void engagement_skip_to(engagement *e, int64_t day)
{
  e->unsorted = e->unsorted || day < e->day;
  e->day = day;
}

void engagement_catch_up(engagement *e, int64_t day)
{
  engagement_skip_to(e, day);
  renew(e);
}

/* ---- activities ---------------------------------------------------------------------------------------------------------------------- */

static size_t cap_hash(const cap_count *c)
{
  return hash_join((uint64_t)c->slot << 32 | c->type, (uint64_t)(int64_t)c->day);
}

static bool grow_caps(engagement *e)
{
  cap_count *old = e->caps;
  size_t capacity = e->cap_capacity * 2;
  cap_count *caps = calloc(capacity, sizeof *caps);

  if (!caps) return false;
  for (size_t i = 0; i < e->cap_capacity; i++) {
    size_t at = cap_hash(&old[i]) & (capacity - 1);
    if (!old[i].count) continue;
    while (caps[at].count) at = (at + 1) & (capacity - 1);
    caps[at] = old[i];
  }
  free(old);
  e->caps = caps;
  e->cap_capacity = capacity;
  return true;
}

/* The counter of a person, a type and the day; NULL when memory is out. A new one is still free. */
static cap_count *cap_of(engagement *e, uint32_t slot, uint32_t type)
{
  cap_count key = { slot, type, (int32_t)e->day, 0 };
  cap_count *c;
  size_t at;

  if (e->cap_used * 2 >= e->cap_capacity && !grow_caps(e)) return NULL;
  for (at = cap_hash(&key) & (e->cap_capacity - 1);; at = (at + 1) & (e->cap_capacity - 1)) {
    c = &e->caps[at];
    if (!c->count) break;
    if (c->slot == slot && c->type == type && c->day == key.day) return c;
  }
  *c = key;
  e->cap_used++;
  return c;
}

static l2a_status add_units(engagement *e, uint32_t slot, int64_t units, l2a_error *error)
{
  person_slot *p = &e->slots.data[slot];
  uint32_t at = p->last;
  day_bucket fresh = { units, (int32_t)e->day, slot, p->last };

  if (units == 0 || units > UNITS_LIMIT - e->applied) return L2A_OK;
  e->applied += units;
  while (at && e->buckets.data[at - 1].day > e->day) at = e->buckets.data[at - 1].before;
  if (at && e->buckets.data[at - 1].day == e->day) {
    e->buckets.data[at - 1].units += units;
  } else {
    if (!VECTOR_ADD(&e->buckets, fresh)) return error_no_memory(error);
    p->last = (uint32_t)e->buckets.count;
  }
  set_minutes(e, slot, p->minutes + units); /* at age 0 nothing has decayed */
  note_change(e, e->def->decay == DECAY_NONE ? e->day + e->def->window : e->day + 1);
  return L2A_OK;
}

static l2a_status count_leaves(engagement *e, uint32_t type, l2a_error *error)
{
  for (uint32_t i = 0; i < e->scheme->activity_leaf_count; i++) {
    const condition *c = e->scheme->leaves[e->scheme->activity_leaves[i]];
    leaf_days *l = &e->leaf_days[c->leaf];
    type_day today = { (int32_t)e->day, 1 };

    if (c->type_number != type) continue;
    if (l->days.count && l->days.data[l->days.count - 1].day == today.day) l->days.data[l->days.count - 1].count++;
    else if (!VECTOR_ADD(&l->days, today)) return error_no_memory(error);
    set_count(e, c, e->counts[c->leaf] + 1);
    if (e->day + reach_of(e, c) < l->next) l->next = e->day + reach_of(e, c);
    note_change(e, l->next);
  }
  return L2A_OK;
}

l2a_status engagement_apply(engagement *e, uint32_t slot, uint32_t type, int64_t units, bool *capped, l2a_error *error)
{
  const activity_rule *rule = type < e->def->activity_count ? &e->def->activities[type] : &e->def->unknown_activity;
  l2a_status status;

  *capped = false;
  if (rule->daily_cap) {
    cap_count *cap = cap_of(e, slot, type);
    if (!cap) return error_no_memory(error);
    *capped = cap->count >= rule->daily_cap;
    cap->count += !*capped;
    if (*capped) return L2A_OK;
  }
  status = add_units(e, slot, units, error);
  return status == L2A_OK ? count_leaves(e, type, error) : status;
}

/* ---- questions ----------------------------------------------------------------------------------------------------------------------- */

uint32_t engagement_people(const engagement *e, int64_t each)
{
  uint32_t count = 0;

  for (size_t i = 1; i < e->slots.count; i++) count += counts_for(e->slots.data[i].minutes, each);
  return count;
}

bool condition_holds(const engagement *e, const condition *c)
{
  switch (c->kind) {
  case CONDITION_ALWAYS: return true;
  case CONDITION_ALL:
    for (const condition *child = c->first; child; child = child->next)
      if (!condition_holds(e, child)) return false;
    return true;
  case CONDITION_ANY:
    for (const condition *child = c->first; child; child = child->next)
      if (condition_holds(e, child)) return true;
    return false;
  case CONDITION_NOT: return !condition_holds(e, c->first);
  case CONDITION_MINUTES: return e->total >= c->minutes;
  case CONDITION_MINUTES_ABOVE: return e->total > c->minutes;
  case CONDITION_PEOPLE:
  case CONDITION_ROLES:
  case CONDITION_ACTIVITY: return e->counts[c->leaf] >= c->count;
  case CONDITION_OPEN: return e->open >= c->count;
  case CONDITION_WON: return e->won >= c->count;
  default: return e->columns[c->leaf / 64] >> c->leaf % 64 & 1;
  }
}
