/* SPDX-License-Identifier: MIT */
/* Fields of the tables that say what happened: activities, opportunities, touches. Numbers for column_map (columns.h). */
#ifndef L2A_IO_COLUMNS_MQA_H
#define L2A_IO_COLUMNS_MQA_H

#include "io/columns_profile.h"

typedef enum activity_field {
  ACTIVITY_FIELD_ID = 1,
  ACTIVITY_FIELD_CONTACT_ID,
  ACTIVITY_FIELD_EMAIL,
  ACTIVITY_FIELD_ACCOUNT_ID,
  ACTIVITY_FIELD_TYPE,
  ACTIVITY_FIELD_OCCURRED_AT,
  ACTIVITY_FIELD_MINUTES,
  ACTIVITY_FIELD_SUBTYPE, /* from here on: only for rules that map types */
  ACTIVITY_FIELD_CAMPAIGN_TYPE,
  ACTIVITY_FIELD_STATUS,
  ACTIVITY_FIELD_SUBJECT,
  ACTIVITY_FIELD_IS_DELETED,
  ACTIVITY_FIELD_COUNT
} activity_field;

typedef enum opportunity_field {
  OPPORTUNITY_FIELD_ID = 1,
  OPPORTUNITY_FIELD_ACCOUNT_ID,
  OPPORTUNITY_FIELD_CREATED_AT,
  OPPORTUNITY_FIELD_CLOSED_AT,
  OPPORTUNITY_FIELD_IS_CLOSED,
  OPPORTUNITY_FIELD_IS_WON,
  OPPORTUNITY_FIELD_AMOUNT,
  OPPORTUNITY_FIELD_STAGE,
  OPPORTUNITY_FIELD_IS_DELETED,
  OPPORTUNITY_FIELD_COUNT
} opportunity_field;

typedef enum touch_field {
  TOUCH_FIELD_ACCOUNT_ID = 1,
  TOUCH_FIELD_CONTACT_ID,
  TOUCH_FIELD_EMAIL,
  TOUCH_FIELD_OCCURRED_AT,
  TOUCH_FIELD_KIND,
  TOUCH_FIELD_REP,
  TOUCH_FIELD_DISPOSITION,
  TOUCH_FIELD_IS_DELETED,
  TOUCH_FIELD_COUNT
} touch_field;

/* As column_fields and column_rules, for those three; NULL and 0 for other objects. Static. */
const column_field *columns_mqa_fields(column_object object, uint32_t *count);
const column_rule *columns_mqa_rules(column_object object, size_t *count);

/* Why the columns found are not enough; NULL when they are. Static. */
const char *columns_mqa_problem(column_object object, const column_list *fields);

/* The field that says a row was deleted. */
uint32_t columns_mqa_deleted(column_object object);

#endif
