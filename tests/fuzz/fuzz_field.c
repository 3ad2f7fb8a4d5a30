/* SPDX-License-Identifier: MIT */
/* Phones, countries and titles as a form took them; the first byte chooses the country that a phone is read in. */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "text/country.h"
#include "text/job_title.h"
#include "text/phone.h"
#include "text/scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_digits(bytes text)
{
  for (size_t i = 0; i < text.size; i++) require(text.data[i] >= '0' && text.data[i] <= '9');
}

static void check_phone(bytes text, uint16_t country, arena *memory)
{
  phone_number phone, again;

  phone_parse(&phone, text, country, memory);
  require(!memory->failed && phone.digits.size <= 32 && phone.line.size <= phone.digits.size + 32);
  check_digits(phone.digits);
  check_digits(phone.line);
  phone_parse(&again, text, country, memory);
  require(bytes_equal(phone.digits, again.digits) && bytes_equal(phone.line, again.line));
}

static void check_title(bytes text)
{
  static title_rules *rules;
  static regex_scratch *scratch;
  title_class found;

  if (!rules) require(title_rules_new_builtin(&rules, NULL) == L2A_OK && regex_scratch_new(&scratch, NULL) == L2A_OK);
  require(title_classify(&found, text, rules, scratch, NULL) == L2A_OK);
  for (int d = 0; d < TITLE_DIMENSION_COUNT; d++)
    require(found.names[d] == TITLE_NONE || title_rules_name(rules, (title_dimension)d, found.names[d]).data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const uint16_t countries[] = { 0, 'U' << 8 | 'S', 'D' << 8 | 'E', 'G' << 8 | 'B', COUNTRY_UNKNOWN, 'I' << 8 | 'T', 0xFFFE };
  bytes text = { (const char *)data, size };
  uint8_t choice = take_byte(&text);
  text_scratch *scratch;
  const lexicon *lex = shared_lexicon(&scratch);
  uint16_t code;
  arena memory;

  arena_init(&memory, 4096);
  code = country_code(text, lex, scratch);
  require((text.size > 0 || code == 0) && code == country_code(text, lex, scratch));
  check_phone(text, countries[choice % (sizeof countries / sizeof *countries)], &memory);
  check_title(text);
  arena_free(&memory);
  return 0;
}
