/* SPDX-License-Identifier: MIT */
#include "server/access_log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "io/timestamp.h"
#include "server/route.h"

enum { FLUSH_BYTES = 32 << 10 };

struct access_log {
  pthread_mutex_t lock;
  const char *path;
  int fd;
  bool personal;
  buffer lines;
};

static int open_log(const char *path)
{
  return strcmp(path, "-") == 0 ? dup(STDERR_FILENO) : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

l2a_status access_log_open(access_log **out, const char *path, bool personal, l2a_error *error)
{
  access_log *log = calloc(1, sizeof *log);

  *out = NULL;
  if (!log) return error_no_memory(error);
  *log = (access_log){ .lock = PTHREAD_MUTEX_INITIALIZER, .path = path, .fd = open_log(path), .personal = personal };
  if (log->fd < 0) {
    free(log);
    return error_set_errno(error, errno, path, "cannot open");
  }
  *out = log;
  return L2A_OK;
}

/* What cannot be written (disk full) is lost: a log never stops an answer. */
static void flush(access_log *log)
{
  size_t at = 0;

  while (at < log->lines.size) {
    ssize_t n = write(log->fd, log->lines.data + at, log->lines.size - at);

    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    at += (size_t)n;
  }
  buffer_clear(&log->lines);
}

void access_log_flush(access_log *log)
{
  if (!log) return;
  pthread_mutex_lock(&log->lock);
  flush(log);
  pthread_mutex_unlock(&log->lock);
}

void access_log_close(access_log *log)
{
  if (!log) return;
  flush(log);
  close(log->fd);
  buffer_free(&log->lines);
  pthread_mutex_destroy(&log->lock);
  free(log);
}

bool access_log_reopen(access_log *log)
{
  int fd = open_log(log->path);

  if (fd < 0) return false;
  pthread_mutex_lock(&log->lock);
  flush(log);
  close(log->fd);
  log->fd = fd;
  pthread_mutex_unlock(&log->lock);
  return true;
}

static enum MHD_Result append_argument(void *payload, enum MHD_ValueKind kind, const char *key, const char *value)
{
  buffer *out = payload;

  (void)kind;
  json_write_key(out, json_can_hold(bytes_of(key)) ? key : "?");
  json_write_string(out, value && json_can_hold(bytes_of(value)) ? bytes_of(value) : BYTES("?"));
  return MHD_YES;
}

static void append_personal(buffer *out, const exchange *x)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->http, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *address = info ? info->client_addr : NULL;
  char text[INET6_ADDRSTRLEN] = "";

  if (address && address->sa_family == AF_INET)
    inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, text, sizeof text);
  if (address && address->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, text, sizeof text);
  json_write_member(out, "address", bytes_of(text));
  json_write_member(out, "path", json_can_hold(bytes_of(x->path)) ? bytes_of(x->path) : BYTES("?"));
  buffer_append_text(out, ",\"query\":{");
  MHD_get_connection_values(x->http, MHD_GET_ARGUMENT_KIND, append_argument, out);
  buffer_append_char(out, '}');
}

void access_log_add(access_log *log, const exchange *x, uint64_t nanoseconds)
{
  char now[TIMESTAMP_SIZE];
  buffer *out = &log->lines;

  timestamp_write(now, (int64_t)time(NULL));
  pthread_mutex_lock(&log->lock);
  buffer_append_char(out, '{');
  json_write_member(out, "time", bytes_of(now));
  json_write_member(out, "method", bytes_of(http_method_name(x->method)));
  json_write_member(out, "route", bytes_of(x->route ? x->route->path : "none"));
  buffer_printf(out, ",\"status\":%u,\"duration_us\":%llu,\"received\":%llu,\"sent\":%zu,\"records\":%llu,\"generation\":%llu", x->status,
                (unsigned long long)(nanoseconds / 1000), (unsigned long long)x->body_bytes, x->sent_bytes, (unsigned long long)x->records,
                (unsigned long long)x->generation);
  if (log->personal) append_personal(out, x);
  buffer_append_text(out, "}\n");
  if (out->failed || out->size >= FLUSH_BYTES) flush(log);
  pthread_mutex_unlock(&log->lock);
}
