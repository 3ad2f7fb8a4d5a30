#!/bin/sh
# SPDX-License-Identifier: MIT
# A state file of l2a mqa after kill -9 in the middle of a run: it opens, and the day fed again gives what a run over all rows gives.
set -u
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
awk 'BEGIN { print "id,name,website,type,tier"; for (i = 0; i < 500; i++) printf "A%d,Company %d,c%d.example,,\n", i, i, i }' > accounts.csv
awk 'BEGIN { print "id,email,title,l2a_account_id,l2a_decision,l2a_score"
  for (i = 0; i < 1000; i++) printf "C%d,p%d@c.example,Director,A%d,match,0.9990\n", i, i, i / 2 }' > matches.csv
for day in 1 2 3; do
  awk -v day="$day" 'BEGIN { print "activity_id,contact_id,type,occurred_at"
    for (i = 0; i < 15000; i++) printf "X%d-%d,C%d,web_visit,2026-06-%02dT%02d:%02d:00Z\n", day, i, (i * 7919 + day) % 1000, day, i % 24, i % 60 }' > "day$day.csv"
done
"$L2A" mqa --quiet --accounts accounts.csv --matches matches.csv --activities day1.csv --activities day2.csv --activities day3.csv \
  --as-of 2026-06-10 -o whole || exit 1
"$L2A" mqa --quiet --accounts accounts.csv --matches matches.csv --state state --activities day1.csv --as-of 2026-06-10 -o kept || exit 1
failed=0
for wait in 0.005 0.01 0.02 0.03 0.04 0.05 0.07 0.1 0.15 0.2; do
  "$L2A" mqa --quiet --state state --activities day2.csv --as-of 2026-06-10 -o kept &
  sleep "$wait"
  kill -9 $! 2>/dev/null
  wait $! 2>/dev/null
  "$L2A" mqa --quiet --state state --as-of 2026-06-10 -o kept || { echo "killed after $wait s: the state cannot be read"; failed=$((failed + 1)); }
done
for day in 2 3; do "$L2A" mqa --quiet --state state --activities "day$day.csv" --as-of 2026-06-10 -o kept || exit 1; done
for table in accounts history sla; do
  cmp "whole/$table.csv" "kept/$table.csv" || failed=$((failed + 1))
done
[ "$failed" -eq 0 ]
