/* SPDX-License-Identifier: MIT */
/*
 * Queue wait: how long a request lay in the socket before its thread came to it. When a thread has more to do than time, requests pile up
 * there; one that lay too long is turned away at once, which costs next to nothing, so that the rest is answered while somebody still waits.
 *
 * The system knows when the last piece came (TCP_INFO). Asking it costs a tenth of a fast request, so one in some is looked at, and every
 * one while waits are long.
 */
#ifndef L2A_SERVER_QUEUE_WAIT_H
#define L2A_SERVER_QUEUE_WAIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Of one thread, which alone changes it. */
typedef struct queue_wait {
  uint32_t seen;
  bool close_look;
  atomic_uint_fast32_t latest_ms; /* of the request that was looked at last; anybody may read it */
} queue_wait;

/* Milliseconds that the request whose header has just come from socket fd waited; 0 when it was not looked at. */
uint32_t queue_wait_of(queue_wait *w, int fd, uint32_t limit_ms);

#endif
