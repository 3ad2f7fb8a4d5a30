/* SPDX-License-Identifier: MIT */
/* l2a update: changes of accounts into an index that others read meanwhile. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/engine.h"
#include "cli/file_clash.h"
#include "cli/message.h"
#include "cli/run_summary.h"
#include "index/index.h"

static const option_spec change_options[] = {
  { "delete", 0, OPTION_LIST, "FILE", OPTION_AT(deletes), NULL, 0, 0,
    "delete the accounts whose ids are in this file (a table with a column of ids); may be repeated" },
  { "delete-column", 0, OPTION_TEXT, "COLUMN", OPTION_AT(delete_column), NULL, 0, 0,
    "delete the accounts of rows where this column holds 1, true, yes, y or x; it is no column of the account" },
  { "merge", 0, OPTION_FLAG, NULL, OPTION_AT(merge_now), NULL, 0, 0,
    "make one base of base and changes at the end; without it that happens when the changes have grown beyond a sixty-fourth of the "
    "base" },
};

static const option_spec write_options[] = {
  { "sync", 0, OPTION_CHOICE, NULL, OPTION_AT(sync), "yes|no", 0, 0,
    "no: do not wait for the disk at each transaction; a power cut may bring back the state before the last ones. Without it yes" },
  { "batch", 0, OPTION_NUMBER, "N", OPTION_AT(batch), NULL, 1, 100000000, "rows of a transaction; without it all rows are one" },
  { "wait", 0, OPTION_TEXT, "DURATION", OPTION_AT(wait), NULL, 0, 0,
    "for another writer, as 500ms, 30s or 5m; without it a second writer is told so at once" },
  { "rejects", 'r', OPTION_TEXT, "FILE", OPTION_AT(rejects), NULL, 0, 0,
    "write rows that cannot be used here, as CSV: file,line,byte_offset,reason" },
  { "strict", 0, OPTION_FLAG, NULL, OPTION_AT(strict), NULL, 0, 0, "exit 2 when a row was rejected" },
};

static const option_spec input_options[] = {
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column that holds a field, where it is not recognised: of use here for id; the others go by their names" },
  { "encoding", 0, OPTION_TEXT, "NAME", OPTION_AT(encoding), NULL, 0, 0,
    "instead of what the bytes look like: UTF-8, UTF-16LE, UTF-16BE, Windows-1252" },
  { "delimiter", 0, OPTION_TEXT, "CHARACTER", OPTION_AT(delimiter), NULL, 0, 0, "between fields, instead of what the header looks like" },
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0,
    "those the index was made with, if they are not the built-in ones" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no summary; errors only" },
};

/* ---- transactions -------------------------------------------------------------------------------------------------------------------- */

typedef struct update_job {
  l2a_index *index;
  l2a_index_update_options options;
  uint32_t batch; /* 0: everything is one transaction */
  const char *delete_column;
  bool only_ids; /* the rows are of a --delete file */
  l2a_column *columns;
  size_t column_count;
  size_t delete_at; /* of the rows; SIZE_MAX: none */
  l2a_string *cells;
  l2a_index_update *update; /* NULL: none is open */
  uint32_t pending;         /* changes in it */
  uint64_t put, deleted, missing, transactions;
} update_job;

static l2a_status end_transaction(update_job *job, l2a_error *error)
{
  l2a_index_update *update = job->update;

  if (!update) return L2A_OK;
  job->update = NULL;
  job->pending = 0;
  job->transactions++;
  return l2a_index_update_commit(update, error);
}

