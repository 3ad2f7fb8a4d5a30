/* SPDX-License-Identifier: MIT */
/*
 * Activities on their way: a batch in memory becomes a sorted run.
 *
 *   batch -> one row of each id (by fingerprint) -> whose (who.h) -> by group and time -> run
 */
#include "mqa/mqa_object.h"

#include "base/hash.h"
#include "mqa/book.h"

/* ---- rows in ------------------------------------------------------------------------------------------------------------------------- */

uint32_t activities_unknown_type(mqa *m, bytes name)
{
  uint32_t number = (uint32_t)m->unknown_types.count;
  uint32_t found = key_map_find(&m->type_names, name);
  mqa_unknown_type type = { arena_copy(&m->kind_texts, name), 0 };

  if (found != KEY_NONE) return m->def->activity_count + found;
  if (!type.name.data || !VECTOR_ADD(&m->unknown_types, type)) return KEY_NONE;
  found = key_map_add(&m->type_names, type.name, number);
  return found == KEY_NONE ? KEY_NONE : m->def->activity_count + found;
}

uint32_t activities_kind(mqa *m, bytes text, uint32_t type)
{
  uint32_t next = (uint32_t)m->kinds.count;
  char *key;
  uint32_t number;
  activity_kind kind = { .type = type };

  key = arena_take(&m->kind_texts, text.size + sizeof type);
  if (!key) return KEY_NONE;
  if (text.size) memcpy(key, text.data, text.size);
  memcpy(key + text.size, &type, sizeof type);
  number = key_map_add(&m->kind_numbers, bytes_from(key, text.size + sizeof type), next);
  if (number != next) return number;
  kind.text = bytes_from(key, text.size);
  if (type == MQA_OTHER_TYPE) kind.type = activities_unknown_type(m, kind.text);
  return kind.type != KEY_NONE && VECTOR_ADD(&m->kinds, kind) ? number : KEY_NONE;
}

/* The kinds that are there are found without taking memory for a key. */
static uint32_t find_kind(mqa *m, bytes text, uint32_t type)
{
  for (size_t i = 0; i < m->kinds.count && i < 16; i++) {
    const activity_kind *k = &m->kinds.data[i];
    bool same_type = type == MQA_OTHER_TYPE ? k->type >= m->def->activity_count : k->type == type;
    if (same_type && bytes_equal(k->text, text)) return (uint32_t)i;
  }
  char key[256];
  if (text.size <= sizeof key - sizeof type) {
    uint32_t found;
    if (text.size) memcpy(key, text.data, text.size);
    memcpy(key + text.size, &type, sizeof type);
    found = key_map_find(&m->kind_numbers, bytes_from(key, text.size + sizeof type));
    if (found != KEY_NONE) return found;
  }
  return activities_kind(m, text, type);
}

static l2a_status keep_source(mqa *m, activity *head, const mqa_source *source, l2a_error *error)
{
  if (m->prepared && m->whos.entries.data[head->who].problem == 0) return L2A_OK;
  if (m->replayed && !source->line) return L2A_OK;
  if (m->sources.count >= UINT32_MAX - 1) return error_set(error, L2A_ELIMIT, "more than 2^32 unmatched rows");
  if (!VECTOR_ADD(&m->sources, *source)) return error_no_memory(error);
  head->source = (uint32_t)m->sources.count;
  return L2A_OK;
}

l2a_status mqa_add_activity(mqa *m, const mqa_activity *a, l2a_error *error)
{
  mqa_activity_hash hash;

  mqa_hash_activity(&hash, a);
  return mqa_add_hashed_activity(m, a, &hash, error);
}

void mqa_hash_activity(mqa_activity_hash *out, const mqa_activity *a)
{
  const bytes texts[WHO_TEXTS] = { a->contact_id, a->email, a->account_id };

  out->who = who_hash(texts);
  out->id = a->activity_id.size ? activity_fingerprint(a->activity_id) : 0;
}

void mqa_prefetch_activity(const mqa *m, const mqa_activity_hash *hash)
{
  who_prefetch(&m->whos, hash->who);
}

