/* SPDX-License-Identifier: MIT */
/*
 * Clients: who asks, so that one of them cannot take everything. A client is an IPv4 address or the first 64 bits of an IPv6 one (what one
 * customer of a network has); a request with a valid token belongs to the token instead.
 *
 * A bucket lets `rate` requests a second pass, as many at once, and tells the rest when to come again. It is one number: the time at which
 * the requests that have passed would be over if they had come evenly.
 */
#ifndef L2A_SERVER_CLIENT_H
#define L2A_SERVER_CLIENT_H

#include <pthread.h>
#include <stdatomic.h>

#include "io/json_write.h"

struct sockaddr;

typedef atomic_uint_fast64_t rate_bucket; /* nanoseconds of clock_ns */

/* Takes one request out of the bucket. 0: it may pass; otherwise the nanoseconds until one may. rate > 0. Any thread. */
uint64_t rate_bucket_take(rate_bucket *b, uint32_t rate, uint64_t now_ns);

typedef struct client {
  struct client *next; /* in its slot */
  uint64_t address[2];
  uint32_t connections; /* guarded by the table's lock */
  rate_bucket bucket;
} client;

enum { CLIENT_SLOTS = 4096 };

/* Those that have a connection, and those that had one lately: a new connection must not bring a full bucket. */
typedef struct client_table {
  pthread_mutex_t lock; /* taken when connections come and go, and by the sweep; never by a request */
  uint64_t key;         /* of the hash: nobody can choose addresses that meet in a slot */
  size_t count;
  client *slots[CLIENT_SLOTS];
} client_table;

void client_table_init(client_table *t);
void client_table_free(client_table *t);

/* The client of a new connection, and how many it now has; NULL when memory is out. */
client *client_join(client_table *t, const struct sockaddr *address, uint32_t *connections);
void client_leave(client_table *t, client *c); /* NULL is fine */

/* Forgets clients without connections whose bucket is full again. */
void client_sweep(client_table *t, uint64_t now_ns);

#endif
