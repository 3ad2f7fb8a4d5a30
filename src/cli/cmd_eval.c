/* SPDX-License-Identifier: MIT */
/* l2a eval: labels against answers; precision, recall, intervals, calibration. */
#include "cli/answer_run.h"
#include "cli/command.h"
#include "cli/contact_options.h"
#include "cli/file_clash.h"
#include "cli/help_page.h"
#include "cli/label_file.h"
#include "cli/message.h"
#include "cli/run_file.h"
#include "io/output.h"
#include "report/eval_report.h"

static const option_spec label_options[] = {
  { "labels", 0, OPTION_TEXT, "FILE", OPTION_AT(labels), NULL, 0, 0, "the file of labels, instead of the first argument" },
  { "label", 'l', OPTION_TEXT, "COLUMN", OPTION_AT(label), NULL, 0, 0,
    "the labels stand in this column of the contact files (the right account, empty for none): no file of labels is given" },
  { "segment", 's', OPTION_LIST, "COLUMN", OPTION_AT(segments), NULL, 0, 0,
    "also figures for every value of this column of the labels; tier, stratum and segment are taken without asking; may be repeated" },
};

static const option_spec contact_file_options[] = {
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column of the contact files that holds a field, where it is not recognised: id, email, company, website, country, state, city, "
    "postal_code, phone, title, linkedin; id also for a file of answers" },
  CONTACT_READING_OPTIONS,
};

static const option_spec output_options[] = {
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "text|json", 0, 0, "of the figures; text without it" },
  { "html", 0, OPTION_TEXT, "FILE", OPTION_AT(html), NULL, 0, 0,
    "also write a page with curves, weights and the worst errors; it needs no other file" },
  { "hash-output", 0, OPTION_FLAG, NULL, OPTION_AT(hash_output), NULL, 0, 0,
    "show the SHA-256 (of the lower case) instead of every e-mail address of the worst errors" },
  { "at-precision", 'p', OPTION_TEXT, "NUMBER", OPTION_AT(at_precision), NULL, 0, 0,
    "precision at which the recall is reported; 0.99 without it" },
  { "errors", 'e', OPTION_NUMBER, "N", OPTION_AT(errors), NULL, 1, MISTAKE_LIMIT, "keep the N worst errors of each kind; 12 without it" },
  { "require", 0, OPTION_LIST, "LIST", OPTION_AT(require), NULL, 0, 0,
    "exit 1 unless METRIC=NUMBER,... is reached: precision, recall, f1, recall_at_precision at least; false_match_rate, review_share, "
    "abstain_rate, calibration_error at most; COLUMN=VALUE:METRIC=NUMBER for one segment; may be repeated" },
};

static const option_spec run_options[] = {
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the figures are the same" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no word on columns; figures and errors only" },
};

enum { ERRORS_KEPT = 12, TARGET_PRECISION = 990000 };

typedef struct eval_job {
  const cli_options *options;
  engine engine;
  row_source *source;
  reject_log rejects;
  label_set labels;
  outcome_set outcomes;
  evaluation evaluation;
  requirement_list requirements;
  mistake_list mistakes;
  eval_report report;
  uint32_t target;
} eval_job;

static bool has_accounts(const cli_options *o)
{
  return o->index || o->accounts.count;
}

/* The operands that are no labels. */
static size_t first_answer(const cli_options *o)
{
  return o->label || o->labels ? 0 : 1;
}

/* What the command line says must make sense before anything is read. */
static l2a_status check_options(eval_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  l2a_status status = file_clash_check(o, "html", o->html, false, error);
  int64_t target;

  if (status != L2A_OK) return status;
  if (o->index && o->accounts.count)
    return error_set(error, L2A_EINVAL, "eval: --index and --accounts are two ways to say the same; give one");
  if (o->label && !has_accounts(o))
    return error_set(error, L2A_EINVAL, "eval: --label is for contacts that are matched now; give -i INDEX or --accounts FILE");
  if (o->label && o->labels)
    return error_set(error, L2A_EINVAL, "eval: the labels are in a file (--labels) or in a column of the contacts (--label); give one");
  if (o->operand_count <= first_answer(o))
    return error_set(error, L2A_EINVAL,
                     has_accounts(o) ? "eval: which contacts? l2a eval -i INDEX LABELS CONTACTS..., or --label COLUMN CONTACTS..."
                                     : "eval: which answers? l2a eval LABELS ANSWERS, or -i INDEX LABELS CONTACTS...");
  if (!has_accounts(o) && o->operand_count > first_answer(o) + 1)
    return error_set(error, L2A_EINVAL,
                     "eval: unexpected argument '%s'; answers are one file, and contacts need -i INDEX or --accounts FILE",
                     o->operands[first_answer(o) + 1]);
  if (!has_accounts(o) && (o->definitions || o->policy || o->overrides))
    return error_set(error, L2A_EINVAL,
                     "eval: the answers are in %s already: --definitions, --policy and --overrides need -i INDEX or --accounts FILE",
                     o->operands[first_answer(o)]);
  job->target = TARGET_PRECISION;
  if (o->at_precision) {
    if (!score_read(&target, bytes_of(o->at_precision)) || target <= 0 || target > SCORE_UNIT)
      return error_set(error, L2A_EINVAL, "eval: --at-precision takes a number above 0 and at most 1, not '%s'", o->at_precision);
    job->target = (uint32_t)(target / (SCORE_UNIT / MILLION));
  }
  for (size_t i = 0; i < o->require.count && status == L2A_OK; i++)
    status = requirements_read(&job->requirements, o->require.items[i], error);
  return status;
}

