/* SPDX-License-Identifier: MIT */
#include "fault/file_fault.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

enum { STUTTER_SIZE = 7 };

ssize_t __real_read(int fd, void *data, size_t size);
ssize_t __real_write(int fd, const void *data, size_t size);
int __real_fsync(int fd);
ssize_t __wrap_read(int fd, void *data, size_t size);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __wrap_fsync(int fd);

static atomic_bool stutters;
static atomic_long calls, countdown;
static atomic_int failure;

void file_fault_stutter(void)
{
  atomic_store(&stutters, true);
}

void file_fault_fail_at(long n, int error_number)
{
  atomic_store(&failure, error_number);
  atomic_store(&countdown, n);
}

long file_fault_end(void)
{
  atomic_store(&stutters, false);
  atomic_store(&failure, 0);
  return atomic_exchange(&countdown, 0);
}

/* Sets errno when this call is to fail. */
static bool fails_now(void)
{
  int number = atomic_load(&failure);

  if (atomic_load(&stutters) && atomic_fetch_add(&calls, 1) % 2) number = EINTR;
  else if (!number || atomic_fetch_sub(&countdown, 1) != 1) return false;
  errno = number;
  return true;
}

static size_t shortened(size_t size)
{
  return atomic_load(&stutters) && size > STUTTER_SIZE ? STUTTER_SIZE : size;
}

ssize_t __wrap_read(int fd, void *data, size_t size)
{
  return fails_now() ? -1 : __real_read(fd, data, shortened(size));
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
  return fails_now() ? -1 : __real_write(fd, data, shortened(size));
}

int __wrap_fsync(int fd)
{
  return !atomic_load(&stutters) && fails_now() ? -1 : __real_fsync(fd);
}
