/* SPDX-License-Identifier: MIT */
#include "report/funnel_view.h"

#include "base/civil.h"

enum { YEAR_DAYS = 365 /* a way through the funnel takes longer than a window */ };

static const sheet_column funnel_columns[] = {
  { "step", "step", FORM_TEXT, false },
  { "accounts", "accounts", FORM_COUNT, false },
  { "conversion", "of the step before", FORM_SHARE, false },
  { "conversion_low", "from", FORM_SHARE, false },
  { "conversion_high", "to", FORM_SHARE, false },
  { "days_median", "median days", FORM_DECIMAL, false },
};
static const sheet_column stage_columns[] = {
  { "stage", "stage", FORM_TEXT, false },
  { "accounts", "accounts now", FORM_COUNT, false },
  { "entries", "came", FORM_COUNT, false },
  { "exits", "left", FORM_COUNT, false },
  { "days_median", "median days in it", FORM_DECIMAL, false },
  { "days_p90", "90 % left within", FORM_DECIMAL, false },
};
static const sheet_column conversion_columns[] = {
  { "from_stage", "from", FORM_TEXT, false },
  { "to_stage", "to", FORM_TEXT, false },
  { "stays", "stays", FORM_COUNT, false },
  { "moved", "moved", FORM_COUNT, false },
  { "conversion", "conversion", FORM_SHARE, false },
  { "conversion_low", "from", FORM_SHARE, false },
  { "conversion_high", "to", FORM_SHARE, false },
  { "days_median", "median days", FORM_DECIMAL, false },
  { "days_p90", "90 % within", FORM_DECIMAL, false },
};
static const sheet_column cohort_columns[] = {
  { "month", "qualified in", FORM_TEXT, false },
  { "accounts", "accounts", FORM_COUNT, false },
  { "with_opportunity", "got an opportunity", FORM_COUNT, false },
  { "conversion", "conversion", FORM_SHARE, false },
  { "days_median", "median days", FORM_DECIMAL, false },
  { "opportunities", "opportunities", FORM_COUNT, false },
  { "pipeline", "pipeline", FORM_MONEY, false },
  { "won", "won", FORM_COUNT, false },
  { "won_value", "value won", FORM_MONEY, false },
};
static const sheet_column pipeline_columns[] = {
  { "group", "opportunities created in the period", FORM_TEXT, false },
  { "opportunities", "number", FORM_COUNT, false },
  { "share", "share", FORM_SHARE, false },
  { "share_low", "from", FORM_SHARE, false },
  { "share_high", "to", FORM_SHARE, false },
  { "value", "value", FORM_MONEY, false },
  { "value_share", "share of value", FORM_SHARE, false },
  { "won", "won", FORM_COUNT, false },
  { "won_value", "value won", FORM_MONEY, false },
};

typedef struct view_run {
  sheet_set *out;
  const mqa *m;
  const mqa_rules *def;
  view_period period;
  const mqa_account_row *accounts;
  const mqa_history_row *history;
  size_t account_count, history_count;
  bool failed;
} view_run;

static void days_cell(sheet_set *out, const number_list *seconds, unsigned percent)
{
  if (seconds->count) sheet_number(out, number_list_rank(seconds, percent) * 1000 / DAY_SECONDS);
  else sheet_empty(out);
}

/* The first time that an account was qualified, by account; sla rows are sorted by account and time. */
static int64_t first_entry(const mqa_sla_row *rows, size_t count, size_t *at, uint32_t account)
{
  while (*at < count && rows[*at].account < account) ++*at;
  return *at < count && rows[*at].account == account ? rows[*at].mqa_at : INSTANT_NONE;
}

/* ---- stages -------------------------------------------------------------------------------------------------------------------------- */

/* The history row with which the stay that row i begins ends; NULL while it lasts. */
static const mqa_history_row *next_change(const view_run *v, size_t i)
{
  return i + 1 < v->history_count && v->history[i + 1].account == v->history[i].account ? &v->history[i + 1] : NULL;
}

static void write_stage(view_run *v, uint32_t stage)
{
  number_list spent = { NULL, 0, 0 };
  int64_t now = 0;
  int64_t entries = 0;
  int64_t exits = 0;

  for (size_t a = 0; a < v->account_count; a++) now += v->accounts[a].stage == stage;
  for (size_t i = 0; i < v->history_count; i++) {
    const mqa_history_row *next = next_change(v, i);

    if (period_has(&v->period, v->history[i].at)) {
      entries += v->history[i].to == stage;
      exits += v->history[i].from == stage;
    }
    if (v->history[i].to == stage && next && period_has(&v->period, next->at))
      v->failed |= !VECTOR_ADD(&spent, next->at - v->history[i].at);
  }
  number_list_sort(&spent);
  sheet_text(v->out, mqa_stage_name(v->m, stage));
  sheet_number(v->out, now);
  sheet_number(v->out, entries);
  sheet_number(v->out, exits);
  days_cell(v->out, &spent, 50);
  days_cell(v->out, &spent, 90);
  free(spent.data);
}

