/* SPDX-License-Identifier: MIT */
/* Company names are whatever a form took: any valid UTF-8 has the forms that company_name.h promises, the same ones every time. */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "text/company_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_form(const name_form *form)
{
  require(form->kind <= NAME_SEGMENT && form->acronym_count <= NAME_ACRONYM_LIMIT);
  require(form->token_count >= 1 && form->token_count <= NAME_TOKEN_LIMIT);
  require(form->core.size && form->squashed.size && form->sorted.size);
  require(utf8_is_valid(form->core) && utf8_is_valid(form->squashed) && utf8_is_valid(form->sorted) && utf8_is_valid(form->native));
  for (uint32_t n = 0; n < form->token_count; n++) require(form->tokens[n].text.size && form->tokens[n].canon.size);
  for (uint32_t n = 0; n < form->acronym_count; n++) require(form->acronyms[n].size >= 2);
}

static void parse_as(bytes raw, name_side side)
{
  text_scratch *scratch;
  const lexicon *lex = shared_lexicon(&scratch);
  company_name name, again;
  arena memory;

  arena_init(&memory, 16384);
  company_name_parse(&name, raw, side, lex, scratch, &memory);
  company_name_parse(&again, raw, side, lex, scratch, &memory);
  require(!memory.failed && name.status <= NAME_GOOD && name.form_count <= NAME_FORM_LIMIT);
  require((name.form_count > 0) == (name.status >= NAME_GENERIC));
  require(side == NAME_OF_CONTACT || name.status != NAME_PLACEHOLDER);
  require(name.status == again.status && name.form_count == again.form_count && bytes_equal(name.cleaned, again.cleaned));
  for (uint32_t n = 0; n < name.form_count; n++) {
    check_form(&name.forms[n]);
    require((n == 0) == (name.forms[n].kind == NAME_MAIN));
    require(bytes_equal(name.forms[n].core, again.forms[n].core) && bytes_equal(name.forms[n].sorted, again.forms[n].sorted));
  }
  arena_free(&memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  bytes raw = { (const char *)data, size };

  if (!utf8_is_valid(raw)) return 0;
  parse_as(raw, NAME_OF_ACCOUNT);
  parse_as(raw, NAME_OF_CONTACT);
  return 0;
}
