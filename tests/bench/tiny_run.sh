#!/bin/sh
# SPDX-License-Identifier: MIT
# make bench at its smallest, without peers: every question is answered, what cannot be is named, and the data are what they say.
set -u
cd "$ROOT" || exit 2
if [ "$BUILD" != release ]; then
  echo 'skipped: figures are those of the release build'
  exit 77
fi
bin=$L2A_LIB/release/bench
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
is() { # WHAT COMMAND...
  what=$1
  shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $what"; fi
}
table_has() { grep -q "$1" "$work/speed-tiny.txt"; }
same() { cmp -s "$1" "$2"; }
lines() { [ "$(wc -l <"$2")" -eq "$1" ]; }

"$bin/make_data" accounts 2000 >"$work/a.csv"
"$bin/make_data" accounts 2000 >"$work/again.csv"
"$bin/make_data" accounts 2000 2 >"$work/other.csv"
"$bin/make_data" contacts "$work/a.csv" 3000 >"$work/c.csv"
"$bin/make_data" queries "$work/a.csv" 500 >"$work/q.tsv"
is 'accounts are the same each time' same "$work/a.csv" "$work/again.csv"
is 'another seed, other accounts' sh -c "! cmp -s '$work/a.csv' '$work/other.csv'"
is 'accounts asked for' lines 2001 "$work/a.csv"
is 'contacts asked for' lines 3001 "$work/c.csv"
is 'queries asked for' lines 500 "$work/q.tsv"
is 'ids and hosts of accounts are unique' sh -c "[ \$(tail -n +2 '$work/a.csv' | cut -d , -f 1 | sort -u | wc -l) -eq 2000 ]"
is 'one query in five has no account' awk -F '\t' '$1 == "" { n++ } END { exit !(n > 60 && n < 140) }' "$work/q.tsv"

BENCH_WORK=$work/bench BENCH_BIN=$bin RESULTS=$work RUNS=1 BENCH_SIZE=tiny GENERATOR=own PEERS=no QUESTIONS='' sh bench/run_bench.sh >"$work/out" 2>"$work/log"
is 'make bench ends well' [ $? -eq 0 ]
for q in scan probe index exact names mix update growth; do is "question $q has rows" table_has "^$q  .*[0-9]"; done
is 'a figure for every promise' sh -c "! grep -E '^(exact|probe|index|names|mix|update|growth) .* (ours|cost|faster)[<>]=' '$work/speed-tiny.txt' | grep -vqE 'met|MISSED'"
for peer in libcsv DuckDB pg_trgm FTS5 RapidFuzz SimString Splink; do is "missing $peer is named" table_has "^skipped: .*$peer (PEERS=no)"; done
is 'recall of names typed badly' awk '/^names +mean of/ { if ($NF + 0 > 0.9) good = 1 } END { exit !good }' "$work/speed-tiny.txt"
is 'one row for each series of growth' sh -c "grep -q '^exact-by-accounts 2000 [0-9]' '$work/growth-tiny.txt'"
is 'the drawing is whole' sh -c "head -n 1 '$work/growth-tiny.svg' | grep -q '^<svg' && tail -n 1 '$work/growth-tiny.svg' | grep -q '^</svg>'"
is 'an unknown question is refused' sh -c "! QUESTIONS=nonsense sh bench/run_bench.sh >/dev/null 2>&1"
BENCH_WORK=$work/bench BENCH_BIN=$bin RESULTS=$work RUNS=1 BENCH_SIZE=tiny GENERATOR=own PEERS=no MIX=1000000000 MIX_S=1 QUESTIONS=mix \
  sh bench/run_bench.sh >"$work/out" 2>"$work/log"
is 'a mix that would take too long is cut to a round number, and named' grep -qE '^mix  +[125]0* contacts streamed' "$work/speed-tiny-mix.txt"
is 'what was cut is named' grep -q '^skipped: .*1000000000 contacts' "$work/speed-tiny-mix.txt"
is 'runs that are no number are refused' sh -c "! RUNS=many sh bench/run_bench.sh >/dev/null 2>&1"
is 'an unknown size is refused' sh -c "! BENCH_SIZE=7 sh bench/run_bench.sh >/dev/null 2>&1"
[ "$failed" -eq 0 ] || tail -n 20 "$work/log" "$work/out"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
