/* SPDX-License-Identifier: MIT */
#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct output {
  char *path;      /* what messages call it */
  char *target;    /* what is replaced at the end, symbolic links followed; NULL when written in place */
  char *temporary; /* NULL when written in place */
  int fd;
  bool owns_fd;
  bool closed; /* the reader of the pipe has gone */
  bool keeps;  /* what was written stays when the run fails */
  uint64_t size;
  mode_t mode;
};

static void output_free(output *o)
{
  if (!o) return;
  if (o->owns_fd && o->fd >= 0) close(o->fd);
  if (o->temporary && !o->keeps) unlink(o->temporary);
  free(o->path);
  free(o->target);
  free(o->temporary);
  free(o);
}

static mode_t current_umask(void)
{
  mode_t mask = umask(077);

  umask(mask);
  return mask;
}

static l2a_status open_temporary(output *o, l2a_error *error)
{
  size_t size = strlen(o->target) + sizeof ".XXXXXX.tmp";

  o->temporary = malloc(size);
  if (!o->temporary) return error_no_memory(error);
  snprintf(o->temporary, size, "%s.XXXXXX.tmp", o->target);
  o->fd = mkostemps(o->temporary, (int)sizeof ".tmp" - 1, O_CLOEXEC);
  if (o->fd < 0) {
    int reason = errno;
    free(o->temporary);
    o->temporary = NULL;
    if (reason == ENOENT) return error_set_at(error, L2A_EIO, o->path, 0, 0, "there is no such folder to write to");
    return error_set_errno(error, reason, o->path, "create");
  }
  return L2A_OK;
}

/* FILE.part: locked, so that two runs do not write the same. */
static l2a_status open_part(output *o, l2a_error *error)
{
  size_t size = strlen(o->target) + sizeof ".part";

  o->keeps = true;
  o->temporary = malloc(size);
  if (!o->temporary) return error_no_memory(error);
  snprintf(o->temporary, size, "%s.part", o->target);
  o->fd = open(o->temporary, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (o->fd < 0) {
    int reason = errno;
    if (reason == ENOENT) return error_set_at(error, L2A_EIO, o->path, 0, 0, "there is no such folder to write to");
    return error_set_errno(error, reason, o->temporary, "create");
  }
  if (flock(o->fd, LOCK_EX | LOCK_NB) != 0)
    return error_set_at(error, L2A_EBUSY, o->temporary, 0, 0, "is being written by another process");
  return L2A_OK;
}

static l2a_status open_path(output *o, bool part, l2a_error *error)
{
  struct stat info;
  bool exists = stat(o->path, &info) == 0;

  if (!exists && errno != ENOENT) return error_set_errno(error, errno, o->path, "open");
  if (exists && S_ISDIR(info.st_mode)) return error_set_at(error, L2A_EIO, o->path, 0, 0, "this is a directory, not a file");
  o->owns_fd = true;
  if (exists && !S_ISREG(info.st_mode)) {
    if (part) return error_set_at(error, L2A_EINVAL, o->path, 0, 0, "is no regular file: a run that goes on later needs one");
    o->fd = open(o->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return o->fd < 0 ? error_set_errno(error, errno, o->path, "open") : L2A_OK;
  }
  if (exists && access(o->path, W_OK) != 0) return error_set_errno(error, errno, o->path, "open");
  o->mode = 0666 & ~current_umask();
  o->target = exists ? realpath(o->path, NULL) : strdup(o->path);
  if (!o->target) return error_set_errno(error, errno, o->path, "open");
  return part ? open_part(o, error) : open_temporary(o, error);
}

static l2a_status open_output(output **out, const char *path, bool part, l2a_error *error)
{
  output *o = calloc(1, sizeof *o);
  bool standard = strcmp(path, "-") == 0;
  l2a_status status = L2A_OK;

  *out = NULL;
  if (!o) return error_no_memory(error);
  o->fd = STDOUT_FILENO;
  o->path = strdup(standard ? "standard output" : path);
  if (!o->path) status = error_no_memory(error);
  if (status == L2A_OK && !standard) status = open_path(o, part, error);
  if (status == L2A_OK) {
    *out = o;
    o = NULL;
  }
  output_free(o);
  return status;
}

l2a_status output_open(output **out, const char *path, l2a_error *error)
{
  return open_output(out, path, false, error);
}

l2a_status output_open_part(output **out, const char *path, l2a_error *error)
{
  return open_output(out, path, true, error);
}

l2a_status output_resume(output *o, uint64_t size, l2a_error *error)
{
  struct stat info;

  if (fstat(o->fd, &info) != 0) return error_set_errno(error, errno, o->path, "open");
  if ((uint64_t)info.st_size < size)
    return error_set_at(error, L2A_ECORRUPT, o->temporary, 0, 0, "is shorter than the earlier run left it: it cannot be gone on with");
  if (ftruncate(o->fd, (off_t)size) != 0 || lseek(o->fd, (off_t)size, SEEK_SET) < 0)
    return error_set_errno(error, errno, o->temporary, "write");
  o->size = size;
  return L2A_OK;
}

void output_keep(output *o, bool keep)
{
  o->keeps = keep;
}

uint64_t output_size(const output *o)
{
  return o->size;
}

l2a_status output_sync(output *o, l2a_error *error)
{
  return !o->temporary || fdatasync(o->fd) == 0 ? L2A_OK : error_set_errno(error, errno, o->path, "write");
}

l2a_status output_write(output *o, const void *data, size_t size, l2a_error *error)
{
  const char *at = data;

  while (size && !o->closed) {
    ssize_t done = write(o->fd, at, size);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EPIPE) {
      o->closed = true;
      break;
    }
    if (done < 0) return error_set_errno(error, errno, o->path, "write");
    at += done;
    size -= (size_t)done;
    o->size += (uint64_t)done;
  }
  return L2A_OK;
}

bool output_is_closed(const output *o)
{
  return o->closed;
}

l2a_status output_commit(output *o, l2a_error *error)
{
  l2a_status status = L2A_OK;
  int fd = o->fd;

  if (o->temporary && fsync(fd) != 0 && errno != EINVAL && errno != EROFS) status = error_set_errno(error, errno, o->path, "write");
  if (status == L2A_OK && o->temporary && fchmod(fd, o->mode) != 0) status = error_set_errno(error, errno, o->path, "set the mode");
  if (o->owns_fd) {
    o->fd = -1;
    if (close(fd) != 0 && status == L2A_OK) status = error_set_errno(error, errno, o->path, "write");
  }
  if (status != L2A_OK || !o->temporary) goto done;
  if (rename(o->temporary, o->target) != 0) {
    status = error_set_errno(error, errno, o->path, "rename");
    goto done;
  }
  free(o->temporary);
  o->temporary = NULL;
done:
  output_free(o);
  return status;
}

void output_discard(output *o)
{
  output_free(o);
}

const char *output_temporary(const output *o)
{
  return o->keeps ? NULL : o->temporary;
}
