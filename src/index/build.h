/* SPDX-License-Identifier: MIT */
/* Builds the sections of an index from the rows of an account table. */
#ifndef L2A_INDEX_BUILD_H
#define L2A_INDEX_BUILD_H

#include "index/account_rows.h"
#include "index/image.h"
#include "text/lexicon.h"

typedef struct build_input {
  account_rows *rows; /* emptied once they are in the image */
  const l2a_column *columns;
  size_t column_count;
  const lexicon *lex;
  size_t thread_count; /* at least 1; the result is the same for all */
} build_input;

/* Every section, sealed. On failure *out is empty. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status index_build(index_image *out, const build_input *input, l2a_error *error);

#endif
