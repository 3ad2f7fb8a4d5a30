/* SPDX-License-Identifier: MIT */
/*
 * What columns are called: rules (field by name) and profiles (system by header) for contacts and accounts. Tables only; the decisions
 * are in columns.c. Activities, opportunities and touches: columns_mqa.c.
 *
 * Keys are normalised names: letters and digits only, lower case, accents off ("State/Region" -> stateregion). Of one field, earlier rows
 * are preferred to later ones; inside a row all keys are equal (COLUMN_STRICT fields: two of them are a tie) or in order of preference.
 */
#ifndef L2A_IO_COLUMNS_PROFILE_H
#define L2A_IO_COLUMNS_PROFILE_H

#include "io/columns.h"

typedef enum column_trait {
  COLUMN_ONE = 0,    /* the best column counts; equal ones leave the field without a column */
  COLUMN_STRICT = 1, /* the best column counts; equal ones are an error */
  COLUMN_MANY = 2    /* all columns count, in order */
} column_trait;

typedef struct column_field {
  const char *name; /* as --map takes it */
  column_trait trait;
} column_field;

typedef struct column_rule {
  uint32_t field;
  const char *keys; /* separated by blanks */
} column_rule;

/* Names as they stand in the header, separated by |. Distinctive ones are found in no other system. */
typedef struct column_profile {
  const char *system;
  const char *kind;
  column_object object;
  const char *distinctive;
  const char *ordinary;
  const char *preferred; /* normalised key that wins a tie in exports of this system; or NULL */
} column_profile;

typedef enum column_prefix { PREFIX_NONE = 0, PREFIX_PERSON, PREFIX_COMPANY, PREFIX_OTHER } column_prefix;

/* All static. */
const column_field *column_fields(column_object object, uint32_t *count); /* by field number */
const column_rule *column_rules(column_object object, size_t *count);
const column_profile *column_profiles(size_t *count);

/* What "Person - " or "Account:" says, by its normalised key. */
column_prefix column_prefix_of(bytes key);

/* true when the blank-separated list holds key; *place gets its number in the list. */
bool column_list_holds(const char *list, bytes key, uint32_t *place);

#endif
