/* SPDX-License-Identifier: MIT */
#include "rules/yaml_tree.h"

#include <inttypes.h>
#include <yaml.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "base/utf8.h"

/* The tree as it grows: open[] are the maps and lists that have not ended, outermost first. */
typedef struct tree_build {
  const char *name;
  bytes text;
  arena *a;
  l2a_error *error;
  yaml_parser_t parser;
  tree_node *root;
  tree_node *open[YAML_DEPTH_LIMIT];
  uint64_t *key_hashes[YAML_DEPTH_LIMIT]; /* of the keys of open[] so far; NULL of a list */
  tree_node *keyed;                       /* a child whose key was read and whose value comes next */
  uint32_t depth;
  uint32_t node_count;
  uint32_t document_count;
} tree_build;

static l2a_status build_error(const tree_build *b, l2a_status status, yaml_mark_t mark, const char *what)
{
  return error_set_at(b->error, status, b->name, mark.line + 1, mark.column + 1, "%s", what);
}

/* ---- events to nodes ------------------------------------------------------------------------------------------------------------- */

static tree_node *node_new(tree_build *b, tree_node *parent)
{
  tree_node *node = arena_take_zero(b->a, sizeof *node);

  if (!node) return NULL;
  b->node_count++;
  node->file = b->name;
  node->parent = parent;
  if (!parent) return node;
  node->number = parent->count++;
  if (parent->last) parent->last->next = node;
  else parent->first = node;
  parent->last = node;
  return node;
}

static bool key_is_known(const tree_build *b, const tree_node *map, bytes key, uint64_t hash)
{
  const uint64_t *hashes = b->key_hashes[b->depth - 1];
  uint32_t i = 0;

  for (const tree_node *child = map->first; child; child = child->next, i++)
    if (hashes[i] == hash && bytes_equal(child->key, key)) return true;
  return false;
}

/* Begins a child of the innermost map; its value is the next event. */
static l2a_status add_key(tree_build *b, tree_node *map, bytes key, yaml_mark_t mark)
{
  uint64_t hash = hash_bytes(key);
  tree_node *child;

  if (key_is_known(b, map, key, hash))
    return error_set_at(b->error, L2A_ESYNTAX, b->name, mark.line + 1, mark.column + 1, "key '%.*s' is given twice in one mapping",
                        (int)(key.size < 64 ? key.size : 64), key.data);
  if (map->count == YAML_KEY_LIMIT) return build_error(b, L2A_ELIMIT, mark, "more than 1024 keys in one mapping");
  b->key_hashes[b->depth - 1][map->count] = hash;
  child = node_new(b, map);
  if (!child) return error_no_memory(b->error);
  child->key = arena_copy(b->a, key);
  if (!child->key.data) return error_no_memory(b->error);
  child->key_line = (uint32_t)mark.line + 1;
  child->key_column = (uint32_t)mark.column + 1;
  b->keyed = child;
  return L2A_OK;
}

/* The node that takes the value of this event: the keyed child of a map, a new one of a list, or the root. */
static l2a_status value_node(tree_build *b, tree_node **out, yaml_mark_t mark)
{
  tree_node *parent = b->depth ? b->open[b->depth - 1] : NULL;
  tree_node *node = b->keyed;

  *out = NULL;
  if (b->node_count >= YAML_NODE_LIMIT) return build_error(b, L2A_ELIMIT, mark, "more than 1000000 values in one file");
  if (parent && parent->kind == TREE_MAP && !node)
    return build_error(b, L2A_ESYNTAX, mark, "a key must be a text, not a mapping or a list");
  if (!node) node = node_new(b, parent);
  if (!node) return error_no_memory(b->error);
  if (!parent) b->root = node;
  b->keyed = NULL;
  node->line = (uint32_t)mark.line + 1;
  node->column = (uint32_t)mark.column + 1;
  *out = node;
  return L2A_OK;
}

static bool means_nothing(bytes text)
{
  return text.size == 0 || bytes_equal(text, BYTES("~")) || bytes_equal(text, BYTES("null"));
}

static l2a_status on_scalar(tree_build *b, const yaml_event_t *event)
{
  bytes text = { (const char *)event->data.scalar.value, event->data.scalar.length };
  tree_node *parent = b->depth ? b->open[b->depth - 1] : NULL;
  bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  tree_node *node;
  l2a_status status;

  if (text.size && memchr(text.data, '\0', text.size))
    return build_error(b, L2A_ESYNTAX, event->start_mark, "a text must not hold the character NUL");
  if (parent && parent->kind == TREE_MAP && !b->keyed) {
    if (text.size == 0) return build_error(b, L2A_ESYNTAX, event->start_mark, "a key must not be empty");
    return add_key(b, parent, text, event->start_mark);
  }
  status = value_node(b, &node, event->start_mark);
  if (status != L2A_OK) return status;
  node->plain = plain;
  node->kind = plain && means_nothing(text) ? TREE_NOTHING : TREE_TEXT;
  node->text = arena_copy(b->a, text);
  return node->text.data ? L2A_OK : error_no_memory(b->error);
}

