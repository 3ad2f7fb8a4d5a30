/* SPDX-License-Identifier: MIT */
/* What the columns of tasks, events, campaign members, deals and engagements are called. Keys as in columns_profile.h. */
#include "io/columns_mqa.h"

#define CONTACT_IDS \
  "contactid leadorcontactid whoid leadid personid prospectid associatedcontactids associatedcontactid recordidcontact contactrecordid"
#define ACCOUNT_IDS \
  "accountid companyid associatedcompanyids associatedcompanyid organizationid organisationid convertedaccountid " \
  "primaryassociatedcompanyid"
#define EMAILS "email emailaddress contactemail leademail personemail emailwork workemail"
#define TIMES \
  "occurredat happenedat activitydate activitydatetime firstrespondeddate memberfirstrespondeddate timestamp hstimestamp eventdate " \
  "activitytime datetime date time startdatetime startdate starttime memberdate completeddatetime memberfirstassociateddate"
#define PLANNED "duedate"
#define CREATED "createdat createddate createdate created createdon addtime creationdate dealcreated"

static const column_field activity_fields[ACTIVITY_FIELD_COUNT] = {
  [ACTIVITY_FIELD_ID] = { "activity_id", COLUMN_ONE },
  [ACTIVITY_FIELD_CONTACT_ID] = { "contact_id", COLUMN_MANY },
  [ACTIVITY_FIELD_EMAIL] = { "email", COLUMN_MANY },
  [ACTIVITY_FIELD_ACCOUNT_ID] = { "account_id", COLUMN_ONE },
  [ACTIVITY_FIELD_TYPE] = { "type", COLUMN_ONE },
  [ACTIVITY_FIELD_OCCURRED_AT] = { "occurred_at", COLUMN_STRICT },
  [ACTIVITY_FIELD_MINUTES] = { "minutes", COLUMN_ONE },
  [ACTIVITY_FIELD_SUBTYPE] = { "subtype", COLUMN_ONE },
  [ACTIVITY_FIELD_CAMPAIGN_TYPE] = { "campaign_type", COLUMN_ONE },
  [ACTIVITY_FIELD_STATUS] = { "status", COLUMN_ONE },
  [ACTIVITY_FIELD_SUBJECT] = { "subject", COLUMN_ONE },
  [ACTIVITY_FIELD_IS_DELETED] = { "is_deleted", COLUMN_ONE },
};

static const column_field opportunity_fields[OPPORTUNITY_FIELD_COUNT] = {
  [OPPORTUNITY_FIELD_ID] = { "opportunity_id", COLUMN_ONE },
  [OPPORTUNITY_FIELD_ACCOUNT_ID] = { "account_id", COLUMN_ONE },
  [OPPORTUNITY_FIELD_CREATED_AT] = { "created_at", COLUMN_STRICT },
  [OPPORTUNITY_FIELD_CLOSED_AT] = { "closed_at", COLUMN_ONE },
  [OPPORTUNITY_FIELD_IS_CLOSED] = { "is_closed", COLUMN_ONE },
  [OPPORTUNITY_FIELD_IS_WON] = { "is_won", COLUMN_ONE },
  [OPPORTUNITY_FIELD_AMOUNT] = { "amount", COLUMN_ONE },
  [OPPORTUNITY_FIELD_STAGE] = { "stage", COLUMN_MANY },
  [OPPORTUNITY_FIELD_IS_DELETED] = { "is_deleted", COLUMN_ONE },
};

static const column_field touch_fields[TOUCH_FIELD_COUNT] = {
  [TOUCH_FIELD_ACCOUNT_ID] = { "account_id", COLUMN_ONE },
  [TOUCH_FIELD_CONTACT_ID] = { "contact_id", COLUMN_MANY },
  [TOUCH_FIELD_EMAIL] = { "email", COLUMN_MANY },
  [TOUCH_FIELD_OCCURRED_AT] = { "occurred_at", COLUMN_STRICT },
  [TOUCH_FIELD_KIND] = { "kind", COLUMN_ONE },
  [TOUCH_FIELD_REP] = { "rep", COLUMN_ONE },
  [TOUCH_FIELD_DISPOSITION] = { "disposition", COLUMN_ONE },
  [TOUCH_FIELD_IS_DELETED] = { "is_deleted", COLUMN_ONE },
};

static const column_rule activity_rules[] = {
  { ACTIVITY_FIELD_ID, "activityid marketoguid activityguid engagementid eventid taskid donotmodifyactivity" },
  { ACTIVITY_FIELD_ID, "id recordid hsobjectid campaignmemberid" },
  { ACTIVITY_FIELD_CONTACT_ID, CONTACT_IDS },
  { ACTIVITY_FIELD_EMAIL, EMAILS },
  { ACTIVITY_FIELD_ACCOUNT_ID, ACCOUNT_IDS },
  { ACTIVITY_FIELD_TYPE, "type activitytype eventtype engagementtype tasktype" },
  { ACTIVITY_FIELD_TYPE, "activitytypeid" },
  { ACTIVITY_FIELD_SUBTYPE, "subtype tasksubtype activitysubtype eventsubtype" },
  { ACTIVITY_FIELD_OCCURRED_AT, "occurredat" },
  { ACTIVITY_FIELD_OCCURRED_AT, "activitydatetime" }, /* an event of Salesforce has its date besides */
  { ACTIVITY_FIELD_OCCURRED_AT, "activitydate firstrespondeddate memberfirstrespondeddate happenedat" },
  { ACTIVITY_FIELD_OCCURRED_AT, TIMES },
  { ACTIVITY_FIELD_OCCURRED_AT, PLANNED }, /* an appointment of Dynamics has its start besides */
  { ACTIVITY_FIELD_OCCURRED_AT, CREATED },
  { ACTIVITY_FIELD_MINUTES, "minutes durationminutes durationinminutes duration attendedminutes minutesattended timeinsession" },
  { ACTIVITY_FIELD_CAMPAIGN_TYPE, "campaigntype programtype programchannel" },
  { ACTIVITY_FIELD_STATUS, "memberstatus campaignmemberstatus status" },
  { ACTIVITY_FIELD_SUBJECT, "subject" },
  { ACTIVITY_FIELD_IS_DELETED, "isdeleted deleted" },
};

