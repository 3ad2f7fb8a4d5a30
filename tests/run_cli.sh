#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the cases of the command: every folder below tests/cli that has a file `cmd`. See tests/README.md for the form of a case.
# L2A_ACCEPT=1 writes what came out as what is expected (expectations that already fit stay as they are).
set -u
cd "$(dirname "$0")/.." || exit 2
ROOT=$PWD
if [ ! -x "${L2A:-}" ]; then
  echo 'skipped: the command is not built'
  exit 77
fi
export ROOT L2A LC_ALL=C.UTF-8
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
passed=0 failed=0

# Compares a file with its expectation: `*` in a line stands for any text, a line `...` for any lines.
fits() {
  cmp -s "$1" "$2" && return
  awk '
    function fits_line(pattern, text,   parts, n, i, at) {
      if (index(pattern, "*") == 0) return pattern == text
      n = split(pattern, parts, "*")
      if (substr(text, 1, length(parts[1])) != parts[1]) return 0
      text = substr(text, length(parts[1]) + 1)
      for (i = 2; i < n; i++) {
        if (parts[i] == "") continue
        at = index(text, parts[i])
        if (!at) return 0
        text = substr(text, at + length(parts[i]))
      }
      return length(text) >= length(parts[n]) && substr(text, length(text) - length(parts[n]) + 1) == parts[n]
    }
    FNR == NR { want[++wants] = $0; next }
    { have[++haves] = $0 }
    END {
      # reach[j]: the expectations so far can account for the first j lines
      reach[0] = 1
      for (i = 1; i <= wants; i++) {
        for (j = 0; j <= haves; j++) next_reach[j] = 0
        if (want[i] == "...") {
          for (j = 0; j <= haves; j++) next_reach[j] = reach[j] || (j > 0 && next_reach[j - 1])
        } else {
          for (j = 1; j <= haves; j++) if (reach[j - 1] && fits_line(want[i], have[j])) next_reach[j] = 1
        }
        for (j = 0; j <= haves; j++) reach[j] = next_reach[j]
      }
      exit !reach[haves]
    }' "$1" "$2"
}

expected() { if [ -e "$CASE/$1" ]; then echo "$CASE/$1"; else echo /dev/null; fi; }

accept() {
  if fits "$(expected "$1")" "$work/$1"; then return; fi
  if [ -s "$work/$1" ]; then cp "$work/$1" "$CASE/$1"; else rm -f "$CASE/$1"; fi
  echo "accepted ${CASE#"$ROOT"/}/$1"
}

run_case() {
  rm -rf "$work/dir" && mkdir "$work/dir"
  (cd "$work/dir" && exec timeout "${L2A_CASE_SECONDS:-120}" sh -eu "$CASE/cmd" >"$work/stdout" 2>"$work/stderr" </dev/null)
  code=$?
  want_code=0
  [ ! -e "$CASE/exit" ] || want_code=$(cat "$CASE/exit")
  if [ -n "${L2A_ACCEPT:-}" ]; then
    accept stdout
    accept stderr
    if [ "$code" = 0 ]; then rm -f "$CASE/exit"; else echo "$code" >"$CASE/exit"; fi
    passed=$((passed + 1))
    return
  fi
  why=
  [ "$code" = "$want_code" ] || why="exit $code, expected $want_code"
  fits "$(expected stdout)" "$work/stdout" || why="${why:+$why; }stdout differs"
  fits "$(expected stderr)" "$work/stderr" || why="${why:+$why; }stderr differs"
  if [ -z "$why" ]; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  echo "FAILED ${CASE#"$ROOT"/}: $why"
  for stream in stdout stderr; do
    fits "$(expected $stream)" "$work/$stream" ||
      diff -u --label "expected $stream" --label "$stream" "$(expected $stream)" "$work/$stream" | cut -c1-300 | head -n 30
  done
}

# CASES='words': only the cases whose path contains one of the words.
wanted() {
  [ -n "${CASES-}" ] || return 0
  for word in $CASES; do
    case $1 in *"$word"*) return 0 ;; esac
  done
  return 1
}

for cmd in $(find tests/cli -name cmd -type f | LC_ALL=C sort); do
  wanted "$cmd" || continue
  CASE=$ROOT/${cmd%/cmd}
  export CASE
  run_case
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
