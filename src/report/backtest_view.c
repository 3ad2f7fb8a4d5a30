/* SPDX-License-Identifier: MIT */
#include "report/backtest_view.h"

#include <stdio.h>

#include "base/civil.h"
#include "report/backtest_score.h"
#include "report/figure.h"

enum { WEEK_SECONDS = 7 * DAY_SECONDS, READER_ROWS = 20, TIER_LIMIT = 5, CHOICE_LIMIT = 400000 };

static const sheet_column basis_columns[] = {
  { "part", "part", FORM_TEXT, false },
  { "since", "from", FORM_INSTANT, false },
  { "until", "to", FORM_INSTANT, false },
  { "opportunities", "opportunities begun", FORM_COUNT, false },
  { "base_rate", "accounts with one within the horizon anyway", FORM_SHARE, false },
};
static const sheet_column sweep_columns[] = {
  { "minutes", "minutes", FORM_DECIMAL, false },   { "people", "people", FORM_COUNT, false },
  { "window_days", "window", FORM_COUNT, false },  { "mqas", "MQAs", FORM_COUNT, false },
  { "per_week", "a week", FORM_DECIMAL, false },   { "busy_week", "busy week", FORM_COUNT, false },
  { "precision", "precision", FORM_SHARE, false }, { "precision_low", "from", FORM_SHARE, false },
  { "precision_high", "to", FORM_SHARE, false },   { "recall", "recall", FORM_SHARE, false },
  { "recall_low", "from", FORM_SHARE, false },     { "recall_high", "to", FORM_SHARE, false },
  { "lift", "lift", FORM_DECIMAL, false },         { "lead_days", "lead days", FORM_DECIMAL, false },
  { "flapping", "flapping", FORM_SHARE, false },   { "is_current", "", FORM_TEXT, false },
};
static const sheet_column best_columns[] = {
  { "definition", "definition", FORM_TEXT, false }, { "part", "measured on", FORM_TEXT, false },
  { "minutes", "minutes", FORM_DECIMAL, false },    { "people", "people", FORM_COUNT, false },
  { "window_days", "window", FORM_COUNT, false },   { "mqas", "MQAs", FORM_COUNT, false },
  { "per_week", "a week", FORM_DECIMAL, false },    { "precision", "precision", FORM_SHARE, false },
  { "precision_low", "from", FORM_SHARE, false },   { "precision_high", "to", FORM_SHARE, false },
  { "recall", "recall", FORM_SHARE, false },        { "recall_low", "from", FORM_SHARE, false },
  { "recall_high", "to", FORM_SHARE, false },       { "lift", "lift", FORM_DECIMAL, false },
};
static const sheet_column tier_columns[] = {
  { "tier", "tier", FORM_TEXT, false },           { "part", "measured on", FORM_TEXT, false },
  { "minutes", "minutes", FORM_DECIMAL, false },  { "people", "people", FORM_COUNT, false },
  { "window_days", "window", FORM_COUNT, false }, { "mqas", "MQAs", FORM_COUNT, false },
  { "per_week", "a week", FORM_DECIMAL, false },  { "precision", "precision", FORM_SHARE, false },
  { "precision_low", "from", FORM_SHARE, false }, { "precision_high", "to", FORM_SHARE, false },
  { "recall", "recall", FORM_SHARE, false },
};

typedef struct view_run {
  sheet_set *out;
  const mqa *m;
  const backtest_options *o;
  mqa_variant own; /* what the definitions say, where it is known */
  score_frame frame;
  view_period whole, first, rest;
  score *whole_scores, *first_scores; /* by variant */
  uint32_t *order;                    /* variants, the best first */
  uint32_t *tier_of;
  bytes tiers[TIER_LIMIT + 1];
  uint32_t tier_count;
  bool failed;
} view_run;

/* ---- scores -------------------------------------------------------------------------------------------------------------------------- */

