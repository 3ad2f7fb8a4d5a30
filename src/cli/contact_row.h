/* SPDX-License-Identifier: MIT */
/* A record of a contact file as a contact. */
#ifndef L2A_CLI_CONTACT_ROW_H
#define L2A_CLI_CONTACT_ROW_H

#include "io/columns.h"

/* Borrows from the record. */
void contact_from_record(l2a_contact *contact, const column_map *map, const record *r);

#endif
