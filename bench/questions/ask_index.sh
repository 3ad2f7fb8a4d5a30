# SPDX-License-Identifier: MIT
# How long does an index take to build, how big is it, how long until its first answer?
data_of "$ACCOUNTS" "$CONTACTS"
timed "$L2A" index -q "$DATA/accounts.csv" -o "$SCRATCH/built.l2a"
INDEX=$SCRATCH/built.l2a
bound='ours<=6'
[ "$BENCH_SIZE" = 1m ] || bound=
row index "build, $ACCOUNTS accounts, CSV to file" "$(calc %.2f "$WALL_S")" s '' '' "$bound" "$RSS_MB" "$(index_mb)"
"$L2A" stat "$INDEX" >"$SCRATCH/stat"
# bytes an account: all sections whose name matches
per_account() { awk -v names="$1" 'begun && $1 ~ "^(" names ")$" { sum += $3 } $1 == "section" { begun = 1 } $1 == "accounts" && !begun { gsub(/,/, "", $2); n = $2 } END { printf "%.1f", sum / n }' "$SCRATCH/stat"; }
row index 'domains' "$(per_account 'domains|key_domain.*')" B/account '' '' 'ours<=25'
row index 'names: forms, words, keys' "$(per_account 'forms|account_forms|form_words|words|word_forms|length_start|text|key_(squashed|sorted|acronym|native|label).*|edits.*')" \
  B/account '' '' 'ours<=120'
row index 'names: trigrams' "$(per_account 'trigram.*')" B/account '' '' 'ours<=80'
row index 'names, trigrams and all' "$(per_account 'forms|account_forms|form_words|words|word_forms|length_start|text|key_(squashed|sorted|acronym|native|label).*|edits.*|trigram.*')" \
  B/account '' '' 'ours<=220'
row index 'records, ids, phones, places' "$(per_account 'accounts|record.*|columns|key_(id|phone).*')" B/account '' '' ''
"$BENCH_BIN/open_speed" "$INDEX" >"$SCRATCH/open"
row index 'open, warm' "$(calc %.3f "$(figure open_us "$SCRATCH/open") / 1000")" ms '' '' 'ours<=1'
row index 'definitions compiled' "$(calc %.2f "$(figure rules_us "$SCRATCH/open") / 1000")" ms '' '' ''
row index 'matcher and its first answer' "$(calc %.2f "($(figure matcher_us "$SCRATCH/open") + $(figure first_us "$SCRATCH/open")) / 1000")" ms '' '' ''
if have DuckDB && run_peer DuckDB "$SCRATCH/duck" node "$WORK/node/duckdb_exact.mjs" "$DATA/accounts.csv" "$DATA/contacts.csv" "$SCRATCH/duck.csv" 1 0; then
  row index 'build beside loading the same file' "$(calc %.2f "$WALL_S")" s 'DuckDB, create table' "$(figure load_s "$SCRATCH/duck")" ''
else skip index 'loading the same file' "$WHY"; fi
rm -f "$SCRATCH/built.l2a"*
