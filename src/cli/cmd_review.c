/* SPDX-License-Identifier: MIT */
/* l2a review: rows to be decided by a person as a sheet, and the filled sheet as overrides and labels. */
#include "cli/command.h"
#include "cli/contact_row.h"
#include "cli/engine.h"
#include "cli/file_clash.h"
#include "cli/message.h"
#include "cli/review_answer.h"
#include "cli/review_sheet.h"
#include "cli/table_rows.h"
#include "io/export_rules.h"
#include "io/output.h"

static const option_spec sheet_options[] = {
  { "output", 'o', OPTION_TEXT, "FILE", OPTION_AT(output), NULL, 0, 0,
    "write the sheet here, complete or not at all, instead of standard output" },
  { "map", 'm', OPTION_LIST, "FIELD=COLUMN", OPTION_AT(map), NULL, 0, 0,
    "the column of the matches that holds a field, where it is not recognised: id, email, company, website, country, state, city, "
    "postal_code, phone, title, linkedin" },
  { "definitions", 'd', OPTION_TEXT, "FILE", OPTION_AT(definitions), NULL, 0, 0, "definitions (l2a.yaml) that the matches were made with" },
  { "policy", 0, OPTION_CHOICE, NULL, OPTION_AT(policy), "balanced|name-first|domain-first|strict", 0, 0,
    "policy that the matches were made with" },
  { "hash-output", 0, OPTION_FLAG, NULL, OPTION_AT(hash_output), NULL, 0, 0,
    "write the SHA-256 (of the lower case, as 64 hexadecimal digits) instead of every e-mail address into the sheet; ids must be none" },
};

static const option_spec filled_options[] = {
  { "filled", 0, OPTION_TEXT, "SHEET", OPTION_AT(filled), NULL, 0, 0, "read the answers of this sheet; then MATCHES is not given" },
  { "overrides", 0, OPTION_TEXT, "FILE", OPTION_AT(overrides), NULL, 0, 0,
    "write the answers here as overrides (always or never, by contact id), for l2a match --overrides" },
  { "labels", 0, OPTION_TEXT, "FILE", OPTION_AT(labels_out), NULL, 0, 0, "write the answers here as labels, for l2a eval and l2a tune" },
};

static const option_spec run_options[] = {
  { "quiet", 'q', OPTION_FLAG, NULL, OPTION_AT(quiet), NULL, 0, 0, "no word on columns and counts; errors only" },
};

typedef struct review_job {
  const cli_options *options;
  engine engine;
  l2a_matcher *matcher;
  row_source *source;
  reject_log rejects;
  row_chunk chunk;
  uint64_t rows, written, damaged;
} review_job;

static l2a_status open_engine(review_job *job, l2a_error *error)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  cli_options rules = *job->options;
  l2a_status status;

  options.candidate_limit = SHEET_CANDIDATES;
  options.memo_bytes = 0; /* remembered answers have no comparisons, and the grades come from them */
  rules.overrides = NULL; /* an output here */
  status = engine_load_rules(&job->engine, &rules, error);
  if (status == L2A_OK) status = engine_open_checked_index(&job->engine, job->options, &job->rejects, !job->options->quiet, error);
  if (status == L2A_OK) status = l2a_matcher_new(&job->matcher, job->engine.rules, job->engine.index, &options, error);
  return status;
}

static l2a_status write_file(const char *path, const buffer *text, l2a_error *error)
{
  output *out = NULL;
  l2a_status status = output_open(&out, path, error);

  if (status != L2A_OK) return status;
  status = output_write(out, text->data, text->size, error);
  if (status == L2A_OK) return output_commit(out, error);
  output_discard(out);
  return status;
}

/* ---- the sheet ----------------------------------------------------------------------------------------------------------------------- */

