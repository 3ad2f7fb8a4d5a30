/* SPDX-License-Identifier: MIT */
#include "report/plan_view.h"

#include "base/civil.h"
#include "learn/interval.h"
#include "report/figure.h"

enum { WEEK_SECONDS = 7 * DAY_SECONDS, YEAR_DAYS = 365 };
#define PLAN_LIMIT INT64_C(1000000000000000000)

static const sheet_column measured_columns[] = {
  { "measure", "measure", FORM_TEXT, false }, { "value", "value", FORM_DECIMAL, false }, { "share", "share", FORM_SHARE, false },
  { "share_low", "from", FORM_SHARE, false }, { "share_high", "to", FORM_SHARE, false }, { "of", "of", FORM_COUNT, false },
};
static const sheet_column need_columns[] = {
  { "step", "step", FORM_TEXT, false },
  { "expected", "expected", FORM_DECIMAL, false },
  { "low", "at best", FORM_DECIMAL, false },
  { "high", "at worst", FORM_DECIMAL, false },
};
static const sheet_column program_columns[] = {
  { "program", "program", FORM_TEXT, false },
  { "mqas", "MQAs", FORM_COUNT, false },
  { "share", "share", FORM_SHARE, false },
  { "judged", "horizon over", FORM_COUNT, false },
  { "conversion", "got an opportunity", FORM_SHARE, false },
  { "conversion_low", "from", FORM_SHARE, false },
  { "conversion_high", "to", FORM_SHARE, false },
  { "needed_per_week", "needed a week", FORM_DECIMAL, false },
  { "needed_per_week_low", "at best", FORM_DECIMAL, false },
  { "needed_per_week_high", "at worst", FORM_DECIMAL, false },
};
static const sheet_column supply_columns[] = {
  { "group", "accounts", FORM_TEXT, false },     { "eligible", "eligible", FORM_COUNT, false },
  { "warm", "of them warm", FORM_COUNT, false }, { "cold", "cold", FORM_COUNT, false },
  { "needed", "needed", FORM_DECIMAL, false },   { "needed_share", "of the eligible", FORM_SHARE, false },
};

/* An estimate with what it is at best and at worst; thousandths. */
typedef struct estimate {
  int64_t expected, low, high;
} estimate;

typedef struct view_run {
  sheet_set *out;
  const mqa *m;
  const plan_options *o;
  view_period period;
  const mqa_account_row *accounts;
  size_t account_count;
  const mqa_stay *stays;
  size_t stay_count;
  ratio conversion, win, sourced; /* MQA to opportunity; won of closed; value qualified before (thousandths) */
  uint64_t deals, won;            /* created, won in the period */
  int64_t deal_value, won_value;  /* of them, thousandths */
  number_list to_deal, to_close;  /* seconds */
  int64_t last_start;             /* an MQA behind it is too late */
  estimate mqas, weekly;
  bool failed;
} view_run;

/* ---- measuring ----------------------------------------------------------------------------------------------------------------------- */

/* The first opportunity created behind an instant; INSTANT_NONE. */
static int64_t next_deal(const view_run *v, uint32_t account, int64_t at)
{
  size_t count;
  const mqa_deal *deals = mqa_deals(v->m, account, &count);

  for (size_t i = 0; i < count; i++)
    if (deals[i].created > at) return deals[i].created;
  return INSTANT_NONE;
}

static bool is_judged(const view_run *v, const mqa_stay *stay)
{
  return period_has(&v->period, stay->at) && stay->at + v->o->horizon <= v->period.until;
}

static bool converts(const view_run *v, const mqa_stay *stay)
{
  int64_t created = next_deal(v, stay->account, stay->at);

  return created != INSTANT_NONE && created - stay->at <= v->o->horizon;
}

static void measure_stays(view_run *v)
{
  for (size_t i = 0; i < v->stay_count; i++) {
    if (!is_judged(v, &v->stays[i])) continue;
    v->conversion.total++;
    if (!converts(v, &v->stays[i])) continue;
    v->conversion.of++;
    v->failed |= !VECTOR_ADD(&v->to_deal, next_deal(v, v->stays[i].account, v->stays[i].at) - v->stays[i].at);
  }
  number_list_sort(&v->to_deal);
}

