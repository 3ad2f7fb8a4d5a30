/* SPDX-License-Identifier: MIT */
#include "learn/expectation.h"

tune_expectation expectation_at(const match_rules *rules, const calibration_row *rows, size_t count, uint32_t threshold)
{
  tune_expectation e = { .threshold = threshold };

  for (size_t i = 0; i < count; i++) {
    uint32_t p = score_calibrate(rules, rows[i].total);
    double right = (double)rows[i].weight * p / 10000;
    e.right_in_all += right;
    if (p < threshold) continue;
    e.matched += (double)rows[i].weight;
    e.right += right;
  }
  return e;
}

/* The more is asked of a row the more are right on average. */
l2a_status expectation_choose(tune_expectation *out, match_rules *rules, const calibration_row *rows, size_t count,
                              const tune_options *options, l2a_error *error)
{
  uint32_t low = 1, high = 10000, precision = options->precision;

  if (options->match_threshold) rules->match_threshold = options->match_threshold;
  while (precision && low < high) {
    uint32_t middle = (low + high) / 2;
    tune_expectation e = expectation_at(rules, rows, count, middle);
    if (e.matched > 0 && e.right * 10000 < e.matched * precision) low = middle + 1;
    else high = middle;
  }
  if (precision) rules->match_threshold = low;
  if (rules->review_threshold > rules->match_threshold) rules->review_threshold = rules->match_threshold;
  *out = expectation_at(rules, rows, count, rules->match_threshold);
  if (out->matched > 0) return L2A_OK;
  return error_set(error, L2A_ENOTFOUND, "no threshold gives matches of which %u.%02u %% are right", precision / 100, precision % 100);
}
