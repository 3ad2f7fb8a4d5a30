/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/utf8.h"

/* What the encoding form of the Unicode standard says, written as ranges of the lead byte and of the byte behind it (table 3-7). */
static const struct {
  unsigned char lead_first, lead_last;
  unsigned char second_first, second_last;
  size_t size;
} forms[] = {
  { 0x00, 0x7F, 0, 0, 1 },       { 0xC2, 0xDF, 0x80, 0xBF, 2 }, { 0xE0, 0xE0, 0xA0, 0xBF, 3 },
  { 0xE1, 0xEC, 0x80, 0xBF, 3 }, { 0xED, 0xED, 0x80, 0x9F, 3 }, { 0xEE, 0xEF, 0x80, 0xBF, 3 },
  { 0xF0, 0xF0, 0x90, 0xBF, 4 }, { 0xF1, 0xF3, 0x80, 0xBF, 4 }, { 0xF4, 0xF4, 0x80, 0x8F, 4 },
};

/* Size of the well-formed sequence at p, 0 if there is none. */
static size_t well_formed_size(const unsigned char *p, size_t left)
{
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    size_t n = forms[i].size;
    if (p[0] < forms[i].lead_first || p[0] > forms[i].lead_last) continue;
    if (left < n || (n > 1 && (p[1] < forms[i].second_first || p[1] > forms[i].second_last))) return 0;
    for (size_t j = 2; j < n; j++)
      if (p[j] < 0x80 || p[j] > 0xBF) return 0;
    return n;
  }
  return 0;
}

Test(utf8, every_code_point_survives_a_round_trip)
{
  for (uint32_t c = 0; c <= 0x10FFFF; c++) {
    char out[4];
    const char *at = out;
    size_t n;
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    n = utf8_put(out, c);
    cr_assert_eq(utf8_next(&at, out + n), c, "U+%04X", (unsigned)c);
    cr_assert_eq((size_t)(at - out), n, "U+%04X", (unsigned)c);
    cr_assert_eq(well_formed_size((const unsigned char *)out, n), n, "U+%04X", (unsigned)c);
  }
}

/* All lead bytes with all second bytes and the edges of the other two, at every length. */
Test(utf8, decoding_agrees_with_the_table_of_the_standard)
{
  static const unsigned char edges[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0xA0, 0xBF, 0xC0, 0xE0, 0xF0, 0xFF };

  for (unsigned lead = 0; lead < 256; lead++)
    for (unsigned second = 0; second < 256; second++)
      for (size_t e = 0; e < sizeof edges * sizeof edges; e++)
        for (size_t size = 1; size <= 4; size++) {
          unsigned char p[4] = { (unsigned char)lead, (unsigned char)second, edges[e / sizeof edges], edges[e % sizeof edges] };
          const char *at = (const char *)p;
          size_t expected = well_formed_size(p, size);
          uint32_t c = utf8_next(&at, (const char *)p + size);
          if ((c != UTF8_INVALID) != (expected != 0) || (size_t)(at - (const char *)p) != (expected ? expected : 1))
            cr_assert_fail("%02X %02X %02X %02X, size %zu", p[0], p[1], p[2], p[3], size);
        }
}

Test(utf8, valid_prefix_ends_at_the_first_bad_byte)
{
  static const struct {
    const char *text;
    size_t size;
    size_t prefix;
  } cases[] = {
    { "", 0, 0 },
    { "0123456789abcdef", 16, 16 },
    { "01234567\xFF", 9, 8 },
    { "0123456\xC3\xA9", 9, 9 },
    { "0123456\xC3", 8, 7 },
    { "\xED\xA0\x80", 3, 0 },
    { "a\0b", 3, 3 },
    { "\xF0\x9F\x8F\xA2 ok \xC0\xAF", 10, 8 },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bytes text = { cases[i].text, cases[i].size };
    cr_expect_eq(utf8_valid_prefix(text), cases[i].prefix, "case %zu", i);
    cr_expect_eq(utf8_is_valid(text), cases[i].prefix == cases[i].size, "case %zu", i);
  }
}

Test(utf8, ascii_is_below_128)
{
  cr_expect(utf8_is_ascii(BYTES("plain text\x7F")));
  cr_expect_not(utf8_is_ascii(BYTES("plain text\x80")));
  cr_expect(utf8_is_ascii((bytes){ NULL, 0 }));
}
