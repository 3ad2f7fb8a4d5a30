#!/bin/sh
# SPDX-License-Identifier: MIT
# The promise of l2a tune without a label: weights that are estimated from the open suite's contacts alone, beginning with a guess written by
# hand, and the suite's own scorer. The shipped weights, which were fitted to the suite, have no part in it. Takes minutes.
set -eu
cd "$(dirname "$0")/../.."
core_recall_at_99=96.50

skip() { echo "skipped: $1"; exit 77; }
[ -x "${L2A:-}" ] || skip 'the command is not built'
[ "${BUILD:-release}" = release ] || skip 'quality is measured on the release build'
[ -n "${L2A_TEST_LONG:-}" ] || skip 'takes minutes (make test-long)'
[ -e "${L2A_SUITES:-}/open/contacts.csv" ] || skip 'no suites (set L2A_SUITES)'
command -v python3 >/dev/null 2>&1 || skip 'the scorer needs python3'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
suite=$L2A_SUITES/open
"$L2A" tune -q --weights refit --accounts "$suite/accounts.csv" "$suite/contacts.csv" -o "$work/estimated.yaml"
"$L2A" match -q -d "$work/estimated.yaml" --accounts "$suite/accounts.csv" "$suite/contacts.csv" -o "$work/out.csv"
python3 "$L2A_SUITES/score.py" "$suite/truth.csv" "$work/out.csv" --brief --bootstrap 1 >"$work/score"
cat "$work/score"
awk -v promised="$core_recall_at_99" '
  /^coverage at 99 % precision, core:/ { sub(/.*recall /, ""); reached = $0 + 0 }
  END {
    good = reached >= promised
    if (!good) print "FAILED core recall at 99 % precision " reached ", promised " promised
    printf "%d passed, %d failed\n", good, !good
    exit !good
  }' "$work/score"
