/* SPDX-License-Identifier: MIT */
/*
 * Cases of Unicode's IDNA test file against public_suffix_to_ascii. It tests every rule; hosts in a CRM are taken as they are written, so
 * these are no reason to refuse one:
 *
 *   V2 V3     hyphens in the third and fourth place, at the begin or the end   names of real hosts have them
 *   B1..B6    right-to-left labels next to others, C1 C2 joiners               of what is shown, not of what is resolved
 *   A4_1 A4_2 X4_2 labels that are empty or too long                           domain_from_url and domain_from_email look at sizes
 *   U1        STD3: other ASCII characters                                     the host's characters are checked before
 *   P1 P4 V6  code points by version, or not allowed by STD3, and then A3      ours is that of the ICU it is built with
 */
#include "text/public_suffix.h"
#include "vector/vector_file.h"

static public_suffix *list;
static size_t compared, refused;

static bool is_tolerated(bytes code)
{
  static const char *const codes[] = { "V2", "V3", "C1", "C2", "A4_1", "A4_2", "X4_2", "U1", "P1", "P4", "V6" };

  if (code.size == 2 && code.data[0] == 'B') return true;
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (bytes_equal(code, bytes_of(codes[i]))) return true;
  return false;
}

static void check_name(const bytes *fields, size_t count)
{
  bytes codes = fields[2], ascii;
  bool invalid = false, doubtful = false, of_version = false;
  arena memory;

  cr_assert_geq(count, 2);
  while (codes.size) {
    bytes code = bytes_trim(bytes_split(&codes, ','));
    of_version = of_version || bytes_equal(code, BYTES("P1"));
    if (is_tolerated(code) || (of_version && bytes_equal(code, BYTES("A3")))) doubtful = true;
    else invalid = true;
  }
  arena_init(&memory, 1024);
  ascii = public_suffix_to_ascii(list, fields[0], &memory);
  if (invalid) {
    cr_expect_null(ascii.data, "%.*s: taken as %.*s", (int)fields[0].size, fields[0].data, (int)ascii.size, ascii.data);
    refused++;
  } else if (!doubtful) {
    cr_expect(bytes_equal(ascii, fields[1]), "%.*s: %.*s, expected %.*s", (int)fields[0].size, fields[0].data, (int)ascii.size, ascii.data,
              (int)fields[1].size, fields[1].data);
    compared++;
  }
  arena_free(&memory);
}

Test(idna_vector, hosts_become_what_unicode_says)
{
  cr_assert_eq(public_suffix_new(&list, "none", BYTES("com\n"), NULL), L2A_OK);
  cr_assert_eq(vector_file_read("idna.txt", check_name), 398);
  cr_expect_gt(compared, 200);
  cr_expect_gt(refused, 20);
  public_suffix_free(list);
}
