/* SPDX-License-Identifier: MIT */
/* A growing byte buffer. It remembers a failed allocation, so that a chain of appends is checked once (buffer.failed). */
#ifndef L2A_BASE_BUFFER_H
#define L2A_BASE_BUFFER_H

#include "base/bytes.h"
#include "base/status.h"

typedef struct buffer {
  char *data;
  size_t size;
  size_t capacity;
  bool failed;
} buffer;

/* clang-format off */
#define BUFFER_INIT { NULL, 0, 0, false }
/* clang-format on */

void buffer_free(buffer *b);  /* leaves an empty, usable buffer */
void buffer_clear(buffer *b); /* keeps the memory, forgets a failure */

/* Room for `more` bytes behind size; false (and failed) when memory is out. */
bool buffer_reserve(buffer *b, size_t more);
void buffer_append_text(buffer *b, const char *text);
void buffer_append_u64(buffer *b, uint64_t value); /* decimal */
void buffer_printf(buffer *b, const char *format, ...) L2A_PRINTF(2, 3);

/* An l2a_sink whose payload is a buffer. */
l2a_status buffer_sink(void *payload, const char *data, size_t size);

static inline void buffer_append(buffer *b, const void *data, size_t size)
{
  if (size == 0 || (b->capacity - b->size < size && !buffer_reserve(b, size))) return;
  memcpy(b->data + b->size, data, size);
  b->size += size;
}

static inline void buffer_append_bytes(buffer *b, bytes text)
{
  buffer_append(b, text.data, text.size);
}

static inline void buffer_append_char(buffer *b, char c)
{
  if (b->capacity == b->size && !buffer_reserve(b, 1)) return;
  b->data[b->size++] = c;
}

static inline bytes buffer_bytes(const buffer *b)
{
  return (bytes){ b->data, b->size };
}

#endif
