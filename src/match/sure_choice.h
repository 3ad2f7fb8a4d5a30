/* SPDX-License-Identifier: MIT */
/*
 * What the weights of these definitions make of a few facts, whatever the account is called: made once, then looked up.
 *
 *   facts     whose domain it is (the e-mail's, by its class, or the web site's beside an e-mail of some class), how the host stands to it,
 *             the value of FEATURE_COUNTRY, who is on the phone's line, whether any other candidate may exist
 *   bounds    lowest evidence of the account that has the domain, highest of any other one   -> sure: the account is a match
 */
#ifndef L2A_MATCH_SURE_CHOICE_H
#define L2A_MATCH_SURE_CHOICE_H

#include "rules/rules.h"
#include "text/domain.h"

enum {
  SURE_OWN_KINDS = 3, /* sure_kind_of: classes of domains that are their owner's own */
  SURE_CLASSES = DOMAIN_DENIED + 1,
  SURE_KINDS = SURE_OWN_KINDS + SURE_CLASSES, /* 0..2: e-mail of that own kind; then: web site, beside an e-mail of that class */
  SURE_COUNTRY_NEITHER = 7,                   /* as 4 of FEATURE_COUNTRY, and the contact's is unknown too */
  SURE_COUNTRIES = 8
};

/* Accounts on the contact's line. */
typedef enum sure_line {
  SURE_NO_PHONE = 0,
  SURE_LINE_OWN /* nobody but perhaps the account */,
  SURE_LINE_ONE,
  SURE_LINE_SEVERAL
} sure_line;

enum { SURE_LINES = SURE_LINE_SEVERAL + 1 };

/* The own kinds are numbered; SURE_OWN_KINDS for all other classes. */
static inline uint8_t sure_kind_of(domain_class kind)
{
  return kind == DOMAIN_COMPANY ? 0 : kind == DOMAIN_EDUCATION ? 1 : kind == DOMAIN_GOVERNMENT ? 2 : SURE_OWN_KINDS;
}

/* [whose domain][host is the domain itself][label of four letters][value of FEATURE_COUNTRY or the one above][sure_line][no other candidate] */
typedef struct sure_choices {
  bool any;
  bool sure[SURE_KINDS][2][2][SURE_COUNTRIES][SURE_LINES][2];
} sure_choices;

void sure_choices_make(sure_choices *out, const match_rules *rules);

#endif
