/* SPDX-License-Identifier: MIT */
/* Replies: status, headers and body of an answer; problems as RFC 9457 says. Each exchange is answered once. */
#ifndef L2A_SERVER_REPLY_H
#define L2A_SERVER_REPLY_H

#include "server/exchange.h"

typedef enum media {
  MEDIA_NONE,
  MEDIA_JSON,
  MEDIA_LINES,
  MEDIA_PROBLEM,
  MEDIA_METRICS,
  MEDIA_HTML,
  MEDIA_CSS,
  MEDIA_SCRIPT,
  MEDIA_SVG
} media;

/* Body: copied. etag: the stamp of the worker, and 304 when the client has it. */
void reply_send(exchange *x, unsigned status, media type, bytes body, bool etag);

/* The same with a body whose memory is given away; out is empty afterwards. */
void reply_give(exchange *x, unsigned status, media type, buffer *out, bool etag);

/* The answer made in x->worker->out: 200, or 500 when memory ran out. */
void reply_json(exchange *x, bool etag);

/* A problem: status, a word for programs (static), and a sentence. */
void reply_problem(exchange *x, unsigned status, const char *code, const char *format, ...) L2A_PRINTF(4, 5);

/* The problem that a failed call of the library is. */
void reply_failure(exchange *x, const l2a_error *error);

/* The problem in x->refused. */
void reply_refusal(exchange *x);

/* OPTIONS: what the path knows, and to another site's page whether it may ask. */
void reply_options(exchange *x);

/* A reason phrase; static. */
const char *http_phrase(unsigned status);

#endif
