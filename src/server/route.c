/* SPDX-License-Identifier: MIT */
#include "server/route.h"

#include <string.h>

static const char *const method_names[] = { "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS" };

/* The most frequent first. */
static const route routes[] = {
  { "/v1/match", HTTP_GET, ACCESS_READ, BODY_NONE, false, handle_match_query, NULL, NULL },
  { "/v1/match", HTTP_POST, ACCESS_READ, BODY_JSON | BODY_LINES, false, handle_match_body, feed_match_lines, release_match_lines },
  { "/v1/explain", HTTP_POST, ACCESS_READ, BODY_JSON, false, handle_explain, NULL, NULL },
  { "/v1/info", HTTP_GET, ACCESS_READ, BODY_NONE, false, handle_info, NULL, NULL },
  { "/v1/accounts/{id}", HTTP_GET, ACCESS_READ, BODY_NONE, false, handle_account, NULL, NULL },
  { "/v1/accounts/{id}", HTTP_PUT, ACCESS_ADMIN, BODY_JSON, false, handle_account_put, NULL, NULL },
  { "/v1/accounts/{id}", HTTP_DELETE, ACCESS_ADMIN, BODY_NONE, false, handle_account_delete, NULL, NULL },
  { "/v1/accounts", HTTP_POST, ACCESS_ADMIN, BODY_LINES, false, handle_accounts, NULL, NULL },
  { "/v1/contacts", HTTP_POST, ACCESS_ADMIN, BODY_LINES, false, handle_contacts, NULL, NULL },
  { "/v1/activities", HTTP_POST, ACCESS_ADMIN, BODY_LINES, false, handle_activities, NULL, NULL },
  { "/v1/opportunities", HTTP_POST, ACCESS_ADMIN, BODY_LINES, false, handle_opportunities, NULL, NULL },
  { "/v1/touches", HTTP_POST, ACCESS_ADMIN, BODY_LINES, false, handle_touches, NULL, NULL },
  { "/v1/mqa", HTTP_GET, ACCESS_READ, BODY_NONE, false, handle_mqa, NULL, NULL },
  { "/reconcile", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_reconcile, NULL, NULL },
  { "/reconcile", HTTP_POST, ACCESS_READ, BODY_FORM, true, handle_reconcile_form, NULL, NULL },
  { "/reconcile/suggest/{kind}", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_suggest, NULL, NULL },
  { "/reconcile/preview", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_preview, NULL, NULL },
  { "/reconcile/extend/propose", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_propose, NULL, NULL },
  { "/reconcile/1.0/suggest/{kind}", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_suggest, NULL, NULL },
  { "/reconcile/1.0/preview", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_preview, NULL, NULL },
  { "/reconcile/1.0/extend/propose", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_propose, NULL, NULL },
  { "/reconcile/1.0", HTTP_GET, ACCESS_READ, BODY_NONE, true, handle_reconcile_manifest, NULL, NULL },
  { "/reconcile/1.0/match", HTTP_POST, ACCESS_READ, BODY_JSON, true, handle_reconcile_match, NULL, NULL },
  { "/reconcile/1.0/extend", HTTP_POST, ACCESS_READ, BODY_JSON, true, handle_reconcile_extend, NULL, NULL },
  { "/", HTTP_GET, ACCESS_OPEN, BODY_NONE, false, handle_page, NULL, NULL },
  { "/page.css", HTTP_GET, ACCESS_OPEN, BODY_NONE, false, handle_page, NULL, NULL },
  { "/page.js", HTTP_GET, ACCESS_OPEN, BODY_NONE, false, handle_page, NULL, NULL },
  { "/openapi.json", HTTP_GET, ACCESS_OPEN, BODY_NONE, false, handle_page, NULL, NULL },
  { "/healthz", HTTP_GET, ACCESS_OPEN, BODY_NONE, false, handle_health, NULL, NULL },
  { "/readyz", HTTP_GET, ACCESS_OPEN, BODY_NONE, false, handle_ready, NULL, NULL },
  { "/metrics", HTTP_GET, ACCESS_READ, BODY_NONE, false, handle_metrics, NULL, NULL },
};

enum { ROUTE_COUNT = sizeof routes / sizeof *routes };

const route *route_at(size_t n)
{
  return n < ROUTE_COUNT ? &routes[n] : NULL;
}

size_t route_count(void)
{
  return ROUTE_COUNT;
}

size_t route_number(const route *r)
{
  return r ? (size_t)(r - routes) : ROUTE_COUNT;
}

static bool path_fits(const char *pattern, const char *path, bytes *id)
{
  const char *open = strchr(pattern, '{');
  size_t fixed = open ? (size_t)(open - pattern) : 0;

  if (!open) return strcmp(pattern, path) == 0;
  if (strncmp(pattern, path, fixed) != 0 || !path[fixed]) return false;
  *id = bytes_of(path + fixed);
  return true;
}

const route *route_find(http_method method, const char *path, bytes *id, unsigned *allowed)
{
  http_method asked = method == HTTP_HEAD ? HTTP_GET : method;

  *id = BYTES("");
  *allowed = 0;
  for (size_t i = 0; i < ROUTE_COUNT; i++) {
    if (!path_fits(routes[i].path, path, id)) continue;
    if (routes[i].method == asked) return &routes[i];
    *allowed |= 1u << routes[i].method;
  }
  return NULL;
}

http_method http_method_of(const char *name)
{
  for (size_t i = 0; i < HTTP_OTHER; i++)
    if (strcmp(method_names[i], name) == 0) return (http_method)i;
  return HTTP_OTHER;
}

const char *http_method_name(http_method method)
{
  return method < HTTP_OTHER ? method_names[method] : "other";
}
