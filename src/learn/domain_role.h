/* SPDX-License-Identifier: MIT */
/*
 * Domain roles: which e-mail domains do not speak for one company. Learned from the contacts: of every registrable domain the company names
 * stated behind it, and whether they are one company's.
 *
 *   (acme.com, "acme widgets")  120 contacts, like the domain's label
 *   (acme.com, "acme")           80 contacts, like the label              -> 2 names, 1 company, own share 100 %
 *   (fast-isp.net, "bakery jones")  1 contact                             -> 85 names, 81 companies, own share 2 %: deny
 *
 * Memory is that of the pairs of domain and name, DOMAIN_PAIR_LIMIT of them. When there are more, every second name (by its hash) is left
 * out, again and again: what is left is a fair sample, whatever order the contacts come in.
 */
#ifndef L2A_LEARN_DOMAIN_ROLE_H
#define L2A_LEARN_DOMAIN_ROLE_H

#include "index/snapshot.h"
#include "text/company_name.h"
#include "text/domain.h"

enum { DOMAIN_PAIR_LIMIT = 1 << 21, DOMAIN_EXAMPLE_COUNT = 3 };

typedef struct domain_pair {
  bytes domain, name, head; /* registrable domain; sorted words of the name; its first distinctive word */
  bytes shown;              /* the name as it was typed: of several the smallest by bytes */
  uint64_t key;             /* hash of domain and name; 0: empty slot */
  uint64_t name_hash;
  uint64_t contacts;
  uint8_t kind; /* domain_class */
  bool own;     /* the name is like the domain's label */
} domain_pair;

typedef struct domain_pairs {
  arena texts;
  domain_pair *slots;
  size_t count, slot_count, limit;
  uint32_t halvings; /* one name in 2^halvings is kept */
} domain_pairs;

void domain_pairs_init(domain_pairs *p, size_t limit);
void domain_pairs_free(domain_pairs *p);
void domain_pairs_clear(domain_pairs *p);

/* A contact's; nothing when it has no domain or no good name. L2A_ENOMEM. */
l2a_status domain_pairs_add(domain_pairs *p, const domain_name *email, const company_name *company, l2a_error *error);
l2a_status domain_pairs_append(domain_pairs *p, const domain_pairs *more, l2a_error *error);

typedef enum role_advice { ADVICE_NONE, ADVICE_DENY, ADVICE_LOOK, ADVICE_ALLOW } role_advice;

typedef struct domain_role {
  bytes domain;
  domain_class kind;
  role_advice advice;
  const char *role;                    /* what it seems to be; static */
  uint64_t contacts, names, companies; /* companies: names with different first distinctive words; estimates when names were left out */
  uint64_t own;                        /* contacts whose company is like the domain's label */
  uint64_t largest;                    /* contacts of the most frequent company */
  uint32_t accounts, families;         /* accounts that have the domain, and their ultimate parents */
  uint32_t example_count;
  bytes examples[DOMAIN_EXAMPLE_COUNT]; /* names of different companies, the most frequent ones */
} domain_role;

typedef struct domain_role_options {
  uint32_t company_min; /* companies from which on a domain is looked at */
} domain_role_options;

/*
 * The roles of all domains with advice, most contacts first; the caller frees the array. They borrow from pairs, which are reordered: no
 * more can be added. L2A_ENOMEM.
 */
l2a_status domain_roles_find(domain_role **out, size_t *count, domain_pairs *p, const snapshot *s, const domain_role_options *options,
                             l2a_error *error);

#endif
