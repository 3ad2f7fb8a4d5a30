/* SPDX-License-Identifier: MIT */
#include "server/mqa_json.h"

#include "io/timestamp.h"

bool instant_read(int64_t *instant, bytes text)
{
  time_zone *utc = NULL;
  bool good =
    time_zone_new(&utc, BYTES("UTC"), NULL) == L2A_OK && timestamp_parse(instant, text, DATE_ORDER_UNKNOWN, utc) == TIMESTAMP_GOOD;

  time_zone_free(utc);
  return good;
}

void instant_write(buffer *out, const char *name, int64_t instant)
{
  char text[TIMESTAMP_SIZE];

  json_write_key(out, name);
  if (instant == INT64_MIN) {
    buffer_append_text(out, "null");
    return;
  }
  timestamp_write(text, instant);
  json_write_string(out, bytes_of(text));
}

static void flag(buffer *out, const char *name, int value)
{
  json_write_key(out, name);
  buffer_append_text(out, value ? "true" : "false");
}

void mqa_account_write(buffer *out, const l2a_mqa_account *a)
{
  buffer_append_char(out, '{');
  json_write_member(out, "account_id", a->account_id);
  json_write_member(out, "account_name", a->account_name);
  json_write_member(out, "owner", a->owner);
  json_write_member(out, "stage", a->stage);
  flag(out, "is_mqa", a->is_mqa);
  instant_write(out, "stage_since", a->stage_since);
  instant_write(out, "mqa_at", a->mqa_at);
  buffer_printf(out, ",\"minutes\":%lld.%03lld,\"people\":%u,\"engaged_people\":%u", (long long)(a->minutes / 1000),
                (long long)(a->minutes % 1000), a->people, a->engaged_people);
  json_write_member(out, "roles", a->roles);
  json_write_member(out, "top_activity", a->top_activity);
  json_write_member(out, "missing", a->missing);
  instant_write(out, "falls_at", a->falls_at);
  flag(out, "fragile", a->fragile);
  buffer_printf(out, ",\"weak_share\":%u.%03u", a->weak_share / 1000, a->weak_share % 1000);
  json_write_member(out, "temperature", a->temperature);
  instant_write(out, "changed_at", a->changed_at);
  buffer_append_char(out, '}');
}
