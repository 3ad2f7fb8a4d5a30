/* SPDX-License-Identifier: MIT */
/* Byte views: borrowed text as pointer and length; never NUL-terminated, may be {NULL, 0}. The same shape as the public l2a_string. */
#ifndef L2A_BASE_BYTES_H
#define L2A_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "l2a.h"

typedef l2a_string bytes;

#define BYTES(literal) ((bytes){ (literal), sizeof(literal) - 1 })

static inline bytes bytes_of(const char *text)
{
  return (bytes){ text, text ? strlen(text) : 0 };
}

static inline bytes bytes_from(const char *data, size_t size)
{
  return (bytes){ data, size };
}

/* Whether n bytes, 4 to 16 of them, are the same: both halves, which may overlap. */
static inline bool bytes_same_halves(const char *a, const char *b, size_t n)
{
  uint64_t x[2] = { 0, 0 }, y[2] = { 0, 0 };
  size_t half = n >= 8 ? 8 : 4;

  if (half == 8) {
    memcpy(&x[0], a, 8);
    memcpy(&y[0], b, 8);
    memcpy(&x[1], a + n - 8, 8);
    memcpy(&y[1], b + n - 8, 8);
  } else {
    memcpy(&x[0], a, 4);
    memcpy(&y[0], b, 4);
    memcpy(&x[1], a + n - 4, 4);
    memcpy(&y[1], b + n - 4, 4);
  }
  return ((x[0] ^ y[0]) | (x[1] ^ y[1])) == 0;
}

/* Most texts that are compared are words or names: no call for these. */
static inline bool bytes_equal(bytes a, bytes b)
{
  if (a.size != b.size) return false;
  if (a.size - 4 <= 12) return bytes_same_halves(a.data, b.data, a.size);
  return a.size == 0 || memcmp(a.data, b.data, a.size) == 0;
}

/* Order of bytes (unsigned), shorter first: the same in every locale. */
static inline int bytes_compare(bytes a, bytes b)
{
  size_t n = a.size < b.size ? a.size : b.size;
  int order = n ? memcmp(a.data, b.data, n) : 0;

  return order ? order : (a.size > b.size) - (a.size < b.size);
}

static inline bool is_blank(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char lower_ascii(char c)
{
  return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool bytes_equal_nocase(bytes a, bytes b)
{
  if (a.size != b.size) return false;
  for (size_t i = 0; i < a.size; i++)
    if (lower_ascii(a.data[i]) != lower_ascii(b.data[i])) return false;
  return true;
}

/* Without ASCII white space at both ends. */
static inline bytes bytes_trim(bytes a)
{
  while (a.size && is_blank(a.data[0])) a.data++, a.size--;
  while (a.size && is_blank(a.data[a.size - 1])) a.size--;
  return a;
}

static inline bool bytes_starts_with(bytes a, bytes prefix)
{
  return a.size >= prefix.size && (prefix.size == 0 || memcmp(a.data, prefix.data, prefix.size) == 0);
}

static inline bool bytes_ends_with(bytes a, bytes suffix)
{
  return a.size >= suffix.size && (suffix.size == 0 || memcmp(a.data + a.size - suffix.size, suffix.data, suffix.size) == 0);
}

/* Takes the part before the first separator off *rest; the last part leaves rest with data NULL. Begin while rest->data is not NULL. */
static inline bytes bytes_split(bytes *rest, char separator)
{
  const char *at = rest->size ? memchr(rest->data, separator, rest->size) : NULL;
  bytes part = *rest;

  if (at) {
    part.size = (size_t)(at - rest->data);
    rest->data = at + 1;
    rest->size -= part.size + 1;
  } else {
    *rest = (bytes){ NULL, 0 };
  }
  return part;
}

#endif
