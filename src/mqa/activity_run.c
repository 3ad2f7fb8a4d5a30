/* SPDX-License-Identifier: MIT */
#include "mqa/activity_run.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/thread_pool.h"
#include "mqa/varint.h"

enum { RUN_PATH_LIMIT = 4096, SLICE_COUNT = 64, ROW_HAS_ID = 1, ROW_HAS_MINUTES = 2, ROW_SAME_WHO = 4, ROW_HAS_SOURCE = 8 };
enum { OWNED_DATA = 0, OWNED_GROUPS, OWNED_STARTS, OWNED_MARKS, OWNED_COUNT };

void activity_run_free(activity_run *r)
{
  for (size_t i = 0; i < OWNED_COUNT; i++) free(r->owned[i]);
  free(r->voids.data);
  if (r->fd >= 0) close(r->fd);
}

/* ---- rows, packed ---------------------------------------------------------------------------------------------------------------------- */

void row_packer_add(row_packer *p, const activity_view *v)
{
  char head[1 + 6 * VARINT_MAX_SIZE];
  unsigned flags = (v->id.size ? ROW_HAS_ID : 0u) | (v->minutes.size ? ROW_HAS_MINUTES : 0u) | (v->who == p->who ? ROW_SAME_WHO : 0u) |
                   (v->source ? ROW_HAS_SOURCE : 0u);
  size_t n = 1;

  head[0] = (char)flags;
  n += varint_write(head + n, zigzag(v->at - p->at));
  if (!(flags & ROW_SAME_WHO)) n += varint_write(head + n, v->who);
  n += varint_write(head + n, v->kind);
  if (v->source) n += varint_write(head + n, v->source);
  if (v->id.size) n += varint_write(head + n, v->id.size);
  if (v->minutes.size) n += varint_write(head + n, v->minutes.size);
  buffer_append(p->out, head, n);
  buffer_append_bytes(p->out, v->id);
  buffer_append_bytes(p->out, v->minutes);
  p->at = v->at;
  p->who = v->who;
}

static bytes take_bytes(varint_reader *r, uint64_t size)
{
  const char *from = r->at;

  if (size > (uint64_t)(r->end - r->at)) {
    r->failed = true;
    r->at = r->end;
    return BYTES("");
  }
  r->at += size;
  return bytes_from(from, size);
}

/* v: the row before, which becomes this one. */
static void unpack(varint_reader *r, activity_view *v)
{
  unsigned flags = (unsigned char)*r->at++;
  uint64_t id_size, minutes_size;

  v->at = (int64_t)((uint64_t)v->at + (uint64_t)varint_take_signed(r));
  if (!(flags & ROW_SAME_WHO)) v->who = varint_take_u32(r);
  v->kind = varint_take_u32(r);
  v->source = flags & ROW_HAS_SOURCE ? varint_take_u32(r) : 0;
  id_size = flags & ROW_HAS_ID ? varint_take(r) : 0;
  minutes_size = flags & ROW_HAS_MINUTES ? varint_take(r) : 0;
  v->id = take_bytes(r, id_size);
  v->minutes = take_bytes(r, minutes_size);
}

/* ---- make ---------------------------------------------------------------------------------------------------------------------------- */

/* Marks are many, and stand in a file: few of them are looked at. */
static void start_marks(activity_run *r, const id_mark *marks, size_t count)
{
  size_t begin = 0;

  for (size_t part = 0; part < MARK_PARTS; part++) {
    size_t low = begin;
    size_t high = count;

    while (low < high) {
      size_t middle = low + (high - low) / 2;
      if (marks[middle].high >> (FINGERPRINT_BITS - 16 - MARK_PART_BITS) < part) low = middle + 1;
      else high = middle;
    }
    r->mark_starts[part] = begin = low;
  }
  r->mark_starts[MARK_PARTS] = count;
}

/* A part of the entries, packed by one thread; starts are those of the part. */
typedef struct run_slice {
  size_t first, end;
  buffer data;
  uint32_t *groups;
  uint64_t *starts;
  size_t group_count;
} run_slice;