static const column_rule opportunity_rules[] = {
  { OPPORTUNITY_FIELD_ID, "opportunityid dealid donotmodifyopportunity" },
  { OPPORTUNITY_FIELD_ID, "id recordid hsobjectid" },
  { OPPORTUNITY_FIELD_ACCOUNT_ID, ACCOUNT_IDS },
  { OPPORTUNITY_FIELD_CREATED_AT, CREATED },
  { OPPORTUNITY_FIELD_CLOSED_AT, "closedat closeddate closedon dealclosedon actualclosedate" },
  { OPPORTUNITY_FIELD_CLOSED_AT, "closedate wontime dealclosedate expectedclosedate" },
  { OPPORTUNITY_FIELD_IS_CLOSED, "isclosed closed isdealclosed hsisclosed" },
  { OPPORTUNITY_FIELD_IS_WON, "iswon won isclosedwon hsisclosedwon" },
  { OPPORTUNITY_FIELD_AMOUNT, "amount value dealvalue estrevenue estimatedrevenue" },
  { OPPORTUNITY_FIELD_STAGE, "stagename stage dealstage salesstage status" },
  { OPPORTUNITY_FIELD_IS_DELETED, "isdeleted deleted" },
};

static const column_rule touch_rules[] = {
  { TOUCH_FIELD_ACCOUNT_ID, ACCOUNT_IDS },
  { TOUCH_FIELD_CONTACT_ID, CONTACT_IDS },
  { TOUCH_FIELD_EMAIL, EMAILS },
  { TOUCH_FIELD_OCCURRED_AT, "occurredat" },
  { TOUCH_FIELD_OCCURRED_AT, "activitydatetime" },
  { TOUCH_FIELD_OCCURRED_AT, "activitydate happenedat" },
  { TOUCH_FIELD_OCCURRED_AT, TIMES },
  { TOUCH_FIELD_OCCURRED_AT, PLANNED },
  { TOUCH_FIELD_OCCURRED_AT, CREATED },
  { TOUCH_FIELD_KIND, "kind touchtype" },
  { TOUCH_FIELD_KIND, "tasksubtype activitytype type engagementtype" },
  { TOUCH_FIELD_REP, "rep salesrep assigned assignedto activityowner owner ownername user ownerid" },
  { TOUCH_FIELD_DISPOSITION, "disposition" },
  { TOUCH_FIELD_IS_DELETED, "isdeleted deleted" },
};

const column_field *columns_mqa_fields(column_object object, uint32_t *count)
{
  switch (object) {
  case COLUMN_ACTIVITY: *count = ACTIVITY_FIELD_COUNT; return activity_fields;
  case COLUMN_OPPORTUNITY: *count = OPPORTUNITY_FIELD_COUNT; return opportunity_fields;
  case COLUMN_TOUCH: *count = TOUCH_FIELD_COUNT; return touch_fields;
  default: *count = 0; return NULL;
  }
}

const column_rule *columns_mqa_rules(column_object object, size_t *count)
{
  switch (object) {
  case COLUMN_ACTIVITY: *count = sizeof activity_rules / sizeof *activity_rules; return activity_rules;
  case COLUMN_OPPORTUNITY: *count = sizeof opportunity_rules / sizeof *opportunity_rules; return opportunity_rules;
  case COLUMN_TOUCH: *count = sizeof touch_rules / sizeof *touch_rules; return touch_rules;
  default: *count = 0; return NULL;
  }
}

const char *columns_mqa_problem(column_object object, const column_list *f)
{
  bool who, when;

  if (object == COLUMN_OPPORTUNITY) {
    if (!f[OPPORTUNITY_FIELD_ACCOUNT_ID].count) return "no column is the account's id (--map-opportunities account_id=COLUMN)";
    return f[OPPORTUNITY_FIELD_CREATED_AT].count ? NULL : "no column says when they were created (--map-opportunities created_at=COLUMN)";
  }
  if (object == COLUMN_ACTIVITY) {
    who = f[ACTIVITY_FIELD_CONTACT_ID].count || f[ACTIVITY_FIELD_EMAIL].count || f[ACTIVITY_FIELD_ACCOUNT_ID].count;
    when = f[ACTIVITY_FIELD_OCCURRED_AT].count;
    if (!who) return "no usable column: one of contact_id, email, account_id is needed (--map-activities email=COLUMN)";
    return when ? NULL : "no column says when they occurred (--map-activities occurred_at=COLUMN)";
  }
  who = f[TOUCH_FIELD_CONTACT_ID].count || f[TOUCH_FIELD_EMAIL].count || f[TOUCH_FIELD_ACCOUNT_ID].count;
  if (!who) return "no usable column: one of account_id, contact_id, email is needed (--map-touches account_id=COLUMN)";
  return f[TOUCH_FIELD_OCCURRED_AT].count ? NULL : "no column says when they occurred (--map-touches occurred_at=COLUMN)";
}

uint32_t columns_mqa_deleted(column_object object)
{
  if (object == COLUMN_ACTIVITY) return ACTIVITY_FIELD_IS_DELETED;
  return object == COLUMN_OPPORTUNITY ? (uint32_t)OPPORTUNITY_FIELD_IS_DELETED : (uint32_t)TOUCH_FIELD_IS_DELETED;
}