static score score_of(view_run *v, size_t variant, view_period part, const uint32_t *tier_of, uint32_t tier)
{
  score_frame f = v->frame;
  score s;

  f.part = part;
  f.tier_of = tier_of;
  f.tier = tier;
  s = score_variant(&f, variant);
  v->failed |= s.failed;
  return s;
}

static base_rate base_of(const view_run *v, view_period part)
{
  score_frame f = v->frame;

  f.part = part;
  return score_base(&f);
}

static bool fits(const view_run *v, uint64_t entries, view_period part)
{
  return !v->o->capacity ||
         (unsigned __int128)entries * WEEK_SECONDS <= (unsigned __int128)v->o->capacity * (uint64_t)(part.until - part.since);
}

/* More of the opportunities within the capacity; then fewer entries; then the order in which they were given. */
static int compare_scores(const view_run *v, const score *a, const score *b, view_period part)
{
  bool a_fits = fits(v, a->entries, part);
  bool b_fits = fits(v, b->entries, part);

  if (a_fits != b_fits) return a_fits ? -1 : 1;
  if (!a_fits && a->entries != b->entries) return a->entries < b->entries ? -1 : 1;
  if (a->found != b->found) return a->found > b->found ? -1 : 1;
  if (a->entries != b->entries) return a->entries < b->entries ? -1 : 1;
  return 0;
}

static int compare_variants(const void *left, const void *right, void *payload)
{
  const view_run *v = payload;
  uint32_t a = *(const uint32_t *)left;
  uint32_t b = *(const uint32_t *)right;
  int order = compare_scores(v, &v->whole_scores[a], &v->whole_scores[b], v->whole);

  return order ? order : (a > b) - (a < b);
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */

static mqa_variant numbers_of(const view_run *v, size_t variant)
{
  mqa_variant n = v->o->variants[variant];

  if (!n.minutes) n.minutes = v->own.minutes;
  if (!n.people) n.people = v->own.people;
  if (!n.window) n.window = v->own.window;
  return n;
}

static void number_cells(view_run *v, size_t variant)
{
  mqa_variant n = numbers_of(v, variant);

  if (n.minutes) sheet_number(v->out, n.minutes);
  else sheet_empty(v->out);
  if (n.people) sheet_number(v->out, n.people);
  else sheet_empty(v->out);
  sheet_number(v->out, n.window);
}

static void volume_cells(view_run *v, const score *s, view_period part)
{
  sheet_number(v->out, (int64_t)s->entries);
  sheet_number(v->out, (int64_t)((unsigned __int128)s->entries * 1000 * WEEK_SECONDS / (uint64_t)(part.until - part.since)));
}

static void share_cells(view_run *v, uint64_t of, uint64_t total)
{
  sheet_share(v->out, of, total);
  sheet_interval(v->out, of, total);
}

/* Precision against how often it happens anyway, in thousandths. */
static void lift_cell(view_run *v, const score *s, base_rate base)
{
  if (s->entries && base.hits)
    sheet_number(v->out, (int64_t)((unsigned __int128)s->hits * base.total * 1000 / ((unsigned __int128)s->entries * base.hits)));
  else sheet_empty(v->out);
}

static void write_basis(view_run *v)
{
  const struct {
    const char *name;
    view_period part;
  } parts[] = { { "all", v->whole }, { "chosen on", v->first }, { "held back", v->rest } };

  SHEET_BEGIN(v->out, "basis", "What is measured on", "an MQA counts where the horizon behind it has passed", basis_columns);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    base_rate base = base_of(v, parts[i].part);
    score s = score_of(v, 0, parts[i].part, NULL, 0);

    sheet_text(v->out, bytes_of(parts[i].name));
    sheet_instant(v->out, parts[i].part.since);
    sheet_instant(v->out, parts[i].part.until);
    sheet_number(v->out, (int64_t)s.targets);
    sheet_share(v->out, base.hits, base.total);
  }
}

