/* SPDX-License-Identifier: MIT */
/* l2a diff: two definitions over one export; what moves, and why. */
#include <stdlib.h>

#include "cli/answer_run.h"
#include "cli/command.h"
#include "cli/file_clash.h"
#include "cli/message.h"
#include "cli/mqa_job.h"
#include "cli/signal_guard.h"
#include "io/output.h"
#include "report/diff_report.h"
#include "report/hidden_email.h"
#include "rules/rules.h"

static const option_spec contact_file_options[] = {
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column of the contact files that holds a field, where it is not recognised: id, email, company, website, country, state, city, "
    "postal_code, phone, title, linkedin" },
};

static const option_spec instant_options[] = {
  { "as-of", 0, OPTION_TEXT, "INSTANT", OPTION_AT(as_of), NULL, 0, 0,
    "the instant for which MQAs are compared, such as 2026-11-01; with --activities" },
};

static const option_spec output_options[] = {
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0, "write here, complete or not at all, instead of standard output" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "text|json|csv", 0, 0,
    "text without it; csv has the changed contacts, all of them or those of --sample, and no MQAs" },
  { "hash-output", 0, OPTION_FLAG, NULL, OPTION_AT(hash_output), NULL, 0, 0,
    "write the SHA-256 (of the lower case) instead of every e-mail address" },
  { "safe-cells", 0, OPTION_FLAG, NULL, OPTION_AT(safe_cells), NULL, 0, 0,
    "an apostrophe before a value of CSV that a spreadsheet would take for a formula (= + - @ tab)" },
  { "sample", 'n', OPTION_NUMBER, "N", OPTION_AT(sample), NULL, 1, CHANGE_SAMPLE_LIMIT,
    "show N contacts and MQAs of each change; the same ones at every call; 5 without it" },
};

static const option_spec run_options[] = {
  { "overrides", 0, OPTION_TEXT, "FILE", OPTION_AT(overrides), NULL, 0, 0,
    "what people have decided, as CSV: kind,field,value,account_id,note; for both" },
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the output is the same" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no word on columns; errors only" },
};

enum { SAMPLE_DEFAULT = 5, FIRST_CONTACTS = 2 };

typedef struct diff_job {
  const cli_options *options;
  engine a, b; /* b shares the index of a where the keys are the same */
  row_source *source;
  reject_log rejects;
  change_set changes;
  mqa_changes mqas;
  output *out;
  buffer text;
  buffer hidden; /* the contact with its addresses hashed */
  signal_guard guard;
  bool all_rows; /* CSV without --sample: every changed row is written when it comes */
} diff_job;

/* "built-in" stands for the definitions of the program. */
static l2a_status load_rules(engine *e, const cli_options *o, const char *path, l2a_error *error)
{
  cli_options mine = *o;

  mine.definitions = option_is(path, "built-in") ? NULL : path;
  return engine_load_rules(e, &mine, error);
}

static l2a_status open_indexes(diff_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  bool same_keys = strcmp(job->a.rules->keys_fingerprint, job->b.rules->keys_fingerprint) == 0;
  l2a_status status;

  if (!same_keys && o->index)
    return error_set(error, L2A_EDEFINITIONS,
                     "%s and %s make different keys, so one index cannot serve both: give the accounts with --accounts FILE instead of -i",
                     o->operands[0], o->operands[1]);
  status = engine_open_checked_index(&job->a, o, &job->rejects, !o->quiet, error);
  if (status != L2A_OK) return status;
  job->rejects.first[0] = '\0';
  if (!same_keys) return engine_open_checked_index(&job->b, o, &job->rejects, false, error);
  job->b.index = job->a.index;
  return L2A_OK;
}

static l2a_status write_text(diff_job *job, l2a_error *error)
{
  l2a_status status = job->text.failed ? error_no_memory(error) : output_write(job->out, job->text.data, job->text.size, error);

  buffer_clear(&job->text);
  return status;
}

