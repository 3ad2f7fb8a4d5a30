/* SPDX-License-Identifier: MIT */
/* l2a tune: weights, calibration and thresholds from labelled contacts. */
#include <stdlib.h>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/contact_options.h"
#include "cli/engine.h"
#include "cli/file_clash.h"
#include "cli/label_file.h"
#include "cli/message.h"
#include "cli/signal_guard.h"
#include "cli/suggest_file.h"
#include "cli/tune_collect.h"
#include "cli/tune_predictions.h"
#include "io/output.h"
#include "learn/tune_estimated.h"
#include "learn/tune_print.h"
#include "learn/tune_unlabelled.h"

enum { DEFAULT_FOLDS = 5, DEFAULT_LEVELS = 10, DEFAULT_SUGGESTIONS = 50 };

static const option_spec label_options[] = {
  { "labels", 'l', OPTION_TEXT, "FILE", OPTION_AT(labels), NULL, 0, 0,
    "what is right, as CSV: contact_id,account_id[,also_ok][,weight]; an empty account_id says that no account is right, ? that it is not "
    "known; also_ok holds further right ones, separated by |; contacts that are not in it are left out" },
  { "answers", 0, OPTION_LIST, "FILE", OPTION_AT(answers), NULL, 0, 0,
    "further labels: suggestions with their account_id filled in, labels of l2a review; may be repeated" },
  CONTACT_MAP_OPTION,
  CONTACT_READING_OPTIONS,
};

static const option_spec tuning_options[] = {
  { "precision", 'p', OPTION_TEXT, "SHARE", OPTION_AT(precision), NULL, 0, 0,
    "promise: so many of the matches are right on average (0.99); the threshold follows from it" },
  { "match-threshold", 0, OPTION_TEXT, "PROBABILITY", OPTION_AT(match_threshold), NULL, 0, 0,
    "ask this probability of every match instead; without either the threshold stays as it is" },
  { "weights", 'w', OPTION_CHOICE, NULL, OPTION_AT(weights), "auto|keep|refit", 0, 0,
    "keep the weights and tune the calibration alone, or refit them; auto refits with enough labels, when it is better; without labels "
    "refit "
    "estimates all weights from the contacts alone" },
  { "folds", 0, OPTION_NUMBER, "N", OPTION_AT(folds), NULL, 2, TRAINING_FOLD_LIMIT,
    "parts of the contacts, by account, that take turns in being held back; 5 without it" },
  { "levels", 0, OPTION_NUMBER, "N", OPTION_AT(levels), NULL, 2, WEIGHT_LEVEL_LIMIT, "levels of a feature at most; 10 without it" },
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0,
    "definitions (l2a.yaml) to begin with instead of the built-in ones" },
};

static const option_spec output_options[] = {
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0,
    "write the definitions here, complete or not at all, instead of standard output" },
  { "suggest", 'n', OPTION_NUMBER, "N", OPTION_AT(suggest), NULL, 1, SUGGESTION_LIMIT,
    "how many contacts to suggest for labelling next, those that would teach most; 50 without it" },
  { "suggestions", 's', OPTION_TEXT, "FILE", OPTION_AT(suggestions), NULL, 0, 0,
    "write the suggestions here, as CSV: fill in account_id and give it back with --answers" },
  { "predictions", 0, OPTION_TEXT, "FILE", OPTION_AT(predictions), NULL, 0, 0,
    "write what was said of every labelled contact while it was held back, as CSV: contact_id,account_id,decision,score" },
};

static const option_spec run_options[] = {
  { "threads", 't', OPTION_NUMBER, "N", OPTION_AT(threads), NULL, 1, 256, "without it one for each processor; the result is the same" },
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no progress, no report; errors only" },
  COLUMNS_VERBOSE_OPTION,
};

/* Everything a run holds, so that there is one way out. */
typedef struct tune_job {
  const cli_options *options;
  engine engine;
  label_set labels;
  size_t open_labels, missing_accounts;
  training_set set;
  suggestion_pool pool;
  level_histogram histogram;
  contact_sample sample;
  snapshot_ref *snapshot;
  row_source *source;
  reject_log rejects;
  tune_options tuning;
  tune_result result;
  output *out, *suggestions, *predictions;
  signal_guard guard;
  uint64_t start_ns;
} tune_job;

static bool has_labels(const cli_options *o)
{
  return o->labels || o->answers.count;
}

/* ---- options ------------------------------------------------------------------------------------------------------------------------ */