/* The variant that is what the definitions say: one of the swept ones when it has their numbers (and gives the same), else the first. */
static uint32_t variant_now(const view_run *v)
{
  const score *now = &v->whole_scores[0];
  mqa_variant own = numbers_of(v, 0);

  for (uint32_t i = 1; i < v->o->variant_count; i++) {
    const score *s = &v->whole_scores[i];
    mqa_variant n = numbers_of(v, i);

    if (n.minutes != own.minutes || n.people != own.people || n.window != own.window) continue;
    if (s->entries == now->entries && s->hits == now->hits && s->found == now->found) return i;
  }
  return 0;
}

static const char *note_of(bool is_now, bool keeps)
{
  if (is_now) return keeps ? "now" : "now, too many";
  return keeps ? "" : "too many";
}

static void write_sweep(view_run *v)
{
  base_rate base = base_of(v, v->whole);
  uint32_t now = variant_now(v);

  SHEET_BEGIN(v->out, "sweep", "Thresholds, the most opportunities found within the capacity first",
              "with many rows the first ones look better than they are: see what was held back", sweep_columns)
    ->row_limit = READER_ROWS;
  for (size_t i = 0; i < v->o->variant_count; i++) {
    const score *s = &v->whole_scores[v->order[i]];

    if (now && v->order[i] == 0) continue; /* it would be there twice */
    number_cells(v, v->order[i]);
    volume_cells(v, s, v->whole);
    sheet_number(v->out, (int64_t)s->busy_week);
    share_cells(v, s->hits, s->entries);
    share_cells(v, s->found, s->targets);
    lift_cell(v, s, base);
    if (s->found) sheet_number(v->out, s->lead * 1000 / DAY_SECONDS);
    else sheet_empty(v->out);
    sheet_share(v->out, s->flaps, s->entries);
    sheet_text(v->out, bytes_of(note_of(v->order[i] == now, fits(v, s->entries, v->whole))));
  }
}

static void best_row(view_run *v, const char *name, const char *part_name, size_t variant, view_period part)
{
  score s = score_of(v, variant, part, NULL, 0);

  sheet_text(v->out, bytes_of(name));
  sheet_text(v->out, bytes_of(part_name));
  number_cells(v, variant);
  volume_cells(v, &s, part);
  share_cells(v, s.hits, s.entries);
  share_cells(v, s.found, s.targets);
  lift_cell(v, &s, base_of(v, part));
}

static void write_best(view_run *v)
{
  size_t best = 0;

  for (size_t i = 1; i < v->o->variant_count; i++)
    if (compare_scores(v, &v->first_scores[i], &v->first_scores[best], v->first) < 0) best = i;
  SHEET_BEGIN(v->out, "best", "The best definition, and the one of now",
              fits(v, v->first_scores[best].entries, v->first)
                ? "what was held back had no part in the choice: expect that"
                : "no definition keeps to the capacity: the best is the one with the fewest MQAs",
              best_columns);
  best_row(v, "best", "chosen on", best, v->first);
  best_row(v, "best", "held back", best, v->rest);
  best_row(v, "now", "chosen on", 0, v->first);
  best_row(v, "now", "held back", 0, v->rest);
}

/* ---- tiers --------------------------------------------------------------------------------------------------------------------------- */

/* The tiers by name; those beyond the limit are one. */
static void find_tiers(view_run *v)
{
  group_list l = { NULL, 0, 0 };

  v->tier_of = malloc((v->frame.account_count + 1) * sizeof *v->tier_of);
  if (!v->tier_of) v->failed = true;
  for (size_t a = 0; a < v->frame.account_count && !v->failed; a++)
    v->failed = !VECTOR_ADD(&l, ((group_entry){ v->frame.accounts[a].tier, a }));
  group_list_sort(&l);
  for (size_t i = 0; i < l.count && !v->failed; i = group_end(&l, i)) {
    uint32_t tier = v->tier_count < TIER_LIMIT ? v->tier_count++ : TIER_LIMIT;

    v->tiers[tier] = tier == TIER_LIMIT ? BYTES("others") : l.data[i].name.size ? l.data[i].name : BYTES("(none)");
    for (size_t k = i; k < group_end(&l, i); k++) v->tier_of[l.data[k].member] = tier;
  }
  if (v->tiers[TIER_LIMIT].size) v->tier_count = TIER_LIMIT + 1;
  free(l.data);
}

