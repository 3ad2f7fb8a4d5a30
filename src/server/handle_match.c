/* SPDX-License-Identifier: MIT */
/* GET and POST /v1/match: one record of the query, or a JSON document of several. */
#include <microhttpd.h>
#include <stdlib.h>

#include "server/match_request.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

enum { RETRIES = 4 /* of a batch that an update of the index parted */ };

/* ---- GET ----------------------------------------------------------------------------------------------------------------------------- */

typedef struct query {
  exchange *x;
  l2a_contact contact;
  match_options options;
} query;

static enum MHD_Result take_parameter(void *payload, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value,
                                      size_t value_size)
{
  query *q = payload;
  bytes name = { key, key_size }, text = { value, value_size };
  size_t member = contact_member_find(name);
  bool known;

  (void)kind;
  if (!json_can_hold(text)) {
    exchange_refuse(q->x, 400, "encoding", "the value of %.40s is no valid UTF-8", member < CONTACT_MEMBER_COUNT ? key : "a parameter");
  } else if (member < CONTACT_MEMBER_COUNT) {
    *contact_member(&q->contact, member) = text;
  } else if (!match_option_read(&q->options, q->x, name, text, &known) && !known) {
    exchange_refuse(q->x, 400, "parameter",
                    "there is no such parameter; there are id, email, website, company, country, state, city, "
                    "postal_code, phone, title, linkedin, limit, min_score, explain");
  }
  return MHD_YES;
}

static l2a_status answer_query(query *q, l2a_matcher *matcher, l2a_error *error)
{
  exchange *x = q->x;
  worker *w = x->worker;
  buffer explanation = BUFFER_INIT, id = BUFFER_INIT;
  match_answer answer = { .id = BYTES("null") };
  uint64_t generation;
  l2a_status status = L2A_OK;

  buffer_clear(&w->out);
  for (int i = 0; i < RETRIES; i++) {
    if (q->options.explain == EXPLAIN_FULL) status = match_explain(&explanation, matcher, &q->contact, BYTES(""), error);
    generation = l2a_matcher_generation(matcher);
    if (status == L2A_OK) status = l2a_match(&answer.result, matcher, &q->contact, error);
    if (status != L2A_OK || q->options.explain != EXPLAIN_FULL || generation == l2a_matcher_generation(matcher)) break;
  }
  if (status == L2A_OK) {
    worker_stamp(w, matcher);
    if (q->contact.id.size) {
      json_write_string(&id, q->contact.id);
      answer.id = buffer_bytes(&id);
    }
    answer.explanation = buffer_bytes(&explanation);
    answer.stamp = bytes_from(w->stamp.members, w->stamp.member_bytes);
    match_answer_write(&w->out, x, &answer, &q->options);
    buffer_append_char(&w->out, '\n');
    w->out.failed |= id.failed | explanation.failed;
  }
  buffer_free(&explanation);
  buffer_free(&id);
  return status;
}

void handle_match_query(exchange *x)
{
  query q = { .x = x, .contact = L2A_CONTACT_INIT };
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher *matcher;

  MHD_get_connection_values_n(x->http, MHD_GET_ARGUMENT_KIND, take_parameter, &q);
  matcher = x->refused.status ? NULL : match_request_matcher(x, &q.options);
  if (!matcher) reply_refusal(x);
  else if (answer_query(&q, matcher, &error) != L2A_OK) reply_failure(x, &error);
  else reply_json(x, true);
}

/* ---- POST ---------------------------------------------------------------------------------------------------------------------------- */

typedef struct batch {
  const json_t *records;
  size_t count;
  match_options options;
  l2a_contact *contacts;
  number_texts *numbers;
  const char **problems; /* of records that cannot be read; NULL: none */
  buffer explanations;   /* of all records, and where each ends; NULL: none are asked for */
  size_t *ends;
} batch;

static void batch_free(batch *b)
{
  free(b->contacts);
  free(b->numbers);
  free(b->problems);
  free(b->ends);
  buffer_free(&b->explanations);
}

static bool batch_read(batch *b, exchange *x, const json_t *document)
{
  *b = (batch){ .records = json_object_get(document, "records"), .explanations = BUFFER_INIT };
  if (!json_is_object(document) || !json_is_array(b->records)) {
    exchange_refuse(x, 400, "json", "an object with an array `records` is expected");
    return false;
  }
  b->count = json_array_size(b->records);
  if (b->count > SERVER_JSON_RECORDS) {
    exchange_refuse(x, 413, "batch_limit", "a document has %d records at most; application/x-ndjson takes more", SERVER_JSON_RECORDS);
    return false;
  }
  if (!match_options_from_json(&b->options, x, json_object_get(document, "options"))) return false;
  b->contacts = calloc(b->count + 1, sizeof *b->contacts);
  b->numbers = calloc(b->count + 1, sizeof *b->numbers);
  b->problems = calloc(b->count + 1, sizeof *b->problems);
  if (b->options.explain == EXPLAIN_FULL) b->ends = calloc(b->count + 1, sizeof *b->ends);
  if (!b->contacts || !b->numbers || !b->problems || (b->options.explain == EXPLAIN_FULL && !b->ends)) {
    exchange_refuse(x, 503, "memory", "there is no memory for this request");
    return false;
  }
  for (size_t i = 0; i < b->count; i++)
    if (!contact_from_json(&b->contacts[i], &b->numbers[i], json_array_get(b->records, i), &b->problems[i]))
      b->contacts[i] = (l2a_contact)L2A_CONTACT_INIT;
  return true;
}

