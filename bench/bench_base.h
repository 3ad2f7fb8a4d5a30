/* SPDX-License-Identifier: MIT */
/* What every program of bench/ needs: a clock, percentiles, a file in memory, rows of CSV and TSV, numbers at random that are always the same. */
#ifndef L2A_BENCH_BASE_H
#define L2A_BENCH_BASE_H

#include <l2a.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROW_CELLS 32

typedef struct bench_row {
  size_t count;
  l2a_string cells[ROW_CELLS];
} bench_row;

/* A measurement that cannot go on says why and ends; there is nothing to save. */
static inline void bench_stop(const char *what)
{
  fprintf(stderr, "bench: %s\n", what);
  exit(2);
}

static inline void *bench_alloc(size_t size)
{
  void *p = malloc(size ? size : 1);

  if (!p) bench_stop("out of memory");
  return p;
}

static inline double bench_clock_ns(clockid_t clock)
{
  struct timespec t;

  clock_gettime(clock, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Processor time of this thread: what other programs take does not count. The programs measure work that never waits. */
static inline double bench_now_ns(void)
{
  return bench_clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

/* splitmix64: the same numbers on every machine. */
static inline uint64_t bench_mix(uint64_t x)
{
  x += UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
  return x ^ (x >> 31);
}

static inline uint64_t bench_random(uint64_t *state)
{
  *state += UINT64_C(0x9E3779B97F4A7C15);
  return bench_mix(*state);
}

/* [0, 1) */
static inline double bench_share(uint64_t *state)
{
  return (double)(bench_random(state) >> 11) / 9007199254740992.0;
}

static inline size_t bench_below(uint64_t *state, size_t limit)
{
  return (size_t)(bench_random(state) % limit);
}

static inline int bench_compare_doubles(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Sorts values; p 0.5 is the median. */
static inline double bench_percentile(double *values, size_t count, double p)
{
  size_t i = (size_t)(p * (double)count);

  if (count == 0) return 0;
  qsort(values, count, sizeof *values, bench_compare_doubles);
  return values[i < count ? i : count - 1];
}

/* The whole file; the caller frees data. A NUL stands behind it. */
static inline l2a_string bench_read_file(const char *path)
{
  FILE *f = fopen(path, "rb");
  size_t size, capacity = 1 << 20, count = 0, n = 1;
  char *data = bench_alloc(capacity + 1);

  if (!f) {
    perror(path);
    exit(2);
  }
  while (n) {
    size = capacity - count;
    n = fread(data + count, 1, size, f);
    count += n;
    if (count == capacity && !(data = realloc(data, (capacity *= 2) + 1))) bench_stop("out of memory");
  }
  fclose(f);
  data[count] = 0;
  return (l2a_string){ data, count };
}

/* One cell; quoted cells are unescaped in place (text comes from bench_read_file). Returns what follows the cell's end. */
static inline char *bench_cell(l2a_string *cell, char *at, char separator)
{
  char *to = at;

  if (*at != '"' || separator == '\t') {
    cell->data = at;
    while (*at && *at != separator && *at != '\n' && *at != '\r') at++;
    cell->size = (size_t)(at - cell->data);
    return at;
  }
  cell->data = to = ++at;
  while (*at && (*at != '"' || at[1] == '"')) {
    if (*at == '"') at++;
    *to++ = *at++;
  }
  cell->size = (size_t)(to - cell->data);
  return *at ? at + 1 : at;
}

/* The next row of a file in memory; false at its end. Cells borrow from the text. */
static inline bool bench_next_row(bench_row *row, l2a_string *rest, char separator)
{
  char *at = (char *)(uintptr_t)rest->data, *end = at + rest->size;

  row->count = 0;
  if (at >= end) return false;
  for (;;) {
    l2a_string cell;
    at = bench_cell(&cell, at, separator);
    if (row->count < ROW_CELLS) row->cells[row->count++] = cell;
    if (*at != separator) break;
    at++;
  }
  if (*at == '\r') at++;
  if (*at == '\n') at++;
  rest->data = at;
  rest->size = (size_t)(end - at);
  return true;
}

/* Number of the column with this name in a header; stops without it. */
static inline size_t bench_column(const bench_row *header, const char *name)
{
  for (size_t i = 0; i < header->count; i++)
    if (header->cells[i].size == strlen(name) && memcmp(header->cells[i].data, name, strlen(name)) == 0) return i;
  fprintf(stderr, "bench: no column %s\n", name);
  exit(2);
}

static inline l2a_string bench_at(const bench_row *row, size_t column)
{
  return column < row->count ? row->cells[column] : (l2a_string){ NULL, 0 };
}

#endif
