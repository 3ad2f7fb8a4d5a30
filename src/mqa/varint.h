/* SPDX-License-Identifier: MIT */
/* Numbers in as few bytes as they need: seven bits a byte, the last byte below 128. Signed ones zigzag: 0, -1, 1, -2 ... */
#ifndef L2A_MQA_VARINT_H
#define L2A_MQA_VARINT_H

#include "base/buffer.h"

enum { VARINT_MAX_SIZE = 10 };

static inline size_t varint_write(char *out, uint64_t value)
{
  size_t n = 0;

  while (value >= 128) {
    out[n++] = (char)(value | 128);
    value >>= 7;
  }
  out[n++] = (char)value;
  return n;
}

static inline uint64_t zigzag(int64_t value)
{
  return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static inline int64_t unzigzag(uint64_t value)
{
  return (int64_t)(value >> 1 ^ (0 - (value & 1)));
}

static inline void varint_put(buffer *out, uint64_t value)
{
  char text[VARINT_MAX_SIZE];

  buffer_append(out, text, varint_write(text, value));
}

static inline void varint_put_text(buffer *out, bytes text)
{
  varint_put(out, text.size);
  buffer_append_bytes(out, text);
}

/* Reading stops at the end: then failed, and everything reads as 0. */
typedef struct varint_reader {
  const char *at, *end;
  bool failed;
} varint_reader;

static inline uint64_t varint_take(varint_reader *r)
{
  uint64_t value = 0;

  for (unsigned shift = 0; r->at < r->end && shift < 64; shift += 7) {
    unsigned char byte = (unsigned char)*r->at++;
    value |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return value;
  }
  r->failed = true;
  r->at = r->end;
  return 0;
}

static inline uint32_t varint_take_u32(varint_reader *r)
{
  uint64_t value = varint_take(r);

  if (value > UINT32_MAX) r->failed = true;
  return (uint32_t)value;
}

static inline int64_t varint_take_signed(varint_reader *r)
{
  return unzigzag(varint_take(r));
}

static inline bytes varint_take_text(varint_reader *r)
{
  uint64_t size = varint_take(r);
  const char *from = r->at;

  if (size > (uint64_t)(r->end - r->at)) {
    r->failed = true;
    r->at = r->end;
    return (bytes){ "", 0 };
  }
  r->at += size;
  return (bytes){ from, (size_t)size };
}

#endif
