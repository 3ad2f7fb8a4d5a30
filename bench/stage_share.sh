#!/bin/sh
# SPDX-License-Identifier: MIT
# Samples of perf, by stage. stage_share.sh PERF.data PROGRAM: "share stage" lines, largest first.
# A sample belongs to the innermost inlined frame whose file is no helper (base/, xxhash.h); memory copies and the kernel stand alone.
set -eu
data=$1 program=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
perf script -i "$data" --show-mmap-events -F comm,tid,time,ip,sym,dso 2>/dev/null >"$work/script"
# Where the program's code is in memory: start and offset in the file of its executable mapping.
name=$(basename "$program")
awk -v name="$name" '/PERF_RECORD_MMAP/ && /r-xp/ && $NF ~ "/" name "$" {
  match($0, /\[0x[0-9a-f]+\(0x[0-9a-f]+\) @ (0x)?[0-9a-f]+/); text = substr($0, RSTART + 1, RLENGTH - 1)
  split(text, part, /[(]|[)] @ /); print part[1], part[3]; exit }' "$work/script" >"$work/map"
read -r start offset <"$work/map"
grep -v PERF_RECORD "$work/script" | awk -v name="/$name)" '{ dso = $NF; ip = ""; for (i = 1; i < NF; i++) if ($i ~ /^[0-9a-f]+$/ && length($i) >= 8) { ip = $i; sym = $(i + 1) }
  if (index(dso, name)) print "own", ip; else if (dso ~ /kernel/) print "kernel", sym; else { sub(/.*\//, "", dso); sub(/\)$/, "", dso); print "library", dso } }' |
  sort | uniq -c >"$work/samples"
awk '$2 == "own" { print $3 }' "$work/samples" | while read -r ip; do printf '0x%x\n' $((0x$ip - start + offset)); done >"$work/addresses"
addr2line -a -i -e "$program" <"$work/addresses" | awk '/^0x/ { n++; next } { sub(/^.*\/(src|include)\//, "&"); f = $1; sub(/:.*/, "", f); sub(/^.*\/src\//, "", f)
  if (!(n in file) && f !~ /^base\// && f !~ /^\/|\?\?/) file[n] = f; else if (!(n in other)) other[n] = f }
  END { for (i = 1; i <= n; i++) print (i in file) ? file[i] : other[i] }' >"$work/files"
awk '$2 == "own" { print $1 }' "$work/samples" | paste - "$work/files" >"$work/own"
{
  cat "$work/own"
  awk '$2 == "kernel" { print $1 "\tkernel" } $2 == "library" { print $1 "\tlibrary " $3 }' "$work/samples"
} | awk -F '\t' '
  function stage(f) {
    if (f ~ /^io\/(csv_write|output|json_write)/ || f ~ /^cli\/(row_plan|table_out|answer_column|answer_run)/) return "write"
    if (f ~ /^io\// || f ~ /^cli\/row_source/) return "scan"
    if (f ~ /^match\/memo/) return "memo"
    if (f ~ /^text\// || f ~ /^match\/(probe|sure_domain)\./ || f ~ /libicu/) return "keys"
    if (f ~ /^index\/(snapshot|keys|key_table)/) return "probe of key tables"
    if (f ~ /^match\/(fuzzy_route|trigram_route|short_route|form_ranking|accumulator)/) return "candidates by words, trigrams"
    if (f ~ /^match\/candidates/) return "candidates by keys"
    if (f ~ /^match\/(compare|align|similarity|trigram_set|account_view|plain_contact)/) return "compare"
    if (f ~ /^match\/(score|decide|tie)/) return "score, decide"
    if (f ~ /^match\/(answer|matcher|override)/) return "answer"
    if (f ~ /^cli\//) return "rows to contacts"
    if (f ~ /^(index|store|rules)\//) return "opening: index, definitions"
    if (f ~ /^library/) return "copy, compare, allocate (libc)"
    if (f ~ /^kernel/) return "kernel: files, page faults"
    return "helpers (bytes, buffers, hashes)"
  }
  { s = stage($2); sum[s] += $1; all += $1 }
  END { for (s in sum) printf "%.4f %s\n", sum[s] / all, s }' | sort -rn