static l2a_status on_open(tree_build *b, tree_kind kind, yaml_mark_t mark)
{
  tree_node *node;
  l2a_status status;

  if (b->depth == YAML_DEPTH_LIMIT) return build_error(b, L2A_ELIMIT, mark, "more than 32 mappings and lists inside each other");
  status = value_node(b, &node, mark);
  if (status != L2A_OK) return status;
  node->kind = kind;
  if (kind == TREE_MAP && !b->key_hashes[b->depth]) {
    b->key_hashes[b->depth] = arena_take_array(b->a, YAML_KEY_LIMIT, sizeof(uint64_t));
    if (!b->key_hashes[b->depth]) return error_no_memory(b->error);
  }
  b->open[b->depth++] = node;
  return L2A_OK;
}

static l2a_status refuse_anchor(const tree_build *b, const void *anchor, const void *tag, yaml_mark_t mark)
{
  if (anchor) return build_error(b, L2A_ESYNTAX, mark, "anchors (&name) are not supported: write the value out");
  if (tag) return build_error(b, L2A_ESYNTAX, mark, "tags (!name) are not supported");
  return L2A_OK;
}

static l2a_status on_event(tree_build *b, const yaml_event_t *event)
{
  l2a_status status = L2A_OK;

  switch (event->type) {
  case YAML_DOCUMENT_START_EVENT:
    if (b->document_count++)
      status = build_error(b, L2A_ESYNTAX, event->start_mark, "a second document begins: definitions are one document");
    break;
  case YAML_ALIAS_EVENT:
    status = build_error(b, L2A_ESYNTAX, event->start_mark, "aliases (*name) are not supported: write the value out");
    break;
  case YAML_SCALAR_EVENT:
    status = refuse_anchor(b, event->data.scalar.anchor, event->data.scalar.tag, event->start_mark);
    if (status == L2A_OK) status = on_scalar(b, event);
    break;
  case YAML_SEQUENCE_START_EVENT:
    status = refuse_anchor(b, event->data.sequence_start.anchor, event->data.sequence_start.tag, event->start_mark);
    if (status == L2A_OK) status = on_open(b, TREE_LIST, event->start_mark);
    break;
  case YAML_MAPPING_START_EVENT:
    status = refuse_anchor(b, event->data.mapping_start.anchor, event->data.mapping_start.tag, event->start_mark);
    if (status == L2A_OK) status = on_open(b, TREE_MAP, event->start_mark);
    break;
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT: b->depth--; break;
  default: break;
  }
  return status;
}

/* The reader of libyaml (encoding) knows only an offset in bytes. */
static yaml_mark_t mark_of_offset(bytes text, size_t offset)
{
  yaml_mark_t mark = { 0, 0, 0 };

  for (size_t i = 0; i < offset && i < text.size; i++) {
    if (text.data[i] == '\n') {
      mark.line++;
      mark.column = 0;
    } else if (((unsigned char)text.data[i] & 0xC0) != 0x80) {
      mark.column++;
    }
  }
  return mark;
}

static l2a_status parser_error(const tree_build *b)
{
  const yaml_parser_t *p = &b->parser;
  yaml_mark_t mark = p->problem_mark;

  if (p->error == YAML_MEMORY_ERROR) return error_no_memory(b->error);
  if (p->error == YAML_READER_ERROR) mark = mark_of_offset(b->text, p->problem_offset);
  return error_set_at(b->error, L2A_ESYNTAX, b->name, mark.line + 1, mark.column + 1, "no valid YAML: %s%s%s",
                      p->problem ? p->problem : "cannot be read", p->context ? " " : "", p->context ? p->context : "");
}

static l2a_status read_events(tree_build *b)
{
  l2a_status status = L2A_OK;
  bool ended = false;

  while (status == L2A_OK && !ended) {
    yaml_event_t event;
    if (!yaml_parser_parse(&b->parser, &event)) return parser_error(b);
    ended = event.type == YAML_STREAM_END_EVENT;
    status = on_event(b, &event);
    yaml_event_delete(&event);
  }
  return status;
}

l2a_status yaml_tree_parse(tree_node **out, bytes text, const char *name, arena *a, l2a_error *error)
{
  tree_build b = { .name = name, .text = text, .a = a, .error = error };
  l2a_status status;

  *out = NULL;
  if (text.size > YAML_SIZE_LIMIT) return error_set_at(error, L2A_ELIMIT, name, 0, 0, "larger than 4 MiB");
  if (bytes_starts_with(text, BYTES("\xEF\xBB\xBF")))
    b.text = text = bytes_from(text.data + 3, text.size - 3); /* or it counts as a column */
  if (!yaml_parser_initialize(&b.parser)) return error_no_memory(error);
  yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&b.parser, (const unsigned char *)(text.data ? text.data : ""), text.size);
  status = read_events(&b);
  if (status == L2A_OK && !b.root) {
    b.root = node_new(&b, NULL);
    if (b.root) b.root->line = b.root->column = 1;
    else status = error_no_memory(error);
  }
  if (status == L2A_OK) *out = b.root;
  yaml_parser_delete(&b.parser);
  return status;
}