l2a_status mqa_add_hashed_activity(mqa *m, const mqa_activity *a, const mqa_activity_hash *hash, l2a_error *error)
{
  const bytes texts[WHO_TEXTS] = { a->contact_id, a->email, a->account_id };
  activity head = { .at = a->occurred_at };
  l2a_status status = L2A_OK;

  if (m->journal && !m->kept) return log_activity(m->journal, a, error);
  if (a->activity_id.size > MQA_TEXT_LIMIT || a->minutes.size > MQA_TEXT_LIMIT)
    return error_set(error, L2A_ELIMIT, "an activity_id or minutes of more than %d bytes", MQA_TEXT_LIMIT);
  m->counts.rows[MQA_ACTIVITIES]++;
  if (a->occurred_at > m->as_of && a->occurred_at > m->horizon) {
    m->counts.after[MQA_ACTIVITIES]++;
    return m->kept ? row_log_activity(&m->later, a, error) : L2A_OK;
  }
  head.who = who_add(&m->whos, texts, hash->who);
  head.kind = find_kind(m, a->type, a->type_number);
  if (head.who == UINT32_MAX || head.who >= UNMATCHED_GROUP || head.kind == KEY_NONE) return error_no_memory(error);
  if (m->prepared) status = subject_resolve_all(m, error);
  if (status == L2A_OK) status = keep_source(m, &head, &a->source, error);
  if (status == L2A_OK) status = activity_batch_add(&m->batch, &head, a->activity_id, a->minutes, hash->id, error);
  if (head.at < m->first_at) m->first_at = head.at;
  if (status == L2A_OK && m->prepared && m->batch.bytes > m->memory_bytes) status = activities_flush(m, true, error);
  return status;
}

/* ---- order --------------------------------------------------------------------------------------------------------------------------- */

static int compare_whos(const mqa *m, uint32_t x, uint32_t y)
{
  int order = 0;

  for (uint32_t i = 0; x != y && i < WHO_TEXTS && !order; i++)
    order = bytes_compare(who_text(&m->whos.entries.data[x], i), who_text(&m->whos.entries.data[y], i));
  return order;
}

int activity_compare(const mqa *m, const activity_view *a, const activity_view *b)
{
  const activity_kind *k = &m->kinds.data[a->kind];
  const activity_kind *l = &m->kinds.data[b->kind];
  int order;

  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  order = bytes_compare(a->id, b->id);
  if (!order) order = compare_whos(m, a->who, b->who);
  if (!order) order = bytes_compare(k->text, l->text);
  if (!order) order = bytes_compare(a->minutes, b->minutes);
  if (!order) order = (k->type > l->type) - (k->type < l->type);
  return order ? order : (a->source > b->source) - (a->source < b->source);
}

static int compare_entries(const void *left, const void *right, void *payload)
{
  activity_view a = activity_see(((const sort_entry *)left)->value);
  activity_view b = activity_see(((const sort_entry *)right)->value);

  return activity_compare(payload, &a, &b);
}

static int compare_ids(const void *left, const void *right, void *payload)
{
  activity_view a = activity_see(((const sort_entry *)left)->value);
  activity_view b = activity_see(((const sort_entry *)right)->value);
  int order = bytes_compare(id_canonical(a.id), id_canonical(b.id));

  return order ? order : activity_compare(payload, &a, &b);
}

/* ---- one row of each id ---------------------------------------------------------------------------------------------------------------- */

/* Rows of one fingerprint: of each id the first lives. False when memory is out. */
static bool kill_duplicates(mqa *m, sort_entry *e, size_t count)
{
  qsort_r(e, count, sizeof *e, compare_ids, m);
  for (size_t i = 1; i < count; i++) {
    activity *a = (activity *)(uintptr_t)e[i].value; /* the batch is ours */

    if (!bytes_equal(id_canonical(activity_id(a)), id_canonical(activity_id(e[i - 1].value)))) continue;
    a->kind = DEAD_KIND;
    m->counts.duplicates[MQA_ACTIVITIES]++;
    if (m->kept && !VECTOR_ADD(&m->losers, a->at)) return false;
  }
  return true;
}

static void take_marks(id_mark *marks, size_t *mark_count, const sort_entry *ids, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    const activity *a = ids[i].value;

    if (i + 12 < count) __builtin_prefetch(ids[i + 12].value);
    if (a->kind != DEAD_KIND) marks[(*mark_count)++] = (id_mark){ (uint32_t)(ids[i].key >> 16), a->who, (uint16_t)ids[i].key, 0 };
  }
}

