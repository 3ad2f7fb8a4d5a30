/* SPDX-License-Identifier: MIT */
/* Overrides: what a person decided, by normalised value. Built before matching, then immutable. */
#ifndef L2A_RULES_OVERRIDE_H
#define L2A_RULES_OVERRIDE_H

#include "base/limits.h"
#include "rules/rules.h"

typedef struct override_entry {
  l2a_override_kind kind;
  l2a_override_field field;
  uint64_t line;
  bytes value;      /* normalised */
  bytes given;      /* the value as it was given */
  bytes account_id; /* as given */
} override_entry;

l2a_status override_list_new(override_list **out, l2a_error *error);
void override_list_free(override_list *list);

/* lex must be the same in every call and outlive the list. The codes of l2a_rules_add_override; the list is unchanged on failure. */
l2a_status override_list_add(override_list *list, const l2a_override *o, const lexicon *lex, l2a_error *error);
size_t override_list_count(const override_list *list);
const override_entry *override_list_at(const override_list *list, size_t n);

/* Over kinds, fields, values and account ids of all entries, whatever their order and lines; 0 of an empty list. */
uint64_t override_list_hash(const override_list *list);

/* What override_find compares: an address with its host in ASCII, a registrable domain, a squashed name, the digits of a phone number
 * (written with its country code), an id as it is. {NULL, 0} when the value says nothing in this field, or memory is out (a->failed). */
bytes override_normalise(l2a_override_field field, bytes value, const lexicon *lex, text_scratch *scratch, arena *a);

/* The entry of this kind and field for a value that is normalised already; NULL when none. Several `never` of one value stand side by
 * side: *next (begin with 0) goes on from the last one found; next may be NULL for the first alone. */
const override_entry *override_find(const override_list *list, l2a_override_kind kind, l2a_override_field field, bytes value, size_t *next);

/* The words of definitions and messages, by enum value. */
enum { OVERRIDE_KIND_COUNT = L2A_OVERRIDE_ALIAS + 1, OVERRIDE_FIELD_COUNT = L2A_FIELD_PHONE + 1 };
extern const char *const override_kind_names[OVERRIDE_KIND_COUNT];
extern const char *const override_field_names[OVERRIDE_FIELD_COUNT];

#endif
