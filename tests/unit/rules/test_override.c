/* SPDX-License-Identifier: MIT */
#include "rules/override.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/arena.h"

typedef struct fixture {
  lexicon *lex;
  override_list *list;
  text_scratch *scratch;
  arena work;
} fixture;

static void begin(fixture *f)
{
  l2a_error error = L2A_ERROR_INIT;

  cr_assert_eq(lexicon_new(&f->lex, NULL, &error), L2A_OK, "%s", error.message);
  cr_assert_eq(override_list_new(&f->list, &error), L2A_OK);
  cr_assert_eq(text_scratch_new(&f->scratch, f->lex, &error), L2A_OK);
  arena_init(&f->work, 4096);
}

static void end(fixture *f)
{
  arena_free(&f->work);
  text_scratch_free(f->scratch);
  override_list_free(f->list);
  lexicon_free(f->lex);
}

static l2a_status add(fixture *f, l2a_override_kind kind, l2a_override_field field, const char *value, const char *account,
                      l2a_error *error)
{
  l2a_override o = { sizeof o, kind, field, override_list_count(f->list) + 1, bytes_of(value), bytes_of(account) };

  return override_list_add(f->list, &o, f->lex, error);
}

static const override_entry *find(fixture *f, l2a_override_kind kind, l2a_override_field field, const char *value)
{
  return override_find(f->list, kind, field, override_normalise(field, bytes_of(value), f->lex, f->scratch, &f->work), NULL);
}

Test(override, spellings_of_one_value_meet)
{
  static const struct {
    l2a_override_field field;
    const char *value;
    const char *other;
    bool same;
  } cases[] = {
    { L2A_FIELD_ID, "003A", "003A", true },
    { L2A_FIELD_ID, "003A", "003a", false },
    { L2A_FIELD_ID, "003A", "003A ", false },
    { L2A_FIELD_EMAIL, "Jane.Doe@ACME.com ", "jane.doe@acme.com", true },
    { L2A_FIELD_EMAIL, "mailto:jane@acme.com", "Jane Doe <jane@acme.com>", true },
    { L2A_FIELD_EMAIL, "jane@m\xC3\xBCnchen.de", "jane@xn--mnchen-3ya.de", true },
    { L2A_FIELD_EMAIL, "jane@localhost", "JANE@LOCALHOST", true },
    { L2A_FIELD_EMAIL, "jane@acme.com", "john@acme.com", false },
    { L2A_FIELD_DOMAIN, "acme.co.uk", "https://www.ACME.co.uk/about", true },
    { L2A_FIELD_DOMAIN, "mail.acme.com", "acme.com", true },
    { L2A_FIELD_DOMAIN, "acme.com", "acme.org", false },
    { L2A_FIELD_DOMAIN, "github.io", "github.io", true },
    { L2A_FIELD_DOMAIN, "acme.github.io", "github.io", false },
    { L2A_FIELD_COMPANY, "ACME Widgets GmbH", "acme widgets", true },
    { L2A_FIELD_COMPANY, "ACME Widgets", "Acme Gadgets", false },
    { L2A_FIELD_COMPANY, "Self Employed", "self employed", true },
    { L2A_FIELD_PHONE, "+49 (0)30 1234-567", "+49 30 1234567", true },
    { L2A_FIELD_PHONE, "+49 30 1234567", "+49 30 1234568", false },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    fixture f;
    l2a_error error = L2A_ERROR_INIT;
    begin(&f);
    cr_expect_eq(add(&f, L2A_OVERRIDE_NEVER, cases[i].field, cases[i].value, "A1", &error), L2A_OK, "%s: %s", cases[i].value,
                 error.message);
    cr_expect_eq(find(&f, L2A_OVERRIDE_NEVER, cases[i].field, cases[i].other) != NULL, cases[i].same, "%s / %s", cases[i].value,
                 cases[i].other);
    end(&f);
  }
}

