/* SPDX-License-Identifier: MIT */
/* l2a mqa: which accounts are qualified, since when and why, and did sales follow up? */
#include "cli/command.h"
#include "cli/message.h"
#include "cli/mqa_job.h"
#include "cli/mqa_tables.h"
#include "mqa/mqa_object.h"

static const option_spec output_options[] = {
  { "as-of", 0, OPTION_TEXT, "INSTANT", OPTION_AT(as_of), NULL, 0, 0,
    "the instant of the answer, such as 2026-11-01 or 2026-11-01T09:30:00Z; nothing after it counts" },
  { "output", 'o', OPTION_TEXT, "FOLDER", OPTION_AT(output), NULL, 0, 0,
    "write accounts, history, sla, summary, unmatched and rejects into this folder, instead of the accounts to standard output" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "csv|ndjson", 0, 0, "of the tables; csv without it" },
  { "hash-output", 0, OPTION_FLAG, NULL, OPTION_AT(hash_output), NULL, 0, 0,
    "write the SHA-256 (of the lower case, as 64 hexadecimal digits) instead of every e-mail address in the tables: keys of unmatched "
    "rows, "
    "owners, reps" },
  { "since", 0, OPTION_TEXT, "INSTANT", OPTION_AT(since), NULL, 0, 0, "the period of the summary begins here; without it one window back" },
  { "compare-to", 0, OPTION_TEXT, "DATE", OPTION_AT(compare_to), NULL, 0, 0, "count in the summary which accounts moved since then" },
  { "state", 0, OPTION_TEXT, "FILE", OPTION_AT(state_file), NULL, 0, 0,
    "keep all rows in this file between runs: a run needs only what is new; rows of accounts, contacts and opportunities replace those of "
    "the same id" },
  { "partial", 0, OPTION_TEXT, "FILE", OPTION_AT(partial), NULL, 0, 0,
    "write activities, opportunities and touches into this file, for --merge, instead of an answer; all rows of one activity id belong "
    "into "
    "one file" },
  { "merge", 0, OPTION_LIST, "FILE", OPTION_AT(merge), NULL, 0, 0,
    "what --partial wrote, as if its rows were in the files; may be repeated" },
  { "unmapped", 0, OPTION_FLAG, NULL, OPTION_AT(unmapped), NULL, 0, 0,
    "only list the activity types that the definitions do not name, with their rows; needs --activities alone" },
};

static l2a_status answer(mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  mqa_tables_options tables = { o->output, option_is(o->format, "ndjson"), o->hash_output, job->since, job->compare_to };
  l2a_status status = mqa_job_run(job, error);

  if (status == L2A_OK) status = mqa_tables_write(&job->feed, &tables, error);
  if (status == L2A_OK && !o->quiet) mqa_job_report(job);
  if (status == L2A_OK && o->state_file) status = state_checkpoint(job->journal, job->m, error);
  return status;
}

static l2a_status list_unmapped(mqa_job *job, l2a_error *error)
{
  l2a_status status = mqa_feed_table(&job->feed, COLUMN_ACTIVITY, error);

  mqa_feed_finish(&job->feed);
  return status == L2A_OK ? mqa_tables_write_types(&job->feed, option_is(job->options->format, "ndjson"), error) : status;
}

static exit_code run_mqa(const command *c, const cli_options *options)
{
  mqa_job job = { .options = options };
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  if (mqa_job_options_are_missing(c->name, options)) return EXIT_FAILED;
  status = mqa_job_open(&job, options, options->unmapped, &error);
  if (status == L2A_OK && options->unmapped) {
    status = list_unmapped(&job, &error);
  } else if (status == L2A_OK) {
    status = mqa_job_read(&job, &error);
    if (status == L2A_OK) status = options->partial ? mqa_job_save(&job, &error) : answer(&job, &error);
  }
  mqa_job_close(&job);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_mqa = {
  .name = "mqa",
  .summary = "which accounts are marketing qualified, since when and why, and did sales follow up",
  .operands = "",
  .description =
    "Adds up what the contacts of each account did, in minutes, and moves the account through the stages of the definitions (timezone, "
    "engagement, stages, exclude, sla: l2a rules --print shows them). Everything is as of one instant: a run for a past one gives what was "
    "true then. The answer does not depend on the order of the rows.\n"
    "\n"
    "accounts: a row for each account, with its stage, minutes, people, what is missing to be qualified, when it would fall, and whether that "
    "rests on doubtful matches (fragile). history: every change of stage with its reason. sla: every time an account became qualified, with "
    "the due time and the first touch of sales. summary: metric, group, value. unmatched: rows of unknown contacts or accounts. rejects: rows "
    "that cannot be read, and cells that were replaced by a default.\n"
    "\n"
    "With --state the rows of earlier runs are there, and a run names only what is new: activities, or contacts whose account has changed. "
    "Only accounts are worked out again that new rows, other matches or the time since the last run can have changed; an instant before the "
    "last one, or other definitions, work out all. What the files leave out stays as it was; where accounts have gone for good, make the "
    "state anew. "
    "Unmatched rows are listed by the run that reads them. --partial and --merge part the work over machines: all tables are those of one run "
    "over the same files, with unmatched rows and rejects at their places.\n"
    "\n"
    "Metrics of the summary: contacts, persons, rows, rows_after (after the instant), duplicates, unmatched, unknown_type, skipped; accounts "
    "by stage, accounts_tier by stage|tier, temperature, fragile; in the period: entries, exits, reasons, steps (from>to); sla_met, sla_late, "
    "sla_pending, sla_silent, sla_attainment (met of those due), sla_silent_share, accepted, rejected, recycled, acceptance, "
    "first_touch_hours_median and _p90, first_touch_business_hours_median and _p90, for all, owner=NAME and tier=NAME; marketing_mqas, "
    "marketing_promised (a month is 30 days), marketing_delivery; conversion and velocity_days (median) by from>to, of stays that began in the "
    "period; cohort_opportunities and cohort_pipeline by the month of the first qualification; pipeline, pipeline_qualified and "
    "pipeline_qualified_share of the opportunities created in the period; with --compare-to: moved (progressed, regressed, unchanged, new: no "
    "row up to that day).",
  .exit_codes = "0 done, 2 failed; after a failure the folder is as it was.",
  .operand_max = 0,
  .groups = { MQA_INPUT_GROUPS, OPTION_GROUP("Output", output_options), MQA_RUN_GROUPS },
  .examples = {
    { "l2a mqa --accounts accounts.csv --contacts contacts.csv --activities activities.csv --as-of 2026-11-01 -o mqa",
      "From exports to the tables:" },
    { "l2a mqa --state accounts.mqa --activities today.csv --as-of 2026-11-02 -o mqa", "The day after, with a state file:" },
    { "l2a mqa --activities activities.csv --unmapped", "Which activity types do the definitions not know?" },
  },
  .run = run_mqa,
};
