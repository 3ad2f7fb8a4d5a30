/* SPDX-License-Identifier: MIT */
#include "io/gzip.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

enum { BLOCK_SIZE = 256 << 10, WINDOW_BITS = 15 + 16 /* gzip only */ };

struct gzip_stream {
  z_stream z;
  bool ready;  /* z must be ended */
  bool inside; /* a member has begun and not ended */
  bool input_ended;
  bool ended;
  int fd;
  const char *name;
  uint64_t consumed; /* bytes of the file given to zlib, the rest of the block included */
  uint64_t produced;
  size_t block_capacity;
  unsigned char *block;
};

static l2a_status error_damaged(const gzip_stream *g, const char *reason, l2a_error *error)
{
  return error_set_at(error, L2A_ECORRUPT, g->name, 0, 0, "the archive is damaged or cut short, after %" PRIu64 " bytes of text: %s",
                      g->produced, reason);
}

l2a_status gzip_open(gzip_stream **out, int fd, bytes head, const char *name, l2a_error *error)
{
  gzip_stream *g = calloc(1, sizeof *g);
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!g) return error_no_memory(error);
  g->fd = fd;
  g->name = name;
  g->inside = true;
  g->block_capacity = head.size > BLOCK_SIZE ? head.size : BLOCK_SIZE;
  g->block = malloc(g->block_capacity);
  g->ready = g->block && head.size <= UINT_MAX && inflateInit2(&g->z, WINDOW_BITS) == Z_OK;
  if (!g->ready) {
    status = error_no_memory(error);
    goto done;
  }
  if (head.size) memcpy(g->block, head.data, head.size);
  g->z.next_in = g->block;
  g->z.avail_in = (uInt)head.size;
  g->consumed = head.size;
  *out = g;
  g = NULL;
done:
  gzip_close(g);
  return status;
}

void gzip_close(gzip_stream *g)
{
  if (!g) return;
  if (g->ready) inflateEnd(&g->z);
  free(g->block);
  free(g);
}

static l2a_status refill(gzip_stream *g, l2a_error *error)
{
  ssize_t got;

  if (g->z.avail_in || g->input_ended) return L2A_OK;
  do got = read(g->fd, g->block, g->block_capacity);
  while (got < 0 && errno == EINTR);
  if (got < 0) return error_set_errno(error, errno, g->name, "read");
  g->input_ended = got == 0;
  g->z.next_in = g->block;
  g->z.avail_in = (uInt)got;
  g->consumed += (uint64_t)got;
  return L2A_OK;
}

/* Behind a member: another one, or the end. What else follows (tapes and some programs pad with zeros) is left out, as gzip does. */
static l2a_status begin_member(gzip_stream *g, l2a_error *error)
{
  if (g->z.avail_in == 0 || g->z.next_in[0] != 0x1F) {
    g->ended = true;
    return L2A_OK;
  }
  if (inflateReset(&g->z) != Z_OK) return error_no_memory(error);
  g->inside = true;
  return L2A_OK;
}

static l2a_status inflate_some(gzip_stream *g, l2a_error *error)
{
  int result;

  if (g->z.avail_in == 0) return error_damaged(g, "the file ends inside the data", error);
  result = inflate(&g->z, Z_NO_FLUSH);
  if (result == Z_MEM_ERROR) return error_no_memory(error);
  if (result == Z_STREAM_END) g->inside = false;
  else if (result != Z_OK && result != Z_BUF_ERROR) return error_damaged(g, g->z.msg ? g->z.msg : "invalid data", error);
  return L2A_OK;
}

l2a_status gzip_read(gzip_stream *g, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  uInt wanted = capacity < UINT_MAX ? (uInt)capacity : UINT_MAX;
  l2a_status status = L2A_OK;

  g->z.next_out = (unsigned char *)data;
  g->z.avail_out = wanted;
  while (status == L2A_OK && !g->ended && g->z.avail_out == wanted && wanted) {
    status = refill(g, error);
    if (status != L2A_OK) break;
    status = g->inside ? inflate_some(g, error) : begin_member(g, error);
  }
  *size = wanted - g->z.avail_out;
  g->produced += *size;
  return status;
}

uint64_t gzip_consumed(const gzip_stream *g)
{
  return g->consumed - g->z.avail_in;
}
