#!/bin/sh
# SPDX-License-Identifier: MIT
# include/l2a.h stands alone, as C11 and as C++17, without a warning; every exported declaration is documented and prefixed by its type.
set -u
cd "$(dirname "$0")/.." || exit 2
bad=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
printf '#include <l2a.h>\n#include <l2a.h>\nint main(void) { return l2a_version() == 0; }\n' >"$work/alone.c"
cp "$work/alone.c" "$work/alone.cc"
strict='-Wall -Wextra -pedantic -Werror -fsyntax-only -Iinclude'
${CC:-gcc} -std=c11 $strict "$work/alone.c" || bad=1
${CXX:-g++} -std=c++17 $strict "$work/alone.cc" || bad=1
exit $bad
