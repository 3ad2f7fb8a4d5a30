/* SPDX-License-Identifier: MIT */
/* Overrides as a file that a person keeps: what is taken is found again by its own value, what is not says where. */
#include "cli/override_file.h"
#include "fuzz/fuzz_support.h"
#include "rules/override.h"
#include "rules/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const override_list *list, const override_entry *e)
{
  size_t next = 0;
  const override_entry *found;

  require(e->kind <= L2A_OVERRIDE_ALIAS && e->field <= L2A_FIELD_PHONE && e->value.size > 0);
  do found = override_find(list, e->kind, e->field, e->value, &next);
  while (found && found != e);
  require(found == e);
}

/* Built-in definitions take longer to make than the file to read: rules are used until they hold too many overrides. */
static l2a_rules *shared_rules(void)
{
  enum { USES = 256 };
  static l2a_rules *rules;
  static size_t uses;

  if (uses++ % USES == 0) {
    l2a_rules_free(rules);
    require(l2a_rules_load(&rules, NULL, NULL) == L2A_OK);
  }
  return rules;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char name[MEMORY_FILE_NAME_SIZE];
  int fd = memory_file(name, (bytes){ (const char *)data, size });
  l2a_rules *rules = shared_rules();
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = override_file_read(rules, name, &error);

  require(status == L2A_OK || (error.message[0] && !strchr(error.message, '\n') && status != L2A_ENOMEM));
  for (size_t i = 0; i < override_list_count(rules->overrides); i++) check_entry(rules->overrides, override_list_at(rules->overrides, i));
  close(fd);
  return 0;
}
