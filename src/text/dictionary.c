/* SPDX-License-Identifier: MIT */
#include "text/dictionary.h"

#include "base/builtin.h"
#include "base/utf8.h"

l2a_status dictionary_open(dictionary *out, const char *name, l2a_error *error)
{
  bytes text = builtin_file(name);

  dictionary_from(out, name, text);
  return text.data ? L2A_OK : error_set_at(error, L2A_ENOTFOUND, name, 0, 0, "no such built-in dictionary");
}

void dictionary_from(dictionary *out, const char *name, bytes text)
{
  static const char byte_order_mark[] = "\xEF\xBB\xBF";

  if (bytes_starts_with(text, BYTES(byte_order_mark))) text = bytes_from(text.data + 3, text.size - 3);
  *out = (dictionary){ name, text, 0 };
}

static bool has_control(bytes text)
{
  for (size_t i = 0; i < text.size; i++)
    if (((unsigned char)text.data[i] < 0x20 && text.data[i] != '\t') || text.data[i] == 0x7F) return true;
  return false;
}

l2a_status dictionary_next(dictionary *d, bytes *entry, l2a_error *error)
{
  *entry = (bytes){ NULL, 0 };
  while (d->rest.data) {
    bytes line = bytes_trim(bytes_split(&d->rest, '\n'));
    d->line++;
    if (line.size == 0 || line.data[0] == '#') continue;
    if (!utf8_is_valid(line)) return dictionary_error(d, "no valid UTF-8", error);
    if (has_control(line)) return dictionary_error(d, "a control character", error);
    *entry = line;
    break;
  }
  return L2A_OK;
}

bool dictionary_field(bytes *entry, bytes *field)
{
  if (!entry->data) return false;
  *field = bytes_trim(bytes_split(entry, '|'));
  return true;
}

l2a_status dictionary_error(const dictionary *d, const char *what, l2a_error *error)
{
  return error_set_at(error, L2A_ESYNTAX, d->name, d->line, 0, "%s", what);
}
