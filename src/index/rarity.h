/* SPDX-License-Identifier: MIT */
/*
 * Rarity of a word, on a scale that does not depend on how many accounts there are:
 *
 *   0 every account has it ... RARITY_UNKNOWN no account has it        RARITY_UNKNOWN ln((n + 1) / (k + 1/2)) / ln((n + 1) / (1/2))
 *
 * with n accounts, k of them with the word. Inverse document frequency alone grows with the list: what is rare among 300 accounts would be
 * called common by weights that were fitted on 100,000. A short list also cannot know that "services" is common, so words that say what and
 * not who, places, directions and numbers have a ceiling.
 */
#ifndef L2A_INDEX_RARITY_H
#define L2A_INDEX_RARITY_H

#include <stdint.h>

/* Hundredths of a nat at some 80,000 accounts. */
enum { RARITY_UNKNOWN = 1200, RARITY_STOP = 15, RARITY_PLACE = 700, RARITY_GENERIC = 550, RARITY_DIRECTION = 600 };

/* flags: name_token_flag of the word. At least 1. */
uint16_t rarity_of(uint64_t accounts, uint64_t accounts_with_word, uint32_t flags);

#endif
