/* SPDX-License-Identifier: MIT */
#include "server/reply.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/route.h"
#include "server/server_state.h"

static const char *const media_types[] = {
  NULL,
  "application/json",
  "application/x-ndjson",
  "application/problem+json",
  "text/plain; version=0.0.4; charset=utf-8",
  "text/html; charset=utf-8",
  "text/css; charset=utf-8",
  "text/javascript; charset=utf-8",
  "image/svg+xml",
};

/* The page loads nothing from elsewhere and cannot be framed, but for the preview that reconciliation clients show in a frame. */
static const char page_policy[] =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
  "frame-ancestors 'none'";
static const char preview_policy[] = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

static const struct {
  unsigned status;
  const char *phrase;
} phrases[] = {
  { 200, "OK" },
  { 204, "No Content" },
  { 304, "Not Modified" },
  { 400, "Bad Request" },
  { 401, "Unauthorized" },
  { 403, "Forbidden" },
  { 404, "Not Found" },
  { 405, "Method Not Allowed" },
  { 409, "Conflict" },
  { 412, "Precondition Failed" },
  { 413, "Content Too Large" },
  { 415, "Unsupported Media Type" },
  { 421, "Misdirected Request" },
  { 422, "Unprocessable Content" },
  { 429, "Too Many Requests" },
  { 500, "Internal Server Error" },
  { 501, "Not Implemented" },
  { 503, "Service Unavailable" },
};

const char *http_phrase(unsigned status)
{
  for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
    if (phrases[i].status == status) return phrases[i].phrase;
  return "Error";
}

/* ---- headers ------------------------------------------------------------------------------------------------------------------------- */

static void add(struct MHD_Response *response, const char *name, const char *value)
{
  MHD_add_response_header(response, name, value);
}

static void add_cors(struct MHD_Response *response, const exchange *x)
{
  const char *own = x->server->options->cors;

  if (x->route && x->route->cors) {
    add(response, "Access-Control-Allow-Origin", "*");
  } else if (own && (strcmp(own, "*") == 0 || bytes_equal(x->header.origin, bytes_of(own)))) {
    add(response, "Access-Control-Allow-Origin", own);
    add(response, "Access-Control-Expose-Headers", "ETag, L2A-Generation, L2A-Definitions");
    add(response, "Vary", "Origin");
  }
}

static void add_allow(struct MHD_Response *response, const exchange *x)
{
  char text[64] = "";
  unsigned allowed;
  bytes id;

  route_find(HTTP_OTHER, x->path, &id, &allowed);
  for (size_t m = 0; m < HTTP_OTHER; m++) {
    if (!(allowed & 1u << m)) continue;
    if (text[0]) strcat(text, ", ");
    strcat(text, http_method_name((http_method)m));
    if (m == HTTP_GET) strcat(text, ", HEAD");
  }
  add(response, "Allow", text);
}

static void add_of_status(struct MHD_Response *response, const exchange *x, unsigned status)
{
  char seconds[16];

  if (status == 401) add(response, "WWW-Authenticate", "Bearer realm=\"l2a\"");
  if (status == 405) add_allow(response, x);
  if (status == 503 || status == 429) {
    snprintf(seconds, sizeof seconds, "%u", x->refused.retry_after_s ? x->refused.retry_after_s : (unsigned)SERVER_RETRY_AFTER_S);
    add(response, "Retry-After", seconds);
  }
}

static void add_of_media(struct MHD_Response *response, const exchange *x, media type)
{
  char generation[24];
  bool preview = x->route && x->route->cors;

  if (media_types[type]) add(response, "Content-Type", media_types[type]);
  if (type == MEDIA_LINES) {
    snprintf(generation, sizeof generation, "%llu", (unsigned long long)x->worker->stamp.generation);
    add(response, "L2A-Generation", generation);
    add(response, "L2A-Definitions", x->worker->stamp.definitions);
  }
  if (type < MEDIA_HTML) return;
  add(response, "X-Content-Type-Options", "nosniff");
  add(response, "Content-Security-Policy", preview ? preview_policy : page_policy);
  add(response, "Referrer-Policy", "no-referrer");
}

/* ---- sending ------------------------------------------------------------------------------------------------------------------------- */

static bool client_has(const exchange *x, const char *etag)
{
  bytes have = x->header.if_none_match;

  if (have.size == 0) return false;
  if (bytes_equal(have, BYTES("*"))) return true;
  return memmem(have.data, have.size, etag, strlen(etag)) != NULL;
}

static bool wants_gzip(const exchange *x, size_t size)
{
  bytes accepted = x->header.accept_encoding;

  return accepted.size && size >= SERVER_GZIP_BYTES && memmem(accepted.data, accepted.size, "gzip", 4) &&
         !memmem(accepted.data, accepted.size, "gzip;q=0", 8);
}

