#!/bin/sh
# SPDX-License-Identifier: MIT
# How many lookups a core of l2a serve answers, beside the least that libmicrohttpd can do in the same run (hello_http.c).
#   L2A=build/l2a sh bench/serve/run_serve.sh
# Over the demo company: `exact` asks by e-mail and company of one contact (the decision is remembered), `mix` asks for the demo's contacts one
# after the other, `fuzzy` for misspelt company names, each in a city of its own, so that nothing is remembered.
# For each: requests per second as wrk saw them, the server's own CPU time per request (which a busy machine changes little), p99.
# SECONDS_EACH, CONNECTIONS and ROUNDS choose; SERVER_CPU and CLIENT_CPU pin.
set -eu
cd "$(dirname "$0")/../.."
L2A=${L2A:-build/l2a}
command -v wrk >/dev/null 2>&1 || { echo 'skipped: wrk is not installed'; exit 77; }
work=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || :; rm -rf "$work"' EXIT
index=$work/demo.l2a
"$L2A" index --quiet data/demo/accounts.csv -o "$index"
# Paths of contacts, and of accounts' names with a letter lost and one doubled.
awk -F '","' 'NR > 1 && $4 ~ /@/ { gsub(/[^A-Za-z0-9 @._-]/, "", $5); gsub(/ /, "+", $5); print "/v1/match?email=" $4 "&company=" $5 }' \
  data/demo/contacts.csv >"$work/mix"
awk -F '","' 'NR > 1 { name = $2; gsub(/[^A-Za-z0-9 ]/, "", name)
  for (i = 2; i < length(name) - 1 && i < 9; i++) {
    wrong = substr(name, 1, i) substr(name, i + 2, 3) substr(name, i + 4)
    gsub(/ /, "+", wrong)
    print "/v1/match?company=" wrong
  } }' data/demo/accounts.csv >"$work/fuzzy"
${CC:-cc} -O3 -std=c11 -D_GNU_SOURCE -o "$work/hello" bench/serve/hello_http.c -lmicrohttpd
server_cpu=${SERVER_CPU:-0}
client_cpu=${CLIENT_CPU:-1}
taskset -c "$server_cpu" "$work/hello" 8618 1 &
hello=$!
taskset -c "$server_cpu" "$L2A" serve -i "$index" --port 8619 --threads 1 2>"$work/log" &
served=$!
pids="$hello $served"
for i in $(seq 200); do grep -q listening "$work/log" && break; sleep 0.05; done

cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
# measure NAME PID URL [PATHS]
measure() {
  before=$(cpu_ticks "$2")
  QUERIES=${4-} UNIQUE=${UNIQUE-} taskset -c "$client_cpu" wrk -t1 -c"${CONNECTIONS:-32}" -d"${SECONDS_EACH:-3}" --latency ${4:+-s bench/serve/queries.lua} "$3" >"$work/out"
  after=$(cpu_ticks "$2")
  awk -v name="$1" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
    /requests in/ { n = $1 }
    /Requests\/sec/ { rate = $2 }
    /99%/ { p99 = $2 }
    /Non-2xx/ { bad = " " $0 }
    END { printf "%-14s %9.0f requests/s   %6.2f us of server CPU a request   p99 %s%s\n", name, rate, ticks / hz * 1e6 / n, p99, bad }' "$work/out"
}
for round in $(seq "${ROUNDS:-3}"); do
  measure hello "$hello" http://127.0.0.1:8618/
  measure healthz "$served" http://127.0.0.1:8619/healthz
  measure exact "$served" 'http://127.0.0.1:8619/v1/match?email=kavita.mehta@datumfern.com&company=Datumfern'
  measure mix "$served" http://127.0.0.1:8619 "$work/mix"
  UNIQUE=1 measure fuzzy "$served" http://127.0.0.1:8619 "$work/fuzzy"
done
# NDJSON: bodies of 20,000 contacts, the e-mails of the demo's again and again
sed -n 's/.*email=\([^&]*\)&company=\(.*\)/{"email":"\1","company":"\2"}/p' "$work/mix" | tr + ' ' >"$work/some"
while [ "$(wc -l <"$work/some")" -lt 20000 ]; do cat "$work/some" "$work/some" >"$work/more" && mv "$work/more" "$work/some"; done
head -n 20000 "$work/some" >"$work/lines"
if command -v curl >/dev/null 2>&1; then
  before=$(cpu_ticks "$served")
  for i in 1 2 3 4 5 6 7 8 9 10; do
    curl -sS -o /dev/null -H 'Content-Type: application/x-ndjson' --data-binary "@$work/lines" "http://127.0.0.1:8619/v1/match"
  done
  after=$(cpu_ticks "$served")
  awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "NDJSON         %9.0f contacts/s of server CPU (200,000 in bodies of 20,000)\n", 200000 / (ticks / hz) }'
fi
