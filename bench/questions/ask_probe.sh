# SPDX-License-Identifier: MIT
# What does one lookup of a domain cost, packed, beside a B+tree?
data_of "$ACCOUNTS" "$CONTACTS"
index_of
mkdir -p "$SCRATCH/lmdb"
"$BENCH_BIN/domain_probe" "$INDEX" "$SCRATCH/lmdb" >"$SCRATCH/probe" 2>/dev/null
rm -rf "$SCRATCH/lmdb"
n=$(figure domains "$SCRATCH/probe")
row probe "domain probe, packed, $n domains" "$(figure packed "$SCRATCH/probe")" ns 'mdb_get, domain as key' "$(figure lmdb_text "$SCRATCH/probe")" 'ours<=50'
row probe 'domain probe, packed, 16 ahead' "$(figure packed_ahead "$SCRATCH/probe")" ns 'mdb_get, domain as key' "$(figure lmdb_text "$SCRATCH/probe")" 'faster>=15'
row probe 'domain probe, packed, 16 ahead' "$(figure packed_ahead "$SCRATCH/probe")" ns 'mdb_get, 8-byte hash as key' "$(figure lmdb_hash "$SCRATCH/probe")" ''
"$BENCH_BIN/match_speed" "$INDEX" "$DATA/contacts.csv" 200000 >"$SCRATCH/match"
row probe 'matcher alone, e-mail only, choices' "$(figure choice_ns "$SCRATCH/match")" ns/contact 'whole answers' "$(figure email_ns "$SCRATCH/match")" 'ours<=50'
row probe 'matcher alone, all fields' "$(figure all_ns "$SCRATCH/match")" ns/contact 'without the memo' "$(figure no_memo_ns "$SCRATCH/match")" '' '' '' \
  "$(figure compared "$SCRATCH/match")"
