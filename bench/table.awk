# SPDX-License-Identifier: MIT
# Rows (tab-separated, bench_kit.sh) as one aligned table; at the end what was missed and what was skipped.
BEGIN {
  FS = "\t"
  head = "question\tfigure\tl2a\tbeside\tits figure\tratio\ttarget\tis\tRSS MB\tindex MB\tcompared\trecall"
  columns = split(head, cell, FS)
  for (c = 1; c <= columns; c++) { text[0, c] = cell[c]; width[c] = length(cell[c]) }
}
$3 ~ /^skipped/ { skipped[++skips] = $1 ", " $2 ": " substr($3, 10); next }
{
  rows++
  for (c = 1; c <= columns; c++) {
    text[rows, c] = $c == "" ? "." : $c
    if (length(text[rows, c]) > width[c]) width[c] = length(text[rows, c])
  }
  if ($8 == "MISSED") missed[++misses] = $1 ", " $2 ": " $3 ($6 != "" ? " beside " $4 " " $5 ": " $6 : "") ", target " $7
  if ($8 == "met") met++
}
END {
  for (r = 0; r <= rows; r++) {
    line = ""
    for (c = 1; c <= columns; c++) line = line sprintf(c == columns ? "%s" : "%-" width[c] + 2 "s", text[r, c])
    sub(/ +$/, "", line)
    print line
    if (r == 0) {
      gsub(/./, "-", line)
      print line
    }
  }
  printf "\n%d targets met, %d missed, %d measurements skipped\n", met, misses, skips
  for (i = 1; i <= misses; i++) print "missed: " missed[i]
  for (i = 1; i <= skips; i++) print "skipped: " skipped[i]
}
