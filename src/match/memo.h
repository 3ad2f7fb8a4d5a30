/* SPDX-License-Identifier: MIT */
/*
 * Memo: answers by a 128-bit hash of everything an answer depends on (domain of the e-mail, web site, company, place, phone). Contacts of
 * one company repeat; a distinct key is decided once. A full set forgets its older half; forgetting only costs time.
 *
 *   entries (power of two), two to a set:  | key 128 bits | answer |
 */
#ifndef L2A_MATCH_MEMO_H
#define L2A_MATCH_MEMO_H

#include "match/answer.h"

typedef struct memo memo;
typedef struct memo_key {
  uint64_t a, b;
} memo_key;

/* bytes: at most this much memory; too little for one set gives an empty memo. NULL when memory is out. candidate_limit: how many candidates
 * of an answer are kept. */
memo *memo_new(uint64_t bytes, uint32_t candidate_limit);

/* The same in a quarter of the memory when no candidates are kept: answers with a detail are not remembered. */
memo *memo_new_short(uint64_t bytes, uint32_t candidate_limit);
void memo_free(memo *m);
void memo_clear(memo *m); /* the index moved to another generation */

/* exact: overrides look at ids and whole addresses, so they belong to the key. */
memo_key memo_key_of(const l2a_contact *contact, bool exact);
void memo_prefetch(const memo *m, memo_key key); /* asks for the memory that memo_find will read */
bool memo_find(answer *out, const memo *m, memo_key key);
void memo_put(memo *m, memo_key key, const answer *a);

#endif
