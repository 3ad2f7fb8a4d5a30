/* SPDX-License-Identifier: MIT */
/*
 * The lookup server: the library's calls over HTTP.
 *
 *   socket -> listener (libmicrohttpd: epoll, a pool of threads) -> route -> handler -> reply
 *                                        |                                    |
 *                               connection, exchange                  worker: matchers of one thread
 *                               (one request at a time)               edition: rules and index, counted
 *
 *   main thread   signals, files that changed, connections that take too long
 *
 * libmicrohttpd is included by listener.c, exchange.c, reply.c and metrics alone; jansson where JSON is read outside of the hot path.
 */
#ifndef L2A_SERVER_SERVER_H
#define L2A_SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "l2a.h"

enum { SERVER_WATCH_LIMIT = 8 };

/* Where rules and index come from; called again for every reload, by one thread. */
typedef struct server_source {
  l2a_status (*load_rules)(l2a_rules **out, void *payload, l2a_error *error);
  l2a_status (*open_index)(l2a_index **out, const l2a_rules *rules, void *payload, l2a_error *error);
  void *payload;
  bool in_memory;                          /* the index is built, not opened: it takes no updates */
  const char *watched[SERVER_WATCH_LIMIT]; /* files whose change reloads; NULL entries are skipped */
} server_source;

/* Texts are borrowed until server_run returns. 0 and NULL take the defaults of server_limits.h. */
typedef struct server_options {
  const char *bind; /* address; 127.0.0.1 */
  uint32_t port;    /* 0: a free one */
  uint32_t thread_count;
  const char *tokens;     /* file */
  bool no_auth;           /* any address without tokens */
  bool open_reconcile;    /* /reconcile and the page's lookups need no token */
  const char *cors;       /* origin that may call the other routes */
  int64_t as_of;          /* of the MQA; INT64_MIN: now */
  const char *state;      /* file of the MQA state */
  const char *access_log; /* file, or "-" for standard error */
  bool log_personal;      /* the log has addresses and queries */
  uint32_t body_mib, header_kib, batch_records, connections, held_mib, memo_mib;
  uint32_t client_connections; /* of one client */
  uint32_t client_rate;        /* requests a second of one client; 0: any */
  uint32_t wait_ms;            /* in the queue */
  uint32_t timeout_s, idle_timeout_s, drain_s;
  void (*say)(const char *line); /* what an operator should know: one line without its end */
} server_options;

/*
 * Serves until SIGTERM or SIGINT, then lets running requests end. SIGHUP reloads. The calling thread must be the only one.
 * L2A_EINVAL (options), L2A_EIO (address in use, ...), L2A_ENOMEM, and what the source answers at the start.
 */
l2a_status server_run(const server_options *options, const server_source *source, l2a_error *error);

#endif
