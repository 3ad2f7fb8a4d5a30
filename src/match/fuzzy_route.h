/* SPDX-License-Identifier: MIT */
/* The word and trigram routes: names that are written differently. */
#ifndef L2A_MATCH_FUZZY_ROUTE_H
#define L2A_MATCH_FUZZY_ROUTE_H

#include "match/candidates.h"

/* Adds accounts by rare words and, when these bring none close enough, by trigrams; for each whole form and the longest part. */
void fuzzy_routes(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b, accumulator *acc);

#endif
