#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the harnesses of a fuzz build (build/fuzz/tests/fuzz_NOUN), one after the other: run_fuzz.sh FOLDER. `make fuzz` calls it.
# New inputs are kept in FOLDER/corpus/NOUN and go on from there the next time; findings are in FOLDER/found/NOUN-*.
# FUZZ_SECONDS for each, T='words' as in run.sh, FUZZ_FLAGS for libFuzzer.
set -u
cd "$(dirname "$0")/.." || exit 2
folder=$1
failed=0
export ASAN_OPTIONS="${ASAN_OPTIONS-detect_leaks=1:allocator_may_return_null=1}" UBSAN_OPTIONS="${UBSAN_OPTIONS-print_stacktrace=1}"

wanted() {
  [ -n "${T-}" ] || return 0
  for word in $T; do
    case fuzz_$1 in *"$word"*) return 0 ;; esac
  done
  return 1
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
  "$program" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=20 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 $more \
    -artifact_prefix="$folder/found/$noun-" ${FUZZ_FLAGS-} "$folder/corpus/$noun" "tests/fuzz/corpus/$noun" >"$log" 2>&1
  code=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
  if [ $code -eq 0 ]; then
    echo "fuzz_$noun: ${runs:-0} executions, nothing found"
  else
    echo "fuzz_$noun: ${runs:-0} executions, FOUND (exit $code), see $log"
    grep -E 'ERROR|SUMMARY|Test unit written|runtime error' "$log" | head -n 5 | sed 's/^/    /'
    failed=$((failed + 1))
  fi
done
echo "$failed harnesses found something"
[ $failed -eq 0 ]
