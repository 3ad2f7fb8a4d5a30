/* SPDX-License-Identifier: MIT */
/* Overrides: what a person decided, by normalised value. Built before matching, then immutable. */
#ifndef L2A_RULES_OVERRIDE_H
#define L2A_RULES_OVERRIDE_H

#include "rules/rules.h"

typedef struct override_entry {
  l2a_override_kind kind;
  l2a_override_field field;
  uint64_t line;
  bytes value;      /* normalised */
  bytes account_id; /* as given */
} override_entry;

l2a_status override_list_new(override_list **out, l2a_error *error);
void override_list_free(override_list *list);
l2a_status override_list_add(override_list *list, const l2a_override *o, const lexicon *lex, l2a_error *error);
size_t override_list_count(const override_list *list);
const override_entry *override_list_at(const override_list *list, size_t n);

/* The entry of this kind and field for a value that is normalised already; NULL when none. Several `never` of one value stand side by
 * side: *next (begin with 0) goes on from the last one found. */
const override_entry *override_find(const override_list *list, l2a_override_kind kind, l2a_override_field field, bytes value, size_t *next);

#endif
