/* SPDX-License-Identifier: MIT */
#include "mqa/account_record.h"

#include "base/hash.h"
#include "mqa/varint.h"

enum {
  RECORD_HEAD_SIZE = 16,
  FLAG_MQA = 1,
  FLAG_FRAGILE = 2,
  FLAG_EVENTS = 4,
  FLAG_TOP = 8,
  FLAG_EXCLUDED = 16,
  FLAG_PLACE = 32,
  FLAG_WEAK = 64
};
enum { PLACE_EVENTS = 1, PLACE_INITIAL = 2, PLACE_COOLDOWN = 4 };
enum { REASON_CONDITION = 0, REASON_FELL_BACK, REASON_EXPIRED, REASON_TEXT };

/* Over what the stages of an account see of its deals and touches. */
static uint64_t hash_events(const mqa *m, uint32_t account)
{
  uint64_t hash = 0;

  for (uint32_t i = m->deal_start[account]; i < m->deal_start[account + 1]; i++) {
    const mqa_deal *d = &m->deals[i];
    hash = hash_join(hash_join(hash, (uint64_t)d->created), (uint64_t)d->closed + d->won);
  }
  for (uint32_t i = m->touch_start[account]; i < m->touch_start[account + 1]; i++) {
    const touch *t = &m->touches[i];
    if (t->disposition.size) hash = hash_join(hash_join(hash, (uint64_t)t->at + t->strong), hash_bytes(t->disposition));
  }
  return hash;
}

static void put_reason(buffer *out, bytes reason)
{
  static const char *const names[] = { "condition", "fell_back", "expired" };
  uint64_t code = 0;

  while (code < REASON_TEXT && !bytes_equal(reason, bytes_of(names[code]))) code++;
  varint_put(out, code);
  if (code == REASON_TEXT) varint_put_text(out, reason);
}

/* texts: NULL, or for a copy of what stands in the record. */
static bytes take_reason(varint_reader *r, arena *texts)
{
  switch (varint_take(r)) {
  case REASON_CONDITION: return BYTES("condition");
  case REASON_FELL_BACK: return BYTES("fell_back");
  case REASON_EXPIRED: return BYTES("expired");
  default: return texts ? arena_copy(texts, varint_take_text(r)) : varint_take_text(r);
  }
}

static void put_place(buffer *out, const timeline_place *p, int64_t at)
{
  bool cools = p->cooldown_until != INT64_MIN;

  varint_put(out, (p->has_events ? PLACE_EVENTS : 0u) | (p->initial ? PLACE_INITIAL : 0u) | (cools ? PLACE_COOLDOWN : 0u));
  varint_put(out, p->stage);
  if (!p->initial) varint_put(out, zigzag(at - p->entered));
  if (!p->initial) varint_put(out, p->mqa_at == INSTANT_NONE ? 0 : zigzag(at - p->mqa_at) + 1);
  if (cools) varint_put(out, zigzag(at - p->cooldown_until));
  varint_put(out, (uint64_t)p->applied);
}

static void put_past(buffer *out, const account_past *p)
{
  varint_put(out, zigzag(p->all.at));
  put_place(out, &p->all, p->all.at);
  if (p->has_weak) put_place(out, &p->strong, p->all.at);
}

static int64_t take_before(varint_reader *r, int64_t at)
{
  return (int64_t)((uint64_t)at - (uint64_t)varint_take_signed(r));
}

/* A file may say any instant. */
static bool is_instant(int64_t at)
{
  return at >= INSTANT_MIN && at <= INSTANT_MAX;
}

static timeline_place take_place(varint_reader *r, const mqa *m, int64_t at)
{
  timeline_place p = { .at = at, .cooldown_until = INT64_MIN, .mqa_at = INSTANT_NONE };
  uint64_t flags = varint_take(r);

  p.has_events = flags & PLACE_EVENTS;
  p.initial = flags & PLACE_INITIAL;
  p.stage = varint_take_u32(r);
  if (!p.initial) {
    uint64_t since;
    p.entered = take_before(r, at);
    since = varint_take(r);
    if (since) p.mqa_at = (int64_t)((uint64_t)at - (uint64_t)unzigzag(since - 1));
  }
  if (flags & PLACE_COOLDOWN) p.cooldown_until = take_before(r, at);
  p.applied = (int64_t)(varint_take(r) & INT64_MAX);
  if (p.stage >= m->def->stage_count || (!p.initial && !is_instant(p.entered))) r->failed = true;
  return p;
}

static void take_past(varint_reader *r, const mqa *m, account_past *out, uint64_t flags)
{
  int64_t at = varint_take_signed(r);

  out->all = take_place(r, m, at);
  out->has_weak = flags & FLAG_WEAK;
  if (out->has_weak) out->strong = take_place(r, m, at);
  if (!is_instant(at) || at > m->as_of) r->failed = true;
}

