#!/bin/sh
# SPDX-License-Identifier: MIT
# The top level shows src, include, data, bench, tests, Makefile and README.md, and nothing else.
set -u
cd "$(dirname "$0")/.." || exit 2
if command -v git >/dev/null 2>&1 && names=$(git ls-files 2>/dev/null) && [ -n "$names" ]; then
  names=$(echo "$names" | sed 's|/.*||' | LC_ALL=C sort -u)
else
  names=$(ls)
fi
bad=0
for name in $names; do
  case $name in
  src | include | data | bench | tests | Makefile | README.md | .* | build) ;;
  *) echo "not agreed at the top level: $name"; bad=1 ;;
  esac
done
exit $bad