static void measure_deal(view_run *v, const mqa_deal *d, int64_t entry)
{
  int64_t amount = mqa_parse_amount(d->amount);

  if (period_has(&v->period, d->created)) {
    v->deals++;
    v->deal_value += amount;
    v->sourced.total += (uint64_t)amount;
    if (entry != INSTANT_NONE && entry < d->created) v->sourced.of += (uint64_t)amount;
  }
  if (d->closed == INSTANT_NONE || !period_has(&v->period, d->closed)) return;
  v->win.total++;
  v->win.of += d->won;
  if (!d->won) return;
  v->won++;
  v->won_value += amount;
  v->failed |= !VECTOR_ADD(&v->to_close, d->closed - d->created);
}

static void measure_deals(view_run *v)
{
  size_t at = 0;

  for (uint32_t a = 0; a < v->account_count; a++) {
    size_t count;
    const mqa_deal *deals = mqa_deals(v->m, a, &count);
    int64_t entry;

    while (at < v->stay_count && v->stays[at].account < a) at++;
    entry = at < v->stay_count && v->stays[at].account == a ? v->stays[at].at : INSTANT_NONE;
    for (size_t i = 0; i < count; i++) measure_deal(v, &deals[i], entry);
  }
  number_list_sort(&v->to_close);
}

static l2a_status check_measured(const view_run *v, l2a_error *error)
{
  const char *missing = NULL;

  if (!v->conversion.of) missing = "no MQA whose horizon is over got an opportunity";
  else if (!v->deals || v->deal_value <= 0) missing = "no opportunity with an amount was created";
  else if (v->o->revenue && (!v->win.of || v->won_value <= 0)) missing = "no opportunity with an amount was won";
  else if (!v->o->sourced && !v->sourced.of) missing = "no opportunity was qualified before; --sourced PERCENT says what has to be";
  if (!missing) return L2A_OK;
  return error_set(error, L2A_EINVAL, "nothing to plan by: %s in the period (--since)", missing);
}

/* ---- the funnel backwards ------------------------------------------------------------------------------------------------------------ */

/* Amounts from a file may be anything: a number beyond all plans is cut off before it would not fit. */
static int64_t limited(unsigned __int128 value)
{
  return value > PLAN_LIMIT ? (int64_t)PLAN_LIMIT : (int64_t)value;
}

/* e / share, where a small share needs more. */
static estimate divide(estimate e, ratio share)
{
  interval i = interval_wilson(share);
  unsigned __int128 million = MILLION;

  e.expected = limited((unsigned __int128)(uint64_t)e.expected * share.total / share.of);
  e.low = limited((unsigned __int128)(uint64_t)e.low * million / (i.high ? i.high : 1));
  e.high = limited((unsigned __int128)(uint64_t)e.high * million / (i.low ? i.low : 1));
  return e;
}

/* How many of a mean value make a sum: a number in thousandths. */
static estimate count_of(estimate sum, int64_t value, uint64_t number)
{
  const int64_t *in[] = { &sum.expected, &sum.low, &sum.high };
  int64_t out[3];

  for (int i = 0; i < 3; i++) out[i] = limited((unsigned __int128)(uint64_t)*in[i] * 1000 * number / (uint64_t)value);
  return (estimate){ out[0], out[1], out[2] };
}

static void need_row(view_run *v, const char *step, estimate e)
{
  sheet_text(v->out, bytes_of(step));
  sheet_number(v->out, e.expected);
  sheet_number(v->out, e.low);
  sheet_number(v->out, e.high);
}

static estimate per_week(const view_run *v, estimate e)
{
  int64_t seconds = v->last_start - v->period.until;

  e.expected = (int64_t)((__int128)e.expected * WEEK_SECONDS / seconds);
  e.low = (int64_t)((__int128)e.low * WEEK_SECONDS / seconds);
  e.high = (int64_t)((__int128)e.high * WEEK_SECONDS / seconds);
  return e;
}

static void write_need(view_run *v)
{
  ratio share = v->o->sourced ? (ratio){ v->o->sourced, 100 } : v->sourced;
  int64_t part = (int64_t)((unsigned __int128)(uint64_t)v->o->target * share.of / share.total);
  estimate target = { v->o->target, v->o->target, v->o->target };
  estimate sum = { part, part, part };
  int64_t weeks = (v->last_start - v->period.until) * 1000 / WEEK_SECONDS;
  estimate deals;

  SHEET_BEGIN(v->out, "need", "What has to happen", "at best and at worst: with all shares at the ends of their 95 % intervals",
              need_columns);
  need_row(v, v->o->revenue ? "revenue" : "pipeline", target);
  need_row(v, "of it from qualified accounts", sum);
  if (v->o->revenue) {
    estimate won = count_of(sum, v->won_value, v->won);
    need_row(v, "opportunities won", won);
    deals = divide(won, v->win);
  } else {
    deals = count_of(sum, v->deal_value, v->deals);
  }
  need_row(v, "opportunities created", deals);
  v->mqas = divide(deals, v->conversion);
  need_row(v, "MQAs", v->mqas);
  need_row(v, "weeks until the last MQA that is in time", (estimate){ weeks, weeks, weeks });
  v->weekly = per_week(v, v->mqas);
  need_row(v, "MQAs a week", v->weekly);
}

