/* SPDX-License-Identifier: MIT */
#include "mqa/account_run.h"

#include <inttypes.h>

static const condition *find_people(const condition *c)
{
  const condition *found = NULL;

  if (!c || c->kind == CONDITION_PEOPLE) return c;
  for (const condition *child = c->first; child && !found; child = child->next) found = find_people(child);
  return found;
}

l2a_status account_runner_init(account_runner *r, mqa *m, l2a_error *error)
{
  const mqa_rules *def = m->def;

  *r = (account_runner){ .m = m, .mqa_stage = def->stage_count, .lowest_mqa = def->stage_count };
  for (uint32_t n = def->stage_count; n-- > 0;) {
    if (!def->stages[n].mqa) continue;
    if (r->lowest_mqa == def->stage_count) r->lowest_mqa = n;
    r->mqa_stage = n;
  }
  if (r->mqa_stage < def->stage_count) r->people = find_people(def->stages[r->mqa_stage].when);
  r->type_units = calloc(def->activity_count + m->unknown_types.count + 1, sizeof *r->type_units);
  return r->type_units ? timeline_init(&r->t, m, error) : error_no_memory(error);
}

void account_runner_free(account_runner *r)
{
  timeline_free(&r->t);
  free(r->type_units);
}

/* ---- what is missing ----------------------------------------------------------------------------------------------------------------- */

static void put_minutes(buffer *out, int64_t minutes)
{
  buffer_printf(out, "%" PRId64 ".%03d", minutes / 1000, (int)(minutes % 1000));
}

static void put_missing_leaf(buffer *out, const engagement *e, const condition *c)
{
  if (out->size) buffer_append_text(out, "; ");
  buffer_append_text(out, condition_names[c->kind]);
  buffer_append_char(out, ' ');
  switch (c->kind) {
  case CONDITION_MINUTES:
  case CONDITION_MINUTES_ABOVE: put_minutes(out, e->total); break;
  case CONDITION_ACTIVITY:
    buffer_append_bytes(out, c->type);
    buffer_append_char(out, ' ');
    buffer_append_u64(out, e->counts[c->leaf]);
    break;
  case CONDITION_OPEN: buffer_append_u64(out, e->open); break;
  case CONDITION_WON: buffer_append_u64(out, e->won); break;
  case CONDITION_COLUMN: buffer_append_bytes(out, c->column.column); return;
  default: buffer_append_u64(out, e->counts[c->leaf]); break;
  }
  buffer_append_char(out, '/');
  buffer_append_bytes(out, c->number);
}

static void put_missing(buffer *out, const engagement *e, const condition *c)
{
  if (!c || c->kind == CONDITION_NOT) return;
  if (c->kind != CONDITION_ALL && c->kind != CONDITION_ANY) {
    if (!condition_holds(e, c)) put_missing_leaf(out, e, c);
    return;
  }
  for (const condition *child = c->first; child; child = child->next) put_missing(out, e, child);
}

/* ---- the account's row --------------------------------------------------------------------------------------------------------------- */

/* The type with the most units inside a window up to a day and an instant, by name between equals; UINT32_MAX without any. */
static uint32_t top_type(account_runner *r, int64_t day, int64_t until)
{
  const mqa *m = r->m;
  uint32_t window = r->t.e.def->window;
  const item *items = r->t.items.items.data;
  size_t count = r->t.items.items.count;
  int64_t best = 0;
  uint32_t top = UINT32_MAX;

  for (size_t i = 0; i < count; i++)
    if (!r->t.capped.data[i] && items[i].at <= until && day - items[i].day < window) r->type_units[items[i].type] += items[i].units;
  for (size_t i = 0; i < count; i++) {
    int64_t units = r->type_units[items[i].type];
    r->type_units[items[i].type] = 0;
    if (units < best || units == 0) continue;
    if (units == best && bytes_compare(mqa_type_name(m, items[i].type), mqa_type_name(m, top)) >= 0) continue;
    best = units;
    top = items[i].type;
  }
  return top;
}

