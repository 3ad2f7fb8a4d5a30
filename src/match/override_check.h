/* SPDX-License-Identifier: MIT */
/* Overrides of a contact: asked before all evidence. */
#ifndef L2A_MATCH_OVERRIDE_CHECK_H
#define L2A_MATCH_OVERRIDE_CHECK_H

#include "match/answer.h"
#include "rules/override.h"

typedef struct override_outcome {
  const override_entry *decided; /* always or alias: the contact belongs to `account` */
  uint32_t account;
  const override_entry *rejected; /* never, without an account: no account at all */
  const override_entry *bypassed; /* the last field that was taken for empty */
  const override_entry *unknown;  /* an override that names an account the index does not have */
  uint32_t excluded_count, excluded_room;
  uint32_t *excluded; /* never, with an account; in the arena */
} override_outcome;

/* contact: fields that are bypassed are emptied in it. Memory comes from the arena; a->failed tells that it ran out. */
void overrides_check(override_outcome *out, l2a_contact *contact, const snapshot *s, const l2a_rules *rules, text_scratch *scratch,
                     arena *a);

/* Takes the excluded accounts out of the candidates; true when there was one. */
bool overrides_exclude(candidate_set *set, const override_outcome *o);

#endif
