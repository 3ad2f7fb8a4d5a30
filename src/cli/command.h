/* SPDX-License-Identifier: MIT */
/* The commands: one table, from which main dispatches and the help, man pages and completions are made. */
#ifndef L2A_CLI_COMMAND_H
#define L2A_CLI_COMMAND_H

#include "cli/exit_code.h"
#include "cli/option.h"

enum { EXAMPLE_LIMIT = 6 };

/* An example of --help: a line that can be typed, and what it is for. Each is a case in tests/cli/example. */
typedef struct example {
  const char *line;
  const char *purpose;
} example;

typedef struct command {
  const char *name;
  const char *summary;     /* one line, no final stop */
  const char *operands;    /* behind the options in the usage line; "" when there are none */
  const char *description; /* paragraphs separated by an empty line */
  const char *exit_codes;  /* the same, for what this command means by 0, 1 and 2 */
  size_t operand_min, operand_max;
  option_group groups[OPTION_GROUP_LIMIT];
  example examples[EXAMPLE_LIMIT];
  exit_code (*run)(const struct command *c, const cli_options *options);
} command;

/* Command number n; NULL past the last one. */
const command *command_at(size_t n);

/* NULL when there is none. */
const command *command_find(bytes name);

/* The command that was probably meant; NULL. */
const char *command_nearest(bytes name);

/* Each in cmd_NAME.c. */
extern const command command_index, command_match, command_mqa, command_sla, command_funnel, command_backtest, command_plan, command_report,
  command_lookup, command_explain, command_rules, command_stat, command_verify, command_eval, command_tune, command_diff, command_review,
  command_domains, command_serve, command_update, command_dump, command_help, command_version;

#endif
