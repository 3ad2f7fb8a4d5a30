/* SPDX-License-Identifier: MIT */
/*
 * Hosts of e-mail addresses and web sites, read for sure_domain.h: as domain_from_email and domain_from_url read them, or not at all.
 *
 *   "@acme.com", "http://www.acme.com/about"   two plain labels: the domain is the host, its class is asked for
 *   "@mail.acme.co.uk"                         anything else of an e-mail: read once, then remembered
 */
#ifndef L2A_MATCH_SURE_HOST_H
#define L2A_MATCH_SURE_HOST_H

#include "match/host_letters.h"
#include "match/probe.h"

enum { SURE_HOST_SIZE = HOST_LETTERS_SIZE, SURE_HOSTS = 1 << 10, SURE_LABEL_KEYS = 3, SURE_TOP_LEVELS = 26 * 26 };

/* What a host was read as. */
typedef struct sure_host {
  uint64_t key; /* of the registrable domain; 0 without one */
  uint64_t
    labels[SURE_LABEL_KEYS]; /* of its label: as label, squashed name, acronym; read by sure_host_label where has_labels is not set */
  uint64_t subdomain;        /* tells hosts of one domain apart; 0: it is the domain itself */
  uint16_t country;          /* its hint; 0 none */
  uint8_t kind;              /* domain_class */
  uint8_t size;              /* of host; 0: free */
  bool is_special;           /* only the long way knows what its label or its state says */
  bool is_domain;            /* the host is the registrable domain itself */
  bool is_long;              /* its label has four letters or more */
  bool has_labels;
  char host[SURE_HOST_SIZE];
} sure_host;

enum { SURE_CLASSES_KNOWN = 1 << 11 };

/* What a host of two plain labels is; free mail comes again and again. */
typedef struct sure_class {
  uint64_t key; /* of the domain; 0: free */
  uint16_t country;
  uint8_t kind;
} sure_class;

typedef struct sure_hosts {
  sure_class classes[SURE_CLASSES_KNOWN];
  sure_host at[SURE_HOSTS];
  uint16_t countries[SURE_TOP_LEVELS]; /* hints of two-letter top levels, where known */
  bool known[SURE_TOP_LEVELS];
} sure_hosts;

typedef struct host_tools {
  sure_hosts *hosts;
  const host_letters *letters;
  const l2a_rules *rules;
  probe_tools *tools;
  arena *memory;
} host_tools;

/* The host of an e-mail address; false: how it is read may depend on more than its host. */
bool sure_host_of_email(sure_host *out, bytes email, const host_tools *t);

/* The host of a web site that is a company's own; false: it is another's, or not plain. */
bool sure_host_of_website(sure_host *out, bytes website, const host_tools *t);

/* Keys of the label; none of them when it is too short to be one: then the answer is false. */
bool sure_host_label(uint64_t keys[SURE_LABEL_KEYS], const sure_host *host);

#endif
