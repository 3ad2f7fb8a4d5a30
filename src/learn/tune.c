/* SPDX-License-Identifier: MIT */
#include "learn/tune.h"

#include <stdlib.h>

#include "learn/isotonic.h"

enum { POINTS_MIN = 8, POINTS_MAX = 64, ROWS_A_POINT = 50 };

/* One way of tuning, on held-back rows. */
typedef struct trial {
  training_best *best; /* by contact of the set */
  figure_row *rows;
  tune_figures figures;
} trial;

typedef struct tune_work {
  const training_set *set;
  const match_rules *base;
  const tune_options *options;
  tune_result *out;
  trial base_trial, kept, refitted; /* the rules as they are; their weights with a new calibration; all new */
  calibration_row *sorted;
} tune_work;

void tune_result_free(tune_result *r)
{
  free(r->fold_rules);
  free(r->rows);
  free(r->best);
  *r = (tune_result){ .folds = 0 };
}

/* ---- labels enough? ----------------------------------------------------------------------------------------------------------------- */

static l2a_status check_labels(tune_work *w, l2a_error *error)
{
  tune_result *r = w->out;
  size_t usable = 0, right = 0;

  r->pairs = w->set->pair_count;
  r->repeated = w->set->repeated;
  for (size_t i = 0; i < w->set->contact_count; i++) {
    const training_contact *c = &w->set->contacts[i];
    if (!c->labelled) continue;
    r->contacts++;
    r->with_account += c->has_account;
    r->without_account += !c->has_account;
    r->found += c->found;
    if (w->kept.best[i].pair == SIZE_MAX) continue;
    usable++;
    right += w->set->right[w->kept.best[i].pair] > 0;
  }
  if (usable < TUNE_CONTACT_MIN)
    return error_set(error, L2A_EINVAL, "%zu labelled contacts with a candidate are too few to learn from: at least %d are needed", usable,
                     TUNE_CONTACT_MIN);
  if (right < TUNE_CLASS_MIN || usable - right < TUNE_CLASS_MIN)
    return error_set(error, L2A_EINVAL,
                     "of %zu labelled contacts the best candidate is right for %zu and wrong for %zu: at least %d of each are needed, "
                     "contacts without account among them",
                     usable, right, usable - right, TUNE_CLASS_MIN);
  return L2A_OK;
}

/* ---- calibration -------------------------------------------------------------------------------------------------------------------- */

/* From the contacts that are not in fold; fold == folds: from all. */
static l2a_status calibrate(match_rules *rules, tune_work *w, const training_best *best, uint32_t fold, l2a_error *error)
{
  size_t count = 0, points;

  for (size_t i = 0; i < w->set->contact_count; i++) {
    const training_contact *c = &w->set->contacts[i];
    if (!c->labelled || best[i].pair == SIZE_MAX || training_fold(c, w->options->folds) == fold) continue;
    w->sorted[count++] = (calibration_row){ best[i].total, w->set->right[best[i].pair] ? 1.0f : 0.0f, (float)c->weight / 1000 };
  }
  calibration_rows_sort(w->sorted, count);
  if (!w->out->isotonic) return logistic_calibrate(rules->calibration, &rules->calibration_count, w->sorted, count, error);
  points = count / ROWS_A_POINT;
  points = points < POINTS_MIN ? POINTS_MIN : points > POINTS_MAX ? POINTS_MAX : points;
  return isotonic_calibrate(rules->calibration, &rules->calibration_count, w->sorted, count, (uint32_t)points, error);
}

static figure_row row_of(const training_set *set, const training_contact *c, const training_best *best, uint32_t probability)
{
  bool has = best->pair != SIZE_MAX;

  return (figure_row){ has ? probability : 0, best->total, has && set->right[best->pair], c->has_account, c->weight / 1000.0 };
}

/* Probabilities of held-back rows: each fold by the calibration of the others. */
static l2a_status finish_trial(tune_work *w, trial *t, l2a_error *error)
{
  match_rules *rules = calloc(1, sizeof *rules);
  l2a_status status = rules ? L2A_OK : error_no_memory(error);

  for (uint32_t fold = 0; fold < w->options->folds && status == L2A_OK; fold++) {
    status = calibrate(rules, w, t->best, fold, error);
    for (size_t i = 0; i < w->set->contact_count && status == L2A_OK; i++) {
      const training_contact *c = &w->set->contacts[i];
      if (!c->labelled || training_fold(c, w->options->folds) != fold) continue;
      t->rows[i] = row_of(w->set, c, &t->best[i], score_calibrate(rules, t->best[i].total));
    }
  }
  free(rules);
  return status;
}

