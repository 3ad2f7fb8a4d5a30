/* SPDX-License-Identifier: MIT */
/* Reconciliation clients at work: what is typed is completed, and an account is shown in a small frame. */
#include <ctype.h>
#include <stdlib.h>

#include "server/reconcile.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

/* Suggestions so far; skip is the offset that the client asked for. */
typedef struct suggestions {
  buffer *out;
  size_t skip, left;
  size_t count;
  char ids[RECONCILE_SUGGESTIONS][64]; /* listed already */
} suggestions;

static size_t number_parameter(exchange *x, const char *name, size_t otherwise, size_t limit)
{
  bytes text = exchange_parameter(x, name);
  size_t value = 0;

  for (size_t i = 0; i < text.size && text.data[i] >= '0' && text.data[i] <= '9' && value < limit; i++)
    value = value * 10 + (size_t)(text.data[i] - '0');
  if (text.size == 0) value = otherwise;
  return value > limit ? limit : value;
}

static bool begins_with(bytes text, bytes prefix)
{
  return text.size >= prefix.size && bytes_equal_nocase(bytes_from(text.data, prefix.size), prefix);
}

static void suggest(suggestions *s, bytes id, bytes name, bool notable)
{
  size_t known = s->count < RECONCILE_SUGGESTIONS ? s->count : RECONCILE_SUGGESTIONS;

  for (size_t i = 0; i < known; i++)
    if (id.size < sizeof s->ids[i] && bytes_equal(bytes_of(s->ids[i]), id)) return;
  if (s->left == 0) return;
  if (s->count < RECONCILE_SUGGESTIONS && id.size < sizeof *s->ids) memcpy(s->ids[s->count], id.data, id.size);
  s->count++;
  if (s->skip) {
    s->skip--;
    return;
  }
  s->left--;
  if (s->out->data[s->out->size - 1] == '}') buffer_append_char(s->out, ',');
  buffer_append_char(s->out, '{');
  json_write_member(s->out, "id", id);
  json_write_member(s->out, "name", name);
  if (notable) buffer_append_text(s->out, ",\"notable\":[" RECONCILE_TYPE "]");
  buffer_append_char(s->out, '}');
}

/* The account with this id, those whose name is like it, and the first ones whose name or id begins with it. */
static l2a_status suggest_accounts(suggestions *s, exchange *x, bytes prefix, l2a_error *error)
{
  worker *w = x->worker;
  l2a_matcher *matcher = worker_lister(w, error);
  long name = reconcile_column(w->edition->index, L2A_ACCOUNT_NAME);
  l2a_contact contact = L2A_CONTACT_INIT;
  const l2a_result *r;
  l2a_account account;
  buffer last = BUFFER_INIT;
  l2a_status status;

  if (!matcher) return L2A_ENOMEM;
  if (prefix.size && l2a_matcher_get_account(&account, matcher, prefix, NULL) == L2A_OK)
    suggest(s, account.id, name >= 0 ? account.cells[name] : account.id, true);
  contact.company = prefix;
  status = l2a_match(&r, matcher, &contact, error);
  if (status != L2A_OK) return status;
  for (size_t i = 0; i < r->candidate_count; i++) suggest(s, r->candidates[i].account_id, r->candidates[i].account_name, true);
  for (size_t i = 0; i < RECONCILE_SCAN && s->left && status == L2A_OK; i++) {
    status = l2a_matcher_next_account(&account, matcher, buffer_bytes(&last), error);
    if (status != L2A_OK) break;
    buffer_clear(&last);
    buffer_append_bytes(&last, account.id);
    if (begins_with(account.id, prefix) || (name >= 0 && begins_with(account.cells[name], prefix)))
      suggest(s, account.id, name >= 0 ? account.cells[name] : account.id, true);
  }
  worker_stamp(w, matcher);
  buffer_free(&last);
  return status == L2A_ENOTFOUND ? L2A_OK : status;
}

