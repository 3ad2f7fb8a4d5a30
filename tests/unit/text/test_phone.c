/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "text/phone.h"

static uint16_t country_of(const char *code)
{
  uint16_t first = (unsigned char)code[0];

  return (uint16_t)(code[0] ? first * 256u + (unsigned char)code[1] : 0u);
}

static const struct {
  const char *text, *country, *digits;
} cases[] = {
  { "+49 (0)30 1234-567 ext. 8", "", "49301234567" },
  { "+49 (0)30 1234-567 ext. 8", "DE", "49301234567" },
  { "+49 (0) 30 1234567", "DE", "49301234567" },
  { "+49 030 1234567", "", "49301234567" },
  { "0049 30 1234567", "", "49301234567" },
  { "0049(0)301234567", "DE", "49301234567" },
  { "011 49 30 1234567", "US", "49301234567" },
  { "011 49 30 1234567", "", "49301234567" },
  { "030/1234567", "DE", "49301234567" },
  { "(030) 123 45 67", "DE", "49301234567" },
  { "30 1234567", "DE", "49301234567" },
  { "4930 1234567", "DE", "49301234567" },
  { "030 1234567", "", "0301234567" },
  { "030 1234567 Durchwahl 12", "DE", "49301234567" },
  { "030 1234567 DW 12", "DE", "49301234567" },
  { "tel:+49-30-1234567;ext=8", "", "49301234567" },
  { "Tel. +49.30.1234567", "", "49301234567" },
  { "493012345678.0", "DE", "493012345678" },
  { "(415) 555-0100", "US", "14155550100" },
  { "415.555.0100 x123", "US", "14155550100" },
  { "4155550100x123", "US", "14155550100" },
  { "1-415-555-0100", "US", "14155550100" },
  { "1-415-555-0100", "", "14155550100" },
  { "+1 415 555 0100", "DE", "14155550100" },
  { "+1 (415) 555-0100 #12", "", "14155550100" },
  { "001 415 555 0100", "DE", "14155550100" },
  { "415 555 0100", "", "4155550100" },
  { "1-800-FLOWERS", "US", "18003569377" },
  { "1-800-FLOWERS", "", "18003569377" },
  { "020 7946 0018", "GB", "442079460018" },
  { "+44 (0)20 7946 0018", "", "442079460018" },
  { "44 20 7946 0018", "GB", "442079460018" },
  { "01 23 45 67 80", "FR", "33123456780" },
  { "+33 (0)1 23 45 67 89", "FR", "33123456789" },
  { "33123456789", "FR", "33123456789" },
  { "+39 06 1234 5678", "IT", "390612345678" },
  { "06 1234 5678", "IT", "390612345678" },
  { "912 345 678", "ES", "34912345678" },
  { "34912345678", "ES", "34912345678" },
  { "8 (495) 123-45-67", "RU", "74951234567" },
  { "+7 8 495 123-45-67", "RU", "74951234567" },
  { "+7 495 123-45-67", "", "74951234567" },
  { "+7 812 123 45 67", "RU", "78121234567" },
  { "06 1 234 5678", "HU", "3612345678" },
  { "0011 49 30 1234567", "AU", "49301234567" },
  { "010 49 30 1234567", "JP", "49301234567" },
  { "03-1234-5678", "JP", "81312345678" },
  { "02 9876 5432", "AU", "61298765432" },
  { "+86 010 6552 9988", "CN", "861065529988" },
  { "+852 2123 4567", "", "85221234567" },
  { "2123 4567", "HK", "85221234567" },
  { "(11) 91234-5678", "BR", "5511912345678" },
  { "+55 (0)11 91234-5678", "", "5511912345678" },
  { "\xEF\xBC\x8B\xEF\xBC\x98\xEF\xBC\x91 3 1234 5678", "", "81312345678" },
  { "\xD9\xA0\xD9\xA5\xD9\xA0 123 4567", "SA", "966501234567" },
  { "+49 30 1234567, +49 30 9999999", "", "49301234567" },
  { "+49 30 1234567 / +49 30 9999999", "", "49301234567" },
  { "030 1234567 / 7654321", "DE", "49301234567" },
  { "0049 8105/12345", "", "49810512345" },
  { "+49 30 1234567 (mobile)", "", "49301234567" },
  { "'+49 30 1234567", "", "49301234567" },
  { "+999 30 1234567", "", "999301234567" },
  { "", "DE", "" },
  { "n/a", "DE", "" },
  { "none", "", "" },
  { "112", "DE", "" },
  { "0000000000", "DE", "" },
  { "1111111", "", "" },
  { "1234567890", "US", "" },
  { "4.93012E+11", "DE", "" },
  { "+", "", "" },
  { "++++", "", "" },
  { "12345678901234567890123456", "", "" },
  { "x123", "US", "" },
  { "\xFF\xFE", "", "" },
};

Test(phone, gives_digits_with_the_country_code)
{
  arena a;

  arena_init(&a, 4096);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    phone_number n;
    phone_parse(&n, bytes_of(cases[i].text), country_of(cases[i].country), &a);
    cr_expect(bytes_equal(n.digits, bytes_of(cases[i].digits)), "\"%s\" in \"%s\": %.*s, expected %s", cases[i].text, cases[i].country,
              (int)n.digits.size, n.digits.data, cases[i].digits);
  }
  arena_free(&a);
}

Test(phone, the_line_leaves_the_last_two_digits_out)
{
  phone_number n;
  arena a;

  arena_init(&a, 4096);
  phone_parse(&n, BYTES("+49 30 1234567"), 0, &a);
  cr_expect(bytes_equal(n.line, BYTES("493012345")));
  phone_parse(&n, BYTES("2345679"), 0, &a);
  cr_expect_eq(n.digits.size, 7);
  cr_expect_eq(n.line.size, 0, "7 digits have no line");
  phone_parse(&n, BYTES("23456791"), 0, &a);
  cr_expect_eq(n.line.size, 6);
  arena_free(&a);
}

Test(phone, every_short_input_of_hard_characters_is_safe)
{
  static const char letters[] = "+0189()x;.E \xD9\xA0";
  enum { LETTERS = sizeof letters - 1, ROUNDS = 200000 };
  uint32_t state = 1;
  phone_number n;
  arena a;

  arena_init(&a, 4096);
  for (int round = 0; round < ROUNDS; round++) {
    size_t size = 1 + (size_t)round % 40;
    char *text = malloc(size); /* an own block, so that the sanitizer sees a read behind it */
    cr_assert_not_null(text);
    for (size_t i = 0; i < size; i++) {
      state = state * 1664525 + 1013904223;
      text[i] = letters[(state >> 16) % LETTERS];
    }
    phone_parse(&n, bytes_from(text, size), round % 3 ? country_of(round % 2 ? "US" : "HU") : 0, &a);
    cr_assert(n.line.size == 0 || n.line.size + 2 == n.digits.size);
    for (size_t i = 0; i < n.digits.size; i++) cr_assert(n.digits.data[i] >= '0' && n.digits.data[i] <= '9');
    free(text);
    arena_reset(&a);
  }
  arena_free(&a);
}
