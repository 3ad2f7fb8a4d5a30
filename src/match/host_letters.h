/* SPDX-License-Identifier: MIT */
/* The letters of addresses and hosts, all of them at once where the processor has registers for it: the plain ones that sure_host.h reads. */
#ifndef L2A_MATCH_HOST_LETTERS_H
#define L2A_MATCH_HOST_LETTERS_H

#include "base/bytes.h"

enum { HOST_LETTERS_SIZE = 44 };

/* A host of two plain labels. */
typedef struct two_labels {
  size_t dot; /* where its one dot is; 0: it is none, or too long */
  size_t hyphens;
} two_labels;

typedef struct host_letters {
  const char *name;

  /* "label.top" of letters, digits and hyphens, the top level of letters, no hyphen at an end of the label; lowered into lower
   * (HOST_LETTERS_SIZE bytes). */
  two_labels (*read)(char *lower, bytes host);

  /* Bytes before the @ of an address of at most 64 bytes: letters, digits and . _ - +; 0: it is not of that kind. */
  size_t (*local)(bytes email);
} host_letters;

/* The fastest that this processor runs, and every one it runs (number n, NULL past the last). All give the same. */
const host_letters *host_letters_best(void);
const host_letters *host_letters_number(size_t n);

#endif
