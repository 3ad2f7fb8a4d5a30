/* SPDX-License-Identifier: MIT */
/*
 * All accounts, in blocks (by the files of their activities) that threads take; the blocks' rows are joined in the order of the accounts.
 * Where answers are kept, an account whose record holds is not run again (account_record.h).
 */
#include "base/civil.h"
#include "base/thread_pool.h"
#include "mqa/account_record.h"
#include "mqa/account_run.h"
#include "mqa/mqa_object.h"
#include "mqa/variant.h"

enum { RESULT_BLOCK_SIZE = 16384, DAYS_BEHIND = 740 /* falls_at looks 730 days ahead */ };

typedef struct run_state {
  account_runner runner;
  mqa *m;
  block_result *blocks;
} run_state;

/* ---- records -------------------------------------------------------------------------------------------------------------------------- */

/* The record of number i of a block's files; empty without one. Sizes were not checked before. */
static bytes record_at(const record_block *b, size_t i)
{
  uint32_t begin, end;

  if (b->size < (RECORD_BLOCK_FILES + 1) * sizeof begin) return BYTES("");
  memcpy(&begin, b->data + i * sizeof begin, sizeof begin);
  memcpy(&end, b->data + (i + 1) * sizeof end, sizeof end);
  return begin <= end && end <= b->size ? bytes_from(b->data + begin, end - begin) : BYTES("");
}

static void set_start(buffer *out, size_t i)
{
  uint32_t at = (uint32_t)out->size;

  if (out->size >= (RECORD_BLOCK_FILES + 1) * sizeof at) memcpy(out->data + i * sizeof at, &at, sizeof at);
}

/* From where its record says, else from the begin; and the new record. */
static l2a_status renew_account(run_state *s, size_t n, uint32_t account, bytes record, buffer *out, l2a_error *error)
{
  block_result *block = &s->blocks[n];
  arena *texts = &s->m->result_texts[n];
  size_t history = block->history.count;
  account_past past;
  l2a_status status = account_record_resume(record, s->m, account, &past, block, texts, error);

  if (status == L2A_OK) status = account_run(&s->runner, account, past.all.at != INT64_MIN ? &past : NULL, block, texts, error);
  if (status == L2A_OK) account_record_put(out, &s->runner, account, block->history.data + history, block->history.count - history);
  return status;
}

/* One block: what holds is copied, the rest is run. */
static l2a_status renew_block(run_state *s, size_t n, size_t count, const uint8_t *holds, l2a_error *error)
{
  mqa *m = s->m;
  record_block *b = &m->records[n];
  uint32_t first = (uint32_t)(n * RECORD_BLOCK_FILES);
  static const char starts[(RECORD_BLOCK_FILES + 1) * sizeof(uint32_t)];
  buffer out = BUFFER_INIT;
  l2a_status status = account_items_seek(&s->runner.t.items, first, first + (uint32_t)count, error);

  buffer_append(&out, starts, sizeof starts);
  for (size_t i = 0; i < RECORD_BLOCK_FILES && status == L2A_OK; i++) {
    set_start(&out, i);
    if (i >= count) continue;
    if (holds[i]) buffer_append_bytes(&out, record_at(b, i));
    else status = renew_account(s, n, m->file_accounts[first + i], record_at(b, i), &out, error);
  }
  set_start(&out, RECORD_BLOCK_FILES);
  if (status == L2A_OK && out.failed) status = error_no_memory(error);
  if (status == L2A_OK && out.size > UINT32_MAX) status = error_set(error, L2A_ELIMIT, "accounts with more than 4 GiB of history");
  if (status != L2A_OK) {
    buffer_free(&out);
    return status;
  }
  free(b->owned);
  *b = (record_block){ out.data, out.size, out.data, true };
  return L2A_OK;
}

