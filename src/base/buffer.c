/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_free(buffer *b)
{
  free(b->data);
  *b = (buffer)BUFFER_INIT;
}

void buffer_clear(buffer *b)
{
  b->size = 0;
  b->failed = false;
}

bool buffer_reserve(buffer *b, size_t more)
{
  size_t capacity = b->capacity ? b->capacity : 256;
  char *data;

  if (b->capacity - b->size >= more) return true;
  if (b->failed || more > SIZE_MAX / 2 || b->size > SIZE_MAX / 2) goto failed;
  while (capacity - b->size < more) capacity *= 2;
  data = realloc(b->data, capacity);
  if (!data) goto failed;
  b->data = data;
  b->capacity = capacity;
  return true;
failed:
  b->failed = true;
  return false;
}

void buffer_append_text(buffer *b, const char *text)
{
  buffer_append(b, text, strlen(text));
}

void buffer_append_u64(buffer *b, uint64_t value)
{
  char digits[20];
  size_t n = sizeof digits;

  do digits[--n] = (char)('0' + value % 10);
  while (value /= 10);
  buffer_append(b, digits + n, sizeof digits - n);
}

void buffer_printf(buffer *b, const char *format, ...)
{
  va_list list;
  int n;

  va_start(list, format);
  n = vsnprintf(NULL, 0, format, list);
  va_end(list);
  if (n < 0 || !buffer_reserve(b, (size_t)n + 1)) {
    b->failed = true;
    return;
  }
  va_start(list, format);
  vsnprintf(b->data + b->size, (size_t)n + 1, format, list);
  va_end(list);
  b->size += (size_t)n;
}

l2a_status buffer_sink(void *payload, const char *data, size_t size)
{
  buffer *b = payload;

  buffer_append(b, data, size);
  return b->failed ? L2A_ENOMEM : L2A_OK;
}