/* Variants that differ in their minutes alone: the same people and window as the one at `like`. */
static size_t variants_like(const view_run *v, size_t like, uint32_t *out)
{
  mqa_variant wanted = numbers_of(v, like);
  size_t count = 0;

  for (size_t i = 1; i < v->o->variant_count; i++) {
    mqa_variant n = numbers_of(v, i);
    if (n.people == wanted.people && n.window == wanted.window) out[count++] = (uint32_t)i;
  }
  return count;
}

typedef struct tier_choice {
  uint32_t variants[TIER_LIMIT + 1];
  score sum;
  bool found;
} tier_choice;

/* Every way to give each tier one of the variants. scores: by tier, then place in `of`. */
static void try_all(const view_run *v, const uint32_t *of, size_t count, const score *scores, tier_choice *best)
{
  uint32_t places[TIER_LIMIT + 1] = { 0 };

  for (uint32_t at = 0; at < v->tier_count;) {
    score sum = { .entries = 0 };

    for (uint32_t t = 0; t < v->tier_count; t++) {
      sum.entries += scores[t * count + places[t]].entries;
      sum.found += scores[t * count + places[t]].found;
    }
    if (!best->found || compare_scores(v, &sum, &best->sum, v->first) < 0) {
      best->found = true;
      best->sum = sum;
      for (uint32_t t = 0; t < v->tier_count; t++) best->variants[t] = of[places[t]];
    }
    for (at = 0; at < v->tier_count && ++places[at] == count; at++) places[at] = 0;
  }
}

static bool too_many(const view_run *v, size_t count)
{
  size_t ways = 1;

  for (uint32_t t = 0; t < v->tier_count && ways <= CHOICE_LIMIT; t++) ways *= count;
  return ways > CHOICE_LIMIT;
}

static void choose_tiers(view_run *v, tier_choice *best)
{
  uint32_t of[BACKTEST_VARIANT_LIMIT];

  for (size_t like = 1; like < v->o->variant_count && !v->failed; like++) {
    size_t count = variants_like(v, like, of);
    score *scores;

    if (of[0] != like || too_many(v, count)) continue;
    scores = calloc(count * v->tier_count, sizeof *scores);
    if (!scores) v->failed = true;
    for (uint32_t t = 0; scores && t < v->tier_count; t++)
      for (size_t i = 0; i < count; i++) scores[t * count + i] = score_of(v, of[i], v->first, v->tier_of, t);
    if (scores) try_all(v, of, count, scores, best);
    free(scores);
  }
}

static void tier_row(view_run *v, const tier_choice *c, uint32_t tier, const char *part_name, view_period part)
{
  score s = score_of(v, c->variants[tier], part, v->tier_of, tier);

  sheet_text(v->out, v->tiers[tier]);
  sheet_text(v->out, bytes_of(part_name));
  number_cells(v, c->variants[tier]);
  volume_cells(v, &s, part);
  share_cells(v, s.hits, s.entries);
  sheet_share(v->out, s.found, s.targets);
}

static void write_tiers(view_run *v)
{
  tier_choice best = { .found = false };

  SHEET_BEGIN(v->out, "tiers", "The best minutes for each tier, under one capacity", NULL, tier_columns);
  find_tiers(v);
  if (v->failed || v->tier_count < 2) return;
  choose_tiers(v, &best);
  for (uint32_t t = 0; best.found && t < v->tier_count; t++) {
    tier_row(v, &best, t, "chosen on", v->first);
    tier_row(v, &best, t, "held back", v->rest);
  }
}

/* ---- all ----------------------------------------------------------------------------------------------------------------------------- */

