/* SPDX-License-Identifier: MIT */
/*
 * A contact as anybody may send it: the fields are separated by newlines. It is answered whatever it says, alone as in a batch, with the
 * memo as without; and it can be explained.
 */
#include "base/utf8.h"
#include "fuzz/fuzz_support.h"
#include "match/matcher.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static l2a_index *build(const l2a_rules *rules)
{
  static const l2a_column columns[] = { { { "Id", 2 }, L2A_ACCOUNT_ID },
                                        { { "Name", 4 }, L2A_ACCOUNT_NAME },
                                        { { "Website", 7 }, L2A_ACCOUNT_WEBSITE },
                                        { { "Country", 7 }, L2A_ACCOUNT_COUNTRY } };
  static const char *const rows[][4] = {
    { "A1", "Harbor Quartz Inc.", "harborquartz.com", "US" },       { "A2", "Harbor Quartz Nordic Oy", "harborquartz.fi", "Finland" },
    { "A3", "Lumen Orchard GmbH & Co. KG", "lumenorchard.de", "" }, { "A4", "\xE6\x9D\xB1\xE4\xBA\xAC", "tokyo.jp", "Japan" },
    { "A5", "International Business Wheels", "ibw.com", "US" },     { "A6", "Acme", "acme.co.uk", "GB" },
  };
  l2a_index_writer *writer = NULL;
  l2a_index *index = NULL;

  require(l2a_index_writer_new(&writer, NULL, rules, columns, 4, NULL) == L2A_OK);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    l2a_string cells[4];
    for (size_t k = 0; k < 4; k++) cells[k] = bytes_of(rows[i][k]);
    require(l2a_index_writer_add(writer, cells, NULL) == L2A_OK);
  }
  require(l2a_index_writer_finish(&index, writer, NULL) == L2A_OK);
  return index;
}

typedef struct shared {
  l2a_rules *rules;
  l2a_index *index;
  l2a_matcher *plain, *remembering;
} shared;

static const shared *shared_matchers(void)
{
  static shared s;
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;

  if (s.rules) return &s;
  require(l2a_rules_load(&s.rules, NULL, NULL) == L2A_OK);
  s.index = build(s.rules);
  options.candidate_limit = 5;
  options.memo_bytes = 1 << 16;
  require(l2a_matcher_new(&s.remembering, s.rules, s.index, &options, NULL) == L2A_OK);
  options.memo_bytes = 0;
  require(l2a_matcher_new(&s.plain, s.rules, s.index, &options, NULL) == L2A_OK);
  return &s;
}

static void check_same(const l2a_result *a, const l2a_result *b)
{
  require(a->decision == b->decision && a->reason == b->reason && a->score == b->score && a->margin == b->margin);
  require(bytes_equal(a->account_id, b->account_id) && bytes_equal(a->runner_up_id, b->runner_up_id));
  require(bytes_equal(a->grade, b->grade) && bytes_equal(a->detail, b->detail) && a->candidate_count == b->candidate_count);
}

static void check_answer(const l2a_result *r)
{
  require(r->reason < L2A_REASON_COUNT && r->score <= 10000 && (r->decision == L2A_DECISION_NONE) == (r->account_id.size == 0));
  require(utf8_is_valid(r->detail) && utf8_is_valid(r->account_name) && r->candidate_count <= 5);
}

static l2a_status check_text(void *payload, const char *data, size_t size)
{
  (void)payload;
  require(size == 0 || data != NULL);
  return L2A_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const shared *s = shared_matchers();
  l2a_contact pair[2] = { L2A_CONTACT_INIT, L2A_CONTACT_INIT };
  bytes rest = { (const char *)data, size };
  bytes *const fields[] = {
    &pair[0].email, &pair[0].company, &pair[0].website, &pair[0].country,     &pair[0].phone,    &pair[0].city,
    &pair[0].state, &pair[0].title,   &pair[0].id,      &pair[0].postal_code, &pair[0].linkedin, &pair[0].linkedin
  };
  const l2a_result *alone, *both;
  l2a_status explained;
  bool valid;

  for (size_t i = 0; i + 1 < sizeof fields / sizeof *fields; i++) *fields[i] = bytes_split(&rest, '\n');
  pair[1] = pair[0];
  require(l2a_match(&alone, s->plain, &pair[0], NULL) == L2A_OK);
  check_answer(alone);
  valid = alone->reason != L2A_REASON_INVALID;
  require(l2a_match_batch(&both, s->remembering, pair, 2, NULL) == L2A_OK);
  check_same(alone, &both[0]);
  check_same(alone, &both[1]);
  explained = l2a_explain(s->plain, &pair[0], BYTES("A1"), size % 2 ? L2A_FORMAT_JSON : L2A_FORMAT_TEXT, check_text, NULL, NULL);
  require(explained == (valid ? L2A_OK : L2A_EINVAL));
  return 0;
}
