/* SPDX-License-Identifier: MIT */
#include "cli/reject_log.h"

#include <inttypes.h>
#include <stdio.h>

#include "io/csv_write.h"

static const char header[] = "file,line,byte_offset,reason\n";

l2a_status reject_log_open_part(reject_log *log, const char *path, l2a_error *error)
{
  *log = (reject_log){ .file = NULL };
  return path ? output_open_part(&log->file, path, error) : L2A_OK;
}

l2a_status reject_log_resume(reject_log *log, uint64_t size, l2a_error *error)
{
  l2a_status status = log->file ? output_resume(log->file, size, error) : L2A_OK;

  return status == L2A_OK && log->file && size == 0 ? output_write(log->file, header, sizeof header - 1, error) : status;
}

l2a_status reject_log_open(reject_log *log, const char *path, l2a_error *error)
{
  l2a_status status;

  *log = (reject_log){ .file = NULL };
  if (!path) return L2A_OK;
  status = output_open(&log->file, path, error);
  return status == L2A_OK ? output_write(log->file, header, sizeof header - 1, error) : status;
}

void reject_format(buffer *out, const char *file, const record *r, const char *reason)
{
  csv_write_field(out, bytes_of(file), ',');
  buffer_append_char(out, ',');
  buffer_append_u64(out, r->line);
  buffer_append_char(out, ',');
  buffer_append_u64(out, r->offset);
  buffer_append_char(out, ',');
  csv_write_field(out, bytes_of(reason), ',');
  buffer_append_char(out, '\n');
}

void reject_reason(char out[REJECT_REASON_SIZE], const record *r)
{
  bool detail = r->damage == RECORD_BAD_JSON && r->message; /* the others say it all by their name */

  snprintf(out, REJECT_REASON_SIZE, "%s%s%s", record_damage_name(r->damage), detail ? ": " : "", detail ? r->message : "");
}

void reject_place(char out[REJECT_PLACE_SIZE], const char *file, const record *r, const char *reason)
{
  snprintf(out, REJECT_PLACE_SIZE, "%.200s:%" PRIu64 ": %s", file, r->line, reason);
}

l2a_status reject_log_add(reject_log *log, const buffer *lines, uint64_t count, const char *first, l2a_error *error)
{
  if (count && !log->first[0]) snprintf(log->first, sizeof log->first, "%s", first);
  log->count += count;
  return log->file && lines->size ? output_write(log->file, lines->data, lines->size, error) : L2A_OK;
}

l2a_status reject_log_commit(reject_log *log, l2a_error *error)
{
  output *file = log->file;

  log->file = NULL;
  return file ? output_commit(file, error) : L2A_OK;
}

void reject_log_discard(reject_log *log)
{
  if (log->file) output_discard(log->file);
  log->file = NULL;
}
