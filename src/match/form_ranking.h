/* SPDX-License-Identifier: MIT */
/*
 * What the routes by words and by trigrams share: the query, forms numbered through all segments of the index, the best of them.
 */
#ifndef L2A_MATCH_FORM_RANKING_H
#define L2A_MATCH_FORM_RANKING_H

#include "match/candidates.h"

/* ROUGH_SHARE, of the best sum of words or trigrams: names with less are not looked at, thousandths. */
enum { FORM_RANKING_LIMIT = 64, ROUGH_SHARE = 600 };

typedef struct fuzzy_query {
  candidate_set *set;
  const snapshot *s;
  const match_budgets *budgets;
  accumulator *acc;
  uint32_t letters; /* of the squashed name */
  uint32_t left;    /* of the budget of postings */
  bool cut;
  bool as_written; /* no words one edit away */
  bool by_marks;   /* trigrams by the longer way: what the shorter one is tested against */
} fuzzy_query;

/* A form found: account and form numbered through all segments. */
typedef struct ranked_form {
  uint32_t account;
  uint32_t form;
  int32_t score;
} ranked_form;

/* Best-first list of at most limit (1 to FORM_RANKING_LIMIT) distinct accounts; of equals the shorter name, then the smaller id. */
typedef struct form_ranking {
  ranked_form items[FORM_RANKING_LIMIT];
  uint32_t count, limit;
  const snapshot *s;
} form_ranking;

void form_ranking_put(form_ranking *top, ranked_form r);

/* The segment that has the form; *form becomes its number there. */
const snapshot *form_segment(const snapshot *s, uint32_t *form);

/* What a form's key says, its account numbered through all segments. false: that account is dead. */
bool form_live_key(form_key *out, const snapshot *s, uint32_t form);

/* The letters that the form's key has, without reading it. */
uint32_t form_letters(const snapshot *s, uint32_t form);

/* The best sum of a form in the accumulator whose account is live. */
uint32_t form_best_sum(const accumulator *acc, const snapshot *s);

/* Places in the accumulator of the forms that have a fair share of the best sum of a live one; some of them may be dead. */
uint32_t form_hits(uint16_t hits[ACCUMULATOR_LIMIT], const accumulator *acc, const snapshot *s);

static inline void form_key_prefetch(const snapshot *s, uint32_t form)
{
  if (form < s->form_count) __builtin_prefetch(s->form_keys + form);
}

/* Where `most` of a list of count forms begin around the place low. */
static inline uint32_t form_window(uint32_t low, uint32_t count, uint32_t most)
{
  uint32_t from = low > most / 2 ? low - most / 2 : 0;

  return from + most > count ? count - most : from;
}

/* The first form of the query's own length. */
static inline uint32_t form_of_length(const snapshot *s, uint32_t letters)
{
  return s->length_start[letters < LENGTH_LIMIT ? letters : LENGTH_LIMIT - 1];
}

#endif
