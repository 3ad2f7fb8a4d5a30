/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "text/word.h"

typedef struct fixture {
  lexicon *lex;
  arena memory;
} fixture;

static void fixture_open(fixture *f)
{
  l2a_error error = L2A_ERROR_INIT;

  arena_init(&f->memory, 4096);
  cr_assert_eq(lexicon_new(&f->lex, NULL, &error), L2A_OK, "%s", error.message);
}

static void fixture_close(fixture *f)
{
  lexicon_free(f->lex);
  arena_free(&f->memory);
}

typedef struct word_case {
  const char *text;
  const char *canon;
  unsigned flags;
} word_case;

static const word_case words[] = {
  { "intl", "international", TOKEN_GENERIC },
  { "universidad", "university", TOKEN_GENERIC },
  { "universitat", "university", TOKEN_GENERIC },
  { "univ", "university", TOKEN_GENERIC },
  { "mfg", "manufacturing", TOKEN_GENERIC },
  { "dept", "department", TOKEN_GENERIC },
  { "svcs", "service", TOKEN_GENERIC },
  { "stiftung", "foundation", TOKEN_GENERIC },
  { "nacional", "national", TOKEN_GENERIC },
  { "sohne", "sons", 0 },
  { "of", "of", TOKEN_STOP },
  { "der", "of", TOKEN_STOP },
  { "und", "and", TOKEN_STOP },
  { "les", "the", TOKEN_STOP },
  { "fur", "for", TOKEN_STOP },
  { "two", "2", TOKEN_NUMBER },
  { "iii", "3", TOKEN_NUMBER },
  { "2nd", "2", TOKEN_NUMBER },
  { "007", "7", TOKEN_NUMBER },
  { "000", "0", TOKEN_NUMBER },
  { "1955", "1955", TOKEN_NUMBER },
  { "nord", "north", TOKEN_DIRECTION },
  { "southern", "south", TOKEN_DIRECTION },
  { "new", "new", TOKEN_DIRECTION },
  { "deutschland", "germany", TOKEN_COUNTRY },
  { "german", "german", TOKEN_COUNTRY },
  { "europa", "europe", TOKEN_COUNTRY },
  { "usa", "usa", TOKEN_COUNTRY },
  { "zalando", "zalando", 0 },
  { "mit", "mit", 0 },
  { "xi", "xi", 0 },
  { "novo", "novo", 0 },
};

Test(word, words_have_a_canonical_form_and_flags)
{
  fixture f;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    name_token token = { .text = bytes_of(words[i].text) };
    word_classify(f.lex->words, &token);
    cr_expect(bytes_equal(token.canon, bytes_of(words[i].canon)), "%s: %.*s", words[i].text, (int)token.canon.size, token.canon.data);
    cr_expect_eq(token.flags, words[i].flags, "%s: flags %u", words[i].text, (unsigned)token.flags);
  }
  fixture_close(&f);
}

Test(word, a_canonical_form_is_its_own)
{
  fixture f;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    name_token token = { .text = bytes_of(words[i].canon) };
    word_classify(f.lex->words, &token);
    cr_expect(bytes_equal(token.canon, token.text), "%s: %.*s", words[i].canon, (int)token.canon.size, token.canon.data);
  }
  fixture_close(&f);
}

Test(word, an_overlay_of_several_words_in_one_field_is_refused)
{
  const bytes lines[] = { BYTES("gadget|two words") };
  const lexicon_overlay overlay = { .words = lines, .word_count = 1 };
  l2a_error error = L2A_ERROR_INIT;
  lexicon *lex;

  cr_assert_eq(lexicon_new(&lex, &overlay, &error), L2A_ESYNTAX);
  cr_assert(strstr(error.message, "one word expected"), "%s", error.message);
}
