/* SPDX-License-Identifier: MIT */
#include "server/client.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>

static const uint64_t second_ns = UINT64_C(1000000000);

uint64_t rate_bucket_take(rate_bucket *b, uint32_t rate, uint64_t now_ns)
{
  uint64_t interval = second_ns / rate, seen = atomic_load_explicit(b, memory_order_relaxed);

  for (;;) {
    uint64_t over = seen > now_ns ? seen : now_ns;

    if (over - now_ns + interval > second_ns) return over - now_ns + interval - second_ns;
    if (atomic_compare_exchange_weak_explicit(b, &seen, over + interval, memory_order_relaxed, memory_order_relaxed)) return 0;
  }
}

void client_table_init(client_table *t)
{
  *t = (client_table){ .lock = PTHREAD_MUTEX_INITIALIZER };
  if (getrandom(&t->key, sizeof t->key, 0) != (ssize_t)sizeof t->key) t->key = (uint64_t)(uintptr_t)t;
  t->key |= 1;
}

void client_table_free(client_table *t)
{
  for (size_t i = 0; i < CLIENT_SLOTS; i++)
    while (t->slots[i]) {
      client *next = t->slots[i]->next;

      free(t->slots[i]);
      t->slots[i] = next;
    }
  pthread_mutex_destroy(&t->lock);
}

/* ::ffff:1.2.3.4 is 1.2.3.4. */
static void read_address(uint64_t out[2], const struct sockaddr *address)
{
  out[0] = out[1] = 0;
  if (address && address->sa_family == AF_INET) {
    out[0] = 1;
    out[1] = ((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr;
  } else if (address && address->sa_family == AF_INET6) {
    const struct in6_addr *a = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
    uint32_t mapped;

    memcpy(&mapped, &a->s6_addr[12], sizeof mapped);
    out[0] = IN6_IS_ADDR_V4MAPPED(a) ? 1 : 2;
    if (out[0] == 1) out[1] = mapped;
    else memcpy(&out[1], a->s6_addr, sizeof out[1]);
  }
}

static size_t slot_of(const client_table *t, const uint64_t address[2])
{
  uint64_t hash = (address[1] ^ t->key) * (t->key ^ address[0]);

  hash ^= hash >> 29;
  hash *= UINT64_C(0xBF58476D1CE4E5B9);
  return (size_t)(hash >> 40) % CLIENT_SLOTS;
}

client *client_join(client_table *t, const struct sockaddr *from, uint32_t *connections)
{
  uint64_t address[2];
  client **slot, *c;

  read_address(address, from);
  *connections = 0;
  pthread_mutex_lock(&t->lock);
  slot = &t->slots[slot_of(t, address)];
  for (c = *slot; c && (c->address[0] != address[0] || c->address[1] != address[1]);) c = c->next;
  if (!c && (c = calloc(1, sizeof *c)) != NULL) {
    *c = (client){ .next = *slot, .address = { address[0], address[1] } };
    *slot = c;
    t->count++;
  }
  if (c) *connections = ++c->connections;
  pthread_mutex_unlock(&t->lock);
  return c;
}

void client_leave(client_table *t, client *c)
{
  if (!c) return;
  pthread_mutex_lock(&t->lock);
  c->connections--;
  pthread_mutex_unlock(&t->lock);
}

void client_sweep(client_table *t, uint64_t now_ns)
{
  pthread_mutex_lock(&t->lock);
  for (size_t i = 0; i < CLIENT_SLOTS && t->count; i++)
    for (client **at = &t->slots[i]; *at;) {
      client *c = *at;

      if (c->connections || atomic_load_explicit(&c->bucket, memory_order_relaxed) > now_ns) {
        at = &c->next;
        continue;
      }
      *at = c->next;
      free(c);
      t->count--;
    }
  pthread_mutex_unlock(&t->lock);
}
