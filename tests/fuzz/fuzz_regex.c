/* SPDX-License-Identifier: MIT */
/* Patterns come from the user's definitions and subjects from anybody's contacts: the first line is the pattern, the rest the subject. */
#include "base/regex.h"
#include "fuzz/fuzz_support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_inside(bytes part, bytes whole)
{
  require(part.size <= whole.size);
  if (part.size) require(part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void search(const regex *r, bytes subject)
{
  regex_scratch *scratch = NULL;
  regex_match match;
  bool found = false;

  require(regex_scratch_new(&scratch, NULL) == L2A_OK);
  if (regex_find(&found, r, scratch, subject, &match, NULL) == L2A_OK && found) {
    require_inside(match.whole, subject);
    for (size_t i = 0; i < REGEX_GROUP_MAX; i++) require_inside(match.groups[i], subject);
  }
  regex_scratch_free(scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  bytes subject = { (const char *)data, size };
  bytes pattern = bytes_split(&subject, '\n');
  size_t offset = 0;
  l2a_error error = L2A_ERROR_INIT;
  regex *r = NULL;
  l2a_status status = regex_compile(&r, pattern, &offset, &error);

  require((status == L2A_OK) == (r != NULL));
  require(status != L2A_ESYNTAX || offset <= pattern.size);
  if (r) search(r, subject);
  regex_free(r);
  return 0;
}
