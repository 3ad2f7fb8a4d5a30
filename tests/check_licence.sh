#!/bin/sh
# SPDX-License-Identifier: MIT
# Every source file names its licence in its first lines.
set -u
cd "$(dirname "$0")/.." || exit 2
files=$(find src include tests bench .ci -type f \( -name '*.[chS]' -o -name '*.sh' -o -name '*.py' -o -path '.ci/*' \) 2>/dev/null | LC_ALL=C sort)
# shellcheck disable=SC2086 # names of the tree have no blanks
awk '
  FNR <= 2 && /SPDX-License-Identifier: MIT/ { has[FILENAME] = 1 }
  END {
    for (i = 1; i < ARGC; i++)
      if (!(ARGV[i] in has)) { print "no licence line: " ARGV[i]; bad = 1 }
    exit bad
  }' Makefile $files
