/* SPDX-License-Identifier: MIT */
/* l2a sla: did sales follow up on every qualified account, and did marketing deliver? */
#include "cli/view_job.h"
#include "report/sla_view.h"

static l2a_status make_sheets(sheet_set *out, mqa_job *job, void *payload, l2a_error *error)
{
  (void)payload;
  return sla_view(out, job->m, job->since, error);
}

static exit_code run_sla(const command *c, const cli_options *options)
{
  const view_job view = { .make = make_sheets, .main_sheet = "ledger" };

  return view_job_run(&view, c, options);
}

const command command_sla = {
  .name = "sla",
  .summary = "was every qualified account followed up in time, and did marketing deliver what it promised",
  .operands = "",
  .description =
    "The service level between marketing and sales, from the same tables as l2a mqa. Every time an account becomes qualified sales owes it a "
    "touch (sla.qualifying_touches) within sla.follow_up, counted in the working time of sla.calendar, without its holidays; marketing owes "
    "sla.marketing.mqas_per_month.\n"
    "\n"
    "Tables, of the times that accounts became qualified (MQAs) in the period:\n"
    "\n"
    "level: MQAs of all, of each owner and of each tier (the accounts' column tier): in time, late, no touch by the due time, not due yet; "
    "attainment is in time / (in time + late + no touch), with its 95 % interval (Wilson); nobody touched is the share without any touch up to "
    "now. speed: hours from the qualification to the first touch, of those touched; median and 90th percentile by nearest rank. verdicts: the "
    "last disposition; acceptance is accepted / (accepted + rejected + recycled). reasons: of rejections, as the touches say. marketing: MQAs "
    "against the promise. breaches: who was late. ledger (csv, ndjson and json only): every MQA, with hours and working hours to the first "
    "touch, else to now.",
  .exit_codes = "0 done, 2 failed.",
  .operand_max = 0,
  .groups = { MQA_INPUT_GROUPS, OPTION_GROUP("Output", view_output_options), MQA_RUN_GROUPS },
  .examples = {
    { "l2a sla --accounts accounts.csv --matches matches.csv --activities activities.csv --touches touches.csv --as-of 2026-11-01",
      "Who follows up, and who does not?" },
    { "l2a sla --accounts accounts.csv --matches matches.csv --activities activities.csv --touches touches.csv --as-of 2026-11-01 "
      "--format csv --table breaches -o breaches.csv",
      "The accounts to call now, for the CRM:" },
  },
  .run = run_sla,
};