static l2a_status run_kept_block(run_state *s, size_t n, size_t count, l2a_error *error)
{
  mqa *m = s->m;
  uint32_t first = (uint32_t)(n * RECORD_BLOCK_FILES);
  uint8_t holds[RECORD_BLOCK_FILES];
  size_t held = 0;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < count; i++) held += holds[i] = account_record_holds(record_at(&m->records[n], i), m, m->file_accounts[first + i]);
  if (held < count) status = renew_block(s, n, count, holds, error);
  for (size_t i = 0; i < count && status == L2A_OK; i++)
    if (holds[i]) status = account_record_take(record_at(&m->records[n], i), m, m->file_accounts[first + i], &s->blocks[n], error);
  return status;
}

static l2a_status run_block(void *state, size_t n, l2a_error *error)
{
  run_state *s = state;
  mqa *m = s->m;
  size_t first = n * RECORD_BLOCK_FILES;
  size_t end = first + RECORD_BLOCK_FILES < m->file_count ? first + RECORD_BLOCK_FILES : m->file_count;
  l2a_status status;

  if (first >= end) return L2A_OK;
  if (m->kept && !m->past) return run_kept_block(s, n, end - first, error);
  status = account_items_seek(&s->runner.t.items, (uint32_t)first, (uint32_t)end, error);
  for (size_t i = first; i < end && status == L2A_OK; i++)
    status = account_run(&s->runner, m->file_accounts[i], NULL, &s->blocks[n], &m->result_texts[n], error);
  return status;
}

/* ---- tables for all ------------------------------------------------------------------------------------------------------------------ */

static void note_first(int64_t *first, int64_t at)
{
  if (at < *first) *first = at;
}

static l2a_status make_days(mqa *m, l2a_error *error)
{
  size_t accounts = m->accounts.count;
  int64_t first = m->as_of;

  note_first(&first, m->first_at);
  for (uint32_t i = 0; i < m->touch_start[accounts]; i++) note_first(&first, m->touches[i].at);
  for (uint32_t i = 0; i < m->deal_start[accounts]; i++) note_first(&first, m->deals[i].created);
  m->first_day = time_zone_day(m->zone, first) - 2;
  m->day_count = (size_t)(time_zone_day(m->zone, m->as_of) + DAYS_BEHIND - m->first_day);
  free(m->day_starts);
  m->day_starts = malloc(m->day_count * sizeof *m->day_starts);
  if (!m->day_starts) return error_no_memory(error);
  for (size_t i = 0; i < m->day_count; i++) m->day_starts[i] = time_zone_day_start(m->zone, m->first_day + (int64_t)i);
  return work_time_cover(&m->work, m->first_day, m->first_day + (int64_t)m->day_count - 1, error);
}

static int compare_moved(const void *left, const void *right)
{
  const moved_who *a = left;
  const moved_who *b = right;

  if (a->account != b->account) return a->account < b->account ? -1 : 1;
  return (a->home > b->home) - (a->home < b->home);
}

/* Whose activities are filed elsewhere; each place once. */
static l2a_status list_moved(mqa *m, l2a_error *error)
{
  size_t count = 0;

  m->moved.count = 0;
  for (size_t n = 0; n < m->whos.entries.count; n++) {
    const who_entry *w = &m->whos.entries.data[n];
    if (w->problem || w->home == m->accounts.data[w->account].file) continue;
    if (!VECTOR_ADD(&m->moved, ((moved_who){ w->account, w->home }))) return error_no_memory(error);
  }
  if (m->moved.count) qsort(m->moved.data, m->moved.count, sizeof *m->moved.data, compare_moved);
  for (size_t i = 0; i < m->moved.count; i++)
    if (i == 0 || compare_moved(&m->moved.data[i], &m->moved.data[i - 1]) != 0) m->moved.data[count++] = m->moved.data[i];
  m->moved.count = count;
  return L2A_OK;
}

/* ---- run ----------------------------------------------------------------------------------------------------------------------------- */

