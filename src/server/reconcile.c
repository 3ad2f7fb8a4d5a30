/* SPDX-License-Identifier: MIT */
#include "server/reconcile.h"

#include <stdio.h>

#include "io/answer_column.h"
#include "server/server_state.h"

/* ---- queries ------------------------------------------------------------------------------------------------------------------------- */

void reconcile_value(bytes *out, const json_t *value, char number[32])
{
  if (json_is_array(value)) value = json_array_get(value, 0);
  if (json_is_object(value)) value = json_object_get(value, "name") ? json_object_get(value, "name") : json_object_get(value, "id");
  if (json_is_string(value)) {
    *out = bytes_from(json_string_value(value), json_string_length(value));
  } else if (json_is_number(value)) {
    snprintf(number, 32, "%.15g", json_number_value(value));
    *out = bytes_of(number);
  }
}

long reconcile_column(const l2a_index *index, l2a_account_field field)
{
  l2a_column column;

  for (size_t n = 0; l2a_index_get_column(index, n, &column) == L2A_OK; n++)
    if (column.field == field) return (long)n;
  return -1;
}

long reconcile_column_named(const l2a_index *index, bytes name)
{
  l2a_column column;

  for (size_t n = 0; l2a_index_get_column(index, n, &column) == L2A_OK; n++)
    if (bytes_equal(column.name, name)) return (long)n;
  return -1;
}

/* score in 1/10000 as 0 to 100. */
static void write_candidate(buffer *out, const l2a_candidate *c, bool match)
{
  if (out->size && out->data[out->size - 1] == '}') buffer_append_char(out, ',');
  buffer_append_char(out, '{');
  json_write_member(out, "id", c->account_id);
  json_write_member(out, "name", c->account_name.size ? c->account_name : c->account_id);
  buffer_printf(out, ",\"score\":%u.%02u,\"match\":%s,\"type\":[" RECONCILE_TYPE "]}", c->score / 100, c->score % 100,
                match ? "true" : "false");
}

static l2a_status answer_by_id(buffer *out, l2a_matcher *matcher, exchange *x, bytes id, l2a_error *error)
{
  long name = reconcile_column(x->worker->edition->index, L2A_ACCOUNT_NAME);
  l2a_account account;
  l2a_status status = l2a_matcher_get_account(&account, matcher, id, error);

  if (status == L2A_ENOTFOUND) return L2A_OK;
  if (status != L2A_OK) return status;
  write_candidate(out, &(l2a_candidate){ account.id, name >= 0 ? account.cells[name] : account.id, 10000 }, true);
  return L2A_OK;
}

l2a_status reconcile_answer(buffer *out, exchange *x, const reconcile_query *query, l2a_error *error)
{
  l2a_matcher *matcher = worker_lister(x->worker, error);
  const l2a_result *r;
  bool listed = false;
  l2a_status status;

  if (!matcher) return L2A_ENOMEM;
  if (query->impossible) return L2A_OK;
  x->records++;
  if (query->account_id.size) return answer_by_id(out, matcher, x, query->account_id, error);
  status = l2a_match(&r, matcher, &query->contact, error);
  if (status != L2A_OK) return status;
  worker_stamp(x->worker, matcher);
  metrics_add_result(&x->worker->counts, r);
  for (size_t i = 0; i < r->candidate_count && i < query->limit; i++) listed |= bytes_equal(r->candidates[i].account_id, r->account_id);
  /* An account that a person decided on is no candidate: it comes first. */
  if (r->account_id.size && !listed)
    write_candidate(out, &(l2a_candidate){ r->account_id, r->account_name, r->score }, r->decision == L2A_DECISION_MATCH);
  for (size_t i = 0; i < r->candidate_count && i < query->limit; i++) {
    const l2a_candidate *c = &r->candidates[i];

    write_candidate(out, c, r->decision == L2A_DECISION_MATCH && bytes_equal(c->account_id, r->account_id));
  }
  return L2A_OK;
}

/* ---- manifest ------------------------------------------------------------------------------------------------------------------------ */

/* "http://127.0.0.1:8520" as the client sees this server. */
static void write_base(buffer *out, const exchange *x)
{
  bytes host = x->header.host;

  for (size_t i = 0; i < host.size; i++)
    if (host.data[i] <= ' ' || host.data[i] > '~' || strchr("\"\\<>{}", host.data[i])) host = BYTES("localhost");
  buffer_append_text(out, x->header.forwarded_https ? "https://" : "http://");
  buffer_append_bytes(out, host.size ? host : BYTES("localhost"));
}

static void write_suggest(buffer *out, const exchange *x, const char *what)
{
  json_write_key(out, what);
  buffer_append_text(out, "{\"service_url\":\"");
  write_base(out, x);
  buffer_printf(out, "\",\"service_path\":\"/reconcile/suggest/%s\"}", what);
}

