/* SPDX-License-Identifier: MIT */
/*
 * What a build gathers from the parsed accounts, in the order of their ids, before words and forms get their final numbers.
 *
 *   accounts  index_account[]   first_form and first_domain are final, as forms are gathered by account
 *   forms     index_form[]      by account; words still under their first numbers
 *   form_keys form_key[]        the same; weight not yet known
 *   keys      key_entry[]       hash -> account, for each kind of key
 */
#ifndef L2A_INDEX_COLLECT_H
#define L2A_INDEX_COLLECT_H

#include "index/account_parse.h"
#include "index/intern.h"
#include "index/key_table.h"
#include "index/keys.h"

typedef struct word_facts {
  uint32_t accounts;     /* that have the word (not only in brackets) */
  uint32_t last_account; /* counted last, + 1 */
  uint32_t flags;
} word_facts;

typedef struct collection {
  buffer accounts;   /* index_account[] */
  buffer countries;  /* uint16_t[] by account */
  buffer forms;      /* index_form[] */
  buffer form_keys;  /* form_key[] */
  buffer form_words; /* uint32_t[]: numbers of `words` */
  buffer domains;    /* index_domain[] */
  buffer parents;    /* bytes[]: parent id by account, borrowed from the rows */
  buffer text;
  intern_table words;
  intern_table places;
  buffer facts;            /* word_facts[] by word */
  buffer keys[KEY_ID + 1]; /* key_entry[] by key_kind */
} collection;

/* L2A_ENOMEM. */
l2a_status collection_init(collection *c, l2a_error *error);
void collection_free(collection *c);

/* Adds the next account. L2A_ENOMEM, L2A_ELIMIT. */
l2a_status collection_add(collection *c, const parsed_account *account, l2a_error *error);

#endif
