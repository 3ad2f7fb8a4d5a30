/* SPDX-License-Identifier: MIT */
/* l2a match: contact files in, the same rows with their accounts out. */
#include "base/clock.h"
#include "cli/command.h"
#include "cli/contact_options.h"
#include "cli/engine.h"
#include "cli/file_clash.h"
#include "cli/match_run.h"
#include "cli/message.h"
#include "cli/override_report.h"
#include "cli/signal_guard.h"

enum { CHUNK_SIZE = 256 << 10 }; /* of contacts: with its records and the rows that are written it stays in the second-level cache */

static const option_spec input_options[] = {
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column of the contact files that holds a field, where it is not recognised: id, email, company, website, country, state, city, "
    "postal_code, phone, title, linkedin; FIELD= says that there is none" },
  CONTACT_READING_OPTIONS,
  { "keep-skipped", 0, OPTION_FLAG, NULL, OPTION_AT(keep_skipped), NULL, 0, 0, "match deleted, merged and converted records as well" },
};

static const option_spec output_options[] = {
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0, "write here, complete or not at all, instead of standard output" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "csv|ndjson", 0, 0, "of the output; without it that of the contacts" },
  { "columns", 'c', OPTION_TEXT, "LIST", OPTION_AT(columns), NULL, 0, 0,
    "only these columns, in this order, separated by commas: those of the contacts and l2a_account_id, l2a_decision, l2a_score, "
    "l2a_reason, l2a_detail, l2a_account_name, l2a_owner, l2a_grade, l2a_runner_up, l2a_margin, l2a_tie_break, l2a_rollup_id" },
  { "candidates", 'n', OPTION_NUMBER, "N", OPTION_AT(candidates), NULL, 1, 24,
    "append l2a_candidates and l2a_candidate_scores: the N best accounts and their scores, separated by |" },
  { "rejects", 'r', OPTION_TEXT, "FILE", OPTION_AT(rejects), NULL, 0, 0,
    "write rows that cannot be read here, as CSV: file,line,byte_offset,reason" },
  { "hash-output", 0, OPTION_FLAG, NULL, OPTION_AT(hash_output), NULL, 0, 0,
    "write the SHA-256 (of the lower case, as 64 hexadecimal digits) instead of every e-mail address in the columns of the contacts" },
  { "safe-cells", 0, OPTION_FLAG, NULL, OPTION_AT(safe_cells), NULL, 0, 0,
    "an apostrophe before an appended value of CSV that a spreadsheet would take for a formula (= + - @ tab)" },
  { "strict", 0, OPTION_FLAG, NULL, OPTION_AT(strict), NULL, 0, 0, "fail when a row was rejected: exit 2, and the output is not kept" },
};

