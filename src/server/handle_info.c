/* SPDX-License-Identifier: MIT */
/* GET /v1/info, /healthz, /readyz, /metrics: what the server is and how it is. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "io/timestamp.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

void handle_info(exchange *x)
{
  worker *w = x->worker;
  const server *s = x->server;
  buffer *out = &w->out;
  char started[TIMESTAMP_SIZE];
  l2a_index_info info;

  worker_renew(w);
  worker_stamp(w, w->matcher);
  l2a_index_get_info(w->edition->index, &info);
  timestamp_write(started, s->started_at);
  buffer_clear(out);
  buffer_append_char(out, '{');
  json_write_member(out, "version", bytes_of(l2a_version()));
  buffer_append_char(out, ',');
  buffer_append(out, w->stamp.members, w->stamp.member_bytes);
  buffer_printf(out,
                ",\"index\":{\"format_version\":%" PRIu64 ",\"accounts\":%" PRIu64 ",\"names\":%" PRIu64 ",\"domains\":%" PRIu64
                ",\"tokens\":%" PRIu64 ",\"bytes\":%" PRIu64,
                info.format_version, info.account_count, info.name_count, info.domain_count, info.token_count, info.bytes);
  json_write_member(out, "keys", bytes_of(info.fingerprint));
  buffer_append_text(out, "}");
  json_write_member(out, "started_at", bytes_of(started));
  buffer_printf(out,
                ",\"threads\":%zu,\"limits\":{\"body_bytes\":%zu,\"batch_records\":%u,\"document_records\":%d,\"header_bytes\":%u,"
                "\"connections\":%u,\"held_bytes\":%zu,\"client_connections\":%u,\"client_rate\":%u,\"wait_ms\":%u,\"timeout_s\":%u,\"idle_"
                "timeout_s\":%u}}\n",
                s->worker_count, s->body_limit, s->options->batch_records, SERVER_JSON_RECORDS, s->options->header_kib << 10,
                s->options->connections, s->held_limit, s->options->client_connections, s->options->client_rate, s->options->wait_ms,
                s->options->timeout_s, s->options->idle_timeout_s);
  reply_json(x, false);
}

/* Alive: a thread of the pool answers. */
void handle_health(exchange *x)
{
  reply_send(x, 200, MEDIA_JSON, BYTES("{\"status\":\"ok\"}\n"), false);
}

/* Ready: there is an index to answer from, and the server is not about to end. */
void handle_ready(exchange *x)
{
  if (atomic_load(&x->server->draining)) reply_problem(x, 503, "draining", "the server is ending");
  else if (!x->worker->matcher) reply_problem(x, 503, "no_index", "there is no index");
  else reply_send(x, 200, MEDIA_JSON, BYTES("{\"status\":\"ready\"}\n"), false);
}

/* ---- metrics ------------------------------------------------------------------------------------------------------------------------- */

static void write_gauge(buffer *out, const char *name, const char *help, uint64_t value)
{
  buffer_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRIu64 "\n", name, help, name, name, value);
}

static void write_total(buffer *out, const char *name, const char *help, uint64_t value)
{
  buffer_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %" PRIu64 "\n", name, help, name, name, value);
}

/* Pages of this process that are in memory. */
static uint64_t resident_bytes(void)
{
  FILE *file = fopen("/proc/self/statm", "re");
  unsigned long long total = 0, resident = 0;

  if (!file) return 0;
  if (fscanf(file, "%llu %llu", &total, &resident) != 2) resident = 0;
  fclose(file);
  return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* The longest of the threads. */
static void write_waits(buffer *out, const server *s)
{
  uint64_t longest = 0;

  for (size_t i = 0; i < s->worker_count; i++) {
    uint64_t ms = atomic_load_explicit(&s->workers[i].wait.latest_ms, memory_order_relaxed);

    if (ms > longest) longest = ms;
  }
  buffer_printf(out,
                "# HELP l2a_queue_wait_seconds How long a request lately waited for its thread.\n# TYPE l2a_queue_wait_seconds gauge\n"
                "l2a_queue_wait_seconds %" PRIu64 ".%03" PRIu64 "\n",
                longest / 1000, longest % 1000);
}

static void write_state(buffer *out, exchange *x)
{
  const server *s = x->server;
  l2a_index_info info = { 0 };

  if (x->worker->edition) l2a_index_get_info(x->worker->edition->index, &info);
  buffer_printf(out,
                "# HELP l2a_build_info Version and definitions.\n# TYPE l2a_build_info gauge\n"
                "l2a_build_info{version=\"%s\",definitions=\"%s\"} 1\n",
                l2a_version(), x->worker->stamp.definitions);
  write_gauge(out, "l2a_index_generation", "Generation of the index.", x->worker->stamp.generation);
  write_gauge(out, "l2a_index_accounts", "Accounts when the index was opened.", info.account_count);
  write_gauge(out, "l2a_connections", "Connections that are open.", atomic_load(&s->connections.count));
  write_gauge(out, "l2a_queue_bytes", "Bytes of bodies and answers that are held.", atomic_load(&s->held));
  write_gauge(out, "l2a_queue_limit_bytes", "Where requests are turned away.", s->held_limit);
  write_waits(out, s);
  write_gauge(out, "l2a_draining", "1 when the server is ending.", atomic_load(&s->draining));
  write_total(out, "l2a_reloads_total", "Reloads that succeeded.", atomic_load(&s->counts.reloads));
  write_total(out, "l2a_reload_failures_total", "Reloads that failed.", atomic_load(&s->counts.failed_reloads));
  write_total(out, "l2a_overdue_connections_total", "Connections ended because they took too long.", atomic_load(&s->counts.overdue));
  write_gauge(out, "process_start_time_seconds", "Start of the process, Unix time.", (uint64_t)s->started_at);
  write_gauge(out, "process_resident_memory_bytes", "Memory of the process.", resident_bytes());
}

void handle_metrics(exchange *x)
{
  buffer *out = &x->worker->out;
  metrics *sum = calloc(1, sizeof *sum);

  if (!sum) {
    reply_problem(x, 503, "memory", "there is no memory for the metrics");
    return;
  }
  for (size_t i = 0; i < x->server->worker_count; i++) metrics_sum(sum, &x->server->workers[i].counts);
  worker_renew(x->worker);
  if (x->worker->matcher) worker_stamp(x->worker, x->worker->matcher);
  buffer_clear(out);
  metrics_write(out, sum);
  write_state(out, x);
  free(sum);
  if (out->failed) reply_problem(x, 503, "memory", "there is no memory for the metrics");
  else reply_send(x, 200, MEDIA_METRICS, buffer_bytes(out), false);
}
