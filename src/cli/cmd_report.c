/* SPDX-License-Identifier: MIT */
/* l2a report: one page for the meeting of sales and marketing. */
#include "base/civil.h"
#include "cli/view_job.h"
#include "report/mqa_html.h"
#include "report/standup_view.h"

enum { COMPARE_DAYS = 7 };

static const option_spec output_options[] = {
  { "as-of", 0, OPTION_TEXT, "INSTANT", OPTION_AT(as_of), NULL, 0, 0,
    "the instant of the answer, such as 2026-11-01 or 2026-11-01T09:30:00Z; nothing after it counts" },
  { "compare-to", 0, OPTION_TEXT, "DATE", OPTION_AT(compare_to), NULL, 0, 0, "what moved since then; without it a week back" },
  { "since", 0, OPTION_TEXT, "INSTANT", OPTION_AT(since), NULL, 0, 0,
    "the period of funnel and service level begins here; without it a year back and one window back" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "html|text|csv|ndjson|json", 0, 0,
    "a page without it; the others have the stand-up alone; csv and ndjson write one table of it" },
  { "table", 0, OPTION_TEXT, "NAME", OPTION_AT(table), NULL, 0, 0, "the table that csv and ndjson write" },
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0, "write here, instead of to standard output" },
};

static l2a_status make_sheets(sheet_set *out, mqa_job *job, void *payload, l2a_error *error)
{
  int64_t compare_to = job->compare_to != INSTANT_NONE ? job->compare_to : job->as_of - COMPARE_DAYS * DAY_SECONDS;

  (void)payload;
  return standup_view(out, job->m, compare_to, error);
}

static l2a_status make_page(buffer *out, const sheet_set *sheets, mqa_job *job, l2a_error *error)
{
  const mqa_page page = { job->m, job->since, sheets };

  return mqa_html_write(out, &page, error);
}

static exit_code run_report(const command *c, const cli_options *options)
{
  const view_job view = { .make = make_sheets, .html = make_page, .main_sheet = "untouched" };

  return view_job_run(&view, c, options);
}

const command command_report = {
  .name = "report",
  .summary = "a page for the meeting of sales and marketing: stand-up, funnel, service level",
  .operands = "",
  .description =
    "One HTML page that needs nothing else (no script, no request), for screens, phones and paper, light or dark. It has the accounts by "
    "temperature and how they moved, the qualified accounts that nobody touched, those that became qualified, are no longer, or will fall; "
    "newly qualified accounts by week, minutes of engagement, the tables of l2a funnel and of l2a sla.\n"
    "\n"
    "Tables of the stand-up (--format text for a terminal): temperature: progressed and regressed compare the stage with that at "
    "--compare-to, new accounts had no row up to then. untouched: qualified now, and no touch of sales since; the longest due first. "
    "qualified: became so since --compare-to. left: were qualified and are not now, with the reason. falling: would leave the stage within 14 "
    "days if nothing more happened. next: the 15 warm accounts with the most minutes, and the conditions that they lack.",
  .exit_codes = "0 done, 2 failed.",
  .operand_max = 0,
  .groups = { MQA_INPUT_GROUPS, OPTION_GROUP("Output", output_options), MQA_RUN_GROUPS },
  .examples = {
    { "l2a report --accounts accounts.csv --matches matches.csv --activities activities.csv --touches touches.csv --as-of 2026-11-01 -o "
      "monday.html",
      "The page for Monday's meeting:" },
    { "l2a report --accounts accounts.csv --matches matches.csv --activities activities.csv --touches touches.csv --as-of 2026-11-01 "
      "--format text",
      "The stand-up in the terminal:" },
  },
  .run = run_report,
};
