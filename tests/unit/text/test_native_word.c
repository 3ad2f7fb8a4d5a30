/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "text/company_name.h"
#include "text/fold.h"
#include "text/native_word.h"

typedef struct native_case {
  const char *text;
  const char *sorted; /* of the name's first form */
} native_case;

/* Worked out by hand: the words of the list, by the longest that begins at a sign, as canonical words in the order of bytes. */
static const native_case names[] = {
  { "東京大学", "tokyo university" },
  { "东京大学", "tokyo university" },
  { "University of Tokyo", "tokyo university" },
  { "서울대학교", "national seoul university" },
  { "國立交通大學", "chiao national tung university" },
  { "杭州市第一人民医院", "1 hangzhou hospital peoples" },
  { "جامعة القاهرة", "cairo university" },
  { "אוניברסיטת תל אביב", "aviv tel university" },
  { "มหาวิทยาลัยมหิดล", "mahidol university" },
  { "トヨタ自動車株式会社", "automotive toyota" },
  { "株式会社島津製作所", "manufacturing shimadzu" },
  { "高橋病院", "hospital takahashi" },
  { "ツムラホールディングス", "holding tsumura" },
  { "コラボ株式会社", "korabo" }, /* is no laboratory: a short word counts only where Katakana begins */
};

static void name_of(company_name *out, const char *text, const lexicon *lex, text_scratch *scratch, arena *a)
{
  company_name_parse(out, bytes_of(text), NAME_OF_CONTACT, lex, scratch, a);
  cr_assert(out->form_count > 0, "%s has no form", text);
}

Test(native_word, names_of_other_scripts_are_read_word_by_word)
{
  l2a_error error = L2A_ERROR_INIT;
  lexicon *lex;
  text_scratch *scratch;
  arena memory;

  arena_init(&memory, 4096);
  cr_assert_eq(lexicon_new(&lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(text_scratch_new(&scratch, lex, &error), L2A_OK);
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    company_name name;
    name_of(&name, names[i].text, lex, scratch, &memory);
    cr_expect(bytes_equal(name.forms[0].sorted, bytes_of(names[i].sorted)), "%s is \"%.*s\"", names[i].text, (int)name.forms[0].sorted.size,
              name.forms[0].sorted.data);
  }
  text_scratch_free(scratch);
  lexicon_free(lex);
  arena_free(&memory);
}

Test(native_word, a_word_inside_another_counts_only_where_no_blanks_part_words)
{
  static const char *const same[] = { "Acme Widgets", "Müller", "Ромашка", "", "والجامعةx" };
  l2a_error error = L2A_ERROR_INIT;
  lexicon *lex;
  arena memory;

  arena_init(&memory, 4096);
  cr_assert_eq(lexicon_new(&lex, NULL, &error), L2A_OK, "%s", error.message);
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    bytes text = bytes_of(same[i]);
    bytes out = native_word_replace(lex->native_words, text, &memory);
    cr_expect(bytes_equal(out, text), "%s became \"%.*s\"", same[i], (int)out.size, out.data);
  }
  lexicon_free(lex);
  arena_free(&memory);
}

Test(native_word, the_own_script_stays_beside_the_latin_words)
{
  /* A native key stays beside the Latin words, so that two native spellings are still compared by their signs. */
  l2a_error error = L2A_ERROR_INIT;
  lexicon *lex;
  text_scratch *scratch;
  arena memory;
  company_name name;

  arena_init(&memory, 4096);
  cr_assert_eq(lexicon_new(&lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(text_scratch_new(&scratch, lex, &error), L2A_OK);
  name_of(&name, "華為技術有限公司", lex, scratch, &memory);
  cr_expect(bytes_equal(name.forms[0].native, BYTES("華為技術")));
  cr_expect(bytes_equal(name.forms[0].core, BYTES("huawei technology")), "%.*s", (int)name.forms[0].core.size, name.forms[0].core.data);
  text_scratch_free(scratch);
  lexicon_free(lex);
  arena_free(&memory);
}
