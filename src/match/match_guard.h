/* SPDX-License-Identifier: MIT */
/* Whoever lets a matcher work on an index that is not checked yet is asked before it reads more of it. */
#ifndef L2A_MATCH_MATCH_GUARD_H
#define L2A_MATCH_MATCH_GUARD_H

#include "index/index_check.h"

typedef struct match_guard {
  l2a_status (*require)(void *payload, index_use use, l2a_error *error); /* any thread */
  void *payload;
} match_guard;

#endif
