/* SPDX-License-Identifier: MIT */
/*
 * An index whose checksums are right and whose content is not: the input is a list of changes to the sections of a small index, which is
 * sealed again afterwards. What l2a_index_check lets pass can be matched against, explained and verified without a step outside.
 *
 *   | section u8 | where u16 | value u32 (little-endian) |  ...   where: of the payload in units of 4 bytes, wrapped around; sections from
 *                                                               HEADER_FROM on change the entries or the size of the header instead
 */
#include "fuzz/fuzz_support.h"
#include "index/build.h"
#include "index/index.h"
#include "match/matcher.h"
#include "rules/rules.h"

enum { CHANGE_SIZE = 7, CHANGE_LIMIT = 64, HEADER_FROM = 224, COLUMNS = 10 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const l2a_column columns[COLUMNS] = {
  { { "Id", 2 }, L2A_ACCOUNT_ID },           { { "Name", 4 }, L2A_ACCOUNT_NAME },       { { "Aliases", 7 }, L2A_ACCOUNT_ALIASES },
  { { "Website", 7 }, L2A_ACCOUNT_WEBSITE }, { { "Domains", 7 }, L2A_ACCOUNT_DOMAINS }, { { "Country", 7 }, L2A_ACCOUNT_COUNTRY },
  { { "City", 4 }, L2A_ACCOUNT_CITY },       { { "Phone", 5 }, L2A_ACCOUNT_PHONE },     { { "Parent", 6 }, L2A_ACCOUNT_PARENT_ID },
  { { "Owner", 5 }, L2A_ACCOUNT_OWNER },
};

static const char *const accounts[][COLUMNS] = {
  { "A1", "Harbor Quartz Inc.", "HQI; Harbour Quarz", "harborquartz.com", "", "US", "San Jose", "+1 408 555 0101", "", "Ann" },
  { "A2", "Harbor Quartz Nordic Oy", "", "harborquartz.fi", "", "Finland", "Espoo", "", "A1", "Bo" },
  { "A3", "Lumen Orchard GmbH & Co. KG", "Blue Finch", "lumenorchard.de", "bluefinch.com", "Germany", "M\xC3\xBCnchen", "", "", "" },
  { "A4", "\xE6\x9D\xB1\xE4\xBA\xAC", "Tokyo Works", "tokyoworks.jp", "", "Japan", "", "+81 3 5555 0101", "", "Ann" },
  { "A5", "International Business Wheels", "IBW", "ibw.example.com", "", "", "", "", "A4", "" },
  { "A6", "Meridian Falcon Services", "", "meridian.com", "falcon.com", "US", "Austin", "", "A6", "" },
  { "A7", "Meridian Falkon Servis", "", "", "", "US", "Austin", "", "A6", "" },
};

static const char *const contacts[][3] = {
  { "x@harborquartz.com", "Harbor Quartz", "US" },
  { "x@mail.lumenorchard.de", "Lumen Orchrad", "" },
  { "x@gmail.com", "Meridian Flacon Service", "US" },
  { "", "IBW", "" },
  { "", "\xE6\x9D\xB1\xE4\xBA\xAC \xD0\x93\xD0\xB0\xD0\xB7", "Japan" },
  { "x@bluefinch.com", "Quartz Harbour Nordic (Finland)", "Finland" },
};

enum { CONTACTS = sizeof contacts / sizeof *contacts, ACCOUNTS = sizeof accounts / sizeof *accounts };

static void build_image(index_image *image, const l2a_rules *rules)
{
  account_rows rows;
  build_input input = { .rows = &rows, .columns = columns, .column_count = COLUMNS, .lex = rules->lex, .thread_count = 1 };

  account_rows_init(&rows, COLUMNS, 0);
  for (size_t i = 0; i < ACCOUNTS; i++) {
    l2a_string cells[COLUMNS];
    for (size_t k = 0; k < COLUMNS; k++) cells[k] = bytes_of(accounts[i][k]);
    require(account_rows_add(&rows, cells, NULL) == L2A_OK);
  }
  require(index_build(image, &input, NULL) == L2A_OK);
  account_rows_free(&rows);
}

static const index_image *shared_image(const l2a_rules **rules)
{
  static l2a_rules *kept;
  static index_image image;

  if (!kept) {
    require(l2a_rules_load(&kept, NULL, NULL) == L2A_OK);
    build_image(&image, kept);
  }
  *rules = kept;
  return &image;
}

/* Payloads of exactly their size, so that a sanitizer sees a step outside. */
static void copy_image(index_image *to, const index_image *from)
{
  for (size_t i = 0; i < SECTION_COUNT; i++) {
    size_t size = from->headers[i].size;
    to->headers[i] = from->headers[i];
    require(posix_memalign((void **)&to->payloads[i], SECTION_ALIGN, size ? size : 1) == 0);
    memcpy(to->payloads[i], from->payloads[i], size);
  }
}

static void change_header(section_header *header, unsigned which, uint32_t value)
{
  if (which % 2) header->entries = value;
  else if (value < header->size) header->size = value; /* what is longer than its value does not get this far */
}

static void change_image(index_image *image, bytes changes)
{
  for (size_t n = 0; n < CHANGE_LIMIT && changes.size >= CHANGE_SIZE; n++) {
    const unsigned char *at = (const unsigned char *)changes.data;
    uint32_t where = at[1] | (uint32_t)at[2] << 8, value;
    section_header *header = &image->headers[at[0] % SECTION_COUNT];
    memcpy(&value, at + 3, sizeof value);
    changes = bytes_from(changes.data + CHANGE_SIZE, changes.size - CHANGE_SIZE);
    if (at[0] >= HEADER_FROM) change_header(header, where, value);
    else if (header->size >= sizeof value) memcpy(image->payloads[header->section] + where % (header->size / 4) * 4, &value, sizeof value);
  }
  require(image_seal(image, NULL) == L2A_OK);
}

static l2a_status swallow(void *payload, const char *data, size_t size)
{
  size_t *sum = payload;

  for (size_t i = 0; i < size; i++) *sum += (unsigned char)data[i];
  return L2A_OK;
}

/* One matcher moves from index to index: to make it takes as long as all its lookups. */
static l2a_matcher *shared_matcher(l2a_index *index, const l2a_rules *rules)
{
  static l2a_matcher *kept;
  l2a_matcher_options options = L2A_MATCHER_OPTIONS_INIT;

  options.candidate_limit = 3;
  options.memo_bytes = 0;
  if (kept) require(snapshot_acquire(&kept->ref, index, NULL) == L2A_OK);
  else require(l2a_matcher_new(&kept, rules, index, &options, NULL) == L2A_OK);
  return kept;
}

static void look_up(l2a_index *index, const l2a_rules *rules)
{
  l2a_matcher *matcher = shared_matcher(index, rules);
  l2a_contact batch[CONTACTS];
  const l2a_result *results;
  size_t sum = 0;

  for (size_t i = 0; i < CONTACTS; i++) {
    batch[i] = (l2a_contact)L2A_CONTACT_INIT;
    batch[i].email = bytes_of(contacts[i][0]);
    batch[i].company = bytes_of(contacts[i][1]);
    batch[i].country = bytes_of(contacts[i][2]);
  }
  require(l2a_match_batch(&results, matcher, batch, CONTACTS, NULL) == L2A_OK);
  for (size_t i = 0; i < CONTACTS; i++) {
    swallow(&sum, results[i].account_id.data, results[i].account_id.size);
    swallow(&sum, results[i].account_name.data, results[i].account_name.size);
    swallow(&sum, results[i].rollup_id.data, results[i].rollup_id.size);
  }
  (void)l2a_explain(matcher, &batch[2], BYTES("A3"), L2A_FORMAT_TEXT, swallow, &sum, NULL);
  snapshot_release(matcher->ref);
  matcher->ref = NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const l2a_rules *rules;
  const index_image *whole = shared_image(&rules);
  index_image image = { 0 };
  l2a_error error = L2A_ERROR_INIT;
  l2a_index *index = NULL;
  l2a_status status;

  copy_image(&image, whole);
  change_image(&image, (bytes){ (const char *)data, size });
  status = index_from_image(&index, &image, rules->keys_fingerprint, &error);
  require(status == L2A_OK || (status == L2A_ECORRUPT && error.message[0]));
  if (index) {
    status = l2a_index_check(index, &error);
    require(status == L2A_OK || status == L2A_ECORRUPT);
    if (status == L2A_OK) {
      look_up(index, rules);
      status = l2a_index_verify(index, &error);
      require(status == L2A_OK || status == L2A_ECORRUPT);
    }
  }
  l2a_index_close(index);
  return 0;
}
