/* SPDX-License-Identifier: MIT */
/* The public l2a_mqa: rows are checked and logged; a run replays them into an engine. */
#include "mqa/mqa_object.h"

#include "base/thread_pool.h"
#include "base/utf8.h"
#include "io/timestamp.h"
#include "mqa/book.h"
#include "mqa/state_section.h"

enum {
  SCORE_LIMIT = 10000,
  COLUMN_COUNT_LIMIT = 4096,
  CHECKPOINT_BYTES = 1 << 20 /* of rows that a run of the file has to take in again */
};

/* ---- object -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_options(l2a_mqa *o, const l2a_mqa_options *options, l2a_error *error)
{
  o->options = (l2a_mqa_options)L2A_MQA_OPTIONS_INIT;
  if (!options) return L2A_OK;
  if (options->struct_size < sizeof *options) return error_set(error, L2A_EINVAL, "struct_size of the options is too small");
  if (options->thread_count > THREAD_POOL_MAX) return error_set(error, L2A_EINVAL, "more than %d threads", THREAD_POOL_MAX);
  o->options = *options;
  if (options->state_path) o->state_path = strdup(options->state_path);
  if (options->temp_dir) o->temp_dir = strdup(options->temp_dir);
  return (o->state_path || !options->state_path) && (o->temp_dir || !options->temp_dir) ? L2A_OK : error_no_memory(error);
}

l2a_status l2a_mqa_new(l2a_mqa **out, const l2a_rules *rules, const l2a_mqa_options *options, l2a_error *error)
{
  l2a_mqa *o;
  l2a_status status;

  if (!out) return error_set(error, L2A_EINVAL, "out is NULL");
  *out = NULL;
  if (!rules) return error_set(error, L2A_EINVAL, "rules are NULL");
  o = calloc(1, sizeof *o);
  if (!o) return error_no_memory(error);
  o->rules = rules;
  status = read_options(o, options, error);
  if (status == L2A_OK) status = time_zone_new(&o->zone, rules->mqa.timezone, error);
  if (status == L2A_OK && o->state_path) status = state_load(o, error);
  if (status == L2A_OK) *out = o;
  else l2a_mqa_free(o);
  return status;
}

static void forget_answers(l2a_mqa *o)
{
  free(o->first_change);
  o->first_change = NULL;
  o->answered = false;
}

/* The next run makes a new one, from the file and the rows. */
static void forget_engine(l2a_mqa *o)
{
  forget_answers(o);
  mqa_free(o->engine);
  o->engine = NULL;
  o->fed_pieces = o->fed_log = 0;
}

void l2a_mqa_free(l2a_mqa *o)
{
  if (!o) return;
  forget_engine(o);
  state_close(o);
  time_zone_free(o->zone);
  state_head_free(&o->head);
  buffer_free(&o->head_text);
  free(o->pieces.data);
  free(o->beings.data);
  free(o->events.data);
  free(o->sources.data);
  buffer_free(&o->log);
  buffer_free(&o->text);
  free(o->state_path);
  free(o->temp_dir);
  free(o);
}

/* ---- rows in ------------------------------------------------------------------------------------------------------------------------- */

static l2a_status check_texts(const bytes *texts, size_t count, l2a_error *error)
{
  for (size_t i = 0; i < count; i++) {
    if (texts[i].size && !texts[i].data) return error_set(error, L2A_EINVAL, "a text of the row is NULL");
    if (!utf8_is_valid(texts[i])) return error_set(error, L2A_EINVAL, "a text of the row is no valid UTF-8");
    if (texts[i].size && memchr(texts[i].data, 0, texts[i].size)) return error_set(error, L2A_EINVAL, "a text of the row has a NUL byte");
  }
  return L2A_OK;
}

/* The first column of a field; count without one. */
static size_t find_field(const l2a_column *columns, size_t count, l2a_account_field field)
{
  size_t i = 0;

  while (i < count && columns[i].field != field) i++;
  return i;
}

