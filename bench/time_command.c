/* SPDX-License-Identifier: MIT */
/*
 * Runs a command and says what it took: one line "median wall s, median user+system s, largest resident kB, runs".
 *
 *   time_command RUNS LIMIT_S COMMAND [ARGUMENT...]     no further run begins when LIMIT_S seconds have passed
 *
 * What the command writes to its standard output is thrown away.
 */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench_base.h"

enum { RUN_LIMIT = 100 };

static double seconds_of(struct timeval t)
{
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void run_once(char **command, double *wall, double *cpu, long *rss)
{
  struct rusage usage;
  double begin = bench_clock_ns(CLOCK_MONOTONIC);
  int status = 0;
  pid_t pid = fork();

  if (pid < 0) bench_stop("cannot fork");
  if (pid == 0) {
    if (!freopen("/dev/null", "w", stdout)) _exit(127);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
  }
  if (wait4(pid, &status, 0, &usage) != pid) bench_stop("lost the command");
  *wall = (bench_clock_ns(CLOCK_MONOTONIC) - begin) / 1e9;
  *cpu = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  if (usage.ru_maxrss > *rss) *rss = usage.ru_maxrss;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "bench: failed: %s\n", command[0]);
    exit(2);
  }
}

int main(int argc, char **argv)
{
  double wall[RUN_LIMIT], cpu[RUN_LIMIT], begin = bench_clock_ns(CLOCK_MONOTONIC), limit;
  long rss = 0;
  size_t count = 0, runs;

  if (argc < 4) bench_stop("usage: time_command RUNS LIMIT_S COMMAND...");
  runs = (size_t)strtoul(argv[1], NULL, 10);
  limit = strtod(argv[2], NULL) * 1e9;
  if (runs < 1) runs = 1;
  if (runs > RUN_LIMIT) runs = RUN_LIMIT;
  do {
    run_once(argv + 3, &wall[count], &cpu[count], &rss);
    count++;
  } while (count < runs && bench_clock_ns(CLOCK_MONOTONIC) - begin < limit);
  printf("%.4f %.4f %ld %zu\n", bench_percentile(wall, count, 0.5), bench_percentile(cpu, count, 0.5), rss, count);
  return 0;
}