static void write_id(buffer *out, const json_t *record)
{
  const json_t *id = json_is_object(record) ? json_object_get(record, "id") : NULL;
  char *text = id && !json_is_array(id) && !json_is_object(id) ? json_dumps(id, JSON_ENCODE_ANY) : NULL;

  buffer_append_text(out, text ? text : "null");
  free(text);
}

/* The explanations of all records, one behind the other. *generation: of all, 0 when they differ. */
static l2a_status explain_all(batch *b, exchange *x, l2a_matcher *matcher, uint64_t *generation, l2a_error *error)
{
  buffer one = BUFFER_INIT;
  l2a_status status = L2A_OK;

  *generation = 0;
  buffer_clear(&b->explanations);
  for (size_t i = 0; i < b->count && status == L2A_OK && exchange_answer_fits(x, b->explanations.size); i++) {
    uint64_t now;

    status = match_explain(&one, matcher, &b->contacts[i], BYTES(""), error);
    buffer_append_bytes(&b->explanations, buffer_bytes(&one));
    b->ends[i] = b->explanations.size;
    now = l2a_matcher_generation(matcher);
    if (i == 0) *generation = now;
    if (*generation != now) *generation = 0;
  }
  if (one.failed || b->explanations.failed) status = error_no_memory(error);
  buffer_free(&one);
  return status;
}

/* Results and explanations of one generation: they are calls of their own, between which an update may move the index on. */
static l2a_status match_all(const l2a_result **results, batch *b, exchange *x, l2a_matcher *matcher, l2a_error *error)
{
  for (int i = 0; i < RETRIES; i++) {
    uint64_t generation = 0;
    l2a_status status = b->ends ? explain_all(b, x, matcher, &generation, error) : L2A_OK;

    if (x->refused.status) return L2A_OK;
    if (status == L2A_OK) status = l2a_match_batch(results, matcher, b->contacts, b->count, error);
    if (status != L2A_OK || !b->ends || b->count == 0 || generation == l2a_matcher_generation(matcher)) return status;
  }
  return error_set(error, L2A_EBUSY, "the index changes faster than the records are explained: ask for fewer at a time");
}

static void write_results(batch *b, exchange *x, const l2a_result *results)
{
  worker *w = x->worker;
  buffer *out = &w->out, id = BUFFER_INIT;

  buffer_clear(out);
  buffer_append_char(out, '{');
  buffer_append(out, w->stamp.members, w->stamp.member_bytes);
  buffer_append_text(out, ",\"results\":[");
  for (size_t i = 0; i < b->count && exchange_answer_fits(x, out->size); i++) {
    match_answer answer = { .result = &results[i] };
    size_t from = b->ends && i ? b->ends[i - 1] : 0;

    buffer_clear(&id);
    write_id(&id, json_array_get(b->records, i));
    answer.id = buffer_bytes(&id);
    if (b->ends) answer.explanation = bytes_from(b->explanations.data + from, b->ends[i] - from);
    if (i) buffer_append_char(out, ',');
    if (b->problems[i]) match_problem_write(out, x, answer.id, b->problems[i]);
    else match_answer_write(out, x, &answer, &b->options);
  }
  buffer_append_text(out, "]}\n");
  out->failed |= id.failed;
  buffer_free(&id);
}

void handle_match_body(exchange *x)
{
  json_t *document;
  batch b = { .count = 0 };
  const l2a_result *results = NULL;
  l2a_matcher *matcher = NULL;
  l2a_error error = L2A_ERROR_INIT;

  if (exchange_body_is(x, "application/x-ndjson")) {
    finish_match_lines(x);
    return;
  }
  document = exchange_json(x);
  if (document && batch_read(&b, x, document)) matcher = match_request_matcher(x, &b.options);
  if (matcher && match_all(&results, &b, x, matcher, &error) == L2A_OK && !x->refused.status) {
    worker_stamp(x->worker, matcher);
    write_results(&b, x, results);
  }
  if (x->refused.status) reply_refusal(x);
  else if (error.status != L2A_OK) reply_failure(x, &error);
  else reply_json(x, false);
  batch_free(&b);
  json_decref(document);
}
