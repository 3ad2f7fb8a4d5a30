/* SPDX-License-Identifier: MIT */
#include "mqa/activity_run.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { RUN_PATH_LIMIT = 4096, WRITE_SIZE = 1 << 20 };

void activity_run_free(activity_run *r)
{
  arena_free(&r->blocks);
  free(r->entries);
  free(r->groups);
  free(r->starts);
  free(r->marks);
  free(r->voids.data);
  if (r->fd >= 0) close(r->fd);
}

/* ---- make ---------------------------------------------------------------------------------------------------------------------------- */

static void start_marks(activity_run *r, const id_mark *marks, size_t count)
{
  size_t n = 0;

  for (size_t part = 0; part < MARK_PARTS; part++) {
    r->mark_starts[part] = n;
    while (n < count && marks[n].fingerprint >> (FINGERPRINT_BITS - MARK_PART_BITS) == part) n++;
  }
  r->mark_starts[MARK_PARTS] = n;
}

/* Groups and where they start: in entries, or (in_file) in bytes. */
static l2a_status start_groups(activity_run *r, const activity_batch *b, bool in_file, l2a_error *error)
{
  const sort_entry *e = b->entries.data;
  size_t count = b->entries.count;
  size_t groups = 0;
  uint64_t at = 0;

  for (size_t i = 0; i < count; i++) groups += i == 0 || e[i].key != e[i - 1].key;
  r->groups = malloc((groups + 1) * sizeof *r->groups);
  r->starts = malloc((groups + 1) * sizeof *r->starts);
  if (!r->groups || !r->starts) return error_no_memory(error);
  for (size_t i = 0; i < count; i++) {
    if (i == 0 || e[i].key != e[i - 1].key) {
      r->groups[r->group_count] = (uint32_t)e[i].key;
      r->starts[r->group_count++] = at;
    }
    at += in_file ? activity_size(e[i].value) : 1;
  }
  r->starts[r->group_count] = at;
  r->bytes = at;
  return L2A_OK;
}

l2a_status activity_run_keep(activity_run *r, activity_batch *b, id_mark *marks, size_t mark_count, l2a_error *error)
{
  l2a_status status;

  *r = (activity_run){ .fd = -1 };
  status = start_groups(r, b, false, error);
  start_marks(r, marks, mark_count);
  r->marks = marks;
  r->blocks = b->blocks;
  r->entries = b->entries.data;
  activity_batch_init(b);
  return status;
}

typedef struct run_writer {
  activity_run *run;
  const char *folder;
  char *data;
  size_t size;
} run_writer;

static l2a_status write_out(run_writer *w, l2a_error *error)
{
  for (size_t done = 0; done < w->size;) {
    ssize_t n = write(w->run->fd, w->data + done, w->size - done);

    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return error_set_errno(error, errno, w->folder, "a temporary file cannot be written (--temp-dir chooses another folder)");
    done += (size_t)n;
  }
  w->size = 0;
  return L2A_OK;
}

static l2a_status put(run_writer *w, const void *data, size_t size, l2a_error *error)
{
  const char *from = data;
  l2a_status status = L2A_OK;

  while (size && status == L2A_OK) {
    size_t part = WRITE_SIZE - w->size < size ? WRITE_SIZE - w->size : size;

    memcpy(w->data + w->size, from, part);
    w->size += part;
    from += part;
    size -= part;
    if (w->size == WRITE_SIZE) status = write_out(w, error);
  }
  return status;
}