void handle_suggest(exchange *x)
{
  buffer *out = &x->worker->out;
  bytes prefix = exchange_parameter(x, "prefix");
  suggestions s = { .out = out };
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = L2A_OK;

  s.skip = number_parameter(x, exchange_parameter(x, "offset").size ? "offset" : "cursor", 0, RECONCILE_SCAN);
  s.left = number_parameter(x, "limit", RECONCILE_SUGGESTIONS, RECONCILE_SUGGESTIONS);
  buffer_clear(out);
  buffer_append_text(out, "{\"result\":[");
  if (!json_can_hold(prefix)) {
    reply_problem(x, 400, "encoding", "prefix is no valid UTF-8");
    return;
  }
  if (bytes_equal(x->id, BYTES("entity"))) {
    status = suggest_accounts(&s, x, prefix, &error);
  } else if (bytes_equal(x->id, BYTES("property"))) {
    for (size_t i = 0; i < CONTACT_MEMBER_COUNT; i++)
      if (i != CONTACT_MEMBER_id && begins_with(bytes_of(contact_member_name(i)), prefix))
        suggest(&s, bytes_of(contact_member_name(i)), bytes_of(contact_member_name(i)), false);
  } else if (bytes_equal(x->id, BYTES("type"))) {
    if (begins_with(BYTES("Account"), prefix)) suggest(&s, BYTES("account"), BYTES("Account"), false);
  } else {
    reply_problem(x, 404, "path", "entity, property or type is suggested");
    return;
  }
  buffer_append_text(out, "]}\n");
  if (status != L2A_OK) reply_failure(x, &error);
  else reply_json(x, false);
}

/* What an extension may ask for: the columns of the account table. */
void handle_propose(exchange *x)
{
  buffer *out = &x->worker->out;
  size_t limit = number_parameter(x, "limit", 1000, 1000);
  l2a_column column;

  buffer_clear(out);
  buffer_append_text(out, "{\"properties\":[");
  for (size_t n = 0; n < limit && l2a_index_get_column(x->worker->edition->index, n, &column) == L2A_OK; n++) {
    if (n) buffer_append_char(out, ',');
    buffer_append_char(out, '{');
    json_write_member(out, "id", column.name);
    json_write_member(out, "name", column.name);
    buffer_append_char(out, '}');
  }
  buffer_append_text(out, "],\"type\":\"account\"}\n");
  reply_json(x, false);
}

static void append_html(buffer *out, bytes text)
{
  for (size_t i = 0; i < text.size; i++) {
    switch (text.data[i]) {
    case '<': buffer_append_text(out, "&lt;"); break;
    case '>': buffer_append_text(out, "&gt;"); break;
    case '&': buffer_append_text(out, "&amp;"); break;
    case '"': buffer_append_text(out, "&quot;"); break;
    default: buffer_append_char(out, text.data[i]);
    }
  }
}

void handle_preview(exchange *x)
{
  worker *w = x->worker;
  buffer *out = &w->out;
  bytes id = exchange_parameter(x, "id");
  l2a_error error = L2A_ERROR_INIT;
  l2a_account account;
  l2a_column column;

  if (l2a_matcher_get_account(&account, w->matcher, id, &error) != L2A_OK) {
    reply_failure(x, &error);
    return;
  }
  buffer_clear(out);
  buffer_append_text(out, "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Account ");
  append_html(out, account.id);
  buffer_append_text(out,
                     "</title><style>body{font:13px sans-serif;margin:8px;color-scheme:light dark}th{text-align:left;font-weight:normal;"
                     "opacity:.7;padding-right:1em;vertical-align:top}td{overflow-wrap:anywhere}</style><table>");
  for (size_t n = 0; n < account.cell_count && l2a_index_get_column(w->edition->index, n, &column) == L2A_OK; n++) {
    if (account.cells[n].size == 0) continue;
    buffer_append_text(out, "<tr><th scope=\"row\">");
    append_html(out, column.name);
    buffer_append_text(out, "</th><td>");
    append_html(out, account.cells[n]);
    buffer_append_text(out, "</td></tr>");
  }
  buffer_append_text(out, "</table></html>\n");
  if (out->failed) reply_problem(x, 503, "memory", "there is no memory for the answer");
  else reply_send(x, 200, MEDIA_HTML, buffer_bytes(out), false);
}
