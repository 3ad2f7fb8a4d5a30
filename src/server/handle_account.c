/* SPDX-License-Identifier: MIT */
/*
 * /v1/accounts/{id} and POST /v1/accounts: accounts as indexed, and changes to them. A change is one transaction: durable when it is answered
 * and seen by the next request of every thread and process.
 */
#include <stdlib.h>

#include "server/intake.h"
#include "server/match_request.h"
#include "server/mqa_json.h"
#include "server/mqa_store.h"
#include "server/reconcile.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

enum { WAIT_MS = 5000 /* for another writer */ };

static bytes id_column(const l2a_index *index)
{
  long n = reconcile_column(index, L2A_ACCOUNT_ID);
  l2a_column column = { .name = BYTES("") };

  if (n >= 0) l2a_index_get_column(index, (size_t)n, &column);
  return column.name;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------- */

static void write_cells(buffer *out, const l2a_index *index, const l2a_account *account)
{
  l2a_column column;

  buffer_append_text(out, ",\"account\":{");
  for (size_t n = 0; n < account->cell_count && l2a_index_get_column(index, n, &column) == L2A_OK; n++) {
    if (n) buffer_append_char(out, ',');
    json_write_string(out, column.name);
    buffer_append_char(out, ':');
    json_write_string(out, account->cells[n]);
  }
  buffer_append_char(out, '}');
}

static l2a_status write_stage(buffer *out, exchange *x, bytes id, l2a_error *error)
{
  l2a_mqa *mqa;
  l2a_mqa_account account;

  if (!x->server->mqa) return L2A_OK;
  mqa = mqa_store_lock(x->server->mqa, x->worker, true, error);
  if (!mqa) return error->status;
  buffer_append_text(out, ",\"mqa\":");
  if (l2a_mqa_find_account(&account, mqa, id) == L2A_OK) mqa_account_write(out, &account);
  else buffer_append_text(out, "null");
  instant_write(out, "as_of", mqa_store_as_of(x->server->mqa));
  mqa_store_unlock(x->server->mqa);
  return L2A_OK;
}

void handle_account(exchange *x)
{
  worker *w = x->worker;
  buffer *out = &w->out;
  l2a_account account;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = l2a_matcher_get_account(&account, w->matcher, x->id, &error);

  if (status == L2A_OK) {
    worker_stamp(w, w->matcher);
    buffer_clear(out);
    buffer_append_char(out, '{');
    json_write_member(out, "id", account.id);
    write_cells(out, w->edition->index, &account);
    buffer_append_char(out, ',');
    buffer_append(out, w->stamp.members, w->stamp.member_bytes);
    status = write_stage(out, x, x->id, &error); /* the matcher's texts are gone from here on */
    buffer_append_text(out, "}\n");
  }
  if (status == L2A_ENOTFOUND) reply_problem(x, 404, "not_found", "there is no account with this id");
  else if (status != L2A_OK) reply_failure(x, &error);
  else reply_json(x, !x->server->mqa);
}

/* ---- changing ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status begin(l2a_index_update **out, exchange *x, const l2a_column *columns, size_t count, l2a_error *error)
{
  l2a_index_update_options options = L2A_INDEX_UPDATE_OPTIONS_INIT;

  options.wait_ms = WAIT_MS;
  return l2a_index_update_begin(out, x->worker->edition->index, columns, count, &options, error);
}

/* Replies to a change that was committed: out has the beginning of an object. */
static void reply_changed(exchange *x)
{
  worker *w = x->worker;
  buffer *out = &w->out;

  worker_renew(w);
  worker_stamp(w, w->matcher);
  buffer_append_char(out, ',');
  buffer_append(out, w->stamp.members, w->stamp.member_bytes);
  buffer_append_text(out, "}\n");
  reply_json(x, false);
}

typedef struct account_body {
  l2a_column *columns;
  bytes *cells;
  char (*numbers)[32];
  size_t count;
} account_body;

static void account_body_free(account_body *b)
{
  free(b->columns);
  free(b->cells);
  free(b->numbers);
}

/* The members of the document, and the id of the path. */
static bool account_body_read(account_body *b, exchange *x, json_t *document, bytes id_name)
{
  size_t room = json_object_size(document) + 1;

  if (!json_is_object(document)) {
    exchange_refuse(x, 400, "json", "an object with the columns of an account is expected");
    return false;
  }
  *b = (account_body){ calloc(room, sizeof *b->columns), calloc(room, sizeof *b->cells), calloc(room, sizeof *b->numbers), 1 };
  if (!b->columns || !b->cells || !b->numbers) {
    exchange_refuse(x, 503, "memory", "there is no memory for this request");
    return false;
  }
  b->columns[0] = (l2a_column){ id_name, L2A_ACCOUNT_ID };
  b->cells[0] = x->id;
  for (void *at = json_object_iter(document); at; at = json_object_iter_next(document, at)) {
    bytes name = bytes_from(json_object_iter_key(at), json_object_iter_key_len(at));
    const json_t *value = json_object_iter_value(at);
    bytes cell = BYTES("");

    if (json_is_array(value) || json_is_object(value))
      exchange_refuse(x, 422, "invalid", "%.60s: a text or a number is expected", name.data);
    else if (json_is_boolean(value)) cell = json_is_true(value) ? BYTES("true") : BYTES("false");
    else reconcile_value(&cell, value, b->numbers[b->count]);
    if (bytes_equal(name, id_name)) {
      if (!bytes_equal(cell, x->id)) exchange_refuse(x, 422, "invalid", "the id of the body is not the one of the path");
      continue;
    }
    b->columns[b->count] = (l2a_column){ name, L2A_ACCOUNT_OTHER };
    b->cells[b->count++] = cell;
  }
  return x->refused.status == 0;
}

void handle_account_put(exchange *x)
{
  json_t *document = exchange_json(x);
  account_body body = { .count = 0 };
  l2a_index_update *update = NULL;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = L2A_OK;

  if (document && x->id.size > SERVER_ID_BYTES) exchange_refuse(x, 422, "invalid", "an id has %d bytes at most", SERVER_ID_BYTES);
  if (!document || !account_body_read(&body, x, document, id_column(x->worker->edition->index))) {
    reply_refusal(x);
    goto done;
  }
  status = begin(&update, x, body.columns, body.count, &error);
  if (status == L2A_OK) status = l2a_index_update_put(update, body.cells, &error);
  if (status == L2A_OK) {
    status = l2a_index_update_commit(update, &error);
    update = NULL;
  }
  if (status == L2A_OK) {
    x->records = 1;
    buffer_clear(&x->worker->out);
    buffer_append_char(&x->worker->out, '{');
    json_write_member(&x->worker->out, "id", x->id);
    reply_changed(x);
  } else {
    reply_failure(x, &error);
  }
done:
  l2a_index_update_cancel(update);
  account_body_free(&body);
  json_decref(document);
}

void handle_account_delete(exchange *x)
{
  l2a_column column = { id_column(x->worker->edition->index), L2A_ACCOUNT_ID };
  l2a_index_update *update = NULL;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = begin(&update, x, &column, 1, &error);

  if (status == L2A_OK) status = l2a_index_update_delete(update, x->id, &error);
  if (status == L2A_OK) {
    status = l2a_index_update_commit(update, &error);
    update = NULL;
  }
  l2a_index_update_cancel(update);
  if (status == L2A_OK) {
    x->records = 1;
    buffer_clear(&x->worker->out);
    buffer_append_char(&x->worker->out, '{');
    json_write_member(&x->worker->out, "id", x->id);
    buffer_append_text(&x->worker->out, ",\"deleted\":true");
    reply_changed(x);
  } else if (status == L2A_ENOTFOUND) {
    reply_problem(x, 404, "not_found", "there is no account with this id");
  } else {
    reply_failure(x, &error);
  }
}

/* ---- many at once -------------------------------------------------------------------------------------------------------------------- */

static l2a_status take_account(void *payload, const bytes *cells, l2a_error *error)
{
  return l2a_index_update_put(payload, cells, error);
}

/* The columns are the members of the first line. */
static l2a_status begin_of_keys(l2a_index_update **out, exchange *x, const column_keys *keys, l2a_error *error)
{
  size_t count = column_keys_count(keys);
  bytes id_name = id_column(x->worker->edition->index);
  l2a_column *columns = calloc(count + 1, sizeof *columns);
  l2a_status status;

  if (!columns) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    columns[i].name = column_keys_name(keys, (uint32_t)i);
    columns[i].field = bytes_equal(columns[i].name, id_name) ? L2A_ACCOUNT_ID : L2A_ACCOUNT_OTHER;
  }
  status = begin(out, x, columns, count, error);
  free(columns);
  return status;
}

void handle_accounts(exchange *x)
{
  intake in = { .keys = NULL };
  l2a_index_update *update = NULL;
  bytes body = buffer_bytes(&x->body);
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = intake_init(&in, body, NULL, 0, &error);

  if (status == L2A_OK && column_keys_count(in.keys)) status = begin_of_keys(&update, x, in.keys, &error);
  if (status == L2A_OK && update) status = intake_run(&in, body, take_account, update, &error);
  if (status == L2A_OK && update) {
    status = l2a_index_update_commit(update, &error);
    update = NULL;
  }
  l2a_index_update_cancel(update);
  if (status == L2A_OK) {
    intake_write(&in, x);
    reply_changed(x);
  } else {
    reply_failure(x, &error);
  }
  intake_free(&in);
}
