/* SPDX-License-Identifier: MIT */
#include "rules/yaml_tree.h"

#include <criterion/criterion.h>

#include "base/buffer.h"

static l2a_status parse(tree_node **out, arena *a, bytes text, l2a_error *error)
{
  arena_init(a, 4096);
  return yaml_tree_parse(out, text, "t.yaml", a, error);
}

Test(yaml_tree, keeps_kinds_order_and_places)
{
  arena a;
  tree_node *root;
  const tree_node *match;
  const tree_node *ties;

  cr_assert_eq(parse(&root, &a, BYTES("# note\nmatch:\n  thresholds: {match: 0.80}\n  ties: [country, 'no']\n  none:\n"), NULL), L2A_OK);
  cr_assert_eq(root->kind, TREE_MAP);
  match = tree_child(root, "match");
  cr_assert_not_null(match);
  cr_assert_eq(match->count, 3);
  cr_assert_eq(match->key_line, 2);
  cr_assert_eq(match->key_column, 1);
  ties = tree_child(match, "ties");
  cr_assert_eq(ties->kind, TREE_LIST);
  cr_assert_eq(ties->line, 4);
  cr_assert_eq(ties->column, 9);
  cr_assert(ties->first->plain);
  cr_assert_not(ties->last->plain);
  cr_assert(bytes_equal(ties->last->text, BYTES("no")));
  cr_assert_eq(ties->last->number, 1);
  cr_assert_eq(tree_child(match, "none")->kind, TREE_NOTHING);
  cr_assert_null(tree_child(match, "thresh"));
  arena_free(&a);
}

Test(yaml_tree, an_empty_text_is_a_root_with_nothing)
{
  static const char *const texts[] = { "", "\n\n", "# only a comment\n", "---\n", "\xEF\xBB\xBF", "~\n" };

  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    arena a;
    tree_node *root;
    cr_assert_eq(parse(&root, &a, bytes_of(texts[i]), NULL), L2A_OK, "text %zu", i);
    cr_assert_eq(root->kind, TREE_NOTHING, "text %zu", i);
    arena_free(&a);
  }
}

Test(yaml_tree, a_byte_order_mark_is_no_part_of_the_text)
{
  arena a;
  tree_node *root;
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(parse(&root, &a,
                     BYTES("\xEF\xBB\xBF"
                           "a: 1\r\nb: 2\r\n"),
                     &error),
               L2A_OK, "%s", error.message);
  cr_assert_eq(root->count, 2);
  cr_assert(bytes_equal(root->first->key, BYTES("a")));
  cr_assert_eq(root->first->key_column, 1);
  arena_free(&a);
}

Test(yaml_tree, refuses_what_definitions_do_not_need_and_says_where)
{
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "a: &x 1\nb: *x\n", "t.yaml:1:4: anchors (&name) are not supported: write the value out" },
    { "a: 1\nb: *x\n", "t.yaml:2:4: aliases (*name) are not supported: write the value out" },
    { "a: !!int 1\n", "t.yaml:1:4: tags (!name) are not supported" },
    { "a: !mine {b: 1}\n", "t.yaml:1:4: tags (!name) are not supported" },
    { "a: 1\nb: 2\na: 3\n", "t.yaml:3:1: key 'a' is given twice in one mapping" },
    { "a: {b: 1, 'b': 2}\n", "t.yaml:1:11: key 'b' is given twice in one mapping" },
    { "? [a]\n: 1\n", "t.yaml:1:3: a key must be a text, not a mapping or a list" },
    { "? {a: 1}\n: 1\n", "t.yaml:1:3: a key must be a text, not a mapping or a list" },
    { "'': 1\n", "t.yaml:1:1: a key must not be empty" },
    { "a: \"x\\0y\"\n", "t.yaml:1:4: a text must not hold the character NUL" },
    { "a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document begins: definitions are one document" },
    { "a: [1, 2\nb: 3\n", "t.yaml:2:2: no valid YAML: did not find expected ',' or ']' while parsing a flow sequence" },
    { "a: 1\n\tb: 2\n", "t.yaml:2:1: no valid YAML: found a tab character that violates indentation while scanning a plain scalar" },
    { "a: 'open\n", "t.yaml:2:1: no valid YAML: found unexpected end of stream while scanning a quoted scalar" },
    { "a: 1\nb: \xFF\n", "t.yaml:2:4: no valid YAML: invalid leading UTF-8 octet" },
    { "a: \x01\n", "t.yaml:1:4: no valid YAML: control characters are not allowed" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    arena a;
    tree_node *root;
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(parse(&root, &a, bytes_of(cases[i].text), &error), L2A_ESYNTAX, "case %zu", i);
    cr_expect_null(root, "case %zu", i);
    cr_expect_str_eq(error.message, cases[i].message, "case %zu: %s", i, error.message);
    arena_free(&a);
  }
}

static l2a_status parse_repeated(const char *head, const char *body, size_t count, const char *tail, l2a_error *error)
{
  buffer text = BUFFER_INIT;
  arena a;
  tree_node *root;
  l2a_status status;

  buffer_append_text(&text, head);
  for (size_t i = 0; i < count; i++) buffer_append_text(&text, body);
  buffer_append_text(&text, tail);
  status = parse(&root, &a, buffer_bytes(&text), error);
  arena_free(&a);
  buffer_free(&text);
  return status;
}

