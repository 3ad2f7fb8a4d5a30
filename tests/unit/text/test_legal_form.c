/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "text/legal_form.h"

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

/* Tokens, what is left of them, class. */
static const char *const forms[][3] = {
  { "acme inc", "acme", "INC" },
  { "acme co ltd", "acme", "LLC" },
  { "acme widgets gmbh and co kg", "acme widgets", "LP" },
  { "acme sa de cv", "acme", "JSC" },
  { "acme sp z oo", "acme", "LLC" },
  { "acme ltd inc", "acme", "INC" },
  { "acme pty ltd", "acme", "LLC" },
  { "ooo gazprom", "gazprom", "LLC" },
  { "pt telkom tbk", "telkom", "JSC" },
  { "sarl dupont", "dupont", "LLC" },
  { "the boeing company", "boeing", "CO" },
  { "smith and company", "smith", "CO" },
  { "smith and", "smith", "" },
  { "the the the", "the", "" },
  { "inc magazine", "inc magazine", "" },
  { "gmbh", "gmbh", "" },
  { "inc inc", "inc", "INC" },
  { "mayo foundation", "mayo foundation", "" },
  { "standard bank", "standard bank", "" },
  { "max planck institute", "max planck institute", "" },
  { "state university", "state university", "" },
  { "colruyt group", "colruyt group", "" },
  { "bank of america na", "bank of america", "NA" },
  { "oy havuketju", "havuketju", "LLC" },
  { "oy havuketju ab", "havuketju", "JSC" },
  { "ab oy havuketju", "havuketju", "LLC" },
  { "aktiebolaget havuketju", "havuketju", "JSC" },
  { "limited liability company romashka", "romashka", "LLC" },
  { "open joint stock company romashka", "romashka", "JSC" },
  { "societatea cu raspundere limitata romashka", "romashka", "LLC" },
  { "private limited company", "private limited company", "" },
  { "sp z oo", "sp z oo", "" },
  { "co ltd", "co ltd", "" },
  { "ab inbev", "ab inbev", "" },
  { "limited edition widgets ltd", "limited edition widgets", "LLC" },
};

Test(legal_form, forms_are_taken_off_but_never_to_empty)
{
  fixture f;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    token_list tokens;
    uint32_t first = 0;
    uint32_t end;
    bytes rest;
    bytes name;
    tokens_split(&tokens, bytes_of(forms[i][0]), &f.memory);
    end = tokens.count;
    name = legal_form_class_name(f.lex->legal_forms, legal_form_strip(f.lex->legal_forms, &tokens, &first, &end));
    rest = tokens_slice(&tokens, first, end);
    cr_expect(bytes_equal(rest, bytes_of(forms[i][1])), "%s: %.*s", forms[i][0], (int)rest.size, rest.data);
    cr_expect(bytes_equal(name, bytes_of(forms[i][2])), "%s: %.*s", forms[i][0], (int)name.size, name.data ? name.data : "");
  }
  fixture_close(&f);
}

Test(legal_form, forms_of_the_same_kind_are_of_one_class)
{
  static const char *const limited[] = { "ltd", "limited", "gmbh", "srl", "ooo", "sdn bhd", "pty ltd", "sp z oo", "bv", "kft", "lda" };
  uint16_t first = 0;
  uint16_t legal_form = 0;
  fixture f;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof limited / sizeof limited[0]; i++) {
    cr_expect(legal_form_is(f.lex->legal_forms, bytes_of(limited[i]), &legal_form), "%s", limited[i]);
    if (i == 0) first = legal_form;
    cr_expect_eq(legal_form, first, "%s", limited[i]);
  }
  cr_expect(legal_form_is(f.lex->legal_forms, BYTES("ag"), &legal_form));
  cr_expect_neq(legal_form, first);
  cr_expect(!legal_form_is(f.lex->legal_forms, BYTES("university"), NULL));
  fixture_close(&f);
}

Test(legal_form, native_forms_are_found_where_they_begin)
{
  static const struct {
    const char *text;
    size_t size;
  } natives[] = {
    { "株式会社ソニー", 12 },  { "(株)リコー", 5 },     { "有限公司", 12 }, { "股份有限公司", 18 },
    { "주식회사 카카오", 12 }, { "ソニー株式会社", 0 }, { "acme", 0 },
  };
  uint16_t legal_form = 0;
  fixture f;

  fixture_open(&f);
  for (size_t i = 0; i < sizeof natives / sizeof natives[0]; i++)
    cr_expect_eq(legal_form_native(f.lex->legal_forms, bytes_of(natives[i].text), &legal_form), natives[i].size, "%s", natives[i].text);
  fixture_close(&f);
}

Test(legal_form, unknown_classes_have_no_name)
{
  fixture f;

  fixture_open(&f);
  cr_expect_null(legal_form_class_name(f.lex->legal_forms, 0).data);
  cr_expect_null(legal_form_class_name(f.lex->legal_forms, UINT16_MAX).data);
  fixture_close(&f);
}
