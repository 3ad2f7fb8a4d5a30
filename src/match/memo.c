/* SPDX-License-Identifier: MIT */
#include "match/memo.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/hash.h"
#include "match/text_memo.h"

enum { CACHE_LINE = 64, HUGE_PAGE = 2 << 20 };

typedef struct memo_head {
  memo_key key; /* {0, 0}: free */
} memo_head;

struct memo {
  uint64_t salt;      /* of the keys: entries of another salt are never found */
  uint64_t set_count; /* power of two or 0 */
  size_t answer_size; /* bytes of an answer that are kept */
  size_t entry_size;
  size_t size; /* of entries, whole huge pages */
  char *entries;
};

static memo *memo_of(uint64_t bytes_limit, size_t answer_size)
{
  memo *m = calloc(1, sizeof *m);
  uint64_t most;
  size_t size;

  if (!m) return NULL;
  m->answer_size = answer_size;
  m->entry_size = (sizeof(memo_head) + m->answer_size + 7) & ~(size_t)7;
  most = bytes_limit / (2 * m->entry_size); /* sets */
  if (most) m->set_count = UINT64_C(1) << (63 - __builtin_clzll(most));
  if (m->set_count == 0) return m;
  size = (m->set_count * 2 * m->entry_size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  m->entries = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); /* cleared; touched as it is used */
  if (m->entries == MAP_FAILED) {
    free(m);
    return NULL;
  }
  m->size = size;
  (void)madvise(m->entries, size, MADV_HUGEPAGE); /* every lookup is somewhere else; refused is no harm */
  return m;
}

memo *memo_new(uint64_t bytes_limit, uint32_t candidate_limit)
{
  return memo_of(bytes_limit, offsetof(answer, candidates) + candidate_limit * sizeof(answer_candidate));
}

memo *memo_new_short(uint64_t bytes_limit, uint32_t candidate_limit)
{
  return candidate_limit ? memo_new(bytes_limit, candidate_limit) : memo_of(bytes_limit, offsetof(answer, detail));
}

void memo_free(memo *m)
{
  if (!m) return;
  if (m->entries) munmap(m->entries, m->size);
  free(m);
}

static char *entry_at(const memo *m, uint64_t set, uint64_t way)
{
  return m->entries + (set * 2 + way) * m->entry_size;
}

void memo_clear(memo *m)
{
  m->salt += UINT64_C(0x9E3779B97F4A7C15); /* an index may change a thousand times a second: clearing the memory would take as long */
}

static void add(memo_key *k, bytes text, uint64_t field)
{
  hash_pair hash;

  if (text.size == 0) return; /* the fields that are there tell by their number which are not */
  hash = hash_bytes_pair(text, field);
  k->a = hash_join(k->a, hash.a);
  k->b = hash_join(k->b, hash.b);
}

memo_key memo_key_of(const l2a_contact *c, bool exact)
{
  memo_key k = { 1, 2 };

  if (exact) add(&k, c->id, 1);
  add(&k, exact ? c->email : text_memo_host(c->email), 2);
  add(&k, c->website, 3);
  add(&k, c->company, 4);
  add(&k, c->country, 5);
  add(&k, c->state, 6);
  add(&k, c->city, 7);
  add(&k, c->postal_code, 8);
  add(&k, c->phone, 9);
  add(&k, c->linkedin, 10);
  k.a |= k.a == 0;
  return k;
}

static bool is_key(const char *entry, memo_key key)
{
  memo_head head;

  memcpy(&head, entry, sizeof head);
  return head.key.a == key.a && head.key.b == key.b;
}

/* {0, 0} is a free entry's. */
static memo_key salted(const memo *m, memo_key key)
{
  key.a = hash_join(key.a, m->salt);
  key.a |= key.a == 0;
  return key;
}

void memo_prefetch(const memo *m, memo_key key)
{
  const char *entry = m->set_count ? entry_at(m, salted(m, key).a & (m->set_count - 1), 0) : NULL;

  for (size_t at = 0; entry && at < 2 * m->entry_size; at += CACHE_LINE) __builtin_prefetch(entry + at);
}

bool memo_find(answer *out, const memo *m, memo_key given)
{
  memo_key key = salted(m, given);
  uint64_t set = m->set_count ? key.a & (m->set_count - 1) : 0;

  for (uint64_t way = 0; m->set_count && way < 2; way++) {
    const char *entry = entry_at(m, set, way);
    if (!is_key(entry, key)) continue;
    memcpy(out, entry + sizeof(memo_head), m->answer_size);
    return true;
  }
  return false;
}

void memo_put(memo *m, memo_key given, const answer *a)
{
  memo_key key = salted(m, given);
  uint64_t set = m->set_count ? key.a & (m->set_count - 1) : 0;
  memo_head head = { key };

  if (m->set_count == 0) return;
  if (m->answer_size <= offsetof(answer, detail) && a->detail_size) return;
  if (is_key(entry_at(m, set, 0), key)) return; /* twice in one group */
  memcpy(entry_at(m, set, 1), entry_at(m, set, 0), m->entry_size);
  memcpy(entry_at(m, set, 0), &head, sizeof head);
  memcpy(entry_at(m, set, 0) + sizeof head, a, m->answer_size);
}
