/* SPDX-License-Identifier: MIT */
#include "mqa/entry_sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/thread_pool.h"

enum { PART_BITS = 8, PART_COUNT = 1 << PART_BITS, DIGIT_BITS = 8, DIGIT_COUNT = 1 << DIGIT_BITS, FEW = 64 };

typedef struct sort_job {
  sort_entry *entries; /* where the result goes */
  sort_entry *spread;  /* the same parts, by their upper bits */
  size_t start[PART_COUNT + 1];
  unsigned rest; /* bits below the part */
} sort_job;

static void insert_few(sort_entry *e, size_t count)
{
  for (size_t i = 1; i < count; i++) {
    sort_entry moved = e[i];
    size_t k = i;

    for (; k > 0 && e[k - 1].key > moved.key; k--) e[k] = e[k - 1];
    e[k] = moved;
  }
}

static void sort_digit(const sort_entry *from, sort_entry *to, size_t count, unsigned shift)
{
  size_t at[DIGIT_COUNT] = { 0 };
  size_t sum = 0;

  for (size_t i = 0; i < count; i++) at[from[i].key >> shift & (DIGIT_COUNT - 1)]++;
  for (size_t d = 0; d < DIGIT_COUNT; d++) {
    size_t n = at[d];
    at[d] = sum;
    sum += n;
  }
  for (size_t i = 0; i < count; i++) to[at[from[i].key >> shift & (DIGIT_COUNT - 1)]++] = from[i];
}

/* Part n from spread into entries. */
static l2a_status sort_part(void *state, size_t n, l2a_error *error)
{
  sort_job *job = *(sort_job **)state;
  size_t count = job->start[n + 1] - job->start[n];
  sort_entry *from = job->spread + job->start[n];
  sort_entry *to = job->entries + job->start[n];
  bool swapped = false;

  (void)error;
  if (count == 0) return L2A_OK;
  for (unsigned shift = 0; count > FEW && shift < job->rest; shift += DIGIT_BITS) {
    sort_entry *other = from;
    sort_digit(from, to, count, shift);
    from = to;
    to = other;
    swapped = !swapped;
  }
  if (!swapped) memcpy(job->entries + job->start[n], from, count * sizeof *from);
  if (count <= FEW) insert_few(job->entries + job->start[n], count);
  return L2A_OK;
}

l2a_status entry_sort(sort_entry *entries, size_t count, unsigned bits, size_t thread_count, l2a_error *error)
{
  sort_job job = { .entries = entries, .rest = bits > PART_BITS ? bits - PART_BITS : 0 };
  sort_job *pointer = &job;
  void *states[THREAD_POOL_MAX];
  size_t at[PART_COUNT];
  l2a_status status;

  if (count <= FEW) {
    insert_few(entries, count);
    return L2A_OK;
  }
  job.spread = malloc(count * sizeof *job.spread);
  if (!job.spread) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) job.start[(entries[i].key >> job.rest) + 1]++;
  for (size_t n = 0; n < PART_COUNT; n++) job.start[n + 1] += job.start[n];
  memcpy(at, job.start, sizeof at);
  for (size_t i = 0; i < count; i++) job.spread[at[entries[i].key >> job.rest]++] = entries[i];
  for (size_t i = 0; i < THREAD_POOL_MAX; i++) states[i] = &pointer;
  status = thread_pool_each(thread_count, states, PART_COUNT, sort_part, error);
  free(job.spread);
  return status;
}
