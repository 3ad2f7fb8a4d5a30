/* SPDX-License-Identifier: MIT */
#include "server/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/route.h"
#include "server/url_text.h"

enum { BACKLOG = 1024 };

struct listener {
  server *s;
  struct MHD_Daemon *daemon;
  int socket;
};

/* ---- requests ------------------------------------------------------------------------------------------------------------------------ */

static enum MHD_Result on_request(void *payload, struct MHD_Connection *http, const char *url, const char *method, const char *version,
                                  const char *data, size_t *size, void **context)
{
  server *s = payload;
  connection *c = *context;
  exchange *x;
  bool wait = false;

  (void)version;
  if (!c) {
    c = MHD_get_connection_info(http, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!c) return MHD_NO;
    *context = c;
    c->exchange.http = http;
    c->exchange.server = s;
    c->exchange.connection = c;
    c->exchange.began_ns = clock_ns();
    atomic_store_explicit(&c->idle, false, memory_order_relaxed);
    atomic_store_explicit(&c->deadline_ms, clock_ms() + s->options->timeout_s * UINT64_C(1000), memory_order_relaxed);
    wait = true;
  }
  x = &c->exchange;
  x->worker = server_worker(s);
  pthread_mutex_lock(&x->worker->lock);
  if (wait) wait = exchange_begin(x, method, url);
  else if (*size) exchange_take(x, bytes_from(data, *size)), wait = true;
  *size = 0;
  if (!wait && !x->status) exchange_finish(x);
  pthread_mutex_unlock(&x->worker->lock);
  return MHD_YES;
}

static void on_completed(void *payload, struct MHD_Connection *http, void **context, enum MHD_RequestTerminationCode code)
{
  server *s = payload;
  connection *c = *context;
  exchange *x;
  worker *w;
  uint64_t ns;

  (void)http;
  (void)code;
  if (!c) return;
  *context = NULL;
  x = &c->exchange;
  w = server_worker(s);
  ns = clock_ns() - x->began_ns;
  if (x->status) {
    metrics_add_request(&w->counts, route_number(x->route), x->status, ns);
    counter_add(&w->counts.sent_bytes, x->sent_bytes);
    if (s->log) access_log_add(s->log, x, ns);
  }
  exchange_reset(x);
  atomic_store_explicit(&c->deadline_ms, clock_ms() + s->options->idle_timeout_s * UINT64_C(1000), memory_order_relaxed);
  atomic_store_explicit(&c->idle, true, memory_order_relaxed);
}

static void on_connection(void *payload, struct MHD_Connection *http, void **context, enum MHD_ConnectionNotificationCode code)
{
  server *s = payload;
  const server_options *o = s->options;

  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    int fd = MHD_get_connection_info(http, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    connection_limits limits = { o->connections, o->client_connections, clock_ms(), o->idle_timeout_s * UINT64_C(1000) };

    *context = connection_add(&s->connections, fd, MHD_get_connection_info(http, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr, &limits);
  } else {
    connection_remove(&s->connections, *context);
    *context = NULL;
  }
}

static size_t unescape(void *payload, struct MHD_Connection *http, char *text)
{
  (void)payload;
  (void)http;
  return url_unescape(text);
}

/* ---- socket -------------------------------------------------------------------------------------------------------------------------- */

static struct addrinfo *resolve(const char *address, const char *port)
{
  struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE, .ai_socktype = SOCK_STREAM }, *found = NULL;

  return getaddrinfo(strcmp(address, "localhost") == 0 ? "127.0.0.1" : address, port, &hints, &found) == 0 ? found : NULL;
}

bool listener_is_loopback(const char *address)
{
  return strcmp(address, "localhost") == 0 || strcmp(address, "::1") == 0 || strncmp(address, "127.", 4) == 0;
}

static uint16_t bound_port(int fd)
{
  struct sockaddr_storage a = { 0 };
  socklen_t size = sizeof a;

  if (getsockname(fd, (struct sockaddr *)&a, &size) != 0) return 0;
  return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&a)->sin6_port : ((struct sockaddr_in *)(void *)&a)->sin_port);
}

static l2a_status open_socket(int *out, const server_options *o, uint16_t *port, l2a_error *error)
{
  char name[80], number[8];
  struct addrinfo *a;
  int fd = -1, on = 1;
  l2a_status status = L2A_OK;

  snprintf(number, sizeof number, "%u", o->port);
  snprintf(name, sizeof name, "%.60s port %u", o->bind, o->port);
  a = resolve(o->bind, number);
  if (!a) return error_set(error, L2A_EINVAL, "--bind %s: an address like 127.0.0.1, 0.0.0.0 or :: is expected", o->bind);
  fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) status = error_set_errno(error, errno, name, "cannot open a socket");
  else if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) || bind(fd, a->ai_addr, a->ai_addrlen) || listen(fd, BACKLOG))
    status = error_set_errno(error, errno, name, "cannot listen");
  freeaddrinfo(a);
  if (status == L2A_OK) {
    *out = fd;
    *port = bound_port(fd);
  } else if (fd >= 0) {
    close(fd);
  }
  return status;
}

/* As many descriptors as connections need, as far as the system lets. */
static void raise_descriptor_limit(uint32_t connections)
{
  struct rlimit r;
  rlim_t need = connections + 256;

  if (getrlimit(RLIMIT_NOFILE, &r) != 0 || r.rlim_cur >= need) return;
  r.rlim_cur = r.rlim_max == RLIM_INFINITY || r.rlim_max > need ? need : r.rlim_max;
  setrlimit(RLIMIT_NOFILE, &r);
}

/* ---- life ---------------------------------------------------------------------------------------------------------------------------- */

l2a_status listener_start(listener **out, server *s, uint16_t *port, l2a_error *error)
{
  const server_options *o = s->options;
  listener *l = calloc(1, sizeof *l);
  unsigned threads = (unsigned)s->worker_count;
  l2a_status status;

  *out = NULL;
  if (!l) return error_no_memory(error);
  l->s = s;
  status = open_socket(&l->socket, o, port, error);
  if (status != L2A_OK) goto failed;
  raise_descriptor_limit(o->connections + SERVER_SPARE_CONNECTIONS);
  l->daemon =
    MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_TURBO, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET,
                     l->socket, MHD_OPTION_THREAD_POOL_SIZE, threads > 1 ? threads : 0, MHD_OPTION_CONNECTION_LIMIT,
                     o->connections + SERVER_SPARE_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)o->header_kib << 10,
                     MHD_OPTION_CONNECTION_TIMEOUT, o->timeout_s + o->idle_timeout_s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
                     MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_UNESCAPE_CALLBACK, unescape, s, MHD_OPTION_END);
  if (l->daemon) {
    *out = l;
    return L2A_OK;
  }
  close(l->socket);
  status = error_set(error, L2A_EIO, "the HTTP server does not start: %s", strerror(errno));
failed:
  free(l);
  return status;
}

void listener_quiesce(listener *l)
{
  int fd = MHD_quiesce_daemon(l->daemon);

  if (fd >= 0) close(fd);
}

void listener_stop(listener *l)
{
  if (!l) return;
  MHD_stop_daemon(l->daemon);
  free(l);
}