/* 0.9 or .9 in 1/10000, above 0 and at most 1. */
static l2a_status read_share(uint32_t *out, const char *name, const char *text, l2a_error *error)
{
  const char *at = text;
  uint32_t value = 0, digits = 0;

  *out = 0;
  if (!text) return L2A_OK;
  if (*at == '0' || *at == '1') value = (uint32_t)(*at++ - '0');
  if (*at == '.')
    for (at++; *at >= '0' && *at <= '9' && digits < 4; at++, digits++) value = value * 10 + (uint32_t)(*at - '0');
  for (; digits < 4; digits++) value *= 10;
  if (*at || value == 0 || value > 10000)
    return error_set(error, L2A_EINVAL, "tune: --%s takes a number above 0 and up to 1 with four digits at most, such as 0.99, not '%s'",
                     name, text);
  *out = value;
  return L2A_OK;
}

static l2a_status read_options(tune_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  tune_options *t = &job->tuning;
  l2a_status status = read_share(&t->precision, "precision", o->precision, error);

  if (status == L2A_OK) status = read_share(&t->match_threshold, "match-threshold", o->match_threshold, error);
  if (status != L2A_OK) return status;
  if (t->precision && t->match_threshold)
    return error_set(error, L2A_EINVAL, "tune: the threshold follows from --precision or is --match-threshold, not both");
  if (o->predictions && !has_labels(o)) return error_set(error, L2A_EINVAL, "tune: --predictions are of labelled contacts: give --labels");
  if (o->suggest && !o->suggestions)
    return error_set(error, L2A_EINVAL, "tune: where to? Name the file of the suggestions with --suggestions FILE");
  t->folds = o->folds ? o->folds : DEFAULT_FOLDS;
  t->level_limit = o->levels ? o->levels : DEFAULT_LEVELS;
  t->thread_count = engine_thread_count(o);
  t->weights = option_is(o->weights, "keep") ? TUNE_WEIGHTS_KEEP : option_is(o->weights, "refit") ? TUNE_WEIGHTS_REFIT : TUNE_WEIGHTS_AUTO;
  return L2A_OK;
}

static l2a_status open_optional(output **out, const char *path, l2a_error *error)
{
  return path ? output_open(out, path, error) : L2A_OK;
}

static l2a_status read_labels(tune_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  l2a_status status = o->labels ? label_file_read_weighted(&job->labels, &job->open_labels, o->labels, error) : L2A_OK;

  for (size_t i = 0; i < o->answers.count && status == L2A_OK; i++)
    status = label_file_read_weighted(&job->labels, &job->open_labels, o->answers.items[i], error);
  if (status != L2A_OK || !has_labels(o) || job->labels.contacts.count + job->open_labels > 0) return status;
  return error_set_at(error, L2A_EINVAL, o->labels ? o->labels : o->answers.items[0], 0, 0, "there is no label in it");
}

/* What can be wrong with files is found before the work begins. */
static l2a_status open_files(tune_job *job, l2a_error *error)
{
  const cli_options *o = job->options;
  row_source_options source = { COLUMN_CONTACT, &o->map, "map", o->encoding, o->delimiter, 0 };
  l2a_status status = file_clash_check(o, "output", o->output, false, error);

  if (status == L2A_OK) status = file_clash_check(o, "suggestions", o->suggestions, false, error);
  if (status == L2A_OK) status = file_clash_check(o, "predictions", o->predictions, false, error);
  if (status == L2A_OK) status = row_source_open(&job->source, o->operands, o->operand_count, &source, error);
  if (status == L2A_OK) status = read_labels(job, error);
  if (status == L2A_OK) status = output_open(&job->out, o->output ? o->output : "-", error);
  if (status == L2A_OK) status = open_optional(&job->suggestions, o->suggestions, error);
  if (status == L2A_OK) status = open_optional(&job->predictions, o->predictions, error);
  if (status == L2A_OK && !o->quiet) row_file_report(row_source_first(job->source), o->verbose);
  return status;
}

/* ---- work --------------------------------------------------------------------------------------------------------------------------- */

static l2a_status open_accounts(tune_job *job, l2a_error *error)
{
  l2a_status status = engine_open_checked_index(&job->engine, job->options, &job->rejects, !job->options->quiet, error);

  if (status == L2A_OK) status = snapshot_acquire(&job->snapshot, job->engine.index, error);
  if (status == L2A_OK) status = label_set_resolve(&job->labels, snapshot_get(job->snapshot), &job->missing_accounts, error);
  return status;
}

