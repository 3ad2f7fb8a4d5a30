/* SPDX-License-Identifier: MIT */
/* A table of activities, opportunities or touches while it is read: what mqa_feed.c and mqa_activities.c share. */
#ifndef L2A_CLI_MQA_TABLE_READ_H
#define L2A_CLI_MQA_TABLE_READ_H

#include "cli/mqa_feed.h"
#include "io/columns_mqa.h"
#include "io/progress.h"

enum { REASON_LIMIT = 200, READ_REASON_SIZE = REASON_LIMIT + 120, FEED_DEPTH_PER_THREAD = 2 };

/* A table while it is read. */
typedef struct table_read {
  mqa_feed *f;
  column_object object;
  row_source *source;
  bool count_orders;    /* the first pass: dates only */
  date_order orders[2]; /* of the first date column, of the second (closed_at) */
  uint64_t seen[2][3];  /* by column and date_order: values that are only that; [0]: either */
  const row_file *file; /* of the chunk */
  uint32_t file_number;
  uint64_t rows;
  progress progress;
} table_read;

/* The row's reason as listed: what, and the value in quotes, cut. */
void feed_reason(char out[READ_REASON_SIZE], const char *what, bytes value);

/* A row of a type that no definition names is counted under its texts. L2A_ENOMEM. */
l2a_status feed_note_unmapped(mqa_feed *f, const row_file *file, const record *r, bytes type, l2a_error *error);

/* The activities of an open source: parsed, read and hashed by all threads, added by one. Statuses of the pipeline. */
l2a_status feed_activities(table_read *t, l2a_error *error);

/* The first of several ids in a cell (HubSpot's associations). */
static inline bytes feed_first_id(bytes value)
{
  return bytes_trim(bytes_split(&value, ';'));
}

#endif
