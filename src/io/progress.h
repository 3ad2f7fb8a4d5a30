/* SPDX-License-Identifier: MIT */
/* Progress on standard error, when that is a terminal: rows, rate, share of the file, time left. One thread. */
#ifndef L2A_IO_PROGRESS_H
#define L2A_IO_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct progress {
  bool enabled;
  bool shown;
  const char *label;
  uint64_t total_bytes; /* 0: unknown */
  uint64_t start_ns;
  uint64_t last_ns;
} progress;

/* label ("match") is borrowed. wanted false (--quiet) or no terminal: everything else does nothing. */
void progress_start(progress *p, const char *label, uint64_t total_bytes, bool wanted);
void progress_update(progress *p, uint64_t rows, uint64_t bytes); /* draws at most 5 times a second: call it as often as you like */
void progress_finish(progress *p);                                /* clears the line */

/* The line itself: "match  1.2 M rows  830 k/s  43 %  0:12 left". Returns its length; out is cut at size and ends in NUL. */
size_t progress_line(char *out, size_t size, const char *label, uint64_t rows, uint64_t bytes, uint64_t total_bytes, uint64_t elapsed_ns);

#endif
