/* SPDX-License-Identifier: MIT */
#include "io/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_SIZE = 160 };

#define SECOND_NS UINT64_C(1000000000)
#define REDRAW_NS (SECOND_NS / 5)

static uint64_t now_ns(void)
{
  struct timespec t;

  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

/* "999", "12.3 k", "4.5 M", "1.2 G": one decimal, integers only. */
static void format_count(char *out, size_t size, uint64_t n)
{
  static const struct {
    uint64_t unit;
    char letter;
  } units[] = { { UINT64_C(1000000000), 'G' }, { 1000000, 'M' }, { 1000, 'k' } };

  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (n < units[i].unit) continue;
    snprintf(out, size, "%" PRIu64 ".%" PRIu64 " %c", n / units[i].unit, n % units[i].unit / (units[i].unit / 10), units[i].letter);
    return;
  }
  snprintf(out, size, "%" PRIu64, n);
}

static void append(char *out, size_t size, size_t *length, const char *text)
{
  size_t n = strlen(text);

  if (size == 0) return;
  if (n > size - 1 - *length) n = size - 1 - *length;
  memcpy(out + *length, text, n);
  *length += n;
  out[*length] = '\0';
}

size_t progress_line(char *out, size_t size, const char *label, uint64_t rows, uint64_t bytes, uint64_t total_bytes, uint64_t elapsed_ns)
{
  uint64_t elapsed_ms = elapsed_ns / 1000000;
  char count[32];
  char part[96];
  size_t length = 0;

  if (size) out[0] = '\0';
  format_count(count, sizeof count, rows);
  snprintf(part, sizeof part, "%.32s  %s rows", label, count);
  append(out, size, &length, part);
  if (elapsed_ms) {
    format_count(count, sizeof count, rows > UINT64_MAX / 1000 ? rows / elapsed_ms * 1000 : rows * 1000 / elapsed_ms);
    snprintf(part, sizeof part, "  %s/s", count);
    append(out, size, &length, part);
  }
  if (total_bytes && bytes <= total_bytes) {
    /* In units of 1/10000, so that nothing overflows up to exabytes of input or centuries of time. */
    uint64_t share = total_bytes > UINT64_MAX / 10000 ? bytes / (total_bytes / 10000) : bytes * 10000 / total_bytes;
    snprintf(part, sizeof part, "  %" PRIu64 " %%", share / 100);
    append(out, size, &length, part);
    if (share && elapsed_ms) {
      uint64_t left = elapsed_ms * (10000 - share) / share / 1000;
      snprintf(part, sizeof part, "  %" PRIu64 ":%02" PRIu64 " left", left / 60, left % 60);
      append(out, size, &length, part);
    }
  }
  return length;
}

void progress_start(progress *p, const char *label, uint64_t total_bytes, bool wanted)
{
  *p = (progress){ .enabled = wanted && isatty(STDERR_FILENO), .label = label, .total_bytes = total_bytes };
  if (p->enabled) p->start_ns = p->last_ns = now_ns();
}

void progress_update(progress *p, uint64_t rows, uint64_t bytes)
{
  char line[LINE_SIZE];
  uint64_t now;

  if (!p->enabled) return;
  now = now_ns();
  if (now - p->last_ns < REDRAW_NS) return;
  p->last_ns = now;
  p->shown = true;
  progress_line(line, sizeof line, p->label, rows, bytes, p->total_bytes, now - p->start_ns);
  fprintf(stderr, "\r\033[K%s", line);
  fflush(stderr);
}

void progress_finish(progress *p)
{
  if (!p->enabled || !p->shown) return;
  fputs("\r\033[K", stderr);
  fflush(stderr);
  p->shown = false;
}
