/* SPDX-License-Identifier: MIT */
/*
 * Native words: what the words of a name in Chinese, Japanese, Korean, Arabic, Hebrew, Thai and Indic scripts are called in Latin letters, since
 * a transliteration finds no account ("東京大学" is read "dongjingdaxue", and its account is called University of Tokyo). From
 * data/native_words.txt.
 *
 *   東京大学   -> " tokyo  university "
 *   横浜市立   -> " yokohama  municipal "     the longest entry that begins at a sign counts
 *   龍谷大学   -> "龍谷 university "            what no entry has stays as it is
 *   جامعة القاهرة -> " university   cairo "  scripts that part words by blanks: whole words only
 */
#ifndef L2A_TEXT_NATIVE_WORD_H
#define L2A_TEXT_NATIVE_WORD_H

#include "text/lexicon.h"

/* L2A_ENOMEM, L2A_ESYNTAX, L2A_ENOTFOUND. Needs nothing of partial, takes nothing from the overlay. */
l2a_status native_word_list_new(native_word_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void native_word_list_free(native_word_list *list);

/* true when the text has a letter of such a script: bytes that can begin an entry. */
bool native_word_may_be(bytes text);

/* The text, which fold_case() has made, with the words of the list in Latin letters; the text itself when there are none. In the arena. */
bytes native_word_replace(const native_word_list *list, bytes text, arena *a);

#endif
