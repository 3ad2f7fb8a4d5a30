#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the test programs, the corpora of the harnesses and the cases of the command under valgrind: run_valgrind.sh FOLDER (of the programs).
# `make valgrind` calls it. T='words' as in run.sh (the cases are `cli`; CASES='words' runs some of them), L2A is the command.
# Each test is a process of its own, which valgrind follows: an error or a lost block makes its exit status 9, and the test fails. Of the
# cases valgrind's own reports count, not their outcome: some limit memory or time.
set -u
cd "$(dirname "$0")/.." || exit 2
command -v valgrind >/dev/null 2>&1 || { echo 'skipped: valgrind is not installed'; exit 77; }
ROOT=$PWD
export ROOT
export L2A_TEST_SECONDS="${L2A_TEST_SECONDS-7200}" # all is twenty times slower
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failed=0
CHECK='valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite'

wanted() {
  [ -n "${T-}" ] || return 0
  for word in $T; do
    case $1 in *"$word"*) return 0 ;; esac
  done
  return 1
}

found() {
  failed=$((failed + 1))
  cat "$work/$1".* 2>/dev/null | grep -A 12 '== [A-Z]' | head -n 60
}

run_program() {
  rm -f "$work/tap"
  $CHECK --log-file="$work/$2.%p" "$1" ${FILTER:+--filter "$FILTER"} --tap="$work/tap" >"$work/out" 2>&1
  good=$(grep -c '^ok ' "$work/tap") bad=$(grep -c '^not ok ' "$work/tap")
  echo "$2: $good passed, $bad failed"
  [ "$bad" -eq 0 ] && [ "$good" -gt 0 ] && return
  grep '^not ok ' "$work/tap" | head -n 20
  grep FAIL "$work/out" | head -n 20
  found "$2"
}

# Whole inputs only: cut at every byte they would take days.
run_corpus() {
  L2A_REPLAY_WHOLE=1 $CHECK --log-file="$work/$2.%p" "$1" "tests/fuzz/corpus/${2#fuzz_}" >"$work/out" 2>&1
  code=$?
  echo "$2: $(tail -n 1 "$work/out")"
  [ $code -eq 0 ] || found "$2"
}

run_cases() {
  mkdir "$work/bin" "$work/cli"
  printf '#!/bin/sh\nexec %s --log-file=%s/cli/log.%%p %s "$@"\n' "$CHECK" "$work" "$L2A" >"$work/bin/l2a"
  chmod +x "$work/bin/l2a"
  L2A_CASE_SECONDS=3600 L2A="$work/bin/l2a" sh tests/run_cli.sh >"$work/out" 2>&1
  runs=$(find "$work/cli" -type f | wc -l)
  find "$work/cli" -type f -size 0 -delete
  bad=$(find "$work/cli" -type f | wc -l)
  echo "cli: $runs runs of the command, $bad with a report ($(tail -n 1 "$work/out") as cases)"
  [ "$runs" -gt 0 ] && [ "$bad" -eq 0 ] && return
  failed=$((failed + 1))
  cat "$work/cli"/log.* | head -n 200
}

for program in "$1"/unit-* "$1"/fault "$1"/api "$1"/oracle "$1"/fuzz_*; do
  [ -x "$program" ] || continue
  case $program in *.d) continue ;; esac
  name=${program##*/}
  wanted "$name" || continue
  case $name in
  fuzz_*) run_corpus "$program" "$name" ;;
  *) run_program "$program" "$name" ;;
  esac
done
if [ -x "${L2A-}" ] && wanted cli; then run_cases; fi
[ $failed -eq 0 ] && echo 'valgrind found nothing'
