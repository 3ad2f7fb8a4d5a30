/* SPDX-License-Identifier: MIT */
#include "learn/sweep.h"

#include <stdlib.h>

#include "learn/interval.h"

static int by_score(const void *x, const void *y)
{
  const scored_row *a = x, *b = y;

  if (a->score != b->score) return a->score > b->score ? -1 : 1;
  return a->row < b->row ? -1 : a->row > b->row;
}

void scored_rows_sort(scored_row *rows, size_t count)
{
  if (count) qsort(rows, count, sizeof *rows, by_score);
}

/* Moves the point over the rows of the next score; false at the end. */
static bool next_point(sweep_point *p, const scored_row *sorted, size_t count)
{
  size_t at = (size_t)p->matched;

  if (at == count) return false;
  p->threshold = sorted[at].score;
  for (; at < count && sorted[at].score == p->threshold; at++) p->right += sorted[at].right;
  p->matched = at;
  return true;
}

bool sweep_at_precision(sweep_point *out, const scored_row *sorted, size_t count, uint32_t target)
{
  sweep_point p = { 0, 0, 0 };
  bool reached = false;

  while (next_point(&p, sorted, count)) {
    if (p.right * MILLION < p.matched * (uint64_t)target || (reached && p.right <= out->right)) continue;
    *out = p;
    reached = true;
  }
  return reached;
}

size_t sweep_curve(sweep_point out[CURVE_POINT_LIMIT], const scored_row *sorted, size_t count)
{
  sweep_point p = { 0, 0, 0 };
  uint64_t all = 0, next = 0;
  size_t n = 0;

  for (size_t i = 0; i < count; i++) all += sorted[i].right;
  while (next_point(&p, sorted, count)) {
    if (p.right < next && p.matched < count) continue;
    if (n == CURVE_POINT_LIMIT) n--; /* the last one is the end of the curve */
    out[n++] = p;
    next = p.right + all / (CURVE_POINT_LIMIT - 1) + 1;
  }
  return n;
}

void calibration_bins_fill(calibration_bins *out, const scored_row *sorted, size_t count)
{
  memset(out, 0, sizeof *out);
  out->scale = 1;
  if (!count || sorted[count - 1].score < 0 || sorted[0].score > 100 * SCORE_UNIT) return;
  if (sorted[0].score > SCORE_UNIT) out->scale = 100;
  for (size_t i = 0; i < count; i++) {
    int64_t score = sorted[i].score / (int64_t)out->scale;
    int64_t at = score * CALIBRATION_BIN_COUNT / SCORE_UNIT;
    calibration_bin *b = &out->bins[at < CALIBRATION_BIN_COUNT ? at : CALIBRATION_BIN_COUNT - 1];

    b->rows++;
    b->right += sorted[i].right;
    b->score_sum += score;
  }
  out->rows = count;
  out->usable = true;
}

uint32_t calibration_error(const calibration_bins *c)
{
  uint64_t sum = 0;

  if (!c->rows) return 0;
  for (int i = 0; i < CALIBRATION_BIN_COUNT; i++) {
    const calibration_bin *b = &c->bins[i];
    int64_t distance = b->score_sum - (int64_t)b->right * SCORE_UNIT;

    sum += (uint64_t)(distance < 0 ? -distance : distance);
  }
  sum /= c->rows; /* at most SCORE_UNIT */
  return (uint32_t)((sum + 500) / 1000);
}

uint32_t calibration_bin_mean(const calibration_bin *b)
{
  return b->rows ? (uint32_t)(((uint64_t)b->score_sum / b->rows + 500) / 1000) : 0;
}
