/* SPDX-License-Identifier: MIT */
/*
 * Connections, each with the time by which something must have happened: the next header complete, or the answer taken. A client that
 * sends or reads byte by byte never looks idle to the HTTP library; here it is overdue, and its socket is shut down.
 */
#ifndef L2A_SERVER_CONNECTION_H
#define L2A_SERVER_CONNECTION_H

#include <pthread.h>
#include <stdatomic.h>

#include "server/client.h"
#include "server/exchange.h"

/* Which limit was reached when the connection came: what it asks is refused, and it is closed. Those that were there before go on. */
typedef enum connection_excess { EXCESS_NONE = 0, EXCESS_SERVER, EXCESS_CLIENT } connection_excess;

typedef struct connection {
  struct connection *previous, *next;
  int fd;
  client *client; /* whose it is */
  connection_excess excess;
  atomic_uint_fast64_t deadline_ms; /* of clock_ms */
  atomic_bool idle;                 /* between requests */
  exchange exchange;                /* the request it carries; its memory is reused */
} connection;

typedef struct connection_list {
  pthread_mutex_t lock; /* taken when connections come and go, and by the sweep; never by a request */
  connection *first;
  atomic_size_t count;
  client_table clients;
} connection_list;

void connection_list_init(connection_list *l);
void connection_list_free(connection_list *l);

/* What a new connection may be. */
typedef struct connection_limits {
  uint32_t connections, client_connections;
  uint64_t now_ms, idle_ms; /* when it comes, and how long it may take for its header */
} connection_limits;

/* NULL when memory is out. */
connection *connection_add(connection_list *l, int fd, const struct sockaddr *address, const connection_limits *limits);
void connection_remove(connection_list *l, connection *c);

/* Shuts down what is overdue, or with idle everything that carries no request. Returns how many. */
size_t connection_sweep(connection_list *l, uint64_t now_ms, bool idle);

/* Milliseconds and nanoseconds of a clock that only goes forward. */
uint64_t clock_ms(void);
uint64_t clock_ns(void);

#endif
