/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "base/sha256.h"

/* The examples of FIPS 180-4's publication, and one block less, exactly and more than what the padding leaves room for. */
Test(sha256, is_that_of_the_standard)
{
  static const struct {
    const char *text, *hex;
  } cases[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char hex[SHA256_HEX_SIZE + 1] = "";
    sha256_hex(hex, bytes_of(cases[i].text));
    cr_expect_str_eq(hex, cases[i].hex, "%s", cases[i].text);
  }
}

Test(sha256, sizes_around_a_block)
{
  static const struct {
    size_t size;
    const char *hex;
  } cases[] = {
    { 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
    { 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
    { 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
    { 1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3" },
  };
  char text[1000];

  memset(text, 'a', sizeof text);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char hex[SHA256_HEX_SIZE + 1] = "";
    sha256_hex(hex, bytes_from(text, cases[i].size));
    cr_expect_str_eq(hex, cases[i].hex, "%zu", cases[i].size);
  }
}
