/* SPDX-License-Identifier: MIT */
/*
 * Rows of which nothing but the choice is asked for (match/choose.h), from CSV to CSV: only the columns that a choice depends on become the
 * contact, and only those of the plan are written. What the columns, the record or the plan have of everything else goes the general way
 * (contact_row.h, row_plan.h), which gives the same. Of chunks that are regular (io/csv_rows.h) no record is made either: choice_place_*.
 */
#ifndef L2A_CLI_CHOICE_ROW_H
#define L2A_CLI_CHOICE_ROW_H

#include "cli/row_plan.h"
#include "match/choose.h"

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

/* The same from row n of a regular chunk; text that had to be changed is in the arena. */
void choice_place_contact(l2a_contact *contact, const choice_columns *c, const csv_rows *rows, size_t n, arena *text);

/* Whether rows of this plan can be written by choice_place_write: CSV as it stands, with nothing that needs the whole record. */
bool choice_plan_is_simple(const row_plan *plan);

/* As row_writer_write for row n of a regular chunk, with a result that has nothing else; the plan is simple. Errors: out->failed. */
void choice_place_write(buffer *out, const row_plan *plan, const csv_rows *rows, size_t n, const match_choice *choice, arena *text);

/* As row_writer_write with a result that has nothing else. */
void choice_row_write(row_writer *w, const record *r, bytes account_id, l2a_decision decision);

#endif
