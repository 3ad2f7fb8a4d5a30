/* SPDX-License-Identifier: MIT */
/*
 * Pieces and log into an engine, in two goes: what there is first (columns, accounts, contacts), then what happened.
 *
 * Versions of a row, newest first, are found backwards; the key of a touch is all of it.
 *
 *   A1 Acme | C1 jane | A1 Acme   | A1 Acme Inc.            the third says nothing new: taken out of the log
 *     old       .         same        counts                (of the first and the fourth only the last counts)
 */
#include "mqa/key_map.h"
#include "mqa/mqa_object.h"

enum { SCORE_LIMIT = 10000 };

typedef enum row_fate { ROW_COUNTS = 0, ROW_REPLACED, ROW_SAYS_NOTHING } row_fate;

/* A row of what there is, or a touch or an opportunity. */
typedef struct kept_row {
  const char *at;
  uint32_t size;
  uint32_t piece; /* the log is the last */
  row_fate fate;
} kept_row;

typedef struct replay {
  l2a_mqa *o;
  mqa *m;
  VECTOR(kept_row) rows;
  VECTOR(uint32_t) newer; /* by number of a key: the row last seen, backwards */
  key_map keys[ROW_TAG_COUNT];
  VECTOR(l2a_column) columns;
  VECTOR(bytes) cells;
  size_t source; /* number of the next in o->sources */
} replay;

static bytes piece_at(const l2a_mqa *o, size_t n)
{
  return n < o->pieces.count ? o->pieces.data[n] : buffer_bytes(&o->log);
}

/* ---- which rows count ------------------------------------------------------------------------------------------------------------------ */

static l2a_status collect(replay *p, l2a_error *error)
{
  for (size_t n = 0; n <= p->o->pieces.count; n++) {
    bytes piece = piece_at(p->o, n);
    const char *at = piece.data;
    row_reader r;

    if (!piece.size) continue;
    for (const char *begin = at; row_reader_next(&r, &at, piece.data + piece.size); begin = at) {
      kept_row row = { begin, (uint32_t)(at - begin), (uint32_t)n, ROW_COUNTS };
      if (r.tag == ROW_ACTIVITY) continue;
      if (p->rows.count >= UINT32_MAX - 1) return error_set(error, L2A_ELIMIT, "more than 2^32 rows");
      if (!VECTOR_ADD(&p->rows, row)) return error_no_memory(error);
    }
  }
  return L2A_OK;
}

/* What a later version of the row has in common with it; empty: there is none. beside: rows of one file stand side by side. */
static bytes key_of(const kept_row *row, row_tag *tag, bool *beside)
{
  const char *at = row->at;
  bytes key = BYTES("");
  row_reader r;

  row_reader_next(&r, &at, row->at + row->size);
  *tag = r.tag;
  *beside = false;
  if (r.tag == ROW_COLUMNS) return BYTES("columns");
  if (r.tag == ROW_TOUCH) return bytes_from(row->at, row->size);
  key = row_reader_text(&r);
  if (r.tag == ROW_OPPORTUNITY) {
    row_reader_text(&r);
    row_reader_text(&r);
    for (int i = 0; i < 4; i++) row_reader_number(&r);
    *beside = row_reader_number(&r) != 0;
  }
  if (r.tag != ROW_CONTACT) return key;
  if (!key.size) key = row_reader_text(&r); /* the e-mail */
  else row_reader_text(&r);
  row_reader_text(&r);
  row_reader_text(&r);
  *beside = row_reader_text(&r).size > 0;
  return key;
}

static void compare_versions(kept_row *older, kept_row *newer, row_tag tag, bool beside)
{
  if (beside && older->piece == newer->piece) return;
  if (older->size == newer->size && memcmp(older->at, newer->at, older->size) == 0) {
    newer->fate = newer->fate == ROW_COUNTS ? ROW_SAYS_NOTHING : newer->fate;
    if (newer->fate == ROW_REPLACED) older->fate = ROW_REPLACED;
    return;
  }
  if (tag != ROW_COLUMNS) older->fate = ROW_REPLACED;
}

