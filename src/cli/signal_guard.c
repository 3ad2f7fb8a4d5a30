/* SPDX-License-Identifier: MIT */
#include "cli/signal_guard.h"

#include <errno.h>
#include <unistd.h>

#include "cli/command.h"

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
  siginfo_t info;
  sigset_t set;
  int number;

  guarded_signals(&set);
  do number = sigwaitinfo(&set, &info);
  while (number < 0 && errno == EINTR);
  if (number < 0) return NULL;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
  for (int i = 0; i < GUARDED_FILE_LIMIT; i++)
    if (g->files[i]) unlink(g->files[i]);
  if (info.si_code == SI_QUEUE) _exit(EXIT_FAILED); /* on_bus_error */
  signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  raise(number);
  kill(getpid(), number);
  return NULL;
}

/* Only what a handler may call. A guard that runs has SIGTERM blocked here; it removes the files and ends the program. */
static void on_bus_error(int number)
{
  static const char text[] = "l2a: a file became shorter while it was read: something has written over it in place\n";
  ssize_t told = write(STDERR_FILENO, text, sizeof text - 1);
  sigset_t blocked;

  (void)number, (void)told;
  if (pthread_sigmask(SIG_BLOCK, NULL, &blocked) == 0 && sigismember(&blocked, SIGTERM) == 1 &&
      sigqueue(getpid(), SIGTERM, (union sigval){ .sival_int = 0 }) == 0)
    for (;;) pause();
  _exit(EXIT_FAILED);
}

void signal_guard_bus_errors(void)
{
  signal(SIGBUS, on_bus_error);
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
