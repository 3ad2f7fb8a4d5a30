/* SPDX-License-Identifier: MIT */
/* l2a lookup: one contact on the command line. */
#include "cli/command.h"
#include "cli/contact_option.h"
#include "cli/engine.h"
#include "cli/help_page.h"
#include "cli/message.h"
#include "cli/row_plan.h"
#include "cli/run_summary.h"

static const option_spec output_options[] = {
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "text|json|csv", 0, 0, "of the answer; text without it" },
  { "candidates", 'n', OPTION_NUMBER, "N", OPTION_AT(candidates), NULL, 1, 24, "also the N best accounts" },
};

/* ---- answer -------------------------------------------------------------------------------------------------------------------------- */

static void append_text(buffer *out, const l2a_result *result, bool candidates)
{
  buffer scratch = BUFFER_INIT;

  for (size_t i = 0; i < ANSWER_COLUMNS_ALWAYS; i++) {
    const char *name = answer_column_name((answer_column)i) + strlen("l2a_");
    bytes value = answer_column_text((answer_column)i, result, &scratch);

    if (value.size == 0) continue;
    buffer_printf(out, "%-14s", name);
    buffer_append_bytes(out, value);
    buffer_append_char(out, '\n');
  }
  for (size_t i = 0; candidates && i < result->candidate_count; i++) {
    const l2a_candidate *c = &result->candidates[i];

    buffer_printf(out, "%-14s", i ? "" : "candidates");
    append_score(out, c->score);
    buffer_append_char(out, ' ');
    buffer_append_bytes(out, c->account_id);
    buffer_append_char(out, ' ');
    buffer_append_bytes(out, c->account_name);
    buffer_append_char(out, '\n');
  }
  out->failed |= scratch.failed;
  buffer_free(&scratch);
}

static l2a_status append_answer(buffer *out, const l2a_result *result, const cli_options *o, l2a_error *error)
{
  row_plan_options options = { .json = option_is(o->format, "json"), .candidates = o->candidates > 0, .separator = ',' };
  row_plan plan;
  row_writer writer = { .plan = &plan, .out = out };
  l2a_status status;

  if (!o->format || option_is(o->format, "text")) {
    append_text(out, result, o->candidates > 0);
    return L2A_OK;
  }
  status = row_plan_make(&plan, &options, error);
  if (status != L2A_OK) return status;
  row_plan_write_header(&plan, out);
  row_writer_write(&writer, NULL, result);
  out->failed |= row_writer_failed(&writer);
  row_writer_free(&writer);
  row_plan_free(&plan);
  return L2A_OK;
}

/* ---- command ------------------------------------------------------------------------------------------------------------------------- */

static l2a_status look_up(buffer *out, l2a_decision *decision, const l2a_contact *contact, const cli_options *o, l2a_error *error)
{
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  engine e = { .rules = NULL };
  reject_log rejects = { .file = NULL };
  l2a_matcher *matcher = NULL;
  const l2a_result *result;
  l2a_status status;

  options.candidate_limit = o->candidates;
  status = engine_load_rules(&e, o, error);
  if (status == L2A_OK) status = engine_open_checked_index(&e, o, &rejects, false, error);
  if (status == L2A_OK) status = l2a_matcher_new(&matcher, e.rules, e.index, &options, error);
  if (status == L2A_OK) status = l2a_match(&result, matcher, contact, error);
  if (status == L2A_OK) {
    *decision = result->decision;
    summary_print_rejects(&rejects, e.accounts.rejected, "account", NULL);
    status = append_answer(out, result, o, error);
  }
  l2a_matcher_free(matcher);
  engine_close(&e);
  return status;
}

static exit_code run_lookup(const command *c, const cli_options *o)
{
  l2a_contact contact;
  l2a_decision decision = L2A_DECISION_NONE;
  l2a_error error = L2A_ERROR_INIT;
  buffer out = BUFFER_INIT;
  exit_code code;

  if (engine_options_are_missing(c->name, o)) return EXIT_FAILED;
  if (!contact_from_options(&contact, o)) {
    message_print("%s: whom? Say what is known: --email jane@example.com --company 'Example Ltd'", c->name);
    return EXIT_FAILED;
  }
  if (look_up(&out, &decision, &contact, o, &error) != L2A_OK) {
    buffer_free(&out);
    return message_failed(&error);
  }
  code = help_flush(&out);
  return code == EXIT_DONE && decision == L2A_DECISION_NONE ? EXIT_ANSWER_NO : code;
}

const command command_lookup = {
  .name = "lookup",
  .summary = "find the account of one contact",
  .operands = "",
  .description = "Prints the answer for a contact given by options: the fields that l2a match appends to a row.",
  .exit_codes = "0 there is an account (decision match or review), 1 there is none, 2 failed.",
  .groups = { OPTION_GROUP("Contact", contact_options), OPTION_GROUP("Accounts", engine_account_options),
              OPTION_GROUP("Index", engine_check_options), OPTION_GROUP("Output", output_options),
              OPTION_GROUP("Rules", engine_rules_options) },
  .examples = {
    { "l2a lookup -i accounts.l2a --email jane@quillfeather-instruments.com --company 'Quillfeather Instruments Ltd'", "What is known of a person:" },
    { "l2a lookup --accounts accounts.csv --company 'Quillfeather Instruments' --candidates 3 --format json", "Without an index, as JSON, with the three best:" },
  },
  .run = run_lookup,
};
