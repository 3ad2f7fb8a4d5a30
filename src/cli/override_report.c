/* SPDX-License-Identifier: MIT */
#include "cli/override_report.h"

#include <inttypes.h>

#include "cli/message.h"
#include "index/snapshot.h"
#include "rules/override.h"

enum { SHOWN_ID_SIZE = 80 };

void override_report(const l2a_rules *rules, l2a_index *index)
{
  const override_entry *first = NULL;
  size_t count = override_list_count(rules->overrides), unknown = 0;
  snapshot_ref *ref = NULL;

  if (count == 0 || snapshot_acquire(&ref, index, NULL) != L2A_OK) return;
  for (size_t i = 0; i < count; i++) {
    const override_entry *e = override_list_at(rules->overrides, i);

    if (!e->account_id.size || snapshot_find_account(snapshot_get(ref), e->account_id) != INDEX_NONE) continue;
    if (unknown++ == 0 || e->line < first->line) first = e;
  }
  snapshot_release(ref);
  if (unknown)
    message_print("%zu override%s an account that the index does not have; the first: '%.*s' (%s %s, line %" PRIu64 ")", unknown,
                  unknown == 1 ? " names" : "s name",
                  (int)(first->account_id.size < SHOWN_ID_SIZE ? first->account_id.size : SHOWN_ID_SIZE), first->account_id.data,
                  override_kind_names[first->kind], override_field_names[first->field], first->line);
}
