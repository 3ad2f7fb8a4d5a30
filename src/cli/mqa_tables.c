/* SPDX-License-Identifier: MIT */
#include "cli/mqa_tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/thread_pool.h"
#include "cli/signal_guard.h"
#include "cli/table_out.h"

enum { TABLE_COUNT = 6, NAMES_LIMIT = 4096 };

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const table_column account_columns[] = {
  { "account_id", CELL_TEXT },       { "account_name", CELL_TEXT }, { "stage", CELL_TEXT },        { "is_mqa", CELL_BOOL },
  { "stage_since", CELL_TEXT },      { "mqa_at", CELL_TEXT },       { "minutes", CELL_NUMBER },    { "people", CELL_NUMBER },
  { "engaged_people", CELL_NUMBER }, { "roles", CELL_TEXT },        { "top_activity", CELL_TEXT }, { "missing", CELL_TEXT },
  { "falls_at", CELL_TEXT },         { "fragile", CELL_BOOL },      { "weak_share", CELL_NUMBER }, { "temperature", CELL_TEXT },
};
static const table_column history_columns[] = {
  { "account_id", CELL_TEXT }, { "from_stage", CELL_TEXT }, { "to_stage", CELL_TEXT }, { "at", CELL_TEXT }, { "reason", CELL_TEXT },
};
static const table_column sla_columns[] = {
  { "account_id", CELL_TEXT },       { "owner", CELL_TEXT },          { "mqa_at", CELL_TEXT },
  { "due_at", CELL_TEXT },           { "first_touch_at", CELL_TEXT }, { "rep", CELL_TEXT },
  { "outcome", CELL_TEXT },          { "disposition", CELL_TEXT },    { "hours_elapsed", CELL_NUMBER },
  { "hours_business", CELL_NUMBER },
};
static const table_column summary_columns[] = { { "metric", CELL_TEXT }, { "group", CELL_TEXT }, { "value", CELL_NUMBER } };
static const table_column problem_columns[] = {
  { "file", CELL_TEXT }, { "line", CELL_NUMBER }, { "byte_offset", CELL_NUMBER }, { "key", CELL_TEXT }, { "reason", CELL_TEXT },
};
static const table_column type_columns[] = {
  { "type", CELL_TEXT }, { "subtype", CELL_TEXT }, { "campaign_type", CELL_TEXT }, { "status", CELL_TEXT }, { "rows", CELL_NUMBER },
};

static l2a_status begin_table(table_out *t, output *out, const table_column *columns, size_t count, const mqa_tables_options *o,
                              l2a_error *error)
{
  l2a_status status = table_out_begin(t, out, columns, count, o->json, error);

  t->hide_emails = o->hide_emails;
  return status;
}

/* ---- accounts ------------------------------------------------------------------------------------------------------------------------ */

static void put_roles(table_out *t, const mqa_rules *def, uint64_t mask)
{
  buffer names = BUFFER_INIT;

  for (uint32_t i = 0; i <= def->role_count; i++) {
    if (!(mask >> i & 1)) continue;
    if (names.size) buffer_append_char(&names, '|');
    buffer_append_bytes(&names, def->roles[i].name);
  }
  if (names.failed) t->text.failed = true;
  table_out_cell(t, buffer_bytes(&names));
  buffer_free(&names);
}

static void put_account(table_out *t, const mqa *m, const mqa_account_row *row)
{
  table_out_cell(t, row->id);
  table_out_cell(t, row->name);
  table_out_cell(t, mqa_stage_name(m, row->stage));
  table_out_bool(t, row->is_mqa);
  table_out_instant(t, row->stage_since);
  table_out_instant(t, row->mqa_at);
  table_out_thousandths(t, row->minutes);
  table_out_number(t, row->people);
  table_out_number(t, row->engaged_people);
  put_roles(t, &mqa_get_rules(m)->mqa, row->roles);
  table_out_cell(t, row->top_activity);
  table_out_cell(t, row->missing);
  table_out_instant(t, row->falls_at);
  table_out_bool(t, row->fragile);
  table_out_thousandths(t, row->weak_share);
  table_out_cell(t, bytes_of(mqa_temperature_name(row->temperature)));
}