/* Takes data, which malloc gave; NULL: memory ran out, and the connection ends. */
static void queue(exchange *x, unsigned status, media type, char *data, size_t size, bool etag, bool packed)
{
  struct MHD_Response *response = NULL;

  if (data) response = MHD_create_response_from_buffer(size, data, size ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
  if (size == 0 || !response) free(size == 0 ? data : NULL);
  x->status = response ? status : 500;
  x->sent_bytes = size;
  if (!response) return;
  add_of_media(response, x, type);
  if (etag) add(response, "ETag", x->worker->stamp.etag);
  if (packed) add(response, "Content-Encoding", "gzip");
  if (size >= SERVER_GZIP_BYTES) add(response, "Vary", "Accept-Encoding");
  if (x->header.origin.size || (x->route && x->route->cors)) add_cors(response, x);
  if (status >= 400) add_of_status(response, x, status);
  if (x->refused.close || atomic_load_explicit(&x->server->draining, memory_order_relaxed)) add(response, "Connection", "close");
  MHD_queue_response(x->http, status, response);
  MHD_destroy_response(response);
}

/* Counts a large answer that waits for its reader; a server that holds too much answers briefly. */
static bool hold(exchange *x, size_t size)
{
  if (size < SERVER_COUNTED_BYTES || exchange_hold(x, x->held + size)) return true;
  exchange_hold(x, x->held - size);
  reply_problem(x, 503, "busy", "the server holds as many bodies and answers as it may (--max-held)");
  return false;
}

static void pack_and_queue(exchange *x, unsigned status, media type, bytes body, bool etag)
{
  buffer packed = BUFFER_INIT;

  gzip_deflate(&packed, body);
  if (packed.failed) buffer_free(&packed);
  if (hold(x, packed.size)) queue(x, status, type, packed.data, packed.size, etag, true);
  else buffer_free(&packed);
}

void reply_send(exchange *x, unsigned status, media type, bytes body, bool etag)
{
  char *data;

  if (x->status) return;
  x->generation = x->worker->stamp.generation;
  if (etag && client_has(x, x->worker->stamp.etag)) {
    status = 304;
    body = BYTES("");
  } else if (wants_gzip(x, body.size)) {
    pack_and_queue(x, status, type, body, etag);
    return;
  }
  if (!hold(x, body.size)) return;
  data = malloc(body.size ? body.size : 1);
  if (data && body.size) memcpy(data, body.data, body.size);
  queue(x, status, type, data, body.size, etag, false);
}

void reply_give(exchange *x, unsigned status, media type, buffer *out, bool etag)
{
  if (x->status) return;
  if (out->failed) {
    reply_problem(x, 503, "memory", "there is no memory for the answer");
  } else if (out->size == 0 || wants_gzip(x, out->size)) {
    reply_send(x, status, type, buffer_bytes(out), etag);
  } else {
    x->generation = x->worker->stamp.generation;
    queue(x, status, type, out->data, out->size, etag, false);
    *out = (buffer)BUFFER_INIT;
  }
  buffer_free(out);
}

void reply_json(exchange *x, bool etag)
{
  buffer *out = &x->worker->out;

  if (out->failed) reply_problem(x, 503, "memory", "there is no memory for the answer");
  else reply_send(x, 200, MEDIA_JSON, buffer_bytes(out), etag);
}

/* What a request brought, or where a long message was cut, may not be UTF-8. */
static void make_text(char *detail)
{
  if (json_can_hold(bytes_of(detail))) return;
  for (char *c = detail; *c; c++)
    if (*c < ' ' || *c > '~') *c = '?';
}

static void send_problem(exchange *x, unsigned status, const char *code, char *detail)
{
  buffer *out = &x->worker->out;

  make_text(detail);
  buffer_clear(out);
  buffer_append_text(out, "{\"type\":\"about:blank\"");
  json_write_member(out, "title", bytes_of(http_phrase(status)));
  buffer_printf(out, ",\"status\":%u", status);
  json_write_member(out, "code", bytes_of(code));
  json_write_member(out, "detail", bytes_of(detail));
  buffer_append_text(out, "}\n");
  reply_send(x, status, MEDIA_PROBLEM, buffer_bytes(out), false);
}

void reply_problem(exchange *x, unsigned status, const char *code, const char *format, ...)
{
  char detail[768];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(detail, sizeof detail, format, arguments);
  va_end(arguments);
  send_problem(x, status, code, detail);
}

void reply_failure(exchange *x, const l2a_error *error)
{
  switch (error->status) {
  case L2A_EINVAL:
  case L2A_ESYNTAX: reply_problem(x, 422, "invalid", "%s", error->message); break;
  case L2A_ENOTFOUND: reply_problem(x, 404, "not_found", "%s", error->message); break;
  case L2A_ELIMIT: reply_problem(x, 413, "limit", "%s", error->message); break;
  case L2A_EBUSY: reply_problem(x, 503, "busy", "%s", error->message); break;
  case L2A_ENOMEM: reply_problem(x, 503, "memory", "%s", error->message); break;
  default: reply_problem(x, 500, "failed", "%s", error->message); break;
  }
}

void reply_refusal(exchange *x)
{
  send_problem(x, x->refused.status, x->refused.code, x->refused.detail);
}

void reply_options(exchange *x)
{
  struct MHD_Response *response = MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
  const char *own = x->server->options->cors;
  bytes id;
  unsigned allowed;
  const route *open = route_find(HTTP_GET, x->path, &id, &allowed);

  x->status = response ? 204 : 500;
  if (!response) return;
  add_allow(response, x);
  if (x->header.origin.size && ((open && open->cors) || own)) {
    add(response, "Access-Control-Allow-Origin", open && open->cors ? "*" : own);
    add(response, "Access-Control-Allow-Methods", "GET, POST, PUT, DELETE");
    add(response, "Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding, If-None-Match, Accept-Language");
    add(response, "Access-Control-Max-Age", "600");
  }
  MHD_queue_response(x->http, 204, response);
  MHD_destroy_response(response);
}