static void report_collected(const tune_job *job, const tune_collect *c)
{
  size_t used = job->set.contact_count, labels = job->labels.contacts.count;

  if (job->options->quiet) return;
  summary_print_rejects(&job->rejects, c->scan.counts.rejected, "contact", NULL);
  summary_print_skipped(c->scan.counts.skipped, "contact");
  if (job->open_labels) message_print("%zu labels are ? and were left out", job->open_labels);
  if (job->missing_accounts)
    message_print("%zu labels name an account that the accounts do not have and were left out", job->missing_accounts);
  if (c->overridden) message_print("%zu labelled contacts are decided by overrides and were left out", c->overridden);
  if (used + job->missing_accounts + c->overridden < labels)
    message_print("%zu labels are of contacts that the files do not have", labels - used - job->missing_accounts - c->overridden);
}

static bool is_estimated(const tune_job *job)
{
  return !has_labels(job->options) && job->tuning.weights == TUNE_WEIGHTS_REFIT;
}

static l2a_status collect(tune_job *job, l2a_error *error)
{
  tune_collect c = { .rules = job->engine.rules,
                     .index = job->engine.index,
                     .labels = &job->labels,
                     .set = has_labels(job->options) ? &job->set : NULL,
                     .pool = job->suggestions ? &job->pool : NULL,
                     .histogram = has_labels(job->options) || is_estimated(job) ? NULL : &job->histogram,
                     .sample = is_estimated(job) ? &job->sample : NULL,
                     .scan = { .source = job->source,
                               .thread_count = job->tuning.thread_count,
                               .rejects = &job->rejects,
                               .show_progress = !job->options->quiet } };
  l2a_status status = tune_collect_run(&c, error);

  if (status != L2A_OK) return status;
  report_collected(job, &c);
  if (job->labels.contacts.count == 0 || job->set.contact_count + job->missing_accounts + c.overridden > 0) return L2A_OK;
  return error_set(error, L2A_EINVAL, "none of the contacts is labelled in %s; are the ids of one kind?",
                   job->options->labels ? job->options->labels : job->options->answers.items[0]);
}

static l2a_status learn(tune_job *job, l2a_error *error)
{
  const match_rules *base = &job->engine.rules->match;

  if (has_labels(job->options)) return tune_labelled(&job->result, &job->set, base, &job->tuning, error);
  if (is_estimated(job)) return tune_estimated(&job->result, &job->sample.set, base, &job->tuning, error);
  return tune_unlabelled(&job->result, &job->histogram, base, &job->tuning, error);
}

static void report(const tune_job *job)
{
  buffer text = BUFFER_INIT;
  bytes rest;

  if (job->options->quiet) return;
  tune_print_report(&text, &job->result);
  for (rest = buffer_bytes(&text); rest.data && rest.size;) {
    bytes line = bytes_split(&rest, '\n');
    message_print("%.*s", (int)line.size, line.data);
  }
  buffer_clear(&text);
  summary_append_cost(&text, job->start_ns);
  if (!text.failed) message_print("%.*s", (int)text.size, text.data);
  buffer_free(&text);
}

static l2a_status write_buffer(output *out, buffer *text, l2a_error *error)
{
  return text->failed ? error_no_memory(error) : output_write(out, text->data, text->size, error);
}

static l2a_status write_definitions(tune_job *job, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  l2a_status status = tune_print_definitions(&text, &job->result, job->engine.rules, job->options->definitions != NULL, error);

  if (status == L2A_OK) status = write_buffer(job->out, &text, error);
  buffer_free(&text);
  return status;
}

static l2a_status write_suggestions(tune_job *job, l2a_error *error)
{
  size_t count = job->options->suggest ? job->options->suggest : DEFAULT_SUGGESTIONS;
  suggestion *list = calloc(count, sizeof *list);
  buffer text = BUFFER_INIT;
  l2a_status status;

  if (!list) return error_no_memory(error);
  status = suggestions_choose(list, &count, &job->pool, &job->result.rules, job->result.refitted ? job->result.fold_rules : NULL,
                              job->result.refitted ? job->result.fold_count : 0, error);
  if (status == L2A_OK) {
    suggest_file_write(&text, list, count, snapshot_get(job->snapshot));
    status = write_buffer(job->suggestions, &text, error);
  }
  if (status == L2A_OK && !job->options->quiet) message_print("%s: %zu contacts to label next", job->options->suggestions, count);
  buffer_free(&text);
  free(list);
  return status;
}

static l2a_status write_predictions(tune_job *job, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  l2a_status status;

  tune_predictions_write(&text, &job->set, &job->result, snapshot_get(job->snapshot));
  status = write_buffer(job->predictions, &text, error);
  buffer_free(&text);
  return status;
}

