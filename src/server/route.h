/* SPDX-License-Identifier: MIT */
/* Routes: one table, which the listener, the metrics and the tests of openapi.json read. One handler a file. */
#ifndef L2A_SERVER_ROUTE_H
#define L2A_SERVER_ROUTE_H

#include "server/exchange.h"

typedef enum access_level { ACCESS_OPEN = 0, ACCESS_READ, ACCESS_ADMIN } access_level;

/* Bodies that a route takes. */
enum { BODY_NONE = 0, BODY_JSON = 1, BODY_LINES = 2, BODY_FORM = 4 };

typedef struct route {
  const char *path; /* a last part "{id}" stands for the rest of the path, which is not empty */
  http_method method;
  access_level access;
  unsigned bodies;
  bool cors;                              /* any origin may call it: the reconciliation API asks for that */
  void (*finish)(exchange *x);            /* replies */
  void (*feed)(exchange *x, bytes lines); /* BODY_LINES: whole lines, each with its end */
  void (*release)(exchange *x);           /* frees x->state; NULL when there is none */
} route;

/* Route number n; NULL past the last one. */
const route *route_at(size_t n);
size_t route_count(void);
size_t route_number(const route *r); /* route_count() for NULL */

/*
 * The route of a request; *id is the open part of its path. NULL when there is none; *allowed then has the methods that the path knows, as
 * bits of http_method.
 */
const route *route_find(http_method method, const char *path, bytes *id, unsigned *allowed);

http_method http_method_of(const char *name);
const char *http_method_name(http_method method);

/* ---- handlers, each in handle_NOUN.c ------------------------------------------------------------------------------------------------ */

void handle_match_query(exchange *x);
void handle_match_body(exchange *x);
void feed_match_lines(exchange *x, bytes lines);
void finish_match_lines(exchange *x);
void release_match_lines(exchange *x);
void handle_explain(exchange *x);
void handle_info(exchange *x);
void handle_health(exchange *x);
void handle_ready(exchange *x);
void handle_metrics(exchange *x);
void handle_account(exchange *x);
void handle_account_put(exchange *x);
void handle_account_delete(exchange *x);
void handle_accounts(exchange *x);
void handle_contacts(exchange *x);
void handle_activities(exchange *x);
void handle_opportunities(exchange *x);
void handle_touches(exchange *x);
void handle_mqa(exchange *x);
void handle_reconcile(exchange *x);
void handle_reconcile_form(exchange *x);
void handle_reconcile_manifest(exchange *x);
void handle_reconcile_match(exchange *x);
void handle_reconcile_extend(exchange *x);
void handle_suggest(exchange *x);
void handle_propose(exchange *x);
void handle_preview(exchange *x);
void handle_page(exchange *x);

#endif
