/* SPDX-License-Identifier: MIT */
/*
 * Signal guard: unfinished files disappear when the user interrupts the program. A thread of its own waits for SIGINT, SIGTERM and SIGHUP
 * (all others have them blocked), removes the files, and ends the program by the same signal.
 */
#ifndef L2A_CLI_SIGNAL_GUARD_H
#define L2A_CLI_SIGNAL_GUARD_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

enum { GUARDED_FILE_LIMIT = 8 };

typedef struct signal_guard {
  bool running;
  pthread_t thread;
  sigset_t before; /* mask to go back to */
  const char *files[GUARDED_FILE_LIMIT];
} signal_guard;

/* Files (NULL entries are skipped) are borrowed until the stop. Start it when the files are open and before other threads are; without a
 * thread to be had there is no guard. */
void signal_guard_start(signal_guard *g, const char *first, const char *second);
/* The same for as many as there are, up to the limit. */
void signal_guard_start_list(signal_guard *g, const char *const *files, size_t count);

/* Once, when the program begins: a mapped file (an index, a state) that somebody else cut off is a message and EXIT_FAILED, not a crash. */
void signal_guard_bus_errors(void);

void signal_guard_stop(signal_guard *g); /* before the files are committed or removed; twice does nothing */

#endif