/* ---- sheets -------------------------------------------------------------------------------------------------------------------------- */

static void share_row(view_run *v, const char *name, ratio r, bool countable)
{
  sheet_text(v->out, bytes_of(name));
  sheet_empty(v->out);
  sheet_share(v->out, r.of, r.total);
  sheet_interval(v->out, r.of, countable ? r.total : 0);
  if (countable) sheet_number(v->out, (int64_t)r.total);
  else sheet_empty(v->out);
}

static void value_row(view_run *v, const char *name, int64_t value, uint64_t of)
{
  sheet_text(v->out, bytes_of(name));
  if (of) sheet_number(v->out, value);
  else sheet_empty(v->out);
  for (int i = 0; i < 3; i++) sheet_empty(v->out);
  sheet_number(v->out, (int64_t)of);
}

static void write_measured(view_run *v)
{
  uint64_t entries = 0;

  for (size_t i = 0; i < v->stay_count; i++) entries += period_has(&v->period, v->stays[i].at);
  SHEET_BEGIN(v->out, "measured", "What was measured", NULL, measured_columns);
  share_row(v, "MQA to opportunity", v->conversion, true);
  share_row(v, "opportunity to won, of closed ones", v->win, true);
  share_row(v, "value of opportunities that was qualified before", v->sourced, false);
  value_row(v, "value of an opportunity, mean", v->deals ? v->deal_value / (int64_t)v->deals : 0, v->deals);
  value_row(v, "value of a won opportunity, mean", v->won ? v->won_value / (int64_t)v->won : 0, v->won);
  value_row(v, "days from MQA to opportunity, median", number_list_rank(&v->to_deal, 50) * 1000 / DAY_SECONDS, v->to_deal.count);
  value_row(v, "days from opportunity to won, median", number_list_rank(&v->to_close, 50) * 1000 / DAY_SECONDS, v->to_close.count);
  value_row(v, "MQAs a week", (int64_t)((unsigned __int128)entries * 1000 * WEEK_SECONDS / (uint64_t)(v->period.until - v->period.since)),
            entries);
}

static bytes program_of(const view_run *v, const mqa_stay *stay)
{
  return stay->type == UINT32_MAX ? BYTES("(none)") : mqa_type_name(v->m, stay->type);
}

static void program_row(view_run *v, const group_entry *entries, size_t count, size_t all)
{
  ratio r = { 0, 0 };
  const int64_t weekly[] = { v->weekly.expected, v->weekly.low, v->weekly.high };

  for (size_t i = 0; i < count; i++) {
    if (!is_judged(v, &v->stays[entries[i].member])) continue;
    r.total++;
    r.of += converts(v, &v->stays[entries[i].member]);
  }
  sheet_text(v->out, entries[0].name);
  sheet_number(v->out, (int64_t)count);
  sheet_share(v->out, count, all);
  sheet_number(v->out, (int64_t)r.total);
  sheet_share(v->out, r.of, r.total);
  sheet_interval(v->out, r.of, r.total);
  for (int i = 0; i < 3; i++) sheet_number(v->out, (int64_t)((__int128)weekly[i] * (int64_t)count / (int64_t)all));
}

static void write_programs(view_run *v)
{
  group_list programs = { NULL, 0, 0 };

  for (size_t i = 0; i < v->stay_count; i++)
    if (period_has(&v->period, v->stays[i].at)) v->failed |= !VECTOR_ADD(&programs, ((group_entry){ program_of(v, &v->stays[i]), i }));
  group_list_sort(&programs);
  SHEET_BEGIN(v->out, "programs", "By program: the activity that an MQA owes most of its minutes to", "needed: if the mix stays as it is",
              program_columns);
  for (size_t i = 0; i < programs.count; i = group_end(&programs, i))
    program_row(v, &programs.data[i], group_end(&programs, i) - i, programs.count);
  free(programs.data);
}

