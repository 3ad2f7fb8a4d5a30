/* SPDX-License-Identifier: MIT */
/* Rows that could not be read: counted, and written as CSV (file,line,byte_offset,reason) when a file was asked for. One thread. */
#ifndef L2A_CLI_REJECT_LOG_H
#define L2A_CLI_REJECT_LOG_H

#include "base/buffer.h"
#include "io/output.h"
#include "io/record.h"

enum { REJECT_REASON_SIZE = L2A_ERROR_MESSAGE_SIZE, REJECT_PLACE_SIZE = 1024 };

/* Told of every row that is rejected. */
typedef struct reject_listener {
  l2a_status (*take)(void *payload, const char *file, const record *r, const char *reason, l2a_error *error);
  void *payload;
} reject_listener;

typedef struct reject_log {
  output *file; /* NULL: they are only counted */
  uint64_t count;
  const reject_listener *listener; /* of accounts; NULL: none */
  char first[REJECT_PLACE_SIZE];   /* place and reason of the first one; empty it to keep that of the next */
} reject_log;

/* path NULL: none. */
l2a_status reject_log_open(reject_log *log, const char *path, l2a_error *error);

/* The same for a run that may go on later (output_open_part); nothing is written before reject_log_resume. */
l2a_status reject_log_open_part(reject_log *log, const char *path, l2a_error *error);

/* size: what an earlier run left, 0 to begin. */
l2a_status reject_log_resume(reject_log *log, uint64_t size, l2a_error *error);

/* A line of the file; any thread, each with its own buffer. Errors: out->failed. */
void reject_format(buffer *out, const char *file, const record *r, const char *reason);

/* Why a damaged record is rejected: "too many fields", "invalid JSON: a value is expected". */
void reject_reason(char out[REJECT_REASON_SIZE], const record *r);

/* "contacts.csv:17: too many fields" */
void reject_place(char out[REJECT_PLACE_SIZE], const char *file, const record *r, const char *reason);

/* Formatted lines, count of them; first is the place and reason of the first one. */
l2a_status reject_log_add(reject_log *log, const buffer *lines, uint64_t count, const char *first, l2a_error *error);

l2a_status reject_log_commit(reject_log *log, l2a_error *error);
void reject_log_discard(reject_log *log); /* after a commit: nothing */

#endif