void account_record_put(buffer *out, const account_runner *r, uint32_t account, const mqa_history_row *changes, size_t count)
{
  const mqa *m = r->m;
  const mqa_account_row *row = &m->rows[account];
  bool has_place = r->past.all.at != INT64_MIN;
  uint32_t top = r->top;
  const int64_t instants[] = { row->stage_since, row->mqa_at, row->falls_at, row->first_event, row->minutes };
  uint64_t events = hash_events(m, account);
  int64_t before = 0;

  buffer_append(out, &r->next, sizeof r->next);
  buffer_append(out, &events, sizeof events);
  varint_put(out, (row->is_mqa ? FLAG_MQA : 0u) | (row->fragile ? FLAG_FRAGILE : 0u) | (row->has_events ? FLAG_EVENTS : 0u) |
                    (top != UINT32_MAX ? FLAG_TOP : 0u) | (row->stage == MQA_STAGE_LIMIT ? FLAG_EXCLUDED : 0u) |
                    (has_place ? FLAG_PLACE : 0u) | (r->past.has_weak ? FLAG_WEAK : 0u));
  varint_put(out, row->stage);
  for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) varint_put(out, zigzag(instants[i]));
  varint_put(out, row->people);
  varint_put(out, row->engaged_people);
  varint_put(out, row->roles);
  varint_put(out, row->weak_share);
  varint_put(out, (uint64_t)row->temperature);
  if (top != UINT32_MAX) varint_put(out, top);
  varint_put_text(out, row->missing);
  varint_put(out, count);
  for (size_t i = 0; i < count; i++) {
    varint_put(out, (uint64_t)changes[i].from << 1 | changes[i].mqa_entry);
    varint_put(out, changes[i].to);
    varint_put(out, zigzag(changes[i].at - before));
    put_reason(out, changes[i].reason);
    before = changes[i].at;
  }
  if (has_place) put_past(out, &r->past);
}

bool account_record_holds(bytes record, const mqa *m, uint32_t account)
{
  int64_t next;
  uint64_t events;

  if (record.size < RECORD_HEAD_SIZE || m->touched[m->accounts.data[account].file]) return false;
  memcpy(&next, record.data, sizeof next);
  memcpy(&events, record.data + sizeof next, sizeof events);
  return m->as_of < next && events == hash_events(m, account);
}

/* Nothing but later activities, or the time, has changed the account. */
static bool can_resume(bytes record, const mqa *m, uint32_t account)
{
  uint64_t events;

  if (record.size < RECORD_HEAD_SIZE || m->variant_count || m->touched[m->accounts.data[account].file] == TOUCHED_ANYHOW) return false;
  memcpy(&events, record.data + sizeof(int64_t), sizeof events);
  return events == hash_events(m, account);
}

static void take_changes(varint_reader *r, const mqa *m, uint32_t account, block_result *out, arena *texts, bool *good)
{
  uint64_t count = varint_take(r);
  int64_t at = 0;

  for (uint64_t i = 0; i < count && *good && !r->failed; i++) {
    mqa_history_row row = { .account = account };
    uint64_t from = varint_take(r);

    row.mqa_entry = from & 1;
    row.from = (uint32_t)(from >> 1);
    row.to = varint_take_u32(r);
    row.at = at = (int64_t)((uint64_t)at + (uint64_t)varint_take_signed(r));
    row.reason = take_reason(r, texts);
    if (row.from >= m->def->stage_count || row.to >= m->def->stage_count) r->failed = true;
    else *good = VECTOR_ADD(&out->history, row);
  }
}

/* past: NULL, or what the record says of it; INT64_MIN: nothing. */
static l2a_status take_record(bytes record, mqa *m, uint32_t account, account_past *past, block_result *out, arena *texts, l2a_error *error)
{
  const account_entry *entry = &m->accounts.data[account];
  mqa_account_row *row = &m->rows[account];
  varint_reader r = { record.data + RECORD_HEAD_SIZE, record.data + record.size, false };
  int64_t *instants[] = { &row->stage_since, &row->mqa_at, &row->falls_at, &row->first_event, &row->minutes };
  uint64_t flags = varint_take(&r);
  bool good = true;
  uint32_t temperature, top = 0;

  *row = (mqa_account_row){ .id = entry->id, .name = entry->name, .owner = entry->owner, .tier = entry->tier };
  row->is_mqa = flags & FLAG_MQA;
  row->fragile = flags & FLAG_FRAGILE;
  row->has_events = flags & FLAG_EVENTS;
  row->stage = varint_take_u32(&r);
  for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) *instants[i] = varint_take_signed(&r);
  row->people = varint_take_u32(&r);
  row->engaged_people = varint_take_u32(&r);
  row->roles = varint_take(&r);
  row->weak_share = varint_take_u32(&r);
  temperature = varint_take_u32(&r);
  if (flags & FLAG_TOP) top = varint_take_u32(&r);
  row->missing = varint_take_text(&r);
  take_changes(&r, m, account, out, texts, &good);
  if (past && flags & FLAG_PLACE) take_past(&r, m, past, flags);
  if (!good || (texts && texts->failed)) return error_no_memory(error);
  if (r.failed || temperature >= MQA_TEMPERATURE_COUNT || (flags & FLAG_TOP && top >= m->def->activity_count + m->unknown_types.count) ||
      (row->stage >= m->def->stage_count && !(flags & FLAG_EXCLUDED)))
    return error_set(error, L2A_ECORRUPT, "what is remembered of an account is damaged");
  if (flags & FLAG_EXCLUDED) row->stage = MQA_STAGE_LIMIT;
  row->temperature = (mqa_temperature)temperature;
  if (flags & FLAG_TOP) row->top_activity = mqa_type_name(m, top);
  return L2A_OK;
}

l2a_status account_record_take(bytes record, mqa *m, uint32_t account, block_result *out, l2a_error *error)
{
  return take_record(record, m, account, NULL, out, NULL, error);
}

l2a_status account_record_resume(bytes record, mqa *m, uint32_t account, account_past *past, block_result *out, arena *texts,
                                 l2a_error *error)
{
  size_t history = out->history.count;
  l2a_status status;

  *past = (account_past){ .all = { .at = INT64_MIN } };
  if (!can_resume(record, m, account)) return L2A_OK;
  status = take_record(record, m, account, past, out, texts, error);
  past->first_event = m->rows[account].first_event;
  if (past->all.at == INT64_MIN) out->history.count = history;
  return status;
}
