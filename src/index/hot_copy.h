/* SPDX-License-Identifier: MIT */
/*
 * A copy of the sections that every contact asks of, in huge pages: the pages of a mapped file are small, and finding one costs as much as
 * reading it. For jobs of many contacts: the copy takes as long as a million of them save, or more. It is checked in the place of the file's.
 */
#ifndef L2A_INDEX_HOT_COPY_H
#define L2A_INDEX_HOT_COPY_H

#include "index/file_view.h"

typedef struct hot_copy {
  uint64_t base; /* index_meta of the state it is of */
  char *memory;  /* NULL: there is none */
  size_t size;
  const char *payloads[SECTION_COUNT]; /* NULL: not copied */
} hot_copy;

/* Copies from a view of a file; without memory for it there is no copy, and that is no failure. */
void hot_copy_make(hot_copy *out, const file_view *f, size_t thread_count);

/* Where the view is of the same base it reads the copy from now on; the copy must outlive it. */
void hot_copy_use(const hot_copy *hot, file_view *f);
void hot_copy_free(hot_copy *hot);

#endif
