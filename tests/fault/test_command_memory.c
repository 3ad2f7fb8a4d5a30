/* SPDX-License-Identifier: MIT */
/*
 * Whole commands with one failing allocation, at places spread over the run (at all in the long tests): each ends with exit status 2 and a
 * message, or does without that memory; an output that was there stays, and no temporary file is left.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/command.h"
#include "fault/fail_allocation.h"
#include "support/work_folder.h"

enum { PLACES = 40, ARGUMENTS = 16 };

static void write_text(const char *path, const char *text)
{
  FILE *file = fopen(path, "wb");

  cr_assert_not_null(file);
  cr_assert(fputs(text, file) >= 0);
  cr_assert_eq(fclose(file), 0);
}

/* A folder of its own as the current one, with the files of a small company. */
static void enter_folder(void)
{
  char folder[WORK_PATH_SIZE];
  int null = open("/dev/null", O_WRONLY);

  work_path(folder, "");
  cr_assert(chdir(folder) == 0 && null >= 0);
  cr_assert(dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0);
  write_text("accounts.csv", "Id,Name,Website,Owner\nA1,Harbor Quartz,harborquartz.com,Ann\nA2,Lumen Orchard,lumen.com,Bo\nA3,Acme,,\n");
  write_text("contacts.csv",
             "Id,Email,Company,Title\n1,x@harborquartz.com,Harbor Quartz,VP\n2,y@lumen.com,,CEO\n3,z@gmail.com,Acme,\n4,,Lumen "
             "Orchrad,\n5,q@nobody.com,Nobody,\n");
  write_text("labels.csv", "contact_id,account_id,tier\n1,A1,core\n2,A2,core\n3,A3,free\n4,A1,free\n5,,free\n");
  write_text("overrides.csv", "kind,field,value,account_id\nalways,email,z@gmail.com,A3\nnever,domain,lumen.com,A9\n");
  write_text("deny.yaml", "version: 1\ndomains: {deny: [lumen.com]}\n");
  write_text("activities.csv",
             "Id,ContactId,Type,ActivityDate,Minutes\n1,1,webinar_attended,2026-06-01,90\n2,2,demo_request,2026-06-03,\n");
  write_text("answers.csv", "contact_id,account_id,score\n1,A1,0.99\n2,A1,0.91\n3,,0.2\n4,A2,0.8\n");
  write_text("out", "before\n");
}

/* As many contacts as tune needs at least: of every kind of evidence, and of those that have no account. */
static void write_many(void)
{
  enum { MANY = 320, COMPANIES = 8 };
  static const char *const first[COMPANIES] = { "Harbor", "Lumen", "Alpine", "Delta", "Cobalt", "Falcon", "Juniper", "Copper" };
  static const char *const second[COMPANIES] = { "Quartz", "Orchard", "Works", "Vertex", "Ridge", "Summit", "Atlas", "Willow" };
  FILE *accounts = fopen("many_accounts.csv", "wb"), *contacts = fopen("many.csv", "wb"), *labels = fopen("many_labels.csv", "wb");

  cr_assert(accounts && contacts && labels);
  fprintf(accounts, "Id,Name,Website\n");
  for (int i = 0; i < COMPANIES; i++) fprintf(accounts, "A%d,%s %s,%s%s.com\n", i, first[i], second[i], first[i], second[i]);
  fprintf(contacts, "Id,Email,Company\n");
  fprintf(labels, "contact_id,account_id\n");
  for (int i = 0; i < MANY; i++) {
    int a = i % COMPANIES, kind = i / COMPANIES % 5;
    const char *other = second[(a + 3) % COMPANIES];
    if (kind < 2) fprintf(contacts, "%d,p@%s%s.com,%s\n", i, first[a], second[a], kind ? "" : first[a]);
    else
      fprintf(contacts, "%d,p@gmail.com,%s %s\n", i, kind < 4 ? first[a] : second[a],
              kind == 2   ? second[a]
              : kind == 3 ? other
                          : "Partners");
    if (kind < 3 || (kind == 4 && i % 3 == 0)) fprintf(labels, "%d,A%d\n", i, a);
    else fprintf(labels, "%d,\n", i);
  }
  cr_assert(fclose(accounts) == 0 && fclose(contacts) == 0 && fclose(labels) == 0);
}

