/* SPDX-License-Identifier: MIT */
/*
 * A YAML text as a tree of nodes that know their place, and readers that turn a node into a checked value.
 *
 *   match:                          map ""
 *     thresholds: {match: 0.83}      +- map "match"
 *     tie_breakers: [country]            +- map "thresholds" - text "match" = "0.83"   line 2, column 23
 *                                        +- list "tie_breakers" - text number 0 = "country"
 *
 * What definitions need and no more: maps, lists and texts. Anchors, aliases, tags, several documents and a key given twice are errors.
 * No text is a number or a truth value by its looks: the reader of a key says what it expects, so `country: no` is the text "no".
 */
#ifndef L2A_RULES_YAML_TREE_H
#define L2A_RULES_YAML_TREE_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/status.h"

typedef enum tree_kind { TREE_NOTHING, TREE_TEXT, TREE_LIST, TREE_MAP } tree_kind;

typedef struct tree_node tree_node;
struct tree_node {
  tree_kind kind;                /* TREE_NOTHING: a key without a value, or ~ or null */
  bool plain;                    /* a text without quotes */
  uint32_t line, column;         /* of the value, from 1; columns count characters */
  uint32_t key_line, key_column; /* in a map: of the key */
  uint32_t number;               /* in a list: place in it, from 0 */
  uint32_t count;                /* of children */
  bytes key;                     /* in a map; else {NULL, 0} */
  bytes text;                    /* of a TREE_TEXT */
  const char *file;
  const tree_node *parent; /* NULL of the root */
  tree_node *first, *last; /* children in the order of the file */
  tree_node *next;
};

/* Nodes and texts live in the arena; name is borrowed and must outlive them. An empty text is a root of kind TREE_NOTHING.
 * L2A_ESYNTAX, L2A_ELIMIT (one of the limits above), L2A_ENOMEM; *out is then NULL. */
l2a_status yaml_tree_parse(tree_node **out, bytes text, const char *name, arena *a, l2a_error *error);

/* ---- readers: L2A_OK, or L2A_ESYNTAX with "file:line:column: path: what was expected" ---------------------------------------------- */

/* L2A_ESYNTAX at the value's place; the path of the node ("match.tie_breakers[0]") stands before the text. */
l2a_status tree_error(const tree_node *node, l2a_error *error, const char *format, ...) L2A_PRINTF(3, 4);

/* The same with "expected WHAT, found ..." and what the node is. */
l2a_status tree_error_expected(const tree_node *node, const char *what, l2a_error *error);

l2a_status tree_expect_map(const tree_node *node, l2a_error *error);
l2a_status tree_expect_list(const tree_node *node, l2a_error *error);

/* The child's key as a place in names; an unknown key is an error that lists the known ones and the one that is an edit away. */
l2a_status tree_key(size_t *out, const tree_node *child, const char *const *names, size_t count, l2a_error *error);

/* The node's text as a place in words. */
l2a_status tree_word(size_t *out, const tree_node *node, const char *const *words, size_t count, l2a_error *error);

/* A text that is not empty and at most `limit` bytes long; quoted or not. Borrowed from the tree. */
l2a_status tree_text(bytes *out, const tree_node *node, size_t limit, l2a_error *error);

/* A number in units of 10^-digits (0 to 6), read exactly: with digits 3, "-1.25" is -1250. min and max in the same unit. */
typedef struct tree_number {
  uint32_t digits;
  int64_t min, max;
} tree_number;
l2a_status tree_decimal(int64_t *out, const tree_node *node, tree_number allowed, l2a_error *error);

/* The child of a map with that key, or NULL. */
const tree_node *tree_child(const tree_node *map, const char *key);

#endif