l2a_status l2a_mqa_set_columns(l2a_mqa *o, const l2a_column *columns, size_t count, l2a_error *error)
{
  size_t ids = 0, id_column = 0;
  l2a_status status = L2A_OK;

  if (!o || !columns || count == 0) return error_set(error, L2A_EINVAL, "no columns");
  if (count > COLUMN_COUNT_LIMIT) return error_set(error, L2A_ELIMIT, "more than %d columns", COLUMN_COUNT_LIMIT);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    if ((unsigned)columns[i].field >= L2A_ACCOUNT_FIELD_COUNT) return error_set(error, L2A_EINVAL, "a column has an unknown field");
    if (columns[i].field == L2A_ACCOUNT_ID && ids++ == 0) id_column = i;
    status = check_texts(&columns[i].name, 1, error);
  }
  if (status == L2A_OK && ids != 1) status = error_set(error, L2A_EINVAL, "exactly one column has the account's id");
  if (status != L2A_OK) return status;
  status = log_columns(o, columns, count, error);
  if (status != L2A_OK) return status;
  o->column_count = count;
  o->id_column = id_column;
  o->name_column = find_field(columns, count, L2A_ACCOUNT_NAME);
  o->owner_column = find_field(columns, count, L2A_ACCOUNT_OWNER);
  return L2A_OK;
}

l2a_status l2a_mqa_add_account(l2a_mqa *o, const l2a_string *cells, l2a_error *error)
{
  bytes name, owner;
  l2a_status status;

  if (!o || !cells) return error_set(error, L2A_EINVAL, "no cells");
  if (!o->column_count) return error_set(error, L2A_EINVAL, "the columns of the accounts are not set");
  status = check_texts(cells, o->column_count, error);
  if (status == L2A_OK && !cells[o->id_column].size) status = error_set(error, L2A_EINVAL, "the account has no id");
  if (status != L2A_OK) return status;
  name = o->name_column < o->column_count ? cells[o->name_column] : BYTES("");
  owner = o->owner_column < o->column_count ? cells[o->owner_column] : BYTES("");
  return log_account(o, cells[o->id_column], name, owner, cells, o->column_count, error);
}

static l2a_status check_struct(const l2a_mqa *o, const void *row, uint32_t size, size_t known, l2a_error *error)
{
  if (!o || !row) return error_set(error, L2A_EINVAL, "no row");
  return size >= known ? L2A_OK : error_set(error, L2A_EINVAL, "struct_size of the row is too small");
}

l2a_status l2a_mqa_add_contact(l2a_mqa *o, const l2a_mqa_contact *c, l2a_error *error)
{
  l2a_status status = check_struct(o, c, c ? c->struct_size : 0, sizeof *c, error);

  if (status != L2A_OK) return status;
  const bytes texts[] = { c->id, c->email, c->title, c->account_id };
  status = check_texts(texts, 4, error);
  if (status == L2A_OK && !bytes_trim(c->id).size && !bytes_trim(c->email).size)
    status = error_set(error, L2A_EINVAL, "the contact has neither id nor e-mail");
  if (status == L2A_OK && ((unsigned)c->decision > L2A_DECISION_MATCH || c->score > SCORE_LIMIT))
    status = error_set(error, L2A_EINVAL, "the contact's decision or score is out of range");
  if (status != L2A_OK) return status;
  return log_contact(o, &(mqa_contact){ c->id, c->email, c->title, c->account_id, BYTES(""), c->decision, c->score }, error);
}

static l2a_status read_time(const l2a_mqa *o, int64_t *at, const char *name, bytes text, l2a_error *error)
{
  if (timestamp_parse(at, text, DATE_ORDER_UNKNOWN, o->zone) == TIMESTAMP_GOOD) return L2A_OK;
  return error_set(error, L2A_EINVAL, "%s: expected a time such as 2026-03-12T09:14:00Z, found '%.*s'", name,
                   (int)(text.size < 64 ? text.size : 64), text.size ? text.data : "");
}

