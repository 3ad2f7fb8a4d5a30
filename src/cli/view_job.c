/* SPDX-License-Identifier: MIT */
#include "cli/view_job.h"

#include <stdio.h>

#include "cli/message.h"
#include "io/output.h"

const option_spec view_output_options[5] = {
  { "as-of", 0, OPTION_TEXT, "INSTANT", OPTION_AT(as_of), NULL, 0, 0,
    "the instant of the answer, such as 2026-11-01 or 2026-11-01T09:30:00Z; nothing after it counts" },
  { "since", 0, OPTION_TEXT, "INSTANT", OPTION_AT(since), NULL, 0, 0,
    "the period begins here; without it one window back for the service level, a year for the funnel and the plan, one window behind the "
    "first "
    "row for a backtest" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "text|csv|ndjson|json", 0, 0,
    "text for readers without it; csv and ndjson write one table, json all of them" },
  { "table", 0, OPTION_TEXT, "NAME", OPTION_AT(table), NULL, 0, 0, "the table that csv and ndjson write" },
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0, "write here, instead of to standard output" },
};

l2a_status view_write(const buffer *text, const char *path, l2a_error *error)
{
  output *out = NULL;
  l2a_status status = text->failed ? error_no_memory(error) : output_open(&out, path ? path : "-", error);

  if (status == L2A_OK) status = output_write(out, text->data, text->size, error);
  if (status == L2A_OK) return output_commit(out, error);
  if (out) output_discard(out);
  return status;
}

static l2a_status find_table(const sheet **out, const view_job *v, const sheet_set *sheets, const char *name, l2a_error *error)
{
  char names[256] = "";
  size_t used = 0;

  *out = sheet_find(sheets, bytes_of(name ? name : v->main_sheet));
  if (*out) return L2A_OK;
  for (size_t i = 0; i < sheets->count && used < sizeof names; i++)
    used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", sheets->sheets[i].name);
  return error_set(error, L2A_EINVAL, "--table %s: expected one of %s", name ? name : v->main_sheet, names);
}

bool view_is_table(const cli_options *o)
{
  return option_is(o->format, "csv") || option_is(o->format, "ndjson");
}

static l2a_status write_sheets(const view_job *v, const sheet_set *sheets, mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  buffer text = BUFFER_INIT;
  const sheet *t = NULL;
  l2a_status status = L2A_OK;

  if (view_is_table(o)) status = find_table(&t, v, sheets, o->table, error);
  if (option_is(o->format, "json")) sheet_set_write_json(&text, sheets);
  else if (t && option_is(o->format, "csv")) sheet_write_csv(&text, t);
  else if (t) sheet_write_ndjson(&text, t);
  else if (v->html && !option_is(o->format, "text")) status = v->html(&text, sheets, job, error);
  else if (status == L2A_OK) sheet_set_write_text(&text, sheets);
  if (status == L2A_OK) status = view_write(&text, o->output, error);
  buffer_free(&text);
  return status;
}

/* What is compared must have had time to move. */
static l2a_status check_compared(const mqa_job *job, l2a_error *error)
{
  if (job->compare_to == INSTANT_NONE || job->compare_to < job->as_of) return L2A_OK;
  return error_set(error, L2A_EINVAL, "--compare-to must lie before --as-of");
}

exit_code view_job_run(const view_job *v, const command *c, const cli_options *options)
{
  mqa_job job = { .options = options };
  sheet_set sheets;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  if (mqa_job_options_are_missing(c->name, options)) return EXIT_FAILED;
  if (options->table && !view_is_table(options)) {
    message_print("%s: --table is for --format csv and ndjson", c->name);
    return EXIT_FAILED;
  }
  sheet_set_init(&sheets);
  status = mqa_job_open(&job, options, false, &error);
  if (status == L2A_OK) status = check_compared(&job, &error);
  if (status == L2A_OK) status = mqa_job_read(&job, &error);
  if (status == L2A_OK && v->before) status = v->before(&job, v->payload, &error);
  if (status == L2A_OK) status = mqa_job_run(&job, &error);
  if (status == L2A_OK) status = v->make(&sheets, &job, v->payload, &error);
  if (status == L2A_OK) status = write_sheets(v, &sheets, &job, &error);
  if (status == L2A_OK && !options->quiet) mqa_job_report(&job);
  sheet_set_free(&sheets);
  mqa_job_close(&job);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}
