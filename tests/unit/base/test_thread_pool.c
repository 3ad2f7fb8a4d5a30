/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread_pool.h"

enum { DEPTH_MAX = 32, THREADS_MAX = 8, ITEMS_MAX = 3000 };

/* A run over the numbers below count: each is read, multiplied by a worker, and written. Failures are asked for by number. */
typedef struct fixture {
  uint64_t count;
  uint64_t next;
  uint64_t fail_read, fail_work, fail_write; /* UINT64_MAX: never */
  uint64_t written[ITEMS_MAX];
  uint64_t written_count;
  atomic_int reading, writing, under_way, under_way_max;
} fixture;

typedef struct work_item {
  uint64_t number;
  uint64_t answer;
  fixture *owner;
} work_item;

typedef struct worker {
  atomic_int busy;
  uint64_t done_count;
} worker;

static l2a_status read_item(void *reader, void *item, bool *end, l2a_error *error)
{
  fixture *f = reader;
  work_item *w = item;
  int now;

  cr_assert_eq(atomic_fetch_add(&f->reading, 1), 0, "two threads read");
  if (f->next == f->count) {
    *end = true;
    atomic_fetch_sub(&f->reading, 1);
    return L2A_OK;
  }
  *w = (work_item){ .number = f->next++, .owner = f };
  now = atomic_fetch_add(&f->under_way, 1) + 1;
  if (now > atomic_load(&f->under_way_max)) atomic_store(&f->under_way_max, now);
  atomic_fetch_sub(&f->reading, 1);
  return w->number == f->fail_read ? error_set(error, L2A_EIO, "read %d", (int)w->number) : L2A_OK;
}

static l2a_status work_on_item(void *state, void *item, l2a_error *error)
{
  worker *self = state;
  work_item *w = item;

  cr_assert_eq(atomic_fetch_add(&self->busy, 1), 0, "two threads share a state");
  self->done_count++;
  for (uint64_t i = 0; i < w->number * 7919 % 5; i++) sched_yield(); /* items end in another order than they began */
  w->answer = w->number * w->number;
  atomic_fetch_sub(&self->busy, 1);
  return w->number == w->owner->fail_work ? error_set(error, L2A_ESYNTAX, "work %d", (int)w->number) : L2A_OK;
}

static l2a_status write_item(void *writer, void *item, l2a_error *error)
{
  fixture *f = writer;
  work_item *w = item;

  cr_assert_eq(atomic_fetch_add(&f->writing, 1), 0, "two threads write");
  cr_assert_eq(w->answer, w->number * w->number);
  atomic_fetch_sub(&f->under_way, 1);
  if (w->number != f->fail_write) f->written[f->written_count++] = w->number;
  atomic_fetch_sub(&f->writing, 1);
  return w->number == f->fail_write ? error_set(error, L2A_ELIMIT, "write %d", (int)w->number) : L2A_OK;
}

static l2a_status run(fixture *f, size_t thread_count, size_t depth, l2a_error *error)
{
  work_item items[DEPTH_MAX];
  worker workers[THREADS_MAX] = { 0 };
  void *item_list[DEPTH_MAX];
  void *state_list[THREADS_MAX];
  ordered_pipeline pipeline = { read_item, work_on_item, write_item, f, f, state_list, item_list, thread_count, depth };

  for (size_t i = 0; i < DEPTH_MAX; i++) item_list[i] = &items[i];
  for (size_t i = 0; i < THREADS_MAX; i++) state_list[i] = &workers[i];
  return ordered_pipeline_run(&pipeline, error);
}

static const struct {
  size_t thread_count;
  size_t depth;
} shapes[] = { { 1, 1 }, { 1, 8 }, { 2, 1 }, { 2, 4 }, { 3, 2 }, { 7, 14 }, { 8, 32 } };

#define SHAPE_COUNT (sizeof shapes / sizeof *shapes)

static fixture *fixture_new(uint64_t count)
{
  fixture *f = calloc(1, sizeof *f);

  cr_assert_not_null(f);
  f->count = count;
  f->fail_read = f->fail_work = f->fail_write = UINT64_MAX;
  return f;
}

