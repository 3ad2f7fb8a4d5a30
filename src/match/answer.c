/* SPDX-License-Identifier: MIT */
#include "match/answer.h"

#include <stdarg.h>
#include <stdio.h>

/* Thousandths from which names, labels and cities are called same, similar or related in grades and reasons. They decide nothing. */
enum { NAME_SIMILAR = 800, NAME_RELATED = 500, NAME_UNLIKE = 200, LABEL_SIMILAR = 900, CITY_SAME = 950, CITY_SIMILAR = 700 };

void answer_add_detail(answer *out, const char *format, ...)
{
  char text[ANSWER_DETAIL_SIZE];
  size_t gap = out->detail_size ? 2 : 0;
  va_list list;
  int n;

  va_start(list, format);
  n = vsnprintf(text, sizeof text, format, list);
  va_end(list);
  if (n <= 0 || (size_t)n >= sizeof text || out->detail_size + gap + (size_t)n > sizeof out->detail) return;
  memcpy(out->detail + out->detail_size, "; ", gap);
  memcpy(out->detail + out->detail_size + gap, text, (size_t)n);
  out->detail_size = (uint8_t)(out->detail_size + gap + (size_t)n);
}

bool answer_name_agrees(const int32_t *f)
{
  return f[FEATURE_NAME_EXACT] > 0 || f[FEATURE_NAME_COVERAGE_BOTH] >= NAME_SIMILAR;
}

static bool label_agrees(const int32_t *f)
{
  return f[FEATURE_EMAIL_LABEL] >= LABEL_SIMILAR || f[FEATURE_EMAIL_NAME] >= LABEL_SIMILAR || f[FEATURE_EMAIL_ACRONYM] > 0;
}

static char grade_name(const int32_t *f)
{
  if (f[FEATURE_COMPANY_STATUS] < 2) return 'Z';
  if (f[FEATURE_NAME_EXACT] >= 2) return 'A';
  if (answer_name_agrees(f)) return 'B';
  if (f[FEATURE_NAME_COVERAGE_BOTH] >= NAME_RELATED || f[FEATURE_ACRONYM] || f[FEATURE_SEGMENT_EXACT] || f[FEATURE_NAME_CONTAINED])
    return 'C';
  return 'F';
}

static char grade_place(const int32_t *f)
{
  if (f[FEATURE_CITY] < 0 && f[FEATURE_STATE] < 0 && f[FEATURE_POSTAL_CODE] < 0) return 'Z';
  if (f[FEATURE_CITY] >= CITY_SAME || f[FEATURE_POSTAL_CODE] == 2) return 'A';
  if (f[FEATURE_CITY] >= CITY_SIMILAR || f[FEATURE_POSTAL_CODE] == 1) return 'B';
  return f[FEATURE_STATE] == 1 ? 'C' : 'F';
}

void answer_grade(char grade[GRADE_SIZE], const int32_t *f)
{
  static const char website[] = "ZZFAA", country[] = "FFFZZBA", phone[] = "ZFCA";

  grade[0] = f[FEATURE_EMAIL_MATCH] >= 1 ? 'A' : f[FEATURE_EMAIL_MATCH] < 0 ? 'Z' : label_agrees(f) ? 'C' : 'F';
  grade[1] = website[f[FEATURE_WEBSITE_MATCH] + 1];
  grade[2] = grade_name(f);
  grade[3] = country[f[FEATURE_COUNTRY]];
  grade[4] = grade_place(f);
  grade[5] = phone[f[FEATURE_PHONE] + 1];
}

static bool has_support(const int32_t *f)
{
  return f[FEATURE_COUNTRY] >= 5 || f[FEATURE_CITY] >= CITY_SAME || f[FEATURE_PHONE] == 2 || f[FEATURE_POSTAL_CODE] == 2 || label_agrees(f);
}

l2a_reason answer_reason(const comparison *c)
{
  const int32_t *f = c->features;
  bool name = answer_name_agrees(f);

  if (c->routes & ROUTE_OVERRIDE) return L2A_REASON_OVERRIDE;
  if (f[FEATURE_EMAIL_MATCH] >= 1) {
    if (name) return L2A_REASON_DOMAIN_NAME;
    return c->flags & COMPARISON_FURTHER_DOMAIN ? L2A_REASON_DOMAIN_ALIAS : L2A_REASON_DOMAIN;
  }
  if (f[FEATURE_WEBSITE_MATCH] >= 2 || f[FEATURE_TEXT_DOMAIN_MATCH] == 1) return name ? L2A_REASON_WEBSITE_NAME : L2A_REASON_WEBSITE;
  if (name && (c->flags & COMPARISON_TRANSLATED)) return L2A_REASON_TRANSLATION;
  if (name) return has_support(f) ? L2A_REASON_NAME_SUPPORT : L2A_REASON_NAME;
  if (f[FEATURE_ACRONYM] || (f[FEATURE_ACRONYM_LABEL] && f[FEATURE_NAME_COVERAGE_BOTH] < NAME_UNLIKE)) return L2A_REASON_ACRONYM;
  if (label_agrees(f)) return L2A_REASON_DOMAIN_LABEL;
  if (f[FEATURE_PHONE] == 2) return L2A_REASON_PHONE;
  if (c->flags & COMPARISON_TRANSLATED) return L2A_REASON_TRANSLATION;
  return has_support(f) ? L2A_REASON_NAME_SUPPORT : L2A_REASON_NAME;
}

l2a_reason answer_no_candidate(const probe *p)
{
  bool has_domain = p->email_is_own || p->website_is_own || p->text.registrable.size;

  if (p->company.status == NAME_GENERIC && !has_domain) return L2A_REASON_GENERIC_NAME;
  if (p->form_count || has_domain) return L2A_REASON_NO_CANDIDATE;
  if (p->company.status == NAME_PLACEHOLDER) return L2A_REASON_PLACEHOLDER;
  if (p->email.registrable.size) return L2A_REASON_FREE_EMAIL;
  return p->phone.line.size ? L2A_REASON_NO_CANDIDATE : L2A_REASON_NO_EVIDENCE;
}
