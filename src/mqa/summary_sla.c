/* SPDX-License-Identifier: MIT */
#include "base/civil.h"
#include "mqa/summary.h"

enum { PROMISE_DAYS = 30 /* of a month, for the part of it that the period is */ };

/* Of one group of SLA rows. */
typedef struct sla_counts {
  uint64_t outcomes[MQA_OUTCOME_COUNT];
  uint64_t accepted, rejected, recycled;
} sla_counts;

static void count_row(sla_counts *c, const mqa_sla_row *row)
{
  c->outcomes[row->outcome]++;
  c->accepted += bytes_equal(row->disposition, BYTES("accepted"));
  c->recycled += bytes_equal(row->disposition, BYTES("recycled"));
  c->rejected += bytes_starts_with(row->disposition, BYTES("rejected:"));
}

static void put_counts(summary *s, bytes group, const sla_counts *c)
{
  uint64_t due = c->outcomes[MQA_MET] + c->outcomes[MQA_LATE] + c->outcomes[MQA_SILENT];

  summary_count(s, "sla_met", group, c->outcomes[MQA_MET]);
  summary_count(s, "sla_late", group, c->outcomes[MQA_LATE]);
  summary_count(s, "sla_pending", group, c->outcomes[MQA_PENDING]);
  summary_count(s, "sla_silent", group, c->outcomes[MQA_SILENT]);
  summary_share(s, "sla_attainment", group, c->outcomes[MQA_MET], due);
  summary_share(s, "sla_silent_share", group, c->outcomes[MQA_SILENT], due);
  summary_count(s, "accepted", group, c->accepted);
  summary_count(s, "rejected", group, c->rejected);
  summary_count(s, "recycled", group, c->recycled);
  summary_share(s, "acceptance", group, c->accepted, c->accepted + c->rejected + c->recycled);
}

static void put_hours(summary *s, const char *metric, bytes group, int64_t seconds)
{
  summary_thousandths(s, metric, group, seconds * 1000 / 3600);
}

/* Median and 90th percentile of the time to the first touch, of the rows entries[first] to entries[end - 1] (numbers of SLA rows). */
static void put_times(summary *s, bytes group, const tally *rows, size_t first, size_t end)
{
  tally elapsed = { { NULL, 0, 0 } };
  tally business = { { NULL, 0, 0 } };

  for (size_t i = first; i < end; i++) {
    const mqa_sla_row *row = &s->m->sla.data[rows->entries.data[i].value];
    if (row->first_touch_at == INSTANT_NONE) continue;
    tally_add(s, &elapsed, BYTES(""), row->elapsed);
    tally_add(s, &business, BYTES(""), row->business);
  }
  tally_sort(&elapsed);
  tally_sort(&business);
  if (elapsed.entries.count && s->status == L2A_OK) {
    put_hours(s, "first_touch_hours_median", group, tally_rank(&elapsed, 0, elapsed.entries.count, 50));
    put_hours(s, "first_touch_hours_p90", group, tally_rank(&elapsed, 0, elapsed.entries.count, 90));
    put_hours(s, "first_touch_business_hours_median", group, tally_rank(&business, 0, business.entries.count, 50));
    put_hours(s, "first_touch_business_hours_p90", group, tally_rank(&business, 0, business.entries.count, 90));
  }
  free(elapsed.entries.data);
  free(business.entries.data);
}

static void put_groups(summary *s, tally *rows)
{
  tally_sort(rows);
  for (size_t i = 0; i < rows->entries.count; i = tally_end(rows, i)) {
    size_t end = tally_end(rows, i);
    sla_counts counts = { .accepted = 0 };
    for (size_t k = i; k < end; k++) count_row(&counts, &s->m->sla.data[rows->entries.data[k].value]);
    put_counts(s, rows->entries.data[i].group, &counts);
    put_times(s, rows->entries.data[i].group, rows, i, end);
  }
  rows->entries.count = 0;
}

static void put_marketing(summary *s, uint64_t entries)
{
  uint64_t days = (uint64_t)((s->m->as_of - s->since) / DAY_SECONDS);
  uint64_t promised = s->m->def->sla.mqas_per_month * days * 1000 / PROMISE_DAYS;

  summary_count(s, "marketing_mqas", BYTES(""), entries);
  summary_thousandths(s, "marketing_promised", BYTES(""), (int64_t)promised);
  summary_share(s, "marketing_delivery", BYTES(""), entries * 1000, promised);
}

void summary_sla(summary *s)
{
  const mqa *m = s->m;
  tally all = { { NULL, 0, 0 } };
  tally owners = { { NULL, 0, 0 } };
  tally tiers = { { NULL, 0, 0 } };
  uint64_t entries = 0;

  for (size_t i = 0; i < m->sla.count; i++) {
    const mqa_account_row *row = &m->rows[m->sla.data[i].account];
    if (m->sla.data[i].mqa_at <= s->since) continue;
    entries++;
    tally_add(s, &all, BYTES(""), (int64_t)i);
    if (row->owner.size) tally_add(s, &owners, summary_join(s, BYTES("owner"), "=", row->owner), (int64_t)i);
    if (row->tier.size) tally_add(s, &tiers, summary_join(s, BYTES("tier"), "=", row->tier), (int64_t)i);
  }
  put_groups(s, &all);
  put_groups(s, &owners);
  put_groups(s, &tiers);
  put_marketing(s, entries);
  free(all.entries.data);
  free(owners.entries.data);
  free(tiers.entries.data);
}
