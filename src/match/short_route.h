/* SPDX-License-Identifier: MIT */
/*
 * Short names with two wrong letters: three of five letters are right, so that neither words one edit away nor trigrams find them.
 *
 *   "Iahke Ltd" -> Ratke        "HioV I}c" -> Hill Inc (a damaged legal form is left out)
 *
 * Asked only when nothing else brought a candidate: it looks up some hundred keys.
 */
#ifndef L2A_MATCH_SHORT_ROUTE_H
#define L2A_MATCH_SHORT_ROUTE_H

#include "match/candidates.h"

/* Adds accounts that are called what a short word of the form is within two edits of (the name as one word, without its last words, or
 * its longest word). */
void short_route(candidate_set *set, const probe_form *form, const probe *p, const snapshot *s, const match_budgets *b);

#endif
