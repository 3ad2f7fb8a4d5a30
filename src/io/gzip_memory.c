/* SPDX-License-Identifier: MIT */
#include "io/gzip_memory.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

enum {
  WINDOW_BITS = 15 + 16, /* gzip only */
  STEP_SIZE = 64 << 10,  /* bytes of text made at a time */
  MEMORY_LEVEL = 8       /* zlib's default */
};

struct gzip_inflater {
  z_stream z;
  bool ready;  /* z must be ended */
  bool inside; /* a member has begun and not ended */
  bool any;
};

l2a_status gzip_inflater_new(gzip_inflater **out, l2a_error *error)
{
  gzip_inflater *g = calloc(1, sizeof *g);

  *out = NULL;
  if (!g) return error_no_memory(error);
  g->ready = inflateInit2(&g->z, WINDOW_BITS) == Z_OK;
  if (!g->ready) {
    gzip_inflater_free(g);
    return error_no_memory(error);
  }
  *out = g;
  return L2A_OK;
}

void gzip_inflater_free(gzip_inflater *g)
{
  if (!g) return;
  if (g->ready) inflateEnd(&g->z);
  free(g);
}

bool gzip_inflater_is_complete(const gzip_inflater *g)
{
  return g->any && !g->inside;
}

/* Room for more text, `limit` included; one byte more than that shows that the limit was passed. */
static size_t make_room(buffer *text, size_t limit)
{
  size_t room = limit >= text->size ? limit - text->size + 1 : 0;

  if (room > STEP_SIZE) room = STEP_SIZE;
  return room && buffer_reserve(text, room) ? room : 0;
}

l2a_status gzip_inflate(gzip_inflater *g, buffer *text, size_t limit, bytes piece, l2a_error *error)
{
  if (piece.size > UINT_MAX) return error_set(error, L2A_EINVAL, "gzip_inflate: the piece is too large");
  g->z.next_in = (Bytef *)(uintptr_t)piece.data;
  g->z.avail_in = (uInt)piece.size;
  for (;;) {
    size_t room = make_room(text, limit);
    int rc;

    if (room == 0) return text->failed ? error_no_memory(error) : error_set(error, L2A_ELIMIT, "more than %zu bytes when unpacked", limit);
    if (!g->inside) {
      if (g->z.avail_in == 0) return L2A_OK;
      if (g->any) inflateReset(&g->z);
      g->any = g->inside = true;
    }
    g->z.next_out = (Bytef *)(text->data + text->size);
    g->z.avail_out = (uInt)room;
    rc = inflate(&g->z, Z_NO_FLUSH);
    text->size += room - g->z.avail_out;
    if (text->size > limit) return error_set(error, L2A_ELIMIT, "more than %zu bytes when unpacked", limit);
    if (rc == Z_MEM_ERROR) return error_no_memory(error);
    if (rc == Z_STREAM_END) g->inside = false;
    else if (rc != Z_OK && rc != Z_BUF_ERROR) return error_set(error, L2A_ECORRUPT, "no valid gzip data");
    else if (g->z.avail_out > 0) return L2A_OK;
  }
}

void gzip_deflate(buffer *out, bytes text)
{
  z_stream z = { 0 };
  size_t bound;

  if (text.size > UINT_MAX / 2 || deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
    out->failed = true;
    return;
  }
  bound = deflateBound(&z, (uLong)text.size);
  if (buffer_reserve(out, bound)) {
    z.next_in = (Bytef *)(uintptr_t)text.data;
    z.avail_in = (uInt)text.size;
    z.next_out = (Bytef *)(out->data + out->size);
    z.avail_out = (uInt)bound;
    if (deflate(&z, Z_FINISH) == Z_STREAM_END) out->size += bound - z.avail_out;
    else out->failed = true;
  }
  deflateEnd(&z);
}
