/* SPDX-License-Identifier: MIT */
/*
 * Candidates: the accounts a contact is compared with, brought by routes under named budgets (rules.h). Exact keys come first; words and
 * trigrams are asked only for what these leave open. A text that is an account's whole name is asked for no parts and initials, and for no
 * label when a domain agrees; where all accounts of that name are in other countries, longer names with its words are looked for. A budget
 * that cuts accounts off sets its bit in `cuts`: nothing is cut silently.
 *
 *   e-mail, web site, typed domain -> accounts of the registrable domain
 *   their own labels               -> accounts by label, squashed name, acronym
 *   company name                   -> accounts by squashed name, sorted words, native script, label, acronym
 *   parts and word runs of it      -> accounts by squashed name (the account's name inside a longer text)
 *   phone line                     -> accounts
 *   rare words, one edit away too  -> names, added up by rarity, the best by share of the weight of both names
 *   trigrams                       -> the same for names that words do not find
 */
#ifndef L2A_MATCH_CANDIDATES_H
#define L2A_MATCH_CANDIDATES_H

#include "match/accumulator.h"
#include "match/probe.h"

typedef enum route {
  ROUTE_EMAIL = 1 << 0,
  ROUTE_WEBSITE = 1 << 1,
  ROUTE_TEXT_DOMAIN = 1 << 2,
  ROUTE_LABEL = 1 << 3,
  ROUTE_SQUASHED = 1 << 4,
  ROUTE_SORTED = 1 << 5,
  ROUTE_NATIVE = 1 << 6,
  ROUTE_NAME_LABEL = 1 << 7,
  ROUTE_ACRONYM = 1 << 8,
  ROUTE_SEGMENT = 1 << 9,
  ROUTE_PHONE = 1 << 10,
  ROUTE_WORDS = 1 << 11,
  ROUTE_TRIGRAMS = 1 << 12,
  ROUTE_OVERRIDE = 1 << 13,
  ROUTE_ASKED = 1 << 14 /* named by the caller (explain --against) */
} route;

enum { ROUTE_COUNT = 15, CANDIDATE_LIMIT = 64, CANDIDATE_RAW_LIMIT = 512 };

typedef struct candidate {
  uint32_t account;
  uint32_t routes;
  int32_t closeness; /* of names, thousandths: exact keys 2000 and more, else share of rarity; only for choosing whom to compare */
} candidate;

typedef struct candidate_set {
  candidate items[CANDIDATE_RAW_LIMIT];
  uint32_t count;
  uint32_t cuts;      /* bit n: budget number n of BUDGET_LIST cut accounts off */
  uint32_t looked_at; /* accounts the routes brought before the last cut */
} candidate_set;

/* Fills the set, in the order of the accounts' ids. */
void candidates_find(candidate_set *out, const probe *p, const snapshot *s, const match_rules *rules, accumulator *acc);

/* By the accounts' ids again, after something was added. */
void candidates_sort(candidate_set *set, const snapshot *s);

/* Adds one account (or its route). */
void candidates_add(candidate_set *set, uint32_t account, uint32_t routes);

/* "email", "words" ... of a single route bit; static. */
const char *route_name(route r);

/* Name of budget number n; static. */
const char *budget_name(uint32_t n);

enum {
#define X(id, value, what) BUDGET_##id,
  BUDGET_LIST(X)
#undef X
    BUDGET_COUNT
};

#endif