static l2a_status write_accounts(const mqa_feed *f, const mqa_tables_options *o, output *out, l2a_error *error)
{
  size_t count;
  const mqa_account_row *rows = mqa_accounts(f->m, &count);
  table_out t;
  l2a_status status = begin_table(&t, out, account_columns, COUNT_OF(account_columns), o, error);

  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    put_account(&t, f->m, &rows[i]);
    status = table_out_row(&t, error);
  }
  return status == L2A_OK ? table_out_end(&t, error) : (buffer_free(&t.text), status);
}

/* ---- history, sla -------------------------------------------------------------------------------------------------------------------- */

static l2a_status write_history(const mqa_feed *f, const mqa_tables_options *o, output *out, l2a_error *error)
{
  size_t count, accounts;
  const mqa_history_row *rows = mqa_history(f->m, &count);
  const mqa_account_row *account = mqa_accounts(f->m, &accounts);
  table_out t;
  l2a_status status = begin_table(&t, out, history_columns, COUNT_OF(history_columns), o, error);

  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    table_out_cell(&t, account[rows[i].account].id);
    table_out_cell(&t, mqa_stage_name(f->m, rows[i].from));
    table_out_cell(&t, mqa_stage_name(f->m, rows[i].to));
    table_out_instant(&t, rows[i].at);
    table_out_cell(&t, rows[i].reason);
    status = table_out_row(&t, error);
  }
  return status == L2A_OK ? table_out_end(&t, error) : (buffer_free(&t.text), status);
}

static l2a_status write_sla(const mqa_feed *f, const mqa_tables_options *o, output *out, l2a_error *error)
{
  size_t count, accounts;
  const mqa_sla_row *rows = mqa_sla(f->m, &count);
  const mqa_account_row *account = mqa_accounts(f->m, &accounts);
  table_out t;
  l2a_status status = begin_table(&t, out, sla_columns, COUNT_OF(sla_columns), o, error);

  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    const mqa_sla_row *row = &rows[i];

    table_out_cell(&t, account[row->account].id);
    table_out_cell(&t, account[row->account].owner);
    table_out_instant(&t, row->mqa_at);
    table_out_instant(&t, row->due_at);
    table_out_instant(&t, row->first_touch_at);
    table_out_cell(&t, row->rep);
    table_out_cell(&t, mqa_outcome_name(f->m, row->outcome));
    table_out_cell(&t, row->disposition);
    table_out_thousandths(&t, row->elapsed * 1000 / 3600);
    table_out_thousandths(&t, row->business * 1000 / 3600);
    status = table_out_row(&t, error);
  }
  return status == L2A_OK ? table_out_end(&t, error) : (buffer_free(&t.text), status);
}

/* ---- summary, unmatched, rejects ----------------------------------------------------------------------------------------------------- */

typedef struct summary_payload {
  table_out *t;
  l2a_error *error;
} summary_payload;

static l2a_status put_summary(void *payload, bytes metric, bytes group, bytes value)
{
  summary_payload *p = payload;

  table_out_cell(p->t, metric);
  table_out_cell(p->t, group);
  table_out_cell(p->t, value);
  return table_out_row(p->t, p->error);
}

