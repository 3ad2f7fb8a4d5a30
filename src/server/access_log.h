/* SPDX-License-Identifier: MIT */
/*
 * Access log: one JSON object a request and line. Without personal data: routes and not paths, no query, no address; with `personal` those
 * too. Lines are collected and written together.
 *
 *   {"time":"2026-11-01T09:30:00Z","method":"GET","route":"/v1/match","status":200,"duration_us":41,"received":0,"sent":412,"records":1,
 *    "generation":7}
 */
#ifndef L2A_SERVER_ACCESS_LOG_H
#define L2A_SERVER_ACCESS_LOG_H

#include "server/exchange.h"

typedef struct access_log access_log;

/* path "-" is standard error. L2A_EIO, L2A_ENOMEM. */
l2a_status access_log_open(access_log **out, const char *path, bool personal, l2a_error *error);
void access_log_close(access_log *log); /* writes what is collected */

/* Any thread. address and query may be NULL. */
void access_log_add(access_log *log, const exchange *x, uint64_t nanoseconds);

void access_log_flush(access_log *log);

/* Opens the file again, which a rotation may have renamed; false when it cannot, and the old one goes on. */
bool access_log_reopen(access_log *log);

#endif
