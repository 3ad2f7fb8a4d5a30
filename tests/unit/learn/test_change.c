/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>

#include "learn/change.h"

static l2a_result answer_of(l2a_decision decision, const char *account, l2a_reason reason)
{
  return (l2a_result){ .decision = decision, .account_id = bytes_of(account), .reason = reason };
}

Test(change, every_pair_of_decisions_has_its_name)
{
  static const struct {
    l2a_decision a;
    const char *account_a;
    l2a_decision b;
    const char *account_b;
    change want;
  } cases[] = {
    { L2A_DECISION_NONE, "", L2A_DECISION_MATCH, "A", CHANGE_GAINED },
    { L2A_DECISION_REVIEW, "A", L2A_DECISION_MATCH, "A", CHANGE_GAINED },
    { L2A_DECISION_MATCH, "A", L2A_DECISION_REVIEW, "A", CHANGE_LOST },
    { L2A_DECISION_MATCH, "A", L2A_DECISION_NONE, "", CHANGE_LOST },
    { L2A_DECISION_MATCH, "A", L2A_DECISION_MATCH, "B", CHANGE_MOVED },
    { L2A_DECISION_MATCH, "A", L2A_DECISION_MATCH, "A", CHANGE_SAME },
    { L2A_DECISION_NONE, "", L2A_DECISION_REVIEW, "A", CHANGE_TO_REVIEW },
    { L2A_DECISION_REVIEW, "A", L2A_DECISION_NONE, "", CHANGE_FROM_REVIEW },
    { L2A_DECISION_REVIEW, "A", L2A_DECISION_REVIEW, "B", CHANGE_OTHER_REVIEW },
    { L2A_DECISION_NONE, "", L2A_DECISION_NONE, "", CHANGE_SAME },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_result a = answer_of(cases[i].a, cases[i].account_a, L2A_REASON_NAME),
               b = answer_of(cases[i].b, cases[i].account_b, L2A_REASON_NAME);

    cr_expect(change_between(&a, &b) == cases[i].want, "case %zu: %s", i, change_name(change_between(&a, &b)));
    b.reason = L2A_REASON_DOMAIN;
    cr_expect(change_between(&a, &b) == (cases[i].want == CHANGE_SAME ? CHANGE_REASON : cases[i].want), "case %zu, other reason", i);
  }
}

Test(change, the_sample_is_the_same_whatever_the_order)
{
  l2a_result a = answer_of(L2A_DECISION_NONE, "", L2A_REASON_NO_CANDIDATE), b = answer_of(L2A_DECISION_MATCH, "A", L2A_REASON_NAME);
  change_set sets[2];
  char id[16];

  for (int s = 0; s < 2; s++) {
    cr_assert(change_set_init(&sets[s], 7, NULL) == L2A_OK);
    for (int i = 0; i < 500; i++) {
      l2a_contact contact = L2A_CONTACT_INIT;

      snprintf(id, sizeof id, "C%d", s ? 499 - i : i);
      contact.id = bytes_of(id);
      cr_assert(change_set_take(&sets[s], &contact, &a, &b, NULL, NULL) == L2A_OK);
    }
    cr_expect(sets[s].counts[CHANGE_GAINED] == 500 && sets[s].reasons[CHANGE_GAINED][L2A_REASON_NO_CANDIDATE][L2A_REASON_NAME] == 500);
    cr_assert(sets[s].kept[CHANGE_GAINED] == 7);
  }
  for (int i = 0; i < 7; i++)
    cr_expect(bytes_equal(sets[0].samples[CHANGE_GAINED][i].contact_id, sets[1].samples[CHANGE_GAINED][i].contact_id));
  change_set_free(&sets[0]);
  change_set_free(&sets[1]);
}
