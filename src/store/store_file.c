/* SPDX-License-Identifier: MIT */
/*
 * LMDB trusts its file. This one does not: a flipped bit or a truncated copy must be an answer. Layout of a meta page (LMDB 0.9, 64 bits,
 * little-endian; offsets in the page):
 *
 *   0  page number u64 | 10 flags u16 (8: meta) | 16 magic u32 | 20 version u32 | 32 map size u64
 *   40 database of free pages | 88 database of values | 136 last page u64 | 144 transaction u64
 *
 *   database (48 bytes): 0 pad u32 (page size, in the first) | 4 flags u16 | 6 depth u16 | 40 root page u64
 */
#include "store/store_file.h"

#include <errno.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "store/store.h"

enum { META_BYTES = 152, META_MAGIC_AT = 16, META_DATABASES_AT = 40, DATABASE_SIZE = 48, PAGE_META = 8, DEPTH_LIMIT = 16 };

#define META_MAGIC UINT32_C(0xBEEFC0DE)
#define META_VERSION 1u
/* Flags of a database that change how LMDB reads it; the free list has one of them, beside flags of the environment. */
#define KIND_FLAGS 0x7Eu
#define INTEGER_KEYS 8u

l2a_status store_error(int rc, const char *path, const char *what, l2a_error *error)
{
  switch (rc) {
  case MDB_SUCCESS: return L2A_OK;
  case ENOMEM: return error_no_memory(error);
  case ENOENT: return error_set_at(error, L2A_ENOTFOUND, path, 0, 0, "no such file");
  case MDB_INVALID: return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is not an l2a index");
  case MDB_VERSION_MISMATCH:
    return error_set_at(error, L2A_EVERSION, path, 0, 0, "its LMDB format has another version: rebuild it with `l2a index`");
  case MDB_READERS_FULL: return error_set_at(error, L2A_EBUSY, path, 0, 0, "more than %d readers", STORE_READER_LIMIT);
  case MDB_MAP_FULL: return error_set_at(error, L2A_ELIMIT, path, 0, 0, "%s: the map is full", what);
  default: break;
  }
  if (rc > 0) return error_set_errno(error, rc, path, what);
  return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "%s: %s", what, mdb_strerror(rc));
}

l2a_status store_file_unused(int fd, const char *path, l2a_error *error)
{
  FILE *maps = NULL;
  struct stat st;
  char line[512];
  l2a_status status = L2A_OK;

  if (fstat(fd, &st) != 0) return error_set_errno(error, errno, path, "cannot be examined");
  maps = fopen("/proc/self/maps", "re");
  while (maps && status == L2A_OK && fgets(line, sizeof line, maps)) {
    unsigned device_major, device_minor;
    unsigned long inode;
    if (sscanf(line, "%*s %*s %*s %x:%x %lu", &device_major, &device_minor, &inode) != 3) continue;
    if (inode == st.st_ino && device_major == major(st.st_dev) && device_minor == minor(st.st_dev))
      status = error_set_at(error, L2A_EBUSY, path, 0, 0, "is open in this process already; share that index, or close it first");
  }
  if (maps) fclose(maps);
  return status;
}

static inline uint64_t load(const unsigned char *at, size_t size)
{
  uint64_t value = 0;

  memcpy(&value, at, size); /* the file has the order of this machine: layout.h */
  return value;
}

static bool read_meta(store_meta *out, int fd, uint64_t offset)
{
  unsigned char page[META_BYTES];

  if (pread(fd, page, sizeof page, (off_t)offset) != (ssize_t)sizeof page) return false;
  if (!(load(page + 10, 2) & PAGE_META) || load(page + META_MAGIC_AT, 4) != META_MAGIC || load(page + META_MAGIC_AT + 4, 4) != META_VERSION)
    return false;
  *out = (store_meta){ .number = load(page + 144, 8),
                       .map_size = load(page + 32, 8),
                       .page_size = load(page + META_DATABASES_AT, 4),
                       .last_page = load(page + 136, 8) };
  for (size_t i = 0; i < 2; i++) {
    const unsigned char *database = page + META_DATABASES_AT + i * DATABASE_SIZE;
    out->roots[i] = load(database + 40, 8);
    out->depths[i] = (uint32_t)load(database + 6, 2);
    if ((load(database + 4, 2) & KIND_FLAGS) != (i == 0 ? INTEGER_KEYS : 0) || out->depths[i] > DEPTH_LIMIT) return false;
  }
  return true;
}

static bool page_size_is_valid(uint64_t size)
{
  return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

static l2a_status file_bytes(uint64_t *out, int fd, const char *path, l2a_error *error)
{
  struct stat st;

  if (fstat(fd, &st) != 0) return error_set_errno(error, errno, path, "cannot be examined");
  if (!S_ISREG(st.st_mode)) return error_set_at(error, L2A_EINVAL, path, 0, 0, "is no regular file: not an l2a index");
  *out = (uint64_t)st.st_size;
  return L2A_OK;
}

static l2a_status check_ranges(const store_meta *meta, const char *path, l2a_error *error)
{
  if (meta->last_page < 1 || meta->last_page > UINT64_C(1) << 46 || meta->last_page >= meta->map_size / meta->page_size)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is damaged: its number of pages is out of range");
  if (meta->map_size > UINT64_C(1) << 46) return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is damaged: its map size is out of range");
  return L2A_OK;
}

l2a_status store_file_meta(store_meta *meta, int fd, const char *path, l2a_error *error)
{
  store_meta metas[2];
  uint64_t size = 0, newest;
  l2a_status status = file_bytes(&size, fd, path, error);

  if (status != L2A_OK) return status;
  if (!read_meta(&metas[0], fd, 0) || !page_size_is_valid(metas[0].page_size))
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, size ? "is not an l2a index" : "is empty: not an l2a index");
  if (!read_meta(&metas[1], fd, metas[0].page_size) || metas[1].page_size != metas[0].page_size)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is damaged or truncated: its second page cannot be used");
  newest = metas[0].number < metas[1].number;
  /* LMDB goes by the number alone: an even transaction is on the first page, an odd one on the second. */
  if (metas[newest].number && (metas[newest].number & 1) != newest)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is damaged: the number of its newest transaction is on the wrong page");
  *meta = metas[newest];
  meta->file_bytes = size;
  return check_ranges(meta, path, error);
}

l2a_status store_file_meta_of(store_meta *meta, int fd, const char *path, uint64_t number, uint64_t page_size, l2a_error *error)
{
  uint64_t size = 0;
  l2a_status status = file_bytes(&size, fd, path, error);

  if (status != L2A_OK) return status;
  if (!read_meta(meta, fd, (number & 1) * page_size) || meta->page_size != page_size)
    return error_set_at(error, L2A_ECORRUPT, path, 0, 0, "is damaged or truncated: its %s page cannot be used",
                        number & 1 ? "second" : "first");
  if (meta->number != number) return L2A_ENOTFOUND;
  meta->file_bytes = size;
  return check_ranges(meta, path, error);
}