static int compare_history(const void *left, const void *right)
{
  const mqa_history_row *a = left;
  const mqa_history_row *b = right;

  if (a->account != b->account) return a->account < b->account ? -1 : 1;
  return (a > b) - (a < b);
}

/* Rows of accounts that stand in another order than their files. */
static l2a_status sort_history(mqa *m, l2a_error *error)
{
  size_t *start = calloc(m->accounts.count + 2, sizeof *start);
  mqa_history_row *sorted = malloc((m->history.count + 1) * sizeof *sorted);
  bool in_order = true;

  if (!start || !sorted) {
    free(start);
    free(sorted);
    return error_no_memory(error);
  }
  for (size_t i = 1; i < m->history.count && in_order; i++) in_order = compare_history(&m->history.data[i - 1], &m->history.data[i]) < 0;
  if (!in_order) {
    for (size_t i = 0; i < m->history.count; i++) start[m->history.data[i].account + 1]++;
    for (size_t a = 0; a < m->accounts.count; a++) start[a + 1] += start[a];
    for (size_t i = 0; i < m->history.count; i++) sorted[start[m->history.data[i].account]++] = m->history.data[i];
    memcpy(m->history.data, sorted, m->history.count * sizeof *sorted);
  }
  free(start);
  free(sorted);
  return L2A_OK;
}

/* The service level of all entries, from the history. */
static l2a_status run_sla(mqa *m, l2a_error *error)
{
  block_result out = { { NULL, 0, 0 }, { NULL, 0, 0 }, { NULL, 0, 0 } };
  VECTOR(int64_t) entries = { NULL, 0, 0 };
  const mqa_history_row *h = m->history.data;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < m->history.count && status == L2A_OK; i++) {
    if (h[i].mqa_entry && !VECTOR_ADD(&entries, h[i].at)) status = error_no_memory(error);
    if (i + 1 < m->history.count && h[i + 1].account == h[i].account) continue;
    if (status == L2A_OK && entries.count) status = sla_run(m, h[i].account, entries.data, entries.count, &out, error);
    entries.count = 0;
  }
  free(entries.data);
  m->sla.data = out.sla.data;
  m->sla.count = out.sla.count;
  m->sla.capacity = out.sla.capacity;
  return status;
}

static l2a_status join_blocks(mqa *m, const block_result *blocks, l2a_error *error)
{
  size_t history = 0;
  bool good = true;

  for (size_t n = 0; n < m->block_count; n++) history += blocks[n].history.count;
  m->history.data = malloc((history + 1) * sizeof *m->history.data);
  if (!m->history.data) return error_no_memory(error);
  m->history.capacity = history + 1;
  for (size_t n = 0; n < m->block_count && good; n++) {
    if (blocks[n].history.count)
      memcpy(m->history.data + m->history.count, blocks[n].history.data, blocks[n].history.count * sizeof *m->history.data);
    m->history.count += blocks[n].history.count;
    for (size_t i = 0; i < blocks[n].stays.count && good; i++) good = VECTOR_ADD(&m->stays, blocks[n].stays.data[i]);
  }
  variants_sort(m);
  return good ? sort_history(m, error) : error_no_memory(error);
}

static l2a_status run_blocks(mqa *m, run_state *states, void **pointers, block_result *blocks, size_t thread_count, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < thread_count && status == L2A_OK; i++) {
    states[i].m = m;
    states[i].blocks = blocks;
    pointers[i] = &states[i];
    status = account_runner_init(&states[i].runner, m, error);
  }
  if (status == L2A_OK) status = thread_pool_each(thread_count, pointers, m->block_count, run_block, error);
  if (status == L2A_OK) status = join_blocks(m, blocks, error);
  return status == L2A_OK ? run_sla(m, error) : status;
}

static l2a_status make_records(mqa *m, size_t block_count, l2a_error *error)
{
  record_block *larger;

  if (!m->kept || block_count <= m->record_block_count) return L2A_OK;
  larger = realloc(m->records, block_count * sizeof *larger);
  if (!larger) return error_no_memory(error);
  memset(larger + m->record_block_count, 0, (block_count - m->record_block_count) * sizeof *larger);
  m->records = larger;
  m->record_block_count = block_count;
  return L2A_OK;
}

