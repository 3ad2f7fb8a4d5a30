#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a mqa against the oracle on random worlds, and against itself with the rows in another order, other numbers of threads, and so little
# memory that every few rows wait in a temporary file; with the rows in four partial states that are merged; and fed in three days to
# a state file.
# FIRST_SEED and WORLDS choose others than usual; L2A_TEST_LONG=1 compares 10,000 accounts. COUNTS=FILE: how often the worlds used each rule.
# From 400 worlds on it fails, too, when they left out one of mqa_rules.txt.
set -u
here=$(dirname "$0")
command -v python3 >/dev/null && python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")' 2>/dev/null || { echo 'no python3 with zoneinfo: skipped'; exit 77; }
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
worlds=${WORLDS:-$([ "${L2A_TEST_LONG:-}" ] && echo 400 || echo 24)}
accounts=25
seed=${FIRST_SEED:-1}
last=$((seed + worlds))
failed=0
while [ "$seed" -lt "$last" ]; do
  w=$folder/$seed
  # shellcheck disable=SC2046
  set -- $(PYTHONDONTWRITEBYTECODE=1 python3 "$here/mqa_random.py" "$w" "$seed" $accounts)
  as_of=$1 compare_to=$2
  python3 "$here/mqa_oracle.py" "$w" "$as_of" "$compare_to" || exit 2
  cat "$w/counts.txt" >> "$folder/counts"
  run() { # threads, output, memory
    "$L2A" mqa --quiet --threads "$1" --memory "${3:-1G}" --temp-dir "$folder" --definitions "$w/definitions.yaml" --accounts "$w/accounts.csv" --matches "$w/matches.csv" \
      --activities "$w/activities.csv" --opportunities "$w/opportunities.csv" --touches "$w/touches.csv" --as-of "$as_of" --compare-to "$compare_to" -o "$w/$2" || exit 2
  }
  run 1 first
  for table in unmatched rejects; do # without their words
    awk -F, -v OFS=, '!/another account has this id/ { print $1, $2, $3, $4 }' "$w/first/$table.csv" > "$w/places" && mv "$w/places" "$w/first/$table.csv"
  done
  for table in accounts history sla summary unmatched rejects; do
    cmp -s "$w/expected_$table.csv" "$w/first/$table.csv" && continue
    echo "seed $seed, as of $as_of: $table differs (expected first)"
    diff "$w/expected_$table.csv" "$w/first/$table.csv" | head -n 6
    failed=$((failed + 1))
  done
  for table in accounts matches activities opportunities touches; do
    { head -n 1 "$w/$table.csv"; tail -n +2 "$w/$table.csv" | LC_ALL=C sort -r; } > "$w/shuffled" && mv "$w/shuffled" "$w/$table.csv"
  done
  run 3 second
  run 2 third 4K
  for table in accounts history sla summary; do
    cmp -s "$w/first/$table.csv" "$w/second/$table.csv" || { echo "seed $seed: $table depends on the order of rows"; failed=$((failed + 1)); }
    cmp -s "$w/first/$table.csv" "$w/third/$table.csv" || { echo "seed $seed: $table depends on the memory"; failed=$((failed + 1)); }
  done
  cmp -s "$w/second/unmatched.csv" "$w/third/unmatched.csv" || { echo "seed $seed: unmatched depends on the memory"; failed=$((failed + 1)); }
  awk -v w="$w" 'NR == 1 { for (i = 0; i < 4; i++) { print > (w "/shard" i ".csv"); print > (w "/day" i ".csv") } next }
    { split($0, cell, ","); n = 0; for (i = 1; i <= length(cell[1]); i++) n += index("0123456789X", substr(cell[1], i, 1))
      print > (w "/shard" n % 4 ".csv"); print > (w "/day" NR % 3 ".csv") }' "$w/activities.csv"
  for table in opportunities touches; do
    awk -v w="$w/$table" 'NR == 1 { for (i = 0; i < 4; i++) print > (w i ".csv"); next } { print > (w NR % 4 ".csv") }' "$w/$table.csv"
  done
  set --
  for i in 2 0 3 1; do
    "$L2A" mqa --quiet --definitions "$w/definitions.yaml" --activities "$w/shard$i.csv" --opportunities "$w/opportunities$i.csv" \
      --touches "$w/touches$i.csv" --partial "$w/part$i" || exit 2
    set -- "$@" --merge "$w/part$i"
  done
  "$L2A" mqa --quiet --definitions "$w/definitions.yaml" --accounts "$w/accounts.csv" --matches "$w/matches.csv" "$@" \
    --as-of "$as_of" --compare-to "$compare_to" -o "$w/merged" || exit 2
  set --
  for i in 1 2 3 0; do set -- "$@" --activities "$w/shard$i.csv" --opportunities "$w/opportunities$i.csv" --touches "$w/touches$i.csv"; done
  "$L2A" mqa --quiet --definitions "$w/definitions.yaml" --accounts "$w/accounts.csv" --matches "$w/matches.csv" "$@" \
    --as-of "$as_of" --compare-to "$compare_to" -o "$w/whole" || exit 2
  "$L2A" mqa --quiet --definitions "$w/definitions.yaml" --accounts "$w/accounts.csv" --matches "$w/matches.csv" --state "$w/state" \
    --activities "$w/day0.csv" --opportunities "$w/opportunities.csv" --as-of "$as_of" -o "$w/kept" || exit 2
  "$L2A" mqa --quiet --definitions "$w/definitions.yaml" --state "$w/state" --activities "$w/day1.csv" --touches "$w/touches.csv" \
    --as-of "$as_of" -o "$w/kept" || exit 2
  "$L2A" mqa --quiet --definitions "$w/definitions.yaml" --state "$w/state" --activities "$w/day2.csv" --matches "$w/matches.csv" \
    --as-of "$as_of" -o "$w/kept" || exit 2
  for table in accounts history sla; do
    cmp -s "$w/first/$table.csv" "$w/merged/$table.csv" || { echo "seed $seed: $table depends on shards"; failed=$((failed + 1)); }
    cmp -s "$w/first/$table.csv" "$w/kept/$table.csv" || { echo "seed $seed: $table is another one of a state"; failed=$((failed + 1)); }
  done
  cmp -s "$w/first/summary.csv" "$w/merged/summary.csv" || { echo "seed $seed: the summary depends on shards"; failed=$((failed + 1)); }
  for table in accounts history sla summary unmatched rejects; do
    cmp -s "$w/whole/$table.csv" "$w/merged/$table.csv" || { echo "seed $seed: $table is another one of partial states than of their files"; failed=$((failed + 1)); }
  done
  rm -rf "$w"
  seed=$((seed + 1))
done
awk -F '\t' '{ n[$1] += $2 } END { for (k in n) print k "\t" n[k] }' "$folder/counts" | LC_ALL=C sort > "$folder/used"
[ ! "${COUNTS:-}" ] || cp "$folder/used" "$COUNTS"
if [ "$worlds" -ge 400 ]; then
  cut -f 1 "$folder/used" | LC_ALL=C comm -13 - "$here/mqa_rules.txt" | sed 's/^/never used: /' > "$folder/never"
  cat "$folder/never"
  failed=$((failed + $(wc -l < "$folder/never")))
fi
echo "$worlds worlds of $accounts accounts, $failed differences"
[ "$failed" -eq 0 ]