static l2a_status in_transaction(update_job *job, l2a_error *error)
{
  l2a_status status = job->batch && job->pending >= job->batch ? end_transaction(job, error) : L2A_OK;

  if (status == L2A_OK && !job->update)
    status = l2a_index_update_begin(&job->update, job->index, job->columns, job->column_count, &job->options, error);
  return status;
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */

/* The columns of a file; the id comes first (account_table.h). */
static l2a_status take_columns(void *payload, const l2a_column *columns, size_t count, l2a_error *error)
{
  update_job *job = payload;
  l2a_status status = end_transaction(job, error); /* it has the columns of the file before */

  if (status != L2A_OK) return status;
  free(job->columns);
  free(job->cells);
  job->columns = calloc(count + 1, sizeof *job->columns);
  job->cells = calloc(count + 1, sizeof *job->cells);
  if (!job->columns || !job->cells) return error_no_memory(error);
  job->delete_at = SIZE_MAX;
  job->column_count = 0;
  for (size_t i = 0; i < count; i++) {
    if (job->delete_column && bytes_equal_nocase(columns[i].name, bytes_of(job->delete_column))) job->delete_at = i;
    else if (!job->only_ids || i == 0) job->columns[job->column_count++] = columns[i];
  }
  if (job->delete_column && !job->only_ids && job->delete_at == SIZE_MAX)
    return error_set(error, L2A_ENOTFOUND, "--delete-column: the rows have no column \"%s\"", job->delete_column);
  return in_transaction(job, error); /* a column that the index does not have is told before any row */
}

static l2a_status delete_account(update_job *job, bytes id, l2a_error *error)
{
  l2a_status status = in_transaction(job, error);

  if (status == L2A_OK) status = l2a_index_update_delete(job->update, id, error);
  if (status == L2A_ENOTFOUND) {
    job->missing++;
    return L2A_OK;
  }
  job->deleted += status == L2A_OK;
  job->pending += status == L2A_OK;
  return status;
}

static bool is_true(bytes cell)
{
  static const char *const words[] = { "1", "true", "yes", "y", "x" };

  cell = bytes_trim(cell);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (bytes_equal_nocase(cell, bytes_of(words[i]))) return true;
  return false;
}

static l2a_status take_row(void *payload, const l2a_string *cells, l2a_error *error)
{
  update_job *job = payload;
  size_t used = 0;
  l2a_status status;

  if (job->only_ids || (job->delete_at != SIZE_MAX && is_true(cells[job->delete_at]))) return delete_account(job, cells[0], error);
  status = in_transaction(job, error);
  if (status != L2A_OK) return status;
  for (size_t i = 0; used < job->column_count; i++)
    if (i != job->delete_at) job->cells[used++] = cells[i];
  status = l2a_index_update_put(job->update, job->cells, error);
  job->put += status == L2A_OK;
  job->pending += status == L2A_OK;
  return status;
}

/* A row that its export marks as deleted or merged. */
static l2a_status take_gone(void *payload, const l2a_string *cells, l2a_error *error)
{
  return delete_account(payload, cells[0], error);
}

/* ---- options ------------------------------------------------------------------------------------------------------------------------- */

/* "500ms", "30s", "5m". */
static l2a_status read_wait(uint32_t *wait_ms, const char *text, l2a_error *error)
{
  static const struct {
    const char *unit;
    uint64_t ms;
  } units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
  uint64_t value = 0;
  size_t n = 0;

  if (!text) return L2A_OK;
  for (; text[n] >= '0' && text[n] <= '9' && n < 9; n++) value = value * 10 + (uint64_t)(text[n] - '0');
  for (size_t i = 0; n && i < sizeof units / sizeof *units; i++)
    if (strcmp(text + n, units[i].unit) == 0 && value * units[i].ms <= UINT32_MAX) {
      *wait_ms = (uint32_t)(value * units[i].ms);
      return L2A_OK;
    }
  return error_set(error, L2A_EINVAL, "--wait: \"%s\" is no duration; expected one like 500ms, 30s or 5m", text);
}

static l2a_status read_files(update_job *job, account_table_counts *counts, const cli_options *o, const char *const *paths, size_t count,
                             reject_log *rejects, l2a_error *error)
{
  account_sink sink = { take_columns, take_row, take_gone, job };
  account_table_counts of_files;
  account_table_options options = { .paths = paths,
                                    .count = count,
                                    .map = &o->map,
                                    .map_option = "map",
                                    .encoding = o->encoding,
                                    .delimiter = o->delimiter,
                                    .changes = true,
                                    .progress = !o->quiet,
                                    .thread_count = 1 };
  l2a_status status;

  if (count == 0) return L2A_OK;
  status = account_table_read(&of_files, &options, &sink, rejects, error);
  counts->rows += of_files.rows;
  counts->rejected += of_files.rejected;
  return status;
}

static void report(const cli_options *o, const update_job *job, const account_table_counts *counts, const reject_log *rejects,
                   uint64_t start_ns)
{
  buffer line = BUFFER_INIT;
  l2a_index_info info;

  if (o->quiet) return;
  l2a_index_get_info(job->index, &info);
  append_grouped(&line, counts->rows);
  buffer_append_text(&line, " rows: put ");
  append_grouped(&line, job->put);
  buffer_append_text(&line, ", deleted ");
  append_grouped(&line, job->deleted);
  if (job->missing) {
    buffer_append_text(&line, ", not there to be deleted ");
    append_grouped(&line, job->missing);
  }
  buffer_printf(&line, "; transactions %" PRIu64 ", ", job->transactions);
  summary_append_cost(&line, start_ns);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  summary_print_rejects(rejects, counts->rejected, "account", o->rejects);
  buffer_clear(&line);
  buffer_printf(&line, "%s: accounts ", o->operands[0]);
  append_grouped(&line, info.account_count);
  buffer_append_text(&line, ", generation ");
  buffer_append_u64(&line, info.generation);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  buffer_free(&line);
}

/* ---- whole --------------------------------------------------------------------------------------------------------------------------- */

/* A merge that was not asked for is left to another process that merges, too; nothing is lost by that. */
static l2a_status merge_at_end(update_job *job, bool asked, l2a_error *error)
{
  enum { TRIES = 4 };
  l2a_status status = L2A_EBUSY;

  for (int i = 0; i < TRIES && status == L2A_EBUSY; i++) status = l2a_index_merge(job->index, error);
  return asked || status != L2A_EBUSY ? status : L2A_OK;
}

static l2a_status apply(update_job *job, account_table_counts *counts, const cli_options *o, reject_log *rejects, l2a_error *error)
{
  l2a_status status = read_files(job, counts, o, o->operands + 1, o->operand_count - 1, rejects, error);

  if (status == L2A_OK && o->deletes.count) {
    job->only_ids = true;
    status = read_files(job, counts, o, o->deletes.items, o->deletes.count, rejects, error);
  }
  if (status == L2A_OK) status = end_transaction(job, error);
  if (status == L2A_OK && (o->merge_now || (job->index->known && index_merge_is_due(&job->index->known->meta, 0))))
    status = merge_at_end(job, o->merge_now, error);
  return status;
}

static exit_code run_update(const command *c, const cli_options *o)
{
  uint64_t start_ns = clock_now_ns();
  update_job job = { .options = L2A_INDEX_UPDATE_OPTIONS_INIT, .batch = o->batch, .delete_column = o->delete_column };
  account_table_counts counts = { .rows = 0 };
  reject_log rejects = { .file = NULL };
  l2a_error error = L2A_ERROR_INIT;
  engine e = { .rules = NULL };
  l2a_status status;

  if (o->operand_count < 2 && !o->deletes.count && !o->merge_now) {
    message_print("%s: change what? Give a table of accounts, --delete FILE or --merge", c->name);
    return EXIT_FAILED;
  }
  job.options.no_merge = 1;
  job.options.no_sync = option_is(o->sync, "no");
  status = read_wait(&job.options.wait_ms, o->wait, &error);
  if (status == L2A_OK) status = file_clash_check(o, "rejects", o->rejects, false, &error);
  if (status == L2A_OK) status = engine_load_rules(&e, o, &error);
  if (status == L2A_OK) status = l2a_index_open_writable(&job.index, o->operands[0], e.rules, &error);
  if (status == L2A_OK) status = reject_log_open(&rejects, o->rejects, &error);
  if (status == L2A_OK) status = apply(&job, &counts, o, &rejects, &error);
  l2a_index_update_cancel(job.update);
  if (status == L2A_OK) status = reject_log_commit(&rejects, &error);
  if (status == L2A_OK) report(o, &job, &counts, &rejects, start_ns);
  if (status == L2A_OK && o->strict && rejects.count)
    status = error_set(&error, L2A_EINVAL, "%llu rows were rejected, and --strict asks for none", (unsigned long long)rejects.count);
  reject_log_discard(&rejects);
  l2a_index_close(job.index);
  engine_close(&e);
  free(job.columns);
  free(job.cells);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_update = {
  .name = "update",
  .summary = "upsert and delete accounts while readers read",
  .operands = "INDEX [ROWS...]",
  .description =
    "Reads accounts (as l2a index does) and inserts each, or replaces the account with its id; columns that the rows do not have keep "
    "their "
    "values. Rows that their export marks as deleted or merged are deletions. Every transaction is seen whole by the next lookup of every "
    "process that has the index open, or not at all; readers never wait. The last change of an id counts.\n\n"
    "Until the changes are merged answers are those of an index that is built anew, but for one thing: how rare a word is was counted when "
    "the base was made, so that a score near a threshold may fall on its other side, and another account stand first in a row for review. "
    "After the merge the index is the new one, byte for "
    "byte.\n\n"
    "A column that the index does not have is refused: build the index again to add one.",
  .exit_codes = "0 done, 2 failed: transactions before the failing one stay, and there is only one without --batch.",
  .operand_min = 1,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Changes", change_options), OPTION_GROUP("Writing", write_options), OPTION_GROUP("Input", input_options) },
  .examples = { { "l2a update accounts.l2a changes.csv", "Accounts that are new or changed:" },
                { "l2a update accounts.l2a --delete gone.csv", "Accounts that are gone, by a table of their ids:" } },
  .run = run_update,
};
