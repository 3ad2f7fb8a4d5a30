/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/hash.h"

#define PRIME32 UINT64_C(2654435761)
#define PRIME64 UINT64_C(11400714785074694797)

/* The generator and the values of the self-test that xxHash publishes: hashes are part of the index format. */
static void fill_sanity_buffer(char *out, size_t size)
{
  uint64_t state = PRIME32;

  for (size_t i = 0; i < size; i++) {
    out[i] = (char)(state >> 56);
    state *= PRIME64;
  }
}

Test(hash, agrees_with_the_published_xxh3_vectors)
{
  static const struct {
    size_t size;
    uint64_t seed;
    uint64_t expected;
  } cases[] = {
    { 0, 0, UINT64_C(0x2D06800538D394C2) },    { 0, PRIME64, UINT64_C(0xA8A6B918B2F0364A) },
    { 1, 0, UINT64_C(0xC44BDFF4074EECDB) },    { 1, PRIME64, UINT64_C(0x032BE332DD766EF8) },
    { 6, 0, UINT64_C(0x27B56A84CD2D7325) },    { 6, PRIME64, UINT64_C(0x84589C116AB59AB9) },
    { 12, 0, UINT64_C(0xA713DAF0DFBB77E7) },   { 12, PRIME64, UINT64_C(0xE7303E1B2336DE0E) },
    { 24, 0, UINT64_C(0xA3FE70BF9D3510EB) },   { 24, PRIME64, UINT64_C(0x850E80FC35BDD690) },
    { 48, 0, UINT64_C(0x397DA259ECBA1F11) },   { 48, PRIME64, UINT64_C(0xADC2CBAA44ACC616) },
    { 80, 0, UINT64_C(0xBCDEFBBB2C47C90A) },   { 80, PRIME64, UINT64_C(0xC6DD0CB699532E73) },
    { 195, 0, UINT64_C(0xCD94217EE362EC3A) },  { 195, PRIME64, UINT64_C(0xBA68003D370CB3D9) },
    { 403, 0, UINT64_C(0xCDEB804D65C6DEA4) },  { 403, PRIME64, UINT64_C(0x6259F6ECFD6443FD) },
    { 512, 0, UINT64_C(0x617E49599013CB6B) },  { 512, PRIME64, UINT64_C(0x3CE457DE14C27708) },
    { 2048, 0, UINT64_C(0xDD59E2C3A5F038E0) }, { 2048, PRIME64, UINT64_C(0x66F81670669ABABC) },
  };
  char data[2048];

  fill_sanity_buffer(data, sizeof data);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    bytes text = { data, cases[i].size };
    cr_expect_eq(hash_bytes_seeded(text, cases[i].seed), cases[i].expected, "size %zu, seed %lx", cases[i].size,
                 (unsigned long)cases[i].seed);
    if (cases[i].seed == 0) cr_expect_eq(hash_bytes(text), cases[i].expected, "size %zu without a seed", cases[i].size);
  }
}

Test(hash, of_long_texts_does_not_depend_on_the_processor)
{
  static char data[70000];

  fill_sanity_buffer(data, sizeof data);
  for (size_t size = 0; size <= sizeof data; size += size < 300 || (size > 4000 && size < 4200) ? 1 : 977) {
    bytes text = { data, size };
    uint64_t expected = hash_bytes_seeded(text, 0);
    cr_assert_eq(hash_bytes(text), expected, "size %zu", size);
    if (hash_has_avx2()) cr_assert_eq(hash_bytes_avx2(text), expected, "size %zu by AVX2", size);
  }
}

Test(hash, of_the_empty_text_needs_no_pointer)
{
  cr_expect_eq(hash_bytes((bytes){ NULL, 0 }), UINT64_C(0x2D06800538D394C2));
}

Test(hash, join_depends_on_the_order)
{
  uint64_t a = hash_bytes(BYTES("acme"));
  uint64_t b = hash_bytes(BYTES("de"));

  cr_expect_neq(hash_join(a, b), hash_join(b, a));
  cr_expect_neq(hash_join(a, b), hash_join(a, 0));
  cr_expect_eq(hash_join(a, b), hash_join(a, b));
}
