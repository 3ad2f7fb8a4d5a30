/* SPDX-License-Identifier: MIT */
/* Accounts as the matcher's snapshot has them. */
#include "match/matcher.h"

static l2a_status account_make(l2a_account *out, l2a_matcher *m, uint32_t account, l2a_error *error)
{
  const snapshot *s = snapshot_get(m->ref);
  l2a_string *cells = arena_take_array(&m->out, s->column_count, sizeof *cells);

  if (!cells) return error_no_memory(error);
  for (uint32_t i = 0; i < s->column_count; i++) cells[i] = snapshot_cell(s, account, i);
  *out = (l2a_account){ cells[s->column_of[L2A_ACCOUNT_ID]], cells, s->column_count, s->generation };
  return L2A_OK;
}

/* Begins a call on the newest snapshot; matcher_leave ends it after L2A_OK. *id may be of the answer before, so a copy takes its place. */
static l2a_status enter(l2a_account *out, l2a_matcher *m, l2a_string *id, l2a_error *error)
{
  bool changed = false;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "l2a_matcher_get_account: out is NULL");
  *out = (l2a_account){ { NULL, 0 }, NULL, 0, 0 };
  if (!m || (!id->data && id->size)) return error_set(error, L2A_EINVAL, "l2a_matcher_get_account: matcher and id are required");
  status = matcher_enter(m, error);
  if (status != L2A_OK) return status;
  arena_reset(&m->work);
  *id = arena_copy(&m->work, *id);
  status = m->work.failed ? error_no_memory(error) : snapshot_renew(m->ref, &changed, error);
  if (changed && m->known) memo_clear(m->known);
  if (status != L2A_OK) matcher_leave(m);
  return status;
}

l2a_status l2a_matcher_get_account(l2a_account *out, l2a_matcher *m, l2a_string id, l2a_error *error)
{
  uint32_t account;
  l2a_status status = enter(out, m, &id, error);

  if (status != L2A_OK) return status;
  account = snapshot_find_account(snapshot_get(m->ref), id);
  arena_reset(&m->out);
  if (account != INDEX_NONE) status = account_make(out, m, account, error);
  else status = error_set(error, L2A_ENOTFOUND, "no account '%.*s' in the index", (int)(id.size < 80 ? id.size : 80), id.data);
  matcher_leave(m);
  return status;
}

l2a_status l2a_matcher_next_account(l2a_account *out, l2a_matcher *m, l2a_string after_id, l2a_error *error)
{
  snapshot_cursor cursor;
  uint32_t account;
  l2a_status status = enter(out, m, &after_id, error);

  if (status != L2A_OK) return status;
  snapshot_cursor_begin(&cursor, snapshot_get(m->ref), after_id);
  account = snapshot_cursor_next(&cursor);
  arena_reset(&m->out);
  if (account != INDEX_NONE) status = account_make(out, m, account, error);
  else status = error_set(error, L2A_ENOTFOUND, "there are no more accounts");
  matcher_leave(m);
  return status;
}
