/* SPDX-License-Identifier: MIT */
#include "match/score.h"

#include <string.h>

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

void score_table_make(score_table *out, const match_rules *rules)
{
  memset(out, 0, sizeof *out);
  out->base = rules->prior;
  for (uint32_t cuts = WEIGHT_LEVEL_LIMIT; cuts > 0; cuts--)
    for (int i = 0; i < FEATURE_COUNT; i++)
      if (rules->weights[i].used && rules->weights[i].cut_count == cuts) out->order[out->feature_count++] = (uint8_t)i;
  for (int i = 0; i < FEATURE_COUNT; i++)
    if (rules->weights[i].used) out->base += rules->weights[i].weights[0];
  for (uint32_t at = 0; at < out->feature_count; at++) {
    const weight_table *w = &rules->weights[out->order[at]];
    for (uint32_t k = 0; k < w->cut_count; k++) {
      out->cuts[k][at / SCORE_LANES][at % SCORE_LANES] = w->cuts[k];
      out->steps[k][at / SCORE_LANES][at % SCORE_LANES] = w->weights[k + 1] - w->weights[k];
      out->row_blocks[k] = at / SCORE_LANES + 1;
    }
    out->row_count = out->row_count > w->cut_count ? out->row_count : w->cut_count;
  }
}

int32_t score_table_evidence(const score_table *t, const int32_t *features)
{
  score_block values[SCORE_BLOCKS], sum = { 0 };
  int32_t all = t->base;

  if (t->feature_count) values[(t->feature_count - 1) / SCORE_LANES] = sum; /* perhaps not all of it is used */
  for (uint32_t i = 0; i < t->feature_count; i++) values[i / SCORE_LANES][i % SCORE_LANES] = features[t->order[i]];
  for (uint32_t k = 0; k < t->row_count; k++)
    for (uint32_t i = 0; i < t->row_blocks[k]; i++) sum += (values[i] >= t->cuts[k][i]) & t->steps[k][i];
  for (int i = 0; i < SCORE_LANES; i++) all += sum[i];
  return all;
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

static bool is_before(const scored *a, const scored *b)
{
  if (a->evidence != b->evidence) return a->evidence > b->evidence;
  return a->comparison->rank < b->comparison->rank;
}

/* There are few, so that insertion is as good as any sort. */
static void sort_scores(scored *all, uint32_t count)
{
  for (uint32_t i = 1; i < count; i++) {
    scored x = all[i];
    uint32_t k = i;
    while (k > 0 && is_before(&x, &all[k - 1])) {
      all[k] = all[k - 1];
      k--;
    }
    all[k] = x;
  }
}

void score_all_by(scored *out, const comparison *all, uint32_t count, const match_rules *rules, const score_table *table)
{
  int32_t best = INT32_MIN, second = INT32_MIN;
  uint32_t best_at = 0;

  for (uint32_t i = 0; i < count; i++) {
    out[i] = (scored){ .comparison = &all[i],
                       .evidence = table ? score_table_evidence(table, all[i].features) : score_evidence(rules, all[i].features) };
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
  sort_scores(out, count);
}

void score_all(scored *out, const comparison *all, uint32_t count, const match_rules *rules)
{
  score_all_by(out, all, count, rules, NULL);
}