static l2a_status write_summary(const mqa_feed *f, const mqa_tables_options *o, output *out, l2a_error *error)
{
  table_out t;
  summary_payload payload = { &t, error };
  l2a_status status = begin_table(&t, out, summary_columns, COUNT_OF(summary_columns), o, error);

  if (status == L2A_OK) status = mqa_summary(f->m, o->since, o->compare_to, put_summary, &payload, error);
  for (int skip = 1; skip < SKIP_REASON_COUNT && status == L2A_OK; skip++)
    if (f->skipped[skip]) {
      char count[32];
      table_out_cell(&t, BYTES("skipped"));
      table_out_cell(&t, bytes_of(skip_reason_name((skip_reason)skip)));
      snprintf(count, sizeof count, "%llu", (unsigned long long)f->skipped[skip]);
      table_out_cell(&t, bytes_of(count));
      status = table_out_row(&t, error);
    }
  return status == L2A_OK ? table_out_end(&t, error) : (buffer_free(&t.text), status);
}

/* A row of unmatched or rejects. Sorted by the names of the files, so that neither their order nor merging says where a row stands. */
typedef struct problem {
  const char *file; /* NULL: last */
  mqa_source source;
  bytes key, reason;
} problem;

static problem make_problem(const mqa_feed *f, mqa_source source, bytes key, bytes reason)
{
  return (problem){ source.file < f->file_count ? f->files[source.file] : NULL, source, key, reason };
}

static int compare_problems(const void *left, const void *right)
{
  const problem *a = left;
  const problem *b = right;
  int order = !a->file - !b->file;

  if (!order && a->file && a->file != b->file) order = strcmp(a->file, b->file);
  if (!order) order = (a->source.line > b->source.line) - (a->source.line < b->source.line);
  if (!order) order = (a->source.offset > b->source.offset) - (a->source.offset < b->source.offset);
  if (!order) order = bytes_compare(a->key, b->key);
  return order ? order : bytes_compare(a->reason, b->reason);
}

static void put_problem(table_out *t, const problem *p)
{
  bool known = p->source.line > 0;

  table_out_cell(t, p->file ? bytes_of(p->file) : BYTES(""));
  if (known) table_out_number(t, p->source.line);
  else table_out_cell(t, BYTES(""));
  if (known) table_out_number(t, p->source.offset);
  else table_out_cell(t, BYTES(""));
  table_out_cell(t, p->key);
  table_out_cell(t, p->reason);
}

static l2a_status write_problems(problem *list, size_t count, const mqa_tables_options *o, output *out, l2a_error *error)
{
  table_out t;
  l2a_status status = begin_table(&t, out, problem_columns, COUNT_OF(problem_columns), o, error);

  if (count) qsort(list, count, sizeof *list, compare_problems);
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    put_problem(&t, &list[i]);
    status = table_out_row(&t, error);
  }
  return status == L2A_OK ? table_out_end(&t, error) : (buffer_free(&t.text), status);
}

static l2a_status write_unmatched(const mqa_feed *f, const mqa_tables_options *o, output *out, l2a_error *error)
{
  size_t count;
  const mqa_unmatched_row *rows = mqa_unmatched(f->m, &count);
  problem *list = malloc((count + 1) * sizeof *list);
  l2a_status status;

  if (!list) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) list[i] = make_problem(f, rows[i].source, rows[i].key, bytes_of(rows[i].reason));
  status = write_problems(list, count, o, out, error);
  free(list);
  return status;
}

static l2a_status write_rejects(const mqa_feed *f, const mqa_tables_options *o, output *out, l2a_error *error)
{
  problem *list = malloc((f->reject_count + 1) * sizeof *list);
  l2a_status status;

  if (!list) return error_no_memory(error);
  for (size_t i = 0; i < f->reject_count; i++) list[i] = make_problem(f, f->rejects[i].source, f->rejects[i].key, f->rejects[i].reason);
  status = write_problems(list, f->reject_count, o, out, error);
  free(list);
  return status;
}

/* ---- files --------------------------------------------------------------------------------------------------------------------------- */

typedef l2a_status write_table(const mqa_feed *f, const mqa_tables_options *o, output *out, l2a_error *error);

static const struct {
  const char *name;
  write_table *write;
} tables[TABLE_COUNT] = {
  { "accounts", write_accounts }, { "history", write_history },     { "sla", write_sla },
  { "summary", write_summary },   { "unmatched", write_unmatched }, { "rejects", write_rejects },
};

