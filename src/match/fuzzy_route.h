/* SPDX-License-Identifier: MIT */
/* The word and trigram routes: names that are written differently. */
#ifndef L2A_MATCH_FUZZY_ROUTE_H
#define L2A_MATCH_FUZZY_ROUTE_H

#include "match/form_ranking.h"

/* Adds accounts by rare words and, when these bring none close enough, by trigrams; for each whole form and the longest part. */
void fuzzy_routes(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b, accumulator *acc);

/* Adds accounts whose names have words of the first form as they are written: of a text that is a name already, for longer ones that hold it. */
void longer_names(candidate_set *set, const probe *p, const snapshot *s, const match_budgets *b, accumulator *acc);

/* Adds the accounts whose names are most alike by the trigrams of the form, which has a set of them. */
void trigram_route(fuzzy_query *q, const probe_form *f);

#endif