/* Only its owner can read it, and it has no name. */
static int open_temporary(const char *folder)
{
  char path[RUN_PATH_LIMIT];
  int fd;

  if ((size_t)snprintf(path, sizeof path, "%s/l2a-mqa-XXXXXX", folder) >= sizeof path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  fd = mkostemp(path, 02000000 /* O_CLOEXEC */);
  if (fd >= 0) unlink(path);
  return fd;
}

l2a_status activity_run_spill(activity_run *r, const activity_batch *b, const id_mark *marks, size_t mark_count, const char *folder,
                              l2a_error *error)
{
  run_writer w = { r, folder, NULL, 0 };
  l2a_status status;

  *r = (activity_run){ .fd = -1 };
  status = start_groups(r, b, true, error);
  start_marks(r, marks, mark_count);
  if (status != L2A_OK) return status;
  w.data = malloc(WRITE_SIZE);
  if (!w.data) return error_no_memory(error);
  r->fd = open_temporary(folder);
  if (r->fd < 0) status = error_set_errno(error, errno, folder, "a temporary file cannot be made (--temp-dir chooses another folder)");
  for (size_t i = 0; i < b->entries.count && status == L2A_OK; i++) {
    const activity *a = b->entries.data[i].value;
    if (i + 8 < b->entries.count) __builtin_prefetch(b->entries.data[i + 8].value);
    status = put(&w, a, activity_size(a), error);
  }
  if (status == L2A_OK) status = put(&w, marks, mark_count * sizeof *marks, error);
  if (status == L2A_OK) status = write_out(&w, error);
  free(w.data);
  return status;
}

/* ---- read ---------------------------------------------------------------------------------------------------------------------------- */

static l2a_status read_at(int fd, char *data, size_t size, uint64_t offset, l2a_error *error)
{
  while (size) {
    ssize_t n = pread(fd, data, size, (off_t)offset);

    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return error_set_errno(error, errno, "temporary file", "cannot be read");
    if (n == 0) return error_set(error, L2A_EIO, "a temporary file has become shorter");
    data += n;
    size -= (size_t)n;
    offset += (uint64_t)n;
  }
  return L2A_OK;
}

void run_reader_free(run_reader *r)
{
  free(r->data);
}

static size_t lower_group(const activity_run *run, uint32_t group)
{
  size_t low = 0;
  size_t high = run->group_count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (run->groups[middle] < group) low = middle + 1;
    else high = middle;
  }
  return low;
}

static size_t lower_void(const activity_run *run, uint64_t start)
{
  size_t low = 0;
  size_t high = run->voids.count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (run->voids.data[middle] < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

l2a_status run_reader_seek(run_reader *r, const activity_run *run, uint32_t first, uint32_t end, l2a_error *error)
{
  size_t size;

  r->run = run;
  r->group = lower_group(run, first);
  r->group_end = lower_group(run, end);
  r->begin = run->starts[r->group];
  r->next_void = lower_void(run, r->begin);
  if (run->entries) return L2A_OK;
  size = (size_t)(run->starts[r->group_end] - r->begin);
  if (size > r->capacity) {
    free(r->data);
    r->data = malloc(size);
    r->capacity = r->data ? size : 0;
    if (!r->data) return error_no_memory(error);
  }
  return read_at(run->fd, r->data, size, r->begin, error);
}

static bool is_void(run_reader *r, uint64_t start)
{
  while (r->next_void < r->run->voids.count && r->run->voids.data[r->next_void] < start) r->next_void++;
  return r->next_void < r->run->voids.count && r->run->voids.data[r->next_void] == start;
}

uint32_t run_reader_next_group(const run_reader *r)
{
  return r->group < r->group_end ? r->run->groups[r->group] : UINT32_MAX;
}

l2a_status run_reader_group(run_reader *r, uint32_t group, found_list *out, l2a_error *error)
{
  const activity_run *run = r->run;
  uint64_t at, end;

  while (r->group < r->group_end && run->groups[r->group] < group) r->group++;
  if (r->group == r->group_end || run->groups[r->group] != group) return L2A_OK;
  at = run->starts[r->group];
  end = run->starts[++r->group];
  while (at < end) {
    const activity *a = run->entries ? run->entries[at].value : (const void *)(r->data + (at - r->begin));

    if (!is_void(r, at) && !VECTOR_ADD(out, ((found_activity){ a, at }))) return error_no_memory(error);
    at += run->entries ? 1 : activity_size(a);
  }
  return L2A_OK;
}

l2a_status activity_run_marks(const activity_run *r, size_t part, uint32_t number, mark_list *out, l2a_error *error)
{
  uint64_t first = r->mark_starts[part];
  size_t count = (size_t)(r->mark_starts[part + 1] - first);
  l2a_status status = L2A_OK;

  if (out->count + count > out->capacity) {
    size_t capacity = (out->count + count) * 2;
    id_mark *data = realloc(out->data, capacity * sizeof *data);
    if (!data) return error_no_memory(error);
    out->data = data;
    out->capacity = capacity;
  }
  if (count == 0) return L2A_OK; /* nothing may be there to point to */
  if (r->marks) memcpy(out->data + out->count, r->marks + first, count * sizeof *out->data);
  else status = read_at(r->fd, (char *)(out->data + out->count), count * sizeof *out->data, r->bytes + first * sizeof *out->data, error);
  for (size_t i = 0; i < count; i++) out->data[out->count + i].run = number;
  out->count += count;
  return status;
}