static l2a_status judge(replay *p, l2a_error *error)
{
  for (size_t n = p->rows.count; n-- > 0;) {
    kept_row *row = &p->rows.data[n];
    bool beside;
    row_tag tag;
    bytes key = key_of(row, &tag, &beside);
    uint32_t next = (uint32_t)p->newer.count;
    uint32_t number = key.size ? key_map_add(&p->keys[tag], key, next) : next;

    if (!key.size) continue;
    if (number == KEY_NONE) return error_no_memory(error);
    if (number == next) {
      if (!VECTOR_ADD(&p->newer, (uint32_t)n)) return error_no_memory(error);
      continue;
    }
    compare_versions(row, &p->rows.data[p->newer.data[number]], tag, beside);
    p->newer.data[number] = (uint32_t)n;
  }
  return L2A_OK;
}

/* ---- rows to the engine ---------------------------------------------------------------------------------------------------------------- */

static l2a_status replay_columns(replay *p, row_reader *r, l2a_error *error)
{
  uint32_t ignored;

  p->columns.count = 0;
  while (r->at < r->end && !r->failed) {
    l2a_column c = { .field = (l2a_account_field)row_reader_number(r) };
    c.name = row_reader_text(r);
    if (!VECTOR_ADD(&p->columns, c)) return error_no_memory(error);
  }
  return mqa_set_columns(p->m, p->columns.data, p->columns.count, &ignored, error);
}

static l2a_status replay_account(replay *p, row_reader *r, l2a_error *error)
{
  bytes id = row_reader_text(r);
  bytes name = row_reader_text(r);
  bytes owner = row_reader_text(r);

  p->cells.count = 0;
  for (size_t i = 0; i < p->columns.count; i++)
    if (!VECTOR_ADD(&p->cells, row_reader_text(r))) return error_no_memory(error);
  if (r->failed) return error_set(error, L2A_ECORRUPT, "an account of the state has too few cells");
  return mqa_add_account(p->m, id, name, owner, p->cells.data, error);
}

/* A file from elsewhere may say anything. */
static bool is_instant(int64_t at)
{
  return at >= INSTANT_MIN && at <= INSTANT_MAX;
}

static l2a_status bad_row(l2a_error *error)
{
  return error_set(error, L2A_ECORRUPT, "a kept row has a time, a decision or a score that cannot be");
}

static l2a_status replay_contact(replay *p, row_reader *r, l2a_error *error)
{
  mqa_contact c = { .id = row_reader_text(r) };
  int64_t decision, score;

  c.email = row_reader_text(r);
  c.title = row_reader_text(r);
  c.account_id = row_reader_text(r);
  c.raw = row_reader_text(r);
  decision = row_reader_number(r);
  score = row_reader_number(r);
  if (decision < L2A_DECISION_NONE || decision > L2A_DECISION_MATCH || score < 0 || score > SCORE_LIMIT) return bad_row(error);
  c.decision = (l2a_decision)decision;
  c.score = (uint32_t)score;
  return mqa_add_contact(p->m, &c, error);
}

static l2a_status replay_being(replay *p, row_reader *r, l2a_error *error)
{
  if (r->tag == ROW_COLUMNS) return replay_columns(p, r, error);
  if (r->tag == ROW_ACCOUNT) return replay_account(p, r, error);
  return r->tag == ROW_CONTACT ? replay_contact(p, r, error) : L2A_OK;
}

static l2a_status replay_event(replay *p, row_reader *r, const mqa_source *source, l2a_error *error)
{
  bytes t[6] = { { NULL, 0 } };
  size_t count = r->tag == ROW_OPPORTUNITY ? 3 : 6;

  for (size_t i = 0; i < count; i++) t[i] = row_reader_text(r);
  if (r->tag == ROW_ACTIVITY) {
    mqa_activity a = { t[0], t[1], t[2], t[3], t[4], t[5], 0, row_reader_number(r), *source };
    int64_t type = row_reader_number(r);
    if (!is_instant(a.occurred_at) || a.activity_id.size > MQA_TEXT_LIMIT || a.minutes.size > MQA_TEXT_LIMIT) return bad_row(error);
    a.type_number = type >= 0 && type < p->o->rules->mqa.activity_count ? (uint32_t)type : MQA_OTHER_TYPE;
    return mqa_add_activity(p->m, &a, error);
  }
  if (r->tag == ROW_TOUCH) {
    mqa_touch touch = { t[3], t[4], t[5], t[0], t[1], t[2], row_reader_number(r), *source };
    return is_instant(touch.occurred_at) ? mqa_add_touch(p->m, &touch, error) : bad_row(error);
  }
  mqa_opportunity opportunity = { .opportunity_id = t[0], .account_id = t[1], .amount = t[2], .source = *source };
  opportunity.created_at = row_reader_number(r);
  opportunity.closed_at = row_reader_number(r);
  opportunity.is_closed = row_reader_number(r) != 0;
  opportunity.is_won = row_reader_number(r) != 0;
  if (!is_instant(opportunity.created_at)) return bad_row(error);
  if (opportunity.closed_at != INSTANT_NONE && !is_instant(opportunity.closed_at)) return bad_row(error);
  return mqa_add_opportunity(p->m, &opportunity, error);
}

