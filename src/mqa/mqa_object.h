/* SPDX-License-Identifier: MIT */
/*
 * What l2a_mqa is behind the public header, and what l2a mqa keeps a state with: rows as texts (row_log.h), and an engine that has taken
 * them in. What a run has taken in and answered goes into the state file as it is (state_file.c): the next run adds what is new.
 *
 *   beings  | columns account account contact ... | contact ... |      of the file: what there is
 *   events  | opportunity touch ... | touch |                          of the file: what happened, but for activities
 *   pieces  | activity account ... | activity |                        of the file: rows that no run of it has taken in
 *   log     | activity ... |                                           rows that the file has not yet, or not in the view
 */
#ifndef L2A_MQA_MQA_OBJECT_H
#define L2A_MQA_MQA_OBJECT_H

#include "base/buffer.h"
#include "mqa/mqa.h"
#include "mqa/row_log.h"
#include "mqa/vector.h"
#include "store/store.h"

/* clang-format off */
typedef VECTOR(uint64_t) number_list;
typedef VECTOR(bytes) bytes_list;
/* clang-format on */

/* What the head of a state file says. Lists are generations. */
typedef struct state_head {
  uint64_t next; /* the next free generation */
  uint64_t rules_hash;
  number_list pieces, beings, events, whos, losers, runs;
  uint64_t image;            /* 0: none */
  uint64_t who_count;        /* in whos */
  int64_t horizon, first_at; /* of the runs */
  uint64_t rows, duplicates; /* of activities, in the runs */
  uint64_t piece_bytes;      /* of all pieces */
} state_head;

struct l2a_mqa {
  const l2a_rules *rules;
  l2a_mqa_options options;
  char *state_path; /* NULL: in memory only */
  char *temp_dir;
  time_zone *zone;
  store *file; /* NULL: there is none yet */
  store_view *view;
  state_head head;
  buffer head_text;                  /* as it was read */
  bytes_list beings, events, pieces; /* of the view */
  buffer log;
  size_t log_saved;           /* so much of the log is in the file, but not in the view */
  uint32_t kept_views;        /* commits since the view began */
  bool writes;                /* has committed: the file is opened for writing too */
  VECTOR(mqa_source) sources; /* of the log's opportunities and touches (and activities) in order; empty when nobody asks */
  size_t column_count;        /* of the newest columns; 0 before them */
  size_t id_column, name_column, owner_column;
  mqa *engine;       /* of the last run; NULL before one, or when it is to be made anew */
  size_t fed_pieces; /* pieces and bytes of the log whose activities the engine has */
  size_t fed_log;
  bool answered; /* the engine has the answers of a run */
  l2a_sink sink; /* rows go there instead of staying in the log; NULL */
  void *sink_payload;
  const l2a_error *sink_error; /* what the sink says of its failures */
  size_t *first_change;        /* by account: its first row in the history */
  buffer text;                 /* of the last answer */
};

/* Opens the state file, if there is one. Statuses of store_open; L2A_ECORRUPT, L2A_EDEFINITIONS. */
l2a_status state_load(l2a_mqa *o, l2a_error *error);
void state_close(l2a_mqa *o);

/* What is new in the log becomes a piece of the file. The view stays, so that what points into it (an engine) does; then and now it has to
 * be renewed, and L2A_EINVAL says so. Statuses of state_append. */
l2a_status state_append_beside(l2a_mqa *o, l2a_error *error);

/* The log becomes a piece of the file, and is empty. L2A_EBUSY (another writer, or the file has been written to since), L2A_EIO, L2A_ENOMEM. */
l2a_status state_append(l2a_mqa *o, l2a_error *error);

/*
 * After a run of m over everything: what it has taken in and answered into the file; pieces and log are empty, m is of no more use and the
 * object has no view any more: the last call before it is freed, or before state_load. Statuses of state_append.
 */
l2a_status state_checkpoint(l2a_mqa *o, mqa *m, l2a_error *error);

/* What the file's runs have taken in and answered, into a new engine without rows; *same_rules: answers hold. L2A_ECORRUPT, L2A_ENOMEM. */
l2a_status state_adopt(l2a_mqa *o, mqa *m, bool *same_rules, l2a_error *error);

/* Whether the file's answers are those of the object's definitions. */
bool state_has_rules(const l2a_mqa *o);

/* Every activity in the file's runs. Statuses of state_adopt and of the call. */
l2a_status state_each_activity(l2a_mqa *o, l2a_status (*call)(void *payload, const mqa_activity *a, l2a_error *error), void *payload,
                               l2a_error *error);

/* A section of the file. L2A_ECORRUPT. */
l2a_status state_section(const l2a_mqa *o, uint64_t generation, uint32_t section, bytes *out, l2a_error *error);

/* Accounts, persons, maps, whos as one part of an image each (state_image.c). L2A_ENOMEM; of bad bytes L2A_ECORRUPT. */
enum { IMAGE_PARTS = 6 };
l2a_status state_image_put(buffer *out, const mqa *m, size_t part, l2a_error *error);
l2a_status state_image_take(mqa *m, size_t part, bytes data, l2a_error *error);
l2a_status state_image_check(const mqa *m, l2a_error *error); /* that all numbers are of something that is there; after all parts */

