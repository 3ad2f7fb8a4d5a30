/* SPDX-License-Identifier: MIT */
/* /reconcile (0.2) and /reconcile/1.0 (1.0-draft): manifest, queries, extension. Suggestions and previews are in handle_suggest.c. */
#include <stdlib.h>

#include "server/match_request.h"
#include "server/reconcile.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"
#include "server/url_text.h"

typedef struct query_numbers {
  char company[32], members[CONTACT_MEMBER_COUNT][32];
} query_numbers;

static uint32_t limit_of(const json_t *value)
{
  double limit = json_is_number(value) ? json_number_value(value) : 0;

  if (!(limit >= 1)) return RECONCILE_LIMIT;
  return limit > SERVER_CANDIDATES ? SERVER_CANDIDATES : (uint32_t)limit;
}

/* A type that is not ours has no entities here; *any asks whether one of a list is. */
static bool type_is_other(const json_t *type)
{
  size_t count = json_array_size(type);

  if (json_is_string(type)) return json_string_length(type) > 0 && strcmp(json_string_value(type), "account") != 0;
  for (size_t i = 0; i < count; i++)
    if (!type_is_other(json_array_get(type, i))) return false;
  return count > 0;
}

static void set_member(reconcile_query *q, query_numbers *numbers, bytes name, const json_t *value)
{
  size_t member = contact_member_find(name);

  if (member < CONTACT_MEMBER_COUNT) reconcile_value(contact_member(&q->contact, member), value, numbers->members[member]);
}

/* ---- 0.2 ----------------------------------------------------------------------------------------------------------------------------- */

static void read_query(reconcile_query *q, query_numbers *numbers, const json_t *object)
{
  const json_t *properties = json_object_get(object, "properties");

  *q = (reconcile_query){ .contact = L2A_CONTACT_INIT };
  q->limit = limit_of(json_object_get(object, "limit"));
  q->impossible = type_is_other(json_object_get(object, "type"));
  reconcile_value(&q->contact.company, json_object_get(object, "query"), numbers->company);
  for (size_t i = 0; i < json_array_size(properties); i++) {
    const json_t *property = json_array_get(properties, i);
    const char *pid = json_string_value(json_object_get(property, "pid"));

    if (pid) set_member(q, numbers, bytes_of(pid), json_object_get(property, "v"));
  }
}

static void answer_queries(exchange *x, const json_t *queries)
{
  buffer *out = &x->worker->out;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = L2A_OK;
  bool first = true;

  if (!json_is_object(queries)) exchange_refuse(x, 400, "json", "queries is an object of queries");
  else if (json_object_size(queries) > RECONCILE_QUERIES) exchange_refuse(x, 413, "batch_limit", "more than %d queries", RECONCILE_QUERIES);
  if (x->refused.status) return;
  buffer_append_char(out, '{');
  for (void *at = json_object_iter((json_t *)(uintptr_t)queries); at && status == L2A_OK;
       at = json_object_iter_next((json_t *)(uintptr_t)queries, at)) {
    reconcile_query q;
    query_numbers numbers;

    read_query(&q, &numbers, json_object_iter_value(at));
    if (!first) buffer_append_char(out, ',');
    first = false;
    json_write_string(out, bytes_from(json_object_iter_key(at), json_object_iter_key_len(at)));
    buffer_append_text(out, ":{\"result\":[");
    status = reconcile_answer(out, x, &q, &error);
    buffer_append_text(out, "]}");
    if (!exchange_answer_fits(x, out->size)) break;
  }
  buffer_append_text(out, "}\n");
  if (status != L2A_OK) exchange_refuse(x, 500, "failed", "%s", error.message);
}

static void answer_parameters(exchange *x, bytes queries, bytes extend)
{
  bytes text = queries.size ? queries : extend;
  json_t *document = NULL;

  buffer_clear(&x->worker->out);
  if (text.size == 0) {
    reconcile_manifest(&x->worker->out, x, 0);
  } else {
    document = match_json(x, text);
    if (document && queries.size) answer_queries(x, document);
    else if (document) reconcile_extend(&x->worker->out, x, document, 0);
  }
  if (x->refused.status) reply_refusal(x);
  else reply_json(x, false);
  json_decref(document);
}

