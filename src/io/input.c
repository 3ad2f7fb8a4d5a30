/* SPDX-License-Identifier: MIT */
#include "base/limits.h"
#include "io/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/compressed.h"

enum { STORED_SIZE = 64 << 10, BLOCK_SIZE = 256 << 10 };

struct input {
  char *name;
  int fd;
  bool owns_fd;
  bool seekable;
  bool ended; /* the uncompressed stream */
  file_kind kind;
  text_encoding encoding;
  size_t bom_size;
  uint64_t total;
  atomic_uint_least64_t consumed;
  char *stored; /* first bytes of the file, to recognise its kind */
  size_t stored_size;
  size_t stored_at;
  compressed *archive; /* NULL for a plain file */
  char *head;          /* first uncompressed bytes, to recognise the encoding */
  size_t head_size;
  size_t head_at;
  encoding_state state;
  buffer decoded; /* of encodings other than UTF-8 */
  size_t decoded_at;
  char *block;
};

/* ---- bytes of the file, uncompressed --------------------------------------------------------------------------------------------- */

static l2a_status read_fd(input *in, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  ssize_t got;

  do got = read(in->fd, data, capacity);
  while (got < 0 && errno == EINTR);
  if (got < 0) {
    *size = 0;
    return error_set_errno(error, errno, in->name, "read");
  }
  *size = (size_t)got;
  return L2A_OK;
}

/* Some bytes; *size 0 at the end. */
static l2a_status read_some(input *in, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (in->archive) {
    status = compressed_read(in->archive, data, capacity, size, error);
    atomic_store_explicit(&in->consumed, compressed_consumed(in->archive), memory_order_relaxed);
  } else if (in->stored_at < in->stored_size) {
    *size = in->stored_size - in->stored_at < capacity ? in->stored_size - in->stored_at : capacity;
    memcpy(data, in->stored + in->stored_at, *size);
    in->stored_at += *size;
  } else {
    status = read_fd(in, data, capacity, size, error);
    atomic_fetch_add_explicit(&in->consumed, *size, memory_order_relaxed);
  }
  return status;
}

/* As many bytes as there are, up to capacity; in->ended when the stream ended before. */
static l2a_status read_full(input *in, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  l2a_status status = L2A_OK;
  size_t got = 0;

  *size = 0;
  while (!in->ended && *size < capacity) {
    status = read_some(in, data + *size, capacity - *size, &got, error);
    if (status != L2A_OK) {
      in->ended = true;
      break;
    }
    *size += got;
    if (got == 0) in->ended = true;
  }
  return status;
}

/* ---- opening --------------------------------------------------------------------------------------------------------------------- */

static l2a_status open_file(input *in, const char *path, l2a_error *error)
{
  struct stat info;

  if (strcmp(path, "-") == 0) {
    in->fd = STDIN_FILENO;
  } else {
    in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (in->fd < 0 && errno == ENOENT) return error_set_at(error, L2A_ENOTFOUND, path, 0, 0, "no such file");
    if (in->fd < 0) return error_set_errno(error, errno, path, "open");
    in->owns_fd = true;
  }
  if (fstat(in->fd, &info) != 0) return error_set_errno(error, errno, in->name, "stat");
  if (S_ISDIR(info.st_mode)) return error_set_at(error, L2A_EIO, in->name, 0, 0, "this is a directory, not a file");
  if (S_ISREG(info.st_mode)) {
    in->total = (uint64_t)info.st_size;
    /* Standard input may be a file that somebody has begun to read: it is not rewound. */
    in->seekable = in->owns_fd;
  }
  return L2A_OK;
}

static l2a_status error_foreign(const input *in, const char *what, l2a_error *error)
{
  return error_set_at(error, L2A_EIO, in->name, 0, 0, "this is %s", what);
}

/* Reads the first bytes and opens the archive they may begin. */
static l2a_status open_stored(input *in, l2a_error *error)
{
  const char *what = NULL;
  l2a_status status = L2A_OK;
  size_t got = 1;

  while (in->stored_size < STORED_SIZE && got) {
    status = read_fd(in, in->stored + in->stored_size, STORED_SIZE - in->stored_size, &got, error);
    if (status != L2A_OK) return status;
    in->stored_size += got;
  }
  atomic_store_explicit(&in->consumed, in->stored_size, memory_order_relaxed);
  if (in->stored_size == 0) return error_set_at(error, L2A_EIO, in->name, 0, 0, "the file is empty");
  in->kind = file_kind_detect(bytes_from(in->stored, in->stored_size), &what);
  if (in->kind == FILE_FOREIGN) return error_foreign(in, what, error);
  if (in->kind == FILE_PLAIN) return L2A_OK;
  return compressed_open(&in->archive, in->kind, in->fd, in->seekable, bytes_from(in->stored, in->stored_size), in->name, error);
}

