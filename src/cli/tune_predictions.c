/* SPDX-License-Identifier: MIT */
#include "cli/tune_predictions.h"

#include "io/csv_write.h"

void tune_predictions_write(buffer *out, const training_set *set, const tune_result *r, const snapshot *s)
{
  buffer_append_text(out, "contact_id,account_id,decision,score\n");
  for (size_t i = 0; i < set->contact_count; i++) {
    uint32_t p = r->rows[i].probability;
    l2a_decision decision = p >= r->rules.match_threshold    ? L2A_DECISION_MATCH
                            : p >= r->rules.review_threshold ? L2A_DECISION_REVIEW
                                                             : L2A_DECISION_NONE;

    if (!set->contacts[i].labelled) continue;
    csv_write_field(out, set->contacts[i].id, ',');
    buffer_append_char(out, ',');
    if (r->best[i].pair != SIZE_MAX) csv_write_field(out, snapshot_field(s, set->accounts[r->best[i].pair], L2A_ACCOUNT_ID), ',');
    else decision = L2A_DECISION_NONE;
    buffer_printf(out, ",%s,%u.%04u\n", l2a_decision_name(decision), p / 10000, p % 10000);
  }
}
