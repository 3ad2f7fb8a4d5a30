/* SPDX-License-Identifier: MIT */
#include "learn/evidence_kind.h"

#include <stddef.h>

#include "rules/feature.h"
#include "text/company_name.h"
#include "text/domain.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
#define BIN(value, ...) bin_of(value, (const int32_t[]){ __VA_ARGS__ }, COUNT(((const int32_t[]){ __VA_ARGS__ })))

enum { NAMING_LABEL = 600, ALIKE_LABEL = 700, SHARED_NAME = 400, NAME_ACCOUNTS_MANY = 6, EMAIL_ACCOUNTS_MANY = 4 };

/* How many of the growing cuts are at most the value. */
static uint32_t bin_of(int32_t value, const int32_t *cuts, size_t count)
{
  uint32_t n = 0;

  while (n < count && cuts[n] <= value) n++;
  return n;
}

static int32_t larger(int32_t a, int32_t b)
{
  return a > b ? a : b;
}

/* A value that is never negative by its meaning and stays below limit. */
static uint32_t within(int32_t value, uint32_t limit)
{
  return value < 0 ? 0 : (uint32_t)value < limit ? (uint32_t)value : limit - 1;
}

static bool has_company(const int16_t *v)
{
  return v[FEATURE_COMPANY_STATUS] >= NAME_GENERIC;
}

static bool has_own_domain(const int16_t *v)
{
  return v[FEATURE_EMAIL_CLASS] == DOMAIN_COMPANY || v[FEATURE_EMAIL_CLASS] == DOMAIN_EDUCATION ||
         v[FEATURE_EMAIL_CLASS] == DOMAIN_GOVERNMENT;
}

static uint16_t name_level(const int16_t *v)
{
  uint32_t cover = BIN(v[FEATURE_NAME_COVERAGE_BOTH], 1, 400, 600, 700, 800, 870, 930, 970);

  if (!has_company(v)) return 0;
  if (v[FEATURE_NAME_EXACT] > 0) {
    uint32_t accounts = BIN(v[FEATURE_NAME_ACCOUNTS], 1, 2, 3, 5);
    return (uint16_t)(1 + (within(v[FEATURE_NAME_EXACT], 5) - 1) * 5 + accounts);
  }
  if (v[FEATURE_NAME_COVERAGE_BOTH] < SHARED_NAME) return (uint16_t)(21 + cover);
  return (uint16_t)(23 + (cover - 2) * 36 + BIN(v[FEATURE_SHARED_RAREST], 700, 900, 1000) * 9 + BIN(v[FEATURE_LEFT_CONTACT], 1, 600) * 3 +
                    BIN(v[FEATURE_LEFT_ACCOUNT], 1, 600));
}

static uint16_t email_level(const int16_t *v)
{
  int32_t match = v[FEATURE_EMAIL_MATCH];

  if (match < 1) return (uint16_t)((match == 0 ? 4 : 0) + within(v[FEATURE_EMAIL_CONFLICT], 4));
  return (uint16_t)(8 + (within(match, 4) - 1) * 36 + BIN(v[FEATURE_EMAIL_ACCOUNTS], 2, 3, 5) * 9 + within(v[FEATURE_EMAIL_CLASS], 9));
}

static uint16_t label_level(const int16_t *v)
{
  int32_t label = has_own_domain(v) && v[FEATURE_EMAIL_MATCH] < 1 ? larger(v[FEATURE_EMAIL_LABEL], v[FEATURE_EMAIL_NAME]) : 0;
  uint32_t own = label >= ALIKE_LABEL ? BIN(v[FEATURE_EMAIL_COMPANY], 0, 400, 800) : 0;

  return (uint16_t)(BIN(label, 1, 500, 700, 800, 900, 960, 1000) * 4 + own);
}

