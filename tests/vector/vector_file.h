/* SPDX-License-Identifier: MIT */
/* Reads the files of this folder: lines of fields separated by tabs, in which \xNN, \n, \r, \t and \\ stand for bytes; # begins a comment. */
#ifndef L2A_TESTS_VECTOR_FILE_H
#define L2A_TESTS_VECTOR_FILE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"

enum { VECTOR_FIELDS = 3 };

static inline int vector_digit(char c)
{
  return c >= 'a' ? c - 'a' + 10 : c - '0';
}

/* In place: what is escaped is never longer than what stands for it. */
static inline bytes vector_unescape(char *text)
{
  size_t n = 0;

  for (char *at = text; *at; at++) {
    char c = *at;
    if (c == '\\') {
      c = *++at;
      if (c == 'n') c = '\n';
      else if (c == 'r') c = '\r';
      else if (c == 't') c = '\t';
      else if (c == 'x') {
        c = (char)(vector_digit(at[1]) * 16 + vector_digit(at[2]));
        at += 2;
      }
    }
    text[n++] = c;
  }
  return bytes_from(text, n);
}

/* Calls check for every line; returns how many there were. */
static inline size_t vector_file_read(const char *name, void (*check)(const bytes *fields, size_t count))
{
  const char *root = getenv("ROOT");
  char path[4096], *line = NULL;
  size_t room = 0, lines = 0;
  FILE *file;

  snprintf(path, sizeof path, "%s/tests/vector/%s", root ? root : ".", name);
  file = fopen(path, "rb");
  cr_assert_not_null(file, "%s", path);
  for (ssize_t n; (n = getline(&line, &room, file)) > 0;) {
    bytes fields[VECTOR_FIELDS] = { { NULL, 0 } };
    size_t count = 0;
    char *at = line;
    if (*line == '#') continue;
    if (line[n - 1] == '\n') line[n - 1] = '\0';
    for (char *tab; at && count < VECTOR_FIELDS; at = tab ? tab + 1 : NULL) {
      tab = strchr(at, '\t');
      if (tab) *tab = '\0';
      fields[count++] = vector_unescape(at);
    }
    check(fields, count);
    lines++;
  }
  free(line);
  fclose(file);
  return lines;
}

#endif
