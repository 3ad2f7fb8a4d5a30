/* SPDX-License-Identifier: MIT */
/* --help, man pages and shell completions, all made from the tables of the commands. The same bytes at every call; errors: out->failed. */
#ifndef L2A_CLI_HELP_PAGE_H
#define L2A_CLI_HELP_PAGE_H

#include "base/buffer.h"
#include "cli/command.h"

#define PROGRAM_SUMMARY "lead-to-account matching: which target account does a contact belong to, how sure is that, and why"

void help_overview(buffer *out);                  /* l2a --help */
void help_command(buffer *out, const command *c); /* l2a COMMAND --help */

void man_overview(buffer *out);                  /* l2a(1) */
void man_command(buffer *out, const command *c); /* l2a-COMMAND(1) */

bool completion_write(buffer *out, const char *shell); /* bash, zsh or fish; false for another */

/* Writes the buffer to standard output; a reader that has gone is no error. */
exit_code help_flush(buffer *out);

#endif
