#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests that other projects wrote for their own name cleaning and matching, read from clones of them in the folder $L2A_OTHERS:
#   cleanco (psolin), rigour and nomenklatura (opensanctions), name_matching (DeNederlandscheBank)
# Nothing of them is kept here; others.py says what is asked of each, and which of their cases are not met and why.
set -eu
cd "$(dirname "$0")/../.."
skip() { echo "skipped: $1"; exit 77; }
[ -x "${L2A:-}" ] || skip 'the command is not built'
[ "${BUILD:-release}" = release ] || skip 'quality is measured on the release build'
[ -d "${L2A_OTHERS:-}" ] || skip 'no tests of other projects (set L2A_OTHERS to a folder of their clones)'
command -v python3 >/dev/null 2>&1 || skip 'reading them needs python3'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2046,SC2086
${CC:-gcc} -O1 -std=c11 -D_GNU_SOURCE -Iinclude -Isrc tests/quality/name_core.c "$L2A_LIB/libl2a.a" \
  $(pkg-config --libs lmdb libpcre2-8 icu-i18n icu-uc yaml-0.1 libarchive zlib) -pthread -lm -o "$work/name_core"
python3 tests/quality/others.py "$L2A_OTHERS" "$work" "$work/name_core" "$L2A"
