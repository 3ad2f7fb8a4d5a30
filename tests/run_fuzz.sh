#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the harnesses of a fuzz build (build/fuzz/tests/fuzz_NOUN), one after the other: run_fuzz.sh FOLDER. `make fuzz` calls it.
# New inputs are kept in FOLDER/corpus/NOUN and go on from there the next time; findings are in FOLDER/found/NOUN-*.
# FUZZ_SECONDS of CPU for each (on a busy machine that takes longer), T='words' as in run.sh, FUZZ_FLAGS for libFuzzer.
set -u
cd "$(dirname "$0")/.." || exit 2
folder=$1
failed=0
running=
# An engine that is stopped does not tidy up: files of harnesses are in a folder of their own.
TMPDIR=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d) || exit 2
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap '[ -z "$running" ] || kill "$running"; exit 130' INT TERM
export ASAN_OPTIONS="${ASAN_OPTIONS-detect_leaks=1:allocator_may_return_null=1:quarantine_size_mb=16}" UBSAN_OPTIONS="${UBSAN_OPTIONS-print_stacktrace=1}"

wanted() {
  [ -n "${T-}" ] || return 0
  for word in $T; do
    case fuzz_$1 in *"$word"*) return 0 ;; esac
  done
  return 1
}

# User and system time of a process in seconds; nothing once it is gone.
cpu_seconds() {
  sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk -v tick="$(getconf CLK_TCK)" '$1 != "Z" { printf "%d", ($12 + $13) / tick }'
}

# libFuzzer counts time on the wall alone: it is told by a signal when its CPU time is used up, and then ends with its figures.
wait_until_used() {
  while used=$(cpu_seconds "$1") && [ -n "$used" ]; do
    cpu=$used
    if [ "$used" -ge "${FUZZ_SECONDS:-60}" ]; then
      kill -USR1 "$1"
      break
    fi
    sleep 1
  done
}

for program in "$folder"/tests/fuzz_*; do
  [ -x "$program" ] || continue
  noun=${program##*/fuzz_}
  wanted "$noun" || continue
  mkdir -p "$folder/corpus/$noun" "$folder/found"
  log=$folder/$noun.log
  more= # label says on standard error what it rejects
  [ "$noun" != label ] || more=-close_fd_mask=2
  [ ! -e "tests/fuzz/words/$noun" ] || more="$more -dict=tests/fuzz/words/$noun"
  cpu=0
  "$program" -timeout=60 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 $more \
    -artifact_prefix="$folder/found/$noun-" ${FUZZ_FLAGS-} "$folder/corpus/$noun" "tests/fuzz/corpus/$noun" >"$log" 2>&1 &
  running=$!
  wait_until_used $running
  wait $running
  code=$?
  running=
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  if [ $code -eq 0 ]; then
    echo "fuzz_$noun: ${runs:-0} executions in $cpu s of CPU, nothing found"
  else
    echo "fuzz_$noun: ${runs:-0} executions in $cpu s of CPU, FOUND (exit $code), see $log"
    grep -E 'ERROR|SUMMARY|Test unit written|runtime error' "$log" | head -n 5 | sed 's/^/    /'
    failed=$((failed + 1))
  fi
done
echo "$failed harnesses found something"
[ $failed -eq 0 ]