static void write_step(view_run *v, uint32_t from, uint32_t to, uint64_t begun)
{
  number_list lasted = { NULL, 0, 0 };

  for (size_t i = 0; i < v->history_count; i++) {
    const mqa_history_row *next = next_change(v, i);

    if (v->history[i].to != from || !period_has(&v->period, v->history[i].at) || !next || next->to != to) continue;
    v->failed |= !VECTOR_ADD(&lasted, next->at - v->history[i].at);
  }
  number_list_sort(&lasted);
  if (lasted.count) {
    sheet_text(v->out, mqa_stage_name(v->m, from));
    sheet_text(v->out, mqa_stage_name(v->m, to));
    sheet_number(v->out, (int64_t)begun);
    sheet_number(v->out, (int64_t)lasted.count);
    sheet_share(v->out, lasted.count, begun);
    sheet_interval(v->out, lasted.count, begun);
    days_cell(v->out, &lasted, 50);
    days_cell(v->out, &lasted, 90);
  }
  free(lasted.data);
}

/* From the lower stages to the higher ones, as accounts go. */
static void write_conversion(view_run *v)
{
  uint32_t stages = v->def->stage_count;

  for (uint32_t from = stages; from-- > 0;) {
    uint64_t begun = 0;

    for (size_t i = 0; i < v->history_count; i++) begun += v->history[i].to == from && period_has(&v->period, v->history[i].at);
    for (uint32_t to = 0; to < stages && begun; to++)
      if (to != from) write_step(v, from, to, begun);
  }
}

/* ---- funnel -------------------------------------------------------------------------------------------------------------------------- */

enum { STEP_ENGAGED = 0, STEP_QUALIFIED, STEP_OPPORTUNITY, STEP_WON, STEP_COUNT };

/* When an account took each step, each at or behind the one before; INSTANT_NONE: not. */
static void steps_of(const view_run *v, uint32_t account, int64_t entry, int64_t *steps)
{
  size_t count;
  const mqa_deal *deals = mqa_deals(v->m, account, &count);

  for (int i = 0; i < STEP_COUNT; i++) steps[i] = INSTANT_NONE;
  steps[STEP_ENGAGED] = v->accounts[account].first_event;
  if (steps[STEP_ENGAGED] == INSTANT_NONE || entry == INSTANT_NONE) return;
  steps[STEP_QUALIFIED] = entry;
  for (size_t i = 0; i < count; i++) {
    if (deals[i].created <= entry) continue;
    if (steps[STEP_OPPORTUNITY] == INSTANT_NONE) steps[STEP_OPPORTUNITY] = deals[i].created;
    if (!deals[i].won) continue;
    if (steps[STEP_WON] == INSTANT_NONE || deals[i].closed < steps[STEP_WON]) steps[STEP_WON] = deals[i].closed;
  }
}

static void write_funnel(view_run *v)
{
  static const char *const names[STEP_COUNT] = { "engaged", "qualified", "opportunity", "won" };
  uint64_t counts[STEP_COUNT] = { 0 };
  number_list lags[STEP_COUNT] = { { NULL, 0, 0 } };
  size_t sla_count;
  const mqa_sla_row *rows = mqa_sla(v->m, &sla_count);
  size_t at = 0;

  for (uint32_t a = 0; a < v->account_count; a++) {
    int64_t steps[STEP_COUNT];

    steps_of(v, a, first_entry(rows, sla_count, &at, a), steps);
    if (v->accounts[a].temperature == MQA_EXCLUDED || !period_has(&v->period, steps[STEP_ENGAGED])) continue;
    for (int i = 0; i < STEP_COUNT && steps[i] != INSTANT_NONE; i++) {
      counts[i]++;
      if (i) v->failed |= !VECTOR_ADD(&lags[i], steps[i] - steps[i - 1]);
    }
  }
  for (int i = 0; i < STEP_COUNT; i++) {
    number_list_sort(&lags[i]);
    sheet_text(v->out, bytes_of(names[i]));
    sheet_number(v->out, (int64_t)counts[i]);
    sheet_share(v->out, counts[i], i ? counts[i - 1] : 0);
    sheet_interval(v->out, counts[i], i ? counts[i - 1] : 0);
    days_cell(v->out, &lags[i], 50);
    free(lags[i].data);
  }
}

/* ---- cohorts ------------------------------------------------------------------------------------------------------------------------- */

typedef struct cohort {
  int64_t accounts, converted, opportunities, pipeline, won, won_value;
  number_list lags;
} cohort;

static void count_account(view_run *v, cohort *c, uint32_t account, int64_t entry)
{
  size_t count;
  const mqa_deal *deals = mqa_deals(v->m, account, &count);
  int64_t first = INSTANT_NONE;

  c->accounts++;
  for (size_t i = 0; i < count; i++) {
    if (deals[i].created <= entry) continue;
    if (first == INSTANT_NONE) first = deals[i].created;
    c->opportunities++;
    c->pipeline += mqa_parse_amount(deals[i].amount);
    c->won += deals[i].won;
    c->won_value += deals[i].won ? mqa_parse_amount(deals[i].amount) : 0;
  }
  if (first == INSTANT_NONE) return;
  c->converted++;
  v->failed |= !VECTOR_ADD(&c->lags, first - entry);
}

