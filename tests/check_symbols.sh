#!/bin/sh
# SPDX-License-Identifier: MIT
# The shared library exports exactly what l2a.h declares and the sources define; its soname carries the major version.
set -u
cd "$(dirname "$0")/.." || exit 2
so=${L2A_SO:-build/libl2a.so}
[ -e "$so" ] || { echo "no $so"; exit 1; }
bad=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# A sanitizer build exports what its run time wants found.
nm -D --defined-only "$so" | awk '{ print $3 }' | grep -Ev '^(__(asan|ubsan|tsan|odr_asan|lsan|sanitizer)_?|_?_start|_end|_edata|__bss_start)' |
  LC_ALL=C sort -u >"$work/exported"
grep -v '^[ ]*#' include/l2a.h | tr '\n' ' ' | grep -o 'L2A_API [^;{]*(' | sed 's/.*[ *]\(l2a_[a-z0-9_]*\)(.*/\1/' | LC_ALL=C sort -u >"$work/declared"
extra=$(LC_ALL=C comm -23 "$work/exported" "$work/declared")
if [ -n "$extra" ]; then
  echo 'exported but not declared in l2a.h:' $extra
  bad=1
fi
missing=$(LC_ALL=C comm -13 "$work/exported" "$work/declared")
if [ -n "$missing" ]; then
  echo 'declared in l2a.h but not exported:' $missing
  bad=1
fi
major=$(sed -n 's/^.define L2A_VERSION_MAJOR //p' include/l2a.h)
readelf -d "$so" | grep -q "SONAME.*\[libl2a\.so\.$major\]" || { echo "soname is not libl2a.so.$major"; bad=1; }
exit $bad
