/* SPDX-License-Identifier: MIT */
#include "io/column_values.h"

#include "io/null_tokens.h"

static bool is_alnum(char c)
{
  char l = lower_ascii(c);

  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9');
}

/* Two labels or more, the last one of letters: enough to tell a host from other text. */
static bool is_host(bytes text)
{
  size_t label = 0;
  size_t labels = 0;
  bool digits = false;

  if (text.size > 253) return false;
  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      digits = false;
      labels++;
      continue;
    }
    if (!is_alnum(c) && c != '-' && (unsigned char)c < 0x80) return false;
    if (c >= '0' && c <= '9') digits = true;
    label++;
  }
  return labels >= 1 && label >= 2 && !digits;
}

static bool is_email(bytes text)
{
  const char *at = memchr(text.data, '@', text.size);
  size_t local = at ? (size_t)(at - text.data) : 0;

  return local && is_host((bytes){ at + 1, text.size - local - 1 });
}

/* Pages of people and companies on other people's sites say nothing about the web site of a company. */
static bool is_social(bytes host)
{
  static const char *const hosts[] = { "linkedin.com", "facebook.com", "twitter.com", "x.com", "instagram.com", "youtube.com" };

  for (size_t n = 0; n < sizeof hosts / sizeof *hosts; n++)
    if (bytes_ends_with(host, bytes_of(hosts[n]))) return true;
  return false;
}

static bool is_website(bytes text)
{
  const char *slashes = memmem(text.data, text.size, "://", 3);
  size_t size = 0;

  if (slashes) text = (bytes){ slashes + 3, text.size - (size_t)(slashes + 3 - text.data) };
  while (size < text.size && text.data[size] != '/' && text.data[size] != ':' && text.data[size] != '?') size++;
  text.size = size;
  return is_host(text) && !is_social(text);
}

static bool is_account_id(bytes text)
{
  if (text.size == 36) {
    for (size_t i = 0; i < text.size; i++) {
      char l = lower_ascii(text.data[i]);
      bool dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? l != '-' : !((l >= 'a' && l <= 'f') || (l >= '0' && l <= '9'))) return false;
    }
    return true;
  }
  if ((text.size != 15 && text.size != 18) || !bytes_starts_with(text, BYTES("001"))) return false;
  for (size_t i = 0; i < text.size; i++)
    if (!is_alnum(text.data[i])) return false;
  return true;
}

value_shape value_shape_of(bytes value)
{
  bytes text = bytes_trim(value);

  if (text.size == 0) return SHAPE_NONE;
  if (is_email(text)) return SHAPE_EMAIL;
  if (is_account_id(text)) return SHAPE_ACCOUNT_ID;
  return is_website(text) ? SHAPE_WEBSITE : SHAPE_NONE;
}

value_shape column_shape(const record_batch *sample, uint32_t column)
{
  size_t counts[SHAPE_ACCOUNT_ID + 1] = { 0 };
  size_t values = 0;

  for (size_t i = 0; i < sample->count; i++) {
    bytes value = record_field(&sample->records[i], column);
    if (is_null_token(value)) continue;
    values++;
    counts[value_shape_of(value)]++;
  }
  for (value_shape shape = SHAPE_EMAIL; shape <= SHAPE_ACCOUNT_ID; shape++)
    if (values && counts[shape] * 5 >= values * 4) return shape;
  return SHAPE_NONE;
}
