/* SPDX-License-Identifier: MIT */
#ifndef L2A_INDEX_INDEX_CHECK_H
#define L2A_INDEX_INDEX_CHECK_H

#include "base/status.h"

/* l2a_index_check in several threads; the same answer. */
l2a_status index_check(const l2a_index *index, size_t thread_count, l2a_error *error);

#endif
