/* SPDX-License-Identifier: MIT */
/* The rows come in. */
#include "mqa/mqa_object.h"
#include "mqa/variant.h"

enum { BOOK_BLOCK_SIZE = 1 << 20, KIND_BLOCK_SIZE = 1 << 14 };
#define MEMORY_BYTES (UINT64_C(1) << 30)

l2a_status mqa_new(mqa **out, const l2a_rules *rules, int64_t as_of, l2a_error *error)
{
  mqa *m;
  l2a_status status;

  *out = NULL;
  if (as_of < INSTANT_MIN || as_of > INSTANT_MAX) return error_set(error, L2A_EINVAL, "the instant must lie in the years 1900 to 2199");
  m = calloc(1, sizeof *m);
  if (!m) return error_no_memory(error);
  m->rules = rules;
  m->def = &rules->mqa;
  m->as_of = as_of;
  arena_init(&m->texts, BOOK_BLOCK_SIZE);
  arena_init(&m->contact_texts, BOOK_BLOCK_SIZE);
  arena_init(&m->event_texts, BOOK_BLOCK_SIZE);
  arena_init(&m->kind_texts, KIND_BLOCK_SIZE);
  who_init(&m->whos);
  activity_batch_init(&m->batch);
  m->first_at = as_of;
  m->horizon = INT64_MIN;
  mqa_set_limits(m, 0, NULL, 1);
  status = time_zone_new(&m->zone, m->def->timezone, error);
  if (status == L2A_OK) status = work_time_init(&m->work, &m->def->sla, error);
  if (status == L2A_OK) *out = m;
  else mqa_free(m);
  return status;
}

void mqa_free(mqa *m)
{
  if (!m) return;
  time_zone_free(m->zone);
  work_time_free(&m->work);
  free(m->weight_columns);
  free(m->exclude_columns);
  free(m->leaf_columns);
  free(m->leaves);
  free(m->accounts.data);
  free(m->contacts.data);
  free(m->opportunities.data);
  free(m->touch_rows.data);
  key_map_free(&m->account_ids);
  key_map_free(&m->contact_ids);
  key_map_free(&m->emails);
  key_map_free(&m->type_names);
  key_map_free(&m->kind_numbers);
  who_free(&m->whos);
  free(m->kinds.data);
  free(m->sources.data);
  activity_batch_free(&m->batch);
  for (size_t i = 0; i < m->runs.count; i++) activity_run_free(&m->runs.data[i]);
  free(m->runs.data);
  free(m->persons.data);
  free(m->unknown_types.data);
  free(m->type_list);
  free(m->file_accounts);
  free(m->touched);
  free(m->moved.data);
  free(m->losers.data);
  free(m->old_losers.data);
  for (size_t n = 0; n < m->record_block_count; n++) free(m->records[n].owned);
  free(m->records);
  buffer_free(&m->later);
  free(m->deals);
  free(m->touches);
  free(m->deal_start);
  free(m->touch_start);
  free(m->shadowed.data);
  free(m->day_starts);
  scheme_free(&m->scheme);
  variants_free(m);
  free(m->rows);
  free(m->history.data);
  free(m->sla.data);
  free(m->unmatched.data);
  free(m->stays.data);
  for (size_t i = 0; m->result_texts && i < m->block_count; i++) arena_free(&m->result_texts[i]);
  free(m->result_texts);
  arena_free(&m->texts);
  arena_free(&m->contact_texts);
  arena_free(&m->event_texts);
  arena_free(&m->kind_texts);
  free(m->columns.data);
  free(m);
}

void mqa_set_limits(mqa *m, uint64_t memory_bytes, const char *temp_dir, size_t thread_count)
{
  const char *folder = temp_dir ? temp_dir : getenv("TMPDIR");

  m->memory_bytes = memory_bytes ? memory_bytes : MEMORY_BYTES;
  m->temp_dir = folder && *folder ? folder : "/tmp";
  m->thread_count = thread_count ? thread_count : 1;
}

void mqa_set_journal(mqa *m, l2a_mqa *journal)
{
  m->journal = journal;
}

void mqa_set_kept(mqa *m)
{
  m->replayed = m->kept = true;
}

l2a_status mqa_set_as_of(mqa *m, int64_t as_of, l2a_error *error)
{
  if (as_of < INSTANT_MIN || as_of > INSTANT_MAX) return error_set(error, L2A_EINVAL, "the instant must lie in the years 1900 to 2199");
  m->as_of = as_of;
  return L2A_OK;
}

