/* SPDX-License-Identifier: MIT */
#include "cli/tune_collect.h"

#include <stdlib.h>

typedef struct tune_finding {
  training_set labelled, open;
  level_histogram histogram;
  size_t overridden;
} tune_finding;

typedef struct tune_state {
  const tune_collect *collect;
  l2a_matcher *matcher;
} tune_state;

static void *finding_new(void)
{
  tune_finding *f = calloc(1, sizeof *f);

  if (!f) return NULL;
  training_set_init(&f->labelled);
  training_set_init(&f->open);
  level_histogram_init(&f->histogram);
  return f;
}

static void finding_free(void *finding)
{
  tune_finding *f = finding;

  if (!f) return;
  training_set_free(&f->labelled);
  training_set_free(&f->open);
  level_histogram_free(&f->histogram);
  free(f);
}

static void finding_clear(void *finding)
{
  tune_finding *f = finding;

  training_set_clear(&f->labelled);
  training_set_clear(&f->open);
  level_histogram_clear(&f->histogram);
  f->overridden = 0;
}

static void *state_new(void *payload, l2a_error *error)
{
  const tune_collect *c = payload;
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;
  tune_state *s = calloc(1, sizeof *s);

  options.memo_bytes = 0;
  if (!s) return NULL;
  s->collect = c;
  if (l2a_matcher_new(&s->matcher, c->rules, c->index, &options, error) == L2A_OK) return s;
  free(s);
  return NULL;
}

static void state_free(void *state)
{
  tune_state *s = state;

  if (!s) return;
  l2a_matcher_free(s->matcher);
  free(s);
}

static bool is_wanted(const tune_collect *c, const l2a_contact *contact, const label *known)
{
  bool unlabelled = !known && (c->pool || c->histogram || c->sample);

  if (known && known->unknown) return false;
  return (known || unlabelled) && (contact->id.size || c->histogram) && matcher_contact_is_valid(contact);
}

static l2a_status keep(const tune_state *s, tune_finding *f, const l2a_contact *contact, const label *known, l2a_error *error)
{
  const tune_collect *c = s->collect;
  l2a_status status = L2A_OK;

  if (known) return training_set_add(&f->labelled, s->matcher, contact, known, error);
  if (c->histogram) status = level_histogram_add(&f->histogram, s->matcher, error);
  if (status == L2A_OK && ((c->pool && s->matcher->count) || c->sample) && contact->id.size)
    status = training_set_add(&f->open, s->matcher, contact, NULL, error);
  return status;
}

static l2a_status look(void *state, void *finding, const l2a_contact *contact, l2a_error *error)
{
  tune_state *s = state;
  tune_finding *f = finding;
  const label *known = s->collect->labels && contact->id.size ? label_set_find(s->collect->labels, contact->id) : NULL;
  answer a;
  l2a_status status;

  if (!is_wanted(s->collect, contact, known)) return L2A_OK;
  status = matcher_run(&a, s->matcher, contact, INDEX_NONE, error);
  if (status != L2A_OK) return status;
  if (a.reason != L2A_REASON_OVERRIDE && a.reason != L2A_REASON_NEVER && a.reason != L2A_REASON_BYPASSED)
    return keep(s, f, contact, known, error);
  f->overridden += known != NULL;
  return L2A_OK;
}

static l2a_status collect(void *payload, const void *finding, l2a_error *error)
{
  tune_collect *c = payload;
  const tune_finding *f = finding;
  l2a_status status = L2A_OK;

  c->overridden += f->overridden;
  if (c->set) status = training_set_append(c->set, &f->labelled, error);
  if (status == L2A_OK && c->sample) status = contact_sample_append(c->sample, &f->open, error);
  if (status == L2A_OK && c->pool) status = suggestion_pool_append(c->pool, &f->open, error);
  if (status == L2A_OK && c->histogram) status = level_histogram_append(c->histogram, &f->histogram, error);
  return status;
}

l2a_status tune_collect_run(tune_collect *c, l2a_error *error)
{
  l2a_status status;

  c->scan.payload = c;
  c->scan.state_new = state_new;
  c->scan.state_free = state_free;
  c->scan.finding_new = finding_new;
  c->scan.finding_free = finding_free;
  c->scan.finding_clear = finding_clear;
  c->scan.look = look;
  c->scan.collect = collect;
  c->scan.title = "tune";
  status = contact_scan_run(&c->scan, error);
  if (status == L2A_OK && c->set) training_set_prepare(c->set);
  if (status == L2A_OK && c->sample) training_set_prepare(&c->sample->set);
  return status;
}
