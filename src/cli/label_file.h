/* SPDX-License-Identifier: MIT */
/*
 * Labels out of files: a file of labels (contact_id,account_id[,also_ok][,segments]), or contact files with the label in a column of their
 * own. Segment columns are tier, stratum and segment where they exist, and those that --segment names.
 */
#ifndef L2A_CLI_LABEL_FILE_H
#define L2A_CLI_LABEL_FILE_H

#include "cli/row_source.h"
#include "learn/label.h"

/* An account_id of `?` says that nobody knows yet (a suggestion that was not filled in): such rows are left out.
 * L2A_ENOTFOUND (a column is missing), L2A_EINVAL and L2A_ESYNTAX with file and line; statuses of label_set_add and table_open. */
l2a_status label_file_read(label_set *set, const char *path, const option_list *segments, l2a_error *error);

/* To learn from: no segments, but a column `weight` (0.001 to 1) is read. May be called for several files. *open is raised by the rows that
 * were left out. */
l2a_status label_file_read_weighted(label_set *set, size_t *open, const char *path, l2a_error *error);

/* The same from contact files; column holds the right account, empty for none. The source is read to its end. *rejected gets the number of
 * rows that could not be read. */
l2a_status label_contacts_read(label_set *set, row_source *source, const char *column, const option_list *segments, uint64_t *rejected,
                               l2a_error *error);

#endif
