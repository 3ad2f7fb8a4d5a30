# SPDX-License-Identifier: MIT
# How does time grow with accounts and with contacts? CPU time a contact or name, so that a pipe that waits does not count; own generator.
# The figures go to growth-SIZE.txt, drawn as growth-SIZE.svg.
grown=$SCRATCH/growth
echo '# series x value (ns for a contact or name; MB)' >"$grown"
case $BENCH_SIZE in
tiny) steps='1000 2000' streams='2000 10000' n=5000 ;;
100k) steps='10000 100000' streams='100000 1000000' n=500000 ;;
1m) steps='10000 100000 1000000' streams='1000000 10000000' n=1000000 ;;
10m) steps='10000 100000 1000000 10000000' streams='1000000 10000000 100000000' n=1000000 ;;
esac
short='id,l2a_account_id,l2a_decision'

# piped CONTACTS [ARGUMENT...]: CPU_S and RSS_MB of one thread on that many contacts
piped() {
  contacts=$1
  shift
  set -- $("$BENCH_BIN/make_data" contacts "$DATA/accounts.csv" "$contacts" 7 | "$BENCH_BIN/time_command" 1 0 "$L2A" match -q -t 1 -i "$INDEX" "$@" -)
  CPU_S=$2 RSS_MB=$(($3 / 1024))
}

for a in $steps; do
  data_of "$a" 1000 own
  index_of
  piped $((n / 10)) --map company= --columns "$short"
  start_s=$CPU_S
  piped "$n" --map company= --columns "$short"
  # What does not depend on the number of contacts (checking the index) is taken out by the difference of two runs.
  echo "exact-by-accounts $a $(calc %.0f "($CPU_S - $start_s) * 1e9 / ($n * 0.9)")" >>"$grown"
  "$BENCH_BIN/name_speed" "$INDEX" "$DATA/queries.tsv" "$NAMES" 2 >"$SCRATCH/names"
  echo "names-by-accounts $a $(calc %.0f "$(figure mean_us "$SCRATCH/names") * 1000")" >>"$grown"
  echo "index-bytes-by-accounts $a $(index_mb)" >>"$grown"
done
last=
for c in $streams; do
  if [ -n "$last" ] && [ "${MIX_S:-60}" != 0 ] && [ "$(calc %d "$last * $c / $last_contacts")" -gt "${MIX_S:-60}" ]; then
    skip growth "$c contacts" "$c contacts by all routes (would take $(calc %d "$last * $c / $last_contacts") s; MIX_S=0 runs them)"
  else
    piped "$c"
    echo "mix-by-contacts $c $(calc %.0f "$CPU_S * 1e9 / $c")" >>"$grown"
    echo "mix-memory-by-contacts $c $RSS_MB" >>"$grown"
    last=$CPU_S last_contacts=$c
  fi
  piped "$c" --map company= --columns "$short"
  echo "exact-by-contacts $c $(calc %.0f "$CPU_S * 1e9 / $c")" >>"$grown"
done

# grew SERIES WHAT UNIT SCALE TARGET: the last step beside the one before
grew() {
  awk -v s="$1" '$1 == s { before = last; at = $2; last = $3; from = to; to = at } END { if (before != "") print from, to, before, last }' "$grown" >"$SCRATCH/step"
  read -r from to before after <"$SCRATCH/step" || return 0
  row growth "$2, $to beside $from" "$(calc %.2f "$after / $4")" "$3" "$from" "$(calc %.2f "$before / $4")" "$5"
}
grew exact-by-accounts 'exact domain, accounts' ns/contact 1 'cost<=1.6'
grew names-by-accounts 'names, accounts' us/name 1000 'cost<=2.2'
grew mix-by-contacts 'realistic mix, contacts' us/contact 1000 ''
grew mix-memory-by-contacts 'realistic mix, memory, contacts' MB 1 ''
grew exact-by-contacts 'exact domain, contacts' ns/contact 1 ''
{
  echo "$(date -u +%Y-%m-%d); make bench BENCH_SIZE=$BENCH_SIZE QUESTIONS=growth"
  cat "$grown"
} >"$RESULTS/growth-$BENCH_SIZE.txt"
awk -f bench/growth_svg.awk "$grown" >"$RESULTS/growth-$BENCH_SIZE.svg"
