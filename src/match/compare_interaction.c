/* SPDX-License-Identifier: MIT */
/*
 * Interactions: what one piece of evidence says may depend on another. Another country speaks less against a rare name than against a common
 * one; a shared phone says most where the names do not. A sum of weights cannot say so, hence one feature for a few pairs: the steps of both,
 * as one number. Their weights are added to those of the pieces themselves.
 */
#include "match/compare.h"

#define STEP(value, ...) \
  step_of(value, (const int32_t[]){ __VA_ARGS__ }, (int32_t)(sizeof((const int32_t[]){ __VA_ARGS__ }) / sizeof(int32_t)))

enum { NAME_STEPS = 6, RARITY_STEPS = 6 };

/* How many of the growing cuts are at most the value. */
static inline int32_t step_of(int32_t value, const int32_t *cuts, int32_t count)
{
  int32_t step = 0;

  for (int32_t i = 0; i < count; i++) step += cuts[i] <= value;
  return step;
}

/* Coverage, then an exact name. */
static int32_t name_step(const int32_t *f)
{
  return f[FEATURE_NAME_EXACT] >= 2 ? 5 : STEP(f[FEATURE_NAME_COVERAGE_BOTH], 500, 730, 870, 960);
}

static int32_t rarity_step(const int32_t *f)
{
  return STEP(f[FEATURE_SHARED_SUM], 600, 1000, 1300, 1600, 2000);
}

static int32_t label_step(const int32_t *f)
{
  return STEP(f[FEATURE_COMPANY_LABEL], 450, 680, 890);
}

static int32_t found_step(const int32_t *f)
{
  return STEP(f[FEATURE_NAME_COVERAGE_ACCOUNT], 1, 600, 960);
}

/* Words left over: 0 none, 1 the contact's, 2 the account's, 3 both. */
static int32_t left_step(const int32_t *f)
{
  int32_t count = f[FEATURE_LEFT_COUNT];

  return (count % 8 > 0) + 2 * (count / 8 > 0);
}

/* 0 differs, 1 differs by a domain, 2 the same; -1 not known. */
static int32_t country_step(const int32_t *f)
{
  static const int32_t steps[] = { 0, 1, 1, -1, -1, 2, 2 };

  return steps[f[FEATURE_COUNTRY]];
}

static void compare_place_interactions(int32_t *f)
{
  int32_t country = country_step(f), name = name_step(f);

  if (f[FEATURE_PHONE] >= 0) f[FEATURE_PHONE_BY_NAME] = 1 + (f[FEATURE_PHONE] == 2) * NAME_STEPS + name;
  if (f[FEATURE_CITY] >= 0) f[FEATURE_CITY_BY_NAME] = 1 + (f[FEATURE_CITY] >= 974) * NAME_STEPS + name;
  if (country < 0) return;
  f[FEATURE_COUNTRY_BY_NAME] = 1 + country * RARITY_STEPS + rarity_step(f);
  if (f[FEATURE_SEGMENT_COVERAGE] > 0) f[FEATURE_SEGMENT_BY_COUNTRY] = 1 + country * 4 + STEP(f[FEATURE_SEGMENT_RAREST], 500, 800, 1000);
}

static void compare_part_interactions(int32_t *f)
{
  if (f[FEATURE_SEGMENT_COVERAGE] <= 0) return;
  f[FEATURE_SEGMENT_BY_RARITY] = 1 + STEP(f[FEATURE_SEGMENT_COVERAGE], 600, 800, 960) * 4 + STEP(f[FEATURE_SEGMENT_RAREST], 500, 800, 1000);
  f[FEATURE_SEGMENT_BY_LEFT] = 1 + f[FEATURE_SEGMENT_EXACT] * 4 + STEP(f[FEATURE_LEFT_ACCOUNT], 1, 400, 800);
}

void compare_interactions(int32_t *f, uint32_t flags)
{
  int32_t acronym = 2 * (f[FEATURE_ACRONYM] > 0) + (f[FEATURE_ACRONYM_LABEL] > 0), accounts = f[FEATURE_WEBSITE_ACCOUNTS];

  compare_place_interactions(f);
  compare_part_interactions(f);
  f[FEATURE_NAME_BY_RARITY] = STEP(f[FEATURE_NAME_COVERAGE_ACCOUNT], 600, 800, 960) * RARITY_STEPS + rarity_step(f);
  f[FEATURE_NAME_BY_LENGTH] = 1 + STEP(f[FEATURE_NAME_LENGTH], 6, 10, 15) * 5 + STEP(f[FEATURE_NAME_JARO], 871, 934, 967, 1000);
  f[FEATURE_LABEL_BY_RARITY] = label_step(f) * RARITY_STEPS + rarity_step(f);
  if (acronym) f[FEATURE_ACRONYM_BY_NAME] = 1 + (acronym - 1) * 4 + found_step(f);
  if (flags & COMPARISON_TRANSLATED)
    f[FEATURE_TRANSLATED_BY_NAME] = 1 + ((flags & COMPARISON_OTHER_SCRIPT) != 0) * NAME_STEPS + name_step(f);
  if (f[FEATURE_WEBSITE_MATCH] >= 0)
    f[FEATURE_WEBSITE_BY_ACCOUNTS] = 1 + f[FEATURE_WEBSITE_MATCH] * 3 + (accounts < 0 ? 0 : accounts < 2 ? accounts : 2);
}

void compare_rival_interactions(int32_t *f)
{
  int32_t rivals = f[FEATURE_RIVALS] < 2 ? f[FEATURE_RIVALS] : 2, others = f[FEATURE_DOMAIN_OTHERS] < 3 ? f[FEATURE_DOMAIN_OTHERS] : 3;

  if (f[FEATURE_FAMILY]) f[FEATURE_FAMILY_BY_RIVALS] = 1 + (f[FEATURE_FAMILY] - 1) * 3 + rivals;
  if (others > 0) f[FEATURE_OTHERS_BY_LEFT] = 1 + (others - 1) * 4 + left_step(f);
}
