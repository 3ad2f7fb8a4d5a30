/* SPDX-License-Identifier: MIT */
/*
 * Rows of which nothing but the choice is asked for (match/choose.h), from CSV to CSV: only the columns that a choice depends on become the
 * contact, and only those of the plan are written. What the columns, the record or the plan have of everything else goes the general way
 * (contact_row.h, row_plan.h), which gives the same.
 */
#ifndef L2A_CLI_CHOICE_ROW_H
#define L2A_CLI_CHOICE_ROW_H

#include "cli/row_plan.h"

enum { CHOICE_FIELDS = 8 };

/* The columns of a file. */
typedef struct choice_columns {
  bool simple; /* one column at most for a field, and none that leaves rows out */
  uint32_t count;
  struct {
    uint32_t column;
    uint32_t offset; /* in l2a_contact */
  } at[CHOICE_FIELDS];
} choice_columns;

void choice_columns_make(choice_columns *out, const column_map *map);

/* Whether the record is a row, and all of it, by a look: else ask export_skip. */
static inline bool choice_is_row(const choice_columns *c, const record *r)
{
  return c->simple && r->damage == RECORD_GOOD && !r->footer && r->field_count > 1 && !r->columns;
}

/* As contact_from_record into an empty contact, or one that came from these columns; without what only overrides look at. The columns are
 * simple. */
void choice_contact(l2a_contact *contact, const choice_columns *c, const record *r);

/* Empties the fields of a contact from contact_from_record that choice_contact does not write. */
static inline void choice_contact_clean(l2a_contact *contact)
{
  contact->id = contact->title = contact->linkedin = (l2a_string){ NULL, 0 };
}

/* As row_writer_write with a result that has nothing else. */
void choice_row_write(row_writer *w, const record *r, bytes account_id, l2a_decision decision);

#endif
