#!/bin/sh
# SPDX-License-Identifier: MIT
# A state file fed day by day with random rows (mqa_days.py) answers each day what one run over all rows so far answers, byte for byte.
# FIRST_SEED, WORLDS and DAYS choose others than usual; L2A_TEST_LONG=1 takes 200 worlds.
set -u
here=$(dirname "$0")
command -v python3 >/dev/null && python3 -c 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")' 2>/dev/null || { echo 'no python3 with zoneinfo: skipped'; exit 77; }
folder=$(mktemp -d) || exit 2
trap 'rm -rf "$folder"' EXIT
worlds=${WORLDS:-$([ "${L2A_TEST_LONG:-}" ] && echo 200 || echo 4)}
days=${DAYS:-10}
seed=${FIRST_SEED:-1}
last=$((seed + worlds))
failed=0
while [ "$seed" -lt "$last" ]; do
  w=$folder/$seed
  PYTHONDONTWRITEBYTECODE=1 python3 "$here/mqa_days.py" "$w" "$seed" 12 "$days" || exit 2
  day=0
  while [ "$day" -lt "$days" ]; do
    d=$w/$day
    as_of=$(cat "$d/as_of")
    set -- --matches "$d/all/matches.csv"
    for table in accounts activities opportunities touches; do set -- "$@" "--$table" "$d/all/$table.csv"; done
    "$L2A" mqa --quiet --threads 2 --definitions "$d/definitions.yaml" "$@" --as-of "$as_of" -o "$w/whole" || exit 2
    set --
    for table in accounts matches activities opportunities touches; do [ -f "$d/now/$table.csv" ] && set -- "$@" "--$table" "$d/now/$table.csv"; done
    "$L2A" mqa --quiet --threads 2 --memory 4K --temp-dir "$folder" --state "$w/state" --definitions "$d/definitions.yaml" "$@" --as-of "$as_of" -o "$w/kept" || exit 2
    for table in accounts history sla summary; do
      cmp -s "$w/whole/$table.csv" "$w/kept/$table.csv" && continue
      echo "seed $seed, day $day, as of $as_of: $table differs (expected first)"
      diff "$w/whole/$table.csv" "$w/kept/$table.csv" | head -n 6
      failed=$((failed + 1))
    done
    day=$((day + 1))
  done
  rm -rf "$w"
  seed=$((seed + 1))
done
echo "$worlds worlds of $days days, $failed differences"
[ "$failed" -eq 0 ]
