/* SPDX-License-Identifier: MIT */
/*
 * Phone numbers as people type them, to digits that begin with the country code. What a number looks like decides how it is read:
 *
 *   +49 (0)30 1234-567 ext. 8    international: code, the trunk prefix in it off, extension off
 *   0049 30 ..., 011 49 30 ...   the same
 *   030 1234567 in DE            national: trunk prefix 0 off, 49 before it
 *   (415) 555-0100 in US         national without the trunk prefix
 *   4930123456 in DE             the code without its plus: too long, or not written as national numbers are
 *   030 1234567, country unknown as it stands
 *
 * Calling codes, trunk prefixes and lengths: ITU-T E.164 and national numbering plans.
 */
#include "text/phone.h"

#include <unicode/uchar.h>

#include "base/utf8.h"

enum {
  TEXT_LIMIT = 128,        /* bytes of a cell that are looked at */
  DIGITS_MIN = 5,          /* fewer digits are an extension or an emergency number */
  COMPLETE = 7,            /* after so many digits, letters and separators begin something else */
  COMPLETE_WITH_CODE = 10, /* a slash before is that behind an area code */
  NUMBER_MAX = 18,         /* E.164 has 15; some are typed with prefixes; more is two numbers run together */
  LINE_MIN = 8,
  LINE_CUT = 2
};

typedef struct calling_code {
  char country[3];
  char code[4];
  char trunk[3];        /* dialled before a national number, no part of it; empty where there is none */
  uint8_t national_max; /* digits of a national number without the trunk prefix */
} calling_code;

