# SPDX-License-Identifier: MIT
# Where does the time go? Samples of one thread by the source file they fall in, as ns for a contact; kept in profile-SIZE.txt.
data_of "$ACCOUNTS" "$CONTACTS"
index_of
count=$CONTACTS
[ "$count" -le 200000 ] || count=200000
head -n $((count + 1)) "$DATA/contacts.csv" >"$SCRATCH/profiled.csv"

# profile TITLE [ARGUMENT...]
profile() {
  title=$1
  shift
  timed "$L2A" match -q -t 1 -i "$INDEX" "$@"
  echo "$title: $(calc %.0f "$CPU_S * 1e9 / $count") ns for a contact"
  perf record -q -e cpu-clock -F 1999 -o "$SCRATCH/perf.data" "$L2A" match -q -t 1 -i "$INDEX" "$@" -o "$SCRATCH/answers.csv" >"$SCRATCH/perf.log" 2>&1 || return 1
  sh bench/stage_share.sh "$SCRATCH/perf.data" "$L2A" | awk -v ns="$(calc %.4f "$CPU_S * 1e9 / $count")" '{ share = $1; sub(/^[^ ]* /, ""); printf "  %-34s %5.1f %%  %8.0f ns\n", $0, share * 100, share * ns }'
  echo
}

if ! command -v perf >/dev/null 2>&1; then skip profile stages 'perf (not found)'
elif ! command -v addr2line >/dev/null 2>&1; then skip profile stages 'addr2line (not found)'
elif {
  echo "$(date -u +%Y-%m-%d); make bench BENCH_SIZE=$BENCH_SIZE QUESTIONS=profile; $count contacts, $ACCOUNTS accounts, one thread"
  echo
  profile 'No company, three columns' --map company= --columns id,l2a_account_id,l2a_decision "$SCRATCH/profiled.csv" &&
    profile 'All fields, all columns' "$SCRATCH/profiled.csv"
} >"$SCRATCH/profile"; then
  cp "$SCRATCH/profile" "$RESULTS/profile-$BENCH_SIZE.txt"
else skip profile stages "perf (no permission: $(tail -n 1 "$SCRATCH/perf.log" | cut -c 1-60))"
fi