static int64_t find_minutes(const condition *c, condition_kind kind)
{
  int64_t found = 0;

  if (!c) return 0;
  if (c->kind == kind) return kind == CONDITION_PEOPLE ? (int64_t)c->count : c->minutes;
  for (const condition *child = c->first; child && !found; child = child->next) found = find_minutes(child, kind);
  return found;
}

static void find_own(view_run *v)
{
  const mqa_rules *def = &mqa_get_rules(v->m)->mqa;

  v->own.window = def->window;
  for (uint32_t n = 0; n < def->stage_count && !v->own.minutes && !v->own.people; n++) {
    if (!def->stages[n].mqa) continue;
    v->own.minutes = find_minutes(def->stages[n].when, CONDITION_MINUTES);
    v->own.people = (uint32_t)find_minutes(def->stages[n].when, CONDITION_PEOPLE);
  }
}

static l2a_status find_parts(view_run *v, l2a_error *error)
{
  int64_t begin = v->o->since;
  int64_t end = mqa_as_of(v->m) - v->o->horizon;

  if (begin == INSTANT_NONE) {
    begin = INT64_MAX;
    for (size_t a = 0; a < v->frame.account_count; a++)
      if (v->frame.accounts[a].has_events && v->frame.accounts[a].first_event < begin) begin = v->frame.accounts[a].first_event;
    if (begin != INT64_MAX) begin += (int64_t)v->own.window * DAY_SECONDS;
  }
  if (begin >= end - 3 * WEEK_SECONDS)
    return error_set(
      error, L2A_EINVAL,
      "too little time: less than three weeks lie between the beginning (one window behind the first row, or --since) and one "
      "horizon before --as-of; a shorter --horizon or an earlier --since may help");
  v->whole = (view_period){ begin, end };
  v->first = (view_period){ begin, begin + (end - begin) * 2 / 3 };
  v->rest = (view_period){ v->first.until, end };
  return L2A_OK;
}

static void write_heading(view_run *v)
{
  buffer *out = &v->out->heading;

  buffer_append_text(out, "Backtest, MQAs of ");
  view_append_period(out, v->m, &v->whole);
  buffer_printf(out, ", opportunities within %d days", (int)(v->o->horizon / DAY_SECONDS));
  if (v->o->capacity) buffer_printf(out, ", at most %u MQAs a week", (unsigned)v->o->capacity);
}

static void write_all(view_run *v)
{
  for (size_t i = 0; i < v->o->variant_count && !v->failed; i++) {
    v->whole_scores[i] = score_of(v, i, v->whole, NULL, 0);
    v->first_scores[i] = score_of(v, i, v->first, NULL, 0);
    v->order[i] = (uint32_t)i;
  }
  if (v->failed) return;
  qsort_r(v->order, v->o->variant_count, sizeof *v->order, compare_variants, v);
  write_heading(v);
  write_basis(v);
  write_sweep(v);
  write_best(v);
  write_tiers(v);
}

l2a_status backtest_view(sheet_set *out, const mqa *m, const backtest_options *options, l2a_error *error)
{
  view_run v = { .out = out, .m = m, .o = options };
  l2a_status status;

  v.frame = (score_frame){ .m = m, .horizon = options->horizon };
  v.frame.accounts = mqa_accounts(m, &v.frame.account_count);
  find_own(&v);
  status = find_parts(&v, error);
  if (status != L2A_OK) return status;
  v.whole_scores = calloc(options->variant_count + 1, sizeof *v.whole_scores);
  v.first_scores = calloc(options->variant_count + 1, sizeof *v.first_scores);
  v.order = calloc(options->variant_count + 1, sizeof *v.order);
  v.failed = !v.whole_scores || !v.first_scores || !v.order;
  if (!v.failed) write_all(&v);
  free(v.whole_scores);
  free(v.first_scores);
  free(v.order);
  free(v.tier_of);
  return v.failed || out->failed || out->heading.failed ? error_no_memory(error) : L2A_OK;
}
