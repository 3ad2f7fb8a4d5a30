/* SPDX-License-Identifier: MIT */
/*
 * Rows one behind the other, as they came: what a state file keeps and what shards give each other.
 *
 *   tag u8 | size u32 | fields: text = size u32, bytes; number = 8 bytes          little-endian
 *
 * In a partial state a row that happened has its place behind its fields (line, byte offset) in the file that the last ROW_FILE named, and
 * there are rows that could not be read, and counts of those that were skipped.
 */
#ifndef L2A_MQA_ROW_LOG_H
#define L2A_MQA_ROW_LOG_H

#include "base/buffer.h"

enum { ROW_HEAD_SIZE = 5 };

typedef enum row_tag {
  ROW_COLUMNS = 1,
  ROW_ACCOUNT,
  ROW_CONTACT,
  ROW_ACTIVITY,
  ROW_OPPORTUNITY,
  ROW_TOUCH,
  ROW_FILE,
  ROW_REJECT,
  ROW_SKIPPED,
  ROW_TAG_COUNT
} row_tag;

/* What rows there may be. */
typedef enum log_kind { LOG_ANY = 0, LOG_EVENTS, LOG_PARTIAL } log_kind;

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

/* Reads over the fields of a row (of columns and accounts those that all have), up to its place. */
void row_reader_skip(row_reader *r);

/* Whether every row can be read, is of the kind, and has the parts of its tag. */
bool log_is_whole(bytes rows, log_kind kind);

#endif
