/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "text/placeholder.h"

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

typedef struct placeholder_case {
  const char *text;
  placeholder_kind kind;
} placeholder_case;

static const placeholder_case texts[] = {
  { "", PLACEHOLDER_EMPTY },
  { "null", PLACEHOLDER_EMPTY },
  { "na", PLACEHOLDER_EMPTY },
  { "n a", PLACEHOLDER_EMPTY },
  { "keine angabe", PLACEHOLDER_EMPTY },
  { "ninguna", PLACEHOLDER_EMPTY },
  { "self employed", PLACEHOLDER_NO_NAME },
  { "selfemployed", PLACEHOLDER_NO_NAME },
  { "self employeed", PLACEHOLDER_NO_NAME },
  { "slef employed", PLACEHOLDER_NO_NAME },
  { "independen", PLACEHOLDER_NO_NAME },
  { "independant", PLACEHOLDER_NO_NAME },
  { "freelanser", PLACEHOLDER_NO_NAME },
  { "freelncer", PLACEHOLDER_NO_NAME },
  { "studnet", PLACEHOLDER_NO_NAME },
  { "selbststandig", PLACEHOLDER_NO_NAME },
  { "frilanser", PLACEHOLDER_NO_NAME },
  { "my company", PLACEHOLDER_NO_NAME },
  { "xxx", PLACEHOLDER_NO_NAME },
  { "000", PLACEHOLDER_NO_NAME },
  { "asdf", PLACEHOLDER_NO_NAME },
  { "asdfghj", PLACEHOLDER_NO_NAME },
  { "qwertz", PLACEHOLDER_NO_NAME },
  { "12345", PLACEHOLDER_NO_NAME },
  { "rewired", PLACEHOLDER_NOT }, /* a word of its own, one letter from retired */
  { "kompany", PLACEHOLDER_NOT }, /* the first letter is never wrong */
  { "independent widgets", PLACEHOLDER_NOT },
  { "zalando", PLACEHOLDER_NOT },
  { "3m", PLACEHOLDER_NOT },
  { "tesla", PLACEHOLDER_NOT },
  { "tests ltd", PLACEHOLDER_NOT },
  { "nulla", PLACEHOLDER_NOT }, /* too short for a wrong letter */
  { "selfridges", PLACEHOLDER_NOT },
  { "qwer ty widgets", PLACEHOLDER_NOT },
};

Test(placeholder, placeholders_are_told_from_names)
{
  fixture f;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    cr_expect_eq(placeholder_find(f.lex->placeholders, bytes_of(texts[i].text)), texts[i].kind, "%s", texts[i].text);
  fixture_close(&f);
}

Test(placeholder, other_scripts_are_found_as_they_are_typed)
{
  fixture f;

  fixture_open(&f);
  cr_expect_eq(placeholder_find_foreign(f.lex->placeholders, BYTES("なし"), &f.memory), PLACEHOLDER_EMPTY);
  cr_expect_eq(placeholder_find_foreign(f.lex->placeholders, BYTES("個 人"), &f.memory), PLACEHOLDER_NO_NAME);
  cr_expect_eq(placeholder_find_foreign(f.lex->placeholders, BYTES("ソニー"), &f.memory), PLACEHOLDER_NOT);
  fixture_close(&f);
}
