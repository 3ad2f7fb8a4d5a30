/* SPDX-License-Identifier: MIT */
/*
 * What a process pays before its first answer from an index file that is warm.
 *
 *   open_speed INDEX [RUNS]
 *
 *   rules_us     compiling the built-in definitions        open_us    l2a_index_open
 *   matcher_us   l2a_matcher_new                           first_us   the first answer, by e-mail and company name
 */
#include "index_handle.h"

enum { STEPS = 4, RUN_LIMIT = 1000 };

static void open_once(const char *path, double us[STEPS])
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_contact contact = L2A_CONTACT_INIT;
  index_handle h = { NULL, NULL, NULL };
  const l2a_result *result;
  double at[STEPS + 1];

  contact.email = (l2a_string){ "ada@velora-systems.example", 26 };
  contact.company = (l2a_string){ "Velora Systems", 14 };
  at[0] = bench_now_ns();
  bench_check(l2a_rules_load(&h.rules, NULL, &error), &error);
  at[1] = bench_now_ns();
  bench_check(l2a_index_open(&h.index, path, h.rules, &error), &error);
  at[2] = bench_now_ns();
  bench_check(l2a_matcher_new(&h.matcher, h.rules, h.index, NULL, &error), &error);
  at[3] = bench_now_ns();
  bench_check(l2a_match(&result, h.matcher, &contact, &error), &error);
  at[4] = bench_now_ns();
  for (int i = 0; i < STEPS; i++) us[i] = (at[i + 1] - at[i]) / 1e3;
  index_handle_close(&h);
}

int main(int argc, char **argv)
{
  static const char *const names[STEPS] = { "rules_us", "open_us", "matcher_us", "first_us" };
  double values[STEPS][RUN_LIMIT], once[STEPS];
  size_t runs = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 11;

  if (argc < 2) bench_stop("usage: open_speed INDEX [RUNS]");
  if (runs < 1 || runs > RUN_LIMIT) runs = 11;
  open_once(argv[1], once);
  for (size_t r = 0; r < runs; r++) {
    open_once(argv[1], once);
    for (int i = 0; i < STEPS; i++) values[i][r] = once[i];
  }
  for (int i = 0; i < STEPS; i++) printf("%s %.1f\n", names[i], bench_percentile(values[i], runs, 0.5));
  return 0;
}
