/* SPDX-License-Identifier: MIT */
/* A labels file: contact_id,account_id[,also_ok][,weight]; further columns are not looked at. */
#ifndef L2A_CLI_TUNE_LABEL_FILE_H
#define L2A_CLI_TUNE_LABEL_FILE_H

#include "learn/training_label.h"

/* An empty account_id says that no account is right, `?` that nobody knows yet (a suggestion that was not filled in): such rows are left
 * out and counted. L2A_EINVAL (columns, a contact with two labels, a weight that is none), L2A_ESYNTAX (damaged row), statuses of
 * table_open. */
l2a_status tune_label_file_read(training_labels *labels, size_t *open, const char *path, l2a_error *error);

#endif
