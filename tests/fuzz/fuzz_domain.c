/* SPDX-License-Identifier: MIT */
/* E-mail addresses, web sites and names with a host in them are whatever a form took; a host that comes out is one, and stays itself. */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "text/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_host(const domain_name *d)
{
  require((d->kind == DOMAIN_NONE) == (d->host.size == 0) && d->kind <= DOMAIN_DENIED);
  if (d->kind == DOMAIN_NONE) {
    require(d->registrable.size == 0 && d->label.size == 0 && d->plain_label.size == 0);
    return;
  }
  require(d->host.size <= 253 && bytes_ends_with(d->host, d->registrable));
  for (size_t i = 0; i < d->host.size; i++) {
    char c = d->host.data[i];
    bool inner = i < d->host.size - d->registrable.size; /* names of machines may have underscores */
    require((inner && c == '_') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.');
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  bytes text = { (const char *)data, size };
  text_scratch *scratch;
  const lexicon *lex = shared_lexicon(&scratch);
  domain_name of_email, of_url, of_text;
  arena memory;

  arena_init(&memory, 4096);
  domain_from_email(&of_email, text, lex, scratch, &memory);
  domain_from_url(&of_url, text, lex, scratch, &memory);
  domain_from_text(&of_text, text, lex, scratch, &memory);
  email_is_role(text, lex);
  require(!memory.failed);
  check_host(&of_email);
  check_host(&of_url);
  check_host(&of_text);
  arena_free(&memory);
  return 0;
}
