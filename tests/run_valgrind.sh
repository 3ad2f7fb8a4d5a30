#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the unit and fault programs of a folder under valgrind: run_valgrind.sh FOLDER. `make valgrind` calls it. T='words' as in run.sh.
# Each test is a process of its own, which valgrind follows: an error or a lost block makes its exit status 9, and the test fails.
set -u
cd "$(dirname "$0")/.." || exit 2
command -v valgrind >/dev/null 2>&1 || { echo 'skipped: valgrind is not installed'; exit 77; }
ROOT=$PWD
export ROOT
export L2A_TEST_SECONDS="${L2A_TEST_SECONDS-7200}" # all is twenty times slower
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

for program in "$1"/unit-* "$1"/fault; do
  [ -x "$program" ] || continue
  case $program in *.d) continue ;; esac
  name=${program##*/}
  wanted=${T:+no}
  for word in ${T-}; do
    case $name in *"$word"*) wanted=yes ;; esac
  done
  [ "${wanted:-yes}" = yes ] || continue
  valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --log-file="$work/$name.%p" \
    "$program" --tap="$work/tap" >"$work/out" 2>&1
  good=$(grep -c '^ok ' "$work/tap") bad=$(grep -c '^not ok ' "$work/tap")
  echo "$name: $good passed, $bad failed"
  [ "$bad" -eq 0 ] && [ "$good" -gt 0 ] && continue
  failed=$((failed + 1))
  grep '^not ok ' "$work/tap" | head -n 20
  grep FAIL "$work/out" | head -n 20
  cat "$work/$name".* | grep -A 12 '== [A-Z]' | head -n 60
done
[ $failed -eq 0 ] && echo 'valgrind found nothing'
