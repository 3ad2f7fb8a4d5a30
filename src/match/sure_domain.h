/* SPDX-License-Identifier: MIT */
/*
 * Sure domains: contacts for whom the e-mail's domain settles the choice. When one account alone has the domain, no other one may come near
 * it whatever it is called, and it is a match whatever it is called, by the weights of these definitions: which account, and that it is a
 * match, is known without looking at either. Score, reason and margin are not: this is for those who only ask for the choice.
 *
 *   sure_choices_make   from the weights: lowest evidence of the account, highest of any other, for each of a few facts -> sure or not
 *   sure_parse          a contact: is it one of those? lists the memory of the key
 *   sure_find           the account of the domain; lists the memory of its country and id
 *   sure_settle         its country, and the table
 *
 * What is not settled so goes the way of all contacts. Equal domains are told by 62 bits of their hash alone.
 */
#ifndef L2A_MATCH_SURE_DOMAIN_H
#define L2A_MATCH_SURE_DOMAIN_H

#include "match/compare.h"
#include "match/fetch_list.h"

enum { SURE_KINDS = 3, SURE_COUNTRIES = 7, SURE_HOST_SIZE = 44, SURE_HOSTS = 1 << 11 };

/* [class of the domain][host is the domain itself][label of four letters][value of FEATURE_COUNTRY][has a phone] */
typedef struct sure_choices {
  bool any;
  bool sure[SURE_KINDS][2][2][SURE_COUNTRIES][2];
} sure_choices;

void sure_choices_make(sure_choices *out, const match_rules *rules);

/* What a host was read as. One line of the cache. */
typedef struct sure_host {
  uint64_t key;      /* of the registrable domain */
  uint16_t country;  /* its hint; 0 none */
  uint8_t size;      /* of host; 0: free */
  uint8_t kind;      /* 0..SURE_KINDS-1, SURE_OTHER, SURE_NONE */
  uint8_t is_domain; /* the host is the registrable domain itself */
  uint8_t is_long;   /* its label has four letters or more */
  char host[SURE_HOST_SIZE];
} sure_host;

enum { SURE_OTHER = SURE_KINDS, SURE_NONE };

enum { SURE_TOP_LEVELS = 26 * 26 };

typedef struct sure_hosts {
  sure_host at[SURE_HOSTS];
  uint16_t countries[SURE_TOP_LEVELS]; /* hints of two-letter top levels, where known */
  bool known[SURE_TOP_LEVELS];
} sure_hosts;

typedef struct sure_slot {
  sure_host host;
  bool open; /* still to be settled by sure_settle */
  bool has_phone;
  uint16_t country; /* stated, 0 unknown */
  uint32_t account;
} sure_slot;

typedef struct sure_tools {
  const sure_choices *choices;
  sure_hosts *hosts;
  const l2a_rules *rules;
  probe_tools *tools;
  arena *memory;
} sure_tools;

/* Sets slot->open when the contact may be settled. */
void sure_parse(sure_slot *slot, const l2a_contact *contact, const snapshot *s, const sure_tools *t, fetch_list *fetch);
void sure_find(sure_slot *slot, const l2a_contact *contact, const snapshot *s, const sure_tools *t, fetch_list *fetch);

/* true: the contact matches slot->account. */
bool sure_settle(const sure_slot *slot, const snapshot *s, const sure_choices *choices);

#endif
