/* SPDX-License-Identifier: MIT */
#include "server/exchange.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

enum { KEPT_BYTES = 64 << 10 /* of a buffer between requests */ };

static const uint64_t second_ns = UINT64_C(1000000000);

/* ---- life ---------------------------------------------------------------------------------------------------------------------------- */

/* One large answer must not be held for ever. */
static void keep_small(buffer *b)
{
  if (b->capacity > KEPT_BYTES) buffer_free(b);
  buffer_clear(b);
}

void exchange_reset(exchange *x)
{
  buffer body, out;

  if (x->state && x->route && x->route->release) x->route->release(x);
  gzip_inflater_free(x->inflater);
  if (x->held) atomic_fetch_sub(&x->server->held, x->held);
  keep_small(&x->body);
  keep_small(&x->out);
  body = x->body;
  out = x->out;
  *x = (exchange){ .server = x->server, .body = body, .out = out };
}

void exchange_free(exchange *x)
{
  exchange_reset(x);
  buffer_free(&x->body);
  buffer_free(&x->out);
}

void exchange_refuse(exchange *x, unsigned status, const char *code, const char *format, ...)
{
  va_list arguments;

  if (x->refused.status) return;
  x->refused.status = status;
  x->refused.code = code;
  va_start(arguments, format);
  vsnprintf(x->refused.detail, sizeof x->refused.detail, format, arguments);
  va_end(arguments);
}

/* ---- header -------------------------------------------------------------------------------------------------------------------------- */

static enum MHD_Result take_header(void *payload, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                   size_t value_size)
{
  request_header *h = payload;
  bytes name = { key, key_size }, text = { value, value_size };

  (void)kind;
  switch (key_size) {
  case 4:
    if (bytes_equal_nocase(name, BYTES("host"))) h->host = text;
    break;
  case 6:
    if (bytes_equal_nocase(name, BYTES("origin"))) h->origin = text;
    break;
  case 12:
    if (bytes_equal_nocase(name, BYTES("content-type"))) h->content_type = text;
    break;
  case 13:
    if (bytes_equal_nocase(name, BYTES("authorization"))) h->authorization = text;
    else if (bytes_equal_nocase(name, BYTES("if-none-match"))) h->if_none_match = text;
    break;
  case 14:
    if (bytes_equal_nocase(name, BYTES("content-length")))
      for (size_t i = 0; i < value_size && value[i] >= '0' && value[i] <= '9' && h->body_size < UINT64_MAX / 16; i++)
        h->body_size = h->body_size * 10 + (uint64_t)(value[i] - '0');
    break;
  case 15:
    if (bytes_equal_nocase(name, BYTES("accept-encoding"))) h->accept_encoding = text;
    break;
  case 16:
    if (bytes_equal_nocase(name, BYTES("content-encoding"))) h->content_encoding = text;
    break;
  case 17:
    if (bytes_equal_nocase(name, BYTES("transfer-encoding"))) h->chunked = true;
    else if (bytes_equal_nocase(name, BYTES("x-forwarded-proto"))) h->forwarded_https = bytes_equal_nocase(text, BYTES("https"));
    break;
  default: break;
  }
  return MHD_YES;
}

/* "127.0.0.1:8520", "[::1]:8520", "localhost". */
static bool is_loopback_name(bytes host)
{
  static const char *const names[] = { "localhost", "[::1]", "127.0.0.1" };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    bytes name = bytes_of(names[i]);

    if (host.size < name.size || !bytes_equal_nocase(bytes_from(host.data, name.size), name)) continue;
    if (host.size == name.size || host.data[name.size] == ':') return true;
  }
  return bytes_starts_with(host, BYTES("127."));
}

/* *token: the number of the token that was shown; SERVER_TOKENS: none. */
static void check_access(exchange *x, size_t *token)
{
  access_level need = x->route ? x->route->access : ACCESS_OPEN;
  access_level have;
  const server *s = x->server;

  *token = SERVER_TOKENS;
  if (s->check_host && x->header.host.size && !is_loopback_name(x->header.host))
    exchange_refuse(x, 421, "host",
                    "this server answers for the loopback address only; start it with --tokens or --no-auth for other names");
  if (!s->tokens || need == ACCESS_OPEN || (s->options->open_reconcile && x->route && x->route->cors)) return;
  have = token_set_check(s->tokens, x->header.authorization, token);
  if (have == ACCESS_OPEN) exchange_refuse(x, 401, "token", "a token is needed: Authorization: Bearer TOKEN");
  else if (have < need) exchange_refuse(x, 403, "token", "this token may read only");
}

