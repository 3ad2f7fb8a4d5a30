/* SPDX-License-Identifier: MIT */
/*
 * Names of columns, made comparable: letters and digits only, lower case, accents off, decorations apart.
 *
 *   "Person - E-Mail (Work)"          prefix key "person"   key "emailwork"
 *   "Tier (Account Name) (Account)"   related               key "tier"
 *   "Other_Domains__c"                custom                key "otherdomains"
 */
#ifndef L2A_IO_HEADER_NAME_H
#define L2A_IO_HEADER_NAME_H

#include "base/arena.h"

typedef struct header_name {
  bytes key;    /* of the name without decorations */
  bytes whole;  /* of the whole name */
  bytes prefix; /* of what stands before " - " or ":"; empty without one */
  bool related; /* a column of another table, as Dynamics writes them */
  bool custom;  /* a customer's own field, as Salesforce marks them */
} header_name;

/* The key of a text, in the arena; {NULL, 0} and a->failed when memory is out. */
bytes header_key(bytes text, arena *a);

void header_name_parse(header_name *out, bytes name, arena *a);

#endif