/* Reads the head of the uncompressed stream and decides on its encoding. */
static l2a_status open_head(input *in, text_encoding encoding, l2a_error *error)
{
  l2a_status status = read_full(in, in->head, IO_HEAD_SIZE, &in->head_size, error);
  bytes head = { in->head, in->head_size };
  const char *what = NULL;
  file_kind inner;

  if (status != L2A_OK) return status;
  if (head.size == 0) return error_set_at(error, L2A_EIO, in->name, 0, 0, "the file is empty");
  inner = file_kind_detect(head, &what);
  if (inner == FILE_FOREIGN) return error_foreign(in, what, error);
  if (inner != FILE_PLAIN) return error_foreign(in, "an archive inside an archive", error);
  if (encoding == ENCODING_AUTO) {
    in->encoding = encoding_detect(head, in->ended, &in->bom_size);
  } else {
    in->encoding = encoding;
    in->bom_size = encoding_bom_size(encoding, head);
  }
  in->head_at = in->bom_size;
  if (head.size == in->bom_size) return error_set_at(error, L2A_EIO, in->name, 0, 0, "the file is empty");
  if (in->encoding != ENCODING_UTF16LE && in->encoding != ENCODING_UTF16BE && file_kind_is_binary(head))
    return error_foreign(in, "a binary file, not a table", error);
  return L2A_OK;
}

l2a_status input_open(input **out, const char *path, text_encoding encoding, l2a_error *error)
{
  input *in = calloc(1, sizeof *in);
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!in) return error_no_memory(error);
  in->fd = -1;
  in->name = strdup(strcmp(path, "-") == 0 ? "standard input" : path);
  in->stored = malloc(STORED_SIZE);
  in->head = malloc(IO_HEAD_SIZE);
  in->block = malloc(BLOCK_SIZE);
  if (!in->name || !in->stored || !in->head || !in->block) status = error_no_memory(error);
  if (status == L2A_OK) status = open_file(in, path, error);
  if (status == L2A_OK) status = open_stored(in, error);
  if (status == L2A_OK) status = open_head(in, encoding, error);
  if (status == L2A_OK) {
    *out = in;
    in = NULL;
  }
  input_close(in);
  return status;
}

void input_close(input *in)
{
  if (!in) return;
  compressed_close(in->archive);
  if (in->owns_fd) close(in->fd);
  buffer_free(&in->decoded);
  free(in->block);
  free(in->head);
  free(in->stored);
  free(in->name);
  free(in);
}

/* ---- reading --------------------------------------------------------------------------------------------------------------------- */

/* Uncompressed bytes, those of the head first. */
static l2a_status read_raw(input *in, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  size_t kept = in->head_size - in->head_at < capacity ? in->head_size - in->head_at : capacity;
  size_t got = 0;
  l2a_status status;

  if (kept) memcpy(data, in->head + in->head_at, kept);
  in->head_at += kept;
  status = read_full(in, data + kept, capacity - kept, &got, error);
  *size = kept + got;
  return status;
}

static l2a_status read_decoded(input *in, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  l2a_status status = L2A_OK;

  *size = 0;
  while (*size < capacity) {
    size_t ready = in->decoded.size - in->decoded_at;
    size_t got = 0;
    if (ready) {
      if (ready > capacity - *size) ready = capacity - *size;
      memcpy(data + *size, in->decoded.data + in->decoded_at, ready);
      in->decoded_at += ready;
      *size += ready;
      continue;
    }
    status = read_raw(in, in->block, BLOCK_SIZE, &got, error);
    if (status != L2A_OK) break;
    buffer_clear(&in->decoded);
    in->decoded_at = 0;
    encoding_decode(&in->decoded, bytes_from(in->block, got), in->encoding, &in->state, got == 0);
    if (in->decoded.failed) status = error_no_memory(error);
    if (status != L2A_OK || (got == 0 && in->decoded.size == 0)) break;
  }
  return status;
}

l2a_status input_read(input *in, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  if (in->encoding == ENCODING_UTF8) return read_raw(in, data, capacity, size, error);
  return read_decoded(in, data, capacity, size, error);
}

const char *input_name(const input *in)
{
  return in->name;
}

text_encoding input_encoding(const input *in)
{
  return in->encoding;
}

file_kind input_kind(const input *in)
{
  return in->kind;
}

size_t input_bom_size(const input *in)
{
  return in->bom_size;
}

uint64_t input_consumed(const input *in)
{
  return atomic_load_explicit(&in->consumed, memory_order_relaxed);
}

uint64_t input_total(const input *in)
{
  return in->total;
}
