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

typedef struct number_plan {
  char code[4];
  char trunk[3];        /* dialled before a national number, no part of it; empty where there is none */
  uint8_t national_max; /* digits of a national number without the trunk prefix */
} number_plan;

/* Tables in byte order of their first column. */
/* clang-format off */
static const number_plan plans[] = {
  { "1", "1", 10 }, { "20", "0", 10 }, { "211", "0", 9 }, { "212", "0", 9 }, { "213", "0", 9 }, { "216", "", 8 },
  { "218", "0", 9 }, { "220", "", 7 }, { "221", "", 9 }, { "222", "", 8 }, { "223", "", 8 }, { "224", "", 9 },
  { "225", "", 10 }, { "226", "", 8 }, { "227", "", 8 }, { "228", "", 8 }, { "229", "", 10 }, { "230", "", 8 },
  { "231", "0", 9 }, { "232", "0", 8 }, { "233", "0", 9 }, { "234", "0", 10 }, { "235", "", 8 }, { "236", "", 8 },
  { "237", "", 9 }, { "238", "", 7 }, { "239", "", 7 }, { "240", "", 9 }, { "241", "", 8 }, { "242", "", 9 },
  { "243", "0", 9 }, { "244", "", 9 }, { "245", "", 9 }, { "246", "", 7 }, { "247", "", 6 }, { "248", "", 7 },
  { "249", "0", 9 }, { "250", "0", 9 }, { "251", "0", 9 }, { "252", "0", 9 }, { "253", "", 8 }, { "254", "0", 10 },
  { "255", "0", 9 }, { "256", "0", 9 }, { "257", "", 8 }, { "258", "", 9 }, { "260", "0", 9 }, { "261", "0", 9 },
  { "262", "0", 9 }, { "263", "0", 10 }, { "264", "0", 9 }, { "265", "0", 9 }, { "266", "", 8 }, { "267", "", 8 },
  { "268", "", 8 }, { "269", "", 7 }, { "27", "0", 9 }, { "290", "", 5 }, { "291", "0", 7 }, { "297", "", 7 },
  { "298", "", 6 }, { "299", "", 6 }, { "30", "", 10 }, { "31", "0", 9 }, { "32", "0", 9 }, { "33", "0", 9 },
  { "34", "", 9 }, { "350", "", 8 }, { "351", "", 9 }, { "352", "", 11 }, { "353", "0", 9 }, { "354", "", 9 },
  { "355", "0", 9 }, { "356", "", 8 }, { "357", "", 8 }, { "358", "0", 12 }, { "359", "0", 9 }, { "36", "06", 9 },
  { "370", "8", 8 }, { "371", "", 8 }, { "372", "", 8 }, { "373", "0", 8 }, { "374", "0", 8 }, { "375", "80", 9 },
  { "376", "", 9 }, { "377", "0", 9 }, { "378", "", 10 }, { "380", "0", 9 }, { "381", "0", 9 }, { "382", "0", 9 },
  { "383", "0", 9 }, { "385", "0", 9 }, { "386", "0", 8 }, { "387", "0", 9 }, { "389", "0", 8 }, { "39", "", 11 },
  { "40", "0", 9 }, { "41", "0", 9 }, { "420", "", 9 }, { "421", "0", 9 }, { "423", "", 9 }, { "43", "0", 13 },
  { "44", "0", 10 }, { "45", "", 8 }, { "46", "0", 10 }, { "47", "", 8 }, { "48", "", 9 }, { "49", "0", 13 },
  { "500", "", 5 }, { "501", "", 7 }, { "502", "", 8 }, { "503", "", 8 }, { "504", "", 8 }, { "505", "", 8 },
  { "506", "", 8 }, { "507", "", 8 }, { "508", "0", 9 }, { "509", "", 8 }, { "51", "0", 9 }, { "52", "01", 10 },
  { "53", "0", 8 }, { "54", "0", 11 }, { "55", "0", 11 }, { "56", "0", 9 }, { "57", "0", 10 }, { "58", "0", 10 },
  { "590", "0", 9 }, { "591", "0", 9 }, { "592", "", 7 }, { "593", "0", 9 }, { "594", "0", 9 }, { "595", "0", 9 },
  { "596", "0", 9 }, { "597", "", 7 }, { "598", "0", 8 }, { "599", "", 8 }, { "60", "0", 10 }, { "61", "0", 10 },
  { "62", "0", 12 }, { "63", "0", 10 }, { "64", "0", 10 }, { "65", "", 8 }, { "66", "0", 9 }, { "670", "", 8 },
  { "672", "", 6 }, { "673", "", 7 }, { "674", "", 7 }, { "675", "", 8 }, { "676", "", 7 }, { "677", "", 7 },
  { "678", "", 7 }, { "679", "", 7 }, { "680", "", 7 }, { "681", "", 6 }, { "682", "", 5 }, { "683", "", 7 },
  { "685", "", 7 }, { "686", "", 8 }, { "687", "", 6 }, { "688", "", 6 }, { "689", "", 8 }, { "690", "", 5 },
  { "691", "", 7 }, { "692", "1", 7 }, { "7", "8", 10 }, { "81", "0", 10 }, { "82", "0", 11 }, { "84", "0", 10 },
  { "850", "0", 10 }, { "852", "", 8 }, { "853", "", 8 }, { "855", "0", 9 }, { "856", "0", 10 }, { "86", "0", 11 },
  { "880", "0", 10 }, { "886", "0", 9 }, { "90", "0", 10 }, { "91", "0", 10 }, { "92", "0", 10 }, { "93", "0", 9 },
  { "94", "0", 9 }, { "95", "0", 10 }, { "960", "", 7 }, { "961", "0", 8 }, { "962", "0", 9 }, { "963", "0", 9 },
  { "964", "0", 10 }, { "965", "", 8 }, { "966", "0", 9 }, { "967", "0", 9 }, { "968", "", 8 }, { "970", "0", 9 },
  { "971", "0", 9 }, { "972", "0", 9 }, { "973", "", 8 }, { "974", "", 8 }, { "975", "", 8 }, { "976", "0", 8 },
  { "977", "0", 10 }, { "98", "0", 10 }, { "992", "", 9 }, { "993", "8", 8 }, { "994", "0", 9 }, { "995", "0", 9 },
  { "996", "0", 9 }, { "998", "8", 9 },
};

