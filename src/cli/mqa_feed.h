/* SPDX-License-Identifier: MIT */
/*
 * Files to mqa: accounts of an index, contacts (matched on the fly or before), activities, opportunities, touches.
 *
 *   row_source --chunk--> [parse, match contacts] --in order--> mqa_add_...
 *                               every thread           rows that cannot be read: rejects
 */
#ifndef L2A_CLI_MQA_FEED_H
#define L2A_CLI_MQA_FEED_H

#include "cli/engine.h"
#include "io/timestamp.h"
#include "mqa/key_map.h"
#include "mqa/mqa.h"

/* A row that cannot be read, or (warning) whose cell cannot. */
typedef struct mqa_reject {
  mqa_source source;
  bytes key, reason;
} mqa_reject;

/* A type that no definition names, as the activities call it. */
typedef struct unmapped_type {
  bytes type, subtype, campaign_type, status;
  uint64_t rows;
} unmapped_type;

typedef struct mqa_feed {
  const cli_options *options;
  const l2a_rules *rules;
  mqa *m; /* NULL: only types are listed */
  const time_zone *zone;
  size_t thread_count;
  arena texts;
  const char **files;
  size_t file_count;
  mqa_reject *rejects;
  size_t reject_count, reject_capacity;
  unmapped_type *types;
  size_t type_count, type_capacity;
  key_map type_numbers; /* of types, by their texts */
  uint64_t skipped[SKIP_REASON_COUNT];
  uint64_t warnings;   /* among the rejects */
  l2a_mqa *journal;    /* of --partial: names of files and rejects go there as well; NULL */
  uint32_t named_file; /* number of the last one + 1 */
} mqa_feed;

l2a_status mqa_feed_init(mqa_feed *f, const cli_options *options, const l2a_rules *rules, mqa *m, const time_zone *zone, l2a_error *error);
void mqa_feed_free(mqa_feed *f);

/* Number of a file for mqa_source. ID of memory trouble: UINT32_MAX. */
uint32_t mqa_feed_file(mqa_feed *f, const char *name);
l2a_status mqa_feed_reject(mqa_feed *f, mqa_source source, bytes key, const char *reason, l2a_error *error);

/* A cell of a row that counts nevertheless; of rows after the instant nothing is said. L2A_ENOMEM, L2A_EIO. */
l2a_status mqa_feed_warn(mqa_feed *f, mqa_source source, int64_t at, bytes key, const char *reason, l2a_error *error);

/* The accounts of an open index. */
l2a_status mqa_feed_accounts(mqa_feed *f, l2a_index *index, l2a_error *error);

/* Contacts matched against the index, or the output of `l2a match`. */
l2a_status mqa_feed_contacts(mqa_feed *f, l2a_index *index, l2a_error *error);
l2a_status mqa_feed_matches(mqa_feed *f, l2a_error *error);

/* COLUMN_ACTIVITY, COLUMN_OPPORTUNITY or COLUMN_TOUCH; no file: nothing. */
l2a_status mqa_feed_table(mqa_feed *f, column_object object, l2a_error *error);

/* Sorts what was collected: types by their rows and texts. */
void mqa_feed_finish(mqa_feed *f);

#endif
