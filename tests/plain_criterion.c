/* SPDX-License-Identifier: MIT */
/*
 * A stand-in for Criterion's runner in the sanitizer builds. Criterion keeps its messages in memory at fixed addresses, which a build with
 * ThreadSanitizer does not have to give, and it does not look at the exit status by which LeakSanitizer speaks. This one runs the same test
 * objects, each test in a forked process, and writes the same TAP report. What it does not know (parameterised tests, theories) fails.
 *
 *   test object   section cr_tst: pointers to struct criterion_test      section cr_sts: pointers to struct criterion_suite
 */
#include <criterion/criterion.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_TIMEOUT_S 300
#define EXIT_FAILED 1
#define EXIT_SKIPPED 77

extern struct criterion_test *__start_cr_tst[];
extern struct criterion_test *__stop_cr_tst[];
extern struct criterion_suite *__start_cr_sts[] __attribute__((weak));
extern struct criterion_suite *__stop_cr_sts[] __attribute__((weak));

/* What the assertions of a test reach without an argument; every test has its own process. */
struct criterion_options criterion_options;
static const struct criterion_test *current_test;
static bool current_failed;

static const struct criterion_test_extra_data *suite_of(const struct criterion_test *test)
{
  for (struct criterion_suite **suite = __start_cr_sts; suite < __stop_cr_sts; suite++)
    if (*suite && strcmp((*suite)->name, test->category) == 0) return (*suite)->data;
  return NULL;
}

void criterion_internal_test_setup(void)
{
  const struct criterion_test_extra_data *suite = suite_of(current_test);

  if (suite && suite->init) suite->init();
  if (current_test->data->init) current_test->data->init();
}

void criterion_internal_test_main(void (*fn)(void))
{
  fn();
}

void criterion_internal_test_teardown(void)
{
  const struct criterion_test_extra_data *suite = suite_of(current_test);

  if (current_test->data->fini) current_test->data->fini();
  if (suite && suite->fini) suite->fini();
}

char *cr_translate_assert_msg(int msg_index, ...)
{
  va_list list;
  char *text;

  (void)msg_index;
  va_start(list, msg_index);
  text = strdup(va_arg(list, const char *));
  va_end(list);
  return text;
}

int cr_asprintf(char **out, const char *format, ...)
{
  va_list list;
  int n;

  va_start(list, format);
  n = vasprintf(out, format, list);
  va_end(list);
  return n;
}

void cr_asprintf_free(char *text)
{
  free(text);
}

void cri_asserts_passed_incr(void)
{
}

void criterion_send_assert(struct criterion_assert_stats *stats)
{
  if (!stats->passed) printf("%s:%u: failed: %s\n", stats->file, (unsigned)stats->line, stats->message ? stats->message : "");
}

void criterion_abort_test(void)
{
  fflush(NULL);
  _exit(EXIT_FAILED);
}

void criterion_continue_test(void)
{
  current_failed = true;
}

void criterion_skip_test(const char *format, ...)
{
  va_list list;

  va_start(list, format);
  printf("skipped %s::%s: ", current_test->category, current_test->name);
  vprintf(format, list);
  puts("");
  va_end(list);
  fflush(NULL);
  _exit(EXIT_SKIPPED);
}

/* Of the wall clock: a test that waits for ever uses none of the CPU. L2A_TEST_SECONDS is for what makes everything slow. */
static unsigned timeout_s(void)
{
  const char *given = getenv("L2A_TEST_SECONDS");
  long seconds = given ? strtol(given, NULL, 10) : 0;

  return seconds > 0 && seconds < 1000000 ? (unsigned)seconds : DEFAULT_TIMEOUT_S;
}

static int run_one(const struct criterion_test *test)
{
  int status = 0;
  pid_t child;

  fflush(NULL);
  child = fork();
  if (child == 0) {
    current_test = test;
    alarm(timeout_s());
    test->test();
    fflush(NULL);
    exit(current_failed ? EXIT_FAILED : 0);
  }
  if (child < 0 || waitpid(child, &status, 0) < 0) return -1;
  return status;
}

static void report(FILE *tap, const struct criterion_test *test)
{
  const struct criterion_test_extra_data *data = test->data;
  int status = data->disabled ? EXIT_SKIPPED << 8 : data->kind_ == CR_TEST_NORMAL ? run_one(test) : -1;
  bool good =
    data->signal ? WIFSIGNALED(status) && WTERMSIG(status) == data->signal : WIFEXITED(status) && WEXITSTATUS(status) == data->exit_code;

  if (!good && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SKIPPED) {
    fprintf(tap, "ok - %s::%s # SKIP see the log\n", test->category, test->name);
  } else {
    fprintf(tap, "%s - %s::%s\n", good ? "ok" : "not ok", test->category, test->name);
    if (good) return;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
      printf("[FAIL] %s::%s (not done after %u s)\n", test->category, test->name, timeout_s());
    else printf("[FAIL] %s::%s (wait status %d)\n", test->category, test->name, status);
  }
}

/* --filter SUITE/NAME with * and ?, as Criterion's own runner has it. */
static bool is_wanted(const struct criterion_test *test, const char *filter)
{
  char name[512];

  snprintf(name, sizeof name, "%s/%s", test->category, test->name);
  return !filter || fnmatch(filter, name, 0) == 0;
}

int main(int argc, char **argv)
{
  FILE *tap = NULL;
  const char *filter = NULL;

  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], "--tap=", 6) == 0) tap = fopen(argv[i] + 6, "w");
    if (strcmp(argv[i], "--filter") == 0 && i + 1 < argc) filter = argv[++i];
  }
  if (!tap) tap = stdout;
  fprintf(tap, "1..%zu\n", (size_t)(__stop_cr_tst - __start_cr_tst));
  for (struct criterion_test **test = __start_cr_tst; test < __stop_cr_tst; test++)
    if (is_wanted(*test, filter)) report(tap, *test);
  return fflush(tap) == 0 ? 0 : 2;
}
