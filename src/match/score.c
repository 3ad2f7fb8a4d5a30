/* SPDX-License-Identifier: MIT */
#include "match/score.h"

#include <stdlib.h>

/* Thousandths from which a label names an account. */
enum { NAMED_LABEL = 600 };

bool score_is_named(const int32_t *f)
{
  static const feature labels[] = { FEATURE_EMAIL_NAME, FEATURE_EMAIL_LABEL, FEATURE_EMAIL_NAME_PART, FEATURE_COMPANY_LABEL };
  static const feature names[] = { FEATURE_NAME_COVERAGE_BOTH, FEATURE_NATIVE_SCRIPT, FEATURE_SEGMENT_COVERAGE, FEATURE_ACRONYM,
                                   FEATURE_ACRONYM_LABEL,      FEATURE_EMAIL_ACRONYM, FEATURE_TEXT_DOMAIN_MATCH };
  bool named = f[FEATURE_EMAIL_MATCH] >= 1 || f[FEATURE_WEBSITE_MATCH] >= 2;

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) named = named || f[names[i]] > 0;
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) named = named || f[labels[i]] >= NAMED_LABEL;
  return named;
}

int32_t score_evidence(const match_rules *rules, const int32_t *features)
{
  int32_t sum = rules->prior;

  for (int i = 0; i < FEATURE_COUNT; i++) {
    const weight_table *t = &rules->weights[i];
    if (t->used) sum += t->weights[weight_level(t, features[i])];
  }
  return sum;
}

uint32_t score_calibrate(const match_rules *rules, int32_t total)
{
  const calibration_point *points = rules->calibration;
  uint32_t low = 0, high = rules->calibration_count;
  int64_t width, part;

  if (high == 0) return 0;
  if (total <= points[0].total) return points[0].probability;
  if (total >= points[high - 1].total) return points[high - 1].probability;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (points[middle].total <= total) low = middle;
    else high = middle;
  }
  width = (int64_t)points[high].total - points[low].total;
  part = (int64_t)total - points[low].total;
  return points[low].probability + (uint32_t)((int64_t)(points[high].probability - points[low].probability) * part / width);
}

void score_with_margin(scored *out, const match_rules *rules, int32_t margin)
{
  out->margin = margin;
  out->total = out->evidence;
  if (rules->margin.used) out->total += rules->margin.weights[weight_level(&rules->margin, margin)];
  out->probability = score_calibrate(rules, out->total);
  out->is_named = score_is_named(out->comparison->features);
  if (!out->is_named && out->probability > UNNAMED_PROBABILITY) out->probability = UNNAMED_PROBABILITY;
}

static int by_total(const void *x, const void *y)
{
  const scored *a = x, *b = y;

  if (a->total != b->total) return a->total > b->total ? -1 : 1;
  if (a->evidence != b->evidence) return a->evidence > b->evidence ? -1 : 1;
  return a->comparison->rank < b->comparison->rank ? -1 : a->comparison->rank > b->comparison->rank;
}

void score_all(scored *out, const comparison *all, uint32_t count, const match_rules *rules)
{
  int32_t best = INT32_MIN, second = INT32_MIN;
  uint32_t best_at = 0;

  for (uint32_t i = 0; i < count; i++) {
    out[i] = (scored){ .comparison = &all[i], .evidence = score_evidence(rules, all[i].features) };
    if (out[i].evidence > best) {
      second = best;
      best = out[i].evidence;
      best_at = i;
    } else if (out[i].evidence > second) {
      second = out[i].evidence;
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    int32_t rival = i == best_at ? second : best;
    score_with_margin(&out[i], rules, count > 1 ? out[i].evidence - rival : MARGIN_ALONE);
  }
  qsort(out, count, sizeof *out, by_total);
}
