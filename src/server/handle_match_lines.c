/* SPDX-License-Identifier: MIT */
/*
 * POST /v1/match with NDJSON: lines are matched as they come, in pieces, and answered in their order when all are there. Each line says the
 * generation it comes from, since an update may come between two pieces.
 */
#include <stdlib.h>

#include "io/ndjson.h"
#include "server/match_request.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

typedef struct lines {
  match_options options;
  column_keys *keys; /* column n is member n of a contact */
  record_batch records;
  l2a_contact *contacts;
  size_t capacity;
  buffer scratch;
} lines;

static void lines_free(lines *l)
{
  if (!l) return;
  column_keys_free(l->keys);
  record_batch_free(&l->records);
  buffer_free(&l->scratch);
  free(l->contacts);
  free(l);
}

void release_match_lines(exchange *x)
{
  lines_free(x->state);
  x->state = NULL;
}

static lines *lines_new(exchange *x)
{
  lines *l = calloc(1, sizeof *l);
  l2a_error error = L2A_ERROR_INIT;

  if (!l) goto failed;
  record_batch_init(&l->records);
  if (column_keys_new(&l->keys, &error) != L2A_OK) goto failed;
  for (size_t i = 0; i < CONTACT_MEMBER_COUNT; i++)
    if (column_keys_add(l->keys, bytes_of(contact_member_name(i))) != i) goto failed;
  if (match_options_from_query(&l->options, x)) return l;
failed:
  exchange_refuse(x, 503, "memory", "there is no memory for this request");
  lines_free(l);
  return NULL;
}

static bool reserve_contacts(lines *l, size_t count)
{
  l2a_contact *grown;

  if (count <= l->capacity) return true;
  grown = realloc(l->contacts, count * sizeof *grown);
  if (!grown) return false;
  l->contacts = grown;
  l->capacity = count;
  return true;
}

/* Contacts of the records; one that is damaged, or has a list for a text, stays empty. */
static const char *record_problem(const record *r)
{
  if (r->damage != RECORD_GOOD) return r->message ? r->message : record_damage_name(r->damage);
  for (uint32_t i = 0; i < r->field_count; i++)
    if (r->columns[i] != RECORD_NO_COLUMN && r->kinds[i] == VALUE_NESTED) return "a member of a record is a text or a number";
  return NULL;
}

static void fill_contact(l2a_contact *contact, const record *r)
{
  *contact = (l2a_contact)L2A_CONTACT_INIT;
  if (record_problem(r)) return;
  for (uint32_t i = 0; i < r->field_count; i++)
    if (r->columns[i] != RECORD_NO_COLUMN && r->kinds[i] != VALUE_NULL) *contact_member(contact, r->columns[i]) = r->fields[i];
}

/* The id as it was written: a number stays one. */
static void write_id(buffer *out, const record *r)
{
  buffer_clear(out);
  for (uint32_t i = 0; i < r->field_count && r->damage == RECORD_GOOD; i++) {
    if (r->columns[i] != CONTACT_MEMBER_id || r->kinds[i] == VALUE_NESTED) continue;
    buffer_clear(out); /* of a member given twice the last counts */
    if (r->kinds[i] == VALUE_STRING) json_write_string(out, r->fields[i]);
    else if (r->kinds[i] == VALUE_NULL) buffer_append_text(out, "null");
    else buffer_append_bytes(out, r->fields[i]);
  }
  if (out->size == 0) buffer_append_text(out, "null");
}

static void write_answers(lines *l, exchange *x, const l2a_result *results)
{
  const stamp *s = &x->worker->stamp;
  match_answer answer = { .stamp = bytes_from(s->members, s->member_bytes) };

  for (size_t i = 0; i < l->records.count; i++) {
    const record *r = &l->records.records[i];
    const char *problem = record_problem(r);

    write_id(&l->scratch, r);
    answer.result = &results[i];
    answer.id = buffer_bytes(&l->scratch);
    if (problem) match_problem_write(&x->out, x, answer.id, problem);
    else match_answer_write(&x->out, x, &answer, &l->options);
    buffer_append_char(&x->out, '\n');
  }
  x->out.failed |= l->scratch.failed;
}

/* With explanations: one by one. */
static l2a_status explain_answers(lines *l, exchange *x, l2a_matcher *matcher, l2a_error *error)
{
  buffer explanation = BUFFER_INIT;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < l->records.count && status == L2A_OK; i++) {
    const record *r = &l->records.records[i];
    const char *problem = record_problem(r);
    match_answer answer = { .result = NULL };
    uint64_t generation;

    write_id(&l->scratch, r);
    answer.id = buffer_bytes(&l->scratch);
    if (problem) {
      match_problem_write(&x->out, x, answer.id, problem);
      buffer_append_char(&x->out, '\n');
      continue;
    }
    do {
      status = match_explain(&explanation, matcher, &l->contacts[i], BYTES(""), error);
      generation = l2a_matcher_generation(matcher);
      if (status == L2A_OK) status = l2a_match(&answer.result, matcher, &l->contacts[i], error);
    } while (status == L2A_OK && generation != l2a_matcher_generation(matcher));
    if (status != L2A_OK) break;
    worker_stamp(x->worker, matcher);
    answer.explanation = buffer_bytes(&explanation);
    answer.stamp = bytes_from(x->worker->stamp.members, x->worker->stamp.member_bytes);
    match_answer_write(&x->out, x, &answer, &l->options);
    buffer_append_char(&x->out, '\n');
  }
  x->out.failed |= explanation.failed;
  buffer_free(&explanation);
  return status;
}

void feed_match_lines(exchange *x, bytes text)
{
  lines *l = x->state ? x->state : (x->state = lines_new(x));
  l2a_matcher *matcher = l ? match_request_matcher(x, &l->options) : NULL;
  chunk piece = { .data = (char *)(uintptr_t)text.data, .size = text.size, .capacity = text.size, .line = 1 };
  const l2a_result *results;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  if (!matcher) return;
  record_batch_clear(&l->records);
  status = ndjson_parse_chunk(&l->records, &piece, l->keys, &error);
  if (status == L2A_OK && x->records + l->records.count > x->server->options->batch_records) {
    exchange_refuse(x, 413, "batch_limit", "more than %u records (--max-batch)", x->server->options->batch_records);
    return;
  }
  if (status == L2A_OK && !reserve_contacts(l, l->records.count)) status = error_no_memory(&error);
  if (status == L2A_OK)
    for (size_t i = 0; i < l->records.count; i++) fill_contact(&l->contacts[i], &l->records.records[i]);
  if (status == L2A_OK && l->options.explain == EXPLAIN_FULL) {
    status = explain_answers(l, x, matcher, &error);
  } else if (status == L2A_OK) {
    status = l2a_match_batch(&results, matcher, l->contacts, l->records.count, &error);
    if (status == L2A_OK) worker_stamp(x->worker, matcher);
    if (status == L2A_OK) write_answers(l, x, results);
  }
  if (status != L2A_OK)
    exchange_refuse(x, status == L2A_ENOMEM ? 503 : 500, status == L2A_ENOMEM ? "memory" : "failed", "%s", error.message);
}

void finish_match_lines(exchange *x)
{
  match_options options;

  if (!x->state && !match_options_from_query(&options, x)) reply_refusal(x); /* no line, but the query is wrong all the same */
  else reply_give(x, 200, MEDIA_LINES, &x->out, false);
}
