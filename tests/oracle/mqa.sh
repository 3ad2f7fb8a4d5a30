#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a mqa against the oracle on random worlds, and against itself with the rows in another order, other numbers of threads, and so little
# memory that every few rows wait in a temporary file.
# FIRST_SEED and WORLDS choose others than usual; L2A_TEST_LONG=1 compares 10,000 accounts.
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
  as_of=$(python3 "$here/mqa_random.py" "$w" "$seed" $accounts) && python3 "$here/mqa_oracle.py" "$w" "$as_of" || exit 2
  run() { # threads, output, memory
    "$L2A" mqa --quiet --threads "$1" --memory "${3:-1G}" --temp-dir "$folder" --definitions "$w/definitions.yaml" --accounts "$w/accounts.csv" --matches "$w/matches.csv" \
      --activities "$w/activities.csv" --opportunities "$w/opportunities.csv" --touches "$w/touches.csv" --as-of "$as_of" -o "$w/$2" || exit 2
  }
  run 1 first
  for table in accounts history sla; do
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
  rm -rf "$w"
  seed=$((seed + 1))
done
echo "$worlds worlds of $accounts accounts, $failed differences"
[ "$failed" -eq 0 ]
