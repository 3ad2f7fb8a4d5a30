/* SPDX-License-Identifier: MIT */
/* Pieces of snapshot_verify. */
#ifndef L2A_INDEX_VERIFY_H
#define L2A_INDEX_VERIFY_H

#include "index/snapshot_view.h"

typedef struct verifier {
  const snapshot *s;
  const section_views *views;
  l2a_error *error;
} verifier;

/* L2A_ECORRUPT with "section NAME, entry N: what". */
l2a_status verify_damaged(const verifier *v, section_id section, uint64_t entry, const char *what);

/* A text lies in the pool and is valid UTF-8. */
bool verify_text(const verifier *v, uint64_t offset, uint64_t size);

enum { VERIFY_BOUNDS_PARTS = 23 };
section_id verify_bounds_section(size_t n);                 /* the one whose numbers part n follows */
l2a_status verify_bounds_part(const verifier *v, size_t n); /* one of those of verify_bounds: none relies on another */
l2a_status verify_bounds(const verifier *v);                /* nothing leads outside its section (bounds.c) */
l2a_status verify_forms(const verifier *v);                 /* forms, account_forms, form_words, length_start */
l2a_status verify_words(const verifier *v);                 /* words, word_forms */
l2a_status verify_trigrams(const verifier *v);              /* trigrams, trigram_forms */
l2a_status verify_keys(const verifier *v);                  /* every key table and edits */

#endif
