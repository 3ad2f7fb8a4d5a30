/* SPDX-License-Identifier: MIT */
/*
 * Work shared between a fixed number of threads, each with a state of its own. The calling thread is one of them; nothing stays running
 * after a call. What a call produces, its error included, does not depend on the number of threads.
 */
#ifndef L2A_BASE_THREAD_POOL_H
#define L2A_BASE_THREAD_POOL_H

#include "base/bytes.h"
#include "base/status.h"

#define THREAD_POOL_MAX 256 /* more threads than this are never started: no machine of this class has more cores */

/* Processors this process may run on; at least 1. */
size_t thread_pool_default_count(void);

/*
 * A pipeline over numbered work items that ends in the order in which it began:
 *
 *   read (one thread at a time, in order)  ->  work (all threads, each with its state)  ->  write (one thread at a time, in order)
 *
 * At most depth items are under way, so memory is constant; item n lives in items[n % depth] and is used again once it was written.
 * read sets *end when there is nothing more, and then leaves the item alone. Every function gets an l2a_error of its own to fill.
 *
 * The first failure in input order ends the run: what stands before the failing item is written, nothing behind it is, and its status and
 * error are the answer. write fails likewise.
 */
typedef struct ordered_pipeline {
  l2a_status (*read)(void *reader, void *item, bool *end, l2a_error *error);
  l2a_status (*work)(void *state, void *item, l2a_error *error);
  l2a_status (*write)(void *writer, void *item, l2a_error *error);
  void *reader;
  void *writer;
  void **states;       /* one for each thread */
  void **items;        /* depth of them, all different */
  size_t thread_count; /* at least 1 */
  size_t depth;        /* at least 1; twice thread_count keeps every thread busy */
} ordered_pipeline;

/* L2A_EINVAL (counts of 0), L2A_ENOMEM, and what read, work and write return. Fewer threads run where the system refuses one. */
l2a_status ordered_pipeline_run(const ordered_pipeline *pipeline, l2a_error *error);

/*
 * Calls task(state, n) for every n below count, each once, in no order; states holds one for each thread. After a failure no task begins
 * any more with a higher number than the failing one; of several failures the one with the lowest number is the answer. Statuses as above.
 */
l2a_status thread_pool_each(size_t thread_count, void **states, size_t count, l2a_status (*task)(void *state, size_t n, l2a_error *error),
                            l2a_error *error);

#endif
