/* SPDX-License-Identifier: MIT */
#include "cli/nearest.h"

enum { NEAREST_NAME_LIMIT = 48 }; /* longer than any name of ours; a longer text was no typing mistake */

static size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

/* Edits between two short texts; swapping two neighbours is one edit (optimal string alignment). */
static size_t edit_distance(bytes a, bytes b)
{
  size_t rows[3][NEAREST_NAME_LIMIT + 1];
  size_t *before = rows[0], *last = rows[1], *row = rows[2];

  for (size_t j = 0; j <= b.size; j++) last[j] = j;
  for (size_t i = 1; i <= a.size; i++) {
    size_t *free_row = before;

    row[0] = i;
    for (size_t j = 1; j <= b.size; j++) {
      size_t cost = lower_ascii(a.data[i - 1]) != lower_ascii(b.data[j - 1]);

      row[j] = least(least(last[j], row[j - 1]) + 1, last[j - 1] + cost);
      if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1]) row[j] = least(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
    row = free_row;
  }
  return last[b.size];
}

void nearest_offer(nearest *n, const char *name)
{
  bytes candidate = bytes_of(name);
  size_t distance;

  if (n->typed.size == 0 || n->typed.size > NEAREST_NAME_LIMIT || candidate.size > NEAREST_NAME_LIMIT) return;
  distance = edit_distance(n->typed, candidate);
  if (n->typed.size >= 3 && bytes_starts_with(candidate, n->typed)) distance = 1;
  if (distance > 1 + least(n->typed.size, candidate.size) / 4 || distance >= n->distance) return;
  n->name = name;
  n->distance = distance;
}
