/* SPDX-License-Identifier: MIT */
/* What l2a_mqa is behind the public header. */
#ifndef L2A_MQA_MQA_OBJECT_H
#define L2A_MQA_MQA_OBJECT_H

#include "base/buffer.h"
#include "mqa/mqa.h"

struct l2a_mqa {
  const l2a_rules *rules;
  l2a_mqa_options options;
  char *state_path; /* NULL: in memory only */
  time_zone *zone;
  buffer log;            /* all rows, row_log.h */
  size_t committed;      /* bytes of log that the state file has */
  uint64_t commit_count; /* pieces of the log in the state file */
  size_t column_count;   /* of the newest columns; 0 before them */
  size_t id_column;
  mqa *engine;          /* of the last run; NULL before one */
  size_t *first_change; /* by account: its first row in the history */
  buffer text;          /* of the last answer */
};

/* The rows of the state file into the log; no file: nothing. Statuses of store_open; L2A_ECORRUPT, L2A_EDEFINITIONS. */
l2a_status state_load(l2a_mqa *o, l2a_error *error);

/* What the log has more than the state file. L2A_EBUSY (another writer, or the file has been written to since), L2A_EIO, L2A_ENOMEM. */
l2a_status state_append(l2a_mqa *o, l2a_error *error);

/* Columns of the log become those of the object; false when the row is damaged. */
bool mqa_object_take_columns(l2a_mqa *o, bytes row);

/* Number over what the meaning of a stored activity depends on: its types. */
uint64_t mqa_types_fingerprint(const mqa_rules *def);

#endif
