/* SPDX-License-Identifier: MIT */
/* l2a funnel: how accounts move through the stages, how fast, and what it is worth. */
#include "cli/view_job.h"
#include "report/funnel_view.h"

static l2a_status make_sheets(sheet_set *out, mqa_job *job, void *payload, l2a_error *error)
{
  (void)payload;
  return funnel_view(out, job->m, job->since, error);
}

static exit_code run_funnel(const command *c, const cli_options *options)
{
  const view_job view = { .make = make_sheets, .main_sheet = "conversion" };

  return view_job_run(&view, c, options);
}

const command command_funnel = {
  .name = "funnel",
  .summary = "how accounts move through the stages, how fast, and what it is worth",
  .operands = "",
  .description =
    "Conversion, velocity and value, from the same tables as l2a mqa. Medians and percentiles are by nearest rank, shares come with their "
    "95 % interval (Wilson).\n"
    "\n"
    "Tables: funnel: the accounts whose first activity lies in the period: how many became qualified, got an opportunity after that, won it; "
    "days are from the step before. stages: accounts now, and those that came and left in the period; days of the stays that ended in it. "
    "conversion: of the stays in a stage that began in the period the part that led to another stage, and after how many days. cohorts: by "
    "the month of an account's first qualification: the accounts that got an opportunity created after it, number and value of these, and of "
    "those won. pipeline: opportunities created in the period, and the part whose account was qualified before; value without a number "
    "counts 0.",
  .exit_codes = "0 done, 2 failed.",
  .operand_max = 0,
  .groups = { MQA_INPUT_GROUPS, OPTION_GROUP("Output", view_output_options), MQA_RUN_GROUPS },
  .examples = {
    { "l2a funnel --accounts accounts.csv --matches matches.csv --activities activities.csv --opportunities opportunities.csv --as-of "
      "2026-11-01 --since 2026-01-01",
      "What became of this year's accounts?" },
  },
  .run = run_funnel,
};
