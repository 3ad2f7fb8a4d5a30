/* SPDX-License-Identifier: MIT */
/* Every allocation of the base floor may fail: the call says so, leaves nothing behind, and works the next time. */
#include <criterion/criterion.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/regex.h"
#include "base/thread_pool.h"
#include "fault/fail_allocation.h"

/* Fails allocation 1, 2, 3 ... of the call until it succeeds; returns how many there are. */
static long fail_every_allocation(l2a_status (*call)(l2a_error *error))
{
  for (long n = 1;; n++) {
    l2a_error error = L2A_ERROR_INIT;
    l2a_status status;
    fail_allocation_at(n);
    status = call(&error);
    if (!fail_allocation_ended()) {
      cr_assert_eq(status, L2A_OK, "%s", error.message);
      return n - 1;
    }
    cr_assert_eq(status, L2A_ENOMEM, "allocation %ld failed, and the answer is %s", n, l2a_status_message(status));
    cr_assert_str_eq(error.message, "out of memory");
  }
}

static l2a_status use_regex(l2a_error *error)
{
  regex *r = NULL;
  regex_scratch *scratch = NULL;
  l2a_status status = regex_compile(&r, BYTES("a+"), NULL, error);

  if (status == L2A_OK) status = regex_scratch_new(&scratch, error);
  regex_scratch_free(scratch);
  regex_free(r);
  return status;
}

static l2a_status use_arena(l2a_error *error)
{
  arena a;
  bytes copy;

  arena_init(&a, 64);
  for (int i = 0; i < 10; i++) arena_take(&a, 50);
  copy = arena_copy(&a, BYTES("text"));
  cr_assert(copy.data || a.failed);
  if (a.failed) error_no_memory(error);
  arena_free(&a);
  return error->status;
}

static l2a_status use_buffer(l2a_error *error)
{
  buffer b = BUFFER_INIT;

  for (int i = 0; i < 1000; i++) buffer_printf(&b, "%d,", i);
  if (b.failed) error_no_memory(error);
  buffer_free(&b);
  return error->status;
}

static l2a_status read_nothing(void *reader, void *item, bool *end, l2a_error *error)
{
  (void)reader, (void)item, (void)error;
  *end = true;
  return L2A_OK;
}

static l2a_status never(void *unused, void *item, l2a_error *error)
{
  (void)unused, (void)item;
  return error_set(error, L2A_EINVAL, "there was no item");
}

static l2a_status use_pipeline(l2a_error *error)
{
  int item = 0;
  void *items[] = { &item };
  void *states[] = { NULL };
  ordered_pipeline pipeline = { read_nothing, never, never, NULL, NULL, states, items, 1, 1 };

  return ordered_pipeline_run(&pipeline, error);
}

Test(base_memory, every_allocation_may_fail)
{
  cr_expect_geq(fail_every_allocation(use_regex), 2);
  cr_expect_geq(fail_every_allocation(use_arena), 2);
  cr_expect_geq(fail_every_allocation(use_buffer), 2);
  cr_expect_geq(fail_every_allocation(use_pipeline), 3);
}
