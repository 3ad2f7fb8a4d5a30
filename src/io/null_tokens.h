/* SPDX-License-Identifier: MIT */
/* Values that mean "no value" in exports: empty, null, N/A, -, [not provided], Unknown. */
#ifndef L2A_IO_NULL_TOKENS_H
#define L2A_IO_NULL_TOKENS_H

#include "base/bytes.h"

bool is_null_token(bytes value); /* compared after trimming, ASCII case does not count */

/* The value trimmed, or empty if it is a null token. */
bytes value_or_empty(bytes value);

#endif
