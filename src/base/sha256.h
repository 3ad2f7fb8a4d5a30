/* SPDX-License-Identifier: MIT */
/* SHA-256 (FIPS 180-4): for values that leave the program in place of what a person must not read. Not for keys of tables: see hash.h. */
#ifndef L2A_BASE_SHA256_H
#define L2A_BASE_SHA256_H

#include "base/bytes.h"

enum { SHA256_HEX_SIZE = 64 };

/* 64 lower-case hexadecimal digits, without a NUL. */
void sha256_hex(char out[SHA256_HEX_SIZE], bytes text);

#endif
