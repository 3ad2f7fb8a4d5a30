/* SPDX-License-Identifier: MIT */
/* Definitions as they are read, file over file: the keys that a file leaves out keep what the files before it said. */
#ifndef L2A_RULES_RULES_READ_H
#define L2A_RULES_RULES_READ_H

#include "base/limits.h"
#include "rules/rules.h"
#include "rules/yaml_tree.h"

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

/*
 * The definitions that a vendor documents, data/preset_NAME.yaml; place says where they are asked for, and may be NULL. L2A_ESYNTAX (with a
 * place) or L2A_EINVAL when there are none of that name; the message lists those that there are.
 */
l2a_status rules_read_preset(rules_draft *draft, bytes preset, const tree_node *place, l2a_error *error);

#endif