/* A type's own name, else the first type with a rule of `type` alone that fits. */
static uint32_t type_of(const mqa_rules *def, bytes text)
{
  uint32_t type = mqa_rules_find_type(def, text);

  if (type != MQA_OTHER_TYPE) return type;
  for (uint32_t i = 0; i < def->activity_count; i++)
    for (uint32_t k = 0; k < def->activities[i].rule_count; k++) {
      const type_rule *rule = &def->activities[i].rules[k];
      if (rule->count != 1 || !bytes_equal(rule->parts[0].column, BYTES("type"))) continue;
      for (uint32_t v = 0; v < rule->parts[0].values.count; v++)
        if (bytes_equal(rule->parts[0].values.items[v], text)) return i;
    }
  return MQA_OTHER_TYPE;
}

l2a_status l2a_mqa_add_activity(l2a_mqa *o, const l2a_mqa_activity *a, l2a_error *error)
{
  mqa_activity row;
  l2a_status status = check_struct(o, a, a ? a->struct_size : 0, sizeof *a, error);

  if (status != L2A_OK) return status;
  const bytes texts[] = { a->activity_id, a->contact_id, a->email, a->account_id, a->type, a->minutes };
  status = check_texts(texts, 6, error);
  if (status == L2A_OK && (a->activity_id.size > MQA_TEXT_LIMIT || a->minutes.size > MQA_TEXT_LIMIT))
    status = error_set(error, L2A_EINVAL, "activity_id or minutes are longer than %d bytes", MQA_TEXT_LIMIT);
  row = (mqa_activity){ texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], 0, 0, { 0, 0, 0 } };
  if (status == L2A_OK) status = read_time(o, &row.occurred_at, "occurred_at", a->occurred_at, error);
  if (status != L2A_OK) return status;
  row.type_number = type_of(&o->rules->mqa, a->type);
  return log_activity(o, &row, error);
}

static l2a_status read_bool(int64_t *out, const char *name, bytes text, l2a_error *error)
{
  *out = bytes_equal_nocase(text, BYTES("true"));
  if (*out || !text.size || bytes_equal_nocase(text, BYTES("false"))) return L2A_OK;
  return error_set(error, L2A_EINVAL, "%s: expected true or false", name);
}

l2a_status l2a_mqa_add_opportunity(l2a_mqa *o, const l2a_mqa_opportunity *p, l2a_error *error)
{
  int64_t numbers[4]; /* created, closed, is closed, is won */
  l2a_status status = check_struct(o, p, p ? p->struct_size : 0, sizeof *p, error);

  if (status != L2A_OK) return status;
  const bytes texts[] = { p->opportunity_id, p->account_id, p->amount };
  status = check_texts(texts, 3, error);
  if (status == L2A_OK) status = read_time(o, &numbers[0], "created_at", p->created_at, error);
  if (status == L2A_OK) status = read_bool(&numbers[2], "is_closed", p->is_closed, error);
  if (status == L2A_OK) status = read_bool(&numbers[3], "is_won", p->is_won, error);
  if (status != L2A_OK) return status;
  if (!p->is_closed.size) numbers[2] = p->closed_at.size > 0;
  numbers[1] = INSTANT_NONE;
  if (p->closed_at.size && (numbers[2] || timestamp_parse(&numbers[1], p->closed_at, DATE_ORDER_UNKNOWN, o->zone) != TIMESTAMP_GOOD)) {
    numbers[1] = INSTANT_NONE; /* of an open one only a plan */
    if (numbers[2]) status = read_time(o, &numbers[1], "closed_at", p->closed_at, error);
  }
  if (status != L2A_OK) return status;
  return log_opportunity(
    o, &(mqa_opportunity){ texts[0], texts[1], texts[2], numbers[0], numbers[1], numbers[2] != 0, numbers[3] != 0, { 0, 0, 0 } }, error);
}

