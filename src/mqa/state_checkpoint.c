/* SPDX-License-Identifier: MIT */
/*
 * What a run has taken in and answered, into the state file and back into an engine.
 *
 * New in the file is what is new in the engine: rows of accounts and opportunities, whos, runs of activities, records of accounts that were
 * run. The image (accounts, persons, maps) is written when those changed, or when many whos have come since.
 */
#include "base/hash.h"
#include "base/thread_pool.h"
#include "mqa/book.h"
#include "mqa/mqa_object.h"
#include "mqa/state_section.h"
#include "mqa/varint.h"
#include "rules/mqa_print.h"

enum { IMAGE_WHOS_BEHIND = 4096 /* and an eighth of all: so many are found out again at each run */ };
#define RECORD_VERSION UINT64_C(2) /* of what is remembered: another one is made anew */

typedef struct checkpoint {
  l2a_mqa *o;
  mqa *m;
  state_head head;
  number_list deleted;
  VECTOR(section_put) puts;
  buffer beings, events, whos, kinds, rows, voids;
  buffer image[IMAGE_PARTS];
} checkpoint;

/* Over all that answers depend on. */
static uint64_t hash_rules(const l2a_rules *rules)
{
  buffer text = BUFFER_INIT;
  uint64_t hash;

  mqa_print(&text, &rules->mqa);
  hash = text.failed ? 0 : hash_bytes(buffer_bytes(&text));
  buffer_free(&text);
  return hash_join(hash, RECORD_VERSION);
}

static l2a_status add_put(checkpoint *c, uint64_t generation, uint32_t section, bool hashed, const void *data, size_t size,
                          l2a_error *error)
{
  section_put p = { generation, section, hashed, data, NULL, 0, size };

  return VECTOR_ADD(&c->puts, p) ? L2A_OK : error_no_memory(error);
}

/* A buffer as a new generation of a list; nothing when it is empty. */
static l2a_status add_new(checkpoint *c, number_list *list, uint32_t section, const buffer *data, l2a_error *error)
{
  if (data->failed) return error_no_memory(error);
  if (!data->size) return L2A_OK;
  if (!VECTOR_ADD(list, c->head.next)) return error_no_memory(error);
  return add_put(c, c->head.next++, section, true, data->data, data->size, error);
}

/* ---- rows ------------------------------------------------------------------------------------------------------------------------------ */

static void part_rows(checkpoint *c, bytes rows)
{
  const char *at = rows.data;
  row_reader r;

  for (const char *begin = at; rows.size && row_reader_next(&r, &at, rows.data + rows.size); begin = at) {
    bool event = r.tag == ROW_OPPORTUNITY || r.tag == ROW_TOUCH;
    if (r.tag != ROW_ACTIVITY) buffer_append(event ? &c->events : &c->beings, begin, (size_t)(at - begin));
  }
}

/* Pieces and log become beings, events and (those after the horizon) one piece. */
static l2a_status add_rows(checkpoint *c, l2a_error *error)
{
  l2a_mqa *o = c->o;
  l2a_status status;

  for (size_t i = 0; i < o->pieces.count; i++) part_rows(c, o->pieces.data[i]);
  part_rows(c, buffer_bytes(&o->log));
  for (size_t i = 0; i < c->head.pieces.count; i++)
    if (!VECTOR_ADD(&c->deleted, c->head.pieces.data[i])) return error_no_memory(error);
  c->head.pieces.count = 0;
  c->head.piece_bytes = 0;
  status = add_new(c, &c->head.beings, SECTION_ROWS, &c->beings, error);
  if (status == L2A_OK) status = add_new(c, &c->head.events, SECTION_ROWS, &c->events, error);
  return status == L2A_OK ? add_new(c, &c->head.pieces, SECTION_ROWS, &c->m->later, error) : status;
}

/* ---- runs ------------------------------------------------------------------------------------------------------------------------------ */

