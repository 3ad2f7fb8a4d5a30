/* SPDX-License-Identifier: MIT */
/* All accounts, in blocks that threads take; the blocks' rows are joined in the order of the accounts. */
#include "base/civil.h"
#include "base/thread_pool.h"
#include "mqa/account_run.h"
#include "mqa/mqa_object.h"
#include "mqa/variant.h"

enum { BLOCK_ACCOUNTS = 512, RESULT_BLOCK_SIZE = 16384, DAYS_BEHIND = 740 /* falls_at looks 730 days ahead */ };

typedef struct run_state {
  account_runner runner;
  mqa *m;
  block_result *blocks;
} run_state;

static l2a_status run_block(void *state, size_t n, l2a_error *error)
{
  run_state *s = state;
  size_t first = n * BLOCK_ACCOUNTS;
  size_t end = first + BLOCK_ACCOUNTS < s->m->accounts.count ? first + BLOCK_ACCOUNTS : s->m->accounts.count;
  l2a_status status = account_items_seek(&s->runner.t.items, (uint32_t)first, (uint32_t)end, error);

  for (size_t i = first; i < end && status == L2A_OK; i++)
    status = account_run(&s->runner, (uint32_t)i, &s->blocks[n], &s->m->result_texts[n], error);
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
  m->day_starts = malloc(m->day_count * sizeof *m->day_starts);
  if (!m->day_starts) return error_no_memory(error);
  for (size_t i = 0; i < m->day_count; i++) m->day_starts[i] = time_zone_day_start(m->zone, m->first_day + (int64_t)i);
  return L2A_OK;
}

/* ---- run ----------------------------------------------------------------------------------------------------------------------------- */

static l2a_status join_blocks(mqa *m, const block_result *blocks, l2a_error *error)
{
  bool good = true;

  for (size_t n = 0; n < m->block_count && good; n++) {
    for (size_t i = 0; i < blocks[n].history.count && good; i++) good = VECTOR_ADD(&m->history, blocks[n].history.data[i]);
    for (size_t i = 0; i < blocks[n].sla.count && good; i++) good = VECTOR_ADD(&m->sla, blocks[n].sla.data[i]);
    for (size_t i = 0; i < blocks[n].stays.count && good; i++) good = VECTOR_ADD(&m->stays, blocks[n].stays.data[i]);
  }
  variants_sort(m);
  return good ? L2A_OK : error_no_memory(error);
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
  return status == L2A_OK ? join_blocks(m, blocks, error) : status;
}

static l2a_status run_accounts(mqa *m, size_t thread_count, l2a_error *error)
{
  size_t block_count = m->accounts.count / BLOCK_ACCOUNTS + 1;
  block_result *blocks = calloc(block_count, sizeof *blocks);
  run_state *states = calloc(thread_count, sizeof *states);
  void **pointers = calloc(thread_count, sizeof *pointers);
  l2a_status status = L2A_OK;

  m->rows = calloc(m->accounts.count + 1, sizeof *m->rows);
  m->result_texts = calloc(block_count, sizeof *m->result_texts);
  if (!blocks || !states || !pointers || !m->rows || !m->result_texts) {
    status = error_no_memory(error);
    goto done;
  }
  m->block_count = block_count;
  for (size_t i = 0; i < block_count; i++) arena_init(&m->result_texts[i], RESULT_BLOCK_SIZE);
  status = run_blocks(m, states, pointers, blocks, thread_count, error);
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

l2a_status mqa_run(mqa *m, size_t thread_count, l2a_error *error)
{
  l2a_status status = m->journal ? log_replay(m->journal, m, error) : L2A_OK;

  if (status == L2A_OK) status = mqa_prepare(m, error);
  if (thread_count > m->thread_count) m->thread_count = thread_count;
  if (status == L2A_OK) status = activities_finish(m, error);
  if (status == L2A_OK) status = book_resolve(m, error);
  if (status == L2A_OK) book_sort_unmatched(m);
  if (status == L2A_OK) status = make_days(m, error);
  m->scheme.def = m->def;
  if (status == L2A_OK) status = scheme_make_factors(&m->scheme, error);
  for (size_t v = 0; v < m->variant_count && status == L2A_OK; v++) status = scheme_make_factors(&m->variants[v], error);
  return status == L2A_OK ? run_accounts(m, thread_count ? thread_count : 1, error) : status;
}