static l2a_status write_files(tune_job *job, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (job->suggestions) status = write_suggestions(job, error);
  if (status == L2A_OK && job->predictions) status = write_predictions(job, error);
  return status == L2A_OK ? write_definitions(job, error) : status;
}

static l2a_status commit_one(output **out, l2a_error *error)
{
  output *o = *out;

  *out = NULL;
  return o ? output_commit(o, error) : L2A_OK;
}

static l2a_status commit(tune_job *job, l2a_error *error)
{
  l2a_status status;

  signal_guard_stop(&job->guard);
  status = commit_one(&job->suggestions, error);
  if (status == L2A_OK) status = commit_one(&job->predictions, error);
  return status == L2A_OK ? commit_one(&job->out, error) : status;
}

static void close_job(tune_job *job)
{
  output *outputs[] = { job->out, job->suggestions, job->predictions };

  signal_guard_stop(&job->guard);
  for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
    if (outputs[i]) output_discard(outputs[i]);
  reject_log_discard(&job->rejects);
  row_source_close(job->source);
  tune_result_free(&job->result);
  training_set_free(&job->set);
  suggestion_pool_free(&job->pool);
  level_histogram_free(&job->histogram);
  contact_sample_free(&job->sample);
  label_set_free(&job->labels);
  snapshot_release(job->snapshot);
  engine_close(&job->engine);
}

static exit_code run_tune(const command *c, const cli_options *options)
{
  tune_job job = { .options = options, .start_ns = clock_now_ns() };
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status;

  if (engine_options_are_missing(c->name, options)) return EXIT_FAILED;
  label_set_init(&job.labels);
  training_set_init(&job.set);
  contact_sample_init(&job.sample, SAMPLE_PAIR_LIMIT);
  suggestion_pool_init(&job.pool, options->suggest ? options->suggest : DEFAULT_SUGGESTIONS);
  status = read_options(&job, &error);
  if (status == L2A_OK) status = engine_load_rules(&job.engine, options, &error);
  if (status == L2A_OK) status = open_files(&job, &error);
  if (status == L2A_OK) {
    const char *unfinished[] = { output_temporary(job.out), job.suggestions ? output_temporary(job.suggestions) : NULL,
                                 job.predictions ? output_temporary(job.predictions) : NULL };
    signal_guard_start_list(&job.guard, unfinished, sizeof unfinished / sizeof *unfinished);
    status = open_accounts(&job, &error);
  }
  if (status == L2A_OK) status = collect(&job, &error);
  if (status == L2A_OK) status = learn(&job, &error);
  if (status == L2A_OK) report(&job);
  if (status == L2A_OK) status = write_files(&job, &error);
  if (status == L2A_OK) status = commit(&job, &error);
  close_job(&job);
  return status == L2A_OK ? EXIT_DONE : message_failed(&error);
}

const command command_tune = {
  .name = "tune",
  .summary = "learn weights and thresholds from contacts, with or without labels",
  .operands = "CONTACTS...",
  .description =
    "Matches the labelled contacts, fits what the rules say of them to the labels, and writes a definitions file for --definitions: weights, "
    "margin, calibration and thresholds, as far as they changed (all of them when --definitions gave the ones to begin with).\n"
    "\n"
    "All figures are of contacts that were held back: the contacts are parted by their accounts, and each part is judged by rules fitted to "
    "the others. They are of the best candidate by its score, before policy, conflicts and tie-breakers. Without --labels the calibration is estimated from how the kinds of evidence go together in the contacts, and with --weights refit all "
    "weights are; that is refused where they do not tell.\n"
    "\n"
    "With fewer than 500 labelled contacts the weights stay and only the calibration is fitted; with fewer than 200 nothing is. "
    "Fitting ends when the weights no longer move; if that does not happen nothing is written. The same contacts and labels give the same "
    "bytes, in any order and with any number of threads.",
  .exit_codes = "0 done, 2 failed (too few labels, the promised precision cannot be had); a file named by -o is then as it was.",
  .operand_min = 1,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Contacts", label_options), OPTION_GROUP("Tuning", tuning_options),
              OPTION_GROUP("Output", output_options), OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a tune --labels labels.csv --accounts accounts.csv contacts.csv --precision 0.99 -o tuned.yaml",
      "A definitions file whose matches are right in 99 of 100 cases:" },
    { "l2a tune --labels labels.csv -i accounts.l2a contacts.csv -o tuned.yaml --suggest 20 --suggestions next.csv",
      "The 20 contacts to label next, to be filled in:" },
    { "l2a tune --labels labels.csv --answers next.csv -i accounts.l2a contacts.csv -o tuned.yaml", "And given back:" },
  },
  .run = run_tune,
};
