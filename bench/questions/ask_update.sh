# SPDX-License-Identifier: MIT
# How long until one changed account is seen, and what do readers lose meanwhile?
data_of "$ACCOUNTS" "$CONTACTS"
index_of
cp "$INDEX" "$SCRATCH/updated.l2a"
"$BENCH_BIN/update_speed" "$SCRATCH/updated.l2a" "$DATA/contacts.csv" >"$SCRATCH/update"
row update 'one account committed and found' "$(figure visible_us "$SCRATCH/update")" us '' '' 'ours<=1000'
row update 'the same, synced' "$(figure visible_sync_us "$SCRATCH/update")" us '' '' 'ours<=1000'
row update "thousand contacts/s while $(figure commits "$SCRATCH/update") commits/s go on" "$(figure reader_updated "$SCRATCH/update")" 'k contacts/s' 'without them' \
  "$(figure reader_alone "$SCRATCH/update")" 'faster>=0.9'
rm -f "$SCRATCH/updated.l2a"*
