/* SPDX-License-Identifier: MIT */
/* Many numbers with what they belong to, sorted without comparing: first spread over 256 parts, then each part digit by digit. */
#ifndef L2A_MQA_ENTRY_SORT_H
#define L2A_MQA_ENTRY_SORT_H

#include "base/status.h"

typedef struct sort_entry {
  uint64_t key;
  const void *value;
} sort_entry;

/* By the lower `bits` bits of the keys (those above are 0); equals keep their order. Several threads; L2A_ENOMEM (as it was). */
l2a_status entry_sort(sort_entry *entries, size_t count, unsigned bits, size_t thread_count, l2a_error *error);

#endif