static void supply_row(view_run *v, const char *name, bytes tier, bool all)
{
  uint64_t warm = 0;
  uint64_t cold = 0;

  for (size_t a = 0; a < v->account_count; a++) {
    if (!all && !bytes_equal(v->accounts[a].tier, tier)) continue;
    warm += v->accounts[a].temperature == MQA_WARM;
    cold += v->accounts[a].temperature == MQA_COLD;
  }
  if (name) sheet_text(v->out, bytes_of(name));
  else sheet_text(v->out, tier);
  sheet_number(v->out, (int64_t)(warm + cold));
  sheet_number(v->out, (int64_t)warm);
  sheet_number(v->out, (int64_t)cold);
  if (all) sheet_number(v->out, v->mqas.expected);
  else sheet_empty(v->out);
  sheet_share(v->out, (uint64_t)v->mqas.expected, all ? (warm + cold) * 1000 : 0);
}

static void write_supply(view_run *v)
{
  group_list tiers = { NULL, 0, 0 };

  for (size_t a = 0; a < v->account_count; a++)
    if (v->accounts[a].tier.size) v->failed |= !VECTOR_ADD(&tiers, ((group_entry){ v->accounts[a].tier, a }));
  group_list_sort(&tiers);
  SHEET_BEGIN(v->out, "supply", "Are there enough accounts?",
              "eligible: not excluded, no customer, no open opportunity, not qualified now; a table row a tier", supply_columns);
  supply_row(v, "all", BYTES(""), true);
  for (size_t i = 0; i < tiers.count; i = group_end(&tiers, i)) supply_row(v, NULL, tiers.data[i].name, false);
  free(tiers.data);
}

static void put_whole(buffer *out, int64_t thousandths)
{
  figure_count(out, (uint64_t)((thousandths + 999) / 1000));
}

static void write_heading(view_run *v, bool *feasible)
{
  const sheet *t = sheet_find(v->out, BYTES("supply"));
  int64_t eligible = sheet_at(t, 0, 1)->number;
  buffer *out = &v->out->heading;

  *feasible = v->mqas.expected <= eligible * 1000;
  buffer_append_text(out, "Plan, measured ");
  view_append_period(out, v->m, &v->period);
  buffer_append_text(out, *feasible ? ": " : ": not feasible, ");
  put_whole(out, v->mqas.expected);
  buffer_append_text(out, " (");
  put_whole(out, v->mqas.low);
  buffer_append_text(out, " to ");
  put_whole(out, v->mqas.high);
  buffer_append_text(out, ") MQAs are needed, ");
  figure_count(out, (uint64_t)eligible);
  buffer_append_text(out, " eligible accounts are left");
  if (*feasible && v->mqas.high > eligible * 1000) buffer_append_text(out, ", which is not enough at worst");
}

static l2a_status find_time(view_run *v, l2a_error *error)
{
  int64_t lag = number_list_rank(&v->to_deal, 50) + (v->o->revenue ? number_list_rank(&v->to_close, 50) : 0);

  v->last_start = v->o->by - lag;
  if (v->last_start - v->period.until >= DAY_SECONDS) return L2A_OK;
  return error_set(error, L2A_EINVAL, "too late: from an MQA it takes %d days (median), and --by is %d days away", (int)(lag / DAY_SECONDS),
                   (int)((v->o->by - v->period.until) / DAY_SECONDS));
}

l2a_status plan_view(sheet_set *out, const mqa *m, const plan_options *options, bool *feasible, l2a_error *error)
{
  view_run v = { .out = out, .m = m, .o = options, .period = { options->since, mqa_as_of(m) } };
  l2a_status status;

  if (options->since == INSTANT_NONE) v.period.since = v.period.until - (int64_t)YEAR_DAYS * DAY_SECONDS;
  v.accounts = mqa_accounts(m, &v.account_count);
  v.stays = mqa_stays(m, 0, &v.stay_count);
  measure_stays(&v);
  measure_deals(&v);
  status = check_measured(&v, error);
  if (status == L2A_OK) status = find_time(&v, error);
  if (status == L2A_OK) {
    write_measured(&v);
    write_need(&v);
    write_programs(&v);
    write_supply(&v);
    if (!v.failed && !out->failed) write_heading(&v, feasible);
  }
  free(v.to_deal.data);
  free(v.to_close.data);
  if (status != L2A_OK) return status;
  return v.failed || out->failed || out->heading.failed ? error_no_memory(error) : L2A_OK;
}
