/* SPDX-License-Identifier: MIT */
/* l2a mqa: which accounts are qualified, since when and why, and did sales follow up? */
#include "base/clock.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/mqa_tables.h"
#include "cli/run_summary.h"

static const option_spec people_options[] = {
  { "contacts", 0, OPTION_LIST, "FILE", OPTION_AT(contacts), NULL, 0, 0,
    "contacts or leads, matched to the accounts in this run; may be repeated for files with the same header" },
  { "matches", 0, OPTION_LIST, "FILE", OPTION_AT(matches), NULL, 0, 0, "contacts with their accounts: the output of l2a match" },
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column of the contacts that holds a field, where it is not recognised: id, email, title, company ..." },
};

static const option_spec event_options[] = {
  { "activities", 0, OPTION_LIST, "FILE", OPTION_AT(activities), NULL, 0, 0,
    "what contacts did: campaign members, tasks, events, engagements; may be repeated for files with the same header" },
  { "opportunities", 0, OPTION_LIST, "FILE", OPTION_AT(opportunities), NULL, 0, 0, "opportunities or deals of the accounts" },
  { "touches", 0, OPTION_LIST, "FILE", OPTION_AT(touches), NULL, 0, 0,
    "what sales did: account_id, contact_id or email, occurred_at, kind, rep, "
    "disposition (empty, accepted, rejected:REASON, recycled)" },
  { "map-activities", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_activities), NULL, 0, 0,
    "activity_id, contact_id, email, account_id, type, occurred_at, minutes, subtype, campaign_type, status, subject" },
  { "map-opportunities", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_opportunities), NULL, 0, 0,
    "opportunity_id, account_id, created_at, closed_at, is_closed, is_won, amount, stage" },
  { "map-touches", 0, OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map_touches), NULL, 0, 0,
    "account_id, contact_id, email, occurred_at, kind, rep, disposition" },
  { "date-order", 0, OPTION_CHOICE, NULL, OPTION_AT(date_order), "day|month", 0, 0,
    "of dates such as 3/4/2026, where no value says whether day or month comes first" },
  { "encoding", 0, OPTION_TEXT, "NAME", OPTION_AT(encoding), NULL, 0, 0, "of the files, instead of what their bytes look like" },
  { "delimiter", 0, OPTION_TEXT, "CHARACTER", OPTION_AT(delimiter), NULL, 0, 0, "between fields, instead of what the headers look like" },
};

static const option_spec output_options[] = {
  { "as-of", 0, OPTION_TEXT, "INSTANT", OPTION_AT(as_of), NULL, 0, 0,
    "the instant of the answer, such as 2026-11-01 or 2026-11-01T09:30:00Z; nothing after it counts" },
  { "output", 'o', OPTION_TEXT, "FOLDER", OPTION_AT(output), NULL, 0, 0,
    "write accounts, history, sla, summary, unmatched and rejects into this folder, instead of the accounts to standard output" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "csv|ndjson", 0, 0, "of the tables; csv without it" },
  { "since", 0, OPTION_TEXT, "INSTANT", OPTION_AT(since), NULL, 0, 0, "the period of the summary begins here; without it one window back" },
  { "compare-to", 0, OPTION_TEXT, "DATE", OPTION_AT(compare_to), NULL, 0, 0, "count in the summary which accounts moved since then" },
  { "unmapped", 0, OPTION_FLAG, NULL, OPTION_AT(unmapped), NULL, 0, 0,
    "only list the activity types that the definitions do not name, with their rows; needs --activities alone" },
};

