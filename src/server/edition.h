/* SPDX-License-Identifier: MIT */
/* Edition: rules and the index opened with them, counted by who uses them. A reload makes a new one; the old one ends with its last user. */
#ifndef L2A_SERVER_EDITION_H
#define L2A_SERVER_EDITION_H

#include <stdatomic.h>

#include "server/server.h"

typedef struct edition {
  atomic_uint users;
  l2a_rules *rules;
  l2a_index *index;
  bool in_memory;
} edition;

/* One user: the caller. Statuses of the source, L2A_ENOMEM. */
l2a_status edition_open(edition **out, const server_source *source, l2a_error *error);

/* With rules that are loaded already, which it takes over when it succeeds. L2A_EBUSY: another edition has the file open. */
l2a_status edition_open_index(edition **out, l2a_rules *rules, const server_source *source, l2a_error *error);

edition *edition_share(edition *e);
void edition_release(edition *e); /* NULL is fine */

#endif
