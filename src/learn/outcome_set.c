/* SPDX-License-Identifier: MIT */
#include "learn/outcome_set.h"

#include <stdlib.h>

l2a_status outcome_set_init(outcome_set *set, const label_set *labels, l2a_error *error)
{
  memset(set, 0, sizeof *set);
  set->labels = labels;
  id_map_init(&set->reasons);
  id_map_init(&set->answered);
  set->outcomes = calloc(labels->contacts.count + (size_t)1, sizeof *set->outcomes);
  if (!set->outcomes) return error_no_memory(error);
  for (uint32_t i = 0; i < labels->contacts.count; i++)
    set->outcomes[i] = (outcome){ .score = SCORE_NONE, .wanted = labels->labels[i].account_id.size > 0 };
  return L2A_OK;
}

void outcome_set_free(outcome_set *set)
{
  id_map_free(&set->reasons);
  id_map_free(&set->answered);
  free(set->outcomes);
  memset(set, 0, sizeof *set);
}

l2a_status outcome_set_take(outcome_set *set, const labelled_answer *a, uint32_t *number, l2a_error *error)
{
  bool is_new;
  uint32_t found = id_map_find(&set->labels->contacts, a->contact_id);
  outcome *o;

  *number = ID_NONE;
  if (id_map_add(&set->answered, a->contact_id, &is_new) == ID_NONE) return error_no_memory(error);
  if (!is_new) {
    set->repeated++;
    return L2A_OK;
  }
  if (found == ID_NONE) {
    set->unknown++;
    return L2A_OK;
  }
  o = &set->outcomes[found];
  o->reason = id_map_add(&set->reasons, a->reason, NULL);
  if (o->reason == ID_NONE) return error_no_memory(error);
  o->answered = true;
  o->score = a->score;
  o->named = a->account_id.size > 0;
  o->matched = o->named && a->decision == L2A_DECISION_MATCH;
  o->in_review = a->decision == L2A_DECISION_REVIEW;
  o->accepted = label_accepts(&set->labels->labels[found], a->account_id);
  *number = found;
  return L2A_OK;
}

uint64_t outcome_set_missing(const outcome_set *set)
{
  uint64_t missing = 0;

  for (uint32_t i = 0; i < set->labels->contacts.count; i++) missing += !set->outcomes[i].answered;
  return missing;
}

bool decision_word_is_match(bytes word)
{
  static const char *const words[] = { "match", "matched", "auto",   "accept",   "accepted",   "yes",      "y",
                                       "1",     "true",    "assign", "assigned", "auto_match", "automatch" };

  word = bytes_trim(word);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (bytes_equal_nocase(word, bytes_of(words[i]))) return true;
  return false;
}
