/* SPDX-License-Identifier: MIT */
/*
 * Tuning without labels: which of the best candidates are right is taken from how the kinds of evidence go together (em.h), beginning
 * with what the rules say. From that follow how many there are (the prior) and the calibration; the weights stay.
 *
 * Rarity is that of words among accounts, so a contact's own row has no part in it.
 */
#ifndef L2A_LEARN_TUNE_UNLABELLED_H
#define L2A_LEARN_TUNE_UNLABELLED_H

#include "learn/level_histogram.h"
#include "learn/tune.h"

enum { TUNE_UNLABELLED_CONTACT_MIN = 1000 }; /* with a candidate */

/*
 * rules of *out: base with calibration and threshold. L2A_EINVAL: the contacts do not say it (too few, one class only, evidence of too few
 * kinds, classes that overlap or are not those of the rules); L2A_ENOTFOUND (the promised precision cannot be had), L2A_ENOMEM.
 */
l2a_status tune_unlabelled(tune_result *out, const level_histogram *h, const match_rules *base, const tune_options *options,
                           l2a_error *error);

#endif