Test(thread_pool, pipeline_ends_in_the_order_it_began)
{
  static const uint64_t counts[] = { 0, 1, 2, 17, ITEMS_MAX };

  for (size_t s = 0; s < SHAPE_COUNT; s++)
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
      fixture *f = fixture_new(counts[c]);
      l2a_error error = L2A_ERROR_INIT;
      cr_assert_eq(run(f, shapes[s].thread_count, shapes[s].depth, &error), L2A_OK);
      cr_assert_eq(f->written_count, counts[c]);
      for (uint64_t i = 0; i < counts[c]; i++) cr_assert_eq(f->written[i], i);
      cr_assert_leq((size_t)atomic_load(&f->under_way_max), shapes[s].depth, "more items under way than the depth");
      free(f);
    }
}

Test(thread_pool, pipeline_fails_at_the_first_failure_in_input_order)
{
  static const struct {
    uint64_t fail_read, fail_work, fail_write;
    l2a_status status;
    const char *message;
    uint64_t written;
  } cases[] = {
    { 0, UINT64_MAX, UINT64_MAX, L2A_EIO, "read 0", 0 },     { 50, UINT64_MAX, UINT64_MAX, L2A_EIO, "read 50", 50 },
    { 60, 50, UINT64_MAX, L2A_ESYNTAX, "work 50", 50 },      { 50, 51, UINT64_MAX, L2A_EIO, "read 50", 50 },
    { UINT64_MAX, 51, 50, L2A_ELIMIT, "write 50", 50 },      { UINT64_MAX, 199, UINT64_MAX, L2A_ESYNTAX, "work 199", 199 },
    { UINT64_MAX, UINT64_MAX, 0, L2A_ELIMIT, "write 0", 0 },
  };

  for (size_t s = 0; s < SHAPE_COUNT; s++)
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
      fixture *f = fixture_new(200);
      l2a_error error = L2A_ERROR_INIT;
      f->fail_read = cases[c].fail_read;
      f->fail_work = cases[c].fail_work;
      f->fail_write = cases[c].fail_write;
      cr_assert_eq(run(f, shapes[s].thread_count, shapes[s].depth, &error), cases[c].status, "shape %zu, case %zu", s, c);
      cr_assert_str_eq(error.message, cases[c].message);
      cr_assert_eq(f->written_count, cases[c].written, "shape %zu, case %zu: %d written", s, c, (int)f->written_count);
      free(f);
    }
}

Test(thread_pool, counts_of_zero_break_the_contract)
{
  fixture *f = fixture_new(1);

  cr_expect_eq(run(f, 0, 1, NULL), L2A_EINVAL);
  cr_expect_eq(run(f, 1, 0, NULL), L2A_EINVAL);
  cr_expect_eq(thread_pool_each(0, NULL, 1, NULL, NULL), L2A_EINVAL);
  free(f);
}

typedef struct each_state {
  atomic_int *calls;
} each_state;

static l2a_status count_call(void *state, size_t n, l2a_error *error)
{
  each_state *self = state;

  (void)error;
  atomic_fetch_add(&self->calls[n], 1);
  return L2A_OK;
}

static l2a_status fail_from_five(void *state, size_t n, l2a_error *error)
{
  count_call(state, n, error);
  return n >= 5 ? error_set(error, L2A_ELIMIT, "task %d", (int)n) : L2A_OK;
}

Test(thread_pool, each_calls_every_task_once)
{
  static const size_t thread_counts[] = { 1, 2, 8 };

  for (size_t t = 0; t < 3; t++) {
    atomic_int calls[1000] = { 0 };
    each_state state = { calls };
    void *states[8] = { &state, &state, &state, &state, &state, &state, &state, &state };
    cr_assert_eq(thread_pool_each(thread_counts[t], states, 1000, count_call, NULL), L2A_OK);
    for (size_t i = 0; i < 1000; i++) cr_assert_eq(atomic_load(&calls[i]), 1, "task %zu", i);
    cr_assert_eq(thread_pool_each(thread_counts[t], states, 0, count_call, NULL), L2A_OK);
  }
}

Test(thread_pool, each_answers_the_lowest_failure)
{
  atomic_int calls[1000] = { 0 };
  each_state state = { calls };
  void *states[4] = { &state, &state, &state, &state };
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(thread_pool_each(4, states, 1000, fail_from_five, &error), L2A_ELIMIT);
  cr_expect_str_eq(error.message, "task 5");
  for (size_t i = 0; i < 5; i++) cr_expect_eq(atomic_load(&calls[i]), 1);
  cr_expect_eq(atomic_load(&calls[999]), 0);
}

Test(thread_pool, default_count_is_at_least_one)
{
  cr_expect_geq(thread_pool_default_count(), 1u);
  cr_expect_leq(thread_pool_default_count(), (size_t)THREAD_POOL_MAX);
}
