/* SPDX-License-Identifier: MIT */
/* The command: finds the subcommand and hands it its options; everything else is in cmd_NAME.c. */
#include <signal.h>
#include <stdio.h>

#include "cli/help_page.h"
#include "cli/message.h"
#include "cli/signal_guard.h"

static exit_code unknown_command(const char *name)
{
  const char *meant = command_nearest(bytes_of(name));

  if (meant) message_print("unknown command %s; did you mean l2a %s?", name, meant);
  else message_print("unknown command %s; l2a --help lists the commands", name);
  return EXIT_FAILED;
}

static exit_code show_overview(void)
{
  buffer out = BUFFER_INIT;

  help_overview(&out);
  return help_flush(&out);
}

static exit_code run_command(const command *c, int argc, char **argv)
{
  cli_options options;
  l2a_error error = L2A_ERROR_INIT;
  buffer out = BUFFER_INIT;

  if (parse_options(&options, c, argc, argv, &error) != L2A_OK) return message_failed(&error);
  if (!options.help) return c->run(c, &options);
  help_command(&out, c);
  return help_flush(&out);
}

static exit_code run(int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "--help";
  const command *c;

  if (option_is(name, "--help") || option_is(name, "-h")) return show_overview();
  if (option_is(name, "--version") || option_is(name, "-V")) name = "version";
  c = command_find(bytes_of(name));
  return c ? run_command(c, argc - 2, argv + 2) : unknown_command(name);
}

int main(int argc, char **argv)
{
  signal(SIGPIPE, SIG_IGN); /* a reader that goes away is seen when writing (io/output.h) */
  signal(SIGXFSZ, SIG_IGN); /* so is a file that may not grow any more */
  signal_guard_bus_errors();
  return (int)run(argc, argv);
}
