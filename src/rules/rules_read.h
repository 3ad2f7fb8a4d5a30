/* SPDX-License-Identifier: MIT */
/* Definitions as they are read, file over file: the keys that a file leaves out keep what the files before it said. */
#ifndef L2A_RULES_RULES_READ_H
#define L2A_RULES_RULES_READ_H

#include "rules/rules.h"

enum {
  BUDGET_LIMIT = 100000,  /* accounts, words or postings of one route for one contact */
  LIST_LIMIT = 100000,    /* values of one list of domains or names */
  WEIGHT_LIMIT = 100000,  /* thousandths of a nat: beyond 100 nats nothing can be told apart, and sums stay in 32 bits */
  CUT_LIMIT = 1000000000, /* of a feature's value */
  TEXT_LIMIT = 4096       /* bytes of a text in a list */
};

/* An override with its place: it is compiled when the dictionaries are. */
typedef struct override_draft {
  l2a_override value;
  uint64_t column;
} override_draft;

typedef struct rules_draft {
  match_rules match;
  mqa_rules mqa; /* not resolved */
  bool builtin;  /* the file that is read comes with the program */
  lexicon_overlay overlay;
  size_t override_count;
  override_draft *overrides;
  const char *override_file; /* the file that has them; borrowed */
  arena *texts;              /* everything above points into it */
} rules_draft;

/*
 * Reads a file's keys into the draft (first call: all zero but texts). Every key and value is checked; the draft is not to be used after
 * a failure. name must outlive the draft. L2A_ESYNTAX (file:line:column: what, and what was expected), L2A_ELIMIT, L2A_ENOMEM.
 */
l2a_status rules_read(rules_draft *draft, bytes text, const char *name, l2a_error *error);

#endif
