/* SPDX-License-Identifier: MIT */
#include "server/server.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "server/listener.h"
#include "server/mqa_store.h"

enum { WORKER_LIMIT = 256, MATCHERS_OF_WORKER = 2 };

void server_say(const server *s, const char *format, ...)
{
  char line[1024];
  va_list arguments;

  if (!s->options->say) return;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  s->options->say(line);
}

worker *server_worker(server *s)
{
  worker *w = pthread_getspecific(s->worker_of_thread);

  if (w) return w;
  w = &s->workers[atomic_fetch_add(&s->next_worker, 1) % s->worker_count];
  pthread_setspecific(s->worker_of_thread, w);
  return w;
}

void server_lock_workers(server *s)
{
  for (size_t i = 0; i < s->worker_count; i++) pthread_mutex_lock(&s->workers[i].lock);
}

void server_unlock_workers(server *s)
{
  for (size_t i = 0; i < s->worker_count; i++) pthread_mutex_unlock(&s->workers[i].lock);
}

/* ---- options ------------------------------------------------------------------------------------------------------------------------- */

static void default_to(uint32_t *value, uint32_t otherwise)
{
  if (*value == 0) *value = otherwise;
}

static void complete_options(server_options *o)
{
  long processors = sysconf(_SC_NPROCESSORS_ONLN);

  if (!o->bind) o->bind = "127.0.0.1";
  default_to(&o->thread_count, processors > 0 ? (uint32_t)processors : 1);
  if (o->thread_count > WORKER_LIMIT) o->thread_count = WORKER_LIMIT;
  default_to(&o->body_mib, SERVER_BODY_MIB);
  default_to(&o->header_kib, SERVER_HEADER_KIB);
  default_to(&o->batch_records, SERVER_BATCH_RECORDS);
  default_to(&o->connections, SERVER_CONNECTIONS);
  default_to(&o->held_mib, SERVER_HELD_MIB);
  default_to(&o->memo_mib, SERVER_MEMO_MIB);
  default_to(&o->client_connections, (o->connections + 1) / 2);
  default_to(&o->wait_ms, SERVER_WAIT_MS);
  default_to(&o->timeout_s, SERVER_TIMEOUT_S);
  default_to(&o->idle_timeout_s, SERVER_IDLE_TIMEOUT_S);
  default_to(&o->drain_s, SERVER_DRAIN_S);
}

static l2a_status check_options(const server_options *o, l2a_error *error)
{
  if (o->tokens && o->no_auth) return error_set(error, L2A_EINVAL, "--tokens and --no-auth contradict each other");
  if (o->tokens || o->no_auth || listener_is_loopback(o->bind)) return L2A_OK;
  return error_set(error, L2A_EINVAL,
                   "--bind %s lets other machines in: give --tokens FILE, or say --no-auth if everybody who reaches it may use it",
                   o->bind);
}

/* ---- life ---------------------------------------------------------------------------------------------------------------------------- */

static l2a_status open_parts(server *s, l2a_error *error)
{
  const server_options *o = s->options;
  bool open_to_others = false;
  l2a_status status = L2A_OK;

  if (o->tokens) status = token_set_read(&s->tokens, o->tokens, &open_to_others, error);
  if (status == L2A_OK && open_to_others) server_say(s, "%s: other users may read or change the tokens (chmod 600)", o->tokens);
  if (status == L2A_OK && o->access_log) status = access_log_open(&s->log, o->access_log, o->log_personal, error);
  if (status == L2A_OK) status = edition_open(&s->edition, s->source, error);
  if (status == L2A_OK && o->state) status = mqa_store_open(&s->mqa, o->state, s->edition, o->as_of, error);
  for (size_t i = 0; i < s->worker_count && status == L2A_OK; i++) status = worker_take_edition(&s->workers[i], s->edition, error);
  return status;
}

static l2a_status server_open(server *s, l2a_error *error)
{
  const server_options *o = s->options;
  uint64_t memo = ((uint64_t)o->memo_mib << 20) / o->thread_count / MATCHERS_OF_WORKER;
  l2a_status status;

  s->check_host = !o->tokens && !o->no_auth;
  s->held_limit = (size_t)o->held_mib << 20;
  s->body_limit = (size_t)o->body_mib << 20;
  s->started_at = (int64_t)time(NULL);
  connection_list_init(&s->connections);
  if (pthread_key_create(&s->worker_of_thread, NULL) != 0) return error_no_memory(error);
  s->workers = calloc(o->thread_count, sizeof *s->workers);
  if (!s->workers) return error_no_memory(error);
  s->worker_count = o->thread_count;
  for (size_t i = 0; i < s->worker_count; i++) worker_init(&s->workers[i], memo);
  status = open_parts(s, error);
  return status;
}

static void server_close(server *s)
{
  for (size_t i = 0; i < s->worker_count; i++) worker_free(&s->workers[i]);
  free(s->workers);
  mqa_store_close(s->mqa);
  edition_release(s->edition);
  token_set_free(s->tokens);
  access_log_close(s->log);
  connection_list_free(&s->connections);
  pthread_key_delete(s->worker_of_thread);
}

/* The housekeeper asks for these signals; no thread is to be ended by them. */
static void block_signals(void)
{
  sigset_t set;

  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGBUS, SIG_DFL); /* who watches over the server starts it again */
}

l2a_status server_run(const server_options *options, const server_source *source, l2a_error *error)
{
  server_options o = *options;
  server s = { .options = &o, .source = source };
  listener *l = NULL;
  uint16_t port = 0;
  l2a_status status;

  complete_options(&o);
  status = check_options(&o, error);
  if (status != L2A_OK) return status;
  block_signals();
  status = server_open(&s, error);
  if (status == L2A_OK) status = listener_start(&l, &s, &port, error);
  if (status == L2A_OK) {
    server_say(&s, strchr(o.bind, ':') ? "listening on http://[%s]:%u" : "listening on http://%s:%u", o.bind, port);
    server_keep_house(&s, l);
    listener_stop(l);
  }
  server_close(&s);
  return status;
}
