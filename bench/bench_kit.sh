# SPDX-License-Identifier: MIT
# What the questions of bench/questions share: data, peers that are set up once, figures that become rows of the table. Sourced by run_bench.sh.

say() { echo "bench: $*" >&2; }

# ---- figures -------------------------------------------------------------------------------------------------------------------------

# row QUESTION WHAT OURS UNIT PEER PEER_FIGURE TARGET [MEMORY_MB] [INDEX_MB] [CANDIDATES] [RECALL]
# TARGET is a bound on one of three: "faster>=5" (how many times the peer's speed), "cost<=8" (ours / the peer's), "ours<=60"; empty: stated
# only. RECALL: ours, or "ours / the peer's". A figure in GB/s or contacts/s is a speed, any other is a time or a size; one without a unit is
# a share and has no ratio.
row() {
  awk -v q="$1" -v what="$2" -v ours="$3" -v unit="$4" -v peer="$5" -v theirs="$6" -v target="$7" -v mem="${8-}" -v size="${9-}" \
    -v cand="${10-}" -v recall="${11-}" '
    function short(v) { return v !~ /^[0-9.]+$/ || v !~ /\./ ? v : v >= 1000 ? sprintf("%.0f", v) : v >= 10 ? sprintf("%.1f", v) : sprintf("%.3f", v) }
    BEGIN {
      value = ours
      if (theirs + 0 > 0 && ours + 0 > 0 && unit != "") {
        speed = unit ~ /GB\/s|contacts\/s/ ? ours / theirs : theirs / ours
        value = target ~ /^cost/ ? 1 / speed : speed
        ratio = sprintf(target ~ /^cost/ ? "costs %.2f" : "%.2f x", value)
      }
      if (target ~ /^ours/) value = ours
      bound = target
      sub(/^[a-z]*[<>]=/, "", bound)
      if (target != "") verdict = (target ~ /<=/ ? value + 0 <= bound + 0 : value + 0 >= bound + 0) ? "met" : "MISSED"
      printf "%s\t%s\t%s%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", q, what, short(ours), unit == "" ? "" : " " unit, peer, short(theirs), ratio,
        target, verdict, mem, size, short(cand), recall
    }' >>"$ROWS"
}

# skip QUESTION WHAT "WHO (why)"
skip() {
  printf '%s\t%s\tskipped: %s\t\t\t\t\t\t\t\t\t\n' "$1" "$2" "$3" >>"$ROWS"
  say "$1: skipped: $3"
}

# figure NAME FILE: the value of a "name value" line
figure() { awk -v name="$1" '$1 == name { print $2; exit }' "$2"; }

calc() { awk -v fmt="$1" "BEGIN { printf fmt, $2 }"; }

median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }

# timed COMMAND...: sets WALL_S, CPU_S, RSS_MB, TIMED (runs); median of RUNS, no run begun later than LIMIT_S after the first
timed() {
  set -- $("$BENCH_BIN/time_command" "$RUNS" "${LIMIT_S:-20}" "$@")
  [ $# -eq 4 ] || { say "a measured command failed"; exit 2; }
  WALL_S=$1 CPU_S=$2 RSS_MB=$(($3 / 1024)) TIMED=$4
}

# ---- data ----------------------------------------------------------------------------------------------------------------------------
# Each list of accounts is a folder of $WORK/data: accounts.csv, contacts.csv, truth.csv, queries.tsv (names typed badly), plain.tsv (for the peers),
# accounts.l2a. What is there is taken; the engine's index is made anew by each run (its format may have changed).

suite_generator() { [ "$GENERATOR" = suite ] && [ -r "$L2A_SUITES/scale.py" ] && command -v python3 >/dev/null 2>&1 && command -v xz >/dev/null 2>&1; }

# The name of the folder tells which generator wrote it: data of an older one are not taken.
GENERATED=$(cat bench/make_data.c bench/invented_name.h bench/plain_name.h | cksum | cut -d ' ' -f 1)

# data_of ACCOUNTS CONTACTS [own]: sets DATA
data_of() {
  source=own
  [ "${3-}" = own ] || ! suite_generator || source=suite
  DATA=$WORK/data/$source-$1-$2-$GENERATED
  [ -e "$DATA/complete" ] || make_data_of "$1" "$2" "$source"
}

make_data_of() {
  say "data: $1 accounts, $2 contacts ($3 generator)"
  mkdir -p "$DATA"
  if [ "$3" = suite ]; then
    for f in name_domain names; do [ -e "$WORK/data/$f.tsv" ] || xz -dc "$L2A_SUITES/scale/$f.tsv.xz" >"$WORK/data/$f.tsv"; done
    python3 "$L2A_SUITES/scale.py" --accounts "$1" --contacts "$2" --seed 1 --suite names --pairs "$WORK/data/name_domain.tsv" \
      --names "$WORK/data/names.tsv" --procs 2 --out "$DATA" 2>/dev/null
    # Its invented hosts end in a reserved name, which is no company's domain to the engine: they get an ordinary end.
    for f in accounts contacts; do
      sed 's/\.example/.com/g; s/\.EXAMPLE/.COM/g' "$DATA/$f.csv" >"$DATA/$f.new"
      mv "$DATA/$f.new" "$DATA/$f.csv"
    done
  else
    "$BENCH_BIN/make_data" accounts "$1" >"$DATA/accounts.csv"
    "$BENCH_BIN/make_data" contacts "$DATA/accounts.csv" "$2" 1 "$DATA/truth.csv" >"$DATA/contacts.csv"
  fi
  "$BENCH_BIN/make_data" queries "$DATA/accounts.csv" 20000 >"$DATA/queries.tsv"
  "$BENCH_BIN/make_data" plain "$DATA/accounts.csv" >"$DATA/plain.tsv"
  touch "$DATA/complete"
}

# The engine's index of $DATA, made once in a run: sets INDEX
index_of() {
  INDEX=$DATA/accounts.l2a
  case " $INDEXED " in *" $DATA "*) return ;; esac
  rm -f "$INDEX"
  "$L2A" index -q "$DATA/accounts.csv" -o "$INDEX"
  INDEXED="$INDEXED $DATA"
}

