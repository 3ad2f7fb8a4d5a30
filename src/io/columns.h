/* SPDX-License-Identifier: MIT */
/*
 * Columns: which column of an export means what. By the header against one profile per system and object, then by generic names in
 * several languages, then by the values of a sample. Never a guess on a tie: two columns that could both be the company are an error
 * that names them.
 *
 *   header "Company / Account","Email","Deleted"  ->  system Salesforce, object lead
 *   columns[0] { CONTACT_COMPANY, "name of the column" }   columns[1] { CONTACT_EMAIL, ... }   columns[2] { CONTACT_IS_DELETED, ... }
 *   fields[CONTACT_EMAIL] = [1]   (several in order of preference: Person - Email - Work, then Home)
 */
#ifndef L2A_IO_COLUMNS_H
#define L2A_IO_COLUMNS_H

#include "io/record.h"

typedef enum column_object {
  COLUMN_CONTACT = 0,
  COLUMN_ACCOUNT,
  COLUMN_ACTIVITY,
  COLUMN_OPPORTUNITY,
  COLUMN_TOUCH,
  COLUMN_MATCHED,
  COLUMN_ACCOUNT_CHANGES
} column_object;

/* COLUMN_ACCOUNT_CHANGES: accounts of which an id is enough; its map is one of COLUMN_ACCOUNT. */
/* COLUMN_MATCHED: contacts that have their account already; an id or an e-mail is enough. Its map is one of COLUMN_CONTACT. */

/* Fields of a contact. For accounts the fields are those of enum l2a_account_field (include/l2a.h) and the two below; for activities,
 * opportunities and touches those of columns_mqa.h. */
typedef enum contact_field {
  CONTACT_OTHER = 0,
  CONTACT_ID,
  CONTACT_EMAIL,
  CONTACT_COMPANY,
  CONTACT_WEBSITE,
  CONTACT_COUNTRY,
  CONTACT_STATE,
  CONTACT_CITY,
  CONTACT_POSTAL_CODE,
  CONTACT_PHONE,
  CONTACT_TITLE,
  CONTACT_LINKEDIN,
  CONTACT_FIRST_NAME, /* known, not used */
  CONTACT_LAST_NAME,
  CONTACT_ACCOUNT_ID, /* the account the CRM holds: incumbent match */
  CONTACT_IS_DELETED,
  CONTACT_MASTER_RECORD_ID,
  CONTACT_IS_CONVERTED,
  CONTACT_FIELD_COUNT
} contact_field;

/* Behind l2a_account_field. */
enum { ACCOUNT_IS_DELETED = L2A_ACCOUNT_FIELD_COUNT, ACCOUNT_MASTER_RECORD_ID, ACCOUNT_FIELD_COUNT };

enum { COLUMN_FIELD_LIMIT = 32, COLUMNS_PER_FIELD_LIMIT = 16 };

typedef struct column_override { /* --map field=Column */
  bytes field;
  bytes column; /* empty: the field has no column */
} column_override;

typedef struct column_overrides {
  const char *option; /* what messages call them: "map-accounts"; NULL: "map" */
  const column_override *items;
  size_t count;
} column_overrides;

typedef struct column_use {
  uint32_t field;     /* contact_field or l2a_account_field; 0: none */
  const char *reason; /* static: "mapped by --map", "name of the column", "another column is preferred", ... */
} column_use;

typedef struct column_list {
  uint32_t count;
  uint32_t columns[COLUMNS_PER_FIELD_LIMIT]; /* in order of preference */
} column_list;

typedef struct column_map {
  column_object object;
  const char *system;      /* static: "Salesforce", "HubSpot", ... or NULL when the names are generic */
  const char *export_kind; /* static: "report", "API", "persons", ... or NULL */
  uint32_t column_count;
  column_use *columns;                    /* by column */
  column_list fields[COLUMN_FIELD_LIMIT]; /* by field */
} column_map;

/*
 * Detects the columns. sample and overrides may be NULL. L2A_ENOTFOUND (an override names an unknown field or column: message lists what exists; no
 * usable column: contacts need one of email, company, website, phone, accounts id and one of name, website, domains), L2A_EINVAL (a tie:
 * message names the columns and the option that decides; too many columns for one field), L2A_ENOMEM.
 * file is what messages call the table.
 */
l2a_status column_map_detect(column_map **out, column_object object, const char *file, const bytes *names, uint32_t count,
                             const record_batch *sample, const column_overrides *overrides, l2a_error *error);
void column_map_free(column_map *map);

/* The first value of a field that is there (null tokens are not), trimmed; empty without one. */
bytes column_value(const column_map *map, const record *r, uint32_t field);

/* Name of a field as --map takes it ("email", "postal_code"); NULL for 0 and unknown numbers. Static. */
const char *column_field_name(column_object object, uint32_t field);
uint32_t column_field_from_name(column_object object, bytes name); /* 0 if unknown */

#endif
