/* SPDX-License-Identifier: MIT */
/* The tables of l2a mqa as files of a folder, or the accounts alone on standard output. */
#ifndef L2A_CLI_MQA_TABLES_H
#define L2A_CLI_MQA_TABLES_H

#include "cli/mqa_feed.h"

typedef struct mqa_tables_options {
  const char *folder; /* NULL: the accounts to standard output */
  bool json;
  bool hide_emails;          /* their hashes instead (hidden_email.h) */
  int64_t since, compare_to; /* INSTANT_NONE */
} mqa_tables_options;

/* All or none of the files appear, short of a failing rename. L2A_EIO, L2A_ENOMEM. */
l2a_status mqa_tables_write(const mqa_feed *f, const mqa_tables_options *options, l2a_error *error);

/* Types that no definition names, to standard output. */
l2a_status mqa_tables_write_types(const mqa_feed *f, bool json, l2a_error *error);

#endif