static l2a_status write_chunk(review_job *job, buffer *sheet, uint32_t decision, l2a_error *error)
{
  const row_chunk *c = &job->chunk;
  l2a_status status = L2A_OK;

  for (size_t i = 0; i < c->rows.count && status == L2A_OK; i++) {
    const record *r = &c->rows.records[i];
    l2a_contact contact;

    job->rows++;
    job->damaged += r->damage != RECORD_GOOD;
    if (r->damage != RECORD_GOOD || !bytes_equal_nocase(bytes_trim(record_field(r, decision)), BYTES("review"))) continue;
    contact_from_record(&contact, c->file->map, r);
    if (!contact.id.size)
      return error_set_at(error, L2A_EINVAL, c->file->name, r->line, 0, "the contact has no id, and an answer needs one to hold on to");
    if (job->options->hash_output && memchr(contact.id.data, '@', contact.id.size))
      return error_set_at(
        error, L2A_EINVAL, c->file->name, r->line, 0,
        "the contact's id is an e-mail address: its hash would not find the contact again; say which column is another id: "
        "--map id=COLUMN");
    status = sheet_write_row(sheet, job->matcher, &contact, job->options->hash_output, error);
    job->written++;
  }
  return status;
}

static l2a_status open_matches(review_job *job, uint32_t *decision, l2a_error *error)
{
  const cli_options *o = job->options;
  row_source_options source = { COLUMN_CONTACT, &o->map, "map", NULL, NULL, 0 };
  const row_file *first;
  l2a_status status = row_source_open(&job->source, o->operands, o->operand_count, &source, error);

  if (status != L2A_OK) return status;
  first = row_source_first(job->source);
  *decision = table_find_column(first->table, BYTES("l2a_decision"));
  if (*decision == RECORD_NO_COLUMN)
    return error_set_at(error, L2A_ENOTFOUND, first->name, 1, 0, "no column l2a_decision: this is no output of l2a match");
  if (first->map->fields[CONTACT_ID].count == 0)
    return error_set_at(error, L2A_ENOTFOUND, first->name, 1, 0, "no column holds the id of the contact; say which one: --map id=COLUMN");
  if (!o->quiet) row_file_report(first, false);
  return L2A_OK;
}

static l2a_status make_sheet(review_job *job, l2a_error *error)
{
  const char *path = job->options->output ? job->options->output : "-";
  buffer sheet = BUFFER_INIT;
  uint32_t decision = RECORD_NO_COLUMN;
  bool end = false;
  l2a_status status = open_matches(job, &decision, error);

  if (status == L2A_OK) status = open_engine(job, error);
  sheet_write_header(&sheet);
  while (status == L2A_OK) {
    status = row_source_next(job->source, &job->chunk, &end, error);
    if (status != L2A_OK || end) break;
    status = row_chunk_parse(&job->chunk, error);
    if (status == L2A_OK) status = write_chunk(job, &sheet, decision, error);
  }
  if (status == L2A_OK) status = sheet.failed ? error_no_memory(error) : write_file(path, &sheet, error);
  buffer_free(&sheet);
  if (status == L2A_OK && !job->options->quiet)
    message_print("%llu of %llu rows to review%s", (unsigned long long)job->written, (unsigned long long)job->rows,
                  job->damaged ? "; some rows could not be read" : "");
  return status;
}

