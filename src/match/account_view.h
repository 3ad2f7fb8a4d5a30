/* SPDX-License-Identifier: MIT */
/* An account as the comparisons want it: its forms with words and squashed names, its domains; read from the snapshot into an arena. */
#ifndef L2A_MATCH_ACCOUNT_VIEW_H
#define L2A_MATCH_ACCOUNT_VIEW_H

#include "match/probe.h"

typedef struct account_form {
  const index_form *form;
  uint32_t weight; /* form_key.weight */
  bytes core;
  bytes squashed;
  bytes acronyms[NAME_ACRONYM_LIMIT];
  bytes native;
  const uint32_t *words; /* numbers, in the snapshot */
  uint32_t word_count;
} account_form;

typedef struct account_domain {
  bytes host, registrable;
  bytes plain_label; /* label without hyphens */
  bool is_further;   /* not the web site */
} account_domain;

typedef struct account_view {
  uint32_t number;
  const index_account *account;
  uint32_t form_count, domain_count;
  account_form *forms; /* name before aliases; all of them (at most 255), since any may be the one the contact writes */
  account_domain *domains;
  uint16_t country; /* stated, else by domain; 0 unknown */
  bool country_is_stated;
  bytes city, state, postal_code, phone;
} account_view;

/* Asks for the memory of many accounts at once, so that the views made next do not wait for it one by one. Changes nothing.
 * words: also for account_form_words. */
void account_view_prefetch(const snapshot *s, const uint32_t *accounts, uint32_t count, bool words);

/* Of one segment, by its own number. a->failed tells that memory ran out. */
void account_view_make(account_view *out, const snapshot *s, uint32_t account, arena *a);

/* The words of a form with text, rarity and flags; NULL when memory is out. */
const probe_word *account_form_words(const account_form *form, const snapshot *s, arena *a);

#endif