static l2a_status take_row(void *payload, const answer_row *row, l2a_error *error)
{
  diff_job *job = payload;
  const l2a_result *a = &row->results[0], *b = &row->results[1];
  l2a_contact contact = row->contact;
  change what;
  changed_row r;
  l2a_status status;

  if (job->options->hash_output && change_between(a, b) != CHANGE_SAME) hide_contact_emails(&contact, &job->hidden);
  status = job->hidden.failed ? error_no_memory(error) : change_set_take(&job->changes, &contact, a, b, &what, error);
  if (status != L2A_OK || !job->all_rows || what == CHANGE_SAME) return status;
  r = changed_row_of(&contact, a, b);
  diff_csv_row(&job->text, what, &r, job->options->safe_cells);
  return write_text(job, error);
}

static l2a_status match_contacts(diff_job *job, diff_report *report, l2a_error *error)
{
  const cli_options *o = job->options;
  answer_run run = { .source = job->source,
                     .engine_count = 2,
                     .engines = { &job->a, &job->b },
                     .thread_count = engine_thread_count(o),
                     .rejects = &job->rejects,
                     .label = "diff",
                     .progress = !o->quiet,
                     .take = take_row,
                     .payload = job };
  l2a_status status = answer_run_all(&run, error);

  report->rejected = run.counts.rejected;
  for (size_t i = 0; i < SKIP_REASON_COUNT; i++) report->skipped += i == SKIP_FOOTER ? 0 : run.counts.skipped[i];
  if (!o->quiet) summary_print_rejects(&job->rejects, run.counts.rejected, "contact", NULL);
  return status;
}

/* ---- MQAs ----------------------------------------------------------------------------------------------------------------------------- */

static l2a_status check_mqa_options(const cli_options *o, l2a_error *error)
{
  if (!o->activities.count && !o->as_of && !o->opportunities.count && !o->touches.count) return L2A_OK;
  if (!o->activities.count)
    return error_set(error, L2A_EINVAL, "diff: MQAs are compared when activities are given: --activities activities.csv");
  if (!o->as_of) return error_set(error, L2A_EINVAL, "diff: as of when are MQAs compared? Give an instant with --as-of 2026-11-01");
  if (option_is(o->format, "csv")) return error_set(error, L2A_EINVAL, "diff: MQAs are shown as text or JSON, not as CSV");
  if (o->operand_count - FIRST_CONTACTS > OPTION_LIST_LIMIT)
    return error_set(error, L2A_ELIMIT, "diff: more than %d contact files cannot be compared for MQAs", OPTION_LIST_LIMIT);
  return L2A_OK;
}

/* l2a mqa under the definitions at path, over the same contacts. */
static l2a_status take_mqas(mqa_side *side, const cli_options *o, const char *path, l2a_error *error)
{
  cli_options *mine = malloc(sizeof *mine);
  mqa_job job = { .options = NULL };
  l2a_status status;

  if (!mine) return error_no_memory(error);
  *mine = *o;
  mine->definitions = option_is(path, "built-in") ? NULL : path;
  mine->contacts.count = 0;
  mine->quiet = true;
  for (size_t i = FIRST_CONTACTS; i < o->operand_count; i++) mine->contacts.items[mine->contacts.count++] = o->operands[i];
  status = mqa_job_open(&job, mine, false, error);
  if (status == L2A_OK) status = mqa_job_read(&job, error);
  if (status == L2A_OK) status = mqa_job_run(&job, error);
  if (status == L2A_OK) status = mqa_side_take(side, job.m, error);
  mqa_job_close(&job);
  free(mine);
  return status;
}

static l2a_status compare_mqas(diff_job *job, diff_report *report, l2a_error *error)
{
  const cli_options *o = job->options;
  l2a_status status;

  if (!o->activities.count) return L2A_OK;
  status = take_mqas(&job->mqas.a, o, o->operands[0], error);
  if (status == L2A_OK) status = take_mqas(&job->mqas.b, o, o->operands[1], error);
  if (status != L2A_OK) return status;
  mqa_changes_count(&job->mqas);
  report->mqas = &job->mqas;
  report->sample = job->changes.limit;
  return L2A_OK;
}

static void write_report(diff_job *job, const diff_report *report)
{
  const change_set *set = &job->changes;

  if (option_is(job->options->format, "json")) diff_report_json(&job->text, report);
  else if (!option_is(job->options->format, "csv")) diff_report_text(&job->text, report);
  if (!option_is(job->options->format, "csv") || job->all_rows) return;
  for (int c = 0; c < CHANGE_SAME; c++)
    for (uint32_t i = 0; i < set->kept[c]; i++) diff_csv_row(&job->text, (change)c, &set->samples[c][i], job->options->safe_cells);
}

