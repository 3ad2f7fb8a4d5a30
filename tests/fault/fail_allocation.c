/* SPDX-License-Identifier: MIT */
#include "fault/fail_allocation.h"

#include <stdatomic.h>
#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

/* Allocations until the failing one; 0 and less: none fails. */
static atomic_long countdown;
static atomic_bool failed;

void fail_allocation_at(long n)
{
  atomic_store(&failed, false);
  atomic_store(&countdown, n);
}

bool fail_allocation_ended(void)
{
  atomic_store(&countdown, 0);
  return atomic_exchange(&failed, false);
}

long fail_allocation_left(void)
{
  return atomic_load(&countdown);
}

static bool fails_now(void)
{
  if (atomic_load(&countdown) <= 0 || atomic_fetch_sub(&countdown, 1) != 1) return false;
  atomic_store(&failed, true);
  return true;
}

void *__wrap_malloc(size_t size)
{
  return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
  return fails_now() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
  return fails_now() ? NULL : __real_realloc(old, size);
}
