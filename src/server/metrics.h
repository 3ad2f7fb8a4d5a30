/* SPDX-License-Identifier: MIT */
/*
 * Metrics: counters of one worker, which alone writes them; whoever asks for the metrics adds them up. Plain stores of atomics: a reader sees
 * each counter whole, and writing costs no bus lock.
 */
#ifndef L2A_SERVER_METRICS_H
#define L2A_SERVER_METRICS_H

#include <stdatomic.h>

#include "io/json_write.h"

enum {
  METRIC_ROUTES = 48, /* more than there are; the one behind the last is "none fits" */
  METRIC_STATUSES = 24,
  METRIC_BUCKETS = 17, /* the last is +Inf */
  METRIC_DECISIONS = L2A_DECISION_MATCH + 1
};

typedef _Atomic uint64_t counter;

typedef struct route_metrics {
  counter statuses[METRIC_STATUSES];
  counter buckets[METRIC_BUCKETS];
  counter nanoseconds;
} route_metrics;

typedef struct metrics {
  route_metrics routes[METRIC_ROUTES];
  counter decisions[METRIC_DECISIONS][L2A_REASON_COUNT];
  counter body_bytes, sent_bytes, invalid_records;
} metrics;

static inline void counter_add(counter *c, uint64_t n)
{
  atomic_store_explicit(c, atomic_load_explicit(c, memory_order_relaxed) + n, memory_order_relaxed);
}

void metrics_add_request(metrics *m, size_t route_index, unsigned status, uint64_t nanoseconds);

static inline void metrics_add_result(metrics *m, const l2a_result *r)
{
  counter_add(&m->decisions[r->decision][r->reason], 1);
}

/* Adds what another worker counted. */
void metrics_sum(metrics *sum, const metrics *more);

/* The Prometheus text format. routes names route number n as `method="GET",route="/v1/match"`; NULL past the last. */
void metrics_write(buffer *out, const metrics *m);

#endif
