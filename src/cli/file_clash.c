/* SPDX-License-Identifier: MIT */
#include "cli/file_clash.h"

#include <string.h>
#include <sys/stat.h>

#include "base/status.h"

bool file_is_same(const char *a, const char *b)
{
  struct stat of_a, of_b;

  if (!a || !b) return false;
  if (strcmp(a, b) == 0) return true;
  if (stat(a, &of_a) != 0 || stat(b, &of_b) != 0 || !S_ISREG(of_a.st_mode)) return false;
  return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

l2a_status file_clash_check(const cli_options *o, const char *option, const char *path, bool in_place, l2a_error *error)
{
  const char *read[] = { o->index, o->definitions, o->overrides, o->labels, o->filled };
  const option_list *lists[] = { &o->accounts,   &o->account_contacts, &o->contacts, &o->matches,
                                 &o->activities, &o->opportunities,    &o->touches,  &o->answers };
  bool clash = false;

  if (!path || strcmp(path, "-") == 0) return L2A_OK;
  if (path[0] == '\0') return error_set(error, L2A_EINVAL, "--%s needs the name of a file", option);
  for (size_t i = 0; i < sizeof read / sizeof *read; i++) clash |= file_is_same(path, read[i]);
  for (size_t n = 0; n < sizeof lists / sizeof *lists; n++)
    for (size_t i = 0; i < lists[n]->count; i++) clash |= file_is_same(path, lists[n]->items[i]);
  for (size_t i = 0; i < o->operand_count && !in_place; i++) clash |= file_is_same(path, o->operands[i]);
  if (!clash) return L2A_OK;
  return error_set(error, L2A_EINVAL, "--%s %s would overwrite a file that is read: name another one", option, path);
}
