/* SPDX-License-Identifier: MIT */
/*
 * Opportunities and touches to what belongs to an account:
 *
 *   rows in order -> up to the instant -> first of each id -> account, or unmatched -> scattered by account, order kept
 */
#include "base/civil.h"
#include "mqa/book.h"
#include "mqa/mqa_object.h"

/* ---- accounts ------------------------------------------------------------------------------------------------------------------------ */

static int compare_accounts(const void *left, const void *right)
{
  const account_entry *a = left;
  const account_entry *b = right;

  return bytes_compare(a->id, b->id);
}

static l2a_status index_accounts(mqa *m, l2a_error *error)
{
  if (m->accounts.count) qsort(m->accounts.data, m->accounts.count, sizeof *m->accounts.data, compare_accounts);
  for (size_t i = 0; i < m->accounts.count; i++) {
    uint32_t number = key_map_add(&m->account_ids, id_canonical(m->accounts.data[i].id), (uint32_t)i);

    if (number == KEY_NONE) return error_no_memory(error);
    if (number != i && !VECTOR_ADD(&m->shadowed, m->accounts.data[i].id)) return error_no_memory(error);
  }
  return L2A_OK;
}

l2a_status book_prepare(mqa *m, l2a_error *error)
{
  l2a_status status = index_accounts(m, error);

  return status == L2A_OK ? people_make(m, error) : status;
}

l2a_status mqa_prepare(mqa *m, l2a_error *error)
{
  l2a_status status;

  if (m->prepared) return L2A_OK;
  if (m->journal) return log_prepare(m->journal, m, NULL, error);
  status = book_prepare(m, error);
  if (status == L2A_OK) status = mqa_number_files(m, error);
  m->prepared = status == L2A_OK;
  return status;
}

/* ---- unmatched rows -------------------------------------------------------------------------------------------------------------------- */

l2a_status book_add_unmatched(mqa *m, mqa_table table, mqa_source source, bytes key, const char *reason, l2a_error *error)
{
  mqa_unmatched_row row = { table, source, BYTES(""), reason };

  if (m->replayed && !source.line) return L2A_OK;
  row.key = arena_copy(&m->event_texts, key);
  return row.key.data && VECTOR_ADD(&m->unmatched, row) ? L2A_OK : error_no_memory(error);
}

/* ---- what is placed ------------------------------------------------------------------------------------------------------------------ */

/* What is placed, in order, and to which account. */
typedef struct placed {
  size_t count;
  uint32_t *accounts;
  void *things;
} placed;

/* start[a] .. start[a + 1] of the result are the account's; order is kept. out has room for all. */
static void scatter(const placed *p, size_t size, uint32_t *start, size_t account_count, char *out)
{
  for (size_t i = 0; i < p->count; i++) start[p->accounts[i] + 1]++;
  for (size_t a = 0; a < account_count; a++) start[a + 1] += start[a];
  for (size_t i = 0; i < p->count; i++) {
    uint32_t at = start[p->accounts[i]]++;
    memcpy(out + at * size, (const char *)p->things + i * size, size);
  }
  for (size_t a = account_count; a > 0; a--) start[a] = start[a - 1];
  start[0] = 0;
}

/* Memory for count things; free_placed frees p. */
static l2a_status make_placed(placed *p, uint32_t **start, void *out_place, size_t count, size_t size, size_t account_count,
                              l2a_error *error)
{
  void **out = out_place;

  p->accounts = malloc((count + 1) * sizeof *p->accounts);
  p->things = malloc((count + 1) * size);
  *start = calloc(account_count + 2, sizeof **start);
  *out = malloc((count + 1) * size);
  return p->accounts && p->things && *start && *out ? L2A_OK : error_no_memory(error);
}

static void free_placed(placed *p)
{
  free(p->accounts);
  free(p->things);
}

/* ---- opportunities ------------------------------------------------------------------------------------------------------------------- */

