/* SPDX-License-Identifier: MIT */
/*
 * Kinds of evidence: the features of a pair brought together to a few fields that hardly depend on each other inside a class (matches,
 * others), each with its levels. What Fellegi and Sunter's model asks for, and what the features one by one are not.
 *
 *   name     same name and how many accounts have it; else how much of it is shared, how rare that is, what is left over
 *   e-mail   same domain, of which class, of how many accounts; else whose it is
 *   label    e-mail label spelt like the account, where the domain is an organisation's own
 */
#ifndef L2A_LEARN_EVIDENCE_KIND_H
#define L2A_LEARN_EVIDENCE_KIND_H

#include <stdbool.h>
#include <stdint.h>

typedef enum evidence_kind {
  KIND_NAME,
  KIND_EMAIL,
  KIND_LABEL,
  KIND_WEBSITE,
  KIND_COUNTRY,
  KIND_CITY,
  KIND_PHONE,
  KIND_ACRONYM,
  KIND_SEGMENT,
  KIND_NATIVE,
  KIND_LEGAL_FORM,
  KIND_COUNT
} evidence_kind;

enum { KIND_LEVEL_LIMIT = 300 }; /* of a kind */

/* v: FEATURE_COUNT values. Every level is below KIND_LEVEL_LIMIT. */
void evidence_levels(uint16_t levels[KIND_COUNT], const int16_t *v);

/* False when nothing names the account: no domain of its own, no name, no label. Such a pair is no match, whatever else agrees. */
bool evidence_names(const int16_t *v);

/* What a person would say before any data: log-odds, roughly. Written down by hand, not fitted. */
double evidence_guess(const int16_t *v);

#endif
