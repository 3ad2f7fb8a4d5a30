/* SPDX-License-Identifier: MIT */
/* What the main thread does while the others answer: signals, reloads, connections that take too long, matchers that nobody uses, the end. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "server/listener.h"
#include "server/mqa_store.h"

enum {
  TICK_MS = 250,
  SETTLE_TICKS = 2,    /* a file that changed is loaded when it has not changed any more for that long */
  DRAIN_IDLE_MS = 500, /* connections without a request are kept that long: one may be on its way */
  WATCHED = SERVER_WATCH_LIMIT + 1
};

/* What tells that a file is another one. */
typedef struct file_mark {
  dev_t device;
  ino_t inode;
  off_t size;
  struct timespec changed_at;
} file_mark;

typedef struct watch {
  const char *paths[WATCHED];
  file_mark marks[WATCHED];
  bool only_identity; /* of the first, an index: matchers see new generations inside it by themselves */
  unsigned settle;    /* ticks until a change that was seen is loaded; 0: none */
} watch;

static file_mark mark_of(const char *path)
{
  struct stat s;

  if (!path || stat(path, &s) != 0) return (file_mark){ .size = -1 };
  return (file_mark){ s.st_dev, s.st_ino, s.st_size, s.st_mtim };
}

static bool mark_differs(const file_mark *a, const file_mark *b, bool only_identity)
{
  if (a->device != b->device || a->inode != b->inode) return true;
  return !only_identity &&
         (a->size != b->size || a->changed_at.tv_sec != b->changed_at.tv_sec || a->changed_at.tv_nsec != b->changed_at.tv_nsec);
}

/* True when a change is to be loaded. A file that is missing is on its way to be replaced. */
static bool watch_tick(watch *w)
{
  for (size_t i = 0; i < WATCHED; i++) {
    file_mark now = mark_of(w->paths[i]);

    if (!w->paths[i] || now.size < 0 || !mark_differs(&now, &w->marks[i], w->only_identity && i == 0)) continue;
    w->marks[i] = now;
    w->settle = SETTLE_TICKS + 1;
  }
  return w->settle && --w->settle == 0;
}

static void watch_begin(watch *w, const server *s)
{
  *w = (watch){ .only_identity = !s->source->in_memory };
  for (size_t i = 0; i < SERVER_WATCH_LIMIT; i++) w->paths[i] = s->source->watched[i];
  w->paths[SERVER_WATCH_LIMIT] = s->options->tokens;
  for (size_t i = 0; i < WATCHED; i++) w->marks[i] = mark_of(w->paths[i]);
}

/* ---- reload -------------------------------------------------------------------------------------------------------------------------- */

static void reload_tokens(server *s)
{
  token_set *fresh = NULL, *old;
  bool open_to_others;
  l2a_error error = L2A_ERROR_INIT;

  if (!s->options->tokens) return;
  if (token_set_read(&fresh, s->options->tokens, &open_to_others, &error) != L2A_OK) {
    server_say(s, "the tokens stay as they were: %s", error.message);
    return;
  }
  server_lock_workers(s);
  old = s->tokens;
  s->tokens = fresh;
  server_unlock_workers(s);
  token_set_free(old);
}

/* Every worker changes to the edition; all locks are held. */
static l2a_status change_workers(server *s, edition *e, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < s->worker_count && status == L2A_OK; i++) status = worker_take_edition(&s->workers[i], e, error);
  return status;
}

/*
 * The new definitions go with the file that is open already, which a process can have open once only: for a moment no worker has an edition.
 * Requests wait for their worker's lock, they do not fail. When the index does not fit the definitions, the old ones come back.
 */
static l2a_status reopen(server *s, l2a_rules **rules, l2a_error *error)
{
  edition *old = s->edition, *fresh = NULL;
  l2a_error again = L2A_ERROR_INIT;
  l2a_status status;

  server_lock_workers(s);
  change_workers(s, NULL, error);
  l2a_index_close(old->index);
  old->index = NULL;
  status = edition_open_index(&fresh, *rules, s->source, error);
  if (status == L2A_OK) {
    *rules = NULL;
    s->edition = fresh;
  } else {
    s->source->open_index(&old->index, old->rules, s->source->payload, &again);
  }
  if (s->edition->index) change_workers(s, s->edition, &again);
  if (again.status != L2A_OK) server_say(s, "no index: %s", again.message);
  server_unlock_workers(s);
  if (status == L2A_OK) edition_release(old);
  return status;
}

