/* SPDX-License-Identifier: MIT */
/*
 * EM for the model of Fellegi and Sunter (Winkler 1988): rows are of one of two classes, matches and others, and inside a class the levels of
 * the fields do not depend on each other. Works on a histogram of level vectors, so that its cost is that of the vectors, not of the rows.
 *
 *   pattern   levels of every field, how many rows have them       -> probability that they are matches
 *   model     share of matches; m[field][level] and u[field][level]: how often matches and others have the level
 */
#ifndef L2A_LEARN_EM_H
#define L2A_LEARN_EM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EM_FIELD_LIMIT = 8, EM_LEVEL_LIMIT = 32, EM_ITERATION_LIMIT = 5000 };

typedef struct em_pattern {
  uint8_t levels[EM_FIELD_LIMIT];
  double count;       /* above 0 */
  double probability; /* of being matches: the start, then the answer */
} em_pattern;

typedef struct em_model {
  uint32_t field_count;
  double share; /* of matches */
  double m[EM_FIELD_LIMIT][EM_LEVEL_LIMIT];
  double u[EM_FIELD_LIMIT][EM_LEVEL_LIMIT];
} em_model;

typedef struct em_report {
  bool converged;
  uint32_t iterations;
  double log_likelihood; /* of a row on average */
  double overlap;        /* mean of min(p, 1 - p), over the smaller share: 0 classes apart, 1 not to be told apart */
  uint32_t informative;  /* fields whose m and u differ: with fewer than three the classes are not identified */
} em_report;

/*
 * anchor: how many rows the start counts for, for each row there is (0: it is a start and nothing more). What the start says of shares and
 * levels then stays in, as a prior of Dirichlet form. The patterns' own order decides the order of sums: sort them for the same bytes.
 */
void em_fit(em_model *model, em_pattern *patterns, size_t count, uint32_t field_count, double anchor, em_report *report);

#endif