static l2a_status add_run(checkpoint *c, activity_run *r, l2a_error *error)
{
  uint64_t g = c->head.next++;
  size_t marks = (size_t)r->mark_starts[MARK_PARTS] * sizeof(id_mark);
  section_put data = { g, SECTION_DATA, false, r->data, r->data ? NULL : r, 0, r->bytes };
  section_put mark = { g, SECTION_MARKS, false, (const char *)r->marks, r->marks ? NULL : r, r->bytes, marks };
  l2a_status status = add_put(c, g, SECTION_GROUPS, false, r->groups, r->group_count * sizeof *r->groups, error);

  r->generation = g;
  if (!marks) mark.run = NULL;
  if (status == L2A_OK) status = add_put(c, g, SECTION_STARTS, false, r->starts, (r->group_count + 1) * sizeof *r->starts, error);
  if (status == L2A_OK && (!VECTOR_ADD(&c->puts, data) || !VECTOR_ADD(&c->puts, mark))) status = error_no_memory(error);
  return status;
}

static l2a_status add_runs(checkpoint *c, l2a_error *error)
{
  l2a_status status = runs_merge(c->m, error);
  number_list before = c->head.runs;

  c->head.runs = (number_list){ NULL, 0, 0 };
  for (size_t i = 0; i < c->m->runs.count && status == L2A_OK; i++) {
    activity_run *r = &c->m->runs.data[i];

    if (!r->row_count && !r->group_count) continue;
    if (!r->generation) status = add_run(c, r, error);
    if (status == L2A_OK && !VECTOR_ADD(&c->head.runs, r->generation)) status = error_no_memory(error);
    varint_put(&c->voids, r->voids.count);
    for (size_t k = 0; k < r->voids.count; k++) varint_put(&c->voids, r->voids.data[k] - (k ? r->voids.data[k - 1] : 0));
  }
  for (size_t i = 0; i < before.count && status == L2A_OK; i++) { /* merged ones go */
    bool stays = false;
    for (size_t k = 0; k < c->head.runs.count; k++) stays = stays || c->head.runs.data[k] == before.data[i];
    if (!stays && !VECTOR_ADD(&c->deleted, before.data[i])) status = error_no_memory(error);
  }
  free(before.data);
  return status;
}

/* ---- whos, image, records ---------------------------------------------------------------------------------------------------------------- */

static l2a_status add_whos(checkpoint *c, l2a_error *error)
{
  mqa *m = c->m;
  size_t count = m->whos.entries.count;
  l2a_status status = L2A_OK;

  if (count > m->kept_whos) whos_put(&c->whos, m, m->kept_whos);
  status = add_new(c, &c->head.whos, SECTION_WHOS, &c->whos, error);
  c->head.who_count = count;
  kinds_put(&c->kinds, m);
  for (size_t i = 0; i < count; i++) varint_put(&c->rows, m->whos.entries.data[i].rows);
  if (c->kinds.failed || c->rows.failed || c->voids.failed) return error_no_memory(error);
  if (status == L2A_OK) status = add_put(c, GENERATION_CURRENT, SECTION_KINDS, true, c->kinds.data, c->kinds.size, error);
  if (status == L2A_OK) status = add_put(c, GENERATION_CURRENT, SECTION_WHO_ROWS, true, c->rows.data, c->rows.size, error);
  return status == L2A_OK ? add_put(c, GENERATION_CURRENT, SECTION_VOIDS, true, c->voids.data, c->voids.size, error) : status;
}

static l2a_status add_image(checkpoint *c, l2a_error *error)
{
  size_t behind = c->m->whos.entries.count - c->m->image_whos;
  l2a_status status = L2A_OK;

  if (c->m->from_image && behind < IMAGE_WHOS_BEHIND + c->m->image_whos / 8) return L2A_OK;
  if (c->head.image && !VECTOR_ADD(&c->deleted, c->head.image)) return error_no_memory(error);
  c->head.image = c->head.next++;
  for (uint32_t i = 0; i < IMAGE_PARTS && status == L2A_OK; i++) {
    status = state_image_put(&c->image[i], c->m, i, error);
    if (status == L2A_OK) status = add_put(c, c->head.image, SECTION_IMAGE + i, true, c->image[i].data, c->image[i].size, error);
  }
  return status;
}

/*
 * A run for an instant before the horizon has not run what it touched for the horizon: nothing is remembered of the blocks of those, and
 * nothing at all when the definitions are others than those that the file's answers were given by.
 */
