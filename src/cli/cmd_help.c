/* SPDX-License-Identifier: MIT */
/* l2a help: help of a command, man pages, shell completions. */
#include "cli/help_page.h"
#include "cli/message.h"

static const option_spec help_options[] = {
  { "man", 0, OPTION_FLAG, NULL, OPTION_AT(man), NULL, 0, 0, "the man page, in roff: of the command, or l2a(1) without one" },
  { "completion", 0, OPTION_CHOICE, NULL, OPTION_AT(completion), "bash|zsh|fish", 0, 0, "the completions for a shell" },
};

static exit_code unknown_command(const char *name)
{
  const char *meant = command_nearest(bytes_of(name));

  if (meant) message_print("help: unknown command %s; did you mean %s?", name, meant);
  else message_print("help: unknown command %s; l2a --help lists the commands", name);
  return EXIT_FAILED;
}

static exit_code run_help(const command *c, const cli_options *o)
{
  const command *about = o->operand_count ? command_find(bytes_of(o->operands[0])) : NULL;
  buffer out = BUFFER_INIT;

  (void)c;
  if (o->operand_count && !about) return unknown_command(o->operands[0]);
  if (o->completion) completion_write(&out, o->completion);
  else if (o->man && about) man_command(&out, about);
  else if (o->man) man_overview(&out);
  else if (about) help_command(&out, about);
  else help_overview(&out);
  return help_flush(&out);
}

const command command_help = {
  .name = "help",
  .summary = "show the help of a command, its man page, or shell completions",
  .operands = "[COMMAND]",
  .description = "The same tables make help, man pages and completions.",
  .exit_codes = "0 done, 2 there is no such command.",
  .operand_max = 1,
  .groups = { OPTION_GROUP("Output", help_options) },
  .examples = {
    { "l2a help match", "The options of a command:" },
    { "l2a help --man match > l2a-match.1", "Its man page:" },
    { "l2a help --completion bash > l2a.bash", "Completions for bash:" },
  },
  .run = run_help,
};
