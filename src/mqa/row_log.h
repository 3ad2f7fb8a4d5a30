/* SPDX-License-Identifier: MIT */
/*
 * Rows one behind the other, as they came: what a state file keeps and what shards give each other.
 *
 *   tag u8 | size u32 | fields: text = size u32, bytes; number = 8 bytes          little-endian
 */
#ifndef L2A_MQA_ROW_LOG_H
#define L2A_MQA_ROW_LOG_H

#include "base/buffer.h"

enum { ROW_HEAD_SIZE = 5 };

typedef enum row_tag { ROW_COLUMNS = 1, ROW_ACCOUNT, ROW_CONTACT, ROW_ACTIVITY, ROW_OPPORTUNITY, ROW_TOUCH, ROW_TAG_COUNT } row_tag;

/* Begins a row; answers where, for row_log_end. */
size_t row_log_begin(buffer *log, row_tag tag);
void row_log_text(buffer *log, bytes text);
void row_log_number(buffer *log, int64_t number);

/* Ends it. L2A_ELIMIT (the row is longer than 4 GiB) and L2A_ENOMEM take it off again. */
l2a_status row_log_end(buffer *log, size_t begin, l2a_error *error);

/* A whole activity. */
struct mqa_activity;
l2a_status row_log_activity(buffer *log, const struct mqa_activity *a, l2a_error *error);

/* A row while it is read; failed when it is shorter than what is asked of it. */
typedef struct row_reader {
  row_tag tag;
  const char *at, *end;
  bool failed;
} row_reader;

/* The row at *at, which moves behind it; false when there is no whole one. */
bool row_reader_next(row_reader *r, const char **at, const char *end);
bytes row_reader_text(row_reader *r);
int64_t row_reader_number(row_reader *r);

#endif