/* ---- answers ------------------------------------------------------------------------------------------------------------------------- */

static l2a_status take_answer(void *payload, const labelled_answer *a, bytes account_name, const l2a_contact *contact, l2a_error *error)
{
  eval_job *job = payload;
  uint32_t number;
  l2a_status status = outcome_set_take(&job->outcomes, a, &number, error);

  if (status != L2A_OK || number == ID_NONE) return status;
  return mistake_list_offer(&job->mistakes, &job->outcomes.outcomes[number], &job->labels.labels[number], a, account_name, contact, error);
}

static l2a_status take_result(void *payload, const answer_row *row, l2a_error *error)
{
  const l2a_result *r = &row->results[0];
  labelled_answer a = { bytes_trim(row->contact.id), r->account_id, bytes_of(l2a_reason_name(r->reason)), r->decision,
                        (int64_t)r->score * (SCORE_UNIT / 10000) };

  return take_answer(payload, &a, r->account_name, &row->contact, error);
}

static l2a_status open_contacts(eval_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  size_t first = first_answer(o);
  row_source_options source = { COLUMN_CONTACT, &o->map, "map", o->encoding, o->delimiter, 0 };

  row_source_close(job->source);
  job->source = NULL;
  return row_source_open(&job->source, o->operands + first, o->operand_count - first, &source, error);
}

static l2a_status read_labels(eval_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  l2a_status status;
  uint64_t rejected;

  job->report.label_source = o->labels ? o->labels : o->operands[0];
  if (!o->label) {
    status = label_file_read(&job->labels, job->report.label_source, &o->segments, error);
  } else {
    for (size_t i = 0; i < o->operand_count; i++)
      if (option_is(o->operands[i], "-"))
        return error_set(error, L2A_EINVAL, "eval: --label reads the contacts twice: give a file instead of standard input");
    status = open_contacts(job, error);
    if (status == L2A_OK) status = label_contacts_read(&job->labels, job->source, o->label, &o->segments, &rejected, error);
  }
  if (status == L2A_OK && job->labels.contacts.count == 0)
    status = error_set(error, L2A_EINVAL, "%s: there is no label in it", job->report.label_source);
  return status;
}

static l2a_status match_contacts(eval_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  const row_file *first;
  answer_run run = { .engine_count = 1,
                     .engines = { &job->engine },
                     .thread_count = engine_thread_count(o),
                     .rejects = &job->rejects,
                     .label = "eval",
                     .progress = !o->quiet,
                     .take = take_result,
                     .payload = job };
  l2a_status status = open_contacts(job, error);

  if (status != L2A_OK) return status;
  first = row_source_first(job->source);
  if (first->map->fields[CONTACT_ID].count == 0)
    return error_set_at(error, L2A_ENOTFOUND, first->name, 1, 0, "no column holds the id of the contact; say which one: --map id=COLUMN");
  if (!o->quiet) row_file_report(first, false);
  run.source = job->source;
  status = answer_run_all(&run, error);
  job->report.answer_source = first->name;
  job->report.rejected = run.counts.rejected;
  for (size_t i = 0; i < SKIP_REASON_COUNT; i++) job->report.skipped += i == SKIP_FOOTER ? 0 : run.counts.skipped[i];
  return status;
}

static l2a_status read_run(eval_job *job, l2a_error *error)
{
  run_file run = { .take = take_answer, .payload = job, .map = &job->options->map };
  const char *path = job->options->operands[first_answer(job->options)];
  l2a_status status = run_file_read(&run, path, error);

  job->report.answer_source = path;
  job->report.unreadable_scores = run.unreadable_scores;
  job->report.rejected = run.rejected;
  return status;
}

static l2a_status explain_mistakes(eval_job *job, l2a_error *error)
{
  l2a_matcher *matcher = NULL;
  l2a_status status = l2a_matcher_new(&matcher, job->engine.rules, job->engine.index, NULL, error);

  if (status == L2A_OK) status = mistake_list_explain(&job->mistakes, matcher, error);
  if (status == L2A_OK) job->report.unknown_accounts = mistake_unknown_accounts(matcher, &job->labels);
  l2a_matcher_free(matcher);
  return status;
}