typedef struct slice_job {
  const sort_entry *entries;
  run_slice slices[SLICE_COUNT];
} slice_job;

static l2a_status pack_slice(void *state, size_t n, l2a_error *error)
{
  slice_job *job = *(slice_job **)state;
  run_slice *s = &job->slices[n];
  const sort_entry *e = job->entries;
  row_packer p = { &s->data, 0, UINT32_MAX };
  size_t groups = 0;

  for (size_t i = s->first; i < s->end; i++) groups += i == s->first || e[i].key != e[i - 1].key;
  s->groups = malloc((groups + 1) * sizeof *s->groups);
  s->starts = malloc((groups + 1) * sizeof *s->starts);
  if (!s->groups || !s->starts) return error_no_memory(error);
  for (size_t i = s->first; i < s->end; i++) {
    activity_view v;

    if (i + 12 < s->end) __builtin_prefetch(e[i + 12].value);
    v = activity_see(e[i].value);
    if (i == s->first || e[i].key != e[i - 1].key) {
      s->groups[s->group_count] = (uint32_t)e[i].key;
      s->starts[s->group_count++] = s->data.size;
      p = (row_packer){ &s->data, 0, UINT32_MAX };
    }
    row_packer_add(&p, &v);
  }
  return s->data.failed ? error_no_memory(error) : L2A_OK;
}

/* No group is in two slices. */
static void cut_slices(slice_job *job, size_t count)
{
  size_t at = 0;

  for (size_t n = 0; n < SLICE_COUNT; n++) {
    size_t end = count / SLICE_COUNT * (n + 1) + count % SLICE_COUNT * (n + 1) / SLICE_COUNT;

    if (end < at) end = at;
    while (end > at && end < count && job->entries[end].key == job->entries[end - 1].key) end++;
    job->slices[n].first = at;
    job->slices[n].end = at = end;
  }
}

static l2a_status join_slices(activity_run *r, slice_job *job, l2a_error *error)
{
  uint32_t *groups;
  uint64_t *starts;
  char *data;
  size_t count = 0, at = 0;
  uint64_t size = 0;

  for (size_t n = 0; n < SLICE_COUNT; n++) {
    count += job->slices[n].group_count;
    size += job->slices[n].data.size;
  }
  r->owned[OWNED_DATA] = data = malloc(size + 1);
  r->owned[OWNED_GROUPS] = groups = malloc((count + 1) * sizeof *groups);
  r->owned[OWNED_STARTS] = starts = malloc((count + 1) * sizeof *starts);
  if (!data || !groups || !starts) return error_no_memory(error);
  size = 0;
  for (size_t n = 0; n < SLICE_COUNT; n++) {
    run_slice *s = &job->slices[n];

    for (size_t i = 0; i < s->group_count; i++) {
      groups[at] = s->groups[i];
      starts[at++] = size + s->starts[i];
    }
    if (s->data.size) memcpy(data + size, s->data.data, s->data.size);
    size += s->data.size;
    buffer_free(&s->data);
  }
  starts[at] = size;
  r->data = data;
  r->groups = groups;
  r->starts = starts;
  r->group_count = count;
  r->bytes = size;
  return L2A_OK;
}

l2a_status activity_run_make(activity_run *r, const activity_batch *b, id_mark *marks, size_t mark_count, size_t thread_count,
                             l2a_error *error)
{
  slice_job *job = calloc(1, sizeof *job);
  void *states[THREAD_POOL_MAX];
  l2a_status status;

  *r = (activity_run){ .fd = -1, .row_count = b->entries.count, .marks = marks, .owned = { [OWNED_MARKS] = marks } };
  start_marks(r, marks, mark_count);
  if (!job) return error_no_memory(error);
  job->entries = b->entries.data;
  cut_slices(job, b->entries.count);
  for (size_t i = 0; i < THREAD_POOL_MAX; i++) states[i] = &job;
  status = thread_pool_each(thread_count, states, SLICE_COUNT, pack_slice, error);
  if (status == L2A_OK) status = join_slices(r, job, error);
  for (size_t n = 0; n < SLICE_COUNT; n++) {
    buffer_free(&job->slices[n].data);
    free(job->slices[n].groups);
    free(job->slices[n].starts);
  }
  free(job);
  return status;
}