static l2a_status compare(diff_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  row_source_options source = { COLUMN_CONTACT, &o->map, "map", o->encoding, o->delimiter, 0 };
  diff_report report = { .changes = &job->changes, .name_a = o->operands[0], .name_b = o->operands[1] };
  output *out;
  l2a_status status = check_mqa_options(o, error);

  if (status == L2A_OK) status = load_rules(&job->a, o, o->operands[0], error);
  if (status == L2A_OK) status = load_rules(&job->b, o, o->operands[1], error);
  if (status == L2A_OK) status = change_set_init(&job->changes, o->sample ? o->sample : SAMPLE_DEFAULT, error);
  if (status == L2A_OK) status = file_clash_check(o, "output", o->output, false, error);
  if (status == L2A_OK)
    status = row_source_open(&job->source, o->operands + FIRST_CONTACTS, o->operand_count - FIRST_CONTACTS, &source, error);
  if (status == L2A_OK) status = output_open(&job->out, o->output ? o->output : "-", error);
  if (status != L2A_OK) return status;
  signal_guard_start(&job->guard, output_temporary(job->out), NULL);
  if (!o->quiet) row_file_report(row_source_first(job->source), false);
  status = open_indexes(job, error);
  job->all_rows = option_is(o->format, "csv") && !o->sample;
  if (option_is(o->format, "csv")) diff_csv_header(&job->text);
  if (status == L2A_OK) status = match_contacts(job, &report, error);
  if (status == L2A_OK) status = compare_mqas(job, &report, error);
  if (status != L2A_OK) return status;
  report.rules_a = job->a.rules;
  report.rules_b = job->b.rules;
  write_report(job, &report);
  status = write_text(job, error);
  if (status != L2A_OK) return status;
  signal_guard_stop(&job->guard);
  out = job->out;
  job->out = NULL;
  return output_commit(out, error);
}

static exit_code run_diff(const command *c, const cli_options *o)
{
  diff_job job = { .options = o };
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  if (engine_options_are_missing(c->name, o)) return EXIT_FAILED;
  status = compare(&job, &error);
  signal_guard_stop(&job.guard);
  if (job.out) output_discard(job.out);
  if (job.b.index == job.a.index) job.b.index = NULL;
  engine_close(&job.b);
  engine_close(&job.a);
  row_source_close(job.source);
  reject_log_discard(&job.rejects);
  change_set_free(&job.changes);
  mqa_changes_free(&job.mqas);
  buffer_free(&job.text);
  buffer_free(&job.hidden);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_diff = {
  .name = "diff",
  .summary = "show what moves between two definitions files",
  .operands = "A.yaml B.yaml CONTACTS...",
  .description =
    "Matches the contacts with both definitions and says how many matches are gained, lost and moved to another account, what goes to review "
    "and comes from it, and for which reasons; and shows some contacts of each change. The word built-in stands for the definitions of the "
    "program. An index serves both as long as they make the same keys (weights, thresholds, policies and tie-breakers do not change them; "
    "lists of names and domains do); else give the accounts with --accounts.\n"
    "\n"
    "With --activities and --as-of it also runs l2a mqa under both, over the same contacts, and says which accounts are qualified with one "
    "of them only, and what is missing under the other.",
  .exit_codes = "0 done, also when nothing moves, 2 failed.",
  .operand_min = 3,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Contacts", contact_file_options), OPTION_GROUP("MQAs", instant_options),
              OPTION_GROUP("Events", mqa_event_options), OPTION_GROUP("Output", output_options),
              OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a diff built-in mine.yaml -i accounts.l2a contacts.csv", "What definitions of one's own change:" },
    { "l2a diff before.yaml after.yaml --accounts accounts.csv contacts.csv --format csv -o changed.csv", "Every contact that changes, as CSV:" },
    { "l2a diff before.yaml after.yaml --accounts accounts.csv contacts.csv --activities activities.csv --as-of 2026-11-01",
      "Which accounts become qualified, and which no longer are:" },
  },
  .run = run_diff,
};
