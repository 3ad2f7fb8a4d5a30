/* SPDX-License-Identifier: MIT */
/*
 * GET /v1/mqa: accounts by stage and what changed, page by page in the order of their ids. The cursor is the id behind which the next page
 * begins: it stays good when rows come and go between two pages.
 */
#include <stdlib.h>

#include "io/timestamp.h"
#include "server/mqa_json.h"
#include "server/mqa_store.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"

enum { PAGE_ROWS = 100 /* without limit= */ };

typedef struct mqa_query {
  bytes stage, cursor;
  int64_t changed_since;
  size_t limit;
} mqa_query;

static bool read_mqa_query(mqa_query *q, exchange *x)
{
  bytes since = bytes_trim(exchange_parameter(x, "changed_since")), limit = exchange_parameter(x, "limit");

  *q = (mqa_query){ exchange_parameter(x, "stage"), exchange_parameter(x, "cursor"), INT64_MIN, PAGE_ROWS };
  if (limit.size) q->limit = 0;
  for (size_t i = 0; i < limit.size; i++) {
    if (limit.data[i] < '0' || limit.data[i] > '9' || q->limit > SERVER_PAGE_ROWS) {
      q->limit = 0;
      break;
    }
    q->limit = q->limit * 10 + (size_t)(limit.data[i] - '0');
  }
  if (q->limit < 1 || q->limit > SERVER_PAGE_ROWS)
    exchange_refuse(x, 400, "parameter", "limit: a number from 1 to %d is expected", SERVER_PAGE_ROWS);
  if (since.size && !instant_read(&q->changed_since, since))
    exchange_refuse(x, 400, "parameter", "changed_since: an instant like 2026-11-01T09:30:00Z is expected");
  return x->refused.status == 0;
}

/* Number of the first account whose id comes after the cursor. */
static size_t first_after(l2a_mqa *mqa, bytes cursor)
{
  l2a_mqa_account account;
  size_t low = 0, high = 1;

  if (cursor.size == 0) return 0;
  while (l2a_mqa_account_at(&account, mqa, high) == L2A_OK && bytes_compare(account.account_id, cursor) <= 0) high *= 2;
  while (low < high) {
    size_t middle = low + (high - low) / 2;

    if (l2a_mqa_account_at(&account, mqa, middle) == L2A_OK && bytes_compare(account.account_id, cursor) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

static bool is_asked_for(const mqa_query *q, const l2a_mqa_account *a)
{
  if (q->stage.size && !bytes_equal(a->stage, q->stage)) return false;
  return q->changed_since == INT64_MIN || (a->changed_at != INT64_MIN && a->changed_at >= q->changed_since);
}

static void write_page(buffer *out, exchange *x, l2a_mqa *mqa, const mqa_query *q)
{
  l2a_mqa_account account;
  buffer next = BUFFER_INIT;
  size_t rows = 0;
  bool more = false;

  for (size_t n = first_after(mqa, q->cursor); l2a_mqa_account_at(&account, mqa, n) == L2A_OK; n++) {
    l2a_account indexed;

    if (!is_asked_for(q, &account)) continue;
    if (l2a_matcher_get_account(&indexed, x->worker->matcher, account.account_id, NULL) == L2A_ENOTFOUND) continue;
    if (rows == q->limit) {
      more = true;
      break;
    }
    if (rows++) buffer_append_char(out, ',');
    mqa_account_write(out, &account);
    buffer_clear(&next);
    buffer_append_bytes(&next, account.account_id);
  }
  buffer_append_text(out, "],\"next_cursor\":");
  if (more) json_write_string(out, buffer_bytes(&next));
  else buffer_append_text(out, "null");
  out->failed |= next.failed;
  x->records = rows;
  buffer_free(&next);
}

void handle_mqa(exchange *x)
{
  worker *w = x->worker;
  buffer *out = &w->out;
  mqa_query q;
  l2a_mqa *mqa;
  l2a_error error = L2A_ERROR_INIT;

  if (!x->server->mqa) exchange_refuse(x, 404, "no_state", "the server was started without --state");
  if (x->refused.status || !read_mqa_query(&q, x)) {
    reply_refusal(x);
    return;
  }
  mqa = mqa_store_lock(x->server->mqa, w, true, &error);
  if (!mqa) {
    reply_failure(x, &error);
    return;
  }
  worker_stamp(w, w->matcher);
  buffer_clear(out);
  buffer_append_char(out, '{');
  buffer_append(out, w->stamp.members, w->stamp.member_bytes);
  instant_write(out, "as_of", mqa_store_as_of(x->server->mqa));
  buffer_append_text(out, ",\"stages\":{");
  mqa_store_write_stages(out, x->server->mqa);
  buffer_append_text(out, "},\"accounts\":[");
  write_page(out, x, mqa, &q);
  buffer_append_text(out, "}\n");
  mqa_store_unlock(x->server->mqa);
  reply_json(x, false);
}
