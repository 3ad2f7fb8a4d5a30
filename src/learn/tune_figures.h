/* SPDX-License-Identifier: MIT */
/*
 * Figures of held-back rows: each contact's best candidate, how probable it was said to be, and whether it was right.
 */
#ifndef L2A_LEARN_TUNE_FIGURES_H
#define L2A_LEARN_TUNE_FIGURES_H

#include "base/buffer.h"
#include "base/status.h"

enum { CALIBRATION_BINS = 10 };

typedef struct figure_row {
  uint32_t probability; /* 1/10000; 0 without candidate */
  int32_t total;
  bool right;
  bool has_account; /* a right account exists */
  double weight;
} figure_row;

/* Counts at a threshold. */
typedef struct figure_point {
  uint32_t threshold;                                                    /* 1/10000 */
  uint64_t matched, right, with_account, without_account, false_matches; /* false_matches: of contacts without account */
} figure_point;

typedef struct tune_figures {
  uint64_t contacts;
  double log_loss;          /* of the best candidates, nats */
  double calibration_error; /* expected, over CALIBRATION_BINS bins of equal width */
} tune_figures;

tune_figures figures_of(const figure_row *rows, size_t count);
figure_point figures_at(const figure_row *rows, size_t count, uint32_t threshold);

/*
 * The lowest threshold from which on the matches are right with at least this average precision (1/10000), and what it gives.
 * L2A_ENOTFOUND when there is none; L2A_ENOMEM.
 */
l2a_status figures_for_precision(figure_point *out, const figure_row *rows, size_t count, uint32_t precision, l2a_error *error);

/* Wilson's interval (1927) of part in whole with 95 % confidence, 1/10000. */
void figures_interval(uint32_t *low, uint32_t *high, uint64_t part, uint64_t whole);

/* "98.83 %"; "-" of nothing. */
void figures_write_share(buffer *out, uint64_t part, uint64_t whole);

/* A positive number with so many digits behind the point. */
void figures_write_number(buffer *out, double value, unsigned digits);

/* "precision 99.01 % (98.8 to 99.2), recall ..., false matches ..." */
void figures_write_point(buffer *out, const figure_point *p);

#endif
