/* SPDX-License-Identifier: MIT */
/*
 * Replays a corpus through a fuzz harness without a fuzzing engine: replay FILE|FOLDER... runs LLVMFuzzerTestOneInput on every file, and on
 * every prefix of the short ones (not with L2A_REPLAY_WHOLE=1), since a cut file is what a broken transfer leaves. A crash or a sanitizer
 * report is the failure.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"

#define PREFIX_SIZE_MAX 512 /* files up to this size are also run cut at every byte */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool read_file(buffer *content, const char *path)
{
  FILE *file = fopen(path, "rb");
  char block[65536];
  size_t n;
  bool good;

  if (!file) return false;
  while ((n = fread(block, 1, sizeof block, file)) > 0) buffer_append(content, block, n);
  good = !ferror(file) && !content->failed;
  fclose(file);
  return good;
}

/* A copy of exactly that size, so that a sanitizer sees a read past the end. */
static void run_input(const char *data, size_t size)
{
  uint8_t *exact = malloc(size ? size : 1);

  if (!exact) abort();
  if (size) memcpy(exact, data, size);
  LLVMFuzzerTestOneInput(exact, size);
  free(exact);
}

static bool replay_file(const char *path)
{
  buffer content = BUFFER_INIT;
  bool good = read_file(&content, path);

  if (good) {
    run_input(content.data, content.size);
    if (content.size <= PREFIX_SIZE_MAX && !getenv("L2A_REPLAY_WHOLE"))
      for (size_t size = 0; size < content.size; size++) run_input(content.data, size);
  } else {
    printf("cannot read %s\n", path);
  }
  buffer_free(&content);
  return good;
}

static void replay(const char *path, size_t *passed, size_t *failed)
{
  struct dirent **entries = NULL;
  struct stat info;
  int n;

  if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
    printf("input %s\n", path);
    fflush(stdout);
    *(replay_file(path) ? passed : failed) += 1;
    return;
  }
  n = scandir(path, &entries, NULL, alphasort);
  for (int i = 0; i < n; i++) {
    char inner[4096];
    if (entries[i]->d_name[0] != '.' && snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name) < (int)sizeof inner)
      replay(inner, passed, failed);
    free(entries[i]);
  }
  free(entries);
}

int main(int argc, char **argv)
{
  size_t passed = 0;
  size_t failed = 0;

  for (int i = 1; i < argc; i++) replay(argv[i], &passed, &failed);
  if (passed == 0) failed++;
  printf("%zu passed, %zu failed\n", passed, failed);
  return failed != 0;
}