/* Texts of the whos from number first on, without what they mean. */
void whos_put(buffer *out, const mqa *m, size_t first);
l2a_status whos_take(mqa *m, bytes data, l2a_error *error);
void kinds_put(buffer *out, const mqa *m);
l2a_status kinds_take(mqa *m, bytes data, l2a_error *error);

/* What an engine of the same rows but other accounts or contacts has taken in: goes over to m, which has its accounts and contacts. Accounts
 * that are not what they were are touched; without same_rules all are. L2A_ENOMEM. */
l2a_status mqa_inherit(mqa *m, mqa *old, bool same_rules, l2a_error *error);

/* File numbers for accounts that have none, behind the others. L2A_ENOMEM. */
l2a_status mqa_number_files(mqa *m, l2a_error *error);

/* Small kept runs of m become one, so that there are few. L2A_EIO, L2A_ENOMEM. */
l2a_status runs_merge(mqa *m, l2a_error *error);

/* Rows into the log; what is only read is borrowed during the call. L2A_ELIMIT, L2A_ENOMEM. */
l2a_status log_columns(l2a_mqa *o, const l2a_column *columns, size_t count, l2a_error *error);
l2a_status log_account(l2a_mqa *o, bytes id, bytes name, bytes owner, const bytes *cells, size_t count, l2a_error *error);
l2a_status log_contact(l2a_mqa *o, const mqa_contact *c, l2a_error *error);
l2a_status log_activity(l2a_mqa *o, const mqa_activity *a, l2a_error *error);
l2a_status log_opportunity(l2a_mqa *o, const mqa_opportunity *p, l2a_error *error);
l2a_status log_touch(l2a_mqa *o, const mqa_touch *t, l2a_error *error);

/* For a partial state: the file of the rows that follow, a row of it that cannot be read (at: INSTANT_NONE) or whose cell cannot, skipped ones. */
l2a_status log_file(l2a_mqa *o, bytes name, l2a_error *error);
l2a_status log_reject(l2a_mqa *o, const mqa_source *source, int64_t at, bytes key, bytes reason, l2a_error *error);
l2a_status log_skipped(l2a_mqa *o, int reason, uint64_t count, l2a_error *error);

/*
 * A partial state that is written while its rows come in, so that they need no memory: begin, rows into the log, end. L2A_ENOMEM, what the
 * sink returned.
 */
l2a_status partial_begin(l2a_mqa *o, l2a_sink sink, void *payload, const l2a_error *sink_error, l2a_error *error);
l2a_status partial_flush(l2a_mqa *o, l2a_error *error); /* where there is a sink and much in the log */
l2a_status partial_end(l2a_mqa *o, l2a_error *error);

/*
 * A partial state that is read block by block: its head of PARTIAL_HEAD_SIZE bytes, then heads of PARTIAL_BLOCK_HEAD_SIZE, which say how
 * many bytes of rows follow (0: the end). L2A_ECORRUPT, L2A_EDEFINITIONS.
 */
enum { PARTIAL_HEAD_SIZE = 16, PARTIAL_BLOCK_HEAD_SIZE = 16, PARTIAL_BLOCK_LIMIT = 1 << 30 };
l2a_status partial_check_head(const l2a_mqa *o, const char *head, l2a_error *error);
l2a_status partial_block_size(const char *head, uint64_t *size, l2a_error *error);
l2a_status partial_check_block(const char *head, bytes rows, l2a_error *error);

/* Who wants to know what else a partial state says. */
typedef struct merge_listener {
  void *payload;
  l2a_status (*file)(void *payload, bytes name, uint32_t *number, l2a_error *error);
  l2a_status (*reject)(void *payload, mqa_source source, int64_t at, bytes key, bytes reason, l2a_error *error);
  void (*skipped)(void *payload, int64_t reason, uint64_t count);
  uint32_t current; /* number of the file; UINT32_MAX before the first */
} merge_listener;

/* Its rows: activities into m, which has its accounts and contacts, the others into the log. L2A_ECORRUPT, L2A_EIO, L2A_ENOMEM. */
l2a_status log_merge(l2a_mqa *o, mqa *m, bytes rows, merge_listener *listener, l2a_error *error);

/* An event of a partial state into a log, without its place, which goes to *source (line 0: it has none). L2A_ENOMEM: the log is as it was. */
l2a_status log_append_event(buffer *log, const row_reader *row, mqa_source *source, l2a_error *error);

/*
 * A new engine gets accounts and contacts: of rows with one id the last; and what a run of the file or `old` (which is used up; NULL: none)
 * has taken in. Then it is prepared. L2A_ESYNTAX (mqa_set_columns), L2A_ECORRUPT, L2A_EIO, L2A_ENOMEM.
 */
l2a_status log_prepare(l2a_mqa *o, mqa *m, mqa *old, l2a_error *error);

/* All opportunities (of rows with one id the last) and touches (of equal ones one), and the activities that the engine has not yet. */
l2a_status log_feed_events(l2a_mqa *o, mqa *m, l2a_error *error);

/* Whether rows that the engine has not yet say something of accounts or contacts. */
bool log_has_beings(const l2a_mqa *o);

/* Number over what the meaning of a stored activity depends on: its types. */
uint64_t mqa_types_fingerprint(const mqa_rules *def);

#endif
