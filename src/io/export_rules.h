/* SPDX-License-Identifier: MIT */
/* Rows of exports that are no contacts or accounts to work on: deleted, merged, converted, report footers. They are skipped and counted. */
#ifndef L2A_IO_EXPORT_RULES_H
#define L2A_IO_EXPORT_RULES_H

#include "io/columns.h"

typedef enum skip_reason {
  SKIP_NOT = 0,
  SKIP_DELETED,
  SKIP_MERGED,
  SKIP_CONVERTED,
  SKIP_FOOTER,
  SKIP_NO_RESPONSE,
  SKIP_REASON_COUNT
} skip_reason;

/* SKIP_NO_RESPONSE: a campaign member that has not responded did nothing; said by who reads activities, not by export_skip. */

/* Decided by the row alone (and record.footer): the same for any chunk size and number of threads.
 * Ask before looking at r->damage: a damaged footer is a footer. */
skip_reason export_skip(const column_map *map, const record *r);

const char *skip_reason_name(skip_reason reason); /* "deleted", "merged", "converted", "report footer", "no response"; static */

#endif
