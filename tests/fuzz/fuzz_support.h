/* SPDX-License-Identifier: MIT */
/* What several fuzz harnesses need: a failed requirement is a crash, dictionaries are made once, and bytes become a file without a disk. */
#ifndef L2A_TESTS_FUZZ_SUPPORT_H
#define L2A_TESTS_FUZZ_SUPPORT_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "text/lexicon.h"

/* What must hold of every input; says where it does not. */
#define require(condition) ((condition) ? (void)0 : require_failed(__FILE__, __LINE__, #condition))

static inline void require_failed(const char *file, int line, const char *what)
{
  fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
  abort();
}

/* Made for the first input and kept: the dictionaries take longer than any text. */
static inline const lexicon *shared_lexicon(text_scratch **scratch)
{
  static lexicon *lex;
  static text_scratch *kept;

  if (!lex) require(lexicon_new(&lex, NULL, NULL) == L2A_OK && text_scratch_new(&kept, lex, NULL) == L2A_OK);
  *scratch = kept;
  return lex;
}

enum { MEMORY_FILE_NAME_SIZE = 32 };

/* A file in memory with these bytes, and the name by which anybody in this process opens it. Close it after use. */
static inline int memory_file(char name[MEMORY_FILE_NAME_SIZE], bytes content)
{
  int fd = memfd_create("fuzz", 0);

  require(fd >= 0);
  require(content.size == 0 || write(fd, content.data, content.size) == (ssize_t)content.size);
  snprintf(name, MEMORY_FILE_NAME_SIZE, "/proc/self/fd/%d", fd);
  return fd;
}

/* A file that an input changes: its path, and its bytes before that. Zero: none yet. */
typedef struct kept_file {
  char path[256];
  char *before, *now;
  size_t size;
} kept_file;

/* A name of this process in TMPDIR, or in memory. */
static inline void kept_file_name(kept_file *f, const char *noun)
{
  const char *folder = getenv("TMPDIR") ? getenv("TMPDIR") : "/dev/shm";

  snprintf(f->path, sizeof f->path, "%.200s/l2a-fuzz-%.12s-%d", folder, noun, (int)getpid());
}

/* Takes the bytes that the file has now as those before any input. */
static inline void kept_file_take(kept_file *f)
{
  FILE *file = fopen(f->path, "rb");

  require(file && fseek(file, 0, SEEK_END) == 0);
  f->size = (size_t)ftell(file);
  f->before = malloc(f->size);
  f->now = malloc(f->size);
  rewind(file);
  require(f->before && f->now && fread(f->before, 1, f->size, file) == f->size);
  fclose(file);
}

/* Gives the file these bytes; only blocks that differ are written, for a file in memory costs most where it is written anew. */
static inline void kept_file_put(const kept_file *f, const char *content, size_t size)
{
  enum { BLOCK = 4096 };
  int fd = open(f->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ssize_t there = fd < 0 ? -1 : pread(fd, f->now, size, 0);

  require(there >= 0);
  for (size_t at = 0; at < size; at += BLOCK) {
    size_t n = size - at < BLOCK ? size - at : BLOCK;
    if (at + n > (size_t)there || memcmp(f->now + at, content + at, n) != 0) require(pwrite(fd, content + at, n, (off_t)at) == (ssize_t)n);
  }
  require(ftruncate(fd, (off_t)size) == 0 && close(fd) == 0);
}

static inline void kept_file_remove(kept_file *f)
{
  char lock[sizeof f->path + 8];

  snprintf(lock, sizeof lock, "%s-lock", f->path);
  unlink(f->path);
  unlink(lock);
}

/* Takes one byte off the input; 0 at its end. */
static inline uint8_t take_byte(bytes *rest)
{
  uint8_t value = rest->size ? (uint8_t)*rest->data : 0;

  if (rest->size) *rest = bytes_from(rest->data + 1, rest->size - 1);
  return value;
}

#endif
