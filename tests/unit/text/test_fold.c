/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <locale.h>

#include "base/utf8.h"
#include "text/fold.h"

typedef struct fixture {
  lexicon lex; /* the table alone */
  text_scratch *scratch;
  arena memory;
} fixture;

static void fixture_open(fixture *f)
{
  l2a_error error = L2A_ERROR_INIT;

  f->lex = (lexicon){ 0 };
  arena_init(&f->memory, 4096);
  cr_assert_eq(fold_table_new(&f->lex.folds, &f->lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(text_scratch_new(&f->scratch, &f->lex, &error), L2A_OK, "%s", error.message);
}

static void fixture_close(fixture *f)
{
  text_scratch_free(f->scratch);
  fold_table_free(f->lex.folds);
  arena_free(&f->memory);
}

static const char *const texts[][2] = {
  { "", "" },
  { "ACME Widgets, Inc.", "acme widgets, inc." },
  { "Müller Straße", "muller strasse" },
  { "Ørsted Łódź Æon Œuvre", "orsted lodz aeon oeuvre" },
  { "Đà Nẵng İstanbul ıspanak", "da nang istanbul ispanak" },
  { "Þór Ðorðe Ŋaŋa", "thor dorde nana" },
  { "e\xCC\x81 n\xCC\x83", "e n" },
  { "L’Oréal McDonald´s", "l'oreal mcdonald's" },
  { "“A” – «B» — C", "\"a\" - \"b\" - c" },
  { "Acme™ Corp® №5 ½", "acme  corp  no5 1/2" },
  { "ＡＢＣ　Ｌｔｄ", "abc ltd" },
  { "ﬁnance ﬂow", "finance flow" },
  { "a\xC2\xA0"
    "b\xE2\x80\x8B"
    "c\xC2\xAD"
    "d",
    "a bcd" },
  { "ООО «Газпром»", "ooo \"gazprom\"" },
  { "Щукино Яндекс Юлмарт Живаго Объект", "shchukino yandeks yulmart zhivago obekt" },
  { "Україна Їжак Ґудзик", "ukrayina yizhak gudzik" },
  { "Йошкар йошкар и\xCC\x86ошкар И\xCC\x86", "yoshkar yoshkar yoshkar y" },
  { "Љубав Џ", "ljubav dz" },
  { "Ελληνικά Πετρέλαια", "ellinika petrelaia" },
  { "中国石油", "zhongguoshiyou" },
  { "トヨタ", "toyota" },
  { "삼성전자 A", "samseongjeonja a" },
  { "セブン・イレブン", "sebun irebun" },
  { "אבג", "bg" },
  { "ក", "u1780" },
  { "Acme \xF0\x9F\x98\x80!", "acme  !" },
};

Test(fold, texts_of_many_scripts_become_lower_case_ascii)
{
  fixture f;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    bytes folded = fold_text(bytes_of(texts[i][0]), &f.lex, f.scratch, &f.memory);
    cr_expect(bytes_equal(folded, bytes_of(texts[i][1])), "%s: %.*s", texts[i][0], (int)folded.size, folded.data);
  }
  fixture_close(&f);
}

/* Every code point but surrogates, alone and between letters: ASCII comes out, and folding it again changes nothing. */
Test(fold, every_code_point_folds_to_ascii_and_stays)
{
  fixture f;

  fixture_open(&f);
  for (uint32_t c = 1; c < 0x32000; c++) {
    char text[8] = "a";
    size_t size = 1;
    bytes once;
    bytes twice;
    if (c >= 0xD800 && c < 0xE000) continue;
    size += utf8_put(text + 1, c);
    text[size++] = 'b';
    once = fold_text(bytes_from(text, size), &f.lex, f.scratch, &f.memory);
    cr_assert(once.size >= 2 && once.data[0] == 'a' && once.data[once.size - 1] == 'b', "U+%04X", (unsigned)c);
    cr_assert(utf8_is_ascii(once), "U+%04X", (unsigned)c);
    twice = fold_text(once, &f.lex, f.scratch, &f.memory);
    cr_assert(bytes_equal(once, twice), "U+%04X", (unsigned)c);
    if (c % 64 == 0) arena_reset(&f.memory);
  }
  fixture_close(&f);
}

Test(fold, a_table_letter_is_not_foreign_and_a_greek_one_is)
{
  fixture f;

  fixture_open(&f);
  cr_expect(!fold_is_foreign(BYTES("Acme Ørsted Газпром — “x”"), &f.lex));
  cr_expect(fold_is_foreign(BYTES("Acme Α"), &f.lex));
  cr_expect(fold_is_foreign(BYTES("日本"), &f.lex));
  fixture_close(&f);
}

Test(fold, case_folding_keeps_the_script)
{
  fixture f;
  bytes folded;

  fixture_open(&f);
  folded = fold_case(BYTES("ＡＢＣ ㈱ ｿﾆｰ Газпром"), &f.memory);
  cr_expect(bytes_equal(folded, BYTES("abc (株) ソニー газпром")), "%.*s", (int)folded.size, folded.data);
  fixture_close(&f);
}

Test(fold, the_locale_does_not_matter)
{
  fixture f;
  bytes folded;

  setlocale(LC_ALL, "tr_TR.UTF-8");
  fixture_open(&f);
  folded = fold_text(BYTES("TITLE INIT"), &f.lex, f.scratch, &f.memory);
  cr_expect(bytes_equal(folded, BYTES("title init")));
  fixture_close(&f);
}

Test(fold, long_runs_are_folded_in_pieces)
{
  char text[3 * 1000];
  fixture f;
  bytes folded;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof text; i += 3) memcpy(text + i, "中", 3);
  folded = fold_text(bytes_from(text, sizeof text), &f.lex, f.scratch, &f.memory);
  cr_assert_eq(folded.size, 5 * 1000);
  for (size_t i = 0; i < folded.size; i += 5) cr_assert(memcmp(folded.data + i, "zhong", 5) == 0);
  fixture_close(&f);
}
