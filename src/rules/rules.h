/* SPDX-License-Identifier: MIT */
/*
 * Rules: the definitions file, compiled. Immutable once matchers use it; shared by all threads.
 *
 * The matching part of l2a.yaml, with every key (values are the built-in ones, data/l2a.yaml; the other part is mqa_rules.h):
 *
 *   version: 1
 *   match:
 *     policy: balanced              # balanced | name-first | domain-first | strict
 *     conflict: company             # company | domain | review: e-mail domain and stated company name different accounts
 *     thresholds: {match: 0.83, review: 0.20}
 *     tie_breakers: [name, country, state, city, postal_code, parent]   # also: child,
 *                                            # {prefer: [customer, prospect], column: type}, {most: COLUMN}, {least: COLUMN}, {oldest: COLUMN}, {newest: COLUMN}, id
 *     tie_margin: 0.10              # accounts whose scores are within this many units of evidence (nats) are equals
 *     budgets: {domain: 25, label: 12, ...}  # see match_budgets; a cut is said in l2a_detail
 *   domains:   {allow: [], deny: []}   # registrable domains
 *   names:     {placeholders: [], legal_forms: [], words: []}
 *   overrides: [{kind: always, field: email, value: jane@example.com, account: A1}]
 *   weights:
 *     prior: -4.000               # nats; a table may also be the word none: the feature does not count
 *     name_coverage_both: {cuts: [300, 500, 800], weights: [-1.250, 0.100, 0.900, 1.700]}   # a level more than cuts
 *     ...
 *   margin: {cuts: [...], weights: [...]}        # evidence minus the runner-up's, in thousandths
 *   calibration: [[-6000, 0.0010], [0, 0.4700], [9000, 0.9990]]        # total (thousandths of a nat) -> probability, straight lines between
 */
#ifndef L2A_RULES_RULES_H
#define L2A_RULES_RULES_H

#include "base/limits.h"
#include "rules/feature.h"
#include "rules/mqa_rules.h"
#include "text/lexicon.h"

typedef enum match_policy { POLICY_BALANCED, POLICY_NAME_FIRST, POLICY_DOMAIN_FIRST, POLICY_STRICT } match_policy;
typedef enum conflict_policy { CONFLICT_COMPANY, CONFLICT_DOMAIN, CONFLICT_REVIEW } conflict_policy;

typedef enum tie_kind {
  TIE_NAME, /* its name is written as the contact writes it */
  TIE_COUNTRY,
  TIE_STATE,
  TIE_CITY,
  TIE_POSTAL_CODE, /* agrees with the contact */
  TIE_PARENT,
  TIE_CHILD, /* of two in one family */
  TIE_PREFER,
  TIE_MOST,
  TIE_LEAST,
  TIE_OLDEST,
  TIE_NEWEST, /* by a column of the accounts */
  TIE_ID      /* the smaller id: decides always */
} tie_kind;

typedef struct tie_breaker {
  tie_kind kind;
  bytes column;         /* PREFER, MOST, LEAST, OLDEST, NEWEST */
  uint32_t value_count; /* PREFER: best first */
  bytes values[TIE_VALUE_LIMIT];
} tie_breaker;

/* Named caps of the candidate routes: accounts (or words, postings) looked at. */
#define BUDGET_LIST(X) \
  X(domain, 25, "accounts of one domain") \
  X(label, 12, "accounts found by a domain's own label") \
  X(name, 30, "accounts of one squashed or sorted name") \
  X(acronym, 20, "accounts of one acronym") \
  X(segment, 12, "accounts found by parts of a longer text") \
  X(phone, 6, "accounts on one phone line") \
  X(words, 12, "words of a name that are looked up, rarest first") \
  X(neighbours, 8, "words one edit away, for each word") \
  X(postings, 6000, "names read in the lists of words") \
  X(word_candidates, 8, "accounts kept from words") \
  X(trigrams, 40, "trigrams of a name that are looked up, rarest first") \
  X(trigram_postings, 6000, "names read in the lists of trigrams") \
  X(trigram_candidates, 6, "accounts kept from trigrams") \
  X(candidates, 32, "accounts compared in full")

typedef struct match_budgets {
#define X(id, value, what) uint32_t id;
  BUDGET_LIST(X)
#undef X
} match_budgets;

/* Level of v = number of cuts that are <= v; its weight in thousandths of a nat. cut_count 0: one level. */
typedef struct weight_table {
  bool used; /* false: the feature has no weight */
  uint32_t cut_count;
  int32_t cuts[WEIGHT_LEVEL_LIMIT];
  int32_t weights[WEIGHT_LEVEL_LIMIT + 1];
} weight_table;

static inline uint32_t weight_level(const weight_table *t, int32_t v)
{
  uint32_t level = 0;

  while (level < t->cut_count && t->cuts[level] <= v) level++;
  return level;
}

typedef struct calibration_point {
  int32_t total;        /* thousandths of a nat, growing */
  uint32_t probability; /* 1/10000, not falling */
} calibration_point;

typedef struct match_rules {
  match_policy policy;
  conflict_policy conflict;
  uint32_t match_threshold;  /* 1/10000 */
  uint32_t review_threshold; /* 1/10000 */
  int32_t tie_margin;        /* thousandths of a nat */
  uint32_t tie_breaker_count;
  tie_breaker tie_breakers[TIE_BREAKER_LIMIT];
  match_budgets budgets;
  int32_t prior; /* thousandths of a nat */
  weight_table weights[FEATURE_COUNT];
  weight_table margin;
  uint32_t calibration_count;
  calibration_point calibration[CALIBRATION_LIMIT];
} match_rules;

typedef struct override_list override_list; /* override.h */

struct l2a_rules {
  lexicon *lex;
  match_rules match;
  mqa_rules mqa;
  lexicon_overlay overlay; /* domains and names of the definitions, for printing: lex has its own copy */
  override_list *overrides;
  arena texts;               /* what tie_breakers and overlay point to */
  uint64_t base_hash;        /* of everything but the overrides */
  char fingerprint[17];      /* of everything */
  char keys_fingerprint[17]; /* of what keys depend on: dictionaries, overlays, library versions, key version */
};

/* As l2a_rules_load, over the definitions that a vendor documents; preset and path may be NULL. L2A_EINVAL: no such preset. */
l2a_status rules_load_over(l2a_rules **out, const char *preset, const char *path, l2a_error *error);

/* Number n of the presets: its file's name, and its own in *name; NULL past the last. Static. */
const char *rules_preset_name(size_t n, bytes *name);

#endif
