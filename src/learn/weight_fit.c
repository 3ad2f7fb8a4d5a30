/* SPDX-License-Identifier: MIT */
#include "learn/weight_fit.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/thread_pool.h"
#include "learn/logistic.h"
#include "learn/tree_cut.h"

enum {
  PLAIN_SHARE = 6,
  LEAF_ROWS = 150,    /* rows of a level: fewer say nothing that lasts */
  LEAF_ROWS_MIN = 20, /* where there are few rows in all */
  LEAF_SHARE = 400,
  VALUE_COUNT = 65536,  /* of int16 */
  FAR_EVIDENCE = -9000, /* candidates with less, and far behind the best, do not matter for the margin */
  FAR_MARGIN = -3000,
  MARGIN_CUT_COUNT = 18
};

static const int32_t margin_cuts[MARGIN_CUT_COUNT] = { -6000, -4000, -2500, -1500, -800, -300, 0,    1,     300,
                                                       800,   1300,  2000,  3000,  4000, 5500, 7500, 12000, MARGIN_ALONE - 1 };

/* Of the weights' squares: what is only estimated is followed less far than what is known. */
static const double penalty_of_labels = 1, penalty_of_estimates = 25, plausible_probability = 0.002;

/* A pair that takes part, in the order of contacts. */
typedef struct fit_pair {
  size_t pair;
  uint32_t contact;
  bool plausible;
} fit_pair;

typedef struct fit_work {
  const training_set *set;
  const weight_fit_options *options;
  size_t count;
  fit_pair *pairs;
  /* of the first regression */
  size_t kept;
  size_t *kept_pairs;
  double *target, *weight; /* also used for the second one: count of them */
  uint8_t *levels;
  uint32_t cut_count[FEATURE_COUNT];
  int32_t cuts[FEATURE_COUNT][TREE_LEAF_LIMIT];
  uint32_t offsets[FEATURE_COUNT + 1];
  double *x;
  double *evidence; /* of every pair, nats */
  int32_t *margin;  /* thousandths */
} fit_work;

/* ---- which pairs -------------------------------------------------------------------------------------------------------------------- */

static bool is_plausible(const int16_t *v, bool right)
{
  return right || v[FEATURE_EMAIL_MATCH] > 0 || v[FEATURE_WEBSITE_MATCH] > 1 || v[FEATURE_NAME_COVERAGE_BOTH] > 600 ||
         v[FEATURE_NAME_COVERAGE_ACCOUNT] > 850 || v[FEATURE_SEGMENT_COVERAGE] > 800 || v[FEATURE_ACRONYM] > 0 || v[FEATURE_PHONE] == 2 ||
         v[FEATURE_NAME_TRIGRAM] > 550 || v[FEATURE_EMAIL_NAME] > 850 || v[FEATURE_NAME_EXACT] > 0;
}

/* By the contact and how many candidates it has before this one: not by the order of rows. */
static bool is_drawn(const training_contact *c, uint32_t n)
{
  return hash_join(hash_bytes(c->id), n) % PLAIN_SHARE == 0;
}

static double target_of(const fit_work *w, size_t pair)
{
  return w->options->probability ? w->options->probability[pair] : w->set->right[pair] > 0;
}

static bool takes_part(const fit_work *w, const training_contact *c)
{
  return (w->options->probability || c->labelled) && training_fold(c, w->options->folds) != w->options->fold;
}

static void collect_pairs(fit_work *w)
{
  const training_set *set = w->set;

  for (size_t i = 0; i < set->contact_count; i++) {
    const training_contact *c = &set->contacts[i];
    if (!takes_part(w, c)) continue;
    for (uint32_t n = 0; n < c->pair_count; n++) {
      size_t pair = c->first_pair + n;
      bool plausible =
        w->options->probability ? target_of(w, pair) > plausible_probability : is_plausible(training_values(set, pair), set->right[pair]);
      w->pairs[w->count++] = (fit_pair){ pair, (uint32_t)i, plausible };
      if (!plausible && !is_drawn(c, n)) continue;
      w->target[w->kept] = target_of(w, pair);
      w->weight[w->kept] = (plausible ? 1 : PLAIN_SHARE) * (c->weight / 1000.0);
      w->kept_pairs[w->kept++] = pair;
    }
  }
}

static l2a_status check_classes(const fit_work *w, l2a_error *error)
{
  size_t right = 0;

  for (size_t i = 0; i < w->kept; i++) right += w->target[i] > 0.5;
  if (right && right < w->kept) return L2A_OK;
  return error_set(error, L2A_EINVAL, "the labelled contacts have %s: nothing can be told apart",
                   right ? "right candidates only" : "no right candidate");
}

/* ---- levels ------------------------------------------------------------------------------------------------------------------------- */

static uint32_t leaf_rows(size_t rows)
{
  size_t share = rows / LEAF_SHARE;

  return share < LEAF_ROWS_MIN ? LEAF_ROWS_MIN : share > LEAF_ROWS ? LEAF_ROWS : (uint32_t)share;
}

