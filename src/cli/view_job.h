/* SPDX-License-Identifier: MIT */
/* A view of the accounts as a command: the run of l2a mqa, then sheets as text, CSV, JSON or NDJSON. */
#ifndef L2A_CLI_VIEW_JOB_H
#define L2A_CLI_VIEW_JOB_H

#include "cli/command.h"
#include "cli/mqa_job.h"
#include "report/sheet.h"

extern const option_spec view_output_options[5];

typedef struct view_job {
  l2a_status (*before)(mqa_job *job, void *payload, l2a_error *error); /* between reading and running; may be NULL */
  l2a_status (*make)(sheet_set *out, mqa_job *job, void *payload, l2a_error *error);
  l2a_status (*html)(buffer *out, const sheet_set *sheets, mqa_job *job, l2a_error *error); /* the page, instead of text; may be NULL */
  const char *main_sheet;                                                                   /* of CSV and NDJSON, without --table */
  void *payload;
} view_job;

exit_code view_job_run(const view_job *v, const command *c, const cli_options *options);

/* True when --format asks for one table. */
bool view_is_table(const cli_options *o);

/* Writes text to a file, or to standard output ("-" or NULL). */
l2a_status view_write(const buffer *text, const char *path, l2a_error *error);

#endif