/* ---- the answers --------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_answers(review_job *job, uint64_t *rejected, l2a_error *error)
{
  const cli_options *o = job->options;
  review_answers answers = { .accounts = NULL };
  l2a_status status = L2A_OK;

  if (o->index || o->accounts.count) status = open_engine(job, error);
  answers.accounts = job->matcher;
  if (status == L2A_OK) status = review_answers_read(&answers, o->filled, error);
  if (status == L2A_OK && o->overrides) status = write_file(o->overrides, &answers.overrides, error);
  if (status == L2A_OK && o->labels_out) status = write_file(o->labels_out, &answers.labels, error);
  if (status == L2A_OK && !o->quiet)
    message_print("answers: %llu an account, %llu none, %llu skipped, %llu rejected", (unsigned long long)answers.decided,
                  (unsigned long long)answers.none, (unsigned long long)answers.skipped, (unsigned long long)answers.rejected);
  *rejected = answers.rejected;
  buffer_free(&answers.overrides);
  buffer_free(&answers.labels);
  return status;
}

static l2a_status check_options(const cli_options *o, l2a_error *error)
{
  if (!o->filled && (o->overrides || o->labels_out))
    return error_set(error, L2A_EINVAL, "review: --overrides and --labels are written from a filled sheet: --filled SHEET");
  if (!o->filled && !o->operand_count)
    return error_set(error, L2A_EINVAL, "review: which rows? Give the output of l2a match, or --filled SHEET");
  if (!o->filled) return file_clash_check(o, "output", o->output, false, error);
  if (o->operand_count)
    return error_set(error, L2A_EINVAL, "review: unexpected argument '%s': with --filled no matches are read", o->operands[0]);
  if (o->output) return error_set(error, L2A_EINVAL, "review: --output is for the sheet; the answers go to --overrides and --labels");
  if (!o->overrides && !o->labels_out)
    return error_set(error, L2A_EINVAL, "review: where to? Give --overrides FILE, --labels FILE, or both");
  if (o->overrides && o->labels_out && strcmp(o->overrides, o->labels_out) == 0)
    return error_set(error, L2A_EINVAL, "review: --overrides and --labels name the same file %s", o->overrides);
  if (file_is_same(o->overrides, o->filled) || file_is_same(o->labels_out, o->filled))
    return error_set(error, L2A_EINVAL, "review: the answers would overwrite the sheet %s: name another file", o->filled);
  return L2A_OK;
}

static exit_code run_review(const command *c, const cli_options *o)
{
  review_job job = { .options = o };
  l2a_error error = L2A_ERROR_INIT;
  uint64_t rejected = 0;
  l2a_status status = check_options(o, &error);

  if (status != L2A_OK) return message_failed(&error);
  if ((!o->filled || (o->index && o->accounts.count)) && engine_options_are_missing(c->name, o)) return EXIT_FAILED;
  row_chunk_init(&job.chunk);
  status = o->filled ? read_answers(&job, &rejected, &error) : make_sheet(&job, &error);
  row_chunk_free(&job.chunk);
  l2a_matcher_free(job.matcher);
  row_source_close(job.source);
  reject_log_discard(&job.rejects);
  engine_close(&job.engine);
  if (status != L2A_OK) return message_failed(&error);
  return rejected ? EXIT_ANSWER_NO : EXIT_DONE;
}

const command command_review = {
  .name = "review",
  .summary = "turn rows to review into a sheet, and the filled sheet into overrides and labels",
  .operands = "[MATCHES...]",
  .description =
    "Reads the output of l2a match and writes its review rows as a sheet (CSV): the contact, up to three candidates side by side with "
    "country, city, web site, score and grade, and two empty columns, answer and note. Give the accounts and definitions that the matches "
    "were made with. A cell that a spreadsheet would take for a formula gets an apostrophe in front.\n"
    "\n"
    "A person fills in answer: 1, 2 or 3 for a candidate, the id of an account, none when no account is right, skip or nothing to leave it "
    "open. With --filled the sheet becomes overrides, which decide the contact from then on, and labels, which measure and train. An answer "
    "that cannot be understood is rejected with its line; the others are written.",
  .exit_codes = "0 done, 1 answers were rejected, 2 failed.",
  .operand_min = 0,
  .operand_max = SIZE_MAX,
  .groups = { OPTION_GROUP("Accounts", engine_account_options), OPTION_GROUP("Sheet", sheet_options), OPTION_GROUP("Answers", filled_options),
              OPTION_GROUP("Run", run_options) },
  .examples = {
    { "l2a review matches.csv -i accounts.l2a -o sheet.csv", "A sheet to fill in:" },
    { "l2a review --filled sheet.csv --overrides overrides.csv --labels labels.csv", "Its answers:" },
    { "l2a match -i accounts.l2a --overrides overrides.csv contacts.csv -o matches.csv", "The next run holds to them:" },
  },
  .run = run_review,
};
