/* SPDX-License-Identifier: MIT */
/* Builds the sections of an index from the rows of an account table. */
#ifndef L2A_INDEX_BUILD_H
#define L2A_INDEX_BUILD_H

#include <stdatomic.h>

#include "index/account_rows.h"
#include "index/image.h"
#include "index/snapshot.h"
#include "text/lexicon.h"

typedef struct build_input {
  account_rows *rows;        /* emptied once they are in the image; or NULL and */
  const account_row *sorted; /* the rows in the order of their ids */
  size_t sorted_count;
  const snapshot *base;  /* of a delta: words that it has are as rare as it says. NULL: rarity is of these rows */
  text_scratch *scratch; /* of one thread, to be used again; NULL: made for this build */
  const l2a_column *columns;
  size_t column_count;
  const lexicon *lex;
  size_t thread_count;     /* at least 1; the result is the same for all */
  const atomic_bool *stop; /* NULL: none; looked at now and then, true gives up with L2A_EBUSY */
} build_input;

/* Every section, sealed. On failure *out is empty. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status index_build(index_image *out, const build_input *input, l2a_error *error);

#endif
