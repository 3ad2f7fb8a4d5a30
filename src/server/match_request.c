/* SPDX-License-Identifier: MIT */
#include "server/match_request.h"

#include <microhttpd.h>
#include <stdlib.h>

#include "server/server_state.h"

/* ---- options ------------------------------------------------------------------------------------------------------------------------- */

static bool read_limit(uint32_t *out, bytes text)
{
  uint32_t value = 0;

  if (text.size == 0 || text.size > 2) return false;
  for (size_t i = 0; i < text.size; i++) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
    value = value * 10 + (uint32_t)(text.data[i] - '0');
  }
  *out = value;
  return value <= SERVER_CANDIDATES;
}

/* "0.85" -> 8500; digits behind the fourth do not count. */
static bool read_score(uint32_t *out, bytes text)
{
  uint32_t value = 0, unit = 10000;
  size_t i = 0;

  for (; i < text.size && i < 2 && text.data[i] >= '0' && text.data[i] <= '9'; i++)
    value = value * 10 + (uint32_t)(text.data[i] - '0') * 10000;
  if (i == 0) return false;
  if (i < text.size && text.data[i++] != '.') return false;
  for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
    unit /= 10;
    value += unit * (uint32_t)(text.data[i] - '0');
  }
  *out = value;
  return i == text.size && value <= 10000;
}

static bool read_level(explain_level *out, bytes text)
{
  static const char *const names[] = { "none", "summary", "full" };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!bytes_equal(text, bytes_of(names[i]))) continue;
    *out = (explain_level)i;
    return true;
  }
  return false;
}

bool match_option_read(match_options *options, exchange *x, bytes name, bytes value, bool *known)
{
  const char *expected;
  bool good;

  *known = true;
  if (bytes_equal(name, BYTES("limit"))) {
    good = read_limit(&options->limit, value);
    expected = "limit: a number from 0 to 24 is expected";
  } else if (bytes_equal(name, BYTES("min_score"))) {
    good = read_score(&options->min_score, value);
    expected = "min_score: a number from 0 to 1 is expected";
  } else if (bytes_equal(name, BYTES("explain"))) {
    good = read_level(&options->explain, value);
    expected = "explain: none, summary or full is expected";
  } else {
    *known = false;
    return false;
  }
  if (!good) exchange_refuse(x, 400, "option", "%s", expected);
  return good;
}

typedef struct query_reader {
  exchange *x;
  match_options *options;
} query_reader;

static enum MHD_Result read_query_option(void *payload, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                         size_t value_size)
{
  query_reader *r = payload;
  bool known;

  (void)kind;
  if (!match_option_read(r->options, r->x, bytes_from(key, key_size), bytes_from(value, value_size), &known) && !known)
    exchange_refuse(r->x, 400, "parameter", "there is no parameter %.60s; there are limit, min_score, explain", key);
  return MHD_YES;
}

bool match_options_from_query(match_options *options, exchange *x)
{
  query_reader r = { x, options };

  *options = (match_options){ 0 };
  MHD_get_connection_values_n(x->http, MHD_GET_ARGUMENT_KIND, read_query_option, &r);
  return x->refused.status == 0;
}

bool match_options_from_json(match_options *options, exchange *x, const json_t *object)
{
  void *at;

  *options = (match_options){ 0 };
  if (object && !json_is_object(object)) exchange_refuse(x, 400, "option", "options is an object");
  for (at = json_object_iter((json_t *)(uintptr_t)object); at; at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
    const char *name = json_object_iter_key(at);
    const json_t *value = json_object_iter_value(at);
    char *text = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(8));
    bytes shown = json_is_string(value) ? bytes_of(json_string_value(value)) : bytes_of(text);
    bool known;

    if (!match_option_read(options, x, bytes_of(name), shown, &known) && !known)
      exchange_refuse(x, 400, "option", "there is no option %.60s; there are limit, min_score, explain", name);
    free(text);
  }
  return x->refused.status == 0;
}

l2a_matcher *match_request_matcher(exchange *x, const match_options *options)
{
  worker *w = x->worker;
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher *matcher = options->limit ? worker_lister(w, &error) : w->matcher;

  if (!matcher) exchange_refuse(x, 503, "memory", "%s", error.message);
  return matcher;
}

/* ---- answers ------------------------------------------------------------------------------------------------------------------------- */

void match_answer_write(buffer *out, exchange *x, const match_answer *answer, const match_options *options)
{
  l2a_result none;
  const l2a_result *result = result_above(answer->result, options->min_score, &none);

  metrics_add_result(&x->worker->counts, result);
  x->records++;
  buffer_append(out, "{\"id\":", 6);
  buffer_append_bytes(out, answer->id);
  result_write(out, result, options->limit);
  if (options->explain == EXPLAIN_SUMMARY) result_write_summary(out, result);
  if (answer->explanation.size) {
    buffer_append_text(out, ",\"l2a_explanation\":");
    buffer_append_bytes(out, bytes_trim(answer->explanation));
  }
  if (answer->stamp.size) {
    buffer_append_char(out, ',');
    buffer_append_bytes(out, answer->stamp);
  }
  buffer_append_char(out, '}');
}

void match_problem_write(buffer *out, exchange *x, bytes id, const char *problem)
{
  counter_add(&x->worker->counts.invalid_records, 1);
  x->records++;
  buffer_append_text(out, "{\"id\":");
  buffer_append_bytes(out, id);
  buffer_append_text(out, ",\"l2a_decision\":\"none\",\"l2a_reason\":\"invalid\"");
  json_write_member(out, "error", bytes_of(problem));
  buffer_append_char(out, '}');
}

l2a_status match_explain(buffer *out, l2a_matcher *matcher, const l2a_contact *contact, bytes against, l2a_error *error)
{
  buffer_clear(out);
  return l2a_explain(matcher, contact, against, L2A_FORMAT_JSON, buffer_sink, out, error);
}

/* ---- documents ----------------------------------------------------------------------------------------------------------------------- */

/* The parser goes deeper, and makes more values, than any document of this API has: a look before it keeps what it holds small. */
static bool is_reasonable(exchange *x, bytes text)
{
  size_t depth = 0, values = 1;
  bool inside = false;

  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];

    if (inside && c == '\\') i++;
    else if (c == '"') inside = !inside;
    else if (!inside && (c == '{' || c == '[')) values++, depth++;
    else if (!inside && (c == '}' || c == ']') && depth) depth--;
    else if (!inside && c == ',') values++;
    if (depth > SERVER_JSON_DEPTH) {
      exchange_refuse(x, 400, "json", "the JSON is nested deeper than %d", SERVER_JSON_DEPTH);
      return false;
    }
  }
  if (values > SERVER_JSON_VALUES) exchange_refuse(x, 413, "json_limit", "the JSON has more than %d values", SERVER_JSON_VALUES);
  return values <= SERVER_JSON_VALUES;
}

json_t *match_json(exchange *x, bytes text)
{
  json_error_t where;
  json_t *document;

  if (!is_reasonable(x, text)) return NULL;
  document = json_loadb(text.data ? text.data : "", text.size, 0, &where);
  if (!document) exchange_refuse(x, 400, "json", "line %d, column %d: %s", where.line, where.column, where.text);
  return document;
}

json_t *exchange_json(exchange *x)
{
  return match_json(x, buffer_bytes(&x->body));
}
