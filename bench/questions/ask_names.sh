# SPDX-License-Identifier: MIT
# Names typed badly and nothing else: time and recall beside the peers, all asked for the first of the same names.
data_of "$ACCOUNTS" "$CONTACTS"
index_of
size_mb=$(index_mb)
case $BENCH_SIZE in tiny) some=50 few=20 many=200 ;; *) some=300 few=40 many=20000 ;; esac

"$BENCH_BIN/name_speed" "$INDEX" "$DATA/queries.tsv" "$NAMES" "$RUNS" >"$SCRATCH/names"
"$BENCH_BIN/name_speed" "$INDEX" "$DATA/queries.tsv" "$some" "$RUNS" >"$SCRATCH/some"
mean=$(figure mean_us "$SCRATCH/names") some_mean=$(figure mean_us "$SCRATCH/some") recall=$(figure recall "$SCRATCH/names")
some_recall=$(figure recall "$SCRATCH/some") compared=$(figure compared "$SCRATCH/names")
row names "mean of $NAMES names, one core" "$mean" us/name '' '' 'ours<=60' '' "$size_mb" "$compared" "$recall"
row names 'the same: aim' "$mean" us/name '' '' 'ours<=40'
row names "recall@1 of $NAMES names" "$recall" '' '' '' 'ours>=0.96'
row names 'p99 beside the mean' "$(figure p99_us "$SCRATCH/names")" us mean "$mean" 'cost<=10'
"$BENCH_BIN/match_speed" "$INDEX" "$DATA/contacts.csv" 100000 >"$SCRATCH/match"
row names 'names of all contacts, as they come' "$(calc %.2f "$(figure name_ns "$SCRATCH/match") / 1000")" us/name '' '' 'ours<=8'
for r in squashed sorted label name_label acronym segment words trigrams; do
  n=$(figure route_$r "$SCRATCH/names")
  [ -z "$n" ] || row names "candidates by $r" "$n" /name '' '' ''
done

# beside PEER FIGURE_MS RECALL TARGET COUNT: our figure over the same names
beside() {
  [ "$5" = "$some" ] || "$BENCH_BIN/name_speed" "$INDEX" "$DATA/queries.tsv" "$5" "$RUNS" >"$SCRATCH/same"
  [ "$5" != "$some" ] || cp "$SCRATCH/some" "$SCRATCH/same"
  row names "the first $5" "$(figure mean_us "$SCRATCH/same")" us/name "$1" "$(calc %.1f "$2 * 1000")" "$4" '' '' '' "$(figure recall "$SCRATCH/same") / $3"
}

if have pg_trgm && run_peer pg_trgm "$SCRATCH/pg" sh "$PEER_DIR/pg_trgm.sh" "$(pg_folder)" "$DATA/plain.tsv" "$DATA/queries.tsv" "$some" 0.3 0.5; then
  for t in 0.3 0.5; do
    bound=
    [ $t != 0.3 ] || bound='faster>=500'
    beside "pg_trgm, GIN, threshold $t" "$(figure mean_ms_$t "$SCRATCH/pg")" "$(figure recall_$t "$SCRATCH/pg")" "$bound" "$some"
  done
  row names "recall@1, the first $some" "$some_recall" '' 'pg_trgm, threshold 0.3' "$(figure recall_0.3 "$SCRATCH/pg")" \
    "ours>=$(calc %.4f "$(figure recall_0.3 "$SCRATCH/pg") - 0.005")"
  all_runs=$RUNS RUNS=1
  timed "$L2A" index -q "$DATA/accounts.csv" -o "$SCRATCH/built.l2a"
  RUNS=$all_runs
  row names 'index build, every field' "$WALL_S" s 'pg_trgm, GIN of the names' "$(figure build_s "$SCRATCH/pg")" '' "$RSS_MB" \
    "$size_mb / $(calc %.1f "$(figure index_mb "$SCRATCH/pg") + $(figure table_mb "$SCRATCH/pg")")"
  rm -f "$SCRATCH/built.l2a"*
else skip names 'names by trigrams' "$WHY"; fi
for tokenizer in trigram unicode61; do
  if have FTS5 && run_peer 'SQLite FTS5' "$SCRATCH/fts" sh "$PEER_DIR/fts5.sh" "$SCRATCH" "$DATA/plain.tsv" "$DATA/queries.tsv" "$few" $tokenizer; then
    beside "SQLite FTS5 $tokenizer, OR, bm25" "$(figure mean_ms "$SCRATCH/fts")" "$(figure recall "$SCRATCH/fts")" '' "$few"
  else skip names "names by full text, $tokenizer" "$WHY"; fi
done
rm -f "$SCRATCH/fts5.db"
if have RapidFuzz && run_peer RapidFuzz "$SCRATCH/rapid" "$WORK/venv/bin/python" "$PEER_DIR/rapidfuzz_best.py" "$DATA/plain.tsv" "$DATA/queries.tsv" "$few" \
  jaro_winkler:.8 ratio:70; then
  for s in jaro_winkler ratio; do
    beside "RapidFuzz $s, every account" "$(figure mean_ms_$s "$SCRATCH/rapid")" "$(figure recall_$s "$SCRATCH/rapid")" '' "$few"
  done
else skip names 'names by brute force' "$WHY"; fi
if have SimString && run_peer SimString "$SCRATCH/sim" "$WORK/venv/bin/python" "$PEER_DIR/simstring_best.py" "$DATA/plain.tsv" "$DATA/queries.tsv" "$some" 0.7 0.6; then
  for t in 0.7 0.6; do
    bound=
    [ $t != 0.6 ] || bound='faster>=50'
    beside "SimString trigrams, cosine $t" "$(figure mean_ms_$t "$SCRATCH/sim")" "$(figure recall_$t "$SCRATCH/sim")" "$bound" "$some"
  done
else skip names 'names by CPMerge' "$WHY"; fi
if have DuckDB && run_peer DuckDB "$SCRATCH/block" node "$WORK/node/duckdb_block.mjs" "$DATA/plain.tsv" "$DATA/queries.tsv" "$many" 1 "$RUNS"; then
  theirs=$(figure recall "$SCRATCH/block")
  beside 'DuckDB, same first word, Jaro-Winkler > .9' "$(calc %.5f "$(figure us_per_name "$SCRATCH/block") / 1000")" "$theirs" 'faster>=3' "$many"
  row names "recall@1, the first $many" "$(figure recall "$SCRATCH/same")" '' 'DuckDB, same first word' "$theirs" "ours>=$(calc %.4f "$theirs + 0.15")"
else skip names 'names by first word' "$WHY"; fi
