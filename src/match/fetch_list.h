/* SPDX-License-Identifier: MIT */
/*
 * Fetch list: places whose memory will be read soon, asked for all at once. A prefetch waits until its page is found; one by one between other
 * work these waits add up, in a row they overlap.
 */
#ifndef L2A_MATCH_FETCH_LIST_H
#define L2A_MATCH_FETCH_LIST_H

#include "index/snapshot.h"

/* A key stands at its home or a few slots behind it: these too may be in the next line of memory. */
enum { FETCH_LIST_SIZE = 256, FETCH_SLOTS = 4, LINE_SIZE = 64 };

typedef struct fetch_list {
  uint32_t count;
  const void *at[FETCH_LIST_SIZE];
} fetch_list;

static inline void fetch_list_flush(fetch_list *l)
{
  for (uint32_t i = 0; i < l->count; i++) __builtin_prefetch(l->at[i]);
  l->count = 0;
  __asm__ volatile(""); /* or gcc may take a function of nothing but prefetches for one without effect, and leave it out */
}

static inline void fetch_list_add(fetch_list *l, const void *at)
{
  if (l->count == FETCH_LIST_SIZE) fetch_list_flush(l);
  l->at[l->count++] = at;
}

static inline void fetch_list_add_key(fetch_list *l, const key_table *t, uint64_t hash)
{
  const key_slot *home = t->slots + key_home(hash, t->home_count);

  fetch_list_add(l, home);
  if ((uintptr_t)home % LINE_SIZE > LINE_SIZE - FETCH_SLOTS * sizeof *home) fetch_list_add(l, home + FETCH_SLOTS - 1);
}

#endif
