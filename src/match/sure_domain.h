/* SPDX-License-Identifier: MIT */
/*
 * Sure domains: contacts of whom one look at the keys tells the choice. Four kinds of them:
 *
 *   nothing to look for  no domain that an account has, no label, no line: there is no candidate
 *   sure                 one account alone has the domain, no other one may come near it whatever it is called, and it is a match whatever
 *                        it is called, by the weights of these definitions (sure_choice.h)
 *   sure when alone      the same, once the keys of the domain's label have shown that there is no other candidate
 *   remembered           the only accounts are those of an e-mail's domain that is nobody's own (gmail.com): few domains, and the answer is
 *                        the same for all contacts with the same few facts. Of all others that were read the facts are the domains, the
 *                        country and the phone's line: whoever is on a switchboard's line is answered as the one before
 *
 * Which account, and that it is a match, is then known without looking at either. Score, reason and margin are not: this is for those who only
 * ask for the choice. The domain is the e-mail's, or the web site's beside an e-mail that is nobody's own.
 *
 *   sure_parse   a contact: is it one of those? lists the memory of its keys
 *   sure_find    what the keys have; lists the memory of the account's country and id
 *   sure_settle  the table; where it wants to know of others, lists the memory of the label's keys
 *   sure_alone   those
 *
 * What is not settled so goes the way of all contacts. Equal domains are told by 62 bits of their hash alone.
 */
#ifndef L2A_MATCH_SURE_DOMAIN_H
#define L2A_MATCH_SURE_DOMAIN_H

#include "match/compare.h"
#include "match/fetch_list.h"
#include "match/sure_choice.h"
#include "match/sure_host.h"

typedef enum sure_state {
  SURE_LEFT = 0, /* to the way of all contacts */
  SURE_NOTHING,  /* no candidate */
  SURE_MATCH,    /* slot->account */
  SURE_REMEMBERED,
  SURE_OPEN /* still on its way */
} sure_state;

/* What was answered to contacts with the same facts. */
typedef struct sure_answer {
  uint64_t facts; /* 0: free */
  uint32_t account;
  uint32_t decision;
} sure_answer;

enum { SURE_ANSWERS = 1 << 13 };

/* Of one thread. */
typedef struct sure_memory {
  const host_letters *letters;
  sure_choices choices;
  sure_hosts hosts;
  sure_answer answers[SURE_ANSWERS]; /* of one generation of the index */
} sure_memory;

typedef struct sure_slot {
  uint8_t state;     /* sure_state */
  uint8_t kind;      /* whose domain, as in sure_choices */
  uint8_t line;      /* sure_line */
  uint8_t mail_kind; /* domain_class of an e-mail that is apart */
  bool is_read;      /* the contact's texts are told by what stands here */
  bool has_own;      /* there is a domain whose owner may be an account */
  bool is_domain, is_long;
  bool mail_is_apart; /* the e-mail's domain is nobody's own, but may be an account's all the same */
  bool line_adds;     /* others are candidates by the phone's line */
  char area[2];       /* first digits of the phone, which has a line; 0 none */
  uint16_t country;   /* stated, 0 unknown */
  uint16_t hint;      /* by the domain; 0 none */
  uint32_t account;   /* INDEX_NONE: no account has the domain */
  uint64_t key, mail; /* of the own domain; of an e-mail that is apart */
  uint64_t line_key;  /* of the phone; 0 none */
  uint64_t email;     /* which host its address has, or which class when nobody has its domain; 0 none */
  uint64_t facts;     /* what the answer depends on; 0: nothing to be remembered */
  uint32_t decision;  /* SURE_REMEMBERED, with account */
  uint64_t labels[SURE_LABEL_KEYS];
} sure_slot;

/* What the functions below work with. */
typedef struct sure_tools {
  host_tools host;
  sure_memory *memory;
  const snapshot *s;
  uint32_t phone_limit; /* match_budgets */
} sure_tools;

void sure_parse(sure_slot *slot, const l2a_contact *contact, const sure_tools *t, fetch_list *fetch);
void sure_find(sure_slot *slot, const sure_tools *t, fetch_list *fetch);
void sure_settle(sure_slot *slot, const l2a_contact *contact, const sure_tools *t, fetch_list *fetch);
void sure_alone(sure_slot *slot, const sure_tools *t);
void sure_recall(sure_slot *slot, const sure_tools *t); /* one that is left: was it answered before? */

/* What the way of all contacts answered to a slot with facts. */
void sure_remember(sure_memory *memory, uint64_t facts, uint32_t account, uint32_t decision);
void sure_forget(sure_memory *memory); /* the index has changed */

#endif
