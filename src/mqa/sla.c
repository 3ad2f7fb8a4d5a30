/* SPDX-License-Identifier: MIT */
#include "mqa/account_run.h"

static bool is_qualifying(const mqa *m, bytes kind)
{
  const text_list *list = &m->def->sla.qualifying_touches;

  for (uint32_t i = 0; i < list->count; i++)
    if (bytes_equal_nocase(list->items[i], kind)) return true;
  return false;
}

static mqa_sla_row make_row(const mqa *m, uint32_t account, int64_t entry, int64_t next)
{
  const sla_rules *sla = &m->def->sla;
  mqa_sla_row row = { .account = account, .mqa_at = entry, .first_touch_at = INSTANT_NONE };
  int64_t until;

  for (uint32_t i = m->touch_start[account]; i < m->touch_start[account + 1]; i++) {
    const touch *t = &m->touches[i];
    if (t->at < entry || t->at >= next) continue;
    if (t->disposition.size) row.disposition = t->disposition;
    if (row.first_touch_at != INSTANT_NONE || !is_qualifying(m, t->kind)) continue;
    row.first_touch_at = t->at;
    row.rep = t->rep;
  }
  row.due_at = sla->business ? work_time_after(&m->work, entry, sla->follow_up) : entry + sla->follow_up;
  if (row.first_touch_at != INSTANT_NONE) row.outcome = row.first_touch_at <= row.due_at ? MQA_MET : MQA_LATE;
  else row.outcome = m->as_of <= row.due_at ? MQA_PENDING : MQA_SILENT;
  until = row.first_touch_at != INSTANT_NONE ? row.first_touch_at : m->as_of;
  row.elapsed = until - entry;
  row.business = work_time_between(&m->work, entry, until);
  return row;
}

l2a_status sla_run(const mqa *m, uint32_t account, const int64_t *entries, size_t count, block_result *out, l2a_error *error)
{
  for (size_t i = 0; i < count; i++) {
    mqa_sla_row row = make_row(m, account, entries[i], i + 1 < count ? entries[i + 1] : INT64_MAX);
    if (!VECTOR_ADD(&out->sla, row)) return error_no_memory(error);
  }
  return L2A_OK;
}
