/* SPDX-License-Identifier: MIT */
/* Fingerprints: what an answer, and what the keys of an index, depend on. */
#ifndef L2A_RULES_FINGERPRINT_H
#define L2A_RULES_FINGERPRINT_H

#include "rules/rules.h"

/* Counts the changes of the program's key functions: an index with other keys must be rebuilt. */
enum { KEY_VERSION = 1 };

/* Fills base_hash and both fingerprints from the rest of the rules. L2A_ENOMEM. */
l2a_status fingerprint_make(l2a_rules *rules, l2a_error *error);

/* Fills the fingerprint anew after an override was added. */
void fingerprint_update(l2a_rules *rules);

#endif