Test(override, refuses_what_means_nothing)
{
  static const struct {
    l2a_override_kind kind;
    l2a_override_field field;
    const char *value;
    const char *account;
    const char *message;
  } cases[] = {
    { L2A_OVERRIDE_ALWAYS, L2A_FIELD_EMAIL, "", "A1", "override always: a value is missing" },
    { L2A_OVERRIDE_ALWAYS, L2A_FIELD_EMAIL, "a@b.com", "", "override always: an account id is missing" },
    { L2A_OVERRIDE_ALIAS, L2A_FIELD_COMPANY, "Acme", "", "override alias: an account id is missing" },
    { L2A_OVERRIDE_ALIAS, L2A_FIELD_EMAIL, "a@b.com", "A1", "override alias: goes with the field company or domain, not email" },
    { L2A_OVERRIDE_ALIAS, L2A_FIELD_PHONE, "+49 30 1234567", "A1", "override alias: goes with the field company or domain, not phone" },
    { L2A_OVERRIDE_BYPASS, L2A_FIELD_DOMAIN, "b.com", "A1", "override bypass: takes no account id" },
    { L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "b.com", "A1", "override never: expected an address such as jane@example.com, found 'b.com'" },
    { L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "jane@", "A1", "override never: expected an address such as jane@example.com, found 'jane@'" },
    { L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, "acme", "A1", "override never: expected a domain such as example.com, found 'acme'" },
    { L2A_OVERRIDE_NEVER, L2A_FIELD_PHONE, "none", "A1", "override never: expected a phone number, found 'none'" },
    { L2A_OVERRIDE_NEVER, L2A_FIELD_ID, "   ", "A1", "override never: expected an id, found '   '" },
    { L2A_OVERRIDE_NEVER, L2A_FIELD_ID, "\xFF", "A1", "override never: a text is no valid UTF-8 or holds NUL" },
    { (l2a_override_kind)9, L2A_FIELD_ID, "x", "A1", "override: unknown kind 9" },
    { L2A_OVERRIDE_NEVER, (l2a_override_field)9, "x", "A1", "override: unknown field 9" },
  };
  fixture f;

  begin(&f);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    l2a_error error = L2A_ERROR_INIT;
    cr_expect_eq(add(&f, cases[i].kind, cases[i].field, cases[i].value, cases[i].account, &error), L2A_EINVAL, "case %zu", i);
    cr_expect_str_eq(error.message, cases[i].message, "case %zu: %s", i, error.message);
  }
  cr_assert_eq(override_list_count(f.list), 0);
  cr_assert_eq(override_list_hash(f.list), 0);
  end(&f);
}

Test(override, a_later_one_replaces_an_earlier_one_but_nevers_stand_side_by_side)
{
  static const char *const accounts[] = { "A1", "A2", "" };
  fixture f;
  size_t next = 0;
  const override_entry *e;

  begin(&f);
  cr_assert_eq(add(&f, L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "acme.com", "A1", NULL), L2A_OK);
  cr_assert_eq(add(&f, L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "ACME.com", "A2", NULL), L2A_OK);
  cr_assert_eq(override_list_count(f.list), 1);
  e = find(&f, L2A_OVERRIDE_ALWAYS, L2A_FIELD_DOMAIN, "acme.com");
  cr_assert(bytes_equal(e->account_id, BYTES("A2")));
  cr_assert_eq(e->line, 2);
  for (size_t i = 0; i < 3; i++) cr_assert_eq(add(&f, L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, "acme.com", accounts[i], NULL), L2A_OK);
  cr_assert_eq(add(&f, L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, "acme.com", "A2", NULL), L2A_OK);
  cr_assert_eq(override_list_count(f.list), 4);
  for (size_t i = 0; i < 3; i++) {
    e = override_find(f.list, L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, BYTES("acme.com"), &next);
    cr_assert_not_null(e);
    cr_assert(bytes_equal(e->account_id, bytes_of(accounts[i])));
  }
  cr_assert_null(override_find(f.list, L2A_OVERRIDE_NEVER, L2A_FIELD_DOMAIN, BYTES("acme.com"), &next));
  cr_assert_null(find(&f, L2A_OVERRIDE_BYPASS, L2A_FIELD_DOMAIN, "acme.com"));
  cr_assert_null(find(&f, L2A_OVERRIDE_NEVER, L2A_FIELD_EMAIL, "a@acme.com"));
  end(&f);
}

Test(override, finds_each_of_many_and_hashes_them_in_any_order)
{
  enum { COUNT = 5000 };
  fixture up;
  fixture down;
  char value[32];
  char account[32];

  begin(&up);
  begin(&down);
  for (int i = 0; i < COUNT; i++) {
    for (int way = 0; way < 2; way++) {
      int n = way ? COUNT - 1 - i : i;
      snprintf(value, sizeof value, "contact-%d", n);
      snprintf(account, sizeof account, "A%d", n % 97);
      cr_assert_eq(add(way ? &down : &up, L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, value, account, NULL), L2A_OK);
    }
  }
  for (int i = 0; i < COUNT; i++) {
    const override_entry *e;
    snprintf(value, sizeof value, "contact-%d", i);
    snprintf(account, sizeof account, "A%d", i % 97);
    e = find(&up, L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, value);
    cr_assert_not_null(e, "%s", value);
    cr_assert(bytes_equal(e->account_id, bytes_of(account)));
  }
  cr_assert_null(find(&up, L2A_OVERRIDE_ALWAYS, L2A_FIELD_ID, "contact-5000"));
  cr_assert_eq(override_list_hash(up.list), override_list_hash(down.list));
  cr_assert_neq(override_list_hash(up.list), 0);
  end(&down);
  end(&up);
}
