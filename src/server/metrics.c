/* SPDX-License-Identifier: MIT */
#include "server/metrics.h"

#include "server/route.h"

static const unsigned statuses[METRIC_STATUSES] = { 200, 201, 204, 304, 400, 401, 403, 404, 405, 406, 409, 410,
                                                    411, 412, 413, 414, 415, 421, 422, 429, 500, 501, 503, 0 /* any other */ };

/* Upper bounds, in nanoseconds and as Prometheus writes them. */
static const struct {
  uint64_t nanoseconds;
  const char *seconds;
} buckets[METRIC_BUCKETS] = {
  { 50000, "5e-05" },   { 100000, "0.0001" }, { 250000, "0.00025" }, { 500000, "0.0005" },  { 1000000, "0.001" },   { 2500000, "0.0025" },
  { 5000000, "0.005" }, { 10000000, "0.01" }, { 25000000, "0.025" }, { 50000000, "0.05" },  { 100000000, "0.1" },   { 250000000, "0.25" },
  { 500000000, "0.5" }, { 1000000000, "1" },  { 2500000000, "2.5" }, { 10000000000, "10" }, { UINT64_MAX, "+Inf" },
};

void metrics_add_request(metrics *m, size_t route_index, unsigned status, uint64_t nanoseconds)
{
  route_metrics *r = &m->routes[route_index < METRIC_ROUTES ? route_index : METRIC_ROUTES - 1];
  size_t s = 0, b = 0;

  while (statuses[s] && statuses[s] != status) s++;
  while (nanoseconds > buckets[b].nanoseconds) b++;
  counter_add(&r->statuses[s], 1);
  counter_add(&r->buckets[b], 1);
  counter_add(&r->nanoseconds, nanoseconds);
}

static uint64_t value(const counter *c)
{
  return atomic_load_explicit(c, memory_order_relaxed);
}

void metrics_sum(metrics *sum, const metrics *more)
{
  counter *to = (counter *)sum;
  const counter *from = (const counter *)more;

  for (size_t i = 0; i < sizeof *sum / sizeof *to; i++) counter_add(&to[i], value(&from[i]));
}

static uint64_t request_count(const route_metrics *r)
{
  uint64_t sum = 0;

  for (size_t i = 0; i < METRIC_BUCKETS; i++) sum += value(&r->buckets[i]);
  return sum;
}

static void append_labels(buffer *out, size_t n)
{
  const route *r = route_at(n);

  buffer_printf(out, "method=\"%s\",route=\"%s\"", r ? http_method_name(r->method) : "other", r ? r->path : "none");
}

static void write_requests(buffer *out, const metrics *m)
{
  buffer_append_text(out, "# HELP l2a_requests_total Requests answered.\n# TYPE l2a_requests_total counter\n");
  for (size_t n = 0; n <= route_count() && n < METRIC_ROUTES; n++)
    for (size_t s = 0; s < METRIC_STATUSES; s++) {
      uint64_t count = value(&m->routes[n].statuses[s]);

      if (count == 0) continue;
      buffer_append_text(out, "l2a_requests_total{");
      append_labels(out, n);
      if (statuses[s]) buffer_printf(out, ",status=\"%u\"} ", statuses[s]);
      else buffer_append_text(out, ",status=\"other\"} ");
      buffer_append_u64(out, count);
      buffer_append_char(out, '\n');
    }
}

/* nanoseconds as seconds, all digits. */
static void append_seconds(buffer *out, uint64_t nanoseconds)
{
  buffer_printf(out, "%llu.%09llu", (unsigned long long)(nanoseconds / 1000000000), (unsigned long long)(nanoseconds % 1000000000));
}

static void write_durations(buffer *out, const metrics *m)
{
  buffer_append_text(out, "# HELP l2a_request_duration_seconds From the header of a request to the end of its answer.\n"
                          "# TYPE l2a_request_duration_seconds histogram\n");
  for (size_t n = 0; n <= route_count() && n < METRIC_ROUTES; n++) {
    const route_metrics *r = &m->routes[n];
    uint64_t count = 0;

    if (request_count(r) == 0) continue;
    for (size_t b = 0; b < METRIC_BUCKETS; b++) {
      count += value(&r->buckets[b]);
      buffer_append_text(out, "l2a_request_duration_seconds_bucket{");
      append_labels(out, n);
      buffer_printf(out, ",le=\"%s\"} %llu\n", buckets[b].seconds, (unsigned long long)count);
    }
    buffer_append_text(out, "l2a_request_duration_seconds_sum{");
    append_labels(out, n);
    buffer_append_text(out, "} ");
    append_seconds(out, value(&r->nanoseconds));
    buffer_append_text(out, "\nl2a_request_duration_seconds_count{");
    append_labels(out, n);
    buffer_printf(out, "} %llu\n", (unsigned long long)count);
  }
}

static void write_decisions(buffer *out, const metrics *m)
{
  buffer_append_text(out, "# HELP l2a_decisions_total Contacts matched.\n# TYPE l2a_decisions_total counter\n");
  for (size_t d = 0; d < METRIC_DECISIONS; d++)
    for (size_t r = 0; r < L2A_REASON_COUNT; r++) {
      uint64_t count = value(&m->decisions[d][r]);

      if (count == 0) continue;
      buffer_printf(out, "l2a_decisions_total{decision=\"%s\",reason=\"%s\"} %llu\n", l2a_decision_name((l2a_decision)d),
                    l2a_reason_name((l2a_reason)r), (unsigned long long)count);
    }
}

static void write_counter(buffer *out, const char *name, const char *help, uint64_t count)
{
  buffer_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %llu\n", name, help, name, name, (unsigned long long)count);
}

void metrics_write(buffer *out, const metrics *m)
{
  write_requests(out, m);
  write_durations(out, m);
  write_decisions(out, m);
  write_counter(out, "l2a_invalid_records_total", "Records of batches that could not be read.", value(&m->invalid_records));
  write_counter(out, "l2a_received_bytes_total", "Bytes of bodies, as they came.", value(&m->body_bytes));
  write_counter(out, "l2a_sent_bytes_total", "Bytes of answers, without headers.", value(&m->sent_bytes));
}
