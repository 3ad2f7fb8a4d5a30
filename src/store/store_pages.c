/* SPDX-License-Identifier: MIT */
/*
 * Pages of LMDB's trees (0.9, 64 bits, little-endian; offsets in the page):
 *
 *   0 page number u64 | 10 flags u16 | 12 lower u16 | 14 upper u16 | 16 offsets of nodes u16[] ... free ... nodes
 *   a large value:      10 flags u16 | 12 pages u32                | 16 data
 *
 *   node: 0 low u16 | 2 high u16 | 4 flags u16 | 6 key size u16 | 8 key | data
 *         in a branch low, high and flags are the page below, in a leaf low and high are the size of the data; with NODE_BIG the data is
 *         the number of the page where it begins
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/store_file.h"

enum {
  PAGE_BRANCH = 1,
  PAGE_LEAF = 2,
  PAGE_OVERFLOW = 4,
  PAGE_HEAD = 16,
  NODE_HEAD = 8,
  NODE_BIG = 1,
  KEY_SIZE_LIMIT = 511,
  PAGES_LIMIT = 1 << 20
};

#define NO_PAGE UINT64_MAX

typedef struct page_walk {
  const store_pages *from;
  const store_meta *meta;
  const char *path;
  bool free_list;    /* values are lists of page numbers */
  uint32_t key_size; /* of every leaf's key */
  uint64_t list_key; /* of the free list: the transaction whose list was read last, or that one's predecessor by a branch; 0 before any */
  uint32_t visited;
  uint64_t *used;      /* bit for each page of the file: a tree, a value or the free list has it; NULL: nobody counts */
  uint64_t used_pages; /* in it */
  l2a_error *error;
} page_walk;

static inline uint64_t load(const unsigned char *at, size_t size)
{
  uint64_t value = 0;

  memcpy(&value, at, size); /* the file has the order of this machine: layout.h */
  return value;
}

static l2a_status damaged(const page_walk *w, uint64_t page, const char *what)
{
  return error_set_at(w->error, L2A_ECORRUPT, w->path, 0, 0, "is damaged: page %" PRIu64 ": %s", page, what);
}

static l2a_status truncated(const page_walk *w)
{
  return error_set_at(w->error, L2A_ECORRUPT, w->path, 0, 0, "is truncated or damaged: %" PRIu64 " bytes of %" PRIu64 " pages",
                      w->meta->file_bytes, w->meta->last_page + 1);
}

static l2a_status read_at(const page_walk *w, void *out, size_t size, uint64_t offset)
{
  ssize_t n;

  if (offset > w->meta->file_bytes || size > w->meta->file_bytes - offset) return truncated(w);
  n = pread(w->from->fd, out, size, (off_t)offset);
  if (n < 0) return error_set_errno(w->error, errno, w->path, "cannot be read");
  return (size_t)n == size ? L2A_OK : truncated(w);
}

/* Before LMDB writes: a page that is free twice, or free and in use, would be given out while somebody has it. */
static l2a_status claim(const page_walk *w, uint64_t first, uint64_t count)
{
  for (uint64_t page = first; w->used && page < w->used_pages && page - first < count; page++) {
    if (w->used[page / 64] >> page % 64 & 1) return damaged(w, page, "it is used twice");
    w->used[page / 64] |= UINT64_C(1) << page % 64;
  }
  return L2A_OK;
}

/* A list of the free list: count, then page numbers, falling. */
static l2a_status check_list(const page_walk *w, uint64_t page, const unsigned char *data, uint64_t size)
{
  uint64_t count, before = w->meta->last_page + 1;

  if (size < 8 || size % 8 || load(data, 8) != size / 8 - 1) return damaged(w, page, "a list of free pages has another size");
  count = size / 8 - 1;
  for (uint64_t i = 1; i <= count; i++) {
    uint64_t number = load(data + i * 8, 8);
    if (number < 2 || number >= before) return damaged(w, page, "a list of free pages is out of order");
    if (claim(w, number, 1) != L2A_OK) return L2A_ECORRUPT;
    before = number;
  }
  return L2A_OK;
}