static l2a_status cut_feature(void *state, size_t f, l2a_error *error)
{
  fit_work *w = state;
  tree_bin *bins = calloc(VALUE_COUNT, sizeof *bins);
  size_t count = 0;

  if (!bins) return error_no_memory(error);
  for (size_t i = 0; i < w->kept; i++) {
    tree_bin *bin = &bins[training_values(w->set, w->kept_pairs[i])[f] - INT16_MIN];
    bin->rows++;
    bin->right += w->weight[i] * w->target[i];
    bin->wrong += w->weight[i] * (1 - w->target[i]);
  }
  for (size_t i = 0; i < VALUE_COUNT; i++) {
    if (bins[i].rows == 0) continue;
    bins[count] = bins[i];
    bins[count++].value = (int32_t)i + INT16_MIN;
  }
  w->cut_count[f] = tree_cut(w->cuts[f], bins, count, w->options->level_limit, leaf_rows(w->kept));
  free(bins);
  return L2A_OK;
}

static uint8_t level_of(const int32_t *cuts, uint32_t count, int32_t v)
{
  uint8_t level = 0;

  while (level < count && cuts[level] <= v) level++;
  return level;
}

static l2a_status cut_features(fit_work *w, l2a_error *error)
{
  size_t threads = w->options->thread_count;
  void **states = calloc(threads, sizeof *states);
  l2a_status status;

  if (!states) return error_no_memory(error);
  for (size_t i = 0; i < threads; i++) states[i] = w;
  status = thread_pool_each(threads, states, FEATURE_COUNT, cut_feature, error);
  free(states);
  for (int f = 0; f < FEATURE_COUNT; f++) w->offsets[f + 1] = w->offsets[f] + w->cut_count[f] + 1;
  for (size_t i = 0; i < w->kept && status == L2A_OK; i++) {
    const int16_t *v = training_values(w->set, w->kept_pairs[i]);
    for (int f = 0; f < FEATURE_COUNT; f++) w->levels[i * FEATURE_COUNT + (size_t)f] = level_of(w->cuts[f], w->cut_count[f], v[f]);
  }
  return status;
}

static l2a_status fit_levels(fit_work *w, weight_fit_report *report, l2a_error *error)
{
  logistic_rows rows = {
    .count = w->kept, .features = FEATURE_COUNT, .levels = w->levels, .offsets = w->offsets, .target = w->target, .weight = w->weight
  };
  logistic_options options = { .penalty = w->options->probability ? penalty_of_estimates : penalty_of_labels,
                               .thread_count = w->options->thread_count };

  report->pairs = w->kept;
  report->weights = logistic_size(&rows);
  w->x = calloc(report->weights, sizeof *w->x);
  if (!w->x) return error_no_memory(error);
  return logistic_fit(w->x, &rows, &options, &report->levels, error);
}

/* ---- margin ------------------------------------------------------------------------------------------------------------------------- */

static double evidence_of(const fit_work *w, size_t pair)
{
  const int16_t *v = training_values(w->set, pair);
  double sum = w->x[w->offsets[FEATURE_COUNT]];

  for (int f = 0; f < FEATURE_COUNT; f++) sum += w->x[w->offsets[f] + level_of(w->cuts[f], w->cut_count[f], v[f])];
  return sum;
}

/* Own evidence less that of the best other candidate, for the pairs from begin to end of one contact. */
static void find_margins(fit_work *w, size_t begin, size_t end)
{
  double best = -INFINITY, second = -INFINITY;
  size_t best_at = begin;

  for (size_t i = begin; i < end; i++) {
    double e = w->evidence[i];
    if (e > best) {
      second = best;
      best = e;
      best_at = i;
    } else if (e > second) {
      second = e;
    }
  }
  for (size_t i = begin; i < end; i++)
    w->margin[i] = end - begin == 1 ? MARGIN_ALONE : (int32_t)((w->evidence[i] - (i == best_at ? second : best)) * 1000);
}

static size_t select_near(fit_work *w, uint8_t *levels, double *dense)
{
  size_t near = 0;

  for (size_t i = 0; i < w->count; i++) {
    const training_contact *c = &w->set->contacts[w->pairs[i].contact];
    if (w->evidence[i] * 1000 <= FAR_EVIDENCE && w->margin[i] <= FAR_MARGIN) continue;
    levels[near] = level_of(margin_cuts, MARGIN_CUT_COUNT, w->margin[i]);
    dense[near] = w->evidence[i];
    w->target[near] = target_of(w, w->pairs[i].pair);
    w->weight[near++] = c->weight / 1000.0;
  }
  return near;
}

