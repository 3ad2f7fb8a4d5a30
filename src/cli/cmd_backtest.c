/* SPDX-License-Identifier: MIT */
/* l2a backtest: would other thresholds have foretold the later opportunities better? */
#include <stdlib.h>

#include "base/civil.h"
#include "cli/view_job.h"
#include "report/backtest_view.h"

enum { SWEEP_LIMIT = 32, HORIZON_DAYS = 90, MINUTES_LIMIT = 1000000, PEOPLE_LIMIT = 1000 };

static const option_spec sweep_options[] = {
  { "minutes", 0, OPTION_TEXT, "LIST", OPTION_AT(minutes), NULL, 0, 0,
    "thresholds of minutes to try, such as 50,75,100; without it 40 to 200 % of what the definitions say" },
  { "people", 0, OPTION_TEXT, "LIST", OPTION_AT(people), NULL, 0, 0, "numbers of people to try; without it 1,2,3" },
  { "window", 0, OPTION_TEXT, "LIST", OPTION_AT(window), NULL, 0, 0,
    "windows to try, in days, such as 30,60,90; without it half, once and twice that of the definitions" },
  { "horizon", 0, OPTION_NUMBER, "DAYS", OPTION_AT(horizon), NULL, 7, 730,
    "how soon behind an MQA an opportunity must begin; 90 without it" },
  { "capacity", 0, OPTION_NUMBER, "N", OPTION_AT(capacity), NULL, 1, 1000000, "MQAs that sales can follow up in a week" },
};

typedef struct number_choice {
  uint32_t values[SWEEP_LIMIT];
  size_t count;
} number_choice;

typedef struct backtest_job {
  const cli_options *options;
  mqa_variant variants[BACKTEST_VARIANT_LIMIT];
  size_t count;
} backtest_job;

static l2a_status read_list(number_choice *out, const char *option, const char *text, uint32_t limit, l2a_error *error)
{
  bytes rest = bytes_of(text);

  out->count = 0;
  while (rest.data) {
    bytes item = bytes_trim(bytes_split(&rest, ','));
    uint64_t value = 0;

    for (size_t i = 0; i < item.size; i++)
      value = item.data[i] >= '0' && item.data[i] <= '9' && value <= limit ? value * 10 + (uint64_t)(item.data[i] - '0') : UINT32_MAX;
    if (!item.size || value < 1 || value > limit || out->count == SWEEP_LIMIT)
      return error_set(error, L2A_EINVAL, "--%s %s: expected up to %d whole numbers from 1 to %u, such as 50,75,100", option, text,
                       SWEEP_LIMIT, (unsigned)limit);
    out->values[out->count++] = (uint32_t)value;
  }
  return L2A_OK;
}

static const condition *find_condition(const condition *c, condition_kind kind)
{
  const condition *found = NULL;

  if (!c || c->kind == kind) return c;
  for (const condition *child = c->first; child && !found; child = child->next) found = find_condition(child, kind);
  return found;
}

static const condition *of_mqa_stages(const mqa_rules *def, condition_kind kind)
{
  const condition *found = NULL;

  for (uint32_t n = 0; n < def->stage_count && !found; n++)
    if (def->stages[n].mqa) found = find_condition(def->stages[n].when, kind);
  return found;
}

/* Without an option: around what the definitions say; nothing to vary where they do not ask for it. */
static void default_minutes(number_choice *out, const mqa_rules *def)
{
  static const uint32_t percents[] = { 40, 60, 80, 100, 125, 150, 200 };
  const condition *c = of_mqa_stages(def, CONDITION_MINUTES);

  *out = (number_choice){ .count = 1 };
  if (!c || c->minutes < 10000) return;
  out->count = 0;
  for (size_t i = 0; i < sizeof percents / sizeof *percents; i++)
    out->values[out->count++] = (uint32_t)(c->minutes / 1000 * percents[i] / 100);
}

static void default_people(number_choice *out, const mqa_rules *def)
{
  *out = (number_choice){ .values = { 1, 2, 3 }, .count = 3 };
  if (!of_mqa_stages(def, CONDITION_PEOPLE)) *out = (number_choice){ .count = 1 };
}

static void default_windows(number_choice *out, const mqa_rules *def)
{
  *out = (number_choice){ .values = { def->window / 2, def->window, def->window * 2 }, .count = 3 };
  if (def->window < 2 || def->window * 2 > MQA_DAYS_LIMIT) *out = (number_choice){ .values = { def->window }, .count = 1 };
}

