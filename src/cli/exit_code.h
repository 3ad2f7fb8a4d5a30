/* SPDX-License-Identifier: MIT */
/* What the command tells the shell. */
#ifndef L2A_CLI_EXIT_CODE_H
#define L2A_CLI_EXIT_CODE_H

typedef enum exit_code {
  EXIT_DONE = 0,      /* done; of a lookup: there is an account */
  EXIT_ANSWER_NO = 1, /* done, but the answer is no: no account, damage found */
  EXIT_FAILED = 2     /* wrong use, unreadable input, unwritable output */
} exit_code;

#endif