/* x: weights of the margin's levels, factor of the evidence, intercept. */
static l2a_status fit_margin(fit_work *w, double *x, weight_fit_report *report, l2a_error *error)
{
  static const uint32_t offsets[2] = { 0, MARGIN_CUT_COUNT + 1 };
  logistic_rows rows = { .features = 1, .offsets = offsets, .target = w->target, .weight = w->weight };
  logistic_options options = { .penalty = 1, .thread_count = w->options->thread_count };
  double *dense = calloc(w->count, sizeof *dense);
  l2a_status status;

  if (!dense) return error_no_memory(error);
  for (size_t i = 0; i < w->count; i++) w->evidence[i] = evidence_of(w, w->pairs[i].pair);
  for (size_t begin = 0, end; begin < w->count; begin = end) {
    for (end = begin + 1; end < w->count && w->pairs[end].contact == w->pairs[begin].contact;) end++;
    find_margins(w, begin, end);
  }
  rows.count = select_near(w, w->levels, dense);
  rows.levels = w->levels;
  rows.dense = dense;
  x[MARGIN_CUT_COUNT + 1] = 1;
  status = logistic_fit(x, &rows, &options, &report->margin, error);
  free(dense);
  if (status == L2A_OK && !(x[MARGIN_CUT_COUNT + 1] > 0.05))
    return error_set(error, L2A_EINVAL, "more evidence does not make a match more probable in these labels");
  return status;
}

/* ---- tables ------------------------------------------------------------------------------------------------------------------------- */

static int32_t to_thousandths(double nats)
{
  double limited = nats < -99 ? -99 : nats > 99 ? 99 : nats;

  return (int32_t)(limited < 0 ? limited * 1000 - 0.5 : limited * 1000 + 0.5);
}

/* Cuts of the margin are in the evidence before it was scaled: they move with it, but for the steps of 0, 1 and "alone". */
static void write_margin(weight_table *out, const double *x)
{
  double scale = x[MARGIN_CUT_COUNT + 1];

  *out = (weight_table){ .used = true };
  out->weights[0] = to_thousandths(x[0]);
  for (uint32_t i = 0; i < MARGIN_CUT_COUNT; i++) {
    int32_t cut = margin_cuts[i];
    if (cut != 0 && cut != 1 && cut < MARGIN_ALONE - 1) cut = to_thousandths(cut * scale / 1000);
    if (cut < MARGIN_ALONE - 1 || i == MARGIN_CUT_COUNT - 1) {
      if (out->cut_count && cut <= out->cuts[out->cut_count - 1]) cut = out->cuts[out->cut_count - 1] + 1;
      out->cuts[out->cut_count++] = cut;
    }
    out->weights[out->cut_count] = to_thousandths(x[i + 1]);
  }
}

static void write_rules(match_rules *rules, const fit_work *w, const double *margin)
{
  double scale = margin[MARGIN_CUT_COUNT + 1];
  double prior = w->x[w->offsets[FEATURE_COUNT]] * scale + margin[MARGIN_CUT_COUNT + 2];

  for (int f = 0; f < FEATURE_COUNT; f++) {
    weight_table *t = &rules->weights[f];
    const double *x = w->x + w->offsets[f];
    *t = (weight_table){ .used = w->cut_count[f] > 0, .cut_count = w->cut_count[f] };
    if (!t->used) prior += x[0] * scale;
    for (uint32_t i = 0; i < t->cut_count; i++) t->cuts[i] = w->cuts[f][i];
    for (uint32_t i = 0; i <= t->cut_count && t->used; i++) t->weights[i] = to_thousandths(x[i] * scale);
  }
  rules->prior = to_thousandths(prior);
  write_margin(&rules->margin, margin);
}

static l2a_status allocate(fit_work *w, l2a_error *error)
{
  size_t n = w->set->pair_count ? w->set->pair_count : 1;

  w->pairs = calloc(n, sizeof *w->pairs);
  w->kept_pairs = calloc(n, sizeof *w->kept_pairs);
  w->target = calloc(n, sizeof *w->target);
  w->weight = calloc(n, sizeof *w->weight);
  w->levels = calloc(n, FEATURE_COUNT);
  w->evidence = calloc(n, sizeof *w->evidence);
  w->margin = calloc(n, sizeof *w->margin);
  if (w->pairs && w->kept_pairs && w->target && w->weight && w->levels && w->evidence && w->margin) return L2A_OK;
  return error_no_memory(error);
}

l2a_status weight_fit(match_rules *rules, const training_set *set, const weight_fit_options *options, weight_fit_report *report,
                      l2a_error *error)
{
  fit_work *w = calloc(1, sizeof *w);
  double margin[MARGIN_CUT_COUNT + 3] = { 0 };
  l2a_status status;

  *report = (weight_fit_report){ .pairs = 0 };
  if (!w) return error_no_memory(error);
  w->set = set;
  w->options = options;
  status = allocate(w, error);
  if (status == L2A_OK) collect_pairs(w);
  if (status == L2A_OK) status = check_classes(w, error);
  if (status == L2A_OK) status = cut_features(w, error);
  if (status == L2A_OK) status = fit_levels(w, report, error);
  if (status == L2A_OK) status = fit_margin(w, margin, report, error);
  if (status == L2A_OK) write_rules(rules, w, margin);
  free(w->pairs);
  free(w->kept_pairs);
  free(w->target);
  free(w->weight);
  free(w->levels);
  free(w->x);
  free(w->evidence);
  free(w->margin);
  free(w);
  return status;
}
