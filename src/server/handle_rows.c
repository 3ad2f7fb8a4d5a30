/* SPDX-License-Identifier: MIT */
/* POST /v1/contacts, /v1/activities, /v1/opportunities, /v1/touches: NDJSON in, durable when it is answered. */
#include <stdlib.h>

#include "server/contact_member.h"
#include "server/intake.h"
#include "server/mqa_store.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

typedef struct rows {
  exchange *x;
  l2a_mqa *mqa;
} rows;

/* ---- contacts ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status take_contact(void *payload, const bytes *cells, l2a_error *error)
{
  rows *r = payload;
  worker *w = r->x->worker;
  l2a_contact contact = L2A_CONTACT_INIT;
  l2a_mqa_contact row = { .struct_size = sizeof row };
  const l2a_result *result;
  l2a_status status;

  for (size_t i = 0; i < CONTACT_MEMBER_COUNT; i++) *contact_member(&contact, i) = cells[i];
  status = l2a_match(&result, w->matcher, &contact, error);
  if (status != L2A_OK) return status == L2A_EINVAL ? L2A_EIO : status;
  metrics_add_result(&w->counts, result);
  row.id = contact.id;
  row.email = contact.email;
  row.title = contact.title;
  row.account_id = result->account_id;
  row.decision = result->decision;
  row.score = result->score;
  return l2a_mqa_add_contact(r->mqa, &row, error);
}

/* ---- the others ---------------------------------------------------------------------------------------------------------------------- */

static const char *const activity_members[] = { "activity_id", "contact_id", "email", "account_id", "type", "minutes", "occurred_at" };
static const char *const opportunity_members[] = { "opportunity_id", "account_id", "created_at", "closed_at",
                                                   "is_closed",      "is_won",     "amount" };
static const char *const touch_members[] = { "account_id", "contact_id", "email", "occurred_at", "kind", "rep", "disposition" };

static l2a_status take_activity(void *payload, const bytes *c, l2a_error *error)
{
  l2a_mqa_activity row = { .struct_size = sizeof row,
                           .activity_id = c[0],
                           .contact_id = c[1],
                           .email = c[2],
                           .account_id = c[3],
                           .type = c[4],
                           .minutes = c[5],
                           .occurred_at = c[6] };

  return l2a_mqa_add_activity(((rows *)payload)->mqa, &row, error);
}

static l2a_status take_opportunity(void *payload, const bytes *c, l2a_error *error)
{
  l2a_mqa_opportunity row = { .struct_size = sizeof row,
                              .opportunity_id = c[0],
                              .account_id = c[1],
                              .created_at = c[2],
                              .closed_at = c[3],
                              .is_closed = c[4],
                              .is_won = c[5],
                              .amount = c[6] };

  return l2a_mqa_add_opportunity(((rows *)payload)->mqa, &row, error);
}

static l2a_status take_touch(void *payload, const bytes *c, l2a_error *error)
{
  l2a_mqa_touch row = { .struct_size = sizeof row,
                        .account_id = c[0],
                        .contact_id = c[1],
                        .email = c[2],
                        .occurred_at = c[3],
                        .kind = c[4],
                        .rep = c[5],
                        .disposition = c[6] };

  return l2a_mqa_add_touch(((rows *)payload)->mqa, &row, error);
}

/* ---- intake -------------------------------------------------------------------------------------------------------------------------- */

typedef struct row_kind {
  const char *const *members;
  size_t count;
  intake_row *take;
} row_kind;

static l2a_status take_rows(intake *in, exchange *x, const row_kind *kind, l2a_error *error)
{
  worker *w = x->worker;
  rows r = { .x = x };
  l2a_status status = intake_init(in, buffer_bytes(&x->body), kind->members, kind->count, error);

  if (status != L2A_OK) return status;
  r.mqa = mqa_store_lock(x->server->mqa, w, false, error);
  if (!r.mqa) return error->status;
  status = intake_run(in, buffer_bytes(&x->body), kind->take, &r, error);
  if (status == L2A_OK) status = l2a_mqa_commit(r.mqa, error);
  mqa_store_touch(x->server->mqa);
  mqa_store_unlock(x->server->mqa);
  return status;
}

static void handle_kind(exchange *x, const row_kind *kind)
{
  worker *w = x->worker;
  intake in = { .keys = NULL };
  l2a_error error = L2A_ERROR_INIT;

  if (!x->server->mqa) {
    reply_problem(x, 404, "no_state", "the server was started without --state");
    return;
  }
  if (take_rows(&in, x, kind, &error) == L2A_OK) {
    worker_stamp(w, w->matcher);
    intake_write(&in, x);
    buffer_append_char(&w->out, ',');
    buffer_append(&w->out, w->stamp.members, w->stamp.member_bytes);
    buffer_append_text(&w->out, "}\n");
    reply_json(x, false);
  } else {
    reply_failure(x, &error);
  }
  intake_free(&in);
}

void handle_contacts(exchange *x)
{
  const char *names[CONTACT_MEMBER_COUNT];

  for (size_t i = 0; i < CONTACT_MEMBER_COUNT; i++) names[i] = contact_member_name(i);
  handle_kind(x, &(row_kind){ names, CONTACT_MEMBER_COUNT, take_contact });
}

void handle_activities(exchange *x)
{
  handle_kind(x, &(row_kind){ activity_members, sizeof activity_members / sizeof *activity_members, take_activity });
}

void handle_opportunities(exchange *x)
{
  handle_kind(x, &(row_kind){ opportunity_members, sizeof opportunity_members / sizeof *opportunity_members, take_opportunity });
}

void handle_touches(exchange *x)
{
  handle_kind(x, &(row_kind){ touch_members, sizeof touch_members / sizeof *touch_members, take_touch });
}
