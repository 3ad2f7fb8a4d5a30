/* SPDX-License-Identifier: MIT */
/* Built-in rules, an index file and a matcher in one, for programs of bench/. Stops with the message when one cannot be had. */
#ifndef L2A_BENCH_INDEX_HANDLE_H
#define L2A_BENCH_INDEX_HANDLE_H

#include "bench_base.h"

typedef struct index_handle {
  l2a_rules *rules;
  l2a_index *index;
  l2a_matcher *matcher;
} index_handle;

static inline void bench_check(l2a_status status, const l2a_error *error)
{
  if (status != L2A_OK) bench_stop(error->message);
}

/* memo_bytes 0: every contact is matched anew. */
static inline index_handle index_handle_open(const char *path, uint64_t memo_bytes, uint32_t candidate_limit)
{
  index_handle h = { NULL, NULL, NULL };
  l2a_error error = L2A_ERROR_INIT;
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;

  options.memo_bytes = memo_bytes;
  options.candidate_limit = candidate_limit;
  bench_check(l2a_rules_load(&h.rules, NULL, &error), &error);
  bench_check(l2a_index_open(&h.index, path, h.rules, &error), &error);
  bench_check(l2a_matcher_new(&h.matcher, h.rules, h.index, &options, &error), &error);
  return h;
}

static inline void index_handle_close(index_handle *h)
{
  l2a_matcher_free(h->matcher);
  l2a_index_close(h->index);
  l2a_rules_free(h->rules);
}

#endif
