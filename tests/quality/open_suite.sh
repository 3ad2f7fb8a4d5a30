#!/bin/sh
# SPDX-License-Identifier: MIT
# The promise of match quality on real labelled data: the open suite is matched without any option and scored by the suite's own scorer.
# The thresholds below are the promise; they rise with the engine and never fall.
set -eu
cd "$(dirname "$0")/../.."
core_precision=98.50 core_recall=95.00 core_false=3.00 undecidable_wrong=12.00

skip() { echo "skipped: $1"; exit 77; }
[ -x "${L2A:-}" ] || skip 'the command is not built'
[ "${BUILD:-release}" = release ] || skip 'quality is measured on the release build'
[ -e "${L2A_SUITES:-}/open/contacts.csv" ] || skip 'no suites (set L2A_SUITES)'
command -v python3 >/dev/null 2>&1 || skip 'the scorer needs python3'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
suite=$L2A_SUITES/open
"$L2A" match --accounts "$suite/accounts.csv" "$suite/contacts.csv" -o "$work/out.csv" 2>"$work/summary" || { cat "$work/summary"; exit 1; }
python3 "$L2A_SUITES/score.py" "$suite/truth.csv" "$work/out.csv" --brief --bootstrap 1 >"$work/score"
cat "$work/score"

# Columns behind the name: n precision recall F1 false abstain right wrong
awk -v precision="$core_precision" -v recall="$core_recall" -v false_matches="$core_false" -v undecidable="$undecidable_wrong" '
  function promise(good, text) { if (good) passed++; else { failed++; print "FAILED " text } }
  /^tier core / {
    seen++
    promise($4 >= precision, "core precision " $4 ", promised " precision)
    promise($5 >= recall, "core recall " $5 ", promised " recall)
    promise($7 <= false_matches, "core false matches " $7 ", promised at most " false_matches)
  }
  /^tier undecidable / { seen++; promise(100 * $10 / $3 <= undecidable, "undecidable wrong " 100 * $10 / $3 ", promised at most " undecidable) }
  /^rows / { promise($0 ~ /without prediction 0, unknown ids 0, duplicates 0/, "rows in are not rows out: " $0) }
  END {
    if (seen != 2) promise(0, "the scorer said nothing of the tiers core and undecidable")
    printf "%d passed, %d failed\n", passed, failed
    exit failed > 0
  }' "$work/score"
