/* SPDX-License-Identifier: MIT */
/* l2a dump: the accounts of an index as a table. Only records and columns are read, so that damage elsewhere does not matter. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/file_clash.h"
#include "cli/message.h"
#include "cli/signal_guard.h"
#include "index/file_view.h"
#include "io/csv_write.h"
#include "io/json_write.h"
#include "io/output.h"

enum { FLUSH_SIZE = 1 << 18 };

static const option_spec dump_options[] = {
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0, "instead of standard output" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "csv|ndjson", 0, 0, "csv without it" },
};

typedef struct dump_job {
  const snapshot *s;
  output *out;
  bool json;
  buffer text;
  bytes *cells;
} dump_job;

static void put_object(dump_job *job)
{
  const snapshot *s = job->s;

  buffer_append_char(&job->text, '{');
  for (uint32_t i = 0; i < s->column_count; i++) {
    if (i) buffer_append_char(&job->text, ',');
    json_write_string(&job->text, s->columns[i].name);
    buffer_append_char(&job->text, ':');
    json_write_string(&job->text, job->cells[i]);
  }
  buffer_append_text(&job->text, "}\n");
}

static l2a_status flush(dump_job *job, size_t least, l2a_error *error)
{
  l2a_status status;

  if (job->text.failed) return error_no_memory(error);
  if (job->text.size < least) return L2A_OK;
  status = output_write(job->out, job->text.data, job->text.size, error);
  buffer_clear(&job->text);
  return status;
}

static l2a_status put_account(dump_job *job, uint32_t account, l2a_error *error)
{
  for (uint32_t i = 0; i < job->s->column_count; i++) {
    job->cells[i] = snapshot_cell(job->s, account, i);
    if (!json_can_hold(job->cells[i]))
      return error_set(error, L2A_ECORRUPT, "section records is damaged at entry %u: a cell is no valid UTF-8", account);
  }
  if (job->json) put_object(job);
  else csv_write_row(&job->text, job->cells, job->s->column_count, ',');
  return flush(job, FLUSH_SIZE, error);
}

static l2a_status put_all(dump_job *job, l2a_error *error)
{
  snapshot_cursor cursor;
  l2a_status status = L2A_OK;
  uint32_t account;

  job->cells = calloc(job->s->column_count + 1, sizeof *job->cells);
  if (!job->cells) return error_no_memory(error);
  for (uint32_t i = 0; i < job->s->column_count; i++) job->cells[i] = job->s->columns[i].name;
  if (!job->json) csv_write_row(&job->text, job->cells, job->s->column_count, ',');
  snapshot_cursor_begin(&cursor, job->s, (bytes){ NULL, 0 });
  while (status == L2A_OK && !output_is_closed(job->out) && (account = snapshot_cursor_next(&cursor)) != INDEX_NONE)
    status = put_account(job, account, error);
  return status == L2A_OK ? flush(job, 0, error) : status;
}

static exit_code run_dump(const command *c, const cli_options *o)
{
  dump_job job = { .json = option_is(o->format, "ndjson"), .text = BUFFER_INIT };
  signal_guard guard = { .running = false };
  l2a_error error = L2A_ERROR_INIT;
  store *file = NULL;
  file_view *f = NULL;
  l2a_status status = file_clash_check(o, "output", o->output, false, &error);

  (void)c;
  if (status == L2A_OK) status = store_open(&file, o->operands[0], &error);
  if (status == L2A_OK) status = file_view_begin(&f, file, &error);
  if (status == L2A_OK) status = output_open(&job.out, o->output ? o->output : "-", &error);
  if (status == L2A_OK) {
    job.s = &f->s;
    signal_guard_start(&guard, output_temporary(job.out), NULL);
    status = put_all(&job, &error);
    signal_guard_stop(&guard);
  }
  if (status == L2A_OK) status = output_commit(job.out, &error);
  else output_discard(job.out);
  file_view_end(f);
  store_close(file);
  buffer_free(&job.text);
  free(job.cells);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_dump = {
  .name = "dump",
  .summary = "write the accounts of an index as a table",
  .operands = "INDEX",
  .description =
    "Writes every account with every column as it was indexed, updates included, in the order of ids. l2a index makes the same index of it "
    "again: the way to another version or other definitions, and out of an index whose derived sections are damaged, since only records "
    "and "
    "columns are read.",
  .exit_codes = "0 done, 2 failed.",
  .operand_min = 1,
  .operand_max = 1,
  .groups = { OPTION_GROUP("Output", dump_options) },
  .examples = { { "l2a dump accounts.l2a -o accounts.csv", "All accounts as a CSV file:" } },
  .run = run_dump,
};