void activity_run_own(activity_run *r, buffer *data, uint32_t *groups, uint64_t *starts, size_t group_count, id_mark *marks,
                      size_t mark_count)
{
  *r =
    (activity_run){ .fd = -1, .kept = true, .data = data->data ? data->data : "", .bytes = data->size, .groups = groups, .starts = starts };
  r->group_count = group_count;
  r->marks = marks;
  r->owned[OWNED_DATA] = data->data;
  r->owned[OWNED_GROUPS] = groups;
  r->owned[OWNED_STARTS] = starts;
  r->owned[OWNED_MARKS] = marks;
  *data = (buffer)BUFFER_INIT;
  start_marks(r, marks, mark_count);
}

/* ---- temporary files ------------------------------------------------------------------------------------------------------------------ */

static l2a_status write_out(int fd, const void *data, size_t size, const char *folder, l2a_error *error)
{
  const char *from = data;

  while (size) {
    ssize_t n = write(fd, from, size);

    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return error_set_errno(error, errno, folder, "a temporary file cannot be written (--temp-dir chooses another folder)");
    from += n;
    size -= (size_t)n;
  }
  return L2A_OK;
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

l2a_status activity_run_spill(activity_run *r, const char *folder, l2a_error *error)
{
  l2a_status status;

  r->fd = open_temporary(folder);
  if (r->fd < 0) return error_set_errno(error, errno, folder, "a temporary file cannot be made (--temp-dir chooses another folder)");
  status = write_out(r->fd, r->data, r->bytes, folder, error);
  if (status == L2A_OK && r->marks) status = write_out(r->fd, r->marks, r->mark_starts[MARK_PARTS] * sizeof *r->marks, folder, error);
  free(r->owned[OWNED_DATA]);
  free(r->owned[OWNED_MARKS]);
  r->owned[OWNED_DATA] = r->owned[OWNED_MARKS] = NULL;
  r->data = NULL;
  r->marks = NULL;
  return status;
}

/* ---- state files ------------------------------------------------------------------------------------------------------------------------ */

l2a_status activity_run_map(activity_run *r, bytes groups, bytes starts, bytes data, bytes marks, l2a_error *error)
{
  size_t count = groups.size / sizeof(uint32_t);
  const id_mark *m = (const void *)marks.data;
  bool good = starts.size == (count + 1) * sizeof(uint64_t);

  *r = (activity_run){ .fd = -1, .kept = true, .data = data.data, .bytes = data.size, .group_count = count };
  r->groups = (const void *)groups.data;
  r->starts = (const void *)starts.data;
  r->marks = m;
  for (size_t i = 0; i < count && good; i++) good = r->starts[i] <= r->starts[i + 1] && (i == 0 || r->groups[i] > r->groups[i - 1]);
  if (!good || r->starts[count] != data.size) return error_set(error, L2A_ECORRUPT, "the activities of the state are damaged");
  start_marks(r, m, marks.size / sizeof *m);
  return L2A_OK;
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

l2a_status activity_run_read(const activity_run *r, uint64_t offset, char *out, size_t size, l2a_error *error)
{
  return read_at(r->fd, out, size, offset, error);
}

void run_reader_free(run_reader *r)
{
  free(r->loaded);
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
  if (run->data) {
    r->data = run->data + r->begin;
    return L2A_OK;
  }
  size = (size_t)(run->starts[r->group_end] - r->begin);
  if (size > r->capacity) {
    free(r->loaded);
    r->loaded = malloc(size);
    r->capacity = r->loaded ? size : 0;
    if (!r->loaded) return error_no_memory(error);
  }
  r->data = r->loaded;
  return read_at(run->fd, r->loaded, size, r->begin, error);
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

l2a_status run_reader_group(run_reader *r, uint32_t group, int64_t from, found_list *out, l2a_error *error)
{
  const activity_run *run = r->run;
  activity_view v = { .who = UINT32_MAX };
  varint_reader rows = { NULL, NULL, false };

  while (r->group < r->group_end && run->groups[r->group] < group) r->group++;
  if (r->group == r->group_end || run->groups[r->group] != group) return L2A_OK;
  rows.at = r->data + (run->starts[r->group] - r->begin);
  rows.end = r->data + (run->starts[++r->group] - r->begin);
  while (rows.at < rows.end) {
    uint64_t start = r->begin + (uint64_t)(rows.at - r->data);

    unpack(&rows, &v);
    if (run->kept) v.source = 0;
    if (rows.failed) return error_set(error, L2A_ECORRUPT, "an activity cannot be read back");
    if (v.at < from) continue;
    if (!(run->voids.count && is_void(r, start)) && !VECTOR_ADD(out, ((found_activity){ v, start }))) return error_no_memory(error);
  }
  return L2A_OK;
}

/* ---- marks ------------------------------------------------------------------------------------------------------------------------------ */

static l2a_status reserve_marks(mark_list *out, size_t count, l2a_error *error)
{
  size_t capacity = (out->count + count) * 2;
  run_mark *data;

  if (out->count + count <= out->capacity) return L2A_OK;
  data = realloc(out->data, capacity * sizeof *data);
  if (!data) return error_no_memory(error);
  out->data = data;
  out->capacity = capacity;
  return L2A_OK;
}

l2a_status activity_run_marks(const activity_run *r, size_t part, uint32_t number, mark_list *out, l2a_error *error)
{
  uint64_t first = r->mark_starts[part];
  size_t count = (size_t)(r->mark_starts[part + 1] - first);
  id_mark *loaded = NULL;
  const id_mark *marks = r->marks ? r->marks + first : NULL;
  l2a_status status = reserve_marks(out, count, error);

  if (status == L2A_OK && count && !marks) {
    marks = loaded = malloc(count * sizeof *loaded);
    status =
      loaded ? read_at(r->fd, (char *)loaded, count * sizeof *loaded, r->bytes + first * sizeof *loaded, error) : error_no_memory(error);
  }
  for (size_t i = 0; i < count && status == L2A_OK; i++) out->data[out->count++] = (run_mark){ marks[i], number };
  free(loaded);
  return status;
}

l2a_status activity_run_same_marks(const activity_run *r, size_t part, uint32_t number, mark_list *out, size_t count, l2a_error *error)
{
  size_t low = (size_t)r->mark_starts[part];

  for (size_t i = 0; i < count; i++) {
    uint64_t wanted = mark_fingerprint(&out->data[i].mark);
    size_t end = (size_t)r->mark_starts[part + 1];
    size_t step = 1;

    if (i && mark_fingerprint(&out->data[i - 1].mark) == wanted) continue;
    if (i && mark_fingerprint(&out->data[i - 1].mark) > wanted) low = (size_t)r->mark_starts[part]; /* of the next run */
    while (low + step < end && mark_fingerprint(&r->marks[low + step]) < wanted) {
      low += step;
      step *= 2;
    }
    if (low + step < end) end = low + step + 1;
    while (low < end) {
      size_t middle = low + (end - low) / 2;
      if (mark_fingerprint(&r->marks[middle]) < wanted) low = middle + 1;
      else end = middle;
    }
    for (size_t k = low; k < r->mark_starts[part + 1] && mark_fingerprint(&r->marks[k]) == wanted; k++) {
      l2a_status status = reserve_marks(out, 1, error);
      if (status != L2A_OK) return status;
      out->data[out->count++] = (run_mark){ r->marks[k], number };
    }
  }
  return L2A_OK;
}
