/* SPDX-License-Identifier: MIT */
#include "io/compressed.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"
#include "io/gzip.h"

enum { BLOCK_SIZE = 256 << 10, LISTED_NAMES = 5 };

struct compressed {
  gzip_stream *gzip; /* of .gz; the rest is for libarchive */
  struct archive *archive;
  const char *name;
  int fd;
  bool seekable;
  bool zip;
  bool ended;
  int read_error;    /* errno of a failed read */
  uint64_t produced; /* bytes given out */
  char *head;
  size_t head_size;
  bool head_used;
  char block[BLOCK_SIZE];
};

/* ---- what libarchive calls ------------------------------------------------------------------------------------------------------- */

static la_ssize_t read_block(struct archive *archive, void *payload, const void **data)
{
  compressed *z = payload;
  ssize_t got;

  if (!z->head_used) {
    z->head_used = true;
    *data = z->head;
    if (z->head_size) return (la_ssize_t)z->head_size;
  }
  do got = read(z->fd, z->block, sizeof z->block);
  while (got < 0 && errno == EINTR);
  *data = z->block;
  if (got < 0) {
    z->read_error = errno;
    archive_set_error(archive, errno, "read error");
  }
  return got;
}

static la_int64_t seek_block(struct archive *archive, void *payload, la_int64_t offset, int whence)
{
  compressed *z = payload;
  off_t at = lseek(z->fd, (off_t)offset, whence);

  z->head_used = true;
  if (at >= 0) return at;
  z->read_error = errno;
  archive_set_error(archive, errno, "seek error");
  return ARCHIVE_FATAL;
}

/* ---- errors ---------------------------------------------------------------------------------------------------------------------- */

static l2a_status error_damaged(const compressed *z, l2a_error *error)
{
  const char *reason = archive_error_string(z->archive);

  if (z->read_error) return error_set_errno(error, z->read_error, z->name, "read");
  if (archive_errno(z->archive) == ENOMEM) return error_no_memory(error);
  return error_set_at(error, L2A_ECORRUPT, z->name, 0, 0, "the archive is damaged or cut short, after %" PRIu64 " bytes of text: %s",
                      z->produced, reason ? reason : "unknown damage");
}

static l2a_status error_foreign(const compressed *z, const char *what, l2a_error *error)
{
  return error_set_at(error, L2A_EIO, z->name, 0, 0, "this is %s", what);
}

/* ---- opening --------------------------------------------------------------------------------------------------------------------- */

static l2a_status start(compressed *z, l2a_error *error)
{
  l2a_status status = L2A_OK;

  z->archive = archive_read_new();
  if (!z->archive) return error_no_memory(error);
  if (z->zip) {
    archive_read_support_format_zip(z->archive);
  } else {
    archive_read_support_filter_zstd(z->archive);
    archive_read_support_format_raw(z->archive);
    archive_read_support_format_empty(z->archive);
  }
  archive_read_set_read_callback(z->archive, read_block);
  if (z->seekable) archive_read_set_seek_callback(z->archive, seek_block);
  archive_read_set_callback_data(z->archive, z);
  if (archive_read_open1(z->archive) != ARCHIVE_OK) status = error_damaged(z, error);
  return status;
}

static const char *entry_name(struct archive_entry *entry)
{
  const char *name = archive_entry_pathname_utf8(entry);

  if (!name) name = archive_entry_pathname(entry);
  return name ? name : "?";
}

/* What macOS and Windows put beside the file that was meant. */
static bool is_clutter(bytes name)
{
  return bytes_starts_with(name, BYTES("__MACOSX/")) || bytes_ends_with(name, BYTES(".DS_Store")) ||
         bytes_ends_with(name, BYTES("Thumbs.db"));
}

/* Moves to the next file of the archive; *entry NULL at the end. */
static l2a_status next_file(compressed *z, struct archive_entry **entry, l2a_error *error)
{
  const char *what;
  int result;

  for (;;) {
    result = archive_read_next_header(z->archive, entry);
    if (result == ARCHIVE_EOF) {
      *entry = NULL;
      return L2A_OK;
    }
    if (result < ARCHIVE_WARN) return error_damaged(z, error);
    if (!z->zip) return L2A_OK;
    what = file_kind_of_member(bytes_of(entry_name(*entry)));
    if (what) return error_foreign(z, what, error);
    if (archive_entry_filetype(*entry) != AE_IFREG || is_clutter(bytes_of(entry_name(*entry)))) continue;
    if (archive_entry_is_encrypted(*entry)) return error_foreign(z, "an encrypted zip archive", error);
    return L2A_OK;
  }
}

