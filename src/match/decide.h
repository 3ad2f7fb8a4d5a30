/* SPDX-License-Identifier: MIT */
/*
 * Decision: from scored candidates to one answer.
 *
 *   candidates -> policy's own order -> conflict of e-mail and company -> equals and tie-breakers -> thresholds -> what the policy lets stand
 *
 * A candidate that a rule discards (the other side of a conflict, the equals a tie-breaker passes over) no longer counts as a rival: the
 * winner's probability is that of its evidence against the candidates that are left.
 */
#ifndef L2A_MATCH_DECIDE_H
#define L2A_MATCH_DECIDE_H

#include "match/answer.h"

/* all: sorted by score_all; count may be 0. Changes the order of all. Writes every field of *out but candidates. */
void decide(answer *out, scored *all, uint32_t count, const probe *p, const snapshot *s, const match_rules *rules);

/* Names of tie-breaker number n (from 1), as in the definitions; for l2a_result.tie_break. Writes at most size bytes; returns the length. */
size_t decide_tie_name(char *out, size_t size, const match_rules *rules, uint32_t n);

#endif
