/* SPDX-License-Identifier: MIT */
/*
 * Intake: the lines of an NDJSON body as rows of cells, one after the other. What cannot be read is listed in the answer and never stops the
 * rest:
 *
 *   {"accepted":2,"rejected":1,"rejects":[{"line":3,"reason":"..."}],"generation":7,"definitions":"..."}
 */
#ifndef L2A_SERVER_INTAKE_H
#define L2A_SERVER_INTAKE_H

#include "io/ndjson.h"
#include "server/exchange.h"

enum { INTAKE_REJECTS = 100 /* listed; the rest is only counted */ };

typedef struct intake {
  column_keys *keys; /* the members that are cells */
  bool exact;        /* a line that has other members, or not all of them, is rejected */
  uint64_t accepted, rejected, line;
  buffer rejects;
} intake;

/* L2A_EINVAL rejects the row with its message; any other failure ends the intake. */
typedef l2a_status intake_row(void *payload, const bytes *cells, l2a_error *error);

/* names NULL: the members of the first line, and every line must have the same. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status intake_init(intake *in, bytes body, const char *const *names, size_t count, l2a_error *error);
void intake_free(intake *in);

l2a_status intake_run(intake *in, bytes body, intake_row *row, void *payload, l2a_error *error);

/* The answer in x->worker->out, without its stamp and last brace. */
void intake_write(const intake *in, exchange *x);

#endif
