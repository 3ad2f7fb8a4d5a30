# SPDX-License-Identifier: MIT
# E-mail domains alone, CSV to CSV: beside a join, beside wc -l, on two threads, and with names.
data_of "$ACCOUNTS" "$CONTACTS"
index_of
size_mb=$(index_mb)
short='id,l2a_account_id,l2a_decision'
out=$SCRATCH/exact.csv
per_contact() { calc %.0f "$1 * 1e9 / $CONTACTS"; }

timed wc -l "$DATA/contacts.csv"
wc_ns=$(calc %.2f "$WALL_S * 1e9 / $CONTACTS")
timed "$L2A" match -q -t 1 -i "$INDEX" --map company= --columns "$short" "$DATA/contacts.csv" -o "$out"
one_s=$WALL_S one_ns=$(per_contact "$WALL_S") one_mb=$RSS_MB
matched=$(grep -c ',match$' "$out" || :)
row exact "no company, 3 columns, 1 thread ($matched matched)" "$one_ns" ns/contact 'wc -l' "$wc_ns" 'cost<=8' "$one_mb" "$size_mb"
row exact 'the same' "$one_ns" ns/contact '' '' 'ours<=125'
if have DuckDB; then
  for threads in 1 2; do
    run_peer DuckDB "$SCRATCH/duck" node "$WORK/node/duckdb_exact.mjs" "$DATA/accounts.csv" "$DATA/contacts.csv" "$SCRATCH/duck.csv" $threads "$RUNS" || {
      skip exact "join on $threads threads" "$WHY"
      continue
    }
    bound='faster>=5'
    [ $threads = 1 ] || bound=
    row exact "the same, its rows: $(figure joined "$SCRATCH/duck")" "$one_ns" ns/contact "DuckDB join, e-mail only, $threads thread" \
      "$(per_contact "$(figure export_s "$SCRATCH/duck")")" "$bound" "$one_mb / $(figure rss_mb "$SCRATCH/duck")" "$size_mb"
  done
else skip exact 'e-mail join' "$WHY"; fi
timed "$L2A" match -q -t 2 -i "$INDEX" --map company= --columns "$short" "$DATA/contacts.csv" -o "$out.2"
cmp -s "$out" "$out.2" || { say 'one and two threads differ'; exit 2; }
row exact 'the same, 2 threads' "$(per_contact "$WALL_S")" ns/contact '1 thread' "$one_ns" 'faster>=1.8' "$RSS_MB" "$size_mb"
timed "$L2A" match -q -t 1 -i "$INDEX" --map company= "$DATA/contacts.csv" -o "$out"
row exact 'no company, all columns, 1 thread' "$(per_contact "$WALL_S")" ns/contact '3 columns' "$one_ns" '' "$RSS_MB" "$size_mb"
timed "$L2A" match -q -t 1 -i "$INDEX" "$DATA/contacts.csv" -o "$out"
names_s=$WALL_S
row exact 'with company, all columns, 1 thread' "$(per_contact "$WALL_S")" ns/contact 'no company, 3 columns' "$one_ns" '' "$RSS_MB" "$size_mb"
timed "$L2A" match -q -t 2 -i "$INDEX" "$DATA/contacts.csv" -o "$out.2"
cmp -s "$out" "$out.2" || { say 'one and two threads differ'; exit 2; }
row exact 'with company, all columns, 2 threads' "$(per_contact "$WALL_S")" ns/contact '1 thread' "$(per_contact "$names_s")" 'faster>=1.8' "$RSS_MB" "$size_mb"
rm -f "$out" "$out.2"
