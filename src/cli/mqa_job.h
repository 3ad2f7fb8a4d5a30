/* SPDX-License-Identifier: MIT */
/* What mqa and its views (sla, funnel, backtest, plan, report) have in common: the options that name the tables, and the run over them. */
#ifndef L2A_CLI_MQA_JOB_H
#define L2A_CLI_MQA_JOB_H

#include "cli/mqa_feed.h"
#include "io/output.h"

extern const option_spec mqa_people_options[3], mqa_event_options[9], mqa_run_options[6], mqa_preset_options[1];

/* Groups of a command's options: before and behind those of its own. */
#define MQA_INPUT_GROUPS \
  OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Contacts", mqa_people_options), OPTION_GROUP("Events", mqa_event_options)
#define MQA_RUN_GROUPS \
  OPTION_GROUP("Preset", mqa_preset_options), OPTION_GROUP("Rules", engine_rules_options), OPTION_GROUP("Run", mqa_run_options)

/* Everything a run holds, so that there is one way out. */
typedef struct mqa_job {
  const cli_options *options;
  engine engine;
  time_zone *zone;
  mqa *m;
  l2a_mqa *journal; /* with --state, --partial, --merge; NULL without */
  output *partial;  /* of --partial; NULL without */
  l2a_error partial_error;
  mqa_feed feed;
  int64_t as_of, since, compare_to; /* INSTANT_NONE: not given */
  uint64_t start_ns;
} mqa_job;

/* A line about what was not given; true when something was not. */
bool mqa_job_options_are_missing(const char *name, const cli_options *o);

/* Definitions and instants. types_only: no m, the feed lists types. Closed also after a failure. */
l2a_status mqa_job_open(mqa_job *job, const cli_options *o, bool types_only, l2a_error *error);
void mqa_job_close(mqa_job *job);

/* All tables; then the answers. */
l2a_status mqa_job_read(mqa_job *job, l2a_error *error);
l2a_status mqa_job_run(mqa_job *job, l2a_error *error);

/* What it was, in a line for people. */
void mqa_job_report(const mqa_job *job);

/* --partial: the rows of the files as a partial state, instead of a run. */
l2a_status mqa_job_save(mqa_job *job, l2a_error *error);

#endif