void evidence_levels(uint16_t levels[KIND_COUNT], const int16_t *v)
{
  int32_t site = v[FEATURE_WEBSITE_MATCH], phone = v[FEATURE_PHONE];

  levels[KIND_NAME] = name_level(v);
  levels[KIND_EMAIL] = email_level(v);
  levels[KIND_LABEL] = label_level(v);
  levels[KIND_WEBSITE] = (uint16_t)(within(site + 1, 5) * 3 + (site >= 2 ? BIN(v[FEATURE_WEBSITE_ACCOUNTS], 2, 4) : 0));
  levels[KIND_COUNTRY] = (uint16_t)within(v[FEATURE_COUNTRY], 7);
  levels[KIND_CITY] = (uint16_t)(BIN(v[FEATURE_CITY], 0, 500, 800, 950) * 4 + within(v[FEATURE_CITY_IN_NAME], 4));
  levels[KIND_PHONE] = (uint16_t)(within(phone + 1, 4) * 4 + (phone == 2 ? within(v[FEATURE_PHONE_ACCOUNTS], 4) : 0));
  levels[KIND_ACRONYM] =
    (uint16_t)((within(v[FEATURE_ACRONYM], 4) * 3 + (v[FEATURE_ACRONYM] > 0 ? BIN(v[FEATURE_ACRONYM_ACCOUNTS], 2, 4) : 0)) * 2 +
               within(v[FEATURE_ACRONYM_LABEL], 2));
  levels[KIND_SEGMENT] = (uint16_t)(BIN(v[FEATURE_SEGMENT_COVERAGE], 0, 500, 800, 950) * 4 + within(v[FEATURE_SEGMENT_EXACT], 4));
  levels[KIND_NATIVE] = (uint16_t)BIN(v[FEATURE_NATIVE_SCRIPT], 0, 300, 600, 900);
  levels[KIND_LEGAL_FORM] = (uint16_t)within(v[FEATURE_LEGAL_FORM] + 1, 3);
}

bool evidence_names(const int16_t *v)
{
  bool own = has_own_domain(v), company = has_company(v);
  bool named = v[FEATURE_WEBSITE_MATCH] >= 2 || v[FEATURE_TEXT_DOMAIN_MATCH] > 0;

  named |= v[FEATURE_EMAIL_MATCH] >= 1 && (own || v[FEATURE_NAME_COVERAGE_BOTH] > 0);
  named |= company && (v[FEATURE_NAME_COVERAGE_BOTH] > 0 || v[FEATURE_NATIVE_SCRIPT] > 0 || v[FEATURE_SEGMENT_COVERAGE] > 0 ||
                       v[FEATURE_ACRONYM] > 0 || v[FEATURE_ACRONYM_LABEL] > 0 || v[FEATURE_COMPANY_LABEL] >= NAMING_LABEL);
  named |= own && (v[FEATURE_EMAIL_NAME] >= NAMING_LABEL || v[FEATURE_EMAIL_LABEL] >= NAMING_LABEL ||
                   v[FEATURE_EMAIL_NAME_PART] >= NAMING_LABEL || v[FEATURE_EMAIL_ACRONYM] > 0);
  return named;
}

static double guess_of_name(const int16_t *v)
{
  if (!has_company(v)) return 0;
  if (v[FEATURE_NAME_EXACT] >= 1) return 8 - 1.5 * within(v[FEATURE_NAME_ACCOUNTS], NAME_ACCOUNTS_MANY + 1);
  return v[FEATURE_NAME_COVERAGE_BOTH] >= 900 ? 4 : v[FEATURE_NAME_COVERAGE_BOTH] >= 700 ? 1 : -3;
}

double evidence_guess(const int16_t *v)
{
  double sum = guess_of_name(v) - 1;

  if (v[FEATURE_EMAIL_MATCH] >= 1) sum += 6 - (double)within(v[FEATURE_EMAIL_ACCOUNTS], EMAIL_ACCOUNTS_MANY + 1);
  else if (v[FEATURE_EMAIL_CONFLICT] >= 1) sum -= 2;
  if (v[FEATURE_WEBSITE_MATCH] >= 1) sum += v[FEATURE_WEBSITE_MATCH] >= 2 ? 6 : -3;
  if (v[FEATURE_COUNTRY] == 0) sum -= 3;
  else if (v[FEATURE_COUNTRY] == 6) sum += 1;
  return v[FEATURE_CITY] > 900 ? sum + 2 : sum;
}