/* marks: NULL when there is nothing to compare with. */
static l2a_status drop_duplicates(mqa *m, id_mark **marks, size_t *mark_count, l2a_error *error)
{
  const activity_batch *b = &m->batch;
  sort_entry *ids = malloc((b->entries.count + 1) * sizeof *ids);
  size_t count = 0;
  l2a_status status;

  if (!ids) return error_no_memory(error);
  for (size_t i = 0; i < b->entries.count; i++)
    if (b->entries.data[i].key) ids[count++] = b->entries.data[i];
  status = entry_sort(ids, count, FINGERPRINT_BITS, m->thread_count, error);
  for (size_t i = 0, end; status == L2A_OK && i < count; i = end) {
    for (end = i + 1; end < count && ids[end].key == ids[i].key; end++) continue;
    if (end - i > 1 && !kill_duplicates(m, ids + i, end - i)) status = error_no_memory(error);
  }
  if (status == L2A_OK && marks) {
    *marks = malloc((count + 1) * sizeof **marks);
    if (*marks) take_marks(*marks, mark_count, ids, count);
    else status = error_no_memory(error);
  }
  free(ids);
  return status;
}

/* ---- by group and time ------------------------------------------------------------------------------------------------------------------ */

static unsigned bit_count(uint64_t value)
{
  return value ? 64 - (unsigned)__builtin_clzll(value) : 0;
}

/* Where the key of a row has its parts. */
typedef struct key_plan {
  uint64_t matched; /* groups below are accounts' files, the others unmatched whos */
  unsigned time_bits, time_shift, bits;
} key_plan;

static key_plan plan_keys(const mqa *m)
{
  key_plan p = { .matched = m->file_count };
  unsigned group_bits = bit_count(m->file_count + m->whos.entries.count);

  p.time_bits = bit_count((uint64_t)((m->as_of > m->horizon ? m->as_of : m->horizon) - m->first_at));
  if (group_bits + p.time_bits > 64) p.time_shift = group_bits + p.time_bits - 64;
  p.time_bits -= p.time_shift;
  p.bits = group_bits + p.time_bits;
  return p;
}

/* Rows that live get their keys, and are counted; dead ones go. */
static void give_keys(mqa *m, const key_plan *p)
{
  sort_entry *e = m->batch.entries.data;
  size_t kept = 0;

  for (size_t i = 0; i < m->batch.entries.count; i++) {
    const activity *a = e[i].value;
    who_entry *w;
    uint64_t group;

    if (i + 16 < m->batch.entries.count) __builtin_prefetch(e[i + 16].value);
    if (i + 6 < m->batch.entries.count) __builtin_prefetch(&m->whos.entries.data[((const activity *)e[i + 6].value)->who]);
    if (a->kind == DEAD_KIND) continue;
    w = &m->whos.entries.data[a->who];
    group = w->home & UNMATCHED_GROUP ? p->matched + a->who : w->home;
    m->kinds.data[a->kind].count++;
    w->fresh++;
    if (a->at <= m->horizon) w->late = true;
    e[kept++] = (sort_entry){ group << p->time_bits | (uint64_t)(a->at - m->first_at) >> p->time_shift, a };
  }
  m->batch.entries.count = kept;
}

/* Rows that the keys do not tell apart, by all that they have; then the key is the group. */
static void finish_order(mqa *m, const key_plan *p)
{
  sort_entry *e = m->batch.entries.data;
  size_t count = m->batch.entries.count;

  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && e[end].key == e[i].key; end++) continue;
    if (end - i > 1) qsort_r(e + i, end - i, sizeof *e, compare_entries, m);
  }
  for (size_t i = 0; i < count; i++) {
    uint64_t group = e[i].key >> p->time_bits;
    e[i].key = group < p->matched ? group : UNMATCHED_GROUP | (group - p->matched);
  }
}

