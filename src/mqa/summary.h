/* SPDX-License-Identifier: MIT */
/* Inside of the summary: rows out, and counters by text. */
#ifndef L2A_MQA_SUMMARY_H
#define L2A_MQA_SUMMARY_H

#include "base/buffer.h"
#include "mqa/book.h"

typedef struct summary {
  const mqa *m;
  int64_t since;
  mqa_summary_sink *sink;
  void *payload;
  arena texts;
  l2a_status status; /* after a failure nothing more is written */
  l2a_error *error;
} summary;

/* A value of a group. */
typedef struct tally_entry {
  bytes group;
  int64_t value;
} tally_entry;

typedef struct tally {
  VECTOR(tally_entry) entries;
} tally;

void summary_put(summary *s, const char *metric, bytes group, bytes value);
void summary_count(summary *s, const char *metric, bytes group, uint64_t value);
void summary_thousandths(summary *s, const char *metric, bytes group, int64_t value);

/* part / whole with three decimals, rounded down; nothing when whole is 0. */
void summary_share(summary *s, const char *metric, bytes group, uint64_t part, uint64_t whole);

/* "a>b" or "a|b" that lives as long as s. */
bytes summary_join(summary *s, bytes a, const char *between, bytes b);

void tally_add(summary *s, tally *t, bytes group, int64_t value);
void tally_count(summary *s, tally *t, bytes group);                            /* one more of the group, for tally_put_sums */
void tally_put_sums(summary *s, tally *t, const char *metric);                  /* a row a group; empties t */
void tally_sort(tally *t);                                                      /* by group, then value */
size_t tally_end(const tally *t, size_t first);                                 /* of the group that begins at first; after tally_sort */
int64_t tally_rank(const tally *t, size_t first, size_t end, unsigned percent); /* nearest rank */
void tally_put_counts(summary *s, tally *t, const char *metric);                /* a row a group; empties t */

/* Service level by all, owner and tier; marketing's delivery. */
void summary_sla(summary *s);

#endif