index_mb() { "$L2A" stat -f json "$INDEX" | tr ',' '\n' | sed -n 's/.*"bytes": *\([0-9]*\).*/\1/p' | head -n 1 | awk '{ printf "%.1f", $1 / 1e6 }'; }

# ---- peers ---------------------------------------------------------------------------------------------------------------------------
# have PEER: set up, once; else WHY says what is missing. From the registries, by name, into $WORK; nothing of it is kept in the tree.

have() {
  [ "${PEERS-}" != no ] || { WHY="$1 (PEERS=no)"; return 1; }
  state=$WORK/peer-$1
  [ -e "$state" ] || { peer_setup "$1" >"$WORK/peer-$1.log" 2>&1; echo "$WHY" >"$state"; }
  WHY=$(cat "$state")
  [ -z "$WHY" ]
}

peer_setup() {
  WHY=
  case $1 in
  DuckDB)
    if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then WHY='DuckDB (npm not found)'
    elif ! (mkdir -p "$WORK/node" && cp "$PEER_DIR"/*.mjs "$WORK/node" && cd "$WORK/node" &&
      { [ -d node_modules/@duckdb/node-api ] || npm install --silent --no-audit --no-fund --prefix . @duckdb/node-api; }); then
      WHY='DuckDB (npm install @duckdb/node-api failed)'
    fi ;;
  RapidFuzz) peer_python rapidfuzz rapidfuzz RapidFuzz ;;
  Splink) peer_python splink splink Splink ;;
  SimString) peer_python simstring-rust simstring_rust SimString ;;
  libcsv)
    if ! printf '#include <csv.h>\n' | ${CC:-cc} -E - >/dev/null 2>&1; then WHY='libcsv (header csv.h not found)'
    elif ! ${CC:-cc} -std=c11 -D_GNU_SOURCE -O3 -Iinclude -Ibench bench/peers/libcsv_tokens.c -lcsv -o "$WORK/libcsv_tokens"; then WHY='libcsv (does not link)'
    fi ;;
  pg_trgm)
    PG_BIN=$(pg_folder)
    [ -n "$PG_BIN" ] || WHY='pg_trgm (PostgreSQL not found)'
    [ -n "$WHY" ] || [ "$(id -u)" != 0 ] || command -v runuser >/dev/null 2>&1 || WHY='pg_trgm (no runuser: PostgreSQL does not run as root)'
    [ -n "$WHY" ] || [ -e "$("$PG_BIN/pg_config" --sharedir 2>/dev/null)/extension/pg_trgm.control" ] || WHY='pg_trgm (extension not found)' ;;
  FTS5)
    if ! command -v sqlite3 >/dev/null 2>&1; then WHY='SQLite FTS5 (sqlite3 not found)'
    elif ! sqlite3 :memory: "create virtual table t using fts5(n, tokenize='trigram')"; then WHY='SQLite FTS5 (sqlite3 has no trigram tokenizer)'
    fi ;;
  esac
}

# peer_python PACKAGE MODULE NAME
peer_python() {
  if ! command -v python3 >/dev/null 2>&1; then WHY="$3 (python3 not found)"
  elif ! { [ -x "$WORK/venv/bin/pip" ] || python3 -m venv "$WORK/venv"; }; then WHY="$3 (python3 has no venv)"
  elif ! { "$WORK/venv/bin/python" -c "import $2" || "$WORK/venv/bin/pip" install --quiet --disable-pip-version-check "$1"; }; then
    WHY="$3 (pip install $1 failed)"
  fi
}

pg_folder() { for d in /usr/lib/postgresql/*/bin; do [ -x "$d/initdb" ] && echo "$d"; done | sort -V | tail -n 1; }

# run_peer NAME OUT COMMAND...: false, and WHY, when it fails; its log is kept
run_peer() {
  peer_name=$1 peer_out=$2
  shift 2
  "$@" >"$peer_out" 2>"$peer_out.log" && return 0
  WHY="$peer_name (failed: $(tail -n 1 "$peer_out.log" | cut -c 1-80))"
  return 1
}
