/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "io/json_write.h"

Test(json_write, escapes_what_json_forbids)
{
  buffer out = BUFFER_INIT;

  json_write_string(&out, bytes_from("a\"b\\c\n\t\x01\x1F/\xC3\xA9", 12));
  cr_expect(bytes_equal(buffer_bytes(&out), BYTES("\"a\\\"b\\\\c\\n\\t\\u0001\\u001f/\xC3\xA9\"")), "%.*s", (int)out.size, out.data);
  buffer_free(&out);
}

Test(json_write, adds_members_to_an_object)
{
  buffer out = BUFFER_INIT;

  json_write_reopened(&out, BYTES(" {\"id\":7 , \"x\":[1]} "));
  json_write_member(&out, "l2a_account_id", BYTES("A1"));
  json_write_key(&out, "l2a_score");
  buffer_append_text(&out, "0.9}");
  cr_expect(bytes_equal(buffer_bytes(&out), BYTES("{\"id\":7 , \"x\":[1],\"l2a_account_id\":\"A1\",\"l2a_score\":0.9}")));
  buffer_clear(&out);
  json_write_reopened(&out, BYTES("{ }"));
  json_write_member(&out, "a", BYTES("b"));
  cr_expect(bytes_equal(buffer_bytes(&out), BYTES("{\"a\":\"b\"")));
  buffer_free(&out);
}
