/* SPDX-License-Identifier: MIT */
/* Definitions are written by hand: what is refused says where, what is taken is printed so that it reads back as itself. */
#include "base/buffer.h"
#include "fuzz/fuzz_support.h"
#include "l2a.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static l2a_status append(void *payload, const char *data, size_t size)
{
  buffer_append((buffer *)payload, data, size);
  return L2A_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  l2a_error error = L2A_ERROR_INIT;
  l2a_rules *rules = NULL;
  l2a_rules *again = NULL;
  buffer printed = BUFFER_INIT;
  buffer reprinted = BUFFER_INIT;
  l2a_status status = l2a_rules_parse(&rules, (const char *)data, size, "fuzz.yaml", &error);

  require((status == L2A_OK) == (rules != NULL));
  if (rules) {
    require(l2a_rules_print(rules, append, &printed) == L2A_OK && !printed.failed);
    require(l2a_rules_parse(&again, printed.data, printed.size, "printed.yaml", &error) == L2A_OK);
    require(l2a_rules_print(again, append, &reprinted) == L2A_OK && !reprinted.failed);
    require(bytes_equal(buffer_bytes(&printed), buffer_bytes(&reprinted)));
  } else {
    require(status == L2A_ESYNTAX || status == L2A_ELIMIT || status == L2A_EINVAL);
    require(error.message[0] != '\0');
  }
  l2a_rules_free(rules);
  l2a_rules_free(again);
  buffer_free(&printed);
  buffer_free(&reprinted);
  return 0;
}
