# SPDX-License-Identifier: MIT
# The realistic mix, all routes and scoring, streamed from the generator through a pipe: rate and memory on two cores.
# As many contacts as MIX_S seconds allow by the rate of a first run (60 without it); MIX_S=0: all of them.
data_of "$ACCOUNTS" "$CONTACTS"
index_of
size_mb=$(index_mb)

# stream CONTACTS THREADS: sets WALL_S, CPU_S, RSS_MB of the command alone
stream() {
  set -- $("$BENCH_BIN/make_data" contacts "$DATA/accounts.csv" "$1" 7 | "$BENCH_BIN/time_command" 1 0 "$L2A" match -q -t "$2" -i "$INDEX" -)
  WALL_S=$1 CPU_S=$2 RSS_MB=$(($3 / 1024))
}

trial=$((CONTACTS / 5))
stream $trial 2
count=$MIX
if [ "${MIX_S:-60}" != 0 ]; then
  fits=$(calc %d "${MIX_S:-60} * $trial / $WALL_S")
  # The next lower of 1, 2, 5, 10, 20 ... that fits.
  [ "$count" -le "$fits" ] || count=$(awk -v fits="$fits" -v least="$trial" 'BEGIN {
    for (e = 1; e <= 1e12; e *= 10) for (m = 1; m <= 5; m += m == 1 ? 1 : 3) if (m * e <= fits) best = m * e
    printf "%.0f", (best > least ? best : least) }')
  [ "$count" = "$MIX" ] || skip mix "$MIX contacts" "$MIX contacts (would take $(calc %d "$MIX * $WALL_S / $trial") s; MIX_S=0 runs them)"
fi
stream "$count" 2
row mix "$count contacts streamed, 2 threads" "$(calc %.0f "$count / $WALL_S")" contacts/s '' '' 'ours>=200000' "$RSS_MB" "$size_mb"
row mix 'memory beyond the index' "$(calc %.0f "$RSS_MB - $size_mb")" MB '' '' 'ours<=1000' "$RSS_MB" "$size_mb"
row mix 'CPU for a contact' "$(calc %.2f "$CPU_S * 1e6 / $count")" us '' '' ''

# Splink on a smaller list, both with all its fields and two threads; recall of the best pair over contacts that have an account.
case $BENCH_SIZE in tiny) n=2000 m=2000 ;; *) n=100000 m=20000 ;; esac
data_of $n $n
index_of
head -n $((m + 1)) "$DATA/contacts.csv" >"$SCRATCH/contacts.csv"
head -n $((m + 1)) "$DATA/truth.csv" >"$SCRATCH/truth.csv"
timed "$L2A" match -q -t 2 -i "$INDEX" "$SCRATCH/contacts.csv" --columns id,l2a_account_id -o "$SCRATCH/best.csv"
recall=$(awk -F '[\t,]' 'FILENAME == ARGV[1] { name[$1] = $2; next } FILENAME == ARGV[2] { best[$1] = $2; next }
  FNR > 1 && $2 != "" { known++; if (best[$1] == $2 || best[$1] != "" && name[best[$1]] == name[$2]) good++ } END { printf "%.4f", good / known }' \
  "$DATA/plain.tsv" "$SCRATCH/best.csv" "$SCRATCH/truth.csv")
ours=$(calc %.2f "$WALL_S * 1e6 / $m")
if have Splink && run_peer Splink "$SCRATCH/splink" "$WORK/venv/bin/python" "$PEER_DIR/splink_mix.py" "$DATA/accounts.csv" "$SCRATCH/contacts.csv" "$SCRATCH/truth.csv"; then
  row mix "$m contacts, $n accounts, 2 threads" "$ours" us/contact 'Splink, predict alone' "$(calc %.1f "$(figure predict_s "$SCRATCH/splink") * 1e6 / $m")" '' "$RSS_MB" '' '' \
    "$recall / $(figure recall "$SCRATCH/splink")"
else
  row mix "$m contacts, $n accounts, 2 threads" "$ours" us/contact '' '' '' "$RSS_MB" '' '' "$recall"
  skip mix 'linked by a trained model' "$WHY"
fi
