/* SPDX-License-Identifier: MIT */
/* The name that was probably meant. */
#ifndef L2A_CLI_NEAREST_H
#define L2A_CLI_NEAREST_H

#include "base/bytes.h"

/* Keeps the nearest of the names offered; begin with NEAREST_OF(typed). */
typedef struct nearest {
  bytes typed;
  const char *name; /* NULL while nothing is near enough */
  size_t distance;
} nearest;

#define NEAREST_OF(typed) \
  { \
    (typed), NULL, SIZE_MAX \
  }

void nearest_offer(nearest *n, const char *name);

#endif
