/* SPDX-License-Identifier: MIT */
#include "learn/evidence_kind.h"

#include "estimate_fixture.h"

/* Values a feature never has in practice too: levels are indices. */
Test(evidence_kind, levels_stay_below_their_limit)
{
  static const int16_t values[] = { INT16_MIN, -1, 0, 1, 2, 3, 4, 5, 7, 8, 99, 399, 400, 700, 969, 970, 1000, INT16_MAX };
  uint32_t seed = 1;

  for (int n = 0; n < 20000; n++) {
    uint16_t levels[KIND_COUNT];
    int16_t v[FEATURE_COUNT];
    for (int f = 0; f < FEATURE_COUNT; f++) v[f] = values[fixture_draw(&seed) % (sizeof values / sizeof *values)];
    evidence_levels(levels, v);
    for (int k = 0; k < KIND_COUNT; k++) cr_assert_lt(levels[k], KIND_LEVEL_LIMIT, "kind %d", k);
  }
}

Test(evidence_kind, more_evidence_is_a_better_guess)
{
  int16_t v[FEATURE_COUNT] = { 0 };
  double nothing, name, both;

  v[FEATURE_COMPANY_STATUS] = NAME_GOOD;
  nothing = evidence_guess(v);
  v[FEATURE_NAME_EXACT] = 4;
  v[FEATURE_NAME_ACCOUNTS] = 1;
  name = evidence_guess(v);
  v[FEATURE_EMAIL_MATCH] = 2;
  v[FEATURE_EMAIL_ACCOUNTS] = 1;
  both = evidence_guess(v);
  cr_expect(nothing < 0 && name > 0 && both > name);
}

Test(evidence_kind, a_placeholder_names_nothing)
{
  int16_t v[FEATURE_COUNT] = { 0 };

  v[FEATURE_COMPANY_STATUS] = NAME_GOOD;
  v[FEATURE_NAME_COVERAGE_BOTH] = 800;
  cr_expect(evidence_names(v));
  v[FEATURE_COMPANY_STATUS] = NAME_PLACEHOLDER;
  cr_expect_not(evidence_names(v));
  v[FEATURE_WEBSITE_MATCH] = 2;
  cr_expect(evidence_names(v));
}
