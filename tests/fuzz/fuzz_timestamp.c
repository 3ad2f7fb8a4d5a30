/* SPDX-License-Identifier: MIT */
/*
 * Points in time are whatever an export writes. The first line names a time zone, the first byte behind it the order of the date; what is
 * read is in range, and its canonical text is read as itself.
 */
#include "base/time_zone.h"
#include "fuzz/fuzz_support.h"
#include "io/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static time_zone *zone_of(bytes name)
{
  time_zone *z = NULL;
  l2a_error error = L2A_ERROR_INIT;
  l2a_status status = time_zone_new(&z, name, &error);

  require((status == L2A_OK) == time_zone_is_known(name));
  if (status != L2A_OK) require(status == L2A_EINVAL && error.message[0] && time_zone_new(&z, BYTES("UTC"), NULL) == L2A_OK);
  return z;
}

static void check_instant(int64_t instant, const time_zone *z)
{
  char shown[TIMESTAMP_SIZE];
  int64_t again = INSTANT_NONE;

  require(instant >= INSTANT_MIN - 86400 * 2 && instant <= INSTANT_MAX + 86400 * 2);
  timestamp_write(shown, instant);
  require(strlen(shown) == TIMESTAMP_SIZE - 1);
  if (instant < INSTANT_MIN || instant > INSTANT_MAX) return;
  require(timestamp_parse(&again, bytes_of(shown), DATE_ORDER_UNKNOWN, z) == TIMESTAMP_GOOD && again == instant);
  require(time_zone_from_local(z, instant + time_zone_offset(z, instant)) <= instant);
  require(time_zone_day_start(z, time_zone_day(z, instant)) <= instant);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  bytes text = { (const char *)data, size };
  bytes zone_name = bytes_split(&text, '\n');
  date_order order = (date_order)(take_byte(&text) % 3);
  time_zone *z = zone_of(zone_name);
  int64_t instant = INSTANT_NONE;
  timestamp_shape shape = timestamp_parse(&instant, text, order, z);

  require(shape <= TIMESTAMP_MONTH_FIRST);
  require(shape != TIMESTAMP_EITHER || order == DATE_ORDER_UNKNOWN || instant != INSTANT_NONE);
  if (shape != TIMESTAMP_BAD && instant != INSTANT_NONE) check_instant(instant, z);
  if (shape == TIMESTAMP_EITHER) {
    require(timestamp_parse(&instant, text, DATE_DAY_FIRST, z) != TIMESTAMP_BAD);
    require(timestamp_parse(&instant, text, DATE_MONTH_FIRST, z) != TIMESTAMP_BAD);
  }
  time_zone_free(z);
  return 0;
}
