#!/bin/sh
# SPDX-License-Identifier: MIT
# The promise of match quality on the demo company's data, which is always there: matched without any option, counted against its truth.
# The thresholds below are the promise; they rise with the engine and never fall.
set -eu
cd "$(dirname "$0")/../.."
core_precision=99.50 core_recall=98.50 core_false=1.00 undecidable_wrong=3.00

skip() { echo "skipped: $1"; exit 77; }
[ -x "${L2A:-}" ] || skip 'the command is not built'
[ "${BUILD:-release}" = release ] || skip 'quality is measured on the release build'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$L2A" match --accounts data/demo/accounts.csv data/demo/contacts.csv --columns Id,l2a_account_id,l2a_decision -o "$work/out.csv" \
  2>"$work/summary" || { cat "$work/summary"; exit 1; }

awk -v precision="$core_precision" -v recall="$core_recall" -v false_matches="$core_false" -v undecidable="$undecidable_wrong" '
  # Fields of a CSV line into cell[1..]; no cell of these files holds a line end.
  function split_line(line,   n, i, c, quoted) {
    n = 1
    cell[1] = ""
    sub(/\r$/, "", line)
    for (i = 1; i <= length(line); i++) {
      c = substr(line, i, 1)
      if (c == "\"") quoted = !quoted
      else if (c == "," && !quoted) cell[++n] = ""
      else cell[n] = cell[n] c
    }
    return n
  }
  function percent(part, whole) { return whole ? 100 * part / whole : 0 }
  function promise(good, text) { if (good) passed++; else { failed++; print "FAILED " text } }
  FNR == 1 { next }
  { fields = split_line($0) }
  FNR == NR {
    if (fields != 3 || cell[1] in account) torn = torn " " FILENAME ":" FNR
    account[cell[1]] = cell[2]
    matched[cell[1]] = cell[3] == "match" && cell[2] != ""
    answers++
    next
  }
  {
    truths++
    id = cell[1]
    tier = cell[5]
    if (!(id in account)) { torn = torn " " id; next }
    rows[tier]++
    cell[2] == "" ? without[tier]++ : with[tier]++
    if (!matched[id]) next
    if (cell[2] != "" && (account[id] == cell[2] || index("|" cell[3] "|", "|" account[id] "|"))) right[tier]++
    else { wrong[tier]++; if (cell[2] == "") invented[tier]++ }
  }
  END {
    p = percent(right["core"], right["core"] + wrong["core"])
    r = percent(right["core"], with["core"])
    f = percent(invented["core"], without["core"])
    u = percent(wrong["undecidable"], rows["undecidable"])
    printf "core: precision %.2f, recall %.2f, false matches %.2f; undecidable: wrong %.2f\n", p, r, f, u
    promise(p >= precision, "core precision " p ", promised " precision)
    promise(r >= recall, "core recall " r ", promised " recall)
    promise(f <= false_matches, "core false matches " f ", promised at most " false_matches)
    promise(u <= undecidable, "undecidable wrong " u ", promised at most " undecidable)
    promise(truths > 1900 && answers == truths && torn == "", answers + 0 " answers to " truths + 0 " rows:" torn)
    printf "%d passed, %d failed\n", passed, failed
    exit failed > 0
  }' "$work/out.csv" data/demo/truth.csv