l2a_status activities_flush(mqa *m, bool spill, l2a_error *error)
{
  bool crossed = spill || m->runs.count || m->kept;
  activity_run run = { .fd = -1 };
  id_mark *marks = NULL;
  size_t mark_count = 0;
  key_plan plan;
  l2a_status status = subject_resolve_all(m, error);

  if (!spill && !m->batch.entries.count) return status;
  if (status == L2A_OK) status = drop_duplicates(m, crossed ? &marks : NULL, &mark_count, error);
  if (status != L2A_OK) goto done;
  plan = plan_keys(m);
  give_keys(m, &plan);
  status = entry_sort(m->batch.entries.data, m->batch.entries.count, plan.bits, m->thread_count, error);
  if (status != L2A_OK) goto done;
  finish_order(m, &plan);
  status = activity_run_make(&run, &m->batch, marks, mark_count, m->thread_count, error);
  marks = NULL;
  activity_batch_clear(&m->batch);
  if (status == L2A_OK && spill) status = activity_run_spill(&run, m->temp_dir, error);
  if (status == L2A_OK && !VECTOR_ADD(&m->runs, run)) status = error_no_memory(error);
  if (status != L2A_OK) activity_run_free(&run);
done:
  free(marks);
  return status;
}

/* ---- after the last row ------------------------------------------------------------------------------------------------------------------ */

static int compare_types(const void *left, const void *right)
{
  return bytes_compare(((const mqa_unknown_type *)left)->name, ((const mqa_unknown_type *)right)->name);
}

/* Unknown types by name, with their rows: of the kinds, or counts by kind. */
static l2a_status list_types(mqa *m, const uint64_t *counts, l2a_error *error)
{
  size_t count = m->unknown_types.count;

  free(m->type_list);
  m->type_list = malloc((count + 1) * sizeof *m->type_list);
  if (!m->type_list) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) m->type_list[i] = (mqa_unknown_type){ m->unknown_types.data[i].name, 0 };
  for (size_t i = 0; i < m->kinds.count; i++) {
    const activity_kind *k = &m->kinds.data[i];
    if (k->type >= m->def->activity_count) m->type_list[k->type - m->def->activity_count].count += counts ? counts[i] : k->count;
  }
  if (count) qsort(m->type_list, count, sizeof *m->type_list, compare_types);
  return L2A_OK;
}

/* What the new rows were about: their accounts are to be run, and they count. */
static void count_fresh(mqa *m)
{
  uint64_t unmatched = 0;

  for (size_t n = 0; n < m->whos.entries.count; n++) {
    who_entry *w = &m->whos.entries.data[n];

    w->rows += w->fresh;
    if (w->fresh && !w->problem) mqa_touch_account(m, w->account, w->late ? TOUCHED_ANYHOW : TOUCHED_LATER);
    w->fresh = 0;
    w->late = false;
    if (w->problem) unmatched += w->rows;
  }
  m->counts.unmatched[MQA_ACTIVITIES] = unmatched;
}

static l2a_status list_one(mqa *m, const who_entry *w, const activity_view *a, l2a_error *error)
{
  mqa_source none = { UINT32_MAX, 0, 0 };

  if ((m->replayed && !a->source) || a->source > m->sources.count || a->at > m->as_of) return L2A_OK;
  return book_add_unmatched(m, MQA_ACTIVITIES, a->source ? m->sources.data[a->source - 1] : none, subject_key(w),
                            subject_problem_name(w->problem), error);
}

/* New rows of those who had an account once, and are filed with it. */
static l2a_status list_estranged(mqa *m, const activity_run *run, l2a_error *error)
{
  run_reader reader = { .run = NULL };
  found_list found = { NULL, 0, 0 };
  l2a_status status = L2A_OK;

  for (uint32_t n = 0; n < m->whos.entries.count && status == L2A_OK; n++) {
    const who_entry *w = &m->whos.entries.data[n];

    if (!w->fresh || !w->problem || w->home & UNMATCHED_GROUP) continue;
    found.count = 0;
    status = run_reader_seek(&reader, run, w->home, w->home + 1, error);
    if (status == L2A_OK) status = run_reader_group(&reader, w->home, INT64_MIN, &found, error);
    for (size_t i = 0; i < found.count && status == L2A_OK; i++)
      if (found.data[i].a.who == n) status = list_one(m, w, &found.data[i].a, error);
  }
  run_reader_free(&reader);
  free(found.data);
  return status;
}

