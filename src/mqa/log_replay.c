/* SPDX-License-Identifier: MIT */
/*
 * Rows into an engine, in two goes: what there is first (columns, accounts, contacts), then what happened.
 *
 * Versions of a row, newest first, are found backwards; the key of a touch is all of it. Rows of one file with one id are one version.
 *
 *   A1 Acme | C1 jane | A1 Acme   | A1 Acme Inc.            the third says nothing new: taken out of the log
 *     old       .         same        counts                (of the first and the fourth only the last counts)
 */
#include "base/hash.h"
#include "mqa/book.h"
#include "mqa/mqa_object.h"
#include "mqa/state_section.h"

enum { SCORE_LIMIT = 10000, NUMBER_SIZE = 8 };

typedef enum row_fate { ROW_COUNTS = 0, ROW_REPLACED, ROW_SAYS_NOTHING } row_fate;

/* A row of what there is, or a touch or an opportunity. */
typedef struct kept_row {
  const char *at;
  uint32_t size;
  uint32_t piece; /* the log is the last */
  uint32_t key;
  row_fate fate;
} kept_row;

/* Two versions of what has one key, and sums over their rows; before_sum 0: there is one. */
typedef struct key_versions {
  uint64_t newest, before;
  uint64_t newest_sum, before_sum;
} key_versions;

typedef struct replay {
  l2a_mqa *o;
  mqa *m;
  bool events;     /* opportunities and touches; else what there is */
  bytes_list text; /* pieces with their rows; the log is the last */
  VECTOR(kept_row) rows;
  VECTOR(key_versions) versions; /* by number of a key */
  key_map keys[ROW_TAG_COUNT];
  VECTOR(l2a_column) columns;
  VECTOR(bytes) cells;
  size_t source; /* number of the next in o->sources */
} replay;

static bool is_wanted(const replay *p, row_tag tag)
{
  return p->events ? tag == ROW_OPPORTUNITY || tag == ROW_TOUCH : tag == ROW_COLUMNS || tag == ROW_ACCOUNT || tag == ROW_CONTACT;
}

static l2a_status list_text(replay *p, l2a_error *error)
{
  const bytes_list *kept = p->events ? &p->o->events : &p->o->beings;
  bool good = true;

  for (size_t n = 0; n < kept->count && good; n++) good = VECTOR_ADD(&p->text, kept->data[n]);
  for (size_t n = 0; n < p->o->pieces.count && good; n++) good = VECTOR_ADD(&p->text, p->o->pieces.data[n]);
  if (good) good = VECTOR_ADD(&p->text, buffer_bytes(&p->o->log));
  return good ? L2A_OK : error_no_memory(error);
}

/* ---- which rows count ------------------------------------------------------------------------------------------------------------------ */

