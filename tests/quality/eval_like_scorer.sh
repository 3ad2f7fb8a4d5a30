#!/bin/sh
# SPDX-License-Identifier: MIT
# The figures of l2a eval are those of the suites' own scorer: every count, precision, recall, F1, rate, sweep and calibration bin, for the
# total, the tiers and the strata; from a file of answers and when matching on the fly.
set -eu
cd "$(dirname "$0")/../.."
skip() { echo "skipped: $1"; exit 77; }
[ -x "${L2A:-}" ] || skip 'the command is not built'
[ -e "${L2A_SUITES:-}/open_small/truth.csv" ] || skip 'no suites (set L2A_SUITES)'
command -v python3 >/dev/null 2>&1 || skip 'the scorer needs python3'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
suites=open_small
[ -z "${L2A_TEST_LONG:-}" ] || suites='open_small open'
passed=0 failed=0
for name in $suites; do
  suite=$L2A_SUITES/$name
  "$L2A" match -q --accounts "$suite/accounts.csv" "$suite/contacts.csv" -o "$work/run.csv"
  # A second run as others write it: other words, percentages, rows that are missing, unknown or repeated.
  python3 - "$work/run.csv" "$work/other.csv" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8')))
w = csv.writer(open(sys.argv[2], 'w', encoding='utf-8', newline='')); w.writerow(['Contact_ID', 'account_id', 'Decision', 'score'])
for n, r in enumerate(rows):
    if n % 17 == 3: continue
    word = {'match': 'Auto', 'review': 'maybe', 'none': ''}[r['l2a_decision']]
    w.writerow([r['id'], r['l2a_account_id'], word, '%.1f' % (100 * float(r['l2a_score'])) if n % 29 else ''])
    if n % 31 == 5: w.writerow([r['id'], 'A0', 'match', '99'])
    if n % 37 == 5: w.writerow(['unknown' + r['id'], 'A0', 'match', '99'])
PY
  "$L2A" eval -q --accounts "$suite/accounts.csv" "$suite/truth.csv" "$suite/contacts.csv" --format json >"$work/fly.json"
  for run in run other; do
    python3 "$L2A_SUITES/score.py" "$suite/truth.csv" "$work/$run.csv" --bootstrap 200 --json "$work/$run.scorer.json" >/dev/null
    "$L2A" eval "$suite/truth.csv" "$work/$run.csv" --format json >"$work/$run.json"
  done
  cp "$work/run.scorer.json" "$work/fly.scorer.json"
  for run in run other fly; do
    if python3 tests/quality/eval_like_scorer.py "$work/$run.scorer.json" "$work/$run.json"; then passed=$((passed + 1)); else
      failed=$((failed + 1))
      echo "FAILED $name, $run"
    fi
  done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
