/* SPDX-License-Identifier: MIT */
/* l2a rules: check a definitions file, print the effective one. */
#include "cli/command.h"
#include "cli/help_page.h"
#include "cli/message.h"

static const option_spec rules_options[] = {
  { "print", 'p', OPTION_FLAG, NULL, OPTION_AT(print), NULL, 0, 0, "print the effective definitions: a file to begin with" },
};

static exit_code run_rules(const command *c, const cli_options *o)
{
  const char *path = o->operand_count ? o->operands[0] : NULL;
  l2a_rules *rules = NULL;
  l2a_error error = L2A_ERROR_INIT;
  buffer out = BUFFER_INIT;

  (void)c;
  if (l2a_rules_load(&rules, path, &error) != L2A_OK) return message_failed(&error);
  if (!o->print) buffer_printf(&out, "%s: ok, fingerprint %s\n", path ? path : "built-in definitions", l2a_rules_fingerprint(rules));
  else if (l2a_rules_print(rules, buffer_sink, &out) != L2A_OK) out.failed = true;
  l2a_rules_free(rules);
  return help_flush(&out);
}

const command command_rules = {
  .name = "rules",
  .summary = "check a definitions file, or print the effective definitions",
  .operands = "[FILE]",
  .description = "Reads the definitions in FILE, or the built-in ones. What a file leaves out keeps its built-in value. An error is one line: "
                 "file:line:column, what is wrong, what was expected.",
  .exit_codes = "0 the file is good, 2 it is not.",
  .operand_max = 1,
  .groups = { OPTION_GROUP("Output", rules_options) },
  .examples = {
    { "l2a rules --print > l2a.yaml", "A file to begin with:" },
    { "l2a rules l2a.yaml", "Is it good?" },
  },
  .run = run_rules,
};