void handle_reconcile(exchange *x)
{
  answer_parameters(x, exchange_parameter(x, "queries"), exchange_parameter(x, "extend"));
}

void handle_reconcile_form(exchange *x)
{
  bytes rest = buffer_bytes(&x->body), queries = BYTES(""), extend = BYTES("");

  if (rest.size == 0) rest = BYTES("");
  while (rest.data) {
    bytes pair = bytes_split(&rest, '&');
    bytes *to = bytes_starts_with(pair, BYTES("queries=")) ? &queries : bytes_starts_with(pair, BYTES("extend=")) ? &extend : NULL;
    size_t skip = to == &queries ? sizeof "queries=" - 1 : sizeof "extend=" - 1;

    if (to) *to = form_decode((char *)(uintptr_t)pair.data + skip, pair.size - skip);
  }
  if (queries.size == 0 && extend.size == 0) reply_problem(x, 400, "form", "a form with `queries` or `extend` is expected");
  else answer_parameters(x, queries, extend);
}

/* ---- 1.0-draft ----------------------------------------------------------------------------------------------------------------------- */

static void read_condition(reconcile_query *q, query_numbers *numbers, const json_t *condition)
{
  const char *kind = json_string_value(json_object_get(condition, "matchType"));
  const char *property = json_string_value(json_object_get(condition, "propertyId"));
  const json_t *value = json_object_get(condition, "propertyValue");

  if (!kind) return;
  if (strcmp(kind, "name") == 0) reconcile_value(&q->contact.company, value, numbers->company);
  else if (strcmp(kind, "id") == 0) reconcile_value(&q->account_id, value, numbers->members[CONTACT_MEMBER_id]);
  else if (property && contact_member_find(bytes_of(property)) < CONTACT_MEMBER_COUNT) set_member(q, numbers, bytes_of(property), value);
  else if (json_is_true(json_object_get(condition, "required"))) q->impossible = true;
}

static void write_query_result(buffer *out, exchange *x, const json_t *object, l2a_status *status, l2a_error *error)
{
  const json_t *conditions = json_object_get(object, "conditions");
  reconcile_query q = { .contact = L2A_CONTACT_INIT };
  query_numbers numbers;

  q.limit = limit_of(json_object_get(object, "limit"));
  q.impossible = type_is_other(json_object_get(object, "type"));
  for (size_t i = 0; i < json_array_size(conditions); i++) read_condition(&q, &numbers, json_array_get(conditions, i));
  buffer_append_text(out, "{\"candidates\":[");
  *status = reconcile_answer(out, x, &q, error);
  buffer_append_text(out, "]}");
}

void handle_reconcile_match(exchange *x)
{
  json_t *document = exchange_json(x);
  const json_t *queries = json_object_get(document, "queries");
  buffer *out = &x->worker->out;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = L2A_OK;

  if (document && !json_is_array(queries)) exchange_refuse(x, 400, "json", "an object with an array `queries` is expected");
  if (json_array_size(queries) > RECONCILE_QUERIES) exchange_refuse(x, 413, "batch_limit", "more than %d queries", RECONCILE_QUERIES);
  buffer_clear(out);
  buffer_append_text(out, "{\"results\":[");
  for (size_t i = 0; !x->refused.status && i < json_array_size(queries) && status == L2A_OK; i++) {
    if (i) buffer_append_char(out, ',');
    write_query_result(out, x, json_array_get(queries, i), &status, &error);
    exchange_answer_fits(x, out->size);
  }
  buffer_append_text(out, "]}\n");
  if (x->refused.status) reply_refusal(x);
  else if (status != L2A_OK) reply_failure(x, &error);
  else reply_json(x, false);
  json_decref(document);
}

void handle_reconcile_manifest(exchange *x)
{
  buffer_clear(&x->worker->out);
  reconcile_manifest(&x->worker->out, x, 1);
  reply_json(x, false);
}

void handle_reconcile_extend(exchange *x)
{
  json_t *document = exchange_json(x);

  buffer_clear(&x->worker->out);
  if (document) reconcile_extend(&x->worker->out, x, document, 1);
  if (x->refused.status) reply_refusal(x);
  else reply_json(x, false);
  json_decref(document);
}
