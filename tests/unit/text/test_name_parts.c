/* SPDX-License-Identifier: MIT */
/* Names of words and blanks alone go a shorter way: the parts are those of the same name between quotes, which goes the longer one. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "text/name_parts.h"

enum { QUOTED_SIZE = 128 };

static void check_same(const char *name, name_side side)
{
  char quoted[QUOTED_SIZE];
  int size = snprintf(quoted, sizeof quoted, "\"%s\"", name);
  name_parts plain, longer;
  arena memory;

  cr_assert(size > 0 && size < QUOTED_SIZE);
  arena_init(&memory, 1024);
  name_parts_cut(&plain, bytes_of(name), side, &memory);
  name_parts_cut(&longer, bytes_from(quoted, (size_t)size), side, &memory);
  cr_expect(bytes_equal(plain.cleaned, longer.cleaned), "%s: cleaned is %.*s", name, (int)plain.cleaned.size, plain.cleaned.data);
  cr_expect_eq(plain.cut, longer.cut, "%s", name);
  cr_assert_eq(plain.count, longer.count, "%s: %u and %u parts", name, plain.count, longer.count);
  for (uint32_t i = 0; i < plain.count; i++) {
    cr_expect_eq(plain.part[i].kind, longer.part[i].kind, "%s: part %u", name, i);
    cr_expect(bytes_equal(plain.part[i].text, longer.part[i].text), "%s: part %u is %.*s", name, i, (int)plain.part[i].text.size,
              plain.part[i].text.data);
  }
  arena_free(&memory);
}

Test(name_parts, of_words_and_blanks_are_those_of_the_same_name_in_quotes)
{
  static const char *const names[] = {
    "Kestrel Looms",
    "kestrel looms Inc.",
    "Kestrel Looms Inc. GmbH",
    "7 Eleven",
    "A",
    "A B C",
    "works at Kestrel",
    "i work for Kestrel",
    "Kestrel at Looms",
    "Kestrel AT Looms",
    "Kestrel at",
    "at Looms",
    "Atlas at T Looms",
    "Kestrel aka Looms",
    "Kestrel AKA Looms",
    "aka Looms",
    "Kestrel aka",
    "Kestrel akas Looms",
    "Kestrel dba. Moor",
    "Kestrel a brand of Moor",
    "a brand of Moor",
    "Kestrel  part of M",
    "part of Moor",
    "St. Moor",
    "Kestrel d.b.a. Moor",
    "hiring Kestrel Now",
    "Kestrel  Looms",
    "yc Kestrel.",
    "domain Kestrel",
    "now part of Moor",
    "Kestrel Atelier",
    "Kestrel f.k.a Moor",
    "Moor now known as Fen",
    "Moor formerly Fen",
    "Moor previously known as Fen",
  };

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (int side = NAME_OF_ACCOUNT; side <= NAME_OF_CONTACT; side++) check_same(names[i], (name_side)side);
}

Test(name_parts, of_words_and_blanks_are_trimmed_and_counted)
{
  name_parts parts;
  arena memory;

  arena_init(&memory, 1024);
  name_parts_cut(&parts, BYTES("  Kestrel Looms \t"), NAME_OF_CONTACT, &memory);
  cr_expect_eq(parts.count, 1u);
  cr_expect(bytes_equal(parts.cleaned, BYTES("Kestrel Looms")));
  cr_expect(bytes_equal(parts.part[0].text, BYTES("Kestrel Looms")));
  name_parts_cut(&parts, BYTES("Kestrel at Looms"), NAME_OF_CONTACT, &memory);
  cr_expect_eq(parts.count, 3u, "the whole and both sides, not %u", parts.count);
  name_parts_cut(&parts, BYTES(" \t "), NAME_OF_CONTACT, &memory);
  cr_expect_eq(parts.count, 0u);
  arena_free(&memory);
}
