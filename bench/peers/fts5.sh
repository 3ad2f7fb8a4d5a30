#!/bin/sh
# SPDX-License-Identifier: MIT
# SQLite FTS5: every trigram (or word) of the query joined by OR, the best by bm25.
#   fts5.sh FOLDER PLAIN.tsv QUERIES.tsv COUNT trigram|unicode61
# Prints build_s, mean_ms, p99_ms, recall.
set -eu
dir=$1 plain=$2 queries=$3 count=$4 tokenizer=$5
db=$dir/fts5.db
rm -f "$db"
head -n "$count" "$queries" >"$dir/asked"
{
  echo ".timer on"
  echo "create virtual table account using fts5(name, id unindexed, tokenize='$tokenizer');"
  echo "create temp table plain (id text, name text);"
  echo ".mode tabs"
  echo ".import '$plain' plain"
  echo "insert into account (id, name) select id, name from plain;"
} | sqlite3 "$db" 2>&1 | awk '/^Run Time/ { s += $4 } END { print "build_s " s }'
awk -F '\t' -v tokenizer="$tokenizer" 'BEGIN { print ".timer on\n.mode tabs" }
  {
    text = $4
    gsub(/["'"'"']/, " ", text)
    terms = ""
    if (tokenizer == "trigram") {
      if (length(text) < 3) text = text "   "
      for (i = 1; i + 2 <= length(text); i++) terms = terms (i > 1 ? " OR " : "") "\"" substr(text, i, 3) "\""
    } else {
      n = split(text, word, " ")
      for (i = 1; i <= n; i++) terms = terms (i > 1 ? " OR " : "") "\"" word[i] "\""
    }
    print "select '"'"'found'"'"', id, name from account where account match '"'"'" terms "'"'"' order by rank limit 1;"
  }' "$dir/asked" | sqlite3 "$db" >"$dir/answers" 2>&1
# One "Run Time" line ends each answer.
awk -F '\t' 'NR == FNR { account[NR] = $1; truth[NR] = $2; n = NR; next }
  /^found\t/ { id = $2; name = $3; next }
  /^Run Time/ {
    split($0, part, " ")
    print part[4] * 1000 > times
    q++
    if (account[q] != "") { known++; if (id == account[q] || name == truth[q]) good++ }
    sum += part[4] * 1000
    id = name = ""
  }
  END { printf "mean_ms %.3f\nrecall %.4f\n", sum / q, good / known }' times="$dir/times" "$dir/asked" "$dir/answers"
sort -n "$dir/times" | awk '{ v[NR] = $1 } END { print "p99_ms " v[int(NR * 0.99) < 1 ? 1 : int(NR * 0.99)] }'