static l2a_status add_records(checkpoint *c, l2a_error *error)
{
  mqa *m = c->m;
  bool forget = m->past && c->head.rules_hash != c->o->head.rules_hash;
  l2a_status status = L2A_OK;

  for (uint32_t n = 0; n < m->record_block_count && status == L2A_OK; n++) {
    record_block *b = &m->records[n];

    b->changed = b->changed || forget;
    for (uint32_t f = n * RECORD_BLOCK_FILES; b->size && f < m->file_count && f < (n + 1) * RECORD_BLOCK_FILES; f++) {
      if (!m->touched[f]) continue;
      b->size = 0;
      b->changed = true;
    }
    if (b->changed) status = add_put(c, GENERATION_RECORDS, n, true, b->size ? b->data : "", b->size, error);
  }
  return status;
}

l2a_status state_checkpoint(l2a_mqa *o, mqa *m, l2a_error *error)
{
  checkpoint c = { .o = o, .m = m };
  buffer *const buffers[] = { &c.beings, &c.events, &c.whos, &c.kinds, &c.rows, &c.voids };
  buffer losers = { (char *)m->losers.data, m->losers.count * sizeof *m->losers.data, 0, false };
  l2a_status status = state_head_copy(&c.head, &o->head) ? L2A_OK : error_no_memory(error);

  c.head.rules_hash = hash_rules(o->rules);
  c.head.horizon = m->horizon;
  c.head.first_at = m->first_at;
  c.head.rows = m->counts.rows[MQA_ACTIVITIES] - m->counts.after[MQA_ACTIVITIES];
  c.head.duplicates = m->counts.duplicates[MQA_ACTIVITIES];
  if (status == L2A_OK) status = add_rows(&c, error);
  if (status == L2A_OK) status = add_runs(&c, error);
  if (status == L2A_OK) status = add_new(&c, &c.head.losers, SECTION_LOSERS, &losers, error);
  if (status == L2A_OK) status = add_image(&c, error);
  if (status == L2A_OK) status = add_whos(&c, error);
  if (status == L2A_OK) status = add_records(&c, error);
  store_view_end(o->view); /* a process has a file open once */
  store_close(o->file);
  o->view = NULL;
  o->file = NULL;
  if (status == L2A_OK) status = state_write(o, c.puts.data, c.puts.count, &c.deleted, &c.head, error);
  if (status == L2A_OK) {
    buffer_clear(&o->log);
    o->log_saved = 0;
    o->sources.count = 0;
  }
  state_head_free(&c.head);
  free(c.deleted.data);
  free(c.puts.data);
  for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++) buffer_free(buffers[i]);
  for (size_t i = 0; i < IMAGE_PARTS; i++) buffer_free(&c.image[i]);
  return status;
}

/* ---- back ------------------------------------------------------------------------------------------------------------------------------- */

static l2a_status adopt_run(const l2a_mqa *o, mqa *m, uint64_t g, l2a_error *error)
{
  bytes parts[4];
  activity_run run;
  l2a_status status = L2A_OK;

  for (uint32_t i = 0; i < 4 && status == L2A_OK; i++) status = state_section(o, g, SECTION_GROUPS + i, &parts[i], error);
  if (status == L2A_OK) status = activity_run_map(&run, parts[0], parts[1], parts[2], parts[3], error);
  if (status != L2A_OK) return status;
  run.generation = g;
  return VECTOR_ADD(&m->runs, run) ? L2A_OK : error_no_memory(error);
}

static l2a_status adopt_voids(const l2a_mqa *o, mqa *m, l2a_error *error)
{
  bytes data;
  l2a_status status = state_checked_section(o, GENERATION_CURRENT, SECTION_VOIDS, &data, error);
  varint_reader r = { NULL, NULL, false };

  if (status != L2A_OK) return status;
  r.at = data.data;
  r.end = data.data + data.size;
  for (size_t i = 0; i < m->runs.count && !r.failed; i++) {
    uint64_t count = varint_take(&r);
    uint64_t at = 0;
    for (uint64_t k = 0; k < count && !r.failed; k++)
      if (!VECTOR_ADD(&m->runs.data[i].voids, at += varint_take(&r))) return error_no_memory(error);
  }
  return r.failed ? error_set(error, L2A_ECORRUPT, "the state's list of duplicates is damaged") : L2A_OK;
}