static bool is_disposition(bytes text)
{
  return !text.size || bytes_equal(text, BYTES("accepted")) || bytes_equal(text, BYTES("recycled")) ||
         (bytes_starts_with(text, BYTES("rejected:")) && text.size > sizeof "rejected:" - 1);
}

l2a_status l2a_mqa_add_touch(l2a_mqa *o, const l2a_mqa_touch *t, l2a_error *error)
{
  int64_t at;
  l2a_status status = check_struct(o, t, t ? t->struct_size : 0, sizeof *t, error);

  if (status != L2A_OK) return status;
  const bytes texts[] = { t->kind, t->rep, t->disposition, t->account_id, t->contact_id, t->email };
  status = check_texts(texts, 6, error);
  if (status == L2A_OK && !is_disposition(t->disposition))
    status = error_set(error, L2A_EINVAL, "disposition: expected accepted, rejected:REASON or recycled");
  if (status == L2A_OK) status = read_time(o, &at, "occurred_at", t->occurred_at, error);
  if (status != L2A_OK) return status;
  return log_touch(o, &(mqa_touch){ texts[3], texts[4], texts[5], texts[0], texts[1], texts[2], at, { 0, 0, 0 } }, error);
}

/* Where the file's view is renewed, what is mapped goes with it; an engine made of rows alone stays. */
l2a_status l2a_mqa_commit(l2a_mqa *o, l2a_error *error)
{
  bool fed, whole;
  l2a_status status;

  if (!o) return error_set(error, L2A_EINVAL, "the object is NULL");
  if (!o->state_path || o->log.size == o->log_saved) return L2A_OK;
  whole = o->answered && o->engine && o->fed_log == o->log.size && o->fed_pieces == o->pieces.count;
  if (whole && o->head.piece_bytes + (o->log.size - o->log_saved) >= CHECKPOINT_BYTES) {
    status = state_checkpoint(o, o->engine, error);
    forget_engine(o);
    state_close(o);
    return status == L2A_OK ? state_load(o, error) : (state_load(o, NULL), status);
  }
  if (state_append_beside(o, NULL) == L2A_OK) return L2A_OK;
  if (o->head.image || (o->fed_log && o->fed_log != o->log.size)) forget_engine(o);
  fed = o->fed_log > 0; /* all of it */
  status = state_append(o, error);
  if (status != L2A_OK) forget_engine(o);
  if (fed && o->engine) o->fed_pieces = o->pieces.count;
  o->fed_log = 0;
  return status;
}

/* ---- run ----------------------------------------------------------------------------------------------------------------------------- */

static l2a_status index_changes(l2a_mqa *o, l2a_error *error)
{
  size_t accounts, changes;
  const mqa_history_row *history = mqa_history(o->engine, &changes);

  mqa_accounts(o->engine, &accounts);
  o->first_change = calloc(accounts + 2, sizeof *o->first_change);
  if (!o->first_change) return error_no_memory(error);
  for (size_t i = 0; i < changes; i++) o->first_change[history[i].account + 1]++;
  for (size_t a = 0; a < accounts; a++) o->first_change[a + 1] += o->first_change[a];
  return L2A_OK;
}

static l2a_status make_engine(l2a_mqa *o, int64_t as_of, size_t thread_count, l2a_error *error)
{
  mqa *old = o->engine;
  l2a_status status = mqa_new(&o->engine, o->rules, as_of, error);

  if (status != L2A_OK) {
    o->engine = old;
    return status;
  }
  mqa_set_limits(o->engine, o->options.memory_bytes, o->temp_dir, thread_count);
  return log_prepare(o, o->engine, old, error);
}