static l2a_status open_folder(const mqa_tables_options *o, output **outs, const char **unfinished, l2a_error *error)
{
  struct stat st;
  l2a_status status = L2A_OK;

  if (mkdir(o->folder, 0777) != 0 && (errno != EEXIST || stat(o->folder, &st) != 0))
    return error_set_errno(error, errno, o->folder, "cannot be made");
  if (stat(o->folder, &st) == 0 && !S_ISDIR(st.st_mode))
    return error_set_at(error, L2A_EINVAL, o->folder, 0, 0, "is a file: -o expected a folder for the tables");
  for (size_t i = 0; i < TABLE_COUNT && status == L2A_OK; i++) {
    char path[NAMES_LIMIT];

    if ((size_t)snprintf(path, sizeof path, "%s/%s.%s", o->folder, tables[i].name, o->json ? "ndjson" : "csv") >= sizeof path)
      return error_set(error, L2A_EINVAL, "the name of the folder is too long");
    status = output_open(&outs[i], path, error);
    if (status == L2A_OK) unfinished[i] = output_temporary(outs[i]);
  }
  return status;
}

/* What threads write a table each with. */
typedef struct table_job {
  const mqa_feed *f;
  const mqa_tables_options *o;
  output **outs;
} table_job;

static l2a_status write_one(void *state, size_t n, l2a_error *error)
{
  const table_job *job = state;

  return tables[n].write(job->f, job->o, job->outs[n], error);
}

static l2a_status write_folder(const mqa_feed *f, const mqa_tables_options *o, l2a_error *error)
{
  output *outs[TABLE_COUNT] = { NULL };
  const char *unfinished[TABLE_COUNT] = { NULL };
  table_job job = { f, o, outs };
  void *states[THREAD_POOL_MAX];
  signal_guard guard;
  l2a_status status = open_folder(o, outs, unfinished, error);

  signal_guard_start_list(&guard, unfinished, TABLE_COUNT);
  for (size_t i = 0; i < THREAD_POOL_MAX; i++) states[i] = &job;
  if (status == L2A_OK) status = thread_pool_each(f->thread_count, states, TABLE_COUNT, write_one, error);
  signal_guard_stop(&guard);
  for (size_t i = 0; i < TABLE_COUNT; i++) {
    if (!outs[i]) continue;
    if (status == L2A_OK) status = output_commit(outs[i], error);
    else output_discard(outs[i]);
  }
  return status;
}

l2a_status mqa_tables_write(const mqa_feed *f, const mqa_tables_options *o, l2a_error *error)
{
  output *out = NULL;
  l2a_status status;

  if (o->folder) return write_folder(f, o, error);
  status = output_open(&out, "-", error);
  if (status == L2A_OK) status = write_accounts(f, o, out, error);
  if (status == L2A_OK) return output_commit(out, error);
  if (out) output_discard(out);
  return status;
}

l2a_status mqa_tables_write_types(const mqa_feed *f, bool json, l2a_error *error)
{
  output *out = NULL;
  table_out t = { .text = BUFFER_INIT };
  l2a_status status = output_open(&out, "-", error);

  if (status == L2A_OK) status = table_out_begin(&t, out, type_columns, COUNT_OF(type_columns), json, error);
  for (size_t i = 0; i < f->type_count && status == L2A_OK; i++) {
    table_out_cell(&t, f->types[i].type);
    table_out_cell(&t, f->types[i].subtype);
    table_out_cell(&t, f->types[i].campaign_type);
    table_out_cell(&t, f->types[i].status);
    table_out_number(&t, f->types[i].rows);
    status = table_out_row(&t, error);
  }
  if (status == L2A_OK) status = table_out_end(&t, error);
  buffer_free(&t.text);
  if (status == L2A_OK) return output_commit(out, error);
  if (out) output_discard(out);
  return status;
}
