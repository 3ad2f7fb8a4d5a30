/* SPDX-License-Identifier: MIT */
#include "io/chunk.h"

#include <stdlib.h>

void chunk_free(chunk *c)
{
  free(c->data);
  *c = (chunk)CHUNK_INIT;
}

bool chunk_reserve(chunk *c, size_t capacity)
{
  char *data;

  if (c->data && c->capacity >= capacity) return true;
  data = realloc(c->data, capacity ? capacity : 1);
  if (!data) return false;
  c->data = data;
  c->capacity = capacity;
  return true;
}

l2a_status chunk_source_init(chunk_source *s, input *in, bytes head, uint64_t line, uint64_t offset, l2a_error *error)
{
  *s = (chunk_source){ .in = in, .line = line, .offset = offset };
  s->carry = malloc(head.size + 1);
  if (!s->carry) return error_no_memory(error);
  if (head.size) memcpy(s->carry, head.data, head.size);
  s->carry_size = head.size;
  return L2A_OK;
}

void chunk_source_free(chunk_source *s)
{
  free(s->carry);
  *s = (chunk_source){ .in = NULL };
}

void chunk_source_begin(const chunk_source *s, chunk *c)
{
  c->size = 0;
  c->number = s->number;
  c->line = s->line;
  c->offset = s->offset;
  c->footer = false;
}

l2a_status chunk_source_fill(chunk_source *s, chunk *c, size_t size, bool *end, l2a_error *error)
{
  size_t kept = s->carry_size - s->carry_at;
  size_t got = 0;
  l2a_status status = L2A_OK;

  *end = false;
  if (size <= c->size) goto done;
  if (!chunk_reserve(c, size)) {
    status = error_no_memory(error);
    goto done;
  }
  if (kept > size - c->size) kept = size - c->size;
  if (kept) memcpy(c->data + c->size, s->carry + s->carry_at, kept);
  s->carry_at += kept;
  c->size += kept;
  if (c->size == size) goto done;
  status = input_read(s->in, c->data + c->size, size - c->size, &got, error);
  if (status != L2A_OK) goto done;
  c->size += got;
  *end = c->size < size;
done:
  return status;
}

l2a_status chunk_source_cut(chunk_source *s, chunk *c, size_t size, uint64_t lines, l2a_error *error)
{
  size_t rest = c->size - size;
  l2a_status status = L2A_OK;

  if (s->carry_at < s->carry_size || rest <= s->carry_at) {
    /* Either all of the chunk came from the carry, or its end may overwrite what was used of it. */
    s->carry_at -= rest;
    if (rest) memmove(s->carry + s->carry_at, c->data + size, rest);
  } else {
    char *carry = realloc(s->carry, rest);
    if (!carry) {
      status = error_no_memory(error);
      goto done;
    }
    memcpy(carry, c->data + size, rest);
    s->carry = carry;
    s->carry_size = rest;
    s->carry_at = 0;
  }
  c->size = size;
  s->line += lines;
  s->offset += size;
  s->number++;
done:
  return status;
}
