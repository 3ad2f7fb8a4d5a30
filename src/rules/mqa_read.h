/* SPDX-License-Identifier: MIT */
/* Readers of the keys timezone, engagement, stages, exclude and sla: from a node to the draft's mqa_rules. */
#ifndef L2A_RULES_MQA_READ_H
#define L2A_RULES_MQA_READ_H

#include "rules/mqa_rules.h"
#include "rules/yaml_tree.h"

/* Where texts go, and the file's name as it outlives the reading. */
typedef struct mqa_reader {
  mqa_rules *rules;
  arena *texts;
  const char *file;
  bool builtin;
} mqa_reader;

enum { MQA_KEY_COUNT = 5 };
extern const char *const mqa_key_names[MQA_KEY_COUNT];

/* Key number n of mqa_key_names. L2A_ESYNTAX, L2A_ELIMIT, L2A_ENOMEM. */
l2a_status mqa_read_key(mqa_reader *r, size_t n, const tree_node *node, l2a_error *error);

/* ---- for mqa_read.c and mqa_read_stages.c -------------------------------------------------------------------------------------------- */

/* A key of a map and the reader that puts its value into out. */
typedef struct mqa_key {
  const char *name;
  l2a_status (*read)(mqa_reader *r, void *out, const tree_node *node, l2a_error *error);
} mqa_key;

l2a_status mqa_read_map(mqa_reader *r, void *out, const tree_node *map, const mqa_key *keys, size_t count, l2a_error *error);
#define MQA_READ_MAP(r, out, map, keys, error) mqa_read_map(r, out, map, keys, sizeof(keys) / sizeof *(keys), error)

rule_place mqa_place(const mqa_reader *r, const tree_node *node);
l2a_status mqa_expect_list(const tree_node *node, size_t min, size_t max, l2a_error *error);
l2a_status mqa_read_bool(bool *out, const tree_node *node, l2a_error *error);
l2a_status mqa_read_text(mqa_reader *r, bytes *out, const tree_node *node, l2a_error *error);

/* A text or a list of texts. */
l2a_status mqa_read_texts(mqa_reader *r, text_list *out, const tree_node *node, size_t min, l2a_error *error);
l2a_status mqa_read_u32(uint32_t *out, const tree_node *node, tree_number allowed, l2a_error *error);
l2a_status mqa_read_minutes(int64_t *out, const tree_node *node, l2a_error *error);

/* "90d" as 90; "16h", "30m", "14d" as seconds. */
l2a_status mqa_read_days(uint32_t *out, const tree_node *node, l2a_error *error);
l2a_status mqa_read_seconds(int64_t *out, const tree_node *node, l2a_error *error);

/* {column: C, value: V}, {column: C, in: [..]} or {column: C, at_least: X}; other keys than these are the caller's. */
l2a_status mqa_read_column_test(mqa_reader *r, column_test *out, const tree_node *map, l2a_error *error);

l2a_status mqa_read_stages(mqa_reader *r, const tree_node *node, l2a_error *error);

#endif
