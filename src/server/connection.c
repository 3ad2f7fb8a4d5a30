/* SPDX-License-Identifier: MIT */
#include "server/connection.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

static uint64_t clock_read(clockid_t id)
{
  struct timespec t;

  clock_gettime(id, &t);
  return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

uint64_t clock_ms(void)
{
  return clock_read(CLOCK_MONOTONIC_COARSE) / 1000000;
}

uint64_t clock_ns(void)
{
  return clock_read(CLOCK_MONOTONIC);
}

void connection_list_init(connection_list *l)
{
  *l = (connection_list){ .lock = PTHREAD_MUTEX_INITIALIZER };
  client_table_init(&l->clients);
}

void connection_list_free(connection_list *l)
{
  while (l->first) connection_remove(l, l->first);
  client_table_free(&l->clients);
  pthread_mutex_destroy(&l->lock);
}

connection *connection_add(connection_list *l, int fd, const struct sockaddr *address, const connection_limits *limits)
{
  connection *c = calloc(1, sizeof *c);
  uint32_t of_client;

  if (!c) return NULL;
  c->fd = fd;
  c->client = client_join(&l->clients, address, &of_client);
  if (!c->client) {
    free(c);
    return NULL;
  }
  if (atomic_fetch_add(&l->count, 1) >= limits->connections) c->excess = EXCESS_SERVER;
  else if (of_client > limits->client_connections) c->excess = EXCESS_CLIENT;
  atomic_init(&c->deadline_ms, limits->now_ms + (c->excess && limits->idle_ms > SERVER_EXCESS_MS ? SERVER_EXCESS_MS : limits->idle_ms));
  atomic_init(&c->idle, true);
  pthread_mutex_lock(&l->lock);
  c->next = l->first;
  if (c->next) c->next->previous = c;
  l->first = c;
  pthread_mutex_unlock(&l->lock);
  return c;
}

void connection_remove(connection_list *l, connection *c)
{
  if (!c) return;
  pthread_mutex_lock(&l->lock);
  if (c->previous) c->previous->next = c->next;
  else l->first = c->next;
  if (c->next) c->next->previous = c->previous;
  pthread_mutex_unlock(&l->lock);
  atomic_fetch_sub(&l->count, 1);
  client_leave(&l->clients, c->client);
  exchange_free(&c->exchange);
  free(c);
}

size_t connection_sweep(connection_list *l, uint64_t now_ms, bool idle)
{
  size_t count = 0;

  pthread_mutex_lock(&l->lock);
  for (connection *c = l->first; c; c = c->next) {
    if (atomic_load(&c->deadline_ms) > now_ms && !(idle && atomic_load(&c->idle))) continue;
    shutdown(c->fd, SHUT_RDWR);
    count++;
  }
  pthread_mutex_unlock(&l->lock);
  return count;
}