Test(yaml_tree, limits_are_named)
{
  l2a_error error = L2A_ERROR_INIT;
  buffer keys = BUFFER_INIT;
  arena a;
  tree_node *root;

  cr_assert_eq(parse_repeated("", "[", YAML_DEPTH_LIMIT, "", &error), L2A_ESYNTAX);
  cr_assert_eq(parse_repeated("", "[", YAML_DEPTH_LIMIT + 1, "", &error), L2A_ELIMIT);
  cr_assert_str_eq(error.message, "t.yaml:1:33: more than 32 mappings and lists inside each other");
  cr_assert_eq(parse_repeated("", "[", 1000000, "", &error), L2A_ELIMIT);
  cr_assert_eq(parse_repeated("[", "1,", YAML_NODE_LIMIT - 1, "]", &error), L2A_OK);
  cr_assert_eq(parse_repeated("[", "1,", YAML_NODE_LIMIT, "]", &error), L2A_ELIMIT);
  cr_assert_eq(parse_repeated("# ", "x", YAML_SIZE_LIMIT, "", &error), L2A_ELIMIT);
  cr_assert_str_eq(error.message, "t.yaml: larger than 4 MiB");
  for (int i = 0; i <= YAML_KEY_LIMIT; i++) buffer_printf(&keys, "k%d: 1\n", i);
  cr_assert_eq(parse(&root, &a, buffer_bytes(&keys), &error), L2A_ELIMIT);
  cr_assert_str_eq(error.message, "t.yaml:1025:1: more than 1024 keys in one mapping");
  arena_free(&a);
  buffer_free(&keys);
}

Test(yaml_tree, reads_decimals_exactly)
{
  static const struct {
    const char *text;
    tree_number allowed;
    int64_t value;
    bool good;
  } cases[] = {
    { "0.80", { 4, 0, 10000 }, 8000, true },
    { "1", { 4, 0, 10000 }, 10000, true },
    { "1.0001", { 4, 0, 10000 }, 0, false },
    { "-4.000", { 3, -100000, 100000 }, -4000, true },
    { "-0.125", { 3, -100000, 100000 }, -125, true },
    { "0.1250", { 3, -100000, 100000 }, 125, true },
    { "0.1255", { 3, -100000, 100000 }, 0, false },
    { "0.29", { 4, 0, 10000 }, 2900, true },
    { "9223372036854775807", { 0, INT64_MIN, INT64_MAX }, INT64_MAX, false },
    { "922337203685477579", { 0, INT64_MIN, INT64_MAX }, 922337203685477579, true },
    { "99999999999999999999999", { 0, INT64_MIN, INT64_MAX }, 0, false },
    { "922337203685477579", { 6, INT64_MIN, INT64_MAX }, 0, false },
    { "'1'", { 0, 0, 10 }, 0, false },
    { "+1", { 0, 0, 10 }, 0, false },
    { "1e2", { 0, 0, 1000 }, 0, false },
    { "0x10", { 0, 0, 1000 }, 0, false },
    { "1,5", { 3, 0, 10000 }, 0, false },
    { "1.", { 3, 0, 10000 }, 0, false },
    { ".5", { 3, 0, 10000 }, 0, false },
    { "-.5", { 3, -10000, 10000 }, 0, false },
    { "1.2.3", { 3, 0, 10000 }, 0, false },
    { "1.5", { 0, 0, 10 }, 0, false },
    { "1.0", { 0, 0, 10 }, 1, true },
    { "--1", { 0, -10, 10 }, 0, false },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    arena a;
    tree_node *root;
    int64_t value = 0;
    l2a_error error = L2A_ERROR_INIT;
    cr_assert_eq(parse(&root, &a, bytes_of(cases[i].text), &error), L2A_OK);
    cr_expect_eq(tree_decimal(&value, root, cases[i].allowed, &error), cases[i].good ? L2A_OK : L2A_ESYNTAX, "%s", cases[i].text);
    if (cases[i].good) cr_expect_eq(value, cases[i].value, "%s: %lld", cases[i].text, (long long)value);
    arena_free(&a);
  }
}

Test(yaml_tree, an_unknown_key_gets_a_hint_when_one_edit_away)
{
  static const char *const names[] = { "policy", "conflict", "thresholds" };
  static const struct {
    const char *text;
    const char *message;
  } cases[] = {
    { "polcy: 1", "t.yaml:1:1: unknown key 'polcy' (did you mean 'policy'?); expected one of: policy, conflict, thresholds" },
    { "ppolicy: 1", "t.yaml:1:1: unknown key 'ppolicy' (did you mean 'policy'?); expected one of: policy, conflict, thresholds" },
    { "Policy: 1", "t.yaml:1:1: unknown key 'Policy' (did you mean 'policy'?); expected one of: policy, conflict, thresholds" },
    { "ploicy: 1", "t.yaml:1:1: unknown key 'ploicy' (did you mean 'policy'?); expected one of: policy, conflict, thresholds" },
    { "threshold: 1", "t.yaml:1:1: unknown key 'threshold' (did you mean 'thresholds'?); expected one of: policy, conflict, thresholds" },
    { "polici3s: 1", "t.yaml:1:1: unknown key 'polici3s'; expected one of: policy, conflict, thresholds" },
    { "p: 1", "t.yaml:1:1: unknown key 'p'; expected one of: policy, conflict, thresholds" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    arena a;
    tree_node *root;
    size_t key;
    l2a_error error = L2A_ERROR_INIT;
    cr_assert_eq(parse(&root, &a, bytes_of(cases[i].text), &error), L2A_OK);
    cr_expect_eq(tree_key(&key, root->first, names, 3, &error), L2A_ESYNTAX);
    cr_expect_str_eq(error.message, cases[i].message, "%s", error.message);
    arena_free(&a);
  }
}
