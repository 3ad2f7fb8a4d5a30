/* SPDX-License-Identifier: MIT */
/*
 * The plain form of a company name: what the peers are given (they have no legal forms), and what counts as the same name when an answer is
 * judged. Lower case, "&" as "and", no punctuation, no legal form at the end. Has nothing to do with the names of the engine.
 */
#ifndef L2A_BENCH_PLAIN_NAME_H
#define L2A_BENCH_PLAIN_NAME_H

#include "bench_base.h"

enum { PLAIN_NAME_SIZE = 512 };

static inline bool plain_is_legal(const char *word, size_t size)
{
  static const char forms[] =
    " inc incorporated llc ltd limited gmbh ag sa sas corp corporation co company plc bv ab oy aps srl spa pty llp lp kg as ";
  char spaced[16];

  if (size + 3 > sizeof spaced) return false;
  spaced[0] = ' ';
  memcpy(spaced + 1, word, size);
  memcpy(spaced + 1 + size, " ", 2);
  return strstr(forms, spaced) != NULL;
}

static inline size_t plain_fold(char *out, l2a_string name)
{
  size_t n = 0;

  for (size_t i = 0; i < name.size && n + 6 < PLAIN_NAME_SIZE; i++) {
    unsigned char c = (unsigned char)name.data[i];
    if (c >= 'A' && c <= 'Z') out[n++] = (char)(c + 32);
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80) out[n++] = (char)c;
    else if (c == '&') {
      memcpy(out + n, " and ", 5);
      n += 5;
    } else if (c != '.' && c != '\'') out[n++] = ' ';
  }
  return n;
}

/* Fills out (PLAIN_NAME_SIZE bytes, NUL behind) and returns the length. */
static inline size_t plain_name(char *out, l2a_string name)
{
  size_t folded = plain_fold(out, name), n = 0, begin;

  for (size_t i = 0; i < folded; i++)
    if (out[i] != ' ' || (n && out[n - 1] != ' ')) out[n++] = out[i];
  if (n && out[n - 1] == ' ') n--;
  for (;;) {
    for (begin = n; begin && out[begin - 1] != ' ';) begin--;
    if (begin == 0 || !plain_is_legal(out + begin, n - begin)) break;
    n = begin - 1;
  }
  out[n] = 0;
  return n;
}

#endif
