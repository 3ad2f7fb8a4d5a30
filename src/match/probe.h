/* SPDX-License-Identifier: MIT */
/*
 * A probe: one contact, normalised once and resolved against a snapshot; everything the routes and comparisons ask of it.
 * Lives in the arena of the call; borrows from contact, snapshot and rules.
 */
#ifndef L2A_MATCH_PROBE_H
#define L2A_MATCH_PROBE_H

#include "index/snapshot.h"
#include "match/text_memo.h"
#include "match/trigram_set.h"
#include "text/company_name.h"
#include "text/domain.h"
#include "text/phone.h"

/* A canonical word of the contact's company name, with its number in the index. */
typedef struct probe_word {
  bytes text;
  uint32_t word;             /* in the segment that the form is resolved against; INDEX_NONE when no account there has it */
  uint16_t weight;           /* rarity, hundredths of a nat */
  uint8_t flags;             /* name_token_flag */
  bool known;                /* some segment has it */
  const uint32_t *in_deltas; /* word by delta; NULL without deltas */
} probe_word;

typedef struct probe_form {
  const name_form *name;
  uint32_t word_count; /* canonical words without stop words, in order; all words when there are only stop words */
  const probe_word *words;
  uint32_t weight;             /* sum of the words' weights */
  const trigram_set *trigrams; /* of core; whole forms only, else NULL */
  key_values squashed;         /* accounts with the same squashed name */
  key_values sorted;           /* accounts with the same sorted words */
} probe_form;

typedef struct probe {
  const l2a_contact *contact;
  domain_name email, website, text; /* text: a domain typed as company */
  key_values email_accounts, website_accounts, text_accounts;
  bool email_is_own; /* the e-mail domain speaks for an employer: not free, disposable, provider, denied */
  bool website_is_own;
  company_name company;
  uint32_t form_count; /* forms but segments and brackets stand first: full_count of them */
  uint32_t full_count;
  const probe_form *forms;        /* words as numbered in the base */
  const probe_form **delta_forms; /* the same forms by delta, NULL: not made yet; NULL without deltas */
  arena *memory;                  /* of the call */
  uint16_t country;               /* stated; 0 unknown */
  uint16_t country_hint;          /* by top-level domain of an own domain; 0 unknown */
  bytes city, state, postal_code; /* as in index_account */
  int32_t label_company;          /* compare_label_company, of a probe with forms and an own domain */
  const state_list *states;
  phone_number phone;
  key_values phone_accounts;
} probe;

typedef struct probe_tools {
  text_scratch *scratch;
  text_memo *texts; /* NULL: switched off */
} probe_tools;

/*
 * A probe is filled in three steps, so that a batch of contacts can take each step for all of them and wait for memory once:
 *
 *   probe_parse     what its texts say; asks for the memory of the keys that the next step looks up
 *   probe_resolve   what the index has of that
 *   probe_places    city, state, postal code, label_company: only comparisons ask for them
 *
 * a->failed tells that memory ran out. Texts of the contact must be valid UTF-8.
 */
void probe_parse(probe *out, const l2a_contact *contact, const snapshot *s, const l2a_rules *rules, probe_tools *tools, arena *a);
void probe_resolve(probe *p, const snapshot *s, arena *a);
void probe_places(probe *p, const l2a_rules *rules, probe_tools *tools, arena *a);

/* The forms, their words numbered as in segment n (0 the base); those of a delta are made when they are asked for. Memory may run out. */
const probe_form *probe_forms(const probe *p, uint32_t n);

/* Squashed names of two letters or fewer say too little to be a key of brackets. */
static inline bool probe_is_full(const probe_form *form)
{
  return form->name->kind != NAME_BRACKET && form->name->kind != NAME_SEGMENT;
}

#endif
