/* SPDX-License-Identifier: MIT */
#include "mqa/row_log.h"

static void put_little(char *out, uint64_t value, size_t size)
{
  for (size_t i = 0; i < size; i++) out[i] = (char)(value >> 8 * i & 255);
}

static uint64_t take_little(const char *from, size_t size)
{
  uint64_t value = 0;

  for (size_t i = size; i-- > 0;) value = value << 8 | (unsigned char)from[i];
  return value;
}

size_t row_log_begin(buffer *log, row_tag tag)
{
  const char head[ROW_HEAD_SIZE] = { (char)tag, 0, 0, 0, 0 };
  size_t begin = log->size;

  buffer_append(log, head, sizeof head);
  return begin;
}

void row_log_text(buffer *log, bytes text)
{
  char size[4];

  put_little(size, text.size, sizeof size);
  buffer_append(log, size, sizeof size);
  buffer_append_bytes(log, text);
}

void row_log_number(buffer *log, int64_t number)
{
  char value[8];

  put_little(value, (uint64_t)number, sizeof value);
  buffer_append(log, value, sizeof value);
}

l2a_status row_log_end(buffer *log, size_t begin, l2a_error *error)
{
  l2a_status status = L2A_OK;

  if (log->failed) status = error_no_memory(error);
  else if (log->size - begin - ROW_HEAD_SIZE > UINT32_MAX) status = error_set(error, L2A_ELIMIT, "a row is longer than 4 GiB");
  if (status == L2A_OK) {
    put_little(log->data + begin + 1, log->size - begin - ROW_HEAD_SIZE, 4);
  } else {
    log->size = begin;
    log->failed = false;
  }
  return status;
}

bool row_reader_next(row_reader *r, const char **at, const char *end)
{
  uint64_t size;

  if (end - *at < ROW_HEAD_SIZE) return false;
  size = take_little(*at + 1, 4);
  if (size > (uint64_t)(end - *at - ROW_HEAD_SIZE)) return false;
  *r = (row_reader){ (row_tag) * *at, *at + ROW_HEAD_SIZE, *at + ROW_HEAD_SIZE + size, false };
  *at = r->end;
  return true;
}

bytes row_reader_text(row_reader *r)
{
  bytes text = BYTES("");
  uint64_t size;

  if (r->end - r->at < 4) {
    r->failed = true;
    return text;
  }
  size = take_little(r->at, 4);
  r->at += 4;
  if (size > (uint64_t)(r->end - r->at)) {
    r->failed = true;
    return text;
  }
  text = bytes_from(r->at, size);
  r->at += size;
  return text;
}

int64_t row_reader_number(row_reader *r)
{
  int64_t number;

  if (r->end - r->at < 8) {
    r->failed = true;
    return 0;
  }
  number = (int64_t)take_little(r->at, 8);
  r->at += 8;
  return number;
}