static l2a_status replay_beings(replay *p, l2a_error *error)
{
  l2a_status status = L2A_OK;

  for (size_t n = 0; n < p->rows.count && status == L2A_OK; n++) {
    const kept_row *row = &p->rows.data[n];
    const char *at = row->at;
    row_reader r;

    row_reader_next(&r, &at, row->at + row->size);
    if (r.tag == ROW_COLUMNS || row->fate == ROW_COUNTS) status = replay_being(p, &r, error);
  }
  return status;
}

static l2a_status replay_events(replay *p, l2a_error *error)
{
  static const mqa_source none = { UINT32_MAX, 0, 0 };
  size_t kept = 0;
  l2a_status status = L2A_OK;

  for (size_t n = 0; n <= p->o->pieces.count; n++) {
    bytes piece = piece_at(p->o, n);
    const char *at = piece.data;
    row_reader r;

    while (piece.size && status == L2A_OK && row_reader_next(&r, &at, piece.data + piece.size)) {
      const mqa_source *source = &none;
      bool event = r.tag == ROW_ACTIVITY || r.tag == ROW_OPPORTUNITY || r.tag == ROW_TOUCH;

      if (event && n == p->o->pieces.count && p->source < p->o->sources.count) source = &p->o->sources.data[p->source++];
      if (r.tag != ROW_ACTIVITY && p->rows.data[kept++].fate != ROW_COUNTS) continue;
      if (event) status = replay_event(p, &r, source, error);
    }
  }
  return status;
}

/* The log without the rows that say nothing new; its sources are used up. */
static void shorten_log(replay *p)
{
  const char *at = p->o->log.data;
  const char *end = at + p->o->log.size;
  char *out = p->o->log.data;
  size_t kept = 0;
  row_reader r;

  while (kept < p->rows.count && p->rows.data[kept].piece < p->o->pieces.count) kept++;
  for (const char *begin = at; p->o->log.size && row_reader_next(&r, &at, end); begin = at) {
    bool stays = r.tag == ROW_ACTIVITY || p->rows.data[kept].fate == ROW_COUNTS;

    /* older columns still say what the accounts behind them have */
    if (r.tag == ROW_COLUMNS) stays = p->rows.data[kept].fate != ROW_SAYS_NOTHING;
    kept += r.tag != ROW_ACTIVITY;
    if (!stays) continue;
    memmove(out, begin, (size_t)(at - begin));
    out += at - begin;
  }
  p->o->log.size = (size_t)(out - p->o->log.data);
  p->o->sources.count = 0;
}

l2a_status log_replay(l2a_mqa *o, mqa *m, l2a_error *error)
{
  replay p = { .o = o, .m = m };
  uint32_t ignored;
  l2a_status status = collect(&p, error);

  mqa_set_replayed(m);
  if (status == L2A_OK) status = judge(&p, error);
  if (status == L2A_OK) status = mqa_set_columns(m, NULL, 0, &ignored, p.rows.count ? NULL : error);
  if (status == L2A_ESYNTAX && p.rows.count) status = L2A_OK; /* the rows have columns */
  if (status == L2A_OK) status = replay_beings(&p, error);
  if (status == L2A_OK) status = mqa_prepare(m, error);
  if (status == L2A_OK) status = replay_events(&p, error);
  if (status == L2A_OK && o->log.size) shorten_log(&p);
  free(p.rows.data);
  free(p.newer.data);
  for (int tag = 0; tag < ROW_TAG_COUNT; tag++) key_map_free(&p.keys[tag]);
  free(p.columns.data);
  free(p.cells.data);
  return status;
}