l2a_status l2a_mqa_run(l2a_mqa *o, int64_t as_of, l2a_error *error)
{
  size_t thread_count;
  l2a_status status = L2A_OK;

  if (!o) return error_set(error, L2A_EINVAL, "the object is NULL");
  if (as_of == INT64_MIN) as_of = o->options.as_of;
  if (as_of == INT64_MIN) return error_set(error, L2A_EINVAL, "as of when? Neither the options nor the run have an instant");
  forget_answers(o);
  thread_count = o->options.thread_count ? o->options.thread_count : thread_pool_default_count();
  if (!o->engine || log_has_beings(o)) status = make_engine(o, as_of, thread_count, error);
  else status = mqa_set_as_of(o->engine, as_of, error);
  if (status == L2A_OK) status = log_feed_events(o, o->engine, error);
  if (status == L2A_OK) status = mqa_run(o->engine, thread_count, error);
  if (status == L2A_OK) status = index_changes(o, error);
  if (status != L2A_OK) forget_engine(o);
  o->answered = status == L2A_OK;
  return status;
}

/* ---- answers ------------------------------------------------------------------------------------------------------------------------- */

static bytes join_roles(l2a_mqa *o, uint64_t mask)
{
  const mqa_rules *def = &o->rules->mqa;

  buffer_clear(&o->text);
  for (uint32_t i = 0; i <= def->role_count; i++) {
    if (!(mask >> i & 1)) continue;
    if (o->text.size) buffer_append_char(&o->text, '|');
    buffer_append_bytes(&o->text, def->roles[i].name);
  }
  return buffer_bytes(&o->text);
}

l2a_status l2a_mqa_account_at(l2a_mqa_account *out, l2a_mqa *o, size_t n)
{
  size_t count = 0, changes;
  const mqa_account_row *rows = o && o->answered ? mqa_accounts(o->engine, &count) : NULL;
  const mqa_history_row *history;

  if (!out || n >= count) return out ? L2A_ENOTFOUND : L2A_EINVAL;
  history = mqa_history(o->engine, &changes);
  rows += n;
  *out = (l2a_mqa_account){ .account_id = rows->id,
                            .account_name = rows->name,
                            .owner = rows->owner,
                            .stage = mqa_stage_name(o->engine, rows->stage),
                            .roles = join_roles(o, rows->roles),
                            .top_activity = rows->top_activity,
                            .missing = rows->missing,
                            .temperature = bytes_of(mqa_temperature_name(rows->temperature)),
                            .is_mqa = rows->is_mqa,
                            .fragile = rows->fragile,
                            .stage_since = rows->stage_since,
                            .mqa_at = rows->mqa_at,
                            .falls_at = rows->falls_at,
                            .minutes = rows->minutes,
                            .people = rows->people,
                            .engaged_people = rows->engaged_people,
                            .weak_share = rows->weak_share,
                            .changed_at = INT64_MIN };
  if (o->first_change[n + 1] > o->first_change[n]) out->changed_at = history[o->first_change[n + 1] - 1].at;
  return o->text.failed ? L2A_ENOMEM : L2A_OK;
}

l2a_status l2a_mqa_find_account(l2a_mqa_account *out, l2a_mqa *o, l2a_string account_id)
{
  size_t count = 0;
  const mqa_account_row *rows = o && o->answered ? mqa_accounts(o->engine, &count) : NULL;
  size_t low = 0;
  size_t high = count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (bytes_compare(rows[middle].id, account_id) < 0) low = middle + 1;
    else high = middle;
  }
  if (low == count || !bytes_equal(rows[low].id, account_id)) return L2A_ENOTFOUND;
  return l2a_mqa_account_at(out, o, low);
}

l2a_status l2a_mqa_change_at(l2a_mqa_change *out, l2a_mqa *o, size_t n)
{
  size_t count = 0, accounts;
  const mqa_history_row *history = o && o->answered ? mqa_history(o->engine, &count) : NULL;

  if (!out || n >= count) return out ? L2A_ENOTFOUND : L2A_EINVAL;
  *out = (l2a_mqa_change){ .account_id = mqa_accounts(o->engine, &accounts)[history[n].account].id,
                           .from_stage = mqa_stage_name(o->engine, history[n].from),
                           .to_stage = mqa_stage_name(o->engine, history[n].to),
                           .reason = history[n].reason,
                           .at = history[n].at };
  return L2A_OK;
}
