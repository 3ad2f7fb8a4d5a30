/* SPDX-License-Identifier: MIT */
/* What requests to match share: options, and one answer written with what every answer carries. */
#ifndef L2A_SERVER_MATCH_REQUEST_H
#define L2A_SERVER_MATCH_REQUEST_H

#include "server/contact_member.h"
#include "server/exchange.h"
#include "server/result_json.h"

/* An option by its name; false, and the exchange is refused, when it cannot be read. *known: false when there is no such option. */
bool match_option_read(match_options *options, exchange *x, bytes name, bytes value, bool *known);

/* Options of the query, for batches; false when one is wrong. */
bool match_options_from_query(match_options *options, exchange *x);

/* Options of a JSON document's member; NULL is none. */
bool match_options_from_json(match_options *options, exchange *x, const json_t *object);

/* The matcher that the options need; NULL: refused. */
l2a_matcher *match_request_matcher(exchange *x, const match_options *options);

/*
 * Appends `{"id":ID,...}`. id is JSON text; explanation JSON of l2a_explain, or empty; stamp the members of every answer, or empty when they
 * stand around it. Counts the result. Errors: out->failed.
 */
typedef struct match_answer {
  const l2a_result *result;
  bytes id, explanation, stamp;
} match_answer;

void match_answer_write(buffer *out, exchange *x, const match_answer *answer, const match_options *options);

/* What l2a_explain says of a contact as JSON in out, which is cleared. */
l2a_status match_explain(buffer *out, l2a_matcher *matcher, const l2a_contact *contact, bytes against, l2a_error *error);

/* A record that cannot be read, as a result of its own: one bad record never fails its batch. */
void match_problem_write(buffer *out, exchange *x, bytes id, const char *problem);

/* A JSON document; NULL, and the exchange is refused with the place of the error. */
json_t *match_json(exchange *x, bytes text);

/* Parses x->body; NULL, and the exchange is refused with the place of the error, when it is no valid JSON. */
json_t *exchange_json(exchange *x);

#endif
