/* SPDX-License-Identifier: MIT */
/*
 * What l2a_mqa is behind the public header, and what l2a mqa keeps a state with: rows as texts, in pieces that a state file has and in a log
 * of those that it has not yet. A run replays them into an engine.
 *
 *   pieces (mapped from the file)   | columns account account contact activity ... | account activity ... |     log | activity ... |
 */
#ifndef L2A_MQA_MQA_OBJECT_H
#define L2A_MQA_MQA_OBJECT_H

#include "base/buffer.h"
#include "mqa/mqa.h"
#include "mqa/row_log.h"
#include "mqa/vector.h"
#include "store/store.h"

struct l2a_mqa {
  const l2a_rules *rules;
  l2a_mqa_options options;
  char *state_path; /* NULL: in memory only */
  char *temp_dir;
  time_zone *zone;
  store *file; /* NULL: there is none yet */
  store_view *view;
  VECTOR(bytes) pieces; /* rows; of the view */
  buffer log;
  VECTOR(mqa_source) sources; /* of the log's activities, opportunities and touches in order; empty when nobody asks */
  size_t column_count;        /* of the newest columns; 0 before them */
  size_t id_column, name_column, owner_column;
  mqa *engine;          /* of the last run; NULL before one */
  size_t *first_change; /* by account: its first row in the history */
  buffer text;          /* of the last answer */
};

/* Opens the state file, if there is one: its pieces. Statuses of store_open; L2A_ECORRUPT, L2A_EDEFINITIONS. */
l2a_status state_load(l2a_mqa *o, l2a_error *error);
void state_close(l2a_mqa *o);

/* The log becomes a piece of the file, and is empty. L2A_EBUSY (another writer, or the file has been written to since), L2A_EIO, L2A_ENOMEM. */
l2a_status state_append(l2a_mqa *o, l2a_error *error);

/* Rows into the log; what is only read is borrowed during the call. L2A_ELIMIT, L2A_ENOMEM. */
l2a_status log_columns(l2a_mqa *o, const l2a_column *columns, size_t count, l2a_error *error);
l2a_status log_account(l2a_mqa *o, bytes id, bytes name, bytes owner, const bytes *cells, size_t count, l2a_error *error);
l2a_status log_contact(l2a_mqa *o, const mqa_contact *c, l2a_error *error);
l2a_status log_activity(l2a_mqa *o, const mqa_activity *a, l2a_error *error);
l2a_status log_opportunity(l2a_mqa *o, const mqa_opportunity *p, l2a_error *error);
l2a_status log_touch(l2a_mqa *o, const mqa_touch *t, l2a_error *error);

/* Whether every row of a piece can be read and has the parts of its tag; events: nothing but activities, opportunities and touches. */
bool log_is_whole(bytes rows, bool events);

/*
 * All rows into a new engine: of accounts, contacts and opportunities the last of each id, of equal touches one. Rows of the log that say
 * nothing new are taken out of it. Then mqa_prepare. L2A_ESYNTAX (mqa_set_columns), L2A_EIO, L2A_ENOMEM.
 */
l2a_status log_replay(l2a_mqa *o, mqa *m, l2a_error *error);

/* Number over what the meaning of a stored activity depends on: its types. */
uint64_t mqa_types_fingerprint(const mqa_rules *def);

#endif
