/* SPDX-License-Identifier: MIT */
/* POST /v1/explain: {"record":{...},"against":"ACCOUNT_ID"} -> what l2a explain --format json says. */
#include "server/match_request.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

static l2a_status explain(exchange *x, const l2a_contact *contact, bytes against, l2a_error *error)
{
  worker *w = x->worker;
  buffer explanation = BUFFER_INIT;
  l2a_status status = match_explain(&explanation, w->matcher, contact, against, error);

  if (status == L2A_OK) {
    worker_stamp(w, w->matcher);
    buffer_clear(&w->out);
    buffer_append_char(&w->out, '{');
    buffer_append(&w->out, w->stamp.members, w->stamp.member_bytes);
    buffer_append_text(&w->out, ",\"explanation\":");
    buffer_append_bytes(&w->out, bytes_trim(buffer_bytes(&explanation)));
    buffer_append_text(&w->out, "}\n");
    w->out.failed |= explanation.failed;
    x->records++;
  }
  buffer_free(&explanation);
  return status;
}

void handle_explain(exchange *x)
{
  json_t *document = exchange_json(x);
  const json_t *against = json_object_get(document, "against");
  const char *problem = NULL;
  number_texts numbers;
  l2a_contact contact;
  l2a_error error = L2A_ERROR_INIT;

  if (document && !contact_from_json(&contact, &numbers, json_object_get(document, "record"), &problem))
    exchange_refuse(x, 400, "json", "an object with an object `record` is expected: %s", problem);
  if (against && !json_is_string(against)) exchange_refuse(x, 400, "json", "against is the id of an account");
  if (x->refused.status) reply_refusal(x);
  else if (explain(x, &contact, against ? bytes_of(json_string_value(against)) : BYTES(""), &error) != L2A_OK) reply_failure(x, &error);
  else reply_json(x, false);
  json_decref(document);
}
