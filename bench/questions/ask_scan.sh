# SPDX-License-Identifier: MIT
# How fast is CSV read, beside what the machine can do at all?
data_of "$ACCOUNTS" "$CONTACTS"
"$BENCH_BIN/csv_speed" "$DATA/contacts.csv" >"$SCRATCH/scan" 2>/dev/null
row scan 'CSV, separators found' "$(figure scan "$SCRATCH/scan")" GB/s memcpy "$(figure memcpy "$SCRATCH/scan")" ''
row scan 'CSV, every field a view' "$(figure fields "$SCRATCH/scan")" GB/s 'newlines by memchr' "$(figure newlines "$SCRATCH/scan")" 'ours>=2.5'
row scan 'CSV, every field a view, regular chunks' "$(figure rows "$SCRATCH/scan")" GB/s 'newlines by memchr' "$(figure newlines "$SCRATCH/scan")" 'ours>=2.5'
timed wc -l "$DATA/contacts.csv"
row scan 'wc -l of the same file' "$(calc %.4f "$WALL_S")" s '' '' ''
if have libcsv && run_peer libcsv "$SCRATCH/libcsv" "$WORK/libcsv_tokens" "$DATA/contacts.csv"; then
  row scan 'CSV, every field a view' "$(figure fields "$SCRATCH/scan")" GB/s 'libcsv, every field' "$(figure libcsv "$SCRATCH/libcsv")" 'faster>=10'
  row scan 'CSV, every field a view, regular chunks' "$(figure rows "$SCRATCH/scan")" GB/s 'libcsv, every field' "$(figure libcsv "$SCRATCH/libcsv")" 'faster>=10'
else skip scan 'a parser that goes byte by byte' "$WHY"; fi