static bool is_known(const store_known *known, uint64_t first, uint64_t size)
{
  for (uint32_t i = 0; known && i < known->count; i++)
    if (known->values[i].page == first && known->values[i].size == size) return true;
  return false;
}

static void make_known(store_known *known, uint64_t first, uint64_t size)
{
  if (!known) return;
  known->values[known->next].page = first;
  known->values[known->next].size = size;
  known->next = (known->next + 1) % STORE_KNOWN_LIMIT;
  if (known->count < STORE_KNOWN_LIMIT) known->count++;
}

/* A value on pages of its own. */
static l2a_status check_large(page_walk *w, uint64_t page, uint64_t first, uint64_t size)
{
  unsigned char head[PAGE_HEAD], *data = NULL;
  uint64_t count, file_pages = w->meta->file_bytes / w->meta->page_size;
  l2a_status status;

  if (first < 2 || first > w->meta->last_page) return damaged(w, page, "a value lies outside the file");
  if (!w->free_list && is_known(w->from->known, first, size) && first + (size + PAGE_HEAD - 1) / w->meta->page_size < file_pages)
    return L2A_OK;
  status = read_at(w, head, sizeof head, first * w->meta->page_size);
  if (status != L2A_OK) return status;
  count = load(head + 12, 4);
  if (load(head, 8) != first || load(head + 10, 2) != PAGE_OVERFLOW) return damaged(w, first, "no value begins here");
  if (count == 0 || count > w->meta->last_page - first + 1 || size > count * w->meta->page_size - PAGE_HEAD ||
      size + w->meta->page_size <= count * w->meta->page_size - PAGE_HEAD)
    return damaged(w, first, "a value has another size than its pages");
  if (first + count > file_pages) return truncated(w);
  if (claim(w, first, count) != L2A_OK) return L2A_ECORRUPT;
  if (!w->free_list) {
    make_known(w->from->known, first, size);
    return L2A_OK;
  }
  data = malloc(size ? size : 1);
  if (!data) return error_no_memory(w->error);
  status = read_at(w, data, size, first * w->meta->page_size + PAGE_HEAD);
  if (status == L2A_OK) status = check_list(w, first, data, size);
  free(data);
  return status;
}

/*
 * Lists of the free list stand by the number of the transaction that freed their pages, rising. LMDB takes them from the oldest on and
 * deletes each by its number: out of order one stays, and its pages are given out twice.
 */
static l2a_status check_list_key(page_walk *w, uint64_t page, const unsigned char *key)
{
  uint64_t number = load(key, 8);

  if (number <= w->list_key || number > w->meta->number) return damaged(w, page, "the lists of free pages are out of order");
  w->list_key = number;
  return L2A_OK;
}

static l2a_status check_leaf_node(page_walk *w, uint64_t page, const unsigned char *node, size_t left)
{
  uint64_t size = load(node, 4), flags = load(node + 4, 2), key_size = load(node + 6, 2);

  if (flags & ~(uint64_t)NODE_BIG || key_size != w->key_size) return damaged(w, page, "a key of another kind; it may be no l2a index");
  if (left < NODE_HEAD + key_size) return damaged(w, page, "a node passes the end of its page");
  if (w->free_list && check_list_key(w, page, node + NODE_HEAD) != L2A_OK) return L2A_ECORRUPT;
  if (flags & NODE_BIG) {
    if (left < NODE_HEAD + key_size + 8) return damaged(w, page, "a node passes the end of its page");
    return check_large(w, page, load(node + NODE_HEAD + key_size, 8), size);
  }
  if (left - NODE_HEAD - key_size < size) return damaged(w, page, "a node passes the end of its page");
  return w->free_list ? check_list(w, page, node + NODE_HEAD + key_size, size) : L2A_OK;
}

static l2a_status check_page(page_walk *w, uint64_t page, uint32_t depth);

