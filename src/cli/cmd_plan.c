/* SPDX-License-Identifier: MIT */
/* l2a plan: how many accounts must become qualified each week for the target? */
#include "base/civil.h"
#include "cli/message.h"
#include "cli/view_job.h"
#include "report/plan_view.h"

enum { BY_DAYS = 91, HORIZON_DAYS = 90 };

static const option_spec target_options[] = {
  { "pipeline", 0, OPTION_TEXT, "AMOUNT", OPTION_AT(pipeline), NULL, 0, 0, "the target: value of opportunities created by then" },
  { "revenue", 0, OPTION_TEXT, "AMOUNT", OPTION_AT(revenue), NULL, 0, 0, "the target: value of opportunities won by then" },
  { "by", 0, OPTION_TEXT, "DATE", OPTION_AT(by), NULL, 0, 0, "when the target must be reached; without it 13 weeks from --as-of" },
  { "sourced", 0, OPTION_NUMBER, "PERCENT", OPTION_AT(sourced), NULL, 1, 100,
    "part of the target that has to come from qualified accounts; without it the part that was measured" },
  { "horizon", 0, OPTION_NUMBER, "DAYS", OPTION_AT(horizon), NULL, 7, 730,
    "an opportunity this soon behind an MQA is a conversion; 90 without it" },
};

typedef struct plan_job {
  plan_options plan;
  bool feasible;
} plan_job;

static l2a_status read_plan(mqa_job *job, plan_job *p, l2a_error *error)
{
  const cli_options *o = job->options;
  const char *target = o->pipeline ? o->pipeline : o->revenue;

  p->plan = (plan_options){ .revenue = o->revenue != NULL, .since = job->since, .sourced = o->sourced };
  p->plan.horizon = (int64_t)(o->horizon ? o->horizon : HORIZON_DAYS) * DAY_SECONDS;
  p->plan.by = job->as_of + BY_DAYS * DAY_SECONDS;
  p->plan.target = mqa_parse_amount(bytes_of(target));
  if (!p->plan.target)
    return error_set(error, L2A_EINVAL, "--%s %s: expected an amount such as 2000000", o->pipeline ? "pipeline" : "revenue", target);
  if (o->by && timestamp_parse(&p->plan.by, bytes_of(o->by), DATE_ORDER_UNKNOWN, job->zone) != TIMESTAMP_GOOD)
    return error_set(error, L2A_EINVAL, "--by %s: expected a date such as 2026-12-31", o->by);
  return L2A_OK;
}

static l2a_status make_variant(mqa_job *job, void *payload, l2a_error *error)
{
  const mqa_variant own = { 0, 0, 0 };
  l2a_status status = read_plan(job, payload, error);

  return status == L2A_OK ? mqa_set_variants(job->m, &own, 1, error) : status;
}

static l2a_status make_sheets(sheet_set *out, mqa_job *job, void *payload, l2a_error *error)
{
  plan_job *p = payload;

  return plan_view(out, job->m, &p->plan, &p->feasible, error);
}

static exit_code run_plan(const command *c, const cli_options *options)
{
  plan_job p = { .feasible = false };
  view_job view = { .before = make_variant, .make = make_sheets, .main_sheet = "need", .payload = &p };
  exit_code code;

  if (!options->pipeline == !options->revenue) {
    message_print("plan: what is the target? Give --pipeline AMOUNT or --revenue AMOUNT");
    return EXIT_FAILED;
  }
  code = view_job_run(&view, c, options);
  return code == EXIT_DONE && !p.feasible ? EXIT_ANSWER_NO : code;
}

const command command_plan = {
  .name = "plan",
  .summary = "how many accounts must become qualified each week for a target of pipeline or revenue",
  .operands = "",
  .description =
    "The funnel backwards, by what was measured in the period (--since; without it the year before --as-of). From the target comes the part "
    "that was qualified before its opportunity (or --sourced); divided by the mean value of an opportunity and, for revenue, by the win rate, "
    "it gives the opportunities; divided by the conversion of MQAs, the MQAs. They must come before --by less the median days from MQA to "
    "opportunity (and, for revenue, to the closing). At best and at worst are the same with all shares at the ends of their 95 % intervals "
    "(Wilson); mean values are taken as they are.\n"
    "\n"
    "Tables: measured: conversion of the MQAs whose horizon is over, win rate of the opportunities closed in the period, values, days, MQAs a "
    "week so far. need: the steps. programs: by the activity type to which an MQA owed most of its minutes; needed a week if the mix stays "
    "the same. supply: accounts that could still become qualified: not excluded, no customer, no open opportunity, not qualified now.",
  .exit_codes = "0 done, 1 there are fewer eligible accounts than MQAs are expected to be needed, 2 failed.",
  .operand_max = 0,
  .groups = { OPTION_GROUP("Target", target_options), MQA_INPUT_GROUPS, OPTION_GROUP("Output", view_output_options), MQA_RUN_GROUPS },
  .examples = {
    { "l2a plan --accounts accounts.csv --matches matches.csv --activities activities.csv --opportunities opportunities.csv --as-of 2026-11-01 "
      "--revenue 2000000 --by 2027-06-30",
      "What must happen for two million by the end of June?" },
  },
  .run = run_plan,
};