static const struct {
  char country[3];
  char code[4];
} countries[] = {
  { "AC", "247" }, { "AD", "376" }, { "AE", "971" }, { "AF", "93" }, { "AG", "1" }, { "AI", "1" }, { "AL", "355" }, { "AM", "374" },
  { "AO", "244" }, { "AR", "54" }, { "AS", "1" }, { "AT", "43" }, { "AU", "61" }, { "AW", "297" }, { "AX", "358" }, { "AZ", "994" },
  { "BA", "387" }, { "BB", "1" }, { "BD", "880" }, { "BE", "32" }, { "BF", "226" }, { "BG", "359" }, { "BH", "973" }, { "BI", "257" },
  { "BJ", "229" }, { "BL", "590" }, { "BM", "1" }, { "BN", "673" }, { "BO", "591" }, { "BQ", "599" }, { "BR", "55" }, { "BS", "1" },
  { "BT", "975" }, { "BW", "267" }, { "BY", "375" }, { "BZ", "501" }, { "CA", "1" }, { "CC", "61" }, { "CD", "243" }, { "CF", "236" },
  { "CG", "242" }, { "CH", "41" }, { "CI", "225" }, { "CK", "682" }, { "CL", "56" }, { "CM", "237" }, { "CN", "86" }, { "CO", "57" },
  { "CR", "506" }, { "CU", "53" }, { "CV", "238" }, { "CW", "599" }, { "CX", "61" }, { "CY", "357" }, { "CZ", "420" }, { "DE", "49" },
  { "DJ", "253" }, { "DK", "45" }, { "DM", "1" }, { "DO", "1" }, { "DZ", "213" }, { "EC", "593" }, { "EE", "372" }, { "EG", "20" },
  { "EH", "212" }, { "ER", "291" }, { "ES", "34" }, { "ET", "251" }, { "FI", "358" }, { "FJ", "679" }, { "FK", "500" }, { "FM", "691" },
  { "FO", "298" }, { "FR", "33" }, { "GA", "241" }, { "GB", "44" }, { "GD", "1" }, { "GE", "995" }, { "GF", "594" }, { "GG", "44" },
  { "GH", "233" }, { "GI", "350" }, { "GL", "299" }, { "GM", "220" }, { "GN", "224" }, { "GP", "590" }, { "GQ", "240" }, { "GR", "30" },
  { "GT", "502" }, { "GU", "1" }, { "GW", "245" }, { "GY", "592" }, { "HK", "852" }, { "HN", "504" }, { "HR", "385" }, { "HT", "509" },
  { "HU", "36" }, { "ID", "62" }, { "IE", "353" }, { "IL", "972" }, { "IM", "44" }, { "IN", "91" }, { "IO", "246" }, { "IQ", "964" },
  { "IR", "98" }, { "IS", "354" }, { "IT", "39" }, { "JE", "44" }, { "JM", "1" }, { "JO", "962" }, { "JP", "81" }, { "KE", "254" },
  { "KG", "996" }, { "KH", "855" }, { "KI", "686" }, { "KM", "269" }, { "KN", "1" }, { "KP", "850" }, { "KR", "82" }, { "KW", "965" },
  { "KY", "1" }, { "KZ", "7" }, { "LA", "856" }, { "LB", "961" }, { "LC", "1" }, { "LI", "423" }, { "LK", "94" }, { "LR", "231" },
  { "LS", "266" }, { "LT", "370" }, { "LU", "352" }, { "LV", "371" }, { "LY", "218" }, { "MA", "212" }, { "MC", "377" }, { "MD", "373" },
  { "ME", "382" }, { "MF", "590" }, { "MG", "261" }, { "MH", "692" }, { "MK", "389" }, { "ML", "223" }, { "MM", "95" }, { "MN", "976" },
  { "MO", "853" }, { "MP", "1" }, { "MQ", "596" }, { "MR", "222" }, { "MS", "1" }, { "MT", "356" }, { "MU", "230" }, { "MV", "960" },
  { "MW", "265" }, { "MX", "52" }, { "MY", "60" }, { "MZ", "258" }, { "NA", "264" }, { "NC", "687" }, { "NE", "227" }, { "NF", "672" },
  { "NG", "234" }, { "NI", "505" }, { "NL", "31" }, { "NO", "47" }, { "NP", "977" }, { "NR", "674" }, { "NU", "683" }, { "NZ", "64" },
  { "OM", "968" }, { "PA", "507" }, { "PE", "51" }, { "PF", "689" }, { "PG", "675" }, { "PH", "63" }, { "PK", "92" }, { "PL", "48" },
  { "PM", "508" }, { "PR", "1" }, { "PS", "970" }, { "PT", "351" }, { "PW", "680" }, { "PY", "595" }, { "QA", "974" }, { "RE", "262" },
  { "RO", "40" }, { "RS", "381" }, { "RU", "7" }, { "RW", "250" }, { "SA", "966" }, { "SB", "677" }, { "SC", "248" }, { "SD", "249" },
  { "SE", "46" }, { "SG", "65" }, { "SH", "290" }, { "SI", "386" }, { "SJ", "47" }, { "SK", "421" }, { "SL", "232" }, { "SM", "378" },
  { "SN", "221" }, { "SO", "252" }, { "SR", "597" }, { "SS", "211" }, { "ST", "239" }, { "SV", "503" }, { "SX", "1" }, { "SY", "963" },
  { "SZ", "268" }, { "TC", "1" }, { "TD", "235" }, { "TG", "228" }, { "TH", "66" }, { "TJ", "992" }, { "TK", "690" }, { "TL", "670" },
  { "TM", "993" }, { "TN", "216" }, { "TO", "676" }, { "TR", "90" }, { "TT", "1" }, { "TV", "688" }, { "TW", "886" }, { "TZ", "255" },
  { "UA", "380" }, { "UG", "256" }, { "US", "1" }, { "UY", "598" }, { "UZ", "998" }, { "VA", "39" }, { "VC", "1" }, { "VE", "58" },
  { "VG", "1" }, { "VI", "1" }, { "VN", "84" }, { "VU", "678" }, { "WF", "681" }, { "WS", "685" }, { "XK", "383" }, { "YE", "967" },
  { "YT", "262" }, { "ZA", "27" }, { "ZM", "260" }, { "ZW", "263" },
};
/* clang-format on */