static l2a_status adopt_who_rows(const l2a_mqa *o, mqa *m, l2a_error *error)
{
  bytes data;
  l2a_status status = state_checked_section(o, GENERATION_CURRENT, SECTION_WHO_ROWS, &data, error);
  varint_reader r = { NULL, NULL, false };

  if (status != L2A_OK) return status;
  r.at = data.data;
  r.end = data.data + data.size;
  for (size_t i = 0; i < m->whos.entries.count; i++) m->whos.entries.data[i].rows = varint_take_u32(&r);
  return r.failed || m->whos.entries.count != o->head.who_count ? error_set(error, L2A_ECORRUPT, "the state's activity counts are damaged")
                                                                : L2A_OK;
}

/* After the whos. */
static l2a_status adopt_rows(const l2a_mqa *o, mqa *m, l2a_error *error)
{
  bytes data;
  l2a_status status;

  status = state_checked_section(o, GENERATION_CURRENT, SECTION_KINDS, &data, error);
  if (status == L2A_OK) status = kinds_take(m, data, error);
  if (status == L2A_OK) status = adopt_who_rows(o, m, error);
  for (size_t i = 0; i < o->head.runs.count && status == L2A_OK; i++) status = adopt_run(o, m, o->head.runs.data[i], error);
  if (status == L2A_OK) status = adopt_voids(o, m, error);
  for (size_t i = 0; i < o->head.losers.count && status == L2A_OK; i++) {
    status = state_section(o, o->head.losers.data[i], SECTION_LOSERS, &data, error);
    if (status == L2A_OK && !VECTOR_ADD(&m->old_losers, data)) status = error_no_memory(error);
  }
  return status;
}

/* Their texts are checked by the caller's view: sections are got before threads start. */
static l2a_status list_whos(const l2a_mqa *o, bytes_list *out, l2a_error *error)
{
  l2a_status status = L2A_OK;
  bytes data;

  for (size_t i = 0; i < o->head.whos.count && status == L2A_OK; i++) {
    status = state_checked_section(o, o->head.whos.data[i], SECTION_WHOS, &data, error);
    if (status == L2A_OK && !VECTOR_ADD(out, data)) status = error_no_memory(error);
  }
  return status;
}

static l2a_status take_whos(mqa *m, const bytes_list *whos, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < whos->count && status == L2A_OK; i++) status = whos_take(m, whos->data[i], error);
  return status;
}

typedef struct image_job {
  mqa *m;
  bytes parts[IMAGE_PARTS];
  bytes_list whos;
} image_job;

static l2a_status take_part(void *state, size_t part, l2a_error *error)
{
  const image_job *job = state;

  if (part == 0) return take_whos(job->m, &job->whos, error); /* the longest begins first */
  return state_image_take(job->m, part - 1, job->parts[part - 1], error);
}

/* Whos, accounts, persons and maps side by side; then what the whos mean. */
static l2a_status adopt_image(l2a_mqa *o, mqa *m, l2a_error *error)
{
  image_job job = { .m = m };
  void *states[THREAD_POOL_MAX];
  l2a_status status = L2A_OK;

  for (uint32_t i = 0; i < IMAGE_PARTS && status == L2A_OK; i++)
    status = state_checked_section(o, o->head.image, SECTION_IMAGE + i, &job.parts[i], error);
  for (size_t i = 0; i < THREAD_POOL_MAX; i++) states[i] = &job;
  if (status == L2A_OK) status = list_whos(o, &job.whos, error);
  if (status == L2A_OK) status = thread_pool_each(m->thread_count, states, IMAGE_PARTS, take_part, error);
  if (status == L2A_OK) status = state_image_take(m, IMAGE_PARTS - 1, job.parts[IMAGE_PARTS - 1], error);
  free(job.whos.data);
  return status;
}

