/* SPDX-License-Identifier: MIT */
#include "match/accumulator.h"

#include "unit/match/match_fixture.h"

enum { FORMS = 3000 };

/* What an accumulator promises: a turn counts for a form by its largest gain. */
typedef struct plain_sum {
  uint32_t sum, turn, gain;
  bool seen;
} plain_sum;

static void check(const accumulator *acc, const plain_sum *sums, uint32_t stride)
{
  uint32_t count = 0, best = 0;

  for (uint32_t i = 0; i < FORMS; i++) {
    count += sums[i].seen;
    if (sums[i].seen && sums[i].sum > best) best = sums[i].sum;
  }
  cr_assert_eq(acc->count, count);
  cr_assert_eq(acc->best_sum, best);
  for (uint32_t i = 0; i < acc->count; i++) {
    accumulator_slot slot = accumulator_at(acc, i);
    const plain_sum *s = &sums[slot.form / stride];
    cr_assert_eq(slot.form % stride, 0);
    cr_assert(s->seen && s->sum == accumulator_sum(slot), "form %u: %u, expected %u", slot.form, accumulator_sum(slot), s->sum);
  }
}

Test(accumulator, adds_up_as_a_plain_map_and_forgets_all_when_cleared)
{
  static plain_sum sums[FORMS];
  static const uint32_t strides[] = { 1, 2, 1024, 32768, 1 << 20 };
  accumulator *acc = accumulator_new();
  uint32_t seed = 21;

  cr_assert_not_null(acc);
  for (uint32_t round = 0; round < 600; round++) {
    uint32_t stride = strides[round % 5], range = round % 2 ? FORMS : 200;
    memset(sums, 0, sizeof sums);
    if (round % 3) accumulator_clear(acc);
    else accumulator_clear_for(acc, range); /* fewer slots */
    cr_assert_eq(acc->count, 0);
    for (uint32_t turn = 1; turn <= 12; turn++)
      for (uint32_t n = 0; n < 400; n++) {
        uint32_t at = test_random(&seed) % range, gain = 1 + test_random(&seed) % 1200;
        plain_sum *s = &sums[at];
        cr_assert(accumulator_add(acc, at * stride, turn, gain));
        if (!s->seen || s->turn != turn) {
          s->sum += gain;
          s->gain = gain;
        } else if (gain > s->gain) {
          s->sum += gain - s->gain;
          s->gain = gain;
        }
        s->turn = turn;
        s->seen = true;
      }
    check(acc, sums, stride);
  }
  accumulator_free(acc);
}

Test(accumulator, says_when_it_is_full_and_goes_on_with_what_it_has)
{
  accumulator *acc = accumulator_new();

  for (int round = 0; round < 2; round++) {
    for (uint32_t i = 0; i < ACCUMULATOR_LIMIT; i++) cr_assert(accumulator_add(acc, i * 7 + 1, 1, 10));
    cr_assert_not(accumulator_add(acc, 3, 1, 10));
    cr_assert_eq(acc->count, ACCUMULATOR_LIMIT);
    cr_assert(accumulator_add(acc, 8, 2, 5));
    cr_assert_eq(acc->best_sum, 15);
    accumulator_clear(acc);
    cr_assert_eq(acc->count, 0);
    cr_assert_eq(acc->best_sum, 0);
  }
  cr_assert(accumulator_add(acc, 8, 1, 5));
  cr_assert_eq(acc->count, 1);
  cr_assert_eq(acc->best_sum, 5);
  accumulator_free(acc);
}

Test(accumulator, lists_in_which_a_form_stands_once_add_up_the_same)
{
  accumulator *a = accumulator_new(), *b = accumulator_new();
  uint32_t seed = 5;

  for (uint32_t turn = 1; turn <= 40; turn++)
    for (uint32_t form = test_random(&seed) % 50; form < 20000; form += 1 + test_random(&seed) % 90) {
      cr_assert(accumulator_add(a, form, turn, turn * 7));
      cr_assert(accumulator_add_once(b, form, turn * 7));
    }
  cr_assert_eq(a->count, b->count);
  cr_assert_eq(a->best_sum, b->best_sum);
  for (uint32_t i = 0; i < a->count; i++) {
    cr_assert_eq(accumulator_at(a, i).form, accumulator_at(b, i).form);
    cr_assert_eq(accumulator_sum(accumulator_at(a, i)), accumulator_sum(accumulator_at(b, i)));
  }
  accumulator_free(a);
  accumulator_free(b);
}

Test(accumulator, sums_end_at_their_limit)
{
  accumulator *acc = accumulator_new();

  for (uint32_t turn = 1; turn <= 3; turn++) cr_assert(accumulator_add(acc, 9, turn, ACCUMULATOR_SUM_LIMIT / 2));
  cr_assert(accumulator_add_once(acc, 9, UINT32_C(1) << 20));
  cr_assert_eq(accumulator_sum(accumulator_at(acc, 0)), ACCUMULATOR_SUM_LIMIT);
  cr_assert_eq(acc->best_sum, ACCUMULATOR_SUM_LIMIT);
  accumulator_free(acc);
}

Test(accumulator, a_form_marked_twice_is_repeated_and_only_a_far_one_is_taken_for_it)
{
  enum { MANY = 4 * ACCUMULATOR_MARKS };
  static uint8_t marks[MANY];
  accumulator *acc = accumulator_new();
  uint32_t seed = 31;

  cr_assert_not_null(acc);
  for (int round = 0; round < 3; round++) {
    memset(marks, 0, sizeof marks);
    accumulator_unmark(acc);
    for (int i = 0; i < 40000; i++) {
      uint32_t form = test_random(&seed) % (round == 2 ? (uint32_t)MANY : (uint32_t)ACCUMULATOR_MARKS);
      accumulator_mark(acc, form);
      if (marks[form] < 2) marks[form]++;
    }
    for (uint32_t form = 0; form < MANY; form++) {
      uint32_t all = 0; /* marks of those that share the form's */
      for (uint32_t k = form % ACCUMULATOR_MARKS; k < MANY; k += ACCUMULATOR_MARKS) all += marks[k];
      cr_assert_eq(accumulator_is_repeated(acc, form), all > 1, "form %u", form);
    }
  }
  accumulator_free(acc);
}
