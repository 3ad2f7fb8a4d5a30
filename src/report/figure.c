/* SPDX-License-Identifier: MIT */
#include "report/figure.h"

__extension__ typedef unsigned __int128 wide;

enum { NUMBER_SIZE = 32 };

void figure_decimal(buffer *out, int64_t value, uint32_t decimals)
{
  uint64_t magnitude = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
  char digits[NUMBER_SIZE];
  uint32_t at = NUMBER_SIZE;

  for (uint32_t n = 0; n <= decimals || magnitude; n++, magnitude /= 10) {
    if (n && n == decimals) digits[--at] = '.';
    digits[--at] = (char)('0' + magnitude % 10);
  }
  if (value < 0) digits[--at] = '-';
  buffer_append(out, digits + at, NUMBER_SIZE - at);
}

static uint64_t power_of_ten(uint32_t n)
{
  uint64_t power = 1;

  while (n--) power *= 10;
  return power;
}

static void append_scaled(buffer *out, ratio r, uint64_t scale, uint32_t decimals)
{
  if (r.total) figure_decimal(out, (int64_t)(((wide)r.of * scale * 2 + r.total) / ((wide)r.total * 2)), decimals);
}

void figure_ratio(buffer *out, ratio r, uint32_t decimals)
{
  append_scaled(out, r, power_of_ten(decimals), decimals);
}

void figure_percent(buffer *out, ratio r, uint32_t decimals)
{
  append_scaled(out, r, 100 * power_of_ten(decimals), decimals);
}

void figure_count(buffer *out, uint64_t value)
{
  char digits[NUMBER_SIZE];
  uint32_t at = NUMBER_SIZE;

  for (uint32_t n = 0; n == 0 || value; n++, value /= 10) {
    if (n && n % 3 == 0) digits[--at] = ',';
    digits[--at] = (char)('0' + value % 10);
  }
  buffer_append(out, digits + at, NUMBER_SIZE - at);
}
