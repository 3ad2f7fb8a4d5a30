#!/bin/sh
# SPDX-License-Identifier: MIT
# make bench: every question measured, one table. bench/README.md has the method.
#   RUNS=5              runs of each job, the median counts (long jobs stop repeating after 20 s)
#   BENCH_SIZE=1m       accounts: 100k, 1m, 10m; contacts as many; tiny is for the test of these scripts
#   QUESTIONS='...'     scan probe index exact names mix update growth profile; without it all
#   MIX=N, MIX_S=S      contacts of the realistic mix, and the seconds its longest run may take (60; 0: any)
#   PEERS=no            without peers            GENERATOR=own    invented names, even where the suite's generator is
#   RESULTS=DIR         where the table goes, default bench/results
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C
RUNS=${RUNS:-5}
BENCH_SIZE=${BENCH_SIZE:-1m}
GENERATOR=${GENERATOR:-suite}
all='scan probe index exact names mix update growth profile'
QUESTIONS=${QUESTIONS:-$all}
WORK=${BENCH_WORK:-$PWD/build/bench}
L2A=${L2A:-$PWD/build/l2a}
BENCH_BIN=${BENCH_BIN:-$PWD/build/release/bench}
L2A_SUITES=${L2A_SUITES:-../shared/suites}
RESULTS=${RESULTS:-bench/results}
PEER_DIR=$PWD/bench/peers
INDEXED=
LOAD_BEFORE=$(cut -d " " -f 1 /proc/loadavg)
more=${MIX-}
case $BENCH_SIZE in
tiny) ACCOUNTS=2000 CONTACTS=2000 NAMES=200 MIX=20000 ;;
100k) ACCOUNTS=100000 CONTACTS=100000 NAMES=5000 MIX=1000000 ;;
1m) ACCOUNTS=1000000 CONTACTS=1000000 NAMES=5000 MIX=10000000 ;;
10m) ACCOUNTS=10000000 CONTACTS=10000000 NAMES=5000 MIX=100000000 ;;
*) echo "BENCH_SIZE is $BENCH_SIZE, expected 100k, 1m or 10m" >&2; exit 2 ;;
esac
case $RUNS in '' | 0* | *[!0-9]*) echo "RUNS is $RUNS, expected a number from 1" >&2; exit 2 ;; esac
for q in $QUESTIONS; do
  case " $all " in *" $q "*) ;; *) echo "QUESTIONS has $q, expected some of: $all" >&2; exit 2 ;; esac
done
MIX=${more:-$MIX}
mkdir -p "$WORK/data" "$RESULTS"
rm -f "$WORK"/peer-*
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/l2a-bench.XXXXXX")
trap 'rm -rf "$SCRATCH"' EXIT
trap 'exit 130' INT TERM
ROWS=$SCRATCH/rows
: >"$ROWS"
. bench/bench_kit.sh
begin=$(date +%s)

for q in $QUESTIONS; do
  say "$q"
  . "bench/questions/ask_$q.sh"
done

chosen="make bench RUNS=$RUNS BENCH_SIZE=$BENCH_SIZE"
[ "$QUESTIONS" = "$all" ] || chosen="$chosen QUESTIONS='$QUESTIONS'"
[ "${PEERS-}" != no ] || chosen="$chosen PEERS=no"
[ "$GENERATOR" = suite ] || chosen="$chosen GENERATOR=$GENERATOR"
source=own
! suite_generator || source=suite
# A table of some questions stands beside the whole one, never in its place.
table=$RESULTS/speed-$BENCH_SIZE.txt
[ "$QUESTIONS" = "$all" ] || table=$RESULTS/speed-$BENCH_SIZE-$(echo "$QUESTIONS" | tr ' ' '-').txt
{
  echo "$chosen"
  echo "$(date -u +%Y-%m-%d), $(uname -sm), $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(getconf _NPROCESSORS_ONLN) processors, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $source generator, $(($(date +%s) - begin)) s in all"
  echo "load when it began and ended: $LOAD_BEFORE / $(cut -d ' ' -f 1 /proc/loadavg)"
  echo
  awk -f bench/table.awk "$ROWS"
  if [ -e "$SCRATCH/profile" ]; then
    echo
    echo 'Where the time goes:'
    cat "$SCRATCH/profile"
  fi
} >"$SCRATCH/printed"
cp "$SCRATCH/printed" "$table"
cat "$SCRATCH/printed"
