/* SPDX-License-Identifier: MIT */
#include "cli/run_summary.h"

#include <sys/resource.h>

#include "base/clock.h"
#include "cli/message.h"

void run_counts_add(run_counts *sum, const run_counts *more)
{
  sum->rows += more->rows;
  sum->rejected += more->rejected;
  sum->detailed += more->detailed;
  for (size_t d = 0; d < DECISION_COUNT; d++)
    for (size_t r = 0; r < L2A_REASON_COUNT; r++) sum->answers[d][r] += more->answers[d][r];
  for (size_t i = 0; i < SKIP_REASON_COUNT; i++) sum->skipped[i] += more->skipped[i];
}

void append_grouped(buffer *out, uint64_t value)
{
  char digits[32];
  size_t n = sizeof digits, count = 0;

  do {
    if (count && count % 3 == 0) digits[--n] = ',';
    digits[--n] = (char)('0' + value % 10);
    count++;
  } while (value /= 10);
  buffer_append(out, digits + n, sizeof digits - n);
}

void append_counted(buffer *out, uint64_t count, const char *noun)
{
  append_grouped(out, count);
  buffer_printf(out, " %s%s", noun, count == 1 ? "" : "s");
}

static void say(buffer *line)
{
  if (!line->failed) message_print("%.*s", (int)line->size, line->data);
  buffer_clear(line);
}

void summary_append_cost(buffer *out, uint64_t start_ns)
{
  uint64_t hundredths = (clock_now_ns() - start_ns) / 10000000;
  struct rusage usage;

  buffer_append_u64(out, hundredths / 100);
  buffer_printf(out, ".%02u s", (unsigned)(hundredths % 100));
  if (getrusage(RUSAGE_SELF, &usage) != 0) return;
  buffer_append_text(out, ", ");
  buffer_append_u64(out, ((uint64_t)usage.ru_maxrss + 1023) / 1024);
  buffer_append_text(out, " MB");
}

static uint64_t total(const uint64_t *values, size_t count)
{
  uint64_t sum = 0;

  for (size_t i = 0; i < count; i++) sum += values[i];
  return sum;
}

/* "none 12 (no_candidate 7, placeholder 5)" */
static void append_decision(buffer *line, const run_counts *counts, l2a_decision decision)
{
  const uint64_t *by_reason = counts->answers[decision];
  const char *before = " (";

  buffer_printf(line, "%s ", l2a_decision_name(decision));
  append_grouped(line, total(by_reason, L2A_REASON_COUNT));
  for (size_t r = 0; r < L2A_REASON_COUNT; r++) {
    if (!by_reason[r]) continue;
    buffer_printf(line, "%s%s ", before, l2a_reason_name((l2a_reason)r));
    append_grouped(line, by_reason[r]);
    before = ", ";
  }
  if (before[0] == ',') buffer_append_char(line, ')');
}

void summary_print_skipped(const uint64_t skipped[SKIP_REASON_COUNT], const char *what)
{
  buffer line = BUFFER_INIT;
  uint64_t all = total(skipped, SKIP_REASON_COUNT);
  const char *before = " (";

  if (!all) return;
  buffer_append_text(&line, "skipped ");
  append_counted(&line, all, what);
  for (size_t i = 1; i < SKIP_REASON_COUNT; i++) {
    if (!skipped[i]) continue;
    buffer_printf(&line, "%s%s ", before, skip_reason_name((skip_reason)i));
    append_grouped(&line, skipped[i]);
    before = ", ";
  }
  buffer_append_char(&line, ')');
  say(&line);
  buffer_free(&line);
}

void summary_print_rejects(const reject_log *rejects, uint64_t count, const char *what, const char *path)
{
  buffer line = BUFFER_INIT;

  if (!count) return;
  buffer_append_text(&line, "rejected ");
  append_counted(&line, count, what);
  if (path) buffer_printf(&line, ", see %s", path);
  else buffer_printf(&line, ", the first: %s (--rejects FILE keeps them all)", rejects->first);
  say(&line);
  buffer_free(&line);
}

static void print_rate(const run_summary *s, buffer *line)
{
  uint64_t elapsed_ms = (clock_now_ns() - s->start_ns) / 1000000;

  append_counted(line, s->counts->rows, "row");
  buffer_append_text(line, " in ");
  summary_append_cost(line, s->start_ns);
  if (elapsed_ms) {
    buffer_append_text(line, ", ");
    append_grouped(line, s->counts->rows * 1000 / elapsed_ms);
    buffer_append_text(line, " rows/s");
  }
  say(line);
}

void run_summary_print(const run_summary *s)
{
  static const l2a_decision order[] = { L2A_DECISION_MATCH, L2A_DECISION_REVIEW, L2A_DECISION_NONE };
  buffer line = BUFFER_INIT;
  l2a_index_info info;

  print_rate(s, &line);
  for (size_t i = 0; i < DECISION_COUNT; i++) {
    append_decision(&line, s->counts, order[i]);
    say(&line);
  }
  summary_print_rejects(s->rejects, s->counts->rejected, "contact", s->rejects_path);
  summary_print_skipped(s->counts->skipped, "contact");
  if (s->counts->detailed) {
    append_counted(&line, s->counts->detailed, "answer");
    buffer_append_text(&line, s->counts->detailed == 1 ? " says more in l2a_detail" : " say more in l2a_detail");
    say(&line);
  }
  l2a_index_get_info(s->index, &info);
  buffer_append_text(&line, "accounts ");
  append_grouped(&line, info.account_count);
  buffer_append_text(&line, ", index generation ");
  buffer_append_u64(&line, info.generation);
  buffer_printf(&line, ", definitions %s", l2a_rules_fingerprint(s->rules));
  say(&line);
  buffer_free(&line);
}