/* Of the free list: the lists below are not before this key (a branch's first node has none). */
static l2a_status check_branch_key(page_walk *w, uint64_t page, const unsigned char *node, size_t left)
{
  if (load(node + 6, 2) != w->key_size || left < NODE_HEAD + w->key_size)
    return damaged(w, page, "a key of another kind; it may be no l2a index");
  if (check_list_key(w, page, node + NODE_HEAD) != L2A_OK) return L2A_ECORRUPT;
  w->list_key--;
  return L2A_OK;
}

/* One page's nodes. The recursion is as deep as the tree, which the meta page limits. */
static l2a_status check_nodes(page_walk *w, uint64_t page, const unsigned char *data, uint32_t depth)
{
  size_t size = w->meta->page_size, lower = load(data + 12, 2), upper = load(data + 14, 2), count;
  l2a_status status = L2A_OK;

  if (lower < PAGE_HEAD || lower % 2 || lower > upper || upper > size) return damaged(w, page, "its bounds are out of range");
  count = (lower - PAGE_HEAD) / 2;
  if (count < (depth > 1 ? 2 : 1)) return damaged(w, page, "it has too few nodes");
  for (size_t i = 0; i < count && status == L2A_OK; i++) {
    size_t at = load(data + PAGE_HEAD + i * 2, 2);
    if (at < upper || at % 2 || at > size - NODE_HEAD) return damaged(w, page, "a node lies outside its page");
    if (depth == 1) {
      status = check_leaf_node(w, page, data + at, size - at);
    } else {
      if (load(data + at + 6, 2) > KEY_SIZE_LIMIT || NODE_HEAD + load(data + at + 6, 2) > size - at)
        return damaged(w, page, "a key passes the end of its page");
      if (w->free_list && i && check_branch_key(w, page, data + at, size - at) != L2A_OK) return L2A_ECORRUPT;
      status = check_page(w, load(data + at, 6), depth - 1);
    }
  }
  return status;
}

static l2a_status check_page(page_walk *w, uint64_t page, uint32_t depth)
{
  unsigned char *data = NULL;
  l2a_status status;

  if (page < 2 || page > w->meta->last_page) return damaged(w, page, "it lies outside the file");
  if (++w->visited > PAGES_LIMIT) return damaged(w, page, "the tree has too many pages");
  if (claim(w, page, 1) != L2A_OK) return L2A_ECORRUPT;
  data = malloc(w->meta->page_size);
  if (!data) return error_no_memory(w->error);
  status = read_at(w, data, w->meta->page_size, page * w->meta->page_size);
  if (status != L2A_OK) goto done;
  if (load(data, 8) != page || load(data + 10, 2) != (uint64_t)(depth > 1 ? PAGE_BRANCH : PAGE_LEAF))
    status = damaged(w, page, "it is no page of this tree");
  else status = check_nodes(w, page, data, depth);
done:
  free(data);
  return status;
}

l2a_status store_pages_check(const store_pages *pages, bool with_free_list, l2a_error *error)
{
  enum { STORE_KEY_SIZE = 12, FREE_KEY_SIZE = 8 };
  uint64_t file_pages = pages->meta->file_bytes / pages->meta->page_size;
  uint64_t *used = with_free_list ? calloc(file_pages / 64 + 1, sizeof *used) : NULL;
  l2a_status status = L2A_OK;

  if (with_free_list && !used) return error_no_memory(error);

  for (int i = with_free_list ? 0 : 1; i < 2 && status == L2A_OK; i++) {
    const store_meta *meta = pages->meta;
    page_walk w = { .from = pages,
                    .meta = meta,
                    .path = pages->path,
                    .free_list = i == 0,
                    .key_size = i == 0 ? FREE_KEY_SIZE : STORE_KEY_SIZE,
                    .used = used,
                    .used_pages = file_pages,
                    .error = error };
    if (meta->roots[i] == NO_PAGE) continue;
    status = meta->depths[i] ? check_page(&w, meta->roots[i], meta->depths[i]) : damaged(&w, meta->roots[i], "a tree without depth");
  }
  free(used);
  return status;
}
