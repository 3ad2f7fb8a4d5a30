/* SPDX-License-Identifier: MIT */
/*
 * Worker: what belongs to one thread of the server. Its lock is taken for every piece of work and is free of contention, but for the
 * housekeeper, which renews matchers that nobody uses and gives all workers a new edition.
 */
#ifndef L2A_SERVER_WORKER_H
#define L2A_SERVER_WORKER_H

#include <pthread.h>

#include "io/json_write.h"
#include "server/edition.h"
#include "server/metrics.h"
#include "server/queue_wait.h"

/* What every answer carries about its origin, ready to be copied. */
typedef struct stamp {
  uint64_t generation;
  char definitions[17];
  char etag[64];    /* "GENERATION-DEFINITIONS" in quotes */
  char members[96]; /* "generation":7,"definitions":"..." */
  size_t member_bytes;
} stamp;

typedef struct worker {
  pthread_mutex_t lock;
  edition *edition;     /* counted */
  l2a_matcher *matcher; /* lists no candidates: the fastest */
  l2a_matcher *lister;  /* lists SERVER_CANDIDATES */
  uint64_t memo_bytes;  /* of each matcher */
  stamp stamp;
  buffer out; /* of the answer that is being made */
  metrics counts;
  queue_wait wait;
} worker;

void worker_init(worker *w, uint64_t memo_bytes);
void worker_free(worker *w);

/* Takes an edition (NULL: none) instead of the one it has. L2A_ENOMEM, L2A_EIO ...; it then has none. */
l2a_status worker_take_edition(worker *w, edition *e, l2a_error *error);

/* The matcher that lists candidates; NULL with error. Made when it is first asked for. */
l2a_matcher *worker_lister(worker *w, l2a_error *error);

/* Brings the stamp up to what a matcher answered from last. */
void worker_stamp(worker *w, const l2a_matcher *matcher);

/* Lets go of an old generation when no request has come for a while. */
void worker_renew(worker *w);

#endif
