/* SPDX-License-Identifier: MIT */
/*
 * Inside of the server: what its threads share.
 *
 *   edition, tokens      changed by the housekeeper while it holds every worker's lock; read by a worker that holds its own
 *   held, draining ...   atomic
 *   the rest             does not change while the server runs
 */
#ifndef L2A_SERVER_SERVER_STATE_H
#define L2A_SERVER_SERVER_STATE_H

#include "server/access_log.h"
#include "server/connection.h"
#include "server/server.h"
#include "server/server_limits.h"
#include "server/token_file.h"
#include "server/worker.h"

typedef struct server_counts {
  atomic_uint_fast64_t reloads, failed_reloads, overdue; /* connections shut down */
} server_counts;

typedef struct server {
  const server_options *options; /* complete: every default is filled in */
  const server_source *source;
  edition *edition;
  token_set *tokens;                        /* NULL: none are asked for */
  rate_bucket token_buckets[SERVER_TOKENS]; /* of the requests with a token, by its place in the file */
  bool check_host;                          /* loopback without tokens: other names are another site's attempt to reach it */
  access_log *log;                          /* NULL: none */
  struct mqa_store *mqa;                    /* NULL: without --state */
  size_t worker_count;
  worker *workers;
  atomic_size_t next_worker;
  pthread_key_t worker_of_thread;
  connection_list connections;
  atomic_size_t held; /* bytes of bodies and answers, also of those that wait for their reader */
  size_t held_limit;
  size_t body_limit;
  atomic_bool draining;
  server_counts counts;
  int64_t started_at; /* UTC seconds */
} server;

/* The worker of the calling thread. */
worker *server_worker(server *s);

void server_lock_workers(server *s);
void server_unlock_workers(server *s);

/* Says a line to the operator. */
void server_say(const server *s, const char *format, ...) L2A_PRINTF(2, 3);

/* Waits for signals and looks after files, connections and matchers, until the server is to end. */
struct listener;
void server_keep_house(server *s, struct listener *l);

/* Loads everything again that may have changed; what fails leaves the old in place. */
void server_reload(server *s);

#endif
