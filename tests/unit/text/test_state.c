/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "text/state.h"

static const uint16_t us = 'U' << 8 | 'S', au = 'A' << 8 | 'U', de = 'D' << 8 | 'E';

static bool is(bytes text, const char *expected)
{
  return bytes_equal(text, bytes_of(expected));
}

Test(state, a_code_is_the_state_of_its_country)
{
  l2a_error error = L2A_ERROR_INIT;
  lexicon *lex;

  cr_assert_eq(lexicon_new(&lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_expect(is(state_name(lex->states, us, BYTES("ca")), "california"));
  cr_expect(is(state_name(lex->states, us, BYTES("calif")), "california"));
  cr_expect(is(state_name(lex->states, us, BYTES("n h")), "new hampshire"));
  cr_expect(is(state_name(lex->states, 0, BYTES("wa")), "washington"));
  cr_expect(is(state_name(lex->states, au, BYTES("wa")), "western australia"));
  cr_expect(is(state_name(lex->states, de, BYTES("bavaria")), "bayern"));
  cr_expect(is(state_name(lex->states, de, BYTES("ca")), "ca"), "a code of another country stays what it is");
  cr_expect(is(state_name(lex->states, us, BYTES("london")), "london"));
  cr_expect_eq(state_name(lex->states, us, BYTES("")).size, 0);
  lexicon_free(lex);
}

Test(state, a_label_tells_its_state_behind_a_word_of_the_name)
{
  l2a_error error = L2A_ERROR_INIT;
  lexicon *lex;

  cr_assert_eq(lexicon_new(&lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_expect(is(state_of_label(lex->states, BYTES("franklincountyoh"), BYTES("franklin county")), "ohio"));
  cr_expect(is(state_of_label(lex->states, BYTES("franklincountyohio"), BYTES("franklin county")), "ohio"));
  cr_expect(is(state_of_label(lex->states, BYTES("cityofdovernh"), BYTES("city of dover")), "new hampshire"));
  cr_expect_eq(state_of_label(lex->states, BYTES("maine"), BYTES("state of maine")).size, 0, "mai is no word of the name");
  cr_expect_eq(state_of_label(lex->states, BYTES("dover"), BYTES("dover")).size, 0);
  cr_expect_eq(state_of_label(lex->states, BYTES("oh"), BYTES("oh")).size, 0);
  cr_expect_eq(state_of_label(lex->states, BYTES(""), BYTES("")).size, 0);
  lexicon_free(lex);
}
