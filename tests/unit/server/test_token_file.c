/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/token_file.h"
#include "support/work_folder.h"

static char path[WORK_PATH_SIZE];

static token_set *read_tokens(const char *text, mode_t mode, bool *open_to_others, l2a_error *error)
{
  token_set *t = NULL;
  int fd;
  FILE *file;

  work_path(path, "tokens");
  fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  cr_assert(fd >= 0 && fchmod(fd, mode) == 0);
  file = fdopen(fd, "w");
  fputs(text, file);
  fclose(file);
  token_set_read(&t, path, open_to_others, error);
  return t;
}

static access_level opens(const token_set *t, const char *header, size_t *number)
{
  return token_set_check(t, bytes_of(header), number);
}

TestSuite(token_file, .fini = work_folder_remove);

Test(token_file, a_token_opens_what_its_line_says)
{
  bool open_to_others = true;
  size_t n;
  l2a_error error = L2A_ERROR_INIT;
  token_set *t = read_tokens("# who\n\nread reader-reader-reader\n  admin   admin-admin-admin-admin  \r\n", 0600, &open_to_others, &error);

  cr_assert(t, "%s", error.message);
  cr_expect(!open_to_others);
  cr_expect_eq(opens(t, "Bearer reader-reader-reader", &n), ACCESS_READ);
  cr_expect_eq(n, 0);
  cr_expect_eq(opens(t, "bearer   admin-admin-admin-admin ", &n), ACCESS_ADMIN);
  cr_expect_eq(n, 1);
  cr_expect_eq(opens(t, "Bearer reader-reader-reade", &n), ACCESS_OPEN);
  cr_expect_eq(n, (size_t)SERVER_TOKENS);
  cr_expect_eq(opens(t, "Bearer reader-reader-readerx", &n), ACCESS_OPEN);
  cr_expect_eq(opens(t, "Bearer reader-reader-readeR", &n), ACCESS_OPEN);
  cr_expect_eq(opens(t, "Basic reader-reader-reader", &n), ACCESS_OPEN);
  cr_expect_eq(opens(t, "Bearer ", &n), ACCESS_OPEN);
  cr_expect_eq(opens(t, "", &n), ACCESS_OPEN);
  token_set_free(t);
  token_set_free(NULL);
}

Test(token_file, says_when_others_may_read_it)
{
  bool open_to_others = false;
  l2a_error error = L2A_ERROR_INIT;

  token_set_free(read_tokens("read reader-reader-reader\n", 0644, &open_to_others, &error));
  cr_expect(open_to_others);
}

static void refused(const char *text, const char *message)
{
  bool open_to_others;
  l2a_error error = L2A_ERROR_INIT;
  token_set *t = read_tokens(text, 0600, &open_to_others, &error);

  cr_expect_null(t, "%s", text);
  cr_expect(strstr(error.message, message), "%s", error.message);
  cr_expect(!strstr(error.message, "secret"), "a message must not tell a token");
  token_set_free(t);
}

Test(token_file, what_is_no_token_is_refused_with_its_line)
{
  char many[SERVER_TOKENS * 32 + 64] = "";

  refused("", "has no token");
  refused("# nothing\n", "has no token");
  refused("read secret\n", ":1: a token of 16 to 256 bytes");
  refused("\nwrite secret-secret-secret\n", ":2: `read TOKEN` or `admin TOKEN`");
  refused("read secret-secret secret-secret\n", "visible ASCII");
  refused("read secret-secret-secret-\xC3\xA9\n", "visible ASCII");
  for (int i = 0; i <= SERVER_TOKENS; i++) snprintf(many + strlen(many), sizeof many - strlen(many), "read secret-secret-%04d\n", i);
  refused(many, "more than 64 tokens");
}

Test(token_file, a_file_without_end_is_refused)
{
  bool open_to_others;
  l2a_error error = L2A_ERROR_INIT;
  token_set *t = NULL;

  cr_expect_eq(token_set_read(&t, "/dev/zero", &open_to_others, &error), L2A_ELIMIT);
  cr_expect_null(t);
  cr_expect(strstr(error.message, "larger than 1024 KiB"), "%s", error.message);
}