static void write_cohort(view_run *v, int64_t month, cohort *c)
{
  number_list_sort(&c->lags);
  view_month_cell(v->out, month);
  sheet_number(v->out, c->accounts);
  sheet_number(v->out, c->converted);
  sheet_share(v->out, (uint64_t)c->converted, (uint64_t)c->accounts);
  days_cell(v->out, &c->lags, 50);
  sheet_number(v->out, c->opportunities);
  sheet_number(v->out, c->pipeline);
  sheet_number(v->out, c->won);
  sheet_number(v->out, c->won_value);
}

static void write_cohorts(view_run *v)
{
  size_t count;
  const mqa_sla_row *rows = mqa_sla(v->m, &count);
  int64_t first = INT64_MAX;
  int64_t last = view_month(v->m, v->period.until);

  for (size_t i = 0; i < count; i++) {
    int64_t month = view_month(v->m, rows[i].mqa_at);
    if (month < first) first = month;
  }
  for (int64_t month = first; month <= last; month++) {
    cohort c = { .lags = { NULL, 0, 0 } };
    size_t at = 0;

    for (uint32_t a = 0; a < v->account_count; a++) {
      int64_t entry = first_entry(rows, count, &at, a);
      if (entry != INSTANT_NONE && view_month(v->m, entry) == month) count_account(v, &c, a, entry);
    }
    if (c.accounts) write_cohort(v, month, &c);
    free(c.lags.data);
  }
}

/* ---- pipeline ------------------------------------------------------------------------------------------------------------------------ */

typedef struct deal_sum {
  uint64_t count, won;
  int64_t value, won_value;
} deal_sum;

static void add_deal(deal_sum *s, const mqa_deal *d)
{
  int64_t amount = mqa_parse_amount(d->amount);

  s->count++;
  s->won += d->won;
  s->value += amount;
  s->won_value += d->won ? amount : 0;
}

static void write_deals(view_run *v, const char *name, const deal_sum *s, const deal_sum *all)
{
  sheet_text(v->out, bytes_of(name));
  sheet_number(v->out, (int64_t)s->count);
  sheet_share(v->out, s->count, all->count);
  sheet_interval(v->out, s->count, s == all ? 0 : all->count);
  sheet_number(v->out, s->value);
  sheet_share(v->out, (uint64_t)s->value, (uint64_t)all->value);
  sheet_number(v->out, (int64_t)s->won);
  sheet_number(v->out, s->won_value);
}

static void write_pipeline(view_run *v)
{
  deal_sum all = { 0, 0, 0, 0 }, before = { 0, 0, 0, 0 }, rest = { 0, 0, 0, 0 };
  size_t sla_count;
  const mqa_sla_row *rows = mqa_sla(v->m, &sla_count);
  size_t at = 0;

  for (uint32_t a = 0; a < v->account_count; a++) {
    size_t count;
    const mqa_deal *deals = mqa_deals(v->m, a, &count);
    int64_t entry = first_entry(rows, sla_count, &at, a);

    for (size_t i = 0; i < count; i++) {
      if (!period_has(&v->period, deals[i].created)) continue;
      add_deal(&all, &deals[i]);
      add_deal(entry != INSTANT_NONE && entry < deals[i].created ? &before : &rest, &deals[i]);
    }
  }
  write_deals(v, "all", &all, &all);
  write_deals(v, "qualified before", &before, &all);
  write_deals(v, "not qualified before", &rest, &all);
}

l2a_status funnel_view(sheet_set *out, const mqa *m, int64_t since, l2a_error *error)
{
  view_run v = { .out = out, .m = m, .def = &mqa_get_rules(m)->mqa, .period = view_period_of(m, since) };

  if (since == INSTANT_NONE) v.period.since = v.period.until - (int64_t)YEAR_DAYS * DAY_SECONDS;
  v.accounts = mqa_accounts(m, &v.account_count);
  v.history = mqa_history(m, &v.history_count);
  buffer_append_text(&out->heading, "Funnel, ");
  view_append_period(&out->heading, m, &v.period);
  SHEET_BEGIN(out, "funnel", "Accounts whose first activity lies in the period",
              "each step after the one before; what began lately had less time", funnel_columns);
  write_funnel(&v);
  SHEET_BEGIN(out, "stages", "Stages", "came, left and days are of the period", stage_columns);
  for (uint32_t n = 0; n < v.def->stage_count; n++) write_stage(&v, n);
  SHEET_BEGIN(out, "conversion", "Stays that began in the period, and where they led",
              "the rest are still there; from and to: 95 % interval", conversion_columns);
  write_conversion(&v);
  SHEET_BEGIN(out, "cohorts", "By the month of the first qualification, whatever the period", NULL, cohort_columns);
  write_cohorts(&v);
  SHEET_BEGIN(out, "pipeline", "Pipeline", "qualified before: the account was an MQA before the opportunity was created", pipeline_columns);
  write_pipeline(&v);
  return v.failed || out->failed || out->heading.failed ? error_no_memory(error) : L2A_OK;
}