/* ---- figures ------------------------------------------------------------------------------------------------------------------------ */

/* The rows of labelled contacts alone, at the front of a copy. */
static size_t labelled_rows(figure_row *out, const training_set *set, const figure_row *rows)
{
  size_t count = 0;

  for (size_t i = 0; i < set->contact_count; i++)
    if (set->contacts[i].labelled) out[count++] = rows[i];
  return count;
}

static l2a_status measure(tune_work *w, tune_figures *figures, const figure_row *rows, l2a_error *error)
{
  figure_row *copy = calloc(w->set->contact_count + 1, sizeof *copy);

  if (!copy) return error_no_memory(error);
  *figures = figures_of(copy, labelled_rows(copy, w->set, rows));
  free(copy);
  return L2A_OK;
}

static l2a_status choose_threshold(tune_work *w, const figure_row *rows, l2a_error *error)
{
  const tune_options *o = w->options;
  match_rules *rules = &w->out->rules;
  figure_row *copy = calloc(w->set->contact_count + 1, sizeof *copy);
  l2a_status status = L2A_OK;
  size_t count;

  if (!copy) return error_no_memory(error);
  count = labelled_rows(copy, w->set, rows);
  if (o->match_threshold) rules->match_threshold = o->match_threshold;
  if (o->precision) {
    status = figures_for_precision(&w->out->point_after, copy, count, o->precision, error);
    rules->match_threshold = w->out->point_after.threshold;
  }
  if (rules->review_threshold > rules->match_threshold) rules->review_threshold = rules->match_threshold;
  w->out->point_after = figures_at(copy, count, rules->match_threshold);
  free(copy);
  return status;
}

/* ---- weights ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status check_converged(tune_result *r, const weight_fit_report *fit, l2a_error *error)
{
  const lbfgs_report *both[] = { &fit->levels, &fit->margin };

  for (int i = 0; i < 2; i++) {
    if (both[i]->gradient_max > r->worst.gradient_max || r->worst.evaluations == 0) r->worst = *both[i];
    if (!both[i]->converged)
      return error_set(error, L2A_EINVAL, "the weights did not converge in %u steps: nothing is written", both[i]->iterations);
  }
  return L2A_OK;
}

static l2a_status refit(tune_work *w, match_rules *rules, uint32_t fold, weight_fit_report *report, l2a_error *error)
{
  weight_fit_options options = { fold, w->options->folds, w->options->level_limit, w->options->thread_count, NULL };
  l2a_status status;

  *rules = *w->base;
  status = weight_fit(rules, w->set, &options, report, error);
  return status == L2A_OK ? check_converged(w->out, report, error) : status;
}

static l2a_status try_weights(tune_work *w, l2a_error *error)
{
  weight_fit_report report;
  l2a_status status = L2A_OK;

  w->out->fold_rules = calloc(w->options->folds, sizeof *w->out->fold_rules);
  if (!w->out->fold_rules) return error_no_memory(error);
  w->out->fold_count = w->options->folds;
  for (uint32_t fold = 0; fold < w->options->folds && status == L2A_OK; fold++) {
    match_rules *rules = &w->out->fold_rules[fold];
    status = refit(w, rules, fold, &report, error);
    for (size_t i = 0; i < w->set->contact_count && status == L2A_OK; i++) {
      const training_contact *c = &w->set->contacts[i];
      if (c->labelled && training_fold(c, w->options->folds) == fold) w->refitted.best[i] = training_score(w->set, c, rules);
    }
  }
  if (status == L2A_OK) status = finish_trial(w, &w->refitted, error);
  return status == L2A_OK ? measure(w, &w->refitted.figures, w->refitted.rows, error) : status;
}

/* Weights of their own only where they are better than those there are. */
static bool refit_is_better(tune_work *w)
{
  double old = w->kept.figures.log_loss < w->base_trial.figures.log_loss ? w->kept.figures.log_loss : w->base_trial.figures.log_loss;
  bool better = w->refitted.figures.log_loss < old;

  w->out->tried = !better && w->options->weights != TUNE_WEIGHTS_REFIT;
  return !w->out->tried;
}

