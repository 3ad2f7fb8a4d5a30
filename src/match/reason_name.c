/* SPDX-License-Identifier: MIT */
/* Names of decisions and reasons: what columns and answers hold. */
#include "l2a.h"

static const char *const decision_names[] = { "none", "review", "match" };

static const char *const reason_names[L2A_REASON_COUNT] = {
  [L2A_REASON_NO_EVIDENCE] = "no_evidence",
  [L2A_REASON_OVERRIDE] = "override",
  [L2A_REASON_DOMAIN_NAME] = "domain+name",
  [L2A_REASON_DOMAIN] = "domain",
  [L2A_REASON_DOMAIN_ALIAS] = "domain_alias",
  [L2A_REASON_DOMAIN_LABEL] = "domain_label",
  [L2A_REASON_WEBSITE_NAME] = "website+name",
  [L2A_REASON_WEBSITE] = "website",
  [L2A_REASON_NAME] = "name",
  [L2A_REASON_NAME_SUPPORT] = "name+support",
  [L2A_REASON_ACRONYM] = "acronym",
  [L2A_REASON_TRANSLATION] = "translation",
  [L2A_REASON_PHONE] = "phone",
  [L2A_REASON_FREE_EMAIL] = "free_email",
  [L2A_REASON_PLACEHOLDER] = "placeholder",
  [L2A_REASON_GENERIC_NAME] = "generic_name",
  [L2A_REASON_BELOW_THRESHOLD] = "below_threshold",
  [L2A_REASON_NO_CANDIDATE] = "no_candidate",
  [L2A_REASON_NEVER] = "never",
  [L2A_REASON_BYPASSED] = "bypassed",
  [L2A_REASON_INVALID] = "invalid",
  [L2A_REASON_AMBIGUOUS] = "ambiguous",
  [L2A_REASON_CONFLICT] = "conflict",
};

const char *l2a_decision_name(l2a_decision decision)
{
  return decision >= L2A_DECISION_NONE && decision <= L2A_DECISION_MATCH ? decision_names[decision] : "unknown";
}

const char *l2a_reason_name(l2a_reason reason)
{
  return reason >= 0 && reason < L2A_REASON_COUNT ? reason_names[reason] : "unknown";
}