void reconcile_manifest(buffer *out, exchange *x, unsigned version)
{
  buffer_append_text(out, version ? "{\"versions\":[\"1.0-draft\"]" : "{\"versions\":[\"0.2\"]");
  buffer_append_text(out, ",\"name\":\"Accounts (l2a)\",\"identifierSpace\":\"urn:l2a:account\",\"schemaSpace\":\"urn:l2a:property\"");
  json_write_member(out, "serviceVersion", bytes_of(l2a_version()));
  buffer_append_text(out, ",\"defaultTypes\":[" RECONCILE_TYPE "],\"view\":{\"url\":\"");
  write_base(out, x);
  buffer_append_text(out, version ? "/?account={id}\"}" : "/?account={{id}}\"}");
  if (x->server->tokens && !x->server->options->open_reconcile)
    buffer_append_text(out, ",\"authentication\":{\"type\":\"apiKey\",\"name\":\"Authorization\",\"in\":\"header\"}");
  if (version) {
    buffer_append_text(out,
                       ",\"standardizedScore\":true,\"suggest\":{\"entity\":true,\"property\":true,\"type\":true},"
                       "\"preview\":{\"width\":420,\"height\":260},\"extend\":{\"proposeProperties\":true,\"propertySettings\":[]}}\n");
    return;
  }
  buffer_append_text(out, ",\"suggest\":{");
  write_suggest(out, x, "entity");
  write_suggest(out, x, "property");
  write_suggest(out, x, "type");
  buffer_append_text(out, "},\"preview\":{\"url\":\"");
  write_base(out, x);
  buffer_append_text(out,
                     "/reconcile/preview?id={{id}}\",\"width\":420,\"height\":260},\"extend\":{\"propose_properties\":{\"service_url\":\"");
  write_base(out, x);
  buffer_append_text(out, "\",\"service_path\":\"/reconcile/extend/propose\"},\"property_settings\":[]}}\n");
}

/* ---- extension ----------------------------------------------------------------------------------------------------------------------- */

static bytes property_id(const json_t *property)
{
  const json_t *id = json_object_get(property, "id");

  return json_is_string(id) ? bytes_from(json_string_value(id), json_string_length(id)) : BYTES("");
}

static void write_meta(buffer *out, const json_t *properties)
{
  buffer_append_text(out, "{\"meta\":[");
  for (size_t i = 0; i < json_array_size(properties); i++) {
    bytes id = property_id(json_array_get(properties, i));

    if (i) buffer_append_char(out, ',');
    buffer_append_char(out, '{');
    json_write_member(out, "id", id);
    json_write_member(out, "name", id);
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
}

static void write_values(buffer *out, bytes value)
{
  buffer_append_char(out, '[');
  if (value.size) {
    buffer_append_char(out, '{');
    json_write_member(out, "str", value);
    buffer_append_char(out, '}');
  }
  buffer_append_char(out, ']');
}

/* Values of one account: an object by property in 0.2, a list in 1.0. */
static void write_row(buffer *out, const l2a_index *index, const l2a_account *account, const json_t *properties, unsigned version)
{
  buffer_append_char(out, version ? '[' : '{');
  for (size_t i = 0; i < json_array_size(properties); i++) {
    bytes id = property_id(json_array_get(properties, i));
    long column = reconcile_column_named(index, id);
    bytes value = column >= 0 && account && (size_t)column < account->cell_count ? account->cells[column] : BYTES("");

    if (i) buffer_append_char(out, ',');
    if (version) {
      buffer_append_char(out, '{');
      json_write_member(out, "id", id);
      buffer_append_text(out, ",\"values\":");
      write_values(out, value);
      buffer_append_char(out, '}');
    } else {
      json_write_string(out, id);
      buffer_append_char(out, ':');
      write_values(out, value);
    }
  }
  buffer_append_char(out, version ? ']' : '}');
}

static bool extension_is_good(exchange *x, const json_t *ids, const json_t *properties)
{
  bool good = json_is_array(ids) && json_is_array(properties);

  for (size_t i = 0; good && i < json_array_size(ids); i++) good = json_is_string(json_array_get(ids, i));
  for (size_t i = 0; good && i < json_array_size(properties); i++) good = property_id(json_array_get(properties, i)).size > 0;
  if (!good) exchange_refuse(x, 400, "json", "an object with arrays `ids` and `properties` is expected");
  else if (json_array_size(ids) > RECONCILE_IDS) exchange_refuse(x, 413, "batch_limit", "more than %d ids", RECONCILE_IDS);
  else if (json_array_size(properties) > RECONCILE_PROPERTIES)
    exchange_refuse(x, 413, "batch_limit", "more than %d properties", RECONCILE_PROPERTIES);
  return x->refused.status == 0;
}

bool reconcile_extend(buffer *out, exchange *x, const json_t *query, unsigned version)
{
  const json_t *ids = json_object_get(query, "ids"), *properties = json_object_get(query, "properties");
  l2a_error error = L2A_ERROR_INIT;

  if (!extension_is_good(x, ids, properties)) return false;
  write_meta(out, properties);
  buffer_append_text(out, version ? ",\"rows\":[" : ",\"rows\":{");
  for (size_t i = 0; i < json_array_size(ids); i++) {
    const json_t *text = json_array_get(ids, i);
    bytes id = bytes_from(json_string_value(text), json_string_length(text));
    l2a_account account;
    l2a_status status = l2a_matcher_get_account(&account, x->worker->matcher, id, &error);

    if (status != L2A_OK && status != L2A_ENOTFOUND) {
      exchange_refuse(x, 500, "failed", "%s", error.message);
      return false;
    }
    if (i) buffer_append_char(out, ',');
    if (version) {
      buffer_append_text(out, "{");
      json_write_member(out, "id", id);
      buffer_append_text(out, ",\"properties\":");
    } else {
      json_write_string(out, id);
      buffer_append_char(out, ':');
    }
    write_row(out, x->worker->edition->index, status == L2A_OK ? &account : NULL, properties, version);
    if (version) buffer_append_char(out, '}');
    if (!exchange_answer_fits(x, out->size)) return false;
  }
  buffer_append_text(out, version ? "]}\n" : "}}\n");
  return true;
}