static l2a_status adopt_records(const l2a_mqa *o, mqa *m, l2a_error *error)
{
  size_t count = m->file_count / RECORD_BLOCK_FILES + 1;
  l2a_status status = L2A_OK;

  m->records = calloc(count, sizeof *m->records);
  if (!m->records) return error_no_memory(error);
  m->record_block_count = count;
  for (uint32_t n = 0; (size_t)n * RECORD_BLOCK_FILES < m->file_count && status == L2A_OK; n++) {
    bytes data;

    status = state_checked_section(o, GENERATION_RECORDS, n, &data, error);
    if (status == L2A_OK) m->records[n] = (record_block){ data.data, data.size, NULL, false };
  }
  return status;
}

bool state_has_rules(const l2a_mqa *o)
{
  return o->head.rules_hash == hash_rules(o->rules);
}

l2a_status state_adopt(l2a_mqa *o, mqa *m, bool *same_rules, l2a_error *error)
{
  l2a_status status = adopt_image(o, m, error);

  *same_rules = state_has_rules(o);
  if (status == L2A_OK) status = adopt_rows(o, m, error);
  if (status == L2A_OK && *same_rules) status = state_image_check(m, error);
  if (status == L2A_OK && *same_rules) status = adopt_records(o, m, error);
  m->horizon = o->head.horizon;
  if (o->head.first_at < m->first_at) m->first_at = o->head.first_at;
  m->counts.rows[MQA_ACTIVITIES] = o->head.rows;
  m->counts.duplicates[MQA_ACTIVITIES] = o->head.duplicates;
  m->kept_whos = m->whos.entries.count;
  m->image_whos = m->whos.resolved;
  m->from_image = true;
  return status;
}

/* ---- activities, as rows ----------------------------------------------------------------------------------------------------------------- */

static l2a_status call_group(const mqa *m, const found_list *found,
                             l2a_status (*call)(void *payload, const mqa_activity *a, l2a_error *error), void *payload, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < found->count && status == L2A_OK; i++) {
    const activity_view *v = &found->data[i].a;
    const activity_kind *k;
    const who_entry *w;

    if (v->who >= m->whos.entries.count || v->kind >= m->kinds.count)
      return error_set(error, L2A_ECORRUPT, "an activity of the state is damaged");
    k = &m->kinds.data[v->kind];
    w = &m->whos.entries.data[v->who];
    status = call(payload,
                  &(mqa_activity){ v->id,
                                   who_text(w, WHO_CONTACT),
                                   who_text(w, WHO_EMAIL),
                                   who_text(w, WHO_ACCOUNT),
                                   k->text,
                                   v->minutes,
                                   k->type < m->def->activity_count ? k->type : (uint32_t)MQA_OTHER_TYPE,
                                   v->at,
                                   { UINT32_MAX, 0, 0 } },
                  error);
  }
  return status;
}

l2a_status state_each_activity(l2a_mqa *o, l2a_status (*call)(void *payload, const mqa_activity *a, l2a_error *error), void *payload,
                               l2a_error *error)
{
  mqa *m = NULL;
  run_reader reader = { .run = NULL };
  found_list found = { NULL, 0, 0 };
  bytes_list whos = { NULL, 0, 0 };
  l2a_status status = mqa_new(&m, o->rules, o->head.horizon, error);

  if (status == L2A_OK) status = list_whos(o, &whos, error);
  if (status == L2A_OK) status = take_whos(m, &whos, error);
  if (status == L2A_OK) status = adopt_rows(o, m, error);
  for (size_t n = 0; m && n < m->runs.count && status == L2A_OK; n++) {
    const activity_run *run = &m->runs.data[n];

    for (size_t g = 0; g < run->group_count && status == L2A_OK; g++) {
      found.count = 0;
      status = run_reader_seek(&reader, run, run->groups[g], run->groups[g] + 1, error);
      if (status == L2A_OK) status = run_reader_group(&reader, run->groups[g], INT64_MIN, &found, error);
      if (status == L2A_OK) status = call_group(m, &found, call, payload, error);
    }
  }
  run_reader_free(&reader);
  free(found.data);
  free(whos.data);
  mqa_free(m);
  return status;
}
