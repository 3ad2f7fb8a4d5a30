/* SPDX-License-Identifier: MIT */
/* What is said on standard error: lines that begin with "l2a: ". Results never go here. */
#ifndef L2A_CLI_MESSAGE_H
#define L2A_CLI_MESSAGE_H

#include "base/status.h"
#include "cli/exit_code.h"

/* One line; control characters, which may come from a file, are written as '?'. A longer text is cut at MESSAGE_LIMIT. */
enum { MESSAGE_LIMIT = 2048 };
void message_print(const char *format, ...) L2A_PRINTF(1, 2);

/* The line of an error; EXIT_FAILED. */
exit_code message_failed(const l2a_error *error);

#endif
