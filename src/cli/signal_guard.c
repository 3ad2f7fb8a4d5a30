/* SPDX-License-Identifier: MIT */
#include "cli/signal_guard.h"

#include <unistd.h>

/* What the caller has switched off (nohup, a background job of a shell) stays off. */
static void guarded_signals(sigset_t *set)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

  sigemptyset(set);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction action;

    if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) sigaddset(set, signals[i]);
  }
}

static void *wait_for_signal(void *payload)
{
  const signal_guard *g = payload;
  sigset_t set;
  int number;

  guarded_signals(&set);
  if (sigwait(&set, &number) != 0) return NULL;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
  for (int i = 0; i < GUARDED_FILE_LIMIT; i++)
    if (g->files[i]) unlink(g->files[i]);
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
  kill(getpid(), number);
  return NULL;
}

void signal_guard_start(signal_guard *g, const char *first, const char *second)
{
  const char *const files[] = { first, second };

  signal_guard_start_list(g, files, 2);
}

void signal_guard_start_list(signal_guard *g, const char *const *files, size_t count)
{
  sigset_t set;

  *g = (signal_guard){ .running = false };
  for (size_t i = 0; i < count && i < GUARDED_FILE_LIMIT; i++) g->files[i] = files[i];
  guarded_signals(&set);
  pthread_sigmask(SIG_BLOCK, &set, &g->before);
  g->running = pthread_create(&g->thread, NULL, wait_for_signal, g) == 0;
  if (!g->running) pthread_sigmask(SIG_SETMASK, &g->before, NULL);
}

void signal_guard_stop(signal_guard *g)
{
  if (!g->running) return;
  pthread_cancel(g->thread);
  pthread_join(g->thread, NULL);
  pthread_sigmask(SIG_SETMASK, &g->before, NULL);
  g->running = false;
}