/* In order of the country. One row a line would hide the table. */
/* clang-format off */
static const calling_code calling_codes[] = {
  { "AC", "247", "", 6 }, { "AD", "376", "", 9 }, { "AE", "971", "0", 9 }, { "AF", "93", "0", 9 }, { "AG", "1", "1", 10 },
  { "AI", "1", "1", 10 }, { "AL", "355", "0", 9 }, { "AM", "374", "0", 8 }, { "AO", "244", "", 9 }, { "AR", "54", "0", 11 },
  { "AS", "1", "1", 10 }, { "AT", "43", "0", 13 }, { "AU", "61", "0", 10 }, { "AW", "297", "", 7 }, { "AX", "358", "0", 12 },
  { "AZ", "994", "0", 9 }, { "BA", "387", "0", 9 }, { "BB", "1", "1", 10 }, { "BD", "880", "0", 10 }, { "BE", "32", "0", 9 },
  { "BF", "226", "", 8 }, { "BG", "359", "0", 9 }, { "BH", "973", "", 8 }, { "BI", "257", "", 8 }, { "BJ", "229", "", 10 },
  { "BL", "590", "0", 9 }, { "BM", "1", "1", 10 }, { "BN", "673", "", 7 }, { "BO", "591", "0", 9 }, { "BQ", "599", "", 8 },
  { "BR", "55", "0", 11 }, { "BS", "1", "1", 10 }, { "BT", "975", "", 8 }, { "BW", "267", "", 8 }, { "BY", "375", "80", 9 },
  { "BZ", "501", "", 7 }, { "CA", "1", "1", 10 }, { "CC", "61", "0", 10 }, { "CD", "243", "0", 9 }, { "CF", "236", "", 8 },
  { "CG", "242", "", 9 }, { "CH", "41", "0", 9 }, { "CI", "225", "", 10 }, { "CK", "682", "", 5 }, { "CL", "56", "0", 9 },
  { "CM", "237", "", 9 }, { "CN", "86", "0", 11 }, { "CO", "57", "0", 10 }, { "CR", "506", "", 8 }, { "CU", "53", "0", 8 },
  { "CV", "238", "", 7 }, { "CW", "599", "", 8 }, { "CX", "61", "0", 10 }, { "CY", "357", "", 8 }, { "CZ", "420", "", 9 },
  { "DE", "49", "0", 13 }, { "DJ", "253", "", 8 }, { "DK", "45", "", 8 }, { "DM", "1", "1", 10 }, { "DO", "1", "1", 10 },
  { "DZ", "213", "0", 9 }, { "EC", "593", "0", 9 }, { "EE", "372", "", 8 }, { "EG", "20", "0", 10 }, { "EH", "212", "0", 9 },
  { "ER", "291", "0", 7 }, { "ES", "34", "", 9 }, { "ET", "251", "0", 9 }, { "FI", "358", "0", 12 }, { "FJ", "679", "", 7 },
  { "FK", "500", "", 5 }, { "FM", "691", "", 7 }, { "FO", "298", "", 6 }, { "FR", "33", "0", 9 }, { "GA", "241", "", 8 },
  { "GB", "44", "0", 10 }, { "GD", "1", "1", 10 }, { "GE", "995", "0", 9 }, { "GF", "594", "0", 9 }, { "GG", "44", "0", 10 },
  { "GH", "233", "0", 9 }, { "GI", "350", "", 8 }, { "GL", "299", "", 6 }, { "GM", "220", "", 7 }, { "GN", "224", "", 9 },
  { "GP", "590", "0", 9 }, { "GQ", "240", "", 9 }, { "GR", "30", "", 10 }, { "GT", "502", "", 8 }, { "GU", "1", "1", 10 },
  { "GW", "245", "", 9 }, { "GY", "592", "", 7 }, { "HK", "852", "", 8 }, { "HN", "504", "", 8 }, { "HR", "385", "0", 9 },
  { "HT", "509", "", 8 }, { "HU", "36", "06", 9 }, { "ID", "62", "0", 12 }, { "IE", "353", "0", 9 }, { "IL", "972", "0", 9 },
  { "IM", "44", "0", 10 }, { "IN", "91", "0", 10 }, { "IO", "246", "", 7 }, { "IQ", "964", "0", 10 }, { "IR", "98", "0", 10 },
  { "IS", "354", "", 9 }, { "IT", "39", "", 11 }, { "JE", "44", "0", 10 }, { "JM", "1", "1", 10 }, { "JO", "962", "0", 9 },
  { "JP", "81", "0", 10 }, { "KE", "254", "0", 10 }, { "KG", "996", "0", 9 }, { "KH", "855", "0", 9 }, { "KI", "686", "", 8 },
  { "KM", "269", "", 7 }, { "KN", "1", "1", 10 }, { "KP", "850", "0", 10 }, { "KR", "82", "0", 11 }, { "KW", "965", "", 8 },
  { "KY", "1", "1", 10 }, { "KZ", "7", "8", 10 }, { "LA", "856", "0", 10 }, { "LB", "961", "0", 8 }, { "LC", "1", "1", 10 },
  { "LI", "423", "", 9 }, { "LK", "94", "0", 9 }, { "LR", "231", "0", 9 }, { "LS", "266", "", 8 }, { "LT", "370", "8", 8 },
  { "LU", "352", "", 11 }, { "LV", "371", "", 8 }, { "LY", "218", "0", 9 }, { "MA", "212", "0", 9 }, { "MC", "377", "0", 9 },
  { "MD", "373", "0", 8 }, { "ME", "382", "0", 9 }, { "MF", "590", "0", 9 }, { "MG", "261", "0", 9 }, { "MH", "692", "1", 7 },
  { "MK", "389", "0", 8 }, { "ML", "223", "", 8 }, { "MM", "95", "0", 10 }, { "MN", "976", "0", 8 }, { "MO", "853", "", 8 },
  { "MP", "1", "1", 10 }, { "MQ", "596", "0", 9 }, { "MR", "222", "", 8 }, { "MS", "1", "1", 10 }, { "MT", "356", "", 8 },
  { "MU", "230", "", 8 }, { "MV", "960", "", 7 }, { "MW", "265", "0", 9 }, { "MX", "52", "01", 10 }, { "MY", "60", "0", 10 },
  { "MZ", "258", "", 9 }, { "NA", "264", "0", 9 }, { "NC", "687", "", 6 }, { "NE", "227", "", 8 }, { "NF", "672", "", 6 },
  { "NG", "234", "0", 10 }, { "NI", "505", "", 8 }, { "NL", "31", "0", 9 }, { "NO", "47", "", 8 }, { "NP", "977", "0", 10 },
  { "NR", "674", "", 7 }, { "NU", "683", "", 7 }, { "NZ", "64", "0", 10 }, { "OM", "968", "", 8 }, { "PA", "507", "", 8 },
  { "PE", "51", "0", 9 }, { "PF", "689", "", 8 }, { "PG", "675", "", 8 }, { "PH", "63", "0", 10 }, { "PK", "92", "0", 10 },
  { "PL", "48", "", 9 }, { "PM", "508", "0", 9 }, { "PR", "1", "1", 10 }, { "PS", "970", "0", 9 }, { "PT", "351", "", 9 },
  { "PW", "680", "", 7 }, { "PY", "595", "0", 9 }, { "QA", "974", "", 8 }, { "RE", "262", "0", 9 }, { "RO", "40", "0", 9 },
  { "RS", "381", "0", 9 }, { "RU", "7", "8", 10 }, { "RW", "250", "0", 9 }, { "SA", "966", "0", 9 }, { "SB", "677", "", 7 },
  { "SC", "248", "", 7 }, { "SD", "249", "0", 9 }, { "SE", "46", "0", 10 }, { "SG", "65", "", 8 }, { "SH", "290", "", 5 },
  { "SI", "386", "0", 8 }, { "SJ", "47", "", 8 }, { "SK", "421", "0", 9 }, { "SL", "232", "0", 8 }, { "SM", "378", "", 10 },
  { "SN", "221", "", 9 }, { "SO", "252", "0", 9 }, { "SR", "597", "", 7 }, { "SS", "211", "0", 9 }, { "ST", "239", "", 7 },
  { "SV", "503", "", 8 }, { "SX", "1", "1", 10 }, { "SY", "963", "0", 9 }, { "SZ", "268", "", 8 }, { "TC", "1", "1", 10 },
  { "TD", "235", "", 8 }, { "TG", "228", "", 8 }, { "TH", "66", "0", 9 }, { "TJ", "992", "", 9 }, { "TK", "690", "", 5 },
  { "TL", "670", "", 8 }, { "TM", "993", "8", 8 }, { "TN", "216", "", 8 }, { "TO", "676", "", 7 }, { "TR", "90", "0", 10 },
  { "TT", "1", "1", 10 }, { "TV", "688", "", 6 }, { "TW", "886", "0", 9 }, { "TZ", "255", "0", 9 }, { "UA", "380", "0", 9 },
  { "UG", "256", "0", 9 }, { "US", "1", "1", 10 }, { "UY", "598", "0", 8 }, { "UZ", "998", "8", 9 }, { "VA", "39", "", 11 },
  { "VC", "1", "1", 10 }, { "VE", "58", "0", 10 }, { "VG", "1", "1", 10 }, { "VI", "1", "1", 10 }, { "VN", "84", "0", 10 },
  { "VU", "678", "", 7 }, { "WF", "681", "", 6 }, { "WS", "685", "", 7 }, { "XK", "383", "0", 9 }, { "YE", "967", "0", 9 },
  { "YT", "262", "0", 9 }, { "ZA", "27", "0", 9 }, { "ZM", "260", "0", 9 }, { "ZW", "263", "0", 10 },
};
/* clang-format on */