static const option_spec run_options[] = {
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the output is the same" },
  { "strict", 0, OPTION_FLAG, NULL, OPTION_AT(strict), NULL, 0, 0, "fail when a row was rejected: exit 2, nothing is written" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no summary; errors only" },
  { "verbose", 'v', OPTION_FLAG, NULL, OPTION_AT(verbose), NULL, 0, 0, "say why each column was taken for what it is" },
};

/* Everything a run holds, so that there is one way out. */
typedef struct mqa_job {
  const cli_options *options;
  engine engine;
  time_zone *zone;
  mqa *m;
  mqa_feed feed;
  int64_t as_of, since, compare_to;
  uint64_t start_ns;
} mqa_job;

static l2a_status read_instant(int64_t *out, const mqa_job *job, const char *option, const char *text, l2a_error *error)
{
  *out = INSTANT_NONE;
  if (!text || timestamp_parse(out, bytes_of(text), DATE_ORDER_UNKNOWN, job->zone) == TIMESTAMP_GOOD) return L2A_OK;
  return error_set(error, L2A_EINVAL, "--%s %s: expected an instant such as 2026-11-01 or 2026-11-01T09:30:00Z", option, text);
}

static bool options_are_missing(const cli_options *o)
{
  if (!o->activities.count) {
    message_print("mqa: where are the activities? Give an export with --activities activities.csv");
    return true;
  }
  if (o->unmapped) return false;
  if (engine_options_are_missing("mqa", o)) return true;
  if (o->contacts.count > 0 && o->matches.count > 0) {
    message_print("mqa: the contacts come from --contacts or from --matches, not from both");
    return true;
  }
  if (!o->contacts.count && !o->matches.count) {
    message_print("mqa: where are the contacts? Give an export with --contacts contacts.csv, or the output of l2a match with --matches");
    return true;
  }
  if (o->as_of) return false;
  message_print("mqa: as of when? Give an instant with --as-of 2026-11-01");
  return true;
}

static l2a_status take_account_reject(void *payload, const char *file, const record *r, const char *reason, l2a_error *error)
{
  mqa_feed *f = payload;

  return mqa_feed_reject(f, (mqa_source){ mqa_feed_file(f, file), r->line, r->offset }, BYTES(""), reason, error);
}

static l2a_status add_shadowed(mqa_job *job, l2a_error *error)
{
  l2a_status status = L2A_OK;
  bytes id;

  for (size_t n = 0; (id = mqa_shadowed_account(job->m, n)).size && status == L2A_OK; n++)
    status = mqa_feed_reject(&job->feed, (mqa_source){ UINT32_MAX, 0, 0 }, id, "another account has this id in its other length", error);
  return status;
}

static l2a_status read_all(mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  reject_listener listener = { take_account_reject, &job->feed };
  reject_log log = { .listener = &listener };
  l2a_status status = engine_open_checked_index(&job->engine, o, &log, !o->quiet, error);

  if (status != L2A_OK) return status;
  for (int i = 0; i < SKIP_REASON_COUNT; i++) job->feed.skipped[i] += job->engine.accounts.skipped[i];
  status = mqa_feed_accounts(&job->feed, job->engine.index, error);
  if (status == L2A_OK)
    status = o->matches.count ? mqa_feed_matches(&job->feed, error) : mqa_feed_contacts(&job->feed, job->engine.index, error);
  if (status == L2A_OK) status = mqa_feed_table(&job->feed, COLUMN_ACTIVITY, error);
  if (status == L2A_OK) status = mqa_feed_table(&job->feed, COLUMN_OPPORTUNITY, error);
  if (status == L2A_OK) status = mqa_feed_table(&job->feed, COLUMN_TOUCH, error);
  return status;
}

static void report(const mqa_job *job)
{
  const mqa_counts *c = mqa_get_counts(job->m);
  size_t count;
  const mqa_account_row *rows = mqa_accounts(job->m, &count);
  const mqa_feed *f = &job->feed;
  uint64_t qualified = 0;
  buffer line = BUFFER_INIT;

  for (size_t i = 0; i < count; i++) qualified += rows[i].is_mqa;
  append_grouped(&line, count);
  buffer_append_text(&line, " accounts, ");
  append_grouped(&line, qualified);
  buffer_append_text(&line, " qualified; ");
  append_grouped(&line, c->rows[MQA_ACTIVITIES]);
  buffer_append_text(&line, " activities, ");
  append_grouped(&line, c->unmatched[MQA_ACTIVITIES] + c->unmatched[MQA_OPPORTUNITIES] + c->unmatched[MQA_TOUCHES]);
  buffer_append_text(&line, " rows unmatched, ");
  append_grouped(&line, f->reject_count - f->warnings);
  buffer_append_text(&line, " rejected; ");
  summary_append_cost(&line, job->start_ns);
  if (!line.failed) message_print("%.*s", (int)line.size, line.data);
  buffer_free(&line);
}

static l2a_status answer(mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  mqa_tables_options tables = { o->output, option_is(o->format, "ndjson"), job->since, job->compare_to };
  uint64_t rejected;
  l2a_status status = mqa_run(job->m, job->feed.thread_count, error);

  if (status == L2A_OK) status = add_shadowed(job, error);
  if (status != L2A_OK) return status;
  mqa_feed_finish(&job->feed);
  rejected = job->feed.reject_count - job->feed.warnings;
  if (o->strict && rejected)
    return error_set(error, L2A_EINVAL, "%llu rows were rejected, and --strict asks for none", (unsigned long long)rejected);
  status = mqa_tables_write(&job->feed, &tables, error);
  if (status == L2A_OK && !o->quiet) report(job);
  return status;
}

static l2a_status list_unmapped(mqa_job *job, l2a_error *error)
{
  l2a_status status = mqa_feed_table(&job->feed, COLUMN_ACTIVITY, error);

  mqa_feed_finish(&job->feed);
  return status == L2A_OK ? mqa_tables_write_types(&job->feed, option_is(job->options->format, "ndjson"), error) : status;
}

static l2a_status run_job(mqa_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  l2a_status status = engine_load_rules(&job->engine, o, error);

  if (status == L2A_OK) status = time_zone_new(&job->zone, job->engine.rules->mqa.timezone, error);
  if (status == L2A_OK) status = read_instant(&job->as_of, job, "as-of", o->as_of, error);
  if (status == L2A_OK) status = read_instant(&job->since, job, "since", o->since, error);
  if (status == L2A_OK) status = read_instant(&job->compare_to, job, "compare-to", o->compare_to, error);
  if (status == L2A_OK && !o->unmapped) status = mqa_new(&job->m, job->engine.rules, job->as_of, error);
  if (status == L2A_OK) status = mqa_feed_init(&job->feed, o, job->engine.rules, job->m, job->zone, error);
  if (status != L2A_OK) return status;
  if (o->unmapped) return list_unmapped(job, error);
  status = read_all(job, error);
  return status == L2A_OK ? answer(job, error) : status;
}

static exit_code run_mqa(const command *c, const cli_options *options)
{
  mqa_job job = { .options = options, .start_ns = clock_now_ns() };
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  (void)c;
  if (options_are_missing(options)) return EXIT_FAILED;
  status = run_job(&job, &error);
  mqa_free(job.m);
  mqa_feed_free(&job.feed);
  time_zone_free(job.zone);
  engine_close(&job.engine);
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
  .groups = { OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Contacts", people_options), OPTION_GROUP("Events", event_options),
              OPTION_GROUP("Output", output_options), OPTION_GROUP("Rules", engine_rules_options), OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a mqa --accounts accounts.csv --contacts contacts.csv --activities activities.csv --as-of 2026-11-01 -o mqa",
      "From exports to the tables:" },
    { "l2a mqa --activities activities.csv --unmapped", "Which activity types do the definitions not know?" },
  },
  .run = run_mqa,
};
