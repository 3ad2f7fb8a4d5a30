/* SPDX-License-Identifier: MIT */
/* The name sections of an index (words, forms, their lists, edits, trigrams) from a collection. */
#ifndef L2A_INDEX_BUILD_NAMES_H
#define L2A_INDEX_BUILD_NAMES_H

#include "index/collect.h"
#include "index/snapshot.h"

/* Words, forms, account_forms, form_words, word_forms, length_start, edits. base (build.h) may be NULL. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status build_names(index_image *image, const collection *c, const snapshot *base, l2a_error *error);

/* Trigrams and their lists, from the forms in the image. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status build_trigrams(index_image *image, const collection *c, l2a_error *error);

#endif
