/* SPDX-License-Identifier: MIT */
/*
 * String similarities over folded text (a-z, 0-9, blank), in thousandths. Exact integers, no allocation.
 * Longer texts than SIMILARITY_LIMIT bytes are compared by their first SIMILARITY_LIMIT bytes.
 */
#ifndef L2A_MATCH_SIMILARITY_H
#define L2A_MATCH_SIMILARITY_H

#include "base/bytes.h"

enum { SIMILARITY_LIMIT = 256 };

/* Length of the longest common subsequence (bit-parallel, Hyyro 2004). */
uint32_t similarity_lcs(bytes a, bytes b);

/* 1000 x 2 lcs / (|a| + |b|): normalised indel similarity; 1000 for two empty texts. */
int32_t similarity_ratio(bytes a, bytes b);

/* Optimal string alignment distance (insert, delete, substitute, swap neighbours), at most cutoff + 1. */
uint32_t similarity_edits(bytes a, bytes b, uint32_t cutoff);

/* Jaro-Winkler similarity (prefix scale 0.1, at most 4 letters), in thousandths, rounded down. */
int32_t similarity_jaro_winkler(bytes a, bytes b);

/* true when the letters of a stand in b in this order. */
bool similarity_is_subsequence(bytes a, bytes b);

/* Offset of needle in text, or SIZE_MAX. */
size_t similarity_find(bytes text, bytes needle);

/* Similarity of two words of a name: 1000 equal, 960 plural, 900 one edit, 820 two edits in long words, a beginning by its share ... 0. */
int32_t similarity_words(bytes a, bytes b);

#endif