static l2a_status reload_edition(server *s, l2a_error *error)
{
  l2a_rules *rules = NULL;
  edition *fresh = NULL, *old = s->edition;
  l2a_status status = s->source->load_rules(&rules, s->source->payload, error);

  if (status != L2A_OK) return status;
  status = edition_open_index(&fresh, rules, s->source, error);
  if (status == L2A_EBUSY && strcmp(l2a_rules_fingerprint(rules), l2a_rules_fingerprint(old->rules)) == 0) {
    status = L2A_OK; /* the same file with the same definitions: matchers see new generations by themselves */
  } else if (status == L2A_EBUSY) {
    status = reopen(s, &rules, error);
  } else if (status == L2A_OK) {
    rules = NULL;
    server_lock_workers(s);
    status = change_workers(s, fresh, error);
    if (status == L2A_OK) s->edition = fresh;
    else change_workers(s, old, NULL);
    server_unlock_workers(s);
    edition_release(status == L2A_OK ? old : fresh);
  }
  l2a_rules_free(rules);
  if (status == L2A_OK && s->mqa) status = mqa_store_change_edition(s->mqa, s->edition, error);
  return status;
}

void server_reload(server *s)
{
  l2a_error error = L2A_ERROR_INIT;

  if (s->log && !access_log_reopen(s->log)) server_say(s, "%s: cannot be opened again", s->options->access_log);
  reload_tokens(s);
  if (reload_edition(s, &error) == L2A_OK) {
    atomic_fetch_add(&s->counts.reloads, 1);
    server_say(s, "loaded again, definitions %s", l2a_rules_fingerprint(s->edition->rules));
  } else {
    atomic_fetch_add(&s->counts.failed_reloads, 1);
    server_say(s, "nothing is loaded again: %s", error.message);
  }
}

/* ---- the loop ------------------------------------------------------------------------------------------------------------------------ */

static int wait_for_signal(void)
{
  struct timespec tick = { 0, TICK_MS * 1000000L };
  sigset_t set;

  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return sigtimedwait(&set, NULL, &tick);
}

static void drain(server *s, listener *l)
{
  uint64_t began = clock_ms(), end = began + s->options->drain_s * UINT64_C(1000);

  atomic_store(&s->draining, true);
  listener_quiesce(l);
  server_say(s, "ending: requests that run are answered");
  while (atomic_load(&s->connections.count) > 0 && clock_ms() < end) {
    struct timespec pause = { 0, 20 * 1000000L };

    connection_sweep(&s->connections, clock_ms(), clock_ms() - began >= DRAIN_IDLE_MS);
    nanosleep(&pause, NULL);
  }
}

static void tick(server *s, watch *w)
{
  size_t overdue = connection_sweep(&s->connections, clock_ms(), false);

  if (overdue) atomic_fetch_add(&s->counts.overdue, overdue);
  client_sweep(&s->connections.clients, clock_ns());
  access_log_flush(s->log);
  for (size_t i = 0; i < s->worker_count; i++) {
    if (pthread_mutex_trylock(&s->workers[i].lock) != 0) continue; /* busy: it renews by itself */
    worker_renew(&s->workers[i]);
    pthread_mutex_unlock(&s->workers[i].lock);
  }
  if (watch_tick(w)) server_reload(s);
}

void server_keep_house(server *s, listener *l)
{
  watch w;
  int signal_number = 0;

  watch_begin(&w, s);
  while (signal_number != SIGTERM && signal_number != SIGINT) {
    signal_number = wait_for_signal();
    if (signal_number == SIGHUP) {
      watch_begin(&w, s);
      server_reload(s);
    }
    tick(s, &w);
  }
  drain(s, l);
}