static l2a_status make_variants(mqa_job *job, void *payload, l2a_error *error)
{
  backtest_job *b = payload;
  const cli_options *o = b->options;
  const mqa_rules *def = &job->engine.rules->mqa;
  number_choice minutes, people, windows;
  l2a_status status = L2A_OK;

  default_minutes(&minutes, def);
  default_people(&people, def);
  default_windows(&windows, def);
  if (o->minutes) status = read_list(&minutes, "minutes", o->minutes, MINUTES_LIMIT, error);
  if (status == L2A_OK && o->people) status = read_list(&people, "people", o->people, PEOPLE_LIMIT, error);
  if (status == L2A_OK && o->window) status = read_list(&windows, "window", o->window, MQA_DAYS_LIMIT, error);
  if (status != L2A_OK) return status;
  if (minutes.count * people.count * windows.count + 1 > BACKTEST_VARIANT_LIMIT)
    return error_set(error, L2A_EINVAL, "%zu definitions to try; at most %d: give shorter lists",
                     minutes.count * people.count * windows.count, BACKTEST_VARIANT_LIMIT - 1);
  b->variants[b->count++] = (mqa_variant){ 0, 0, 0 };
  for (size_t w = 0; w < windows.count; w++)
    for (size_t p = 0; p < people.count; p++)
      for (size_t i = 0; i < minutes.count; i++)
        b->variants[b->count++] = (mqa_variant){ (int64_t)minutes.values[i] * 1000, people.values[p], windows.values[w] };
  return mqa_set_variants(job->m, b->variants, b->count, error);
}

static l2a_status make_sheets(sheet_set *out, mqa_job *job, void *payload, l2a_error *error)
{
  const backtest_job *b = payload;
  const cli_options *o = b->options;
  backtest_options options = { .variants = b->variants,
                               .variant_count = b->count,
                               .since = job->since,
                               .horizon = (int64_t)(o->horizon ? o->horizon : HORIZON_DAYS) * DAY_SECONDS,
                               .capacity = o->capacity };

  return backtest_view(out, job->m, &options, error);
}

static exit_code run_backtest(const command *c, const cli_options *options)
{
  backtest_job *b = calloc(1, sizeof *b);
  view_job view = { .before = make_variants, .make = make_sheets, .main_sheet = "sweep", .payload = b };
  exit_code code = EXIT_FAILED;

  if (b) {
    b->options = options;
    code = view_job_run(&view, c, options);
  }
  free(b);
  return code;
}

const command command_backtest = {
  .name = "backtest",
  .summary = "would other thresholds have foretold the later opportunities better",
  .operands = "",
  .description =
    "Runs the definitions with other thresholds over the same rows, each as l2a mqa would have done it on every day: an account's stage depends "
    "only on rows up to that instant. Every `minutes` and every number of `people` in the conditions of the MQA stages is replaced (those of "
    "`stay` in proportion), and the window. What cannot be replayed are today's contacts, matches and columns of the accounts, and what sales "
    "did because an account was qualified then.\n"
    "\n"
    "An MQA is right when its account gets an opportunity within the horizon; MQAs whose horizon is not over at --as-of are not judged. "
    "Opportunities created while the account had an open one do not count. The period begins one window behind the first row, or at --since.\n"
    "\n"
    "Tables: basis: the period, and how often any account without an open opportunity gets one within the horizon, week by week. sweep: MQAs, "
    "their number a week and in a busy one (90th percentile); precision: the part that was right; recall: the part of the opportunities that "
    "had an MQA within the horizon before; both with their 95 % interval (Wilson); lift: precision against the basis; lead days: from the "
    "first such MQA to the opportunity, median; flapping: the part of the MQAs that came less than 30 days after the account had fallen out. "
    "best: chosen on the first two thirds of the period (the most opportunities found with at most --capacity MQAs a week), and what it did on "
    "the last third, which had no part in the choice. tiers: the same with minutes of their own for each tier, under one capacity; five tiers "
    "and the rest.",
  .exit_codes = "0 done, 2 failed.",
  .operand_max = 0,
  .groups = { OPTION_GROUP("Sweep", sweep_options), MQA_INPUT_GROUPS, OPTION_GROUP("Output", view_output_options), MQA_RUN_GROUPS },
  .examples = {
    { "l2a backtest --accounts accounts.csv --matches matches.csv --activities activities.csv --opportunities opportunities.csv --as-of "
      "2026-11-01 --capacity 10",
      "The best thresholds for ten MQAs a week:" },
  },
  .run = run_backtest,
};
