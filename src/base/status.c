/* SPDX-License-Identifier: MIT */
#include "base/status.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
  l2a_status status;
  const char *message;
} messages[] = {
  { L2A_OK, "done" },
  { L2A_ENOMEM, "out of memory" },
  { L2A_EINVAL, "an argument breaks the contract of the call" },
  { L2A_EIO, "the operating system refused" },
  { L2A_ESYNTAX, "the text cannot be read" },
  { L2A_ELIMIT, "a limit was passed" },
  { L2A_ECORRUPT, "the index is damaged" },
  { L2A_EVERSION, "the index has another format version" },
  { L2A_EDEFINITIONS, "the index was built with other definitions" },
  { L2A_EBUSY, "in use" },
  { L2A_ENOTFOUND, "not found" },
};

const char *l2a_version(void)
{
#define L2A_TEXT_(x) #x
#define L2A_TEXT(x) L2A_TEXT_(x)
  return L2A_TEXT(L2A_VERSION_MAJOR) "." L2A_TEXT(L2A_VERSION_MINOR) "." L2A_TEXT(L2A_VERSION_PATCH);
}

const char *l2a_status_message(l2a_status status)
{
  for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
    if (messages[i].status == status) return messages[i].message;
  return "unknown status";
}

static void copy_line(char *out, size_t size, const char *text)
{
  size_t n = strlen(text);

  if (n >= size) n = size - 1;
  for (size_t i = 0; i < n; i++) out[i] = text[i] == '\n' || text[i] == '\r' ? ' ' : text[i];
  out[n] = '\0';
}

static void fill(l2a_error *error, l2a_status status, const char *file, uint64_t line, uint64_t column, const char *text)
{
  char whole[L2A_ERROR_MESSAGE_SIZE + L2A_ERROR_FILE_SIZE + 64];

  error->status = status;
  error->line = line;
  error->column = column;
  copy_line(error->file, sizeof error->file, file ? file : "");
  if (file && line && column) snprintf(whole, sizeof whole, "%s:%" PRIu64 ":%" PRIu64 ": %s", error->file, line, column, text);
  else if (file && line) snprintf(whole, sizeof whole, "%s:%" PRIu64 ": %s", error->file, line, text);
  else if (file) snprintf(whole, sizeof whole, "%s: %s", error->file, text);
  else snprintf(whole, sizeof whole, "%s", text);
  copy_line(error->message, sizeof error->message, whole);
}

l2a_status error_set(l2a_error *error, l2a_status status, const char *format, ...)
{
  if (error) {
    char text[L2A_ERROR_MESSAGE_SIZE];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    fill(error, status, NULL, 0, 0, text);
  }
  return status;
}

l2a_status error_set_at(l2a_error *error, l2a_status status, const char *file, uint64_t line, uint64_t column, const char *format, ...)
{
  if (error) {
    char text[L2A_ERROR_MESSAGE_SIZE];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    fill(error, status, file, line, column, text);
  }
  return status;
}

l2a_status error_set_errno(l2a_error *error, int errno_value, const char *path, const char *what)
{
  const char *reason = strerrordesc_np(errno_value); /* the same text in every locale */

  if (!reason) return error_set_at(error, L2A_EIO, path, 0, 0, "%s: error %d", what, errno_value);
  return error_set_at(error, L2A_EIO, path, 0, 0, "%s: %s", what, reason);
}

l2a_status error_no_memory(l2a_error *error)
{
  return error_set(error, L2A_ENOMEM, "out of memory");
}