/* ---- whole --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status evaluate(eval_job *job, bool *met, l2a_error *error)
{
  const cli_options *o = job->options;
  evaluation_options options = { .replicates = BOOTSTRAP_REPLICATES, .seed = BOOTSTRAP_SEED };
  l2a_status status = check_options(job, error);

  if (status == L2A_OK && has_accounts(o)) status = engine_load_rules(&job->engine, o, error);
  if (status == L2A_OK) status = read_labels(job, error);
  if (status == L2A_OK) status = outcome_set_init(&job->outcomes, &job->labels, error);
  if (status == L2A_OK) status = mistake_list_init(&job->mistakes, o->errors ? o->errors : ERRORS_KEPT, error);
  if (status == L2A_OK && has_accounts(o)) status = engine_open_checked_index(&job->engine, o, &job->rejects, !o->quiet, error);
  if (status == L2A_OK) status = has_accounts(o) ? match_contacts(job, error) : read_run(job, error);
  if (status == L2A_OK && job->outcomes.answered.count == job->outcomes.unknown)
    status = error_set(error, L2A_EINVAL, "%s: none of its contacts is labelled in %s; are the ids of one kind?", job->report.answer_source,
                       job->report.label_source);
  options.target = job->target;
  if (status == L2A_OK)
    status = evaluation_make(&job->evaluation, &job->labels, job->outcomes.outcomes, job->outcomes.reasons.count, &options, error);
  if (status == L2A_OK) status = requirements_check(&job->requirements, &job->evaluation, &job->labels, met, error);
  if (status == L2A_OK && has_accounts(o)) status = explain_mistakes(job, error);
  if (status == L2A_OK && o->hash_output) status = mistake_list_hide_emails(&job->mistakes, error);
  return status;
}

static l2a_status write_html(const eval_job *job, l2a_error *error)
{
  buffer page = BUFFER_INIT;
  output *out = NULL;
  l2a_status status;

  eval_report_html(&page, &job->report);
  status = page.failed ? error_no_memory(error) : output_open(&out, job->options->html, error);
  if (status == L2A_OK) status = output_write(out, page.data, page.size, error);
  if (status == L2A_OK) {
    status = output_commit(out, error);
    out = NULL;
  }
  if (out) output_discard(out);
  buffer_free(&page);
  return status;
}

static void close_job(eval_job *job)
{
  mistake_list_free(&job->mistakes);
  evaluation_free(&job->evaluation);
  outcome_set_free(&job->outcomes);
  label_set_free(&job->labels);
  row_source_close(job->source);
  reject_log_discard(&job->rejects);
  engine_close(&job->engine);
}

static exit_code run_eval(const command *c, const cli_options *o)
{
  eval_job job = { .options = o };
  l2a_error error = L2A_ERROR_INIT;
  buffer out = BUFFER_INIT;
  bool met = false;
  exit_code code = EXIT_FAILED;
  l2a_status status;

  (void)c;
  label_set_init(&job.labels);
  status = evaluate(&job, &met, &error);
  if (status == L2A_OK) {
    eval_report *r = &job.report;

    r->labels = &job.labels, r->outcomes = &job.outcomes, r->evaluation = &job.evaluation;
    r->requirements = &job.requirements, r->mistakes = &job.mistakes;
    r->rules = job.engine.rules, r->index = job.engine.index;
    if (option_is(o->format, "json")) eval_report_json(&out, r);
    else eval_report_text(&out, r);
    if (out.failed) status = error_no_memory(&error);
    if (status == L2A_OK && o->html) status = write_html(&job, &error);
  }
  if (status != L2A_OK) code = message_failed(&error);
  else code = help_flush(&out);
  if (code == EXIT_DONE && !met) code = EXIT_ANSWER_NO;
  buffer_free(&out);
  close_job(&job);
  return code;
}

const command command_eval = {
  .name = "eval",
  .summary = "measure matching against labels: precision, recall, intervals, calibration",
  .operands = "[LABELS] ANSWERS|CONTACTS...",
  .description =
    "Compares answers with labels. LABELS is a file with the columns contact_id and account_id (empty: no account is right), and where they "
    "exist also_ok (further accounts that are right, separated by |) and tier, stratum, segment (figures for each of their values). ANSWERS is "
    "the output of l2a match, or any file with contact_id, account_id, decision and score. With -i or --accounts the CONTACTS are matched "
    "now instead; the labels may then stand in a column of theirs (--label).\n"
    "\n"
    "Precision is the share of the matches that are right, recall the share of contacts with an account that got it, false_match_rate the "
    "share of contacts without account that got one. A review is no match. Intervals are at 95 %: Wilson for shares, bootstrap for F1, the "
    "same at every call. Contacts of the tier `undecidable` are left out of the total.",
  .exit_codes = "0 done, 1 a number of --require is not reached, 2 failed.",
  .operand_min = 1,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Labels", label_options), OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Contacts", contact_file_options),
              OPTION_GROUP("Output", output_options), OPTION_GROUP("Rules", engine_rules_options), OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a eval labels.csv matches.csv", "Answers of an earlier run:" },
    { "l2a eval -i accounts.l2a labels.csv contacts.csv --html report.html", "Matching now; a page with curves and the worst errors:" },
    { "l2a eval --accounts accounts.csv --label 'Right Account' contacts.csv --segment Country --format json", "Labels in the contact file, by country, as JSON:" },
    { "l2a eval labels.csv matches.csv --require precision=0.985,recall=0.95 --require 'tier=core:false_match_rate=0.01'", "As a gate in a nightly job:" },
  },
  .run = run_eval,
};
