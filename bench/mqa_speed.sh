#!/bin/sh
# SPDX-License-Identifier: MIT
# l2a mqa on invented activities: seconds, processor seconds, memory; in memory, in little memory, from a state file.
# mqa_speed.sh [ACCOUNTS ACTIVITIES DAY]; needs L2A (the command), MAKE_ACTIVITIES (bench/make_activities.c) and GNU time. Same tables, or exit 1.
set -eu
accounts=${1:-100000}
activities=${2:-10000000}
day=${3:-300000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/all" "$folder/day"
"$MAKE_ACTIVITIES" "$folder/all" "$accounts" "$activities"
"$MAKE_ACTIVITIES" "$folder/day" "$accounts" "$day" "$activities" 365 1
cd "$folder"
run() { # what, rows, options...
  what=$1
  rows=$2
  shift 2
  /usr/bin/time -o "$folder/cost" -f '%e %U %S %M' "$L2A" mqa --quiet "$@"
  awk -v what="$what" -v rows="$rows" '{ printf "%-28s %8.2f s  %8.2f cpu s  %8.0f activities/s  %6.3f us each  %6d MB\n", what, $1, $2 + $3, rows / $1, ($2 + $3) * 1e6 / rows, $4 / 1024 }' "$folder/cost"
}
run 'all, 1 GiB' "$activities" --accounts all/accounts.csv --matches all/matches.csv --activities all/activities.csv --as-of 2026-01-01 -o whole
run 'all, 100 MB' "$activities" --memory 100M --accounts all/accounts.csv --matches all/matches.csv --activities all/activities.csv --as-of 2026-01-01 -o little
diff -rq whole little
run 'all, into a state' "$activities" --state state --accounts all/accounts.csv --matches all/matches.csv --activities all/activities.csv --as-of 2026-01-01 -o kept
run 'a day, with the state' "$day" --state state --activities day/activities.csv --as-of 2026-01-02 -o kept
run 'all and the day' "$((activities + day))" --accounts all/accounts.csv --matches all/matches.csv --activities all/activities.csv --activities day/activities.csv --as-of 2026-01-02 -o whole
for table in accounts history sla; do cmp "whole/$table.csv" "kept/$table.csv"; done
