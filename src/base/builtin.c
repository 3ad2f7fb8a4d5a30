/* SPDX-License-Identifier: MIT */
/*
 * The built-in files, as the build assembles them into read-only data. Offsets count bytes from the start, so nothing is relocated:
 *
 *   builtin_data:  count | name, content, size | name, content, size | ...      32-bit numbers
 *                  "legal_forms.txt" NUL  (16) bytes of the file NUL  ...       what the offsets point to; sizes leave the NUL out
 *
 * The files stand in byte order of their names, but for the Public Suffix List, which comes last.
 */
#include "base/builtin.h"

extern const uint32_t builtin_data[] __attribute__((visibility("hidden")));

const char *builtin_name(size_t n, bytes *content)
{
  const char *start = (const char *)builtin_data;
  const uint32_t *entry = builtin_data + 1 + 3 * n;

  if (n >= builtin_data[0]) {
    *content = (bytes){ NULL, 0 };
    return NULL;
  }
  *content = (bytes){ start + entry[1], entry[2] };
  return start + entry[0];
}

bytes builtin_file(const char *name)
{
  bytes content;
  const char *other;

  for (size_t n = 0; (other = builtin_name(n, &content)) != NULL; n++)
    if (strcmp(other, name) == 0) break;
  return content;
}