/* Limits that were reached before anything was asked. */
static void check_connection(exchange *x)
{
  const server_options *o = x->server->options;

  if (x->connection->excess == EXCESS_SERVER)
    exchange_refuse(x, 503, "connections", "more than %u connections (--max-connections)", o->connections);
  else if (x->connection->excess == EXCESS_CLIENT)
    exchange_refuse(x, 429, "client_connections", "more than %u connections from this address (--max-client)", o->client_connections);
  else return;
  x->refused.close = true;
}

/*
 * At the header, and before work that begins when the body is there: a thread goes round among its connections, and who waited longer than
 * the limit for one round is turned away, so no round is much longer.
 */
static void check_wait(exchange *x)
{
  uint32_t limit = x->server->options->wait_ms;

  if (queue_wait_of(&x->worker->wait, x->connection->fd, limit) > limit)
    exchange_refuse(x, 503, "overload", "the server has more to do than time: this request waited for more than %u ms (--max-wait)", limit);
}

/* The rate of the client, and how long the request waited. Health and the page are answered whatever comes. */
static void check_load(exchange *x, size_t token)
{
  server *s = x->server;
  uint32_t rate = s->options->client_rate;
  uint64_t wait_ns = 0;

  if (!x->route || x->route->access == ACCESS_OPEN) return;
  if (rate)
    wait_ns = rate_bucket_take(token < SERVER_TOKENS ? &s->token_buckets[token] : &x->connection->client->bucket, rate, x->began_ns);
  if (wait_ns) {
    x->refused.status = 0; /* also of those who guess tokens */
    exchange_refuse(x, 429, "rate", "more than %u requests a second (--max-rate)", rate);
    x->refused.retry_after_s = (uint32_t)((wait_ns + second_ns - 1) / second_ns);
  } else {
    check_wait(x);
  }
}

bool exchange_body_is(const exchange *x, const char *media_type)
{
  bytes have = x->header.content_type, want = bytes_of(media_type);

  if (have.size < want.size || !bytes_equal_nocase(bytes_from(have.data, want.size), want)) return false;
  return have.size == want.size || have.data[want.size] == ';' || have.data[want.size] == ' ';
}

static void check_media_type(exchange *x)
{
  unsigned taken = x->route->bodies;

  if (taken & BODY_JSON && exchange_body_is(x, "application/json")) return;
  if (taken & BODY_LINES && exchange_body_is(x, "application/x-ndjson")) return;
  if (taken & BODY_FORM && exchange_body_is(x, "application/x-www-form-urlencoded")) return;
  exchange_refuse(x, 415, "content_type", "Content-Type must be%s%s%s", taken & BODY_JSON ? " application/json" : "",
                  taken & BODY_LINES ? taken & BODY_JSON ? " or application/x-ndjson" : " application/x-ndjson" : "",
                  taken & BODY_FORM ? " or application/x-www-form-urlencoded" : "");
}

static void check_body(exchange *x)
{
  const request_header *h = &x->header;
  l2a_error error = L2A_ERROR_INIT;

  if (!x->route->bodies || x->refused.status) return;
  if (h->body_size > x->server->body_limit)
    exchange_refuse(x, 413, "body_limit", "the body is larger than %zu bytes (--max-body)", x->server->body_limit);
  else if (atomic_load(&x->server->held) > x->server->held_limit)
    exchange_refuse(x, 503, "busy", "the server holds as many bodies and answers as it may (--max-held)");
  else check_media_type(x);
  if (h->content_encoding.size == 0 || bytes_equal_nocase(h->content_encoding, BYTES("identity"))) return;
  if (!bytes_equal_nocase(h->content_encoding, BYTES("gzip"))) exchange_refuse(x, 415, "content_encoding", "Content-Encoding must be gzip");
  else if (gzip_inflater_new(&x->inflater, &error) != L2A_OK) exchange_refuse(x, 503, "memory", "%s", error.message);
}

bool exchange_begin(exchange *x, const char *method, const char *path)
{
  unsigned allowed;
  size_t token;
  request_header *h = &x->header;

  x->path = path;
  x->method = http_method_of(method);
  x->route = route_find(x->method, path, &x->id, &allowed);
  MHD_get_connection_values_n(x->http, MHD_HEADER_KIND, take_header, h);
  check_connection(x);
  check_access(x, &token);
  check_load(x, token);
  if (x->route && x->route->access != ACCESS_OPEN && !x->worker->matcher) exchange_refuse(x, 503, "no_index", "there is no index");
  if (x->route) check_body(x);
  else if (x->method != HTTP_OPTIONS && allowed) exchange_refuse(x, 405, "method", "this method is not for this path");
  else if (!allowed) exchange_refuse(x, 404, "path", "there is nothing at this path; GET /openapi.json tells what there is");
  return !(x->refused.status && h->body_size > SERVER_DISCARD_BYTES);
}

