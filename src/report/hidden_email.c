/* SPDX-License-Identifier: MIT */
#include "report/hidden_email.h"

#include "base/sha256.h"

enum { ADDRESS_SIZE_LIMIT = 1024 }; /* RFC 5321 ends at 254; what is longer is hashed as it is written */

static bool is_part(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("._%+-'!$^~", c)) ||
         (unsigned char)c >= 0x80;
}

static void append_hash(buffer *out, bytes address)
{
  char lower[ADDRESS_SIZE_LIMIT], hex[SHA256_HEX_SIZE];

  if (address.size <= sizeof lower) {
    for (size_t i = 0; i < address.size; i++) lower[i] = lower_ascii(address.data[i]);
    address.data = lower;
  }
  sha256_hex(hex, address);
  buffer_append(out, hex, sizeof hex);
}

/* The next address from *at on: where it begins, and *end behind it; text.size when there is none. */
static size_t next_address(bytes text, size_t at, size_t *end)
{
  size_t from = at;

  for (;;) {
    const char *sign = from < text.size ? memchr(text.data + from, '@', text.size - from) : NULL;
    size_t middle, begin;
    if (!sign) return text.size;
    begin = middle = (size_t)(sign - text.data);
    while (begin > at && is_part(text.data[begin - 1])) begin--;
    for (*end = middle + 1; *end < text.size && is_part(text.data[*end]); ++*end) {
    }
    while (*end > middle + 1 && text.data[*end - 1] == '.') --*end; /* the end of a sentence */
    if (begin<middle && * end> middle + 1) return begin;
    from = middle + 1;
  }
}

bytes hide_emails(bytes text, bool whole, buffer *scratch)
{
  size_t at = 0, end = 0, begin = next_address(text, 0, &end);

  if (begin == text.size) {
    bytes trimmed = bytes_trim(text);
    if (!whole || !trimmed.size) return text;
    buffer_clear(scratch);
    append_hash(scratch, trimmed);
    return buffer_bytes(scratch);
  }
  buffer_clear(scratch);
  for (; begin < text.size; begin = next_address(text, at, &end)) {
    buffer_append(scratch, text.data + at, begin - at);
    append_hash(scratch, bytes_from(text.data + begin, end - begin));
    at = end;
  }
  buffer_append(scratch, text.data + at, text.size - at);
  return buffer_bytes(scratch);
}

void hide_contact_emails(l2a_contact *c, buffer *texts)
{
  bytes *const fields[] = { &c->email, &c->id,    &c->website,     &c->company, &c->country, &c->state,
                            &c->city,  &c->phone, &c->postal_code, &c->title,   &c->linkedin };
  enum { FIELDS = sizeof fields / sizeof *fields };
  buffer scratch = BUFFER_INIT;
  size_t sizes[FIELDS], used = 0;

  buffer_clear(texts);
  for (size_t i = 0; i < FIELDS; i++) {
    bytes hidden = hide_emails(*fields[i], i == 0, &scratch);
    buffer_append_bytes(texts, hidden);
    sizes[i] = hidden.size;
  }
  if (scratch.failed) texts->failed = true;
  for (size_t i = 0; i < FIELDS && !texts->failed; used += sizes[i++])
    *fields[i] = sizes[i] ? bytes_from(texts->data + used, sizes[i]) : (bytes){ NULL, 0 };
  buffer_free(&scratch);
}