static uint64_t role_mask(const engagement *e)
{
  uint64_t mask = 0;

  for (size_t i = 1; i < e->slots.count; i++)
    if (e->slots.data[i].minutes > 0) mask |= UINT64_C(1) << e->slots.data[i].role;
  return mask;
}

static mqa_temperature temperature_of(const mqa_account_row *row, const engagement *e)
{
  if (row->stage == MQA_STAGE_LIMIT) return MQA_EXCLUDED;
  if (e->won) return MQA_CUSTOMER;
  if (e->open) return MQA_IN_PIPELINE;
  if (row->is_mqa) return MQA_QUALIFIED;
  return row->minutes > 0 ? MQA_WARM : MQA_COLD;
}

static l2a_status write_missing(const account_runner *r, mqa_account_row *row, arena *a, l2a_error *error)
{
  buffer text = BUFFER_INIT;

  if (row->stage == MQA_STAGE_LIMIT || r->mqa_stage == r->m->def->stage_count || row->stage <= r->lowest_mqa) return L2A_OK;
  put_missing(&text, &r->t.e, r->m->def->stages[r->mqa_stage].when);
  row->missing = text.failed ? (bytes){ NULL, 0 } : arena_copy(a, buffer_bytes(&text));
  buffer_free(&text);
  return row->missing.data ? L2A_OK : error_no_memory(error);
}

static l2a_status fill_row(account_runner *r, uint32_t account, const account_past *past, mqa_account_row *row, arena *a, l2a_error *error)
{
  const mqa *m = r->m;
  const engagement *e = &r->t.e;
  const stage_machine *s = &r->t.s;
  const account_entry *entry = &m->accounts.data[account];
  uint32_t top = top_type(r, e->day, INT64_MAX);

  *row = (mqa_account_row){ .id = entry->id, .name = entry->name, .owner = entry->owner, .tier = entry->tier };
  row->stage = s->stage;
  row->is_mqa = s->stage < MQA_STAGE_LIMIT && m->def->stages[s->stage].mqa;
  row->stage_since = s->initial ? INSTANT_NONE : s->entered;
  row->mqa_at = s->mqa_at;
  row->has_events = r->t.has_events;
  row->first_event = past && past->all.has_events ? past->first_event : row->has_events ? r->t.events.data[0].at : INSTANT_NONE;
  row->minutes = e->total;
  row->people = engagement_people(e, 0);
  row->engaged_people = r->people ? engagement_people(e, r->people->minutes) : row->people;
  row->roles = role_mask(e);
  r->top = top;
  if (top != UINT32_MAX) row->top_activity = mqa_type_name(m, top);
  row->temperature = temperature_of(row, e);
  return write_missing(r, row, a, error);
}

/* ---- history, weak matches ----------------------------------------------------------------------------------------------------------- */

static l2a_status add_history(const account_runner *r, uint32_t account, block_result *out, l2a_error *error)
{
  const timeline *t = &r->t;

  for (size_t i = 0; i < t->changes.count; i++) {
    const stage_change *c = &t->changes.data[i];
    mqa_history_row row = { account, c->from, c->to, t->change_at.data[i], c->reason, c->mqa_entry };

    if (!VECTOR_ADD(&out->history, row)) return error_no_memory(error);
  }
  return L2A_OK;
}

static bool has_weak_rows(const account_runner *r, uint32_t account)
{
  const mqa *m = r->m;

  for (size_t i = 0; i < r->t.items.items.count; i++)
    if (!r->t.items.items.data[i].strong) return true;
  for (uint32_t i = m->touch_start[account]; i < m->touch_start[account + 1]; i++)
    if (!m->touches[i].strong) return true;
  return false;
}

