#!/bin/sh
# SPDX-License-Identifier: MIT
# Includes keep to the table src/FLOORS: only floors below, never relative, each library in its one place, file names unique in src and tests.
set -u
cd "$(dirname "$0")/.." || exit 2
files=$(find src -type f \( -name '*.c' -o -name '*.h' \) | LC_ALL=C sort)
# shellcheck disable=SC2086
awk '
  BEGIN {
    owner["lmdb.h"] = "^src/store/"
    owner["xxhash.h"] = "^src/base/hash(_avx2)?\\.c$"
    owner["pcre2.h"] = "^src/base/regex\\.c$"
  }
  function complain(text) { print text; bad = 1 }
  FILENAME == "src/FLOORS" {
    if ($0 ~ /^#/ || $0 ~ /^[ \t]*$/) next
    directory = $1
    sub(/:$/, "", directory)
    known[directory] = 1
    allowed[directory, directory] = 1
    for (i = 2; i <= NF; i++) allowed[directory, $i] = 1
    next
  }
  FNR == 1 {
    split(FILENAME, part, "/")
    floor = part[2]
    if (!(floor in known) && !(floor in told)) {
      complain("src/" floor ": is not in src/FLOORS")
      told[floor] = 1
    }
  }
  /^[ \t]*#[ \t]*include/ {
    place = FILENAME ":" FNR ": "
    name = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", name)
    sub(/[>"][^>"]*$/, "", name)
    quoted = substr(name, 1, 1) == "\""
    name = substr(name, 2)
    if (name in owner && FILENAME !~ owner[name]) complain(place name " belongs to one place only: " owner[name])
    if (name ~ /\.\.\// || name ~ /^\.\//) complain(place "relative include of " name)
    else if (!quoted) next
    else if (name == "l2a.h") { if (!((floor, name) in allowed)) complain(place floor " may not include " name) }
    else if (name !~ /\//) complain(place "relative include of " name ": write it from src (\"floor/" name "\")")
    else {
      split(name, target, "/")
      if (!(target[1] in known)) complain(place target[1] " is not in src/FLOORS")
      else if (!((floor, target[1]) in allowed)) complain(place floor " may not include " target[1] " (src/FLOORS)")
    }
  }
  END { exit bad }' src/FLOORS $files || bad=1
twice=$(find src tests include bench -type f \( -name '*.c' -o -name '*.h' -o -name '*.sh' \) 2>/dev/null | sed 's|.*/||' | LC_ALL=C sort | uniq -d)
if [ -n "$twice" ]; then
  echo "file names that are not unique in the tree:" $twice
  bad=1
fi
exit "${bad:-0}"
