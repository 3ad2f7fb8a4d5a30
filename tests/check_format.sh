#!/bin/sh
# SPDX-License-Identifier: MIT
# Sources are formatted as .clang-format says. Formatters differ between versions, so only the one the tree is formatted with counts (14).
set -u
cd "$(dirname "$0")/.." || exit 2
formatter=
for name in clang-format-14 clang-format; do
  if command -v "$name" >/dev/null 2>&1 && "$name" --version | grep -q 'version 14\.'; then
    formatter=$name
    break
  fi
done
if [ -z "$formatter" ]; then
  echo 'skipped: clang-format 14 is not installed'
  exit 77
fi
# One process for all of them: starting it takes longer than reading a file.
files=$(find src include tests bench -type f \( -name '*.c' -o -name '*.h' \) 2>/dev/null | LC_ALL=C sort)
# shellcheck disable=SC2086 # names of the tree have no blanks
messages=$("$formatter" --dry-run --Werror $files 2>&1) && exit 0
printf '%s\n' "$messages" | sed -n 's/^\([^: ]*\):[0-9].*error: .*/not formatted: \1/p' | uniq
echo "make format formats them all"
exit 1
