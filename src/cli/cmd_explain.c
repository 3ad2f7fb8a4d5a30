/* SPDX-License-Identifier: MIT */
/* l2a explain: why this account, and why not that one. */
#include "cli/command.h"
#include "cli/contact_option.h"
#include "cli/engine.h"
#include "cli/help_page.h"
#include "cli/message.h"
#include "cli/run_summary.h"

static const option_spec output_options[] = {
  { "against", 0, OPTION_TEXT, "ACCOUNT_ID", OPTION_AT(against), NULL, 0, 0, "also why it is not this account" },
  { "format", 'f', OPTION_CHOICE, NULL, OPTION_AT(format), "text|json", 0, 0, "of the explanation; text without it" },
};

static l2a_status explain(buffer *out, const l2a_contact *contact, const cli_options *o, l2a_error *error)
{
  l2a_format format = option_is(o->format, "json") ? L2A_FORMAT_JSON : L2A_FORMAT_TEXT;
  engine e = { .rules = NULL };
  reject_log rejects = { .file = NULL };
  l2a_matcher *matcher = NULL;
  l2a_status status;

  status = engine_load_rules(&e, o, error);
  if (status == L2A_OK) status = engine_open_checked_index(&e, o, &rejects, false, error);
  if (status == L2A_OK) status = l2a_matcher_new(&matcher, e.rules, e.index, NULL, error);
  if (status == L2A_OK) status = l2a_explain(matcher, contact, bytes_of(o->against), format, buffer_sink, out, error);
  if (status == L2A_OK) summary_print_rejects(&rejects, e.accounts.rejected, "account", NULL);
  l2a_matcher_free(matcher);
  engine_close(&e);
  return status;
}

static exit_code run_explain(const command *c, const cli_options *o)
{
  l2a_contact contact;
  l2a_error error = L2A_ERROR_INIT;
  buffer out = BUFFER_INIT;

  if (engine_options_are_missing(c->name, o)) return EXIT_FAILED;
  if (!contact_from_options(&contact, o)) {
    message_print("%s: whom? Say what is known: --email jane@example.com --company 'Example Ltd'", c->name);
    return EXIT_FAILED;
  }
  if (explain(&out, &contact, o, &error) == L2A_OK) return help_flush(&out);
  buffer_free(&out);
  return message_failed(&error);
}

const command command_explain = {
  .name = "explain",
  .summary = "say why a contact has the account it has, and why not another",
  .operands = "",
  .description = "Prints, for a contact given by options: its keys, every candidate with the routes that brought it, the waterfall of the best "
                 "one (prior, weight of each field, total, probability), the decision, and the smallest change of the contact that would flip it.",
  .exit_codes = "0 done, 2 failed, also when there is no account --against.",
  .groups = { OPTION_GROUP("Contact", contact_options), OPTION_GROUP("Accounts", engine_account_options),
              OPTION_GROUP("Index", engine_check_options), OPTION_GROUP("Output", output_options),
              OPTION_GROUP("Rules", engine_rules_options) },
  .examples = {
    { "l2a explain -i accounts.l2a --email jane@quillfeather-instruments.com --company 'Quillfeather Instruments Ltd'", "Why:" },
    { "l2a explain -i accounts.l2a --company 'Brasswick' --against A-3", "Why not that one:" },
  },
  .run = run_explain,
};
