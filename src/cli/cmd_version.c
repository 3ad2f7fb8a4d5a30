/* SPDX-License-Identifier: MIT */
/* l2a version. */
#include "cli/help_page.h"

static exit_code run_version(const command *c, const cli_options *o)
{
  buffer out = BUFFER_INIT;

  (void)c;
  (void)o;
  buffer_printf(&out, "l2a %s\n", l2a_version());
  return help_flush(&out);
}

const command command_version = {
  .name = "version",
  .summary = "print the version",
  .operands = "",
  .description = "Prints the version; l2a --version does the same.",
  .exit_codes = "0 done.",
  .examples = { { "l2a --version", "The version:" } },
  .run = run_version,
};
