/* SPDX-License-Identifier: MIT */
/* Status and error: the lowest function that knows writes the one-line message, nobody above rewrites it. */
#ifndef L2A_BASE_STATUS_H
#define L2A_BASE_STATUS_H

#include "l2a.h"

#if defined(__GNUC__)
#define L2A_PRINTF(a, b) __attribute__((format(printf, a, b)))
#else
#define L2A_PRINTF(a, b)
#endif

/* Fills error (may be NULL) and returns status, so that a failing function can `return error_set(...)` or `status = error_set(...)`. */
l2a_status error_set(l2a_error *error, l2a_status status, const char *format, ...) L2A_PRINTF(3, 4);

/* The same with a place; the message becomes "file:line:column: text" (column or line 0 are left out; file NULL too). */
l2a_status error_set_at(l2a_error *error, l2a_status status, const char *file, uint64_t line, uint64_t column, const char *format, ...)
  L2A_PRINTF(6, 7);

/* L2A_EIO with "path: what: strerror(errno_value)". */
l2a_status error_set_errno(l2a_error *error, int errno_value, const char *path, const char *what);

/* L2A_ENOMEM with the standard message. */
l2a_status error_no_memory(l2a_error *error);

#endif
