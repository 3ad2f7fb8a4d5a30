/* SPDX-License-Identifier: MIT */
#include "index/hot_copy.h"

#include <sys/mman.h>

#include "base/thread_pool.h"

enum { HUGE_PAGE = 2 << 20, PIECE_SIZE = HUGE_PAGE, COPY_THREADS = 16 };

typedef struct copying {
  hot_copy *out;
  const file_view *f;
} copying;

static const section_id hot_sections[] = { SECTION_KEY_DOMAIN, SECTION_ACCOUNT_HEADS, SECTION_KEY_PHONE, SECTION_KEY_PHONE_LISTS };
enum { HOT_SECTIONS = sizeof hot_sections / sizeof *hot_sections };

static size_t aligned(uint64_t size)
{
  return (size_t)(size + SECTION_ALIGN - 1) / SECTION_ALIGN * SECTION_ALIGN;
}

/* Copies piece n of all sections in a row. */
static l2a_status copy_piece(void *state, size_t n, l2a_error *error)
{
  const copying *c = state;
  size_t begin = n * PIECE_SIZE, end = begin + PIECE_SIZE, at = 0;

  (void)error;
  for (size_t i = 0; i < HOT_SECTIONS; i++) {
    size_t size = (size_t)c->f->sections[0].headers[hot_sections[i]]->size;
    size_t from = begin > at ? begin - at : 0, to = end > at ? end - at : 0;
    if (to > size) to = size;
    if (from < to) memcpy(c->out->memory + at + from, c->f->sections[0].payloads[hot_sections[i]] + from, to - from);
    at += aligned(size);
  }
  return L2A_OK;
}

void hot_copy_make(hot_copy *out, const file_view *f, size_t thread_count)
{
  copying c = { out, f };
  void *states[COPY_THREADS];
  size_t size = 0, at = 0;
  char *memory;

  *out = (hot_copy){ .base = f->meta.base };
  for (size_t i = 0; i < HOT_SECTIONS; i++) size += aligned(f->sections[0].headers[hot_sections[i]]->size);
  size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
  memory = size ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) : MAP_FAILED;
  if (memory == MAP_FAILED) return;
  (void)madvise(memory, size, MADV_HUGEPAGE); /* refused: the copy is worth less, and right */
  out->memory = memory;
  out->size = size;
  for (size_t i = 0; i < HOT_SECTIONS; i++) {
    out->payloads[hot_sections[i]] = memory + at;
    at += aligned(f->sections[0].headers[hot_sections[i]]->size);
  }
  for (size_t i = 0; i < COPY_THREADS; i++) states[i] = &c;
  if (thread_count > COPY_THREADS) thread_count = COPY_THREADS;
  if (thread_pool_each(thread_count, states, size / PIECE_SIZE, copy_piece, NULL) != L2A_OK) hot_copy_free(out);
}

void hot_copy_use(const hot_copy *hot, file_view *f)
{
  if (!hot->memory || hot->base != f->meta.base) return;
  for (size_t i = 0; i < HOT_SECTIONS; i++) f->sections[0].payloads[hot_sections[i]] = hot->payloads[hot_sections[i]];
  f->s.heads = (const index_head *)(const void *)hot->payloads[SECTION_ACCOUNT_HEADS];
  f->s.by_domain.slots = (const key_slot *)(const void *)hot->payloads[SECTION_KEY_DOMAIN];
  f->s.by_phone.slots = (const key_slot *)(const void *)hot->payloads[SECTION_KEY_PHONE];
  f->s.by_phone.lists = (const uint32_t *)(const void *)hot->payloads[SECTION_KEY_PHONE_LISTS];
}

void hot_copy_free(hot_copy *hot)
{
  if (hot->memory) munmap(hot->memory, hot->size);
  *hot = (hot_copy){ .base = 0 };
}
