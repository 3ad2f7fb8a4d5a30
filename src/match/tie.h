/* SPDX-License-Identifier: MIT */
/* Tie-breakers: an ordered list of rules over the accounts that choose among equals. */
#ifndef L2A_MATCH_TIE_H
#define L2A_MATCH_TIE_H

#include "match/score.h"

/*
 * Narrows the equals (accounts group[0..*count)) by the tie-breakers in their order until one is left. Returns the number (from 1) of the
 * tie-breaker that decided, 0 when several are left. Keeps the order of what is left.
 */
uint32_t tie_break(const comparison **group, uint32_t *count, const probe *p, const snapshot *s, const match_rules *rules);

/* Which of the equals whose names fit as the first one's does is spelled most like the contact's company text, legal form and all: the one
 * to show first when none is chosen. */
uint32_t tie_most_alike(const comparison **group, uint32_t count, const probe *p, const snapshot *s);

#endif
