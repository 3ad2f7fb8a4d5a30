/* SPDX-License-Identifier: MIT */
/* l2a rules: check a definitions file, print the effective one. */
#include "base/builtin.h"
#include "cli/command.h"
#include "cli/help_page.h"
#include "cli/message.h"
#include "rules/rules.h"

static const option_spec rules_options[] = {
  { "print", 'p', OPTION_FLAG, NULL, OPTION_AT(print), NULL, 0, 0, "print the effective definitions: a file to begin with" },
  { "preset", 0, OPTION_TEXT, "NAME", OPTION_AT(preset), NULL, 0, 0, "begin with the definitions of this preset, and FILE over it" },
  { "presets", 0, OPTION_FLAG, NULL, OPTION_AT(presets), NULL, 0, 0, "list the presets, with what they say and where that stands" },
};

/* What stands at the head of a preset's file, without its licence line. */
static void append_head(buffer *out, bytes text)
{
  bytes rest = text;

  for (bytes_split(&rest, '\n'); rest.size && rest.data[0] == '#';) {
    bytes line = bytes_split(&rest, '\n');
    buffer_append_text(out, "  ");
    buffer_append_bytes(out, bytes_trim(bytes_from(line.data + 1, line.size - 1)));
    buffer_append_char(out, '\n');
  }
}

static exit_code list_presets(void)
{
  buffer out = BUFFER_INIT;
  bytes name;
  const char *file;

  for (size_t n = 0; (file = rules_preset_name(n, &name)) != NULL; n++) {
    if (n) buffer_append_char(&out, '\n');
    buffer_append_bytes(&out, name);
    buffer_append_char(&out, '\n');
    append_head(&out, builtin_file(file));
  }
  return help_flush(&out);
}

static exit_code run_rules(const command *c, const cli_options *o)
{
  const char *path = o->operand_count ? o->operands[0] : NULL;
  l2a_rules *rules = NULL;
  l2a_error error = L2A_ERROR_INIT;
  buffer out = BUFFER_INIT;

  (void)c;
  if (o->presets) return list_presets();
  if (rules_load_over(&rules, o->preset, path, &error) != L2A_OK) return message_failed(&error);
  if (!o->print)
    buffer_printf(&out, "%s: ok, fingerprint %s\n",
                  path        ? path
                  : o->preset ? o->preset
                              : "built-in definitions",
                  l2a_rules_fingerprint(rules));
  else if (l2a_rules_print(rules, buffer_sink, &out) != L2A_OK) out.failed = true;
  l2a_rules_free(rules);
  return help_flush(&out);
}

const command command_rules = {
  .name = "rules",
  .summary = "check a definitions file, or print the effective definitions",
  .operands = "[FILE]",
  .description = "Reads the definitions in FILE, or the built-in ones. What a file leaves out keeps its built-in value. An error is one line: "
                 "file:line:column, what is wrong, what was expected.\n"
                 "\n"
                 "A preset holds what a vendor documents of its qualified accounts, with its source. A file may name one with the key `preset`, a "
                 "command with --preset; what the file says itself comes over it. Columns of the accounts that a preset asks for and that are "
                 "not there are mentioned, and their conditions never hold.",
  .exit_codes = "0 the file is good, 2 it is not.",
  .operand_max = 1,
  .groups = { OPTION_GROUP("Output", rules_options) },
  .examples = {
    { "l2a rules --print > l2a.yaml", "A file to begin with:" },
    { "l2a rules l2a.yaml", "Is it good?" },
    { "l2a rules --preset engagio --print > l2a.yaml", "A file to begin with that has Engagio's 100 minutes and two people:" },
  },
  .run = run_rules,
};
