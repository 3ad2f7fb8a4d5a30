/* SPDX-License-Identifier: MIT */
#include "learn/tune_figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "learn/steady_math.h"

/* Standard normal deviate of 95 %. */
static const double deviate = 1.959963984540054;

tune_figures figures_of(const figure_row *rows, size_t count)
{
  double said[CALIBRATION_BINS] = { 0 }, was[CALIBRATION_BINS] = { 0 }, total = 0, apart = 0, loss = 0;
  tune_figures f = { .contacts = count };

  for (size_t i = 0; i < count; i++) {
    double p = (rows[i].probability < 1 ? 0.5 : rows[i].probability) / 10000.0;
    uint32_t bin = rows[i].probability * CALIBRATION_BINS / 10000;
    if (bin >= CALIBRATION_BINS) bin = CALIBRATION_BINS - 1;
    said[bin] += rows[i].weight * rows[i].probability / 10000.0;
    was[bin] += rows[i].weight * rows[i].right;
    total += rows[i].weight;
    if (p > 0.99995) p = 0.99995;
    loss -= rows[i].weight * steady_log(rows[i].right ? p : 1 - p);
  }
  for (int b = 0; b < CALIBRATION_BINS; b++) apart += fabs(said[b] - was[b]);
  if (total > 0) {
    f.calibration_error = apart / total;
    f.log_loss = loss / total;
  }
  return f;
}

static void count_row(figure_point *p, const figure_row *r)
{
  p->matched++;
  p->right += r->right;
  p->false_matches += !r->has_account;
}

static figure_point count_accounts(const figure_row *rows, size_t count)
{
  figure_point p = { .threshold = 0 };

  for (size_t i = 0; i < count; i++) {
    p.with_account += rows[i].has_account;
    p.without_account += !rows[i].has_account;
  }
  return p;
}

figure_point figures_at(const figure_row *rows, size_t count, uint32_t threshold)
{
  figure_point p = count_accounts(rows, count);

  p.threshold = threshold;
  for (size_t i = 0; i < count; i++)
    if (rows[i].probability >= threshold && rows[i].probability) count_row(&p, &rows[i]);
  return p;
}

static int by_probability(const void *x, const void *y)
{
  const figure_row *a = x, *b = y;

  return (a->probability < b->probability) - (a->probability > b->probability);
}

l2a_status figures_for_precision(figure_point *out, const figure_row *rows, size_t count, uint32_t precision, l2a_error *error)
{
  figure_row *sorted = malloc((count ? count : 1) * sizeof *sorted);
  figure_point p = count_accounts(rows, count), best = p;
  bool found = false;

  if (!sorted) return error_no_memory(error);
  if (count) memcpy(sorted, rows, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_probability);
  for (size_t i = 0; i < count && sorted[i].probability; i++) {
    count_row(&p, &sorted[i]);
    if (i + 1 < count && sorted[i + 1].probability == sorted[i].probability) continue;
    if (p.right * 10000 < p.matched * precision) continue;
    best = p;
    best.threshold = sorted[i].probability;
    found = true;
  }
  free(sorted);
  *out = best;
  if (found) return L2A_OK;
  return error_set(error, L2A_ENOTFOUND, "no threshold gives matches of which %u.%02u %% are right", precision / 100, precision % 100);
}

void figures_interval(uint32_t *low, uint32_t *high, uint64_t part, uint64_t whole)
{
  double n = (double)whole, share = n > 0 ? (double)part / n : 0, z2 = deviate * deviate;
  double middle = (share + z2 / (2 * n)) / (1 + z2 / n), half;

  *low = 0;
  *high = 10000;
  if (whole == 0) return;
  half = deviate / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  *low = middle - half <= 0 ? 0 : (uint32_t)((middle - half) * 10000 + 0.5);
  *high = middle + half >= 1 ? 10000 : (uint32_t)((middle + half) * 10000 + 0.5);
}

void figures_write_share(buffer *out, uint64_t part, uint64_t whole)
{
  uint64_t hundredths = whole ? (part * 10000 + whole / 2) / whole : 0;

  if (whole) buffer_printf(out, "%" PRIu64 ".%02" PRIu64 " %%", hundredths / 100, hundredths % 100);
  else buffer_append_char(out, '-');
}

void figures_write_number(buffer *out, double value, unsigned digits)
{
  uint64_t unit = 1, scaled;

  for (unsigned i = 0; i < digits; i++) unit *= 10;
  scaled = value > 0 && value < 1e9 ? (uint64_t)(value * (double)unit + 0.5) : 0;
  buffer_printf(out, "%" PRIu64 ".%0*" PRIu64, scaled / unit, (int)digits, scaled % unit);
}

static void write_with_interval(buffer *out, const char *what, uint64_t part, uint64_t whole)
{
  uint32_t low, high;

  figures_interval(&low, &high, part, whole);
  buffer_append_text(out, what);
  figures_write_share(out, part, whole);
  if (whole) buffer_printf(out, " (%u.%02u to %u.%02u)", low / 100, low % 100, high / 100, high % 100);
}

void figures_write_point(buffer *out, const figure_point *p)
{
  write_with_interval(out, "precision ", p->right, p->matched);
  write_with_interval(out, ", recall ", p->right, p->with_account);
  if (p->without_account) write_with_interval(out, ", false matches ", p->false_matches, p->without_account);
}
