/* SPDX-License-Identifier: MIT */
/*
 * Exchange: one request and its answer.
 *
 *   header -> route found, access checked, limits of the body known -> body piece by piece: unpacked, kept or fed to the route line by line
 *          -> handler -> reply
 *
 * What is wrong with a request is found as early as possible; a short body is read all the same, so that the client sees the answer and not a
 * broken connection.
 */
#ifndef L2A_SERVER_EXCHANGE_H
#define L2A_SERVER_EXCHANGE_H

#include "io/gzip_memory.h"
#include "io/json_write.h"
#include "server/server_limits.h"

struct connection;
struct MHD_Connection;
struct route;
struct server;
struct worker;

typedef enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE, HTTP_OPTIONS, HTTP_OTHER } http_method;

/* What the header says; texts are the HTTP library's. */
typedef struct request_header {
  bytes authorization, if_none_match, accept_encoding, content_encoding, content_type, host, origin, fetch_site;
  uint64_t body_size; /* announced */
  bool chunked, forwarded_https;
} request_header;

/* Why a request is refused, until its body is read. status 0: it is not. */
typedef struct refusal {
  unsigned status;
  const char *code;       /* static: a word for programs */
  uint32_t retry_after_s; /* of 429 and 503; 0: soon */
  bool close;             /* the connection, behind the answer */
  char detail[320];
} refusal;

typedef struct exchange {
  struct server *server;
  struct worker *worker; /* of the thread that handles it; set while it is locked */
  struct MHD_Connection *http;
  struct connection *connection; /* that carries it */
  const struct route *route;     /* NULL: none fits */
  http_method method;
  bytes id; /* the part of the path that the route leaves open */
  const char *path;
  request_header header;
  refusal refused;
  gzip_inflater *inflater;
  buffer body; /* kept, or the beginning of a line that goes on in the next piece */
  buffer out;  /* lines answered so far */
  uint64_t body_bytes, line_number, records, accepted, rejected;
  void *state; /* of the route: freed by its release */
  size_t held; /* bytes counted in server.held */
  uint64_t began_ns;
  uint64_t generation; /* that the answer comes from; for the log */
  unsigned status;     /* answered; 0: not yet */
  size_t sent_bytes;
} exchange;

/* Frees the memory; the exchange can be used again. */
void exchange_free(exchange *x);

/* Forgets the last request, keeps small buffers. */
void exchange_reset(exchange *x);

/* Refuses the request unless it already is. */
void exchange_refuse(exchange *x, unsigned status, const char *code, const char *format, ...) L2A_PRINTF(4, 5);

/*
 * Takes the header. False: the request is refused and its body is too long to be read all the same. An answer before the end of the request
 * ends the connection, so only then.
 */
bool exchange_begin(exchange *x, const char *method, const char *path);

/* A piece of the body as it came; x->worker is set. */
void exchange_take(exchange *x, bytes piece);

/* Handles the complete request and replies. x->worker is set. */
void exchange_finish(exchange *x);

/* Counts this much as the request's share of what the server holds, instead of what was counted; false beyond --max-held. */
bool exchange_hold(exchange *x, size_t bytes_held);

/* False, and the request is refused, when its answer has become too large. */
bool exchange_answer_fits(exchange *x, size_t size);

/* Value of a parameter of the query; empty when it is not there. */
bytes exchange_parameter(exchange *x, const char *name);

/* True when a media type is the body's, parameters aside. */
bool exchange_body_is(const exchange *x, const char *media_type);

#endif
