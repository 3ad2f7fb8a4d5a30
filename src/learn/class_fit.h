/* SPDX-License-Identifier: MIT */
/*
 * Class fit: which candidate of a contact is right, estimated without a label. EM (Dempster, Laird, Rubin 1977) for the model of Fellegi
 * and Sunter on kinds of evidence (evidence_kind.h), with what linking to a list of accounts adds: of a contact's candidates at most one is
 * right. So the margin to the runner-up is in the model from the beginning.
 *
 *   contact  P(candidate k) = share / count * ratio(k),  P(none) = 1 - share      brought to a sum of one
 *   ratio    product over the kinds of m(level) / u(level)
 */
#ifndef L2A_LEARN_CLASS_FIT_H
#define L2A_LEARN_CLASS_FIT_H

#include "learn/em.h"
#include "learn/training_set.h"

/*
 * probability[pair]: that it is right (0 to 1; room for set->pair_count). The set is prepared; its contacts' order decides the order of
 * sums. *share gets that of contacts with a right candidate. L2A_ENOMEM.
 */
l2a_status class_fit(float *probability, double *share, em_report *report, const training_set *set, l2a_error *error);

#endif
