/* SPDX-License-Identifier: MIT */
/* Letters of hosts and addresses: every way reads the same. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "match/host_letters.h"
#include "unit/match/match_fixture.h"

enum { ROUNDS = 200000, TEXT = 72 };

static void expect_same(const host_letters *other, bytes text)
{
  const host_letters *plain = host_letters_number(0);
  char a[HOST_LETTERS_SIZE], b[HOST_LETTERS_SIZE];
  two_labels x = plain->read(a, text), y = other->read(b, text);

  cr_assert_eq(x.dot, y.dot, "%s: '%.*s': %zu and %zu", other->name, (int)text.size, text.data, x.dot, y.dot);
  if (x.dot) {
    cr_assert_eq(x.hyphens, y.hyphens, "%s: '%.*s'", other->name, (int)text.size, text.data);
    cr_assert_eq(memcmp(a, b, text.size), 0, "%s: '%.*s'", other->name, (int)text.size, text.data);
  }
  cr_assert_eq(plain->local(text), other->local(text), "%s: '%.*s'", other->name, (int)text.size, text.data);
}

Test(host_letters, of_plain_hosts_and_addresses)
{
  static const struct {
    const char *text;
    size_t dot, hyphens, local;
  } cases[] = {
    { "acme.com", 4, 0, 0 },      { "ACME-7.Com", 6, 1, 0 },  { "a.de", 1, 0, 0 },          { "a-b-c.io", 5, 2, 0 },  { "acme.c", 0, 0, 0 },
    { "acme.c0m", 0, 0, 0 },      { "-acme.com", 0, 0, 0 },   { "acme-.com", 0, 0, 0 },     { "a.b.com", 0, 0, 0 },   { ".com", 0, 0, 0 },
    { "acme.co-m", 0, 0, 0 },     { "acme com.de", 0, 0, 0 }, { "acme", 0, 0, 0 },          { "acme.", 0, 0, 0 },     { "", 0, 0, 0 },
    { "jane.doe@acme", 0, 0, 8 }, { "J_d-1+x@", 0, 0, 7 },    { "jane doe@acme", 0, 0, 0 }, { "@acme.com", 0, 0, 0 }, { "a@b@c", 0, 0, 1 },
  };

  for (size_t n = 0; host_letters_number(n); n++)
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
      char lower[HOST_LETTERS_SIZE];
      two_labels found = host_letters_number(n)->read(lower, bytes_of(cases[i].text));
      cr_expect_eq(found.dot, cases[i].dot, "%s: %s", host_letters_number(n)->name, cases[i].text);
      if (found.dot) cr_expect_eq(found.hyphens, cases[i].hyphens, "%s: %s", host_letters_number(n)->name, cases[i].text);
      if (found.dot) cr_expect_eq(lower[0], 'a');
      cr_expect_eq(host_letters_number(n)->local(bytes_of(cases[i].text)), cases[i].local, "%s: %s", host_letters_number(n)->name,
                   cases[i].text);
    }
  cr_expect_not_null(host_letters_best());
}

/* Texts that end where their memory ends: what is read behind them is found by ASan. */
Test(host_letters, every_way_reads_the_same)
{
  static const char some[] = "abcxyzABCXYZ0123456789---...@@_+ /:\x80\xFF{`[^";
  uint32_t seed = 5;

  for (size_t n = 1; host_letters_number(n); n++)
    for (uint32_t round = 0; round < ROUNDS; round++) {
      size_t size = test_random(&seed) % TEXT, kinds = round % 3 ? 20 : sizeof some - 1;
      char *text = malloc(size + 1);
      cr_assert_not_null(text);
      for (size_t i = 0; i < size; i++) text[i + 1] = some[test_random(&seed) % kinds];
      if (size > 5 && round % 2) text[1 + test_random(&seed) % size] = '.';
      if (size > 5 && round % 4 == 1) text[1 + test_random(&seed) % size] = '@';
      expect_same(host_letters_number(n), bytes_from(text + 1, size));
      free(text);
    }
}