static const option_spec run_options[] = {
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the output is the same" },
  { "checkpoint", 0, OPTION_TEXT, "FILE", OPTION_AT(checkpoint), NULL, 0, 0,
    "note here how far the run has come: after it was killed the same command goes on from there and writes the same bytes; needs --index "
    "and --output, beside which OUTPUT.part is kept until the end" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no summary; errors only" },
  COLUMNS_VERBOSE_OPTION,
};

/* Everything a run holds, so that there is one way out. */
typedef struct match_job {
  const cli_options *options;
  engine engine;
  row_source *source;
  row_plan plan;
  output *out;
  reject_log rejects;
  checkpoint checkpoint;
  signal_guard guard;
  uint64_t start_ns;
} match_job;

static bool is_json(const match_job *job, bool input_json)
{
  return job->options->format ? option_is(job->options->format, "ndjson") : input_json;
}

static l2a_status plan_output(match_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  const table *first = row_source_first(job->source)->table;
  bool input_json = table_get_format(first) == TABLE_NDJSON;
  row_plan_options options = { .input_json = input_json,
                               .json = is_json(job, input_json),
                               .candidates = o->candidates > 0,
                               .separator = input_json ? ',' : table_get_dialect(first).separator,
                               .columns = o->columns,
                               .hash_emails = o->hash_output,
                               .safe_cells = o->safe_cells,
                               .map = row_source_first(job->source)->map };
  l2a_status status;

  options.names = table_columns(first, &options.count);
  status = row_plan_make(&job->plan, &options, error);
  if (status == L2A_OK && job->plan.has_old_answers)
    message_print("%s: has l2a_ columns of an earlier run; they are replaced", row_source_first(job->source)->name);
  return status;
}

/* What can be wrong with files is found before the work begins. */
static l2a_status open_files(match_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  row_source_options source = { COLUMN_CONTACT, &o->map, "map", o->encoding, o->delimiter, CHUNK_SIZE };
  const char *path = o->output ? o->output : "-";
  l2a_status status;

  if (file_is_same(o->rejects, path)) return error_set(error, L2A_EINVAL, "--rejects and --output name the same file %s", path);
  status = checkpoint_check_options(o, error);
  if (status == L2A_OK) status = file_clash_check(o, "output", o->output, true, error);
  if (status == L2A_OK) status = file_clash_check(o, "rejects", o->rejects, false, error);
  if (status == L2A_OK) status = row_source_open(&job->source, o->operands, o->operand_count, &source, error);
  if (status == L2A_OK) status = plan_output(job, error);
  if (status == L2A_OK) status = o->checkpoint ? output_open_part(&job->out, path, error) : output_open(&job->out, path, error);
  if (status == L2A_OK)
    status = o->checkpoint ? reject_log_open_part(&job->rejects, o->rejects, error) : reject_log_open(&job->rejects, o->rejects, error);
  if (status == L2A_OK && !o->quiet) row_file_report(row_source_first(job->source), o->verbose);
  return status;
}

static void report(const match_job *job, const run_counts *counts)
{
  const engine *e = &job->engine;
  run_summary summary = { counts, job->start_ns, job->options->rejects, &job->rejects, e->rules, e->index };

  if (job->options->quiet) return;
  run_summary_print(&summary);
}

/* Said at once: who reads it may want to stop before a long run. */
static void report_accounts(match_job *job)
{
  const account_table_counts *counts = &job->engine.accounts;

  if (job->options->quiet) return;
  summary_print_rejects(&job->rejects, counts->rejected, "account", job->options->rejects);
  summary_print_skipped(counts->skipped, "account");
  override_report(job->engine.rules, job->engine.index);
  job->rejects.first[0] = '\0';
}

static l2a_status commit(match_job *job, l2a_error *error)
{
  uint64_t rejected = job->rejects.count;
  output *out = job->out;
  l2a_status status;

  signal_guard_stop(&job->guard);
  if (job->options->checkpoint) {
    status = checkpoint_remove(&job->checkpoint, error);
    if (status != L2A_OK) return status;
    output_keep(out, false); /* from here on there is nothing to go on with */
  }
  status = reject_log_commit(&job->rejects, error);
  if (status != L2A_OK) return status;
  if (job->options->strict && rejected)
    return error_set(error, L2A_EINVAL, "%llu row%s rejected, and --strict asks for none", (unsigned long long)rejected,
                     rejected == 1 ? " was" : "s were");
  job->out = NULL;
  return output_commit(out, error);
}

/* Without the summary's counts of reasons, and with no other column of the answer, account and decision are all that is read. */
static bool needs_choices_alone(const match_job *job)
{
  if (!job->options->quiet || job->options->checkpoint || job->options->candidates) return false;
  for (size_t i = 0; i < job->plan.count; i++) {
    const plan_column *c = &job->plan.columns[i];
    if (c->is_answer && c->column != ANSWER_ACCOUNT_ID && c->column != ANSWER_DECISION) return false;
  }
  return true;
}

static l2a_status match_files(match_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  match_run run = { .source = job->source,
                    .rules = job->engine.rules,
                    .index = job->engine.index,
                    .plan = &job->plan,
                    .out = job->out,
                    .rejects = &job->rejects,
                    .checkpoint = o->checkpoint ? &job->checkpoint : NULL,
                    .candidate_limit = o->candidates,
                    .choices = needs_choices_alone(job),
                    .guard = job->engine.is_guarded ? &job->engine.guard : NULL,
                    .thread_count = engine_thread_count(o),
                    .keep_skipped = o->keep_skipped };
  l2a_status status;

  if (run.checkpoint) run.counts = run.checkpoint->counts;
  progress_start(&run.progress, "match", row_source_total(job->source), !o->quiet);
  status = match_run_all(&run, error);
  progress_finish(&run.progress);
  if (status == L2A_OK && !atomic_load(&run.closed)) report(job, &run.counts);
  return status;
}

static void close_job(match_job *job)
{
  signal_guard_stop(&job->guard);
  if (job->out) output_discard(job->out);
  reject_log_discard(&job->rejects);
  row_plan_free(&job->plan);
  row_source_close(job->source);
  engine_close(&job->engine);
}

static exit_code run_match(const command *c, const cli_options *options)
{
  match_job job = { .options = options, .start_ns = clock_now_ns() };
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  if (engine_options_are_missing(c->name, options)) return EXIT_FAILED;
  status = engine_load_rules(&job.engine, options, &error);
  if (status == L2A_OK) status = open_files(&job, &error);
  if (status == L2A_OK) {
    signal_guard_start(&job.guard, output_temporary(job.out), job.rejects.file ? output_temporary(job.rejects.file) : NULL);
    status = needs_choices_alone(&job) ? engine_open_guarded_index(&job.engine, options, &job.rejects, row_source_total(job.source), &error)
                                       : engine_open_checked_index(&job.engine, options, &job.rejects, !options->quiet, &error);
  }
  if (status == L2A_OK) {
    report_accounts(&job);
    if (options->checkpoint) status = checkpoint_open(&job.checkpoint, options, &job.engine, job.out, &job.rejects, &error);
    if (status == L2A_OK) status = match_files(&job, &error);
  }
  if (status == L2A_OK) status = commit(&job, &error);
  close_job(&job);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_match = {
  .name = "match",
  .summary = "find the account of every contact of CRM exports",
  .operands = "CONTACTS...",
  .description =
    "Reads contacts or leads (CSV with any separator, or NDJSON; .gz, .zst and .zip as they are; - is standard input) and writes every row "
    "again with its account, how sure that is, and why. The columns of Salesforce, HubSpot, Marketo, Dynamics and Pipedrive are recognised. "
    "Several files with the same header are one input.\n"
    "\n"
    "Rows keep their order. Every row that was read is written, or counted as rejected (damaged) or skipped (deleted, merged, converted, "
    "footer of a report). Appended are l2a_account_id, l2a_decision (match, review, none), l2a_score (probability that the account is "
    "right), l2a_reason, l2a_detail, l2a_account_name, l2a_owner, l2a_grade (a letter for each of e-mail, web site, name, country, place, "
    "phone: A same, B similar, C related, F different, Z missing), l2a_runner_up, l2a_margin, l2a_tie_break and l2a_rollup_id (the ultimate "
    "parent).",
  .exit_codes = "0 done, 2 failed; after a failure a file named by -o is as it was.",
  .operand_min = 1,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Contacts", input_options), OPTION_GROUP("Output", output_options),
              OPTION_GROUP("Rules", engine_rules_options), OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a match --accounts accounts.csv contacts.csv -o matches.csv", "Two exports, one answer:" },
    { "l2a match -i accounts.l2a contacts-1.csv contacts-2.csv.gz --candidates 3 -o matches.csv",
      "An index that is kept, several files, the three best accounts of each contact:" },
    { "l2a match -i accounts.l2a --map company='Firma lt. Messe' leads.csv --columns 'Lead ID,l2a_account_id,l2a_score'",
      "A column that is not recognised; three columns out:" },
    { "gzip -dc contacts.csv.gz | l2a match -i accounts.l2a --format ndjson --quiet - | head -n 2", "In a pipe, as NDJSON:" },
  },
  .run = run_match,
};
