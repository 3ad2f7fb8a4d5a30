/* SPDX-License-Identifier: MIT */
/*
 * The ordered pipeline is a ring of depth slots and three numbers that only grow, all under one mutex:
 *
 *        next_write            next_read        next_write + depth
 *            v                     v                  v
 *   written  | done  busy  done    | free  free       |
 *
 * A thread that is idle takes the first of these that can be had: write the oldest item if it is done, read the next one if a slot is free
 * (and then work on it), or wait. Nobody is bound to one kind of work, so one thread is enough, and a slow reader or writer holds up no more
 * than it must. A failure is stored in the slot of its item and becomes the answer when the writer gets there: in input order.
 */
#include "base/thread_pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

typedef struct slot {
  bool done;
  l2a_status status;
  l2a_error error;
} slot;

typedef struct pipeline_run {
  const ordered_pipeline *pipeline;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  slot *slots;
  uint64_t next_read;
  uint64_t next_write;
  bool reading; /* a thread is inside read; the same for write */
  bool writing;
  bool ended;   /* nothing more is read */
  bool stopped; /* nothing more is written: status is final */
  l2a_status status;
  l2a_error error;
} pipeline_run;

typedef struct thread_body {
  void (*run)(void *shared, void *state);
  void *shared;
  void *state;
} thread_body;

size_t thread_pool_default_count(void)
{
  cpu_set_t set;
  int count = 0;

  if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
  if (count < 1) count = 1;
  return count > THREAD_POOL_MAX ? THREAD_POOL_MAX : (size_t)count;
}

static void *thread_main(void *argument)
{
  const thread_body *body = argument;

  body->run(body->shared, body->state);
  return NULL;
}

/* Runs the body in thread_count threads, of which the calling one is the first, and waits for all of them. */
static l2a_status run_threads(size_t thread_count, void (*run)(void *shared, void *state), void *shared, void **states, l2a_error *error)
{
  l2a_status status = L2A_OK;
  size_t wanted = thread_count > THREAD_POOL_MAX ? THREAD_POOL_MAX : thread_count;
  pthread_t *threads = calloc(wanted, sizeof *threads);
  thread_body *bodies = calloc(wanted, sizeof *bodies);
  size_t started = 1;

  if (!threads || !bodies) {
    status = error_no_memory(error);
    goto done;
  }
  for (size_t i = 0; i < wanted; i++) bodies[i] = (thread_body){ run, shared, states[i] };
  while (started < wanted && pthread_create(&threads[started], NULL, thread_main, &bodies[started]) == 0) started++;
  run(shared, states[0]);
  for (size_t i = 1; i < started; i++) pthread_join(threads[i], NULL);
done:
  free(threads);
  free(bodies);
  return status;
}

static slot *slot_of(pipeline_run *run, uint64_t number)
{
  return &run->slots[number % run->pipeline->depth];
}

static void *item_of(const pipeline_run *run, uint64_t number)
{
  return run->pipeline->items[number % run->pipeline->depth];
}

/* Called and left with the mutex held, like write_one. */
static void read_and_work(pipeline_run *run, void *state)
{
  uint64_t number = run->next_read;
  slot *s = slot_of(run, number);
  void *item = item_of(run, number);
  bool end = false;

  run->reading = true;
  pthread_mutex_unlock(&run->mutex);
  s->done = false;
  s->error = (l2a_error)L2A_ERROR_INIT;
  s->status = run->pipeline->read(run->pipeline->reader, item, &end, &s->error);
  pthread_mutex_lock(&run->mutex);
  run->reading = false;
  if (s->status != L2A_OK || end) run->ended = true;
  if (s->status != L2A_OK || !end) run->next_read++;
  pthread_cond_broadcast(&run->changed);
  if (s->status == L2A_OK && !end) {
    pthread_mutex_unlock(&run->mutex);
    s->status = run->pipeline->work(state, item, &s->error);
    pthread_mutex_lock(&run->mutex);
    if (s->status != L2A_OK) run->ended = true;
  }
  s->done = true;
  pthread_cond_broadcast(&run->changed);
}

static void write_one(pipeline_run *run)
{
  slot *s = slot_of(run, run->next_write);

  run->writing = true;
  if (s->status == L2A_OK) {
    void *item = item_of(run, run->next_write);
    pthread_mutex_unlock(&run->mutex);
    s->status = run->pipeline->write(run->pipeline->writer, item, &s->error);
    pthread_mutex_lock(&run->mutex);
  }
  if (s->status != L2A_OK) {
    run->status = s->status;
    run->error = s->error;
    run->stopped = run->ended = true;
  }
  run->writing = false;
  run->next_write++;
  pthread_cond_broadcast(&run->changed);
}

static void pipeline_thread(void *shared, void *state)
{
  pipeline_run *run = shared;

  pthread_mutex_lock(&run->mutex);
  while (!run->stopped && !(run->ended && !run->reading && run->next_write == run->next_read)) {
    if (!run->writing && run->next_write < run->next_read && slot_of(run, run->next_write)->done) write_one(run);
    else if (!run->ended && !run->reading && run->next_read - run->next_write < run->pipeline->depth) read_and_work(run, state);
    else pthread_cond_wait(&run->changed, &run->mutex);
  }
  pthread_mutex_unlock(&run->mutex);
}

l2a_status ordered_pipeline_run(const ordered_pipeline *pipeline, l2a_error *error)
{
  pipeline_run run = { .pipeline = pipeline, .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };
  l2a_status status;

  if (pipeline->thread_count == 0 || pipeline->depth == 0) return error_set(error, L2A_EINVAL, "a pipeline needs a thread and an item");
  run.slots = calloc(pipeline->depth, sizeof *run.slots);
  if (!run.slots) return error_no_memory(error);
  status = run_threads(pipeline->thread_count, pipeline_thread, &run, pipeline->states, error);
  if (status == L2A_OK && run.status != L2A_OK) {
    status = run.status;
    if (error) *error = run.error;
  }
  free(run.slots);
  pthread_cond_destroy(&run.changed);
  pthread_mutex_destroy(&run.mutex);
  return status;
}

typedef struct each_run {
  pthread_mutex_t mutex;
  size_t next;
  size_t count; /* falls to the number of a failing task */
  l2a_status (*task)(void *state, size_t n, l2a_error *error);
  l2a_status status;
  l2a_error error;
} each_run;

static void each_thread(void *shared, void *state)
{
  each_run *run = shared;

  pthread_mutex_lock(&run->mutex);
  while (run->next < run->count) {
    size_t n = run->next++;
    l2a_error error = L2A_ERROR_INIT;
    l2a_status status;
    pthread_mutex_unlock(&run->mutex);
    status = run->task(state, n, &error);
    pthread_mutex_lock(&run->mutex);
    if (status != L2A_OK && n < run->count) {
      run->count = n;
      run->status = status;
      run->error = error;
    }
  }
  pthread_mutex_unlock(&run->mutex);
}

l2a_status thread_pool_each(size_t thread_count, void **states, size_t count, l2a_status (*task)(void *state, size_t n, l2a_error *error),
                            l2a_error *error)
{
  each_run run = { .mutex = PTHREAD_MUTEX_INITIALIZER, .count = count, .task = task };
  l2a_status status;

  if (thread_count == 0) return error_set(error, L2A_EINVAL, "work needs a thread");
  status = run_threads(thread_count < count || count == 0 ? thread_count : count, each_thread, &run, states, error);
  if (status == L2A_OK && run.status != L2A_OK) {
    status = run.status;
    if (error) *error = run.error;
  }
  pthread_mutex_destroy(&run.mutex);
  return status;
}