static l2a_status run_accounts(mqa *m, size_t thread_count, l2a_error *error)
{
  size_t block_count = m->file_count / RECORD_BLOCK_FILES + 1;
  block_result *blocks = calloc(block_count, sizeof *blocks);
  run_state *states = calloc(thread_count, sizeof *states);
  void **pointers = calloc(thread_count, sizeof *pointers);
  l2a_status status = make_records(m, block_count, error);

  m->rows = calloc(m->accounts.count + 1, sizeof *m->rows);
  m->result_texts = calloc(block_count, sizeof *m->result_texts);
  if (!blocks || !states || !pointers || !m->rows || !m->result_texts) {
    status = error_no_memory(error);
    goto done;
  }
  m->block_count = block_count;
  for (size_t i = 0; i < block_count; i++) arena_init(&m->result_texts[i], RESULT_BLOCK_SIZE);
  if (status == L2A_OK) status = run_blocks(m, states, pointers, blocks, thread_count, error);
done:
  for (size_t i = 0; blocks && i < block_count; i++) {
    free(blocks[i].history.data);
    free(blocks[i].sla.data);
    free(blocks[i].stays.data);
  }
  for (size_t i = 0; states && i < thread_count; i++) account_runner_free(&states[i].runner);
  free(blocks);
  free(states);
  free(pointers);
  return status;
}

/* An answer of an earlier run goes. */
static void forget_answers(mqa *m)
{
  for (size_t i = 0; m->result_texts && i < m->block_count; i++) arena_free(&m->result_texts[i]);
  free(m->result_texts);
  free(m->rows);
  free(m->deals);
  free(m->deal_start);
  free(m->touches);
  free(m->touch_start);
  scheme_free(&m->scheme);
  m->result_texts = NULL;
  m->rows = NULL;
  m->deals = NULL;
  m->touches = NULL;
  m->deal_start = m->touch_start = NULL;
  m->history.count = m->sla.count = m->unmatched.count = m->stays.count = 0;
  free(m->history.data);
  free(m->sla.data);
  m->history.data = NULL;
  m->sla.data = NULL;
  m->history.capacity = m->sla.capacity = 0;
}

static l2a_status prepare_run(mqa *m, l2a_error *error)
{
  l2a_status status = mqa_prepare(m, error);

  if (m->as_of < m->horizon) m->past = true;
  else m->past = false;
  if (status == L2A_OK) status = activities_finish(m, error);
  if (status == L2A_OK && !m->past) m->horizon = m->as_of;
  m->shown = m->counts;
  if (status == L2A_OK && m->past) status = activities_recount(m, error);
  if (status == L2A_OK) status = book_resolve(m, error);
  if (status == L2A_OK) status = list_moved(m, error);
  if (status == L2A_OK) book_sort_unmatched(m);
  if (status == L2A_OK) status = make_days(m, error);
  m->scheme.def = m->def;
  if (status == L2A_OK) status = scheme_prepare(&m->scheme, error);
  for (size_t v = 0; v < m->variant_count && status == L2A_OK; v++) status = scheme_prepare(&m->variants[v], error);
  return status;
}

l2a_status mqa_run(mqa *m, size_t thread_count, l2a_error *error)
{
  l2a_status status;

  forget_answers(m);
  if (thread_count > m->thread_count) m->thread_count = thread_count;
  status = m->journal && m->kept ? log_feed_events(m->journal, m, error) : L2A_OK;
  if (status == L2A_OK) status = prepare_run(m, error);
  if (status == L2A_OK) status = run_accounts(m, thread_count ? thread_count : 1, error);
  if (status == L2A_OK && m->touched && !m->past) memset(m->touched, 0, m->file_count);
  return status;
}
