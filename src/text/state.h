/* SPDX-License-Identifier: MIT */
/*
 * States and provinces: one name for what CRMs write as a code, an abbreviation or a name (data/states.txt), and the state that a label of
 * .gov ends with.
 *
 *   "CA", "Calif.", "california"          in the US, or without a country -> "california"
 *   "WA"                                  in Australia                    -> "western australia"
 *   franklincountyoh.gov, Franklin County -> "ohio"
 */
#ifndef L2A_TEXT_STATE_H
#define L2A_TEXT_STATE_H

#include "text/lexicon.h"

/* From data/states.txt. Needs partial->folds; takes nothing from the overlay. L2A_ENOMEM, L2A_ESYNTAX, L2A_ENOTFOUND. */
l2a_status state_list_new(state_list **out, const lexicon *partial, const lexicon_overlay *overlay, l2a_error *error);
void state_list_free(state_list *list);

/* The name (borrowed from the list) of a state written as lower-case words with blanks; the text itself when no line has it. country as of
 * country_code(), 0 when it is not known. */
bytes state_name(const state_list *list, uint16_t country, bytes text);

/*
 * The American state at the end of a label without hyphens, as a name or code, when what stands before it ends with a word of the name whose
 * words (`core`, parted by blanks) are given: so no two letters are taken for a state by chance. {NULL, 0} for none.
 */
bytes state_of_label(const state_list *list, bytes label, bytes core);

#endif
