/* SPDX-License-Identifier: MIT */
/* What several fuzz harnesses need: a failed requirement is a crash, dictionaries are made once, and bytes become a file without a disk. */
#ifndef L2A_TESTS_FUZZ_SUPPORT_H
#define L2A_TESTS_FUZZ_SUPPORT_H

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

/* Takes one byte off the input; 0 at its end. */
static inline uint8_t take_byte(bytes *rest)
{
  uint8_t value = rest->size ? (uint8_t)*rest->data : 0;

  if (rest->size) *rest = bytes_from(rest->data + 1, rest->size - 1);
  return value;
}

#endif