/* The account as if weak rows had not been there. An account without any event left is as it began. */
static l2a_status weigh_weak(account_runner *r, uint32_t account, const account_past *past, mqa_account_row *row, l2a_error *error)
{
  const timeline_place *from = !past ? NULL : past->has_weak ? &past->strong : &past->all;
  l2a_status status = timeline_run(&r->t, account, ROWS_STRONG, from, error);
  int64_t strong = r->t.e.total < row->minutes ? r->t.e.total : row->minutes;
  uint32_t stage = r->t.s.stage;
  timeline_future future;

  if (status != L2A_OK) return status;
  r->past.strong = timeline_place_of(&r->t);
  if (r->past.strong.at == INT64_MIN) r->past.all.at = INT64_MIN;
  row->fragile = row->is_mqa && !r->m->def->stages[stage].mqa;
  if (row->minutes > 0) row->weak_share = (uint32_t)((unsigned __int128)(uint64_t)(row->minutes - strong) * 1000u / (uint64_t)row->minutes);
  if (!r->m->kept) return L2A_OK;
  future = timeline_ahead(&r->t, false);
  if (future.next < r->next) r->next = future.next;
  return L2A_OK;
}

/* ---- variants ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status begin_stay(account_runner *r, uint32_t account, uint32_t variant, int64_t at, block_result *out, l2a_error *error)
{
  mqa_stay stay = { .account = account, .variant = variant, .at = at, .before = INSTANT_NONE };

  stay.type = top_type(r, time_zone_day(r->m->zone, at), at);
  return VECTOR_ADD(&out->stays, stay) ? L2A_OK : error_no_memory(error);
}

/* From each MQA entry until the account is in no MQA stage any more. */
static l2a_status add_stays(account_runner *r, uint32_t account, uint32_t variant, block_result *out, l2a_error *error)
{
  const timeline *t = &r->t;
  bool inside = false;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < t->changes.count && status == L2A_OK; i++) {
    const stage_change *c = &t->changes.data[i];

    if (inside && !r->m->def->stages[c->to].mqa) {
      mqa_stay *stay = &out->stays.data[out->stays.count - 1];
      stay->before = t->change_at.data[i];
      stay->to = c->to;
      inside = false;
    } else if (!inside && c->mqa_entry) {
      status = begin_stay(r, account, variant, t->change_at.data[i], out, error);
      inside = true;
    }
  }
  return status;
}

static l2a_status run_variants(account_runner *r, uint32_t account, block_result *out, l2a_error *error)
{
  const mqa *m = r->m;
  l2a_status status = L2A_OK;

  for (uint32_t v = 0; v < m->variant_count && status == L2A_OK; v++) {
    timeline_set_scheme(&r->t, &m->variants[v]);
    status = timeline_run(&r->t, account, v ? ROWS_AGAIN : ROWS_ALL, NULL, error);
    if (status == L2A_OK) status = add_stays(r, account, v, out, error);
  }
  timeline_set_scheme(&r->t, &m->scheme);
  return status;
}

l2a_status account_run(account_runner *r, uint32_t account, const account_past *past, block_result *out, arena *a, l2a_error *error)
{
  mqa_account_row *row = &r->m->rows[account];
  int64_t from = past ? timeline_reach(&r->t, past->all.at) : INT64_MIN;
  l2a_status status = timeline_load(&r->t, account, from, error);
  timeline_future future;

  if (status == L2A_OK) status = timeline_run(&r->t, account, ROWS_ALL, past ? &past->all : NULL, error);
  if (status == L2A_OK) status = fill_row(r, account, past, row, a, error);
  if (status == L2A_OK) status = add_history(r, account, out, error);
  if (status != L2A_OK) return status;
  r->past = (account_past){ timeline_place_of(&r->t), { .at = INT64_MIN }, (past && past->has_weak) || has_weak_rows(r, account), 0 };
  future = timeline_ahead(&r->t, true);
  row->falls_at = future.falls_at;
  r->next = future.next;
  if (r->past.has_weak) status = weigh_weak(r, account, past, row, error);
  return status == L2A_OK && !r->m->accounts.data[account].excluded ? run_variants(r, account, out, error) : status;
}