static l2a_status list_unmatched(mqa *m, const activity_run *run, l2a_error *error)
{
  run_reader reader = { .run = NULL };
  found_list found = { NULL, 0, 0 };
  uint32_t group = UNMATCHED_GROUP;
  l2a_status status = L2A_OK;

  while (status == L2A_OK && group != UINT32_MAX) {
    uint32_t end = group > UINT32_MAX - 4096 ? UINT32_MAX : group + 4096;
    status = run_reader_seek(&reader, run, group, end, error);
    while (status == L2A_OK && (group = run_reader_next_group(&reader)) != UINT32_MAX) {
      const who_entry *w = &m->whos.entries.data[group - UNMATCHED_GROUP];

      found.count = 0;
      status = run_reader_group(&reader, group, INT64_MIN, &found, error);
      for (size_t i = 0; i < found.count && status == L2A_OK && w->problem; i++) status = list_one(m, w, &found.data[i].a, error);
    }
    group = end == UINT32_MAX || end - UNMATCHED_GROUP >= m->whos.entries.count ? UINT32_MAX : end;
  }
  run_reader_free(&reader);
  free(found.data);
  return status;
}

l2a_status activities_finish(mqa *m, l2a_error *error)
{
  l2a_status status = activities_flush(m, false, error);

  if (status == L2A_OK && (m->runs.count > 1 || m->kept)) status = activities_cross(m, error);
  for (size_t i = 0; i < m->runs.count && status == L2A_OK; i++) {
    if (m->runs.data[i].kept) continue;
    status = list_unmatched(m, &m->runs.data[i], error);
    if (status == L2A_OK && m->kept) status = list_estranged(m, &m->runs.data[i], error);
  }
  if (status != L2A_OK) return status;
  for (size_t i = 0; i < m->runs.count; i++) m->runs.data[i].kept = m->kept;
  count_fresh(m);
  return list_types(m, NULL, error);
}

/* ---- a run for an instant before the horizon -------------------------------------------------------------------------------------------- */

static uint64_t count_losers(const mqa *m)
{
  uint64_t count = 0;

  for (size_t i = 0; i < m->losers.count; i++) count += m->losers.data[i] <= m->as_of;
  for (size_t n = 0; n < m->old_losers.count; n++)
    for (size_t i = 0; i < m->old_losers.data[n].size / sizeof(int64_t); i++) {
      int64_t at;
      memcpy(&at, m->old_losers.data[n].data + i * sizeof at, sizeof at);
      count += at <= m->as_of;
    }
  return count;
}

/* Rows of a run up to the instant, by kind, and those of nobody. */
static l2a_status count_run(const mqa *m, const activity_run *run, uint64_t *kinds, uint64_t *live, uint64_t *unmatched, l2a_error *error)
{
  run_reader reader = { .run = NULL };
  found_list found = { NULL, 0, 0 };
  l2a_status status = L2A_OK;

  for (size_t g = 0; g < run->group_count && status == L2A_OK; g++) {
    found.count = 0;
    status = run_reader_seek(&reader, run, run->groups[g], run->groups[g] + 1, error);
    if (status == L2A_OK) status = run_reader_group(&reader, run->groups[g], INT64_MIN, &found, error);
    for (size_t i = 0; i < found.count && status == L2A_OK; i++) {
      const activity_view *a = &found.data[i].a;
      if (a->kind >= m->kinds.count || a->who >= m->whos.entries.count) status = error_set(error, L2A_ECORRUPT, "an activity is damaged");
      else if (a->at <= m->as_of) {
        kinds[a->kind]++;
        ++*live;
        *unmatched += m->whos.entries.data[a->who].problem != 0;
      }
    }
  }
  run_reader_free(&reader);
  free(found.data);
  return status;
}

l2a_status activities_recount(mqa *m, l2a_error *error)
{
  uint64_t *kinds = calloc(m->kinds.count + 1, sizeof *kinds);
  uint64_t live = 0;
  uint64_t unmatched = 0;
  l2a_status status = kinds ? L2A_OK : error_no_memory(error);

  for (size_t n = 0; n < m->runs.count && status == L2A_OK; n++) status = count_run(m, &m->runs.data[n], kinds, &live, &unmatched, error);
  m->shown.unmatched[MQA_ACTIVITIES] = unmatched;
  m->shown.duplicates[MQA_ACTIVITIES] = count_losers(m);
  m->shown.after[MQA_ACTIVITIES] = m->shown.rows[MQA_ACTIVITIES] - live - m->shown.duplicates[MQA_ACTIVITIES];
  if (status == L2A_OK) status = list_types(m, kinds, error);
  free(kinds);
  return status;
}
