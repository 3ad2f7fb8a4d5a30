/* SPDX-License-Identifier: MIT */
/* Comparison: a contact against one account gives a value for every feature (rules/feature.h). No store, no scores, no decision. */
#ifndef L2A_MATCH_COMPARE_H
#define L2A_MATCH_COMPARE_H

#include "match/account_view.h"
#include "match/candidates.h"

/* comparison.flags */
enum {
  COMPARISON_FURTHER_DOMAIN = 1, /* the e-mail's domain is a further domain of the account, not its web site's */
  COMPARISON_TRANSLATED = 2,     /* words agree in another language or script only ("Krankenhaus", hospital) */
  COMPARISON_WHOLE_NAME = 4,     /* the whole company text is a name of the account, brackets and other sides included */
  COMPARISON_BRANCH = 8,         /* the company text is the account's name and a country ("Acme Deutschland") */
  COMPARISON_OTHER_SCRIPT = 16   /* translated, and one of the names is in a script that is read word by word */
};

typedef struct comparison {
  uint32_t account;
  uint32_t rank; /* place among the comparisons of a contact, which stand in the order of ids */
  uint32_t routes;
  uint32_t flags;
  int32_t features[FEATURE_COUNT];
} comparison;

/* Everything but what depends on the other candidates (compare_rivals). */
void compare_account(comparison *out, const probe *p, const candidate *c, const snapshot *s, arena *a);

/* What every feature is when the contact gives nothing to compare by it. */
void compare_begin(int32_t *f);

/*
 * Ranks, and RIVALS, FAMILY, WHOLE_ELSEWHERE, DOMAIN_OTHERS and their interactions of all comparisons of one contact; COUNTRY of a branch, which
 * counts as unknown where only one account has the branch's name.
 */
void compare_rivals(comparison *all, uint32_t count, const probe *p, const snapshot *s);

/* How well the label of the e-mail's own domain fits the contact's own company text: probe.label_company. The probe has a form. */
int32_t compare_label_company(const probe *p);

/* Parts of compare_account, in the order in which they run: names first, since a free-mail domain counts only where the name agrees. */
void compare_names(int32_t *f, uint32_t *flags, const probe *p, const account_view *v, const snapshot *s, arena *memory);
void compare_parts(int32_t *f, const probe *p, const account_view *v);
void compare_acronyms(int32_t *f, const probe *p, const account_view *v, const snapshot *whole);
void compare_domains(int32_t *f, uint32_t *flags, const probe *p, const account_view *v);
void compare_places(int32_t *f, const probe *p, const account_view *v);

/* Of a contact that states a company, last: those of its own evidence, and those of what depends on the other candidates. */
void compare_interactions(int32_t *f, uint32_t flags);
void compare_rival_interactions(int32_t *f);

#endif