static l2a_status tune_weights_too(tune_work *w, l2a_error *error)
{
  const tune_options *o = w->options;
  l2a_status status;

  if (o->weights == TUNE_WEIGHTS_KEEP || (o->weights == TUNE_WEIGHTS_AUTO && w->out->contacts < TUNE_WEIGHTS_CONTACT_MIN)) return L2A_OK;
  status = try_weights(w, error);
  if (status != L2A_OK || !refit_is_better(w)) return status;
  w->out->refitted = true;
  return refit(w, &w->out->rules, o->folds, &w->out->fit, error);
}

/* ---- whole -------------------------------------------------------------------------------------------------------------------------- */

static l2a_status score_base(tune_work *w, l2a_error *error)
{
  figure_row *copy = calloc(w->set->contact_count + 1, sizeof *copy);
  size_t count;

  if (!copy) return error_no_memory(error);
  for (size_t i = 0; i < w->set->contact_count; i++) {
    const training_contact *c = &w->set->contacts[i];
    w->kept.best[i] = training_score(w->set, c, w->base);
    w->base_trial.best[i] = w->kept.best[i];
    w->base_trial.rows[i] = row_of(w->set, c, &w->kept.best[i], w->kept.best[i].probability);
    w->refitted.best[i] = (training_best){ SIZE_MAX, INT32_MIN, 0 };
  }
  count = labelled_rows(copy, w->set, w->base_trial.rows);
  w->out->before = w->base_trial.figures = figures_of(copy, count);
  w->out->point_before = figures_at(copy, count, w->base->match_threshold);
  free(copy);
  return L2A_OK;
}

static l2a_status allocate_trial(trial *t, size_t count, l2a_error *error)
{
  t->best = calloc(count + 1, sizeof *t->best);
  t->rows = calloc(count + 1, sizeof *t->rows);
  return t->best && t->rows ? L2A_OK : error_no_memory(error);
}

static l2a_status tune_all(tune_work *w, l2a_error *error)
{
  l2a_status status = score_base(w, error);
  trial *chosen;

  if (status == L2A_OK) status = check_labels(w, error);
  w->out->isotonic = w->out->contacts >= TUNE_ISOTONIC_CONTACT_MIN;
  if (status == L2A_OK) status = finish_trial(w, &w->kept, error);
  if (status == L2A_OK) status = measure(w, &w->kept.figures, w->kept.rows, error);
  if (status == L2A_OK) status = tune_weights_too(w, error);
  if (status != L2A_OK) return status;
  chosen = w->out->refitted ? &w->refitted : &w->kept;
  w->out->kept_all = !w->out->refitted && w->base_trial.figures.log_loss <= w->kept.figures.log_loss;
  if (w->out->kept_all) chosen = &w->base_trial;
  else status = calibrate(&w->out->rules, w, chosen->best, w->options->folds, error);
  w->out->after = chosen->figures;
  if (status == L2A_OK) status = choose_threshold(w, chosen->rows, error);
  w->out->rows = chosen->rows;
  w->out->best = chosen->best;
  chosen->rows = NULL;
  chosen->best = NULL;
  return status;
}

l2a_status tune_labelled(tune_result *out, const training_set *set, const match_rules *base, const tune_options *options, l2a_error *error)
{
  tune_work w = { .set = set, .base = base, .options = options, .out = out };
  l2a_status status;

  *out = (tune_result){ .rules = *base, .folds = options->folds, .from_labels = true };
  w.sorted = calloc(set->contact_count + 1, sizeof *w.sorted);
  status = w.sorted ? allocate_trial(&w.kept, set->contact_count, error) : error_no_memory(error);
  if (status == L2A_OK) status = allocate_trial(&w.refitted, set->contact_count, error);
  if (status == L2A_OK) status = allocate_trial(&w.base_trial, set->contact_count, error);
  if (status == L2A_OK) status = tune_all(&w, error);
  free(w.base_trial.best);
  free(w.base_trial.rows);
  free(w.kept.best);
  free(w.kept.rows);
  free(w.refitted.best);
  free(w.refitted.rows);
  free(w.sorted);
  if (status != L2A_OK) tune_result_free(out);
  return status;
}