static l2a_status collect(replay *p, l2a_error *error)
{
  for (size_t n = 0; n < p->text.count; n++) {
    bytes piece = p->text.data[n];
    const char *at = piece.data;
    row_reader r;

    if (!piece.size) continue;
    for (const char *begin = at; row_reader_next(&r, &at, piece.data + piece.size); begin = at) {
      kept_row row = { begin, (uint32_t)(at - begin), (uint32_t)n, 0, ROW_COUNTS };
      if (!is_wanted(p, r.tag)) continue;
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
  if (r.tag == ROW_TOUCH) { /* equal ones of a file are several; the last number says that it is from a file */
    *beside = row->size > NUMBER_SIZE && row->at[row->size - NUMBER_SIZE] != 0;
    return bytes_from(row->at, row->size - NUMBER_SIZE);
  }
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

/* The rows of a version: those of one file that stand beside each other, or one row. */
static uint64_t version_of(const kept_row *row, size_t n, bool beside)
{
  return beside ? (uint64_t)row->piece << 32 | UINT32_MAX : (uint64_t)row->piece << 32 | n;
}

/* Backwards: which versions are the newest and the one before it, and what they say. */
static l2a_status find_versions(replay *p, l2a_error *error)
{
  for (size_t n = p->rows.count; n-- > 0;) {
    kept_row *row = &p->rows.data[n];
    bool beside;
    row_tag tag;
    bytes key = key_of(row, &tag, &beside);
    uint64_t version = version_of(row, n, beside);
    uint64_t hash = hash_bytes(bytes_from(row->at, row->size)) | 1;
    uint32_t next = (uint32_t)p->versions.count;
    key_versions *v;

    row->key = key.size ? key_map_add(&p->keys[tag], key, next) : next;
    if (row->key == KEY_NONE) return error_no_memory(error);
    if (row->key == next) {
      if (!VECTOR_ADD(&p->versions, ((key_versions){ version, 0, hash, 0 }))) return error_no_memory(error);
      continue;
    }
    v = &p->versions.data[row->key];
    if (version == v->newest) v->newest_sum += hash;
    else if (!v->before_sum || version == v->before) {
      v->before = version;
      v->before_sum += hash;
    }
  }
  return L2A_OK;
}

/* Of the versions of an id the newest counts; when it says what the one before it said, that one. */
static l2a_status judge(replay *p, l2a_error *error)
{
  l2a_status status = find_versions(p, error);

  for (size_t n = 0; n < p->rows.count && status == L2A_OK; n++) {
    kept_row *row = &p->rows.data[n];
    const key_versions *v = &p->versions.data[row->key];
    bool beside, same = v->newest_sum == v->before_sum;
    row_tag tag;
    uint64_t version;

    key_of(row, &tag, &beside);
    version = version_of(row, n, beside);
    if (version == v->newest) row->fate = same ? ROW_SAYS_NOTHING : ROW_COUNTS;
    else row->fate = (version == v->before && same) || tag == ROW_COLUMNS ? ROW_COUNTS : ROW_REPLACED;
  }
  return status;
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
    if (r->at < r->end) {
      a.source.line = (uint64_t)row_reader_number(r);
      a.source.offset = (uint64_t)row_reader_number(r);
    }
    if (!is_instant(a.occurred_at) || a.activity_id.size > MQA_TEXT_LIMIT || a.minutes.size > MQA_TEXT_LIMIT) return bad_row(error);
    a.type_number = type >= 0 && type < p->o->rules->mqa.activity_count ? (uint32_t)type : MQA_OTHER_TYPE;
    return mqa_add_activity(p->m, &a, error);
  }
  if (r->tag == ROW_TOUCH) {
    mqa_touch t_row = { t[3], t[4], t[5], t[0], t[1], t[2], row_reader_number(r), *source };
    return is_instant(t_row.occurred_at) ? mqa_add_touch(p->m, &t_row, error) : bad_row(error);
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
  l2a_status status = L2A_OK;

  for (size_t n = 0; n < p->rows.count && status == L2A_OK; n++) {
    const kept_row *row = &p->rows.data[n];
    const mqa_source *source = &none;
    const char *at = row->at;
    row_reader r;

    row_reader_next(&r, &at, row->at + row->size);
    if (row->piece == p->text.count - 1 && p->source < p->o->sources.count) source = &p->o->sources.data[p->source++];
    if (row->fate == ROW_COUNTS) status = replay_event(p, &r, source, error);
  }
  return status;
}

/* The log without the rows that say nothing new. */
static void shorten_log(replay *p)
{
  const char *at = p->o->log.data;
  const char *end = at + p->o->log.size;
  const char *fed = at + p->o->fed_log;
  const char *saved = at + p->o->log_saved;
  char *out = p->o->log.data;
  size_t kept = 0;
  row_reader r;

  while (kept < p->rows.count && p->rows.data[kept].piece < p->text.count - 1) kept++;
  for (const char *begin = at; p->o->log.size && row_reader_next(&r, &at, end); begin = at) {
    bool stays = !is_wanted(p, r.tag) || p->rows.data[kept].fate == ROW_COUNTS;

    /* older columns still say what the accounts behind them have */
    if (r.tag == ROW_COLUMNS && !p->events) stays = p->rows.data[kept].fate != ROW_SAYS_NOTHING;
    kept += is_wanted(p, r.tag);
    if (!stays && begin < fed) p->o->fed_log -= (size_t)(at - begin);
    if (!stays && begin < saved) p->o->log_saved -= (size_t)(at - begin);
    if (!stays) continue;
    memmove(out, begin, (size_t)(at - begin));
    out += at - begin;
  }
  p->o->log.size = (size_t)(out - p->o->log.data);
}

static void free_replay(replay *p)
{
  free(p->text.data);
  free(p->rows.data);
  free(p->versions.data);
  for (int tag = 0; tag < ROW_TAG_COUNT; tag++) key_map_free(&p->keys[tag]);
  free(p->columns.data);
  free(p->cells.data);
}

/* ---- what there is --------------------------------------------------------------------------------------------------------------------- */

static bool has_beings(bytes rows, size_t from)
{
  const char *at = rows.data;
  row_reader r;

  if (rows.size <= from) return false;
  at += from;
  while (row_reader_next(&r, &at, rows.data + rows.size))
    if (r.tag == ROW_COLUMNS || r.tag == ROW_ACCOUNT || r.tag == ROW_CONTACT) return true;
  return false;
}

bool log_has_beings(const l2a_mqa *o)
{
  for (size_t n = o->fed_pieces; n < o->pieces.count; n++)
    if (has_beings(o->pieces.data[n], 0)) return true;
  return has_beings(buffer_bytes(&o->log), o->fed_log);
}

/* What the definitions ask of columns may be missing as long as rows follow, which bring theirs. */
static l2a_status begin_without_columns(replay *p, l2a_error *error)
{
  uint32_t ignored;
  l2a_status status = mqa_set_columns(p->m, NULL, 0, &ignored, p->rows.count ? NULL : error);

  if (status == L2A_ENOMEM) return error_no_memory(error);
  return status == L2A_ESYNTAX && p->rows.count ? L2A_OK : status;
}

static l2a_status make_beings(l2a_mqa *o, mqa *m, l2a_error *error)
{
  replay p = { .o = o, .m = m };
  l2a_status status = o->view ? state_check_rows(o, &o->beings, false, error) : L2A_OK;

  if (status == L2A_OK) status = list_text(&p, error);
  if (status == L2A_OK) status = collect(&p, error);
  if (status == L2A_OK) status = judge(&p, error);
  if (status == L2A_OK) status = begin_without_columns(&p, error);
  if (status == L2A_OK) status = replay_beings(&p, error);
  if (status == L2A_OK) status = book_prepare(m, error);
  if (status == L2A_OK && o->log.size) shorten_log(&p);
  free_replay(&p);
  return status;
}

/* What the file's runs have taken in, in an engine of its own. */
static l2a_status adopt_old(l2a_mqa *o, const mqa *m, mqa **out, bool *same_rules, l2a_error *error)
{
  l2a_status status = mqa_new(out, o->rules, m->as_of, error);

  if (status != L2A_OK) return status;
  mqa_set_limits(*out, m->memory_bytes, m->temp_dir, m->thread_count);
  mqa_set_kept(*out);
  return state_adopt(o, *out, same_rules, error);
}

l2a_status log_prepare(l2a_mqa *o, mqa *m, mqa *old, l2a_error *error)
{
  l2a_mqa *journal = m->journal;
  bool same_rules = true;
  l2a_status status = L2A_OK;

  m->journal = NULL; /* rows of the log do not go into it */
  mqa_set_kept(m);
  if (!old && o->head.image && !log_has_beings(o) && state_has_rules(o)) {
    status = state_adopt(o, m, &same_rules, error);
  } else {
    if (!old && o->head.image) status = adopt_old(o, m, &old, &same_rules, error);
    if (status == L2A_OK) status = make_beings(o, m, error);
    if (status == L2A_OK) status = old ? mqa_inherit(m, old, same_rules, error) : mqa_number_files(m, error);
  }
  mqa_free(old);
  m->prepared = status == L2A_OK;
  m->journal = journal;
  return status;
}

/* ---- what happened --------------------------------------------------------------------------------------------------------------------- */

static l2a_status feed_activities(replay *p, bytes rows, l2a_error *error)
{
  static const mqa_source none = { UINT32_MAX, 0, 0 };
  const char *at = rows.data;
  row_reader r;
  l2a_status status = L2A_OK;

  while (rows.size && status == L2A_OK && row_reader_next(&r, &at, rows.data + rows.size))
    if (r.tag == ROW_ACTIVITY) status = replay_event(p, &r, &none, error);
  return status;
}

/* Those that were after the instant of the run before, and those that came since. */
static l2a_status feed_new_activities(replay *p, l2a_error *error)
{
  l2a_mqa *o = p->o;
  mqa *m = p->m;
  buffer later = m->later;
  l2a_status status;

  m->later = (buffer)BUFFER_INIT;
  m->counts.rows[MQA_ACTIVITIES] -= m->counts.after[MQA_ACTIVITIES];
  m->counts.after[MQA_ACTIVITIES] = 0;
  status = feed_activities(p, buffer_bytes(&later), error);
  buffer_free(&later);
  for (; o->fed_pieces < o->pieces.count && status == L2A_OK; o->fed_pieces++)
    status = feed_activities(p, o->pieces.data[o->fed_pieces], error);
  if (status == L2A_OK && o->log.size) status = feed_activities(p, bytes_from(o->log.data + o->fed_log, o->log.size - o->fed_log), error);
  o->fed_log = o->log.size;
  return status;
}

l2a_status log_feed_events(l2a_mqa *o, mqa *m, l2a_error *error)
{
  replay p = { .o = o, .m = m, .events = true };
  l2a_mqa *journal = m->journal;
  l2a_status status = mqa_prepare(m, error);

  m->journal = NULL;
  m->opportunities.count = m->touch_rows.count = m->unmatched.count = 0;
  arena_reset(&m->event_texts);
  m->counts.rows[MQA_OPPORTUNITIES] = m->counts.rows[MQA_TOUCHES] = 0;
  if (status == L2A_OK) status = feed_new_activities(&p, error);
  if (status == L2A_OK) status = list_text(&p, error);
  if (status == L2A_OK) status = collect(&p, error);
  if (status == L2A_OK) status = judge(&p, error);
  if (status == L2A_OK) status = replay_events(&p, error);
  if (status == L2A_OK && o->log.size) {
    shorten_log(&p);
    o->sources.count = 0;
  }
  free_replay(&p);
  m->journal = journal;
  return status;
}

/* A row that is no activity: into the log, or to the listener. */
static l2a_status merge_other(l2a_mqa *o, row_reader *r, merge_listener *l, l2a_error *error)
{
  mqa_source source = { l->current, 0, 0 };
  bytes texts[2];
  int64_t number;

  if (r->tag == ROW_OPPORTUNITY || r->tag == ROW_TOUCH) {
    if (!VECTOR_ADD(&o->sources, source)) return error_no_memory(error);
    return log_append_event(&o->log, r, &o->sources.data[o->sources.count - 1], error);
  }
  if (r->tag == ROW_FILE) return l->file(l->payload, row_reader_text(r), &l->current, error);
  if (r->tag == ROW_SKIPPED) {
    number = row_reader_number(r);
    l->skipped(l->payload, number, (uint64_t)row_reader_number(r));
    return L2A_OK;
  }
  texts[0] = row_reader_text(r);
  texts[1] = row_reader_text(r);
  source.line = (uint64_t)row_reader_number(r);
  source.offset = (uint64_t)row_reader_number(r);
  return l->reject(l->payload, source, row_reader_number(r), texts[0], texts[1], error);
}

l2a_status log_merge(l2a_mqa *o, mqa *m, bytes rows, merge_listener *listener, l2a_error *error)
{
  replay p = { .o = o, .m = m };
  l2a_mqa *journal = m->journal;
  const char *at = rows.data;
  row_reader r;
  l2a_status status = mqa_prepare(m, error);

  m->journal = NULL;
  while (rows.size && status == L2A_OK && row_reader_next(&r, &at, rows.data + rows.size)) {
    const mqa_source source = { listener->current, 0, 0 };

    status = r.tag == ROW_ACTIVITY ? replay_event(&p, &r, &source, error) : merge_other(o, &r, listener, error);
  }
  m->journal = journal;
  return status;
}
