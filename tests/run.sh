#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs test programs and scripts one after the other and counts. The last line is "N passed, N failed" (and ", N skipped").
#
#   run.sh ITEM...   a Criterion program, a fuzz_* program (replays tests/fuzz/corpus/NAME), or a *.sh script
#
# A script answers by its exit status (0 passed, 77 skipped, else failed), or counts itself: its last line is then of the form above.
# T='words' runs only the items whose name contains one of the words, and none that contains one written -word.
set -u
cd "$(dirname "$0")/.." || exit 2
ROOT=$PWD
work=$(mktemp -d) || exit 2
# Files of harnesses are in memory where there is any: they are written again for each input.
memory=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d) || exit 2
trap 'rm -rf "$work" "$memory"' EXIT
trap 'exit 130' INT TERM
TMPDIR=$work/tmp # of the tests: they leave nothing there
mkdir "$TMPDIR" || exit 2
chmod 711 "$work" "$TMPDIR" # some tests ask what another user may do
export TMPDIR
passed=0 failed=0 skipped=0
limit_s=${L2A_TEST_LIMIT_S:-540}
export ROOT LC_ALL=C.UTF-8 TERM=dumb
export ASAN_OPTIONS="${ASAN_OPTIONS-detect_leaks=1:abort_on_error=0}" UBSAN_OPTIONS="${UBSAN_OPTIONS-print_stacktrace=1}"
export TSAN_OPTIONS="${TSAN_OPTIONS-halt_on_error=1:second_deadlock_stack=1}"

name_of() { name=${1##*/}; name=${name%.sh}; case $1 in tests/*/*.sh) d=${1#tests/}; name=${d%%/*}-$name ;; esac; }

wanted() {
  [ -n "${T-}" ] || return 0
  found=1
  for word in $T; do
    case $word in
    -*) case $name in *"${word#-}"*) return 1 ;; esac ;;
    *) case $name in *"$word"*) found=0 ;; esac ;;
    esac
  done
  return $found
}

# $1 the log of a script, $2 its exit status
count_script() {
  counts=$(tail -n 1 "$1" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed\(, \([0-9]*\) skipped\)\{0,1\}$/\1 \2 \4/p')
  if [ -n "$counts" ]; then
    set -- "$1" "$2" $counts
    p=$3 f=$4 s=${5:-0}
    [ "$2" -eq 0 ] || [ "$f" -gt 0 ] || f=1
  else
    p=0 f=0 s=0
    case $2 in 0) p=1 ;; 77) s=1 ;; *) f=1 ;; esac
  fi
}

# Criterion's TAP report: one line a test, and a plan whose number must be met.
count_tap() {
  set -- "$@" $(awk '/^1\.\.[0-9]/ { plan += substr($0, 4) } /^ok .*# SKIP/ { s++; next } /^ok / { p++ } /^not ok / { f++ }
    END { if (p + f + s < plan || plan == "") f++; print p + 0, f + 0, s + 0 }' "$1" 2>/dev/null)
  p=${3:-0} f=${4:-1} s=${5:-0}
  [ "$2" -eq 0 ] || [ "$f" -gt 0 ] || f=1
}

run_item() {
  log=$work/$name.log tap=$work/$name.tap
  : >"$tap"
  case $1 in
  *.sh) timeout "$limit_s" sh "$1" >"$log" 2>&1; count_script "$log" $? ;;
  */fuzz_*) TMPDIR=$memory timeout "$limit_s" "$1" "tests/fuzz/corpus/${name#fuzz_}" >"$log" 2>&1; count_script "$log" $? ;;
  *) timeout "$limit_s" "$1" --color=never --tap="$tap" >"$log" 2>&1; count_tap "$tap" $? ;;
  esac
}

# A test that passed and left something behind failed. What a test that failed has left is only removed.
check_left() {
  left=$(find "$TMPDIR" "$memory" -mindepth 1 | head -n 20)
  [ -n "$left" ] || return 0
  if [ "$f" -eq 0 ]; then
    f=1
    { echo 'left behind:'; echo "$left"; } >>"$log"
  fi
  find "$TMPDIR" "$memory" -mindepth 1 -delete
}

for item in "$@"; do
  name_of "$item"
  wanted || continue
  run_item "$item"
  check_left
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  line="$name: $p passed"
  [ "$f" -eq 0 ] || line="$line, $f FAILED"
  [ "$s" -eq 0 ] || line="$line, $s skipped"
  echo "$line"
  if [ "$f" -gt 0 ]; then sed 's/^/    /' "$log" | tail -n "${L2A_TEST_LINES:-80}"
  elif [ "$s" -gt 0 ]; then { grep '^skipped' "$log"; sed -n 's/^ok - \(.*[^ ]\) *# SKIP \(.*\)/skipped \1: \2/p' "$tap"; } | sed 's/^/    /'
  fi
done
total="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || total="$total, $skipped skipped"
echo "$total"
[ "$failed" -eq 0 ] && [ "$((passed + skipped))" -gt 0 ]
