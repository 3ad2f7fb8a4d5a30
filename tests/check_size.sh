#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions stop at 70 lines, files at 1000.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck disable=SC2046
awk '
  FNR == 1 { start = 0 }
  FNR == 1001 { print FILENAME ": more than 1000 lines"; bad = 1 }
  /^[A-Za-z_].*\(/ && !/;[ \t]*$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
  /^\{[ \t]*$/ || /^[A-Za-z_].*\)[ \t]*\{[ \t]*$/ { start = FNR }
  /^\}/ && start {
    if (FNR - start > 70) { printf "%s:%d: %s has %d lines\n", FILENAME, start, name, FNR - start; bad = 1 }
    start = 0
  }
  END { exit bad }' $(find src include tests bench -type f \( -name '*.c' -o -name '*.h' \) 2>/dev/null | LC_ALL=C sort)
