/* SPDX-License-Identifier: MIT */
/*
 * Histogram of level vectors: of every contact's best candidate what each kind of evidence says, by the weights there are, and how often
 * that combination occurs. Memory is that of the combinations (LEVEL_PATTERN_LIMIT), however many contacts there are.
 */
#ifndef L2A_LEARN_LEVEL_HISTOGRAM_H
#define L2A_LEARN_LEVEL_HISTOGRAM_H

#include "match/matcher.h"

enum { LEVEL_PATTERN_LIMIT = 1 << 20 };

typedef enum evidence_field {
  EVIDENCE_EMAIL,
  EVIDENCE_WEBSITE,
  EVIDENCE_NAME,
  EVIDENCE_COUNTRY,
  EVIDENCE_PLACE,
  EVIDENCE_PHONE,
  EVIDENCE_MARGIN,
  EVIDENCE_FIELD_COUNT
} evidence_field;

typedef struct level_pattern {
  uint8_t levels[EVIDENCE_FIELD_COUNT]; /* below 32 */
  int32_t total;                        /* middle of its bin, thousandths of a nat */
  uint64_t count;
} level_pattern;

typedef struct level_histogram {
  size_t count, slot_count;
  uint64_t contacts; /* counted: those with a candidate */
  uint64_t empty;    /* without candidate */
  uint64_t *keys;    /* slot_count; 0: empty */
  uint64_t *counts;
} level_histogram;

void level_histogram_init(level_histogram *h);
void level_histogram_free(level_histogram *h);
void level_histogram_clear(level_histogram *h);

/* The contact that the matcher has just run. L2A_ELIMIT (combinations), L2A_ENOMEM. */
l2a_status level_histogram_add(level_histogram *h, const l2a_matcher *m, l2a_error *error);
l2a_status level_histogram_append(level_histogram *h, const level_histogram *more, l2a_error *error);

/* All patterns, in an order of their own whatever order they came in; the caller frees them. NULL when memory is out. */
level_pattern *level_histogram_patterns(const level_histogram *h);

#endif
