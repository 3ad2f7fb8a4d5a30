/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "mqa/mqa_object.h"

static void fill(l2a_mqa *o)
{
  const l2a_column columns[] = { { { "id", 2 }, L2A_ACCOUNT_ID }, { { "name", 4 }, L2A_ACCOUNT_NAME } };
  const bytes cells[] = { BYTES("A1"), BYTES("Acme") };
  const mqa_contact c = { BYTES("C1"), BYTES("x@y.example"), BYTES(""), BYTES("A1"), BYTES("raw"), L2A_DECISION_MATCH, 9000 };
  const mqa_activity a = { BYTES("X"), BYTES("C1"), BYTES(""), BYTES(""), BYTES("meeting"), BYTES(""), 3, INT64_C(-5), { 0, 0, 0 } };
  const mqa_opportunity p = { BYTES("O"), BYTES("A1"), BYTES("1"), 7, INT64_MIN, true, false, { 0, 0, 0 } };
  const mqa_touch t = { BYTES("A1"), BYTES(""), BYTES(""), BYTES("call"), BYTES("Rita"), BYTES("accepted"), 9, { 1, 2, 3 } };

  cr_assert_eq(log_columns(o, columns, 2, NULL), L2A_OK);
  cr_assert_eq(log_account(o, cells[0], cells[1], BYTES(""), cells, 2, NULL), L2A_OK);
  cr_assert_eq(log_contact(o, &c, NULL), L2A_OK);
  cr_assert_eq(log_activity(o, &a, NULL), L2A_OK);
  cr_assert_eq(log_opportunity(o, &p, NULL), L2A_OK);
  cr_assert_eq(log_touch(o, &t, NULL), L2A_OK);
}

Test(row_log, rows_come_back)
{
  l2a_mqa o = { .log = BUFFER_INIT };
  const char *at;
  row_reader r;
  int rows = 0;

  fill(&o);
  cr_expect_eq(o.sources.count, 1, "one row had a place");
  at = o.log.data;
  while (row_reader_next(&r, &at, o.log.data + o.log.size)) {
    rows++;
    if (r.tag != ROW_ACTIVITY) continue;
    cr_expect(bytes_equal(row_reader_text(&r), BYTES("X")));
    for (int i = 0; i < 3; i++) row_reader_text(&r);
    cr_expect(bytes_equal(row_reader_text(&r), BYTES("meeting")));
    row_reader_text(&r);
    cr_expect_eq(row_reader_number(&r), -5);
    cr_expect_eq(row_reader_number(&r), 3);
    cr_expect(!r.failed && r.at == r.end);
    row_reader_number(&r);
    cr_expect(r.failed);
  }
  cr_expect_eq(rows, 6);
  cr_expect(log_is_whole(buffer_bytes(&o.log), false));
  cr_expect(!log_is_whole(buffer_bytes(&o.log), true), "accounts are no events");
  buffer_free(&o.log);
  free(o.sources.data);
}

/* Cut anywhere but between rows, or with a byte of a length changed, it is not whole; nothing is read beyond its end. */
Test(row_log, damage_is_seen)
{
  l2a_mqa o = { .log = BUFFER_INIT };
  size_t whole = 0;

  fill(&o);
  for (size_t size = 0; size < o.log.size; size++) {
    char *cut = malloc(size + 1);
    memcpy(cut, o.log.data, size);
    whole += log_is_whole(bytes_from(cut, size), false);
    free(cut);
  }
  cr_expect_eq(whole, 6, "%zu", whole);
  for (size_t i = 0; i < o.log.size; i++) {
    o.log.data[i] ^= 0x40;
    log_is_whole(buffer_bytes(&o.log), false);
    o.log.data[i] ^= 0x40;
  }
  o.log.data[0] = ROW_TAG_COUNT;
  cr_expect(!log_is_whole(buffer_bytes(&o.log), false));
  buffer_free(&o.log);
  free(o.sources.data);
}