static int compare_i64(int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

static int compare_opportunities(const void *left, const void *right)
{
  const mqa_opportunity *a = left;
  const mqa_opportunity *b = right;
  int order = compare_i64(a->created_at, b->created_at);

  if (!order) order = compare_i64(a->closed_at, b->closed_at); /* none is before all */
  if (!order) order = a->is_closed - b->is_closed;
  if (!order) order = a->is_won - b->is_won;
  if (!order) order = bytes_compare(a->amount, b->amount);
  if (!order) order = bytes_compare(a->account_id, b->account_id);
  if (!order) order = bytes_compare(a->opportunity_id, b->opportunity_id);
  if (!order) order = (a->source.file > b->source.file) - (a->source.file < b->source.file);
  return order ? order : (a->source.line > b->source.line) - (a->source.line < b->source.line);
}

static mqa_deal make_deal(const mqa *m, const mqa_opportunity *o)
{
  mqa_deal d = { o->created_at, INSTANT_NONE, false, o->amount };

  if (!o->is_closed) return d;
  d.closed = o->closed_at == INSTANT_NONE || o->closed_at < o->created_at ? o->created_at : o->closed_at;
  if (d.closed > m->as_of) d.closed = INSTANT_NONE;
  else d.won = o->is_won;
  return d;
}

static l2a_status place_opportunity(mqa *m, placed *p, const mqa_opportunity *o, key_map *seen, l2a_error *error)
{
  bytes id = id_canonical(o->opportunity_id);
  size_t before = seen->count;
  who_entry w;
  l2a_status status;

  if (id.size && key_map_add(seen, id, 0) == KEY_NONE) return error_no_memory(error);
  if (id.size && seen->count == before) {
    m->shown.duplicates[MQA_OPPORTUNITIES]++;
    return L2A_OK;
  }
  w = (who_entry){ .text = o->account_id.data, .sizes = { 0, 0, (uint32_t)o->account_id.size } };
  status = subject_resolve(m, &w, error);
  if (status != L2A_OK) return status;
  if (w.problem) {
    m->shown.unmatched[MQA_OPPORTUNITIES]++;
    return book_add_unmatched(m, MQA_OPPORTUNITIES, o->source, o->account_id.size ? o->account_id : o->opportunity_id,
                              o->account_id.size ? subject_problem_name(w.problem) : "names no account", error);
  }
  p->accounts[p->count] = w.account;
  ((mqa_deal *)p->things)[p->count++] = make_deal(m, o);
  return L2A_OK;
}

static l2a_status place_opportunities(mqa *m, l2a_error *error)
{
  size_t count = m->opportunities.count;
  placed p = { 0, NULL, NULL };
  key_map seen = { NULL, 0, 0 };
  l2a_status status = make_placed(&p, &m->deal_start, &m->deals, count, sizeof(mqa_deal), m->accounts.count, error);

  if (count) qsort(m->opportunities.data, count, sizeof *m->opportunities.data, compare_opportunities);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    const mqa_opportunity *o = &m->opportunities.data[i];

    if (o->created_at > m->as_of) m->shown.after[MQA_OPPORTUNITIES]++;
    else status = place_opportunity(m, &p, o, &seen, error);
  }
  if (status == L2A_OK) scatter(&p, sizeof(mqa_deal), m->deal_start, m->accounts.count, (char *)m->deals);
  key_map_free(&seen);
  free_placed(&p);
  return status;
}

/* ---- touches ------------------------------------------------------------------------------------------------------------------------- */

static int compare_touches(const void *left, const void *right)
{
  const touch_row *a = left;
  const touch_row *b = right;
  int order = compare_i64(a->at, b->at);

  for (uint32_t i = 0; i < TOUCH_TEXTS && !order; i++) order = bytes_compare(a->texts[i], b->texts[i]);
  if (!order) order = (a->source.file > b->source.file) - (a->source.file < b->source.file);
  return order ? order : (a->source.line > b->source.line) - (a->source.line < b->source.line);
}

static l2a_status place_touch(mqa *m, placed *p, const touch_row *row, l2a_error *error)
{
  const bytes texts[WHO_TEXTS] = { row->texts[TOUCH_CONTACT], row->texts[TOUCH_EMAIL], row->texts[TOUCH_ACCOUNT] };
  uint32_t number = who_add(&m->whos, texts, who_hash(texts));
  const who_entry *w;
  l2a_status status;

  if (number == UINT32_MAX) return error_no_memory(error);
  status = subject_resolve_all(m, error);
  if (status != L2A_OK) return status;
  w = &m->whos.entries.data[number];
  if (w->problem) {
    m->shown.unmatched[MQA_TOUCHES]++;
    return book_add_unmatched(m, MQA_TOUCHES, row->source, subject_key(w), subject_problem_name(w->problem), error);
  }
  p->accounts[p->count] = w->account;
  ((touch *)p->things)[p->count++] =
    (touch){ row->at, row->texts[TOUCH_KIND], row->texts[TOUCH_REP], row->texts[TOUCH_DISPOSITION], w->strong };
  return L2A_OK;
}

static l2a_status place_touches(mqa *m, l2a_error *error)
{
  size_t count = m->touch_rows.count;
  placed p = { 0, NULL, NULL };
  l2a_status status = make_placed(&p, &m->touch_start, &m->touches, count, sizeof(touch), m->accounts.count, error);

  if (count) qsort(m->touch_rows.data, count, sizeof *m->touch_rows.data, compare_touches);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    if (m->touch_rows.data[i].at > m->as_of) m->shown.after[MQA_TOUCHES]++;
    else status = place_touch(m, &p, &m->touch_rows.data[i], error);
  }
  if (status == L2A_OK) scatter(&p, sizeof(touch), m->touch_start, m->accounts.count, (char *)m->touches);
  free_placed(&p);
  return status;
}

/* ---- all ----------------------------------------------------------------------------------------------------------------------------- */

static int compare_unmatched(const void *left, const void *right)
{
  const mqa_unmatched_row *a = left;
  const mqa_unmatched_row *b = right;

  if (a->source.file != b->source.file) return a->source.file < b->source.file ? -1 : 1;
  if (a->source.line != b->source.line) return a->source.line < b->source.line ? -1 : 1;
  return (a->source.offset > b->source.offset) - (a->source.offset < b->source.offset);
}

void book_sort_unmatched(mqa *m)
{
  if (m->unmatched.count) qsort(m->unmatched.data, m->unmatched.count, sizeof *m->unmatched.data, compare_unmatched);
}

l2a_status book_resolve(mqa *m, l2a_error *error)
{
  l2a_status status = place_opportunities(m, error);

  return status == L2A_OK ? place_touches(m, error) : status;
}
