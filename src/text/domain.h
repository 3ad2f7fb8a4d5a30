/* SPDX-License-Identifier: MIT */
/* Hosts and registrable domains, from e-mail addresses, URLs and free text. Pure functions; results live in the caller's arena. */
#ifndef L2A_TEXT_DOMAIN_H
#define L2A_TEXT_DOMAIN_H

#include "text/lexicon.h"

/* What stands behind a domain. Order is stable: the index stores it. */
typedef enum domain_class {
  DOMAIN_NONE = 0, /* no usable host */
  DOMAIN_COMPANY,  /* nothing known against it: an organisation's own */
  DOMAIN_FREE_MAIL,
  DOMAIN_DISPOSABLE,
  DOMAIN_PROVIDER,  /* internet provider's mail */
  DOMAIN_SITE_HOST, /* site builder, social network, link shortener, shop platform: itself no company's web site */
  DOMAIN_EDUCATION,
  DOMAIN_GOVERNMENT,
  DOMAIN_DENIED /* by the user's overlay */
} domain_class;

/*
 *   host         "mail.eu.acme.co.uk"   lower case, IDNA in ASCII, no final dot
 *   registrable  "acme.co.uk"
 *   label        "acme"                 the registrable domain's own label
 *   plain_label  "acme"                 label without hyphens ("coca-cola" -> "cocacola"); what is compared with squashed names
 * All empty when there is no valid host (IP address, single label, bad characters, longer than 253).
 */
typedef struct domain_name {
  bytes host;
  bytes registrable;
  bytes label;
  bytes plain_label;
  domain_class kind;
  char country[2]; /* ISO 3166 upper case from a country-code top level (uk -> GB; .gov .mil -> US); {0,0} when generic (io, ai, co ...) */
} domain_name;

/* The domain of an e-mail address ("Jane <jane@Acme.de>", "mailto:", trailing dots and blanks are accepted). ICANN suffixes, so that
 * github.io is a registrable domain; and those private ones that are sold like top levels (eu.com, edu.ru): no list names them as hosts. */
void domain_from_email(domain_name *out, bytes email, const lexicon *lex, text_scratch *scratch, arena *a);

/* The domain of a web site cell: URL, host, host with path or port, "www." stripped from host; the first of several. Private suffixes
 * too, so acme.github.io is a registrable domain and github.io is none. An e-mail address typed as a web site gives its host. */
void domain_from_url(domain_name *out, bytes url, const lexicon *lex, text_scratch *scratch, arena *a);

/* A host or e-mail typed inside a company name ("acme.com", "www.acme.io Inc"); empty when none. Careful: "Inc.", "St.Gallen",
 * "A.B.C. Ltd" and "Amazon.com Services" ... only names of known top-level domains count. */
void domain_from_text(domain_name *out, bytes text, const lexicon *lex, text_scratch *scratch, arena *a);

/* Sets out->country alone, by the top level of a lower-case host. */
void domain_country(domain_name *out, bytes host, const lexicon *lex);

/* true when the local part of an address names a role (info, sales, office ...), not a person. */
bool email_is_role(bytes email, const lexicon *lex);

#endif
