/* SPDX-License-Identifier: MIT */
#include "report/backtest_score.h"

#include "base/civil.h"

enum { FLAP_SECONDS = 30 * DAY_SECONDS, WEEK_SECONDS = 7 * DAY_SECONDS };

static bool is_asked(const score_frame *f, uint32_t account)
{
  return f->accounts[account].temperature != MQA_EXCLUDED && (!f->tier_of || f->tier_of[account] == f->tier);
}

static bool is_open(const mqa_deal *d, int64_t at)
{
  return d->created < at && (d->closed == INSTANT_NONE || d->closed > at);
}

static bool any_open(const mqa_deal *deals, size_t count, int64_t at)
{
  for (size_t i = 0; i < count; i++)
    if (is_open(&deals[i], at)) return true;
  return false;
}

/* The first opportunity behind an instant that began while none was open, up to a limit. */
static bool has_target(const mqa_deal *deals, size_t count, int64_t after, int64_t limit)
{
  for (size_t i = 0; i < count; i++)
    if (deals[i].created > after && deals[i].created <= limit && !any_open(deals, count, deals[i].created)) return true;
  return false;
}

/* ---- entries ------------------------------------------------------------------------------------------------------------------------- */

static bool is_flap(const mqa_stay *stay, const mqa_stay *before, uint32_t mqa_stage)
{
  if (!before || before->account != stay->account || before->before == INSTANT_NONE || before->to < mqa_stage) return false;
  return stay->at - before->before < FLAP_SECONDS;
}

static uint32_t lowest_mqa(const mqa_rules *def)
{
  uint32_t lowest = 0;

  for (uint32_t n = 0; n < def->stage_count; n++)
    if (def->stages[n].mqa) lowest = n;
  return lowest;
}

static void score_entries(const score_frame *f, score *s, const mqa_stay *stays, size_t count)
{
  uint32_t mqa_stage = lowest_mqa(&mqa_get_rules(f->m)->mqa);
  number_list weeks = { NULL, 0, 0 };
  size_t week_count = (size_t)((f->part.until - f->part.since + WEEK_SECONDS - 1) / WEEK_SECONDS);

  for (size_t w = 0; w < week_count && !s->failed; w++) s->failed = !VECTOR_ADD(&weeks, 0);
  for (size_t i = 0; i < count && !s->failed; i++) {
    const mqa_stay *stay = &stays[i];
    size_t deal_count;
    const mqa_deal *deals;

    if (!is_asked(f, stay->account) || !period_has(&f->part, stay->at)) continue;
    deals = mqa_deals(f->m, stay->account, &deal_count);
    s->entries++;
    s->hits += has_target(deals, deal_count, stay->at, stay->at + f->horizon);
    s->flaps += is_flap(stay, i ? stay - 1 : NULL, mqa_stage);
    weeks.data[(stay->at - f->part.since - 1) / WEEK_SECONDS]++;
  }
  number_list_sort(&weeks);
  s->busy_week = (uint64_t)number_list_rank(&weeks, 90);
  free(weeks.data);
}

/* ---- opportunities ------------------------------------------------------------------------------------------------------------------- */

static void score_target(const score_frame *f, score *s, int64_t created, const mqa_stay *stays, size_t count, number_list *leads)
{
  s->targets++;
  for (size_t i = 0; i < count; i++) {
    if (stays[i].at >= created || stays[i].at < created - f->horizon) continue;
    s->found++;
    s->failed |= !VECTOR_ADD(leads, created - stays[i].at);
    return;
  }
}

static void score_targets(const score_frame *f, score *s, const mqa_stay *stays, size_t count)
{
  number_list leads = { NULL, 0, 0 };
  size_t first = 0;

  for (uint32_t a = 0; a < f->account_count; a++) {
    size_t deal_count;
    const mqa_deal *deals = mqa_deals(f->m, a, &deal_count);
    size_t end;

    while (first < count && stays[first].account < a) first++;
    for (end = first; end < count && stays[end].account == a;) end++;
    for (size_t d = 0; is_asked(f, a) && d < deal_count; d++)
      if (period_has(&f->part, deals[d].created) && !any_open(deals, deal_count, deals[d].created))
        score_target(f, s, deals[d].created, stays + first, end - first, &leads);
    first = end;
  }
  number_list_sort(&leads);
  s->lead = number_list_rank(&leads, 50);
  free(leads.data);
}

score score_variant(const score_frame *f, size_t variant)
{
  score s = { .entries = 0 };
  size_t count;
  const mqa_stay *stays = mqa_stays(f->m, variant, &count);

  score_entries(f, &s, stays, count);
  score_targets(f, &s, stays, count);
  return s;
}

base_rate score_base(const score_frame *f)
{
  base_rate r = { 0, 0 };

  for (uint32_t a = 0; a < f->account_count; a++) {
    size_t count;
    const mqa_deal *deals = mqa_deals(f->m, a, &count);

    if (!is_asked(f, a)) continue;
    for (int64_t at = f->part.since; at <= f->part.until; at += WEEK_SECONDS) {
      if (any_open(deals, count, at)) continue;
      r.total++;
      r.hits += has_target(deals, count, at, at + f->horizon);
    }
  }
  return r;
}