enum { CALLING_CODE_COUNT = sizeof calling_codes / sizeof *calling_codes };

static const calling_code *find_country(uint16_t country)
{
  size_t low = 0;
  size_t high = CALLING_CODE_COUNT;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const char *name = calling_codes[middle].country;
    uint16_t other = (uint16_t)((unsigned char)name[0] << 8 | (unsigned char)name[1]);
    if (other == country) return &calling_codes[middle];
    if (other < country) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

/* A number that begins with its calling code: the first row of that code, NULL when no country has it. */
static const calling_code *find_code(bytes digits)
{
  const calling_code *best = NULL;

  for (size_t i = 0; i < CALLING_CODE_COUNT; i++) {
    bytes code = bytes_of(calling_codes[i].code);
    if (bytes_starts_with(digits, code) && (!best || code.size > strlen(best->code))) best = &calling_codes[i];
  }
  return best;
}

typedef struct scan {
  char digits[TEXT_LIMIT];
  size_t size;
  bool plus;
} scan;

static bool is_ascii_letter(uint32_t c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The key of a telephone that has the letter. */
static char vanity_digit(char letter)
{
  static const char keys[] = "22233344455566677778889999";

  return keys[lower_ascii(letter) - 'a'];
}

/* Letters that are part of an American number: 1-800-FLOWERS. at: behind the first letter. */
static bool is_vanity(const scan *s, const char *at, const char *end)
{
  size_t letters = 1;

  if (s->plus || s->size < 3 || s->size > COMPLETE) return false;
  if (!bytes_starts_with(bytes_from(s->digits, s->size), BYTES("18")) && s->digits[0] != '8') return false;
  for (; at < end && letters < 4; at++) {
    if (*at == '-') continue;
    if (!is_ascii_letter((unsigned char)*at)) return false;
    letters++;
  }
  return letters == 4;
}

/* "4.93012E+11", "493012345.0": what spreadsheets make of numbers. true when the digits are lost; a trailing ".0" is taken off *text. */
static bool is_rounded(bytes *text)
{
  size_t n = 0;

  while (n < text->size && text->data[n] >= '0' && text->data[n] <= '9') n++;
  if (n + 2 == text->size && n >= COMPLETE && text->data[n] == '.' && text->data[n + 1] == '0') text->size = n;
  if (n == 1 && text->size > 4 && (text->data[1] == '.' || text->data[1] == ',')) {
    for (size_t i = 2; i + 1 < text->size; i++)
      if ((text->data[i] == 'E' || text->data[i] == 'e') && text->data[i + 1] == '+') return true;
  }
  return false;
}

/* Whether c, with enough digits before it, ends the number: an extension, a remark, a second number. */
static bool ends_number(const scan *s, uint32_t c)
{
  if (s->size < COMPLETE) return false;
  if (c == '/' && s->size >= COMPLETE_WITH_CODE) return true;
  return c == ';' || c == ',' || c == '#' || c == '|' || c == '+' || c == '\n' || (c < 0x80 ? is_ascii_letter(c) : u_isalpha((UChar32)c));
}

/* Digits of any script up to the end of the number. "(0)" behind an international prefix is no digit of the number. */
static void scan_digits(scan *s, bytes text)
{
  const char *at = text.data;
  const char *end = text.data + text.size;
  bool vanity = false;

  while (at < end) {
    const char *start = at;
    uint32_t c = utf8_next(&at, end);
    int32_t digit = c < 0x80 ? (c >= '0' && c <= '9' ? (int32_t)c - '0' : -1) : c == UTF8_INVALID ? -1 : u_charDigitValue((UChar32)c);
    if (digit >= 0) {
      bool trunk_in_brackets = digit == 0 && start > text.data && start[-1] == '(' && at < end && *at == ')';
      if (trunk_in_brackets && (s->plus || bytes_starts_with(bytes_from(s->digits, s->size), BYTES("00")))) continue;
      s->digits[s->size++] = (char)('0' + digit);
    } else if ((c == '+' || c == 0xFF0B) && s->size == 0) {
      s->plus = true;
    } else if (is_ascii_letter(c) && (vanity || is_vanity(s, at, end)) && s->size < 11) {
      vanity = true;
      s->digits[s->size++] = vanity_digit((char)c);
    } else if (ends_number(s, c)) {
      break;
    }
  }
}

/* Takes the prefix of an international call off; false when there is none. */
static bool take_international_prefix(bytes *digits, const calling_code *home)
{
  static const struct {
    const char *country, *prefix; /* country "": any */
  } prefixes[] = { { "AU", "0011" }, { "JP", "010" }, { "1", "011" }, { "", "00" } };

  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
    bytes prefix = bytes_of(prefixes[i].prefix);
    const char *country = prefixes[i].country;
    bytes rest;
    if (!bytes_starts_with(*digits, prefix)) continue;
    if (country[0] == '1' ? home && strcmp(home->code, "1") != 0 : country[0] && (!home || strcmp(home->country, country) != 0)) continue;
    rest = bytes_from(digits->data + prefix.size, digits->size - prefix.size);
    if (rest.size < COMPLETE + 1 || !find_code(rest)) continue;
    *digits = rest;
    return true;
  }
  return false;
}

/* Writes code and national number, without the trunk prefix between them, to out; returns the size. */
static size_t write_number(char *out, const calling_code *row, bytes national)
{
  bytes code = bytes_of(row->code);
  bytes trunk = bytes_of(row->trunk);
  bool longer = national.size > row->national_max || trunk.data[0] == '0';

  if (trunk.size && longer && national.size > trunk.size + 4 && bytes_starts_with(national, trunk))
    national = bytes_from(national.data + trunk.size, national.size - trunk.size);
  memcpy(out, code.data, code.size);
  memcpy(out + code.size, national.data, national.size);
  return code.size + national.size;
}

/* A number without a prefix for calls from abroad, all the same with the code of its country before it. */
static bool has_own_code(bytes digits, const calling_code *home)
{
  size_t code = strlen(home->code);

  if (!bytes_starts_with(digits, bytes_of(home->code)) || digits.size < code + COMPLETE) return false;
  if (digits.size > home->national_max) return true;
  return home->trunk[0] == '0' && digits.size >= code + COMPLETE + 1; /* national numbers are written with the 0 */
}

/* 0000000, 1111111111, 1234567890: typed to get past a form. */
static bool is_made_up(bytes digits)
{
  size_t same = 0;
  size_t rising = 0;

  for (size_t i = 1; i < digits.size; i++) {
    same += digits.data[i] == digits.data[i - 1];
    rising += digits.data[i] == (digits.data[i - 1] == '9' ? '0' : digits.data[i - 1] + 1);
  }
  return same + 1 == digits.size || rising + 1 == digits.size;
}

void phone_parse(phone_number *out, bytes text, uint16_t country, arena *a)
{
  const calling_code *home = find_country(country);
  const calling_code *row;
  scan s = { .size = 0 };
  bytes digits;
  char *at;

  *out = (phone_number){ { NULL, 0 }, { NULL, 0 } };
  text = bytes_trim(text);
  if (text.size > TEXT_LIMIT) text.size = TEXT_LIMIT;
  if (is_rounded(&text)) return;
  scan_digits(&s, text);
  digits = bytes_from(s.digits, s.size);
  if (digits.size < DIGITS_MIN || digits.size > NUMBER_MAX || is_made_up(digits)) return;
  at = arena_take(a, NUMBER_MAX + sizeof home->code);
  if (!at) return;
  if (take_international_prefix(&digits, home) || s.plus || (home && has_own_code(digits, home))) {
    row = find_code(digits);
    if (row) digits = bytes_from(at, write_number(at, row, bytes_from(digits.data + strlen(row->code), digits.size - strlen(row->code))));
  } else if (home && digits.size >= DIGITS_MIN + 1) {
    digits = bytes_from(at, write_number(at, home, digits));
  }
  if (digits.data != at) memcpy(at, digits.data, digits.size);
  out->digits = bytes_from(at, digits.size);
  if (digits.size >= LINE_MIN) out->line = bytes_from(at, digits.size - LINE_CUT);
}