const time_zone *mqa_zone(const mqa *m)
{
  return m->zone;
}

/* ---- columns ------------------------------------------------------------------------------------------------------------------------- */

/* What Salesforce calls a field of the user's own: Tier__c. */
static bool is_custom_field(bytes column, bytes name)
{
  return column.size == name.size + 3 && bytes_equal_nocase(bytes_from(column.data, name.size), name) &&
         bytes_equal_nocase(bytes_from(column.data + name.size, 3), BYTES("__c"));
}

/* By its name (tier finds Tier__c too), else by what it means: `type` finds "Account Type". */
static uint32_t find_column(const l2a_column *columns, size_t count, bytes name)
{
  static const struct {
    const char *name;
    l2a_account_field field;
  } fields[] = { { "name", L2A_ACCOUNT_NAME },       { "owner", L2A_ACCOUNT_OWNER },         { "type", L2A_ACCOUNT_TYPE },
                 { "country", L2A_ACCOUNT_COUNTRY }, { "state", L2A_ACCOUNT_STATE },         { "city", L2A_ACCOUNT_CITY },
                 { "id", L2A_ACCOUNT_ID },           { "parent_id", L2A_ACCOUNT_PARENT_ID }, { "website", L2A_ACCOUNT_WEBSITE } };

  for (size_t i = 0; i < count; i++)
    if (bytes_equal(columns[i].name, name)) return (uint32_t)i;
  for (size_t i = 0; i < count; i++)
    if (bytes_equal_nocase(columns[i].name, name)) return (uint32_t)i;
  for (size_t i = 0; i < count; i++)
    if (is_custom_field(columns[i].name, name)) return (uint32_t)i;
  for (size_t f = 0; f < sizeof fields / sizeof *fields; f++)
    for (size_t i = 0; i < count; i++)
      if (columns[i].field == fields[f].field && bytes_equal_nocase(bytes_of(fields[f].name), name)) return (uint32_t)i;
  return KEY_NONE;
}

typedef struct column_search {
  const l2a_column *columns;
  size_t count;
  uint32_t ignored;
  l2a_error *error;
} column_search;

static l2a_status place_test(column_search *s, uint32_t *out, const column_test *test)
{
  *out = find_column(s->columns, s->count, test->column);
  if (*out != KEY_NONE) return L2A_OK;
  s->ignored += test->place.builtin;
  if (test->place.builtin) return L2A_OK;
  return error_set_at(s->error, L2A_ESYNTAX, test->place.file, test->place.line, test->place.column,
                      "expected a column of the accounts, found '%.*s'", (int)(test->column.size < 64 ? test->column.size : 64),
                      test->column.data);
}

static l2a_status place_leaves(mqa *m, column_search *s, const condition *c)
{
  l2a_status status = L2A_OK;

  if (!c) return L2A_OK;
  if (c->kind != CONDITION_ALL && c->kind != CONDITION_ANY && c->kind != CONDITION_NOT) m->leaves[c->leaf] = c;
  if (c->kind == CONDITION_COLUMN) status = place_test(s, &m->leaf_columns[c->leaf], &c->column);
  for (const condition *child = c->first; child && status == L2A_OK; child = child->next) status = place_leaves(m, s, child);
  return status;
}

/* As a state writes them. */
static l2a_status keep_columns(mqa *m, const l2a_column *columns, size_t count, l2a_error *error)
{
  m->columns.count = 0;
  for (size_t i = 0; i < count; i++) {
    l2a_column c = { .name = arena_copy(&m->texts, columns[i].name), .field = columns[i].field };
    if (!c.name.data || !VECTOR_ADD(&m->columns, c)) return error_no_memory(error);
  }
  return L2A_OK;
}

