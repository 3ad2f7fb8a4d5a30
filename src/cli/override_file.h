/* SPDX-License-Identifier: MIT */
/* Overrides as a CSV file that a person keeps: kind,field,value,account_id,note. */
#ifndef L2A_CLI_OVERRIDE_FILE_H
#define L2A_CLI_OVERRIDE_FILE_H

#include "base/status.h"

/*
 * Adds every row of the file to rules that no matcher uses yet. Empty rows are skipped; columns beside the five are an error, since a
 * misspelt one would be a decision that is silently ignored. L2A_EINVAL and L2A_ESYNTAX with file and line; statuses of table_open.
 */
l2a_status override_file_read(l2a_rules *rules, const char *path, l2a_error *error);

#endif
