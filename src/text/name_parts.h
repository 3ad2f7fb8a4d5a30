/* SPDX-License-Identifier: MIT */
/*
 * A company cell cut into the names it holds, in the script and case it was typed in.
 *
 *   "Company: ACME Widgets (Intl.) GmbH, formerly Fooworks (we're hiring!)"
 *   cleaned   ACME Widgets (Intl.) GmbH, formerly Fooworks
 *   MAIN      ACME Widgets (Intl.) GmbH,
 *   PLAIN     ACME Widgets GmbH,
 *   OTHER     Fooworks
 *   BRACKET   Intl.
 */
#ifndef L2A_TEXT_NAME_PARTS_H
#define L2A_TEXT_NAME_PARTS_H

#include "text/company_name.h"

enum {
  NAME_SIZE_LIMIT = 1024, /* bytes of a cell that are read: the rest is no name */
  NAME_PART_LIMIT = 24,
  NAME_SEGMENT_LIMIT = 10
};

typedef struct name_part {
  name_form_kind kind;
  bytes text;
} name_part;

typedef struct name_parts {
  bytes cleaned;
  bool cut;       /* the cell is longer than NAME_SIZE_LIMIT */
  uint32_t count; /* part[0] is MAIN; 0 when cleaned is empty */
  name_part part[NAME_PART_LIMIT];
} name_parts;

/* Segments are cut for contacts only. Texts point into raw or live in the arena. */
void name_parts_cut(name_parts *out, bytes raw, name_side side, arena *a);

#endif