static bool has_temporary_file(void)
{
  DIR *folder = opendir(".");
  struct dirent *entry;
  bool found = false;

  cr_assert_not_null(folder);
  while ((entry = readdir(folder)) != NULL) found = found || strstr(entry->d_name, ".tmp");
  closedir(folder);
  return found;
}

static exit_code run_words(const char *words)
{
  char text[512], *arguments[ARGUMENTS + 1] = { NULL };
  const command *c;
  cli_options options;
  int count = 0;

  snprintf(text, sizeof text, "%s", words);
  for (char *at = strtok(text, " "); at && count < ARGUMENTS; at = strtok(NULL, " ")) arguments[count++] = at;
  c = command_find(bytes_of(arguments[0]));
  cr_assert_not_null(c, "%s", words);
  cr_assert_eq(parse_options(&options, c, count - 1, arguments + 1, NULL), L2A_OK, "%s", words);
  return c->run(c, &options);
}

static void check_output(const char *words, long n)
{
  char text[16] = "";
  FILE *file = fopen("out", "rb");

  cr_assert(file && fgets(text, sizeof text, file));
  cr_assert_str_eq(text, "before\n", "%s: allocation %ld: the output was replaced", words, n);
  fclose(file);
}

static long allocations_of(const char *words, exit_code *code)
{
  fail_allocation_at(1000000000);
  *code = run_words(words);
  return 1000000000 - fail_allocation_left();
}

/* keeps: the output is the last thing that can fail. The page of eval is written before its figures. */
static void check_command(const char *words, bool keeps)
{
  exit_code expected;
  long count, step;

  enter_folder();
  write_many();
  count = allocations_of(words, &expected);
  write_text("out", "before\n");
  cr_assert(expected != EXIT_FAILED && count > 10, "%s", words);
  step = getenv("L2A_TEST_LONG") || count < PLACES ? 1 : count / PLACES;
  for (long n = 1; n <= count; n += step) {
    exit_code code;

    fail_allocation_at(n);
    code = run_words(words);
    fail_allocation_ended();
    cr_assert(code == EXIT_FAILED || code == expected, "%s: allocation %ld: exit %d", words, n, (int)code);
    cr_assert_not(has_temporary_file(), "%s: allocation %ld left a temporary file", words, n);
    if (code == EXIT_FAILED && keeps) check_output(words, n);
    else write_text("out", "before\n");
  }
}

TestSuite(command_memory, .fini = work_folder_remove);

#define COMMAND_TEST(name, words) \
  Test(command_memory, name) \
  { \
    check_command(words, strstr(words, "--html") == NULL); \
  }

COMMAND_TEST(match,
             "match -q --threads 1 --accounts accounts.csv --overrides overrides.csv contacts.csv --hash-output --candidates 2 -o out")
COMMAND_TEST(eval, "eval -q --threads 1 --accounts accounts.csv labels.csv contacts.csv --html out")
COMMAND_TEST(eval_of_a_run, "eval -q labels.csv answers.csv --html out")
COMMAND_TEST(diff, "diff -q --threads 1 built-in deny.yaml --accounts accounts.csv contacts.csv --format csv -o out")
COMMAND_TEST(tune, "tune -q --threads 1 --accounts many_accounts.csv --labels many_labels.csv many.csv -o out")
COMMAND_TEST(domains, "domains -q --threads 1 --accounts accounts.csv contacts.csv -o out")
COMMAND_TEST(explain, "explain --accounts accounts.csv --email x@harborquartz.com --against A2")
