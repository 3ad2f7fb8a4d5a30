/* SPDX-License-Identifier: MIT */
#include "learn/tune_estimated.h"

#include <stdlib.h>

#include "learn/class_fit.h"
#include "learn/expectation.h"

enum { CALIBRATION_POINTS = 64, KINDS_MIN = 3 };

/* What the contacts must show: a share of matches that leaves both classes rows enough, and classes that hardly overlap. */
static const double share_min = 0.02, overlap_max = 0.35;

static l2a_status check_contacts(tune_result *out, const training_set *set, l2a_error *error)
{
  out->contacts = set->contact_count;
  for (size_t i = 0; i < set->contact_count; i++) out->with_candidate += set->contacts[i].pair_count > 0;
  if (out->with_candidate >= TUNE_ESTIMATED_CONTACT_MIN) return L2A_OK;
  return error_set(error, L2A_EINVAL, "%zu contacts with a candidate are too few for weights without labels: at least %d are needed",
                   out->with_candidate, TUNE_ESTIMATED_CONTACT_MIN);
}

static l2a_status check_classes(const tune_result *out, l2a_error *error)
{
  const em_report *r = &out->em;
  unsigned share = (unsigned)(out->share * 1000 + 0.5);

  if (!r->converged) return error_set(error, L2A_EINVAL, "the estimate did not converge in %u steps: nothing is written", r->iterations);
  if (out->share < share_min || out->share > 1 - share_min)
    return error_set(error, L2A_EINVAL,
                     "%u.%u %% of the contacts seem to have an account: without labels it takes some with and some without", share / 10,
                     share % 10);
  if (r->informative < KINDS_MIN)
    return error_set(error, L2A_EINVAL, "only %u kinds of evidence tell right from wrong candidates: without labels it takes %d",
                     r->informative, KINDS_MIN);
  if (r->overlap > overlap_max)
    return error_set(error, L2A_EINVAL, "right and wrong candidates cannot be told apart without labels: %u %% of them overlap",
                     (unsigned)(r->overlap * 100 + 0.5));
  return L2A_OK;
}

static l2a_status fit_weights(tune_result *out, const training_set *set, const float *probability, const tune_options *o, l2a_error *error)
{
  weight_fit_options options = { o->folds, o->folds, o->level_limit, o->thread_count, probability };
  l2a_status status = weight_fit(&out->rules, set, &options, &out->fit, error);

  if (status != L2A_OK) return status;
  out->worst = out->fit.levels;
  out->refitted = true;
  if (out->fit.levels.converged && out->fit.margin.converged) return L2A_OK;
  return error_set(error, L2A_EINVAL, "the weights did not converge in %u steps: nothing is written", out->fit.levels.iterations);
}

/* Totals of the best candidates by the new weights, against how probable they were estimated to be. */
static l2a_status calibrate(tune_result *out, calibration_row *rows, size_t *count, const training_set *set, const float *probability,
                            l2a_error *error)
{
  *count = 0;
  for (size_t i = 0; i < set->contact_count; i++) {
    training_best best = training_score(set, &set->contacts[i], &out->rules);
    if (best.pair != SIZE_MAX) rows[(*count)++] = (calibration_row){ best.total, probability[best.pair], 1 };
  }
  calibration_rows_sort(rows, *count);
  return isotonic_calibrate(out->rules.calibration, &out->rules.calibration_count, rows, *count, CALIBRATION_POINTS, error);
}

l2a_status tune_estimated(tune_result *out, const training_set *set, const match_rules *base, const tune_options *options, l2a_error *error)
{
  float *probability = calloc(set->pair_count + 1, sizeof *probability);
  calibration_row *rows = calloc(set->contact_count + 1, sizeof *rows);
  size_t count = 0;
  l2a_status status = probability && rows ? L2A_OK : error_no_memory(error);

  *out = (tune_result){ .rules = *base, .folds = options->folds, .pairs = set->pair_count, .repeated = set->repeated };
  if (status == L2A_OK) status = check_contacts(out, set, error);
  if (status == L2A_OK) status = class_fit(probability, &out->share, &out->em, set, error);
  if (status == L2A_OK) status = check_classes(out, error);
  if (status == L2A_OK) status = fit_weights(out, set, probability, options, error);
  if (status == L2A_OK) status = calibrate(out, rows, &count, set, probability, error);
  if (status == L2A_OK) status = expectation_choose(&out->expected, &out->rules, rows, count, options, error);
  free(probability);
  free(rows);
  return status;
}
