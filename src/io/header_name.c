/* SPDX-License-Identifier: MIT */
#include "io/header_name.h"

#include "base/buffer.h"
#include "base/utf8.h"

/* Base letters of U+00C0 to U+017F; a blank where there is none. */
static const char latin[] = "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
                            "lllnnnnnn nnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

static void put_letter(buffer *out, uint32_t c)
{
  size_t n = c >= 0xC0 ? c - 0xC0 : 0;

  if (c < 0x80) {
    char l = lower_ascii((char)c);
    if ((l >= 'a' && l <= 'z') || (l >= '0' && l <= '9')) buffer_append_char(out, l);
  } else if (c == 0xDF) {
    buffer_append_text(out, "ss");
  } else if (c == 0xC6 || c == 0xE6) {
    buffer_append_text(out, "ae");
  } else if (c >= 0xC0 && n < sizeof latin - 1 && latin[n] != ' ') {
    buffer_append_char(out, latin[n]);
  } else if (c >= 0xFF01 && c <= 0xFF5E) {
    put_letter(out, c - 0xFEE0); /* full width */
  } else if (c >= 0x370 && (c < 0x2000 || c > 0x206F) && c != 0xFEFF && c != 0x3000) {
    char encoded[4];
    buffer_append(out, encoded, utf8_put(encoded, c));
  }
}

bytes header_key(bytes text, arena *a)
{
  const char *at = text.data;
  const char *end = text.data + text.size;
  buffer out = BUFFER_INIT;
  bytes key = { NULL, 0 };

  while (at < end) {
    uint32_t c = utf8_next(&at, end);
    if (c != UTF8_INVALID) put_letter(&out, c);
  }
  if (out.failed) a->failed = true;
  else key = arena_copy(a, buffer_bytes(&out));
  buffer_free(&out);
  return key;
}

/* Takes " (X) (Y)" off the end; one pair of brackets alone belongs to the name. */
static bool strip_related(bytes *name)
{
  bytes text = bytes_trim(*name);

  for (int pairs = 0; pairs < 2; pairs++) {
    const char *open = text.size && text.data[text.size - 1] == ')' ? memrchr(text.data, '(', text.size) : NULL;
    if (!open || open == text.data || open[-1] != ' ') return false;
    text = bytes_trim((bytes){ text.data, (size_t)(open - text.data) });
  }
  *name = text;
  return text.size != 0;
}

/* Takes the mark of a customer's own field off the end. */
static bool strip_custom(bytes *name)
{
  bytes text = bytes_trim(*name);

  if (text.size <= 3 || !bytes_equal_nocase((bytes){ text.data + text.size - 3, 3 }, BYTES("__c"))) return false;
  text.size -= 3;
  *name = text;
  return true;
}

static void split_prefix(bytes *name, bytes *prefix)
{
  const char *dash = name->size ? memmem(name->data, name->size, " - ", 3) : NULL;
  const char *colon = name->size ? memchr(name->data, ':', name->size) : NULL;
  const char *at = dash ? dash : colon;
  size_t skipped = dash ? 3 : 1;

  if (!at) return;
  *prefix = (bytes){ name->data, (size_t)(at - name->data) };
  *name = (bytes){ at + skipped, name->size - prefix->size - skipped };
}

void header_name_parse(header_name *out, bytes name, arena *a)
{
  bytes base = name;
  bytes prefix = { NULL, 0 };

  *out = (header_name){ .whole = header_key(name, a) };
  out->related = strip_related(&base);
  out->custom = strip_custom(&base);
  split_prefix(&base, &prefix);
  out->prefix = header_key(prefix, a);
  out->key = header_key(base, a);
}