/* A code as a number that orders like its digits. */
static uint32_t code_rank(const char *code, size_t size)
{
  uint32_t rank = 0;

  for (size_t i = 0; i < sizeof plans->code; i++) rank = rank << 8 | (i < size ? (unsigned char)code[i] : 0u);
  return rank;
}

static const number_plan *find_plan(bytes code)
{
  uint32_t wanted = code_rank(code.data, code.size);
  size_t low = 0;
  size_t high = sizeof plans / sizeof *plans;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    uint32_t rank = code_rank(plans[middle].code, sizeof plans->code);
    if (rank == wanted) return &plans[middle];
    if (rank < wanted) low = middle + 1;
    else high = middle;
  }
  return NULL;
}

/* The plan of a number that begins with its calling code: no code begins with another. */
static const number_plan *find_code(bytes digits)
{
  const number_plan *plan = NULL;

  for (size_t size = 1; !plan && size <= 3 && size <= digits.size; size++) plan = find_plan(bytes_from(digits.data, size));
  return plan;
}

static const number_plan *find_country(uint16_t country)
{
  const char name[2] = { (char)(country >> 8), (char)(country & 0xFF) };
  size_t low = 0;
  size_t high = sizeof countries / sizeof *countries;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = memcmp(countries[middle].country, name, 2);
    if (order == 0) return find_plan(bytes_of(countries[middle].code));
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return NULL;
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
static bool take_international_prefix(bytes *digits, const number_plan *home)
{
  static const struct {
    const char *code, *prefix; /* code "": any */
  } prefixes[] = { { "61", "0011" }, { "81", "010" }, { "1", "011" }, { "", "00" } };

  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
    bytes prefix = bytes_of(prefixes[i].prefix);
    const char *code = prefixes[i].code;
    bytes rest;
    if (!bytes_starts_with(*digits, prefix)) continue;
    if (code[0] && home ? strcmp(home->code, code) != 0 : code[0] && code[0] != '1') continue;
    rest = bytes_from(digits->data + prefix.size, digits->size - prefix.size);
    if (rest.size < COMPLETE + 1 || !find_code(rest)) continue;
    *digits = rest;
    return true;
  }
  return false;
}

/* Writes code and national number, without the trunk prefix between them, to out; returns the size. */
static size_t write_number(char *out, const number_plan *row, bytes national)
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
static bool has_own_code(bytes digits, const number_plan *home)
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
  const number_plan *home, *row;
  scan s;
  bytes digits;
  char *at;

  *out = (phone_number){ { NULL, 0 }, { NULL, 0 } };
  text = bytes_trim(text);
  if (text.size == 0) return;
  home = find_country(country);
  s.size = 0;
  s.plus = false;
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