l2a_status mqa_set_columns(mqa *m, const l2a_column *columns, size_t count, uint32_t *ignored, l2a_error *error)
{
  const mqa_rules *def = m->def;
  column_search s = { columns, count, 0, error };
  l2a_status status = L2A_OK;

  free(m->weight_columns);
  free(m->exclude_columns);
  free(m->leaf_columns);
  free(m->leaves);
  m->column_count = (uint32_t)count;
  m->tier_column = find_column(columns, count, BYTES("tier"));
  m->weight_columns = calloc(def->account_weight_count + 1, sizeof *m->weight_columns);
  m->exclude_columns = calloc(def->exclude_count + 1, sizeof *m->exclude_columns);
  m->leaf_columns = calloc(def->leaf_count + 1, sizeof *m->leaf_columns);
  m->leaves = calloc(def->leaf_count + 1, sizeof *m->leaves);
  if (!m->weight_columns || !m->exclude_columns || !m->leaf_columns || !m->leaves) return error_no_memory(error);
  for (uint32_t i = 0; i < def->account_weight_count && status == L2A_OK; i++)
    status = place_test(&s, &m->weight_columns[i], &def->account_weights[i].test);
  for (uint32_t i = 0; i < def->exclude_count && status == L2A_OK; i++) status = place_test(&s, &m->exclude_columns[i], &def->excludes[i]);
  for (uint32_t i = 0; i < def->stage_count && status == L2A_OK; i++) {
    status = place_leaves(m, &s, def->stages[i].when);
    if (status == L2A_OK && def->stages[i].has_stay) status = place_leaves(m, &s, def->stages[i].stay);
  }
  m->scheme.def = def;
  m->scheme.leaves = m->leaves;
  if (status == L2A_OK && m->journal) status = log_columns(m->journal, columns, count, error);
  *ignored = s.ignored;
  return status == L2A_OK ? keep_columns(m, columns, count, error) : status;
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */

static bool test_holds(uint32_t column, const column_test *test, const bytes *cells)
{
  return column != KEY_NONE && column_test_holds(test, cells[column]);
}

static void weigh_account(const mqa *m, account_entry *a, const bytes *cells)
{
  const mqa_rules *def = m->def;

  a->weight = 1000;
  for (uint32_t i = 0; i < def->account_weight_count; i++) {
    if (!test_holds(m->weight_columns[i], &def->account_weights[i].test, cells)) continue;
    a->weight = def->account_weights[i].weight;
    break;
  }
  for (uint32_t i = 0; i < def->exclude_count && !a->excluded; i++)
    a->excluded = test_holds(m->exclude_columns[i], &def->excludes[i], cells);
}

static l2a_status mark_columns(mqa *m, account_entry *a, const bytes *cells, l2a_error *error)
{
  uint64_t *bits = arena_take_zero(&m->texts, (m->def->leaf_count / 64 + 1) * sizeof *bits);

  a->columns = bits;
  if (!bits) return error_no_memory(error);
  for (uint32_t leaf = 0; leaf < m->def->leaf_count; leaf++) {
    const condition *c = m->leaves[leaf];
    if (c->kind == CONDITION_COLUMN && test_holds(m->leaf_columns[leaf], &c->column, cells)) bits[leaf / 64] |= UINT64_C(1) << leaf % 64;
  }
  return L2A_OK;
}

l2a_status mqa_add_account(mqa *m, bytes id, bytes name, bytes owner, const bytes *cells, l2a_error *error)
{
  account_entry a = { .weight = 1000, .file = UINT32_MAX };
  l2a_status status;

  if (m->journal) return log_account(m->journal, id, name, owner, cells, m->column_count, error);
  a.id = arena_copy(&m->texts, id);
  a.name = arena_copy(&m->texts, name);
  a.owner = arena_copy(&m->texts, owner);
  if (m->prepared) return error_set(error, L2A_EINVAL, "an account after the accounts were said to be complete");
  if (m->tier_column != KEY_NONE) a.tier = arena_copy(&m->texts, cells[m->tier_column]);
  weigh_account(m, &a, cells);
  status = mark_columns(m, &a, cells, error);
  if (status != L2A_OK) return status;
  if (m->accounts.count >= UNMATCHED_GROUP) return error_set(error, L2A_ELIMIT, "more than 2^31 accounts");
  return !m->texts.failed && VECTOR_ADD(&m->accounts, a) ? L2A_OK : error_no_memory(error);
}

l2a_status mqa_add_contact(mqa *m, const mqa_contact *c, l2a_error *error)
{
  arena *t = &m->texts;
  contact_row row = { .score = c->score, .decision = c->decision };

  if (m->journal) return log_contact(m->journal, c, error);
  row.id = arena_copy(t, c->id);
  row.email = people_email(m, c->email, t);
  row.title = arena_copy(&m->contact_texts, c->title);
  row.account_id = arena_copy(&m->contact_texts, c->account_id);
  row.raw = arena_copy(&m->contact_texts, c->raw);
  if (m->prepared) return error_set(error, L2A_EINVAL, "a contact after the contacts were said to be complete");
  if (m->contacts.count >= KEY_NONE - 2) return error_set(error, L2A_ELIMIT, "more than 2^32 contacts");
  return !t->failed && !m->contact_texts.failed && VECTOR_ADD(&m->contacts, row) ? L2A_OK : error_no_memory(error);
}

l2a_status mqa_add_opportunity(mqa *m, const mqa_opportunity *o, l2a_error *error)
{
  mqa_opportunity row = *o;

  if (m->journal) return log_opportunity(m->journal, o, error);
  row.opportunity_id = arena_copy(&m->event_texts, o->opportunity_id);
  row.account_id = arena_copy(&m->event_texts, o->account_id);
  row.amount = arena_copy(&m->event_texts, o->amount);
  m->counts.rows[MQA_OPPORTUNITIES]++;
  if (m->opportunities.count >= KEY_NONE - 1) return error_set(error, L2A_ELIMIT, "more than 2^32 opportunities");
  return !m->event_texts.failed && VECTOR_ADD(&m->opportunities, row) ? L2A_OK : error_no_memory(error);
}

l2a_status mqa_add_touch(mqa *m, const mqa_touch *t, l2a_error *error)
{
  touch_row row = { .at = t->occurred_at, .source = t->source };
  const bytes texts[TOUCH_TEXTS] = { t->kind, t->rep, t->disposition, t->account_id, t->contact_id, t->email };

  if (m->journal) return log_touch(m->journal, t, error);
  for (uint32_t i = 0; i < TOUCH_TEXTS; i++) row.texts[i] = arena_copy(&m->event_texts, texts[i]);
  m->counts.rows[MQA_TOUCHES]++;
  if (m->touch_rows.count >= KEY_NONE - 1) return error_set(error, L2A_ELIMIT, "more than 2^32 touches");
  return !m->event_texts.failed && VECTOR_ADD(&m->touch_rows, row) ? L2A_OK : error_no_memory(error);
}

/* ---- answers ------------------------------------------------------------------------------------------------------------------------- */

const mqa_account_row *mqa_accounts(const mqa *m, size_t *count)
{
  *count = m->accounts.count;
  return m->rows;
}

const mqa_history_row *mqa_history(const mqa *m, size_t *count)
{
  *count = m->history.count;
  return m->history.data;
}

const mqa_sla_row *mqa_sla(const mqa *m, size_t *count)
{
  *count = m->sla.count;
  return m->sla.data;
}

const mqa_deal *mqa_deals(const mqa *m, uint32_t account, size_t *count)
{
  *count = m->deal_start[account + 1] - m->deal_start[account];
  return m->deals + m->deal_start[account];
}

bytes mqa_type_name(const mqa *m, uint32_t type)
{
  uint32_t defined = m->def->activity_count;

  return type < defined ? m->def->activities[type].name : m->unknown_types.data[type - defined].name;
}

const mqa_unmatched_row *mqa_unmatched(const mqa *m, size_t *count)
{
  *count = m->unmatched.count;
  return m->unmatched.data;
}

const mqa_unknown_type *mqa_unknown_types(const mqa *m, size_t *count)
{
  *count = m->type_list ? m->unknown_types.count : 0;
  return m->type_list;
}

const mqa_counts *mqa_get_counts(const mqa *m)
{
  return &m->shown;
}

bytes mqa_shadowed_account(const mqa *m, size_t n)
{
  return n < m->shadowed.count ? m->shadowed.data[n] : (bytes){ NULL, 0 };
}

const char *mqa_temperature_name(mqa_temperature t)
{
  static const char *const names[MQA_TEMPERATURE_COUNT] = { "excluded", "customer", "in_pipeline", "qualified", "warm", "cold" };

  return names[t];
}

bytes mqa_stage_name(const mqa *m, uint32_t stage)
{
  return stage < m->def->stage_count ? m->def->stages[stage].name : BYTES("excluded");
}

bytes mqa_outcome_name(const mqa *m, mqa_outcome outcome)
{
  static const char *const names[] = { "met", "late", "pending" };

  return outcome == MQA_SILENT ? m->def->sla.silence : bytes_of(names[outcome]);
}

const l2a_rules *mqa_get_rules(const mqa *m)
{
  return m->rules;
}

int64_t mqa_as_of(const mqa *m)
{
  return m->as_of;
}