/* One file is a table; of several nobody says which. */
static l2a_status check_single(compressed *z, l2a_error *error)
{
  buffer names = BUFFER_INIT;
  struct archive_entry *entry = NULL;
  size_t count = 0;
  l2a_status status;

  for (;;) {
    status = next_file(z, &entry, error);
    if (status != L2A_OK || !entry) break;
    count++;
    if (count <= LISTED_NAMES) buffer_printf(&names, "%s%s", count > 1 ? ", " : "", entry_name(entry));
  }
  if (status != L2A_OK) goto done;
  if (names.failed) {
    status = error_no_memory(error);
  } else if (count == 0) {
    status = error_foreign(z, "a zip archive without a file", error);
  } else if (count > 1) {
    status = error_set_at(error, L2A_EIO, z->name, 0, 0, "the zip archive holds %zu files (%.*s%s): give it one", count, (int)names.size,
                          names.data, count > LISTED_NAMES ? ", ..." : "");
  }
done:
  buffer_free(&names);
  return status;
}

static l2a_status restart(compressed *z, l2a_error *error)
{
  archive_read_free(z->archive);
  z->archive = NULL;
  if (lseek(z->fd, 0, SEEK_SET) < 0) return error_set_errno(error, errno, z->name, "seek");
  return start(z, error);
}

static l2a_status open_archive(compressed *z, l2a_error *error)
{
  struct archive_entry *entry = NULL;
  l2a_status status = start(z, error);

  if (status == L2A_OK && z->zip && z->seekable) {
    status = check_single(z, error);
    if (status == L2A_OK) status = restart(z, error);
  }
  if (status == L2A_OK) status = next_file(z, &entry, error);
  z->ended = !entry;
  return status;
}

l2a_status compressed_open(compressed **out, file_kind kind, int fd, bool seekable, bytes head, const char *name, l2a_error *error)
{
  compressed *z = calloc(1, sizeof *z);
  l2a_status status = L2A_OK;

  *out = NULL;
  if (z) z->head = malloc(head.size + 1);
  if (!z || !z->head) {
    status = error_no_memory(error);
    goto done;
  }
  if (head.size) memcpy(z->head, head.data, head.size);
  z->head_size = head.size;
  z->name = name;
  z->fd = fd;
  z->seekable = seekable;
  z->zip = kind == FILE_ZIP;
  status = kind == FILE_GZIP ? gzip_open(&z->gzip, fd, head, name, error) : open_archive(z, error);
  if (status != L2A_OK) goto done;
  *out = z;
  z = NULL;
done:
  compressed_close(z);
  return status;
}

void compressed_close(compressed *z)
{
  if (!z) return;
  gzip_close(z->gzip);
  archive_read_free(z->archive);
  free(z->head);
  free(z);
}

/* A zip that came through a pipe could not be listed before: what follows its first file shows now. */
static l2a_status check_rest(compressed *z, l2a_error *error)
{
  struct archive_entry *entry = NULL;
  l2a_status status;

  if (!z->zip || z->seekable) return L2A_OK;
  status = next_file(z, &entry, error);
  if (status == L2A_OK && entry)
    status =
      error_set_at(error, L2A_EIO, z->name, 0, 0, "the zip archive holds more than one file (also %s): give it one", entry_name(entry));
  return status;
}

l2a_status compressed_read(compressed *z, char *data, size_t capacity, size_t *size, l2a_error *error)
{
  la_ssize_t got;

  if (z->gzip) return gzip_read(z->gzip, data, capacity, size, error);
  *size = 0;
  if (z->ended || capacity == 0) return L2A_OK;
  got = archive_read_data(z->archive, data, capacity);
  if (got < 0) return error_damaged(z, error);
  *size = (size_t)got;
  z->produced += *size;
  if (got > 0) return L2A_OK;
  z->ended = true;
  return check_rest(z, error);
}

uint64_t compressed_consumed(const compressed *z)
{
  la_int64_t used = z->gzip ? (la_int64_t)gzip_consumed(z->gzip) : archive_filter_bytes(z->archive, -1);

  return used > 0 ? (uint64_t)used : 0;
}