/* ---- body ---------------------------------------------------------------------------------------------------------------------------- */

bool exchange_hold(exchange *x, size_t bytes_held)
{
  size_t sum = atomic_fetch_add(&x->server->held, bytes_held - x->held) + (bytes_held - x->held);

  x->held = bytes_held;
  return sum <= x->server->held_limit;
}

bool exchange_answer_fits(exchange *x, size_t size)
{
  if (size > SERVER_ANSWER_BYTES)
    exchange_refuse(x, 413, "answer_limit", "the answer is larger than %d bytes: ask for less at a time", SERVER_ANSWER_BYTES);
  return size <= SERVER_ANSWER_BYTES;
}

/* Counts the memory of the exchange among that of all. */
static void hold(exchange *x)
{
  size_t now = x->body.capacity + x->out.capacity;

  if (now != x->held && !exchange_hold(x, now))
    exchange_refuse(x, 503, "busy", "the server holds as many bodies and answers as it may (--max-held)");
}

/* Gives the route the whole lines that are there; at the end what is left is one too. */
static void feed(exchange *x, bool end)
{
  const char *last;
  size_t size = x->body.size;

  if (end && size && x->body.data[size - 1] != '\n') {
    buffer_append_char(&x->body, '\n');
    size = x->body.size;
  }
  last = size ? memrchr(x->body.data, '\n', size) : NULL;
  if (last) {
    size_t whole = (size_t)(last - x->body.data) + 1;

    x->route->feed(x, bytes_from(x->body.data, whole));
    memmove(x->body.data, x->body.data + whole, size - whole);
    x->body.size = size - whole;
  }
  if (x->body.size > SERVER_LINE_BYTES) exchange_refuse(x, 413, "line_limit", "a line is longer than %d bytes", SERVER_LINE_BYTES);
  if (x->body.failed || x->out.failed) exchange_refuse(x, 503, "memory", "there is no memory for this request");
}

static bool is_fed(const exchange *x)
{
  return x->route && x->route->feed && exchange_body_is(x, "application/x-ndjson");
}

void exchange_take(exchange *x, bytes piece)
{
  size_t before = x->body.size, room;
  l2a_error error = L2A_ERROR_INIT;

  counter_add(&x->worker->counts.body_bytes, piece.size);
  if (x->refused.status || !x->route || !x->route->bodies) return;
  room = x->server->body_limit - x->body_bytes;
  if (!x->inflater && piece.size > room) error.status = L2A_ELIMIT;
  else if (!x->inflater) buffer_append_bytes(&x->body, piece);
  else gzip_inflate(x->inflater, &x->body, before + room, piece, &error);
  if (error.status == L2A_ELIMIT)
    exchange_refuse(x, 413, "body_limit", "the body is larger than %zu bytes (--max-body)", x->server->body_limit);
  else if (error.status == L2A_ECORRUPT) exchange_refuse(x, 400, "gzip", "the body is no valid gzip data");
  else if (error.status != L2A_OK || x->body.failed) exchange_refuse(x, 503, "memory", "there is no memory for this request");
  if (x->refused.status) return;
  x->body_bytes += x->body.size - before;
  if (is_fed(x) && x->body.size >= SERVER_FEED_BYTES) feed(x, false);
  hold(x);
}

void exchange_finish(exchange *x)
{
  if (x->inflater && !gzip_inflater_is_complete(x->inflater)) exchange_refuse(x, 400, "gzip", "the gzip data of the body is cut short");
  if (!x->refused.status && is_fed(x)) {
    feed(x, true);
    hold(x);
  } else if (x->route && x->route->bodies && x->route->access != ACCESS_OPEN) {
    check_wait(x);
  }
  if (x->refused.status) reply_refusal(x);
  else if (!x->route) reply_options(x);
  else x->route->finish(x);
  if (!x->status) reply_problem(x, 500, "failed", "no answer was made");
  if (x->worker->out.capacity > SERVER_KEPT_BYTES) buffer_free(&x->worker->out);
}

bytes exchange_parameter(exchange *x, const char *name)
{
  const char *value = NULL;
  size_t size = 0;

  if (MHD_lookup_connection_value_n(x->http, MHD_GET_ARGUMENT_KIND, name, strlen(name), &value, &size) != MHD_YES) return BYTES("");
  return bytes_from(value, size);
}
