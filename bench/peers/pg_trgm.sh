#!/bin/sh
# SPDX-License-Identifier: MIT
# PostgreSQL with pg_trgm, as its manual says: a GIN index, `name % query order by similarity desc limit 1`. Settings are the defaults but
# for one connection, no parallel plans. A cluster of its own in a new folder, on a socket there; stopped and removed at the end.
#   pg_trgm.sh BIN_FOLDER PLAIN.tsv QUERIES.tsv COUNT THRESHOLD...
# Prints load_s, build_s, table_mb, index_mb, and for each threshold mean_ms_T, p50_ms_T, p99_ms_T, recall_T.
set -eu
bin=$1 plain=$(realpath "$2") queries=$(realpath "$3") count=$4
shift 4
dir=$(mktemp -d "${TMPDIR:-/tmp}/l2a-pg.XXXXXX")
run=
if [ "$(id -u)" = 0 ]; then
  user=postgres
  id postgres >/dev/null 2>&1 || user=nobody
  chown "$user" "$dir"
  run="runuser -u $user --"
fi
cd "$dir"
stop() {
  $run "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1 || :
  cd /
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT TERM
$run "$bin/initdb" -D "$dir/data" -U bench -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/init.log" 2>&1 || { cat "$dir/init.log" >&2; exit 1; }
$run "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-c listen_addresses='' -c unix_socket_directories='$dir' -c fsync=off -c max_parallel_workers_per_gather=0 -c max_parallel_maintenance_workers=0" \
  start >/dev/null 2>&1 || { tail -n 3 "$dir/log" >&2; exit 1; }
sql() { "$bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$dir" -U bench -d postgres "$@"; }

sql -c 'create extension pg_trgm' -c 'create table account (id text, name text)' -c 'create table query (k serial, account text, truth text, raw text, name text)'
sql -c "\\copy account from pstdin" <"$plain"
head -n "$count" "$queries" | tr -d '\\' | sql -c "\\copy query (account, truth, raw, name) from pstdin"
sql <<'SQL'
create table took (what text, s float);
do $$
declare begun timestamptz := clock_timestamp();
begin
  create index account_name on account using gin (name gin_trgm_ops);
  insert into took values ('build_s', extract(epoch from clock_timestamp() - begun));
end $$;
vacuum analyze account;
select what || ' ' || s from took;
select 'table_mb ' || pg_relation_size('account') / 1e6;
select 'index_mb ' || pg_relation_size('account_name') / 1e6;
create function ask(threshold text) returns setof text language plpgsql as $$
declare
  q record; found_id text; found_name text; begun timestamptz; ms float[] := '{}'; known int := 0; good int := 0;
begin
  perform set_config('pg_trgm.similarity_threshold', threshold, false);
  for q in select * from query order by k loop
    begun := clock_timestamp();
    found_id := null; found_name := null;
    select id, name into found_id, found_name from account where name % q.name order by similarity(name, q.name) desc limit 1;
    ms := ms || extract(epoch from clock_timestamp() - begun)::float * 1000;
    continue when q.account = '';
    known := known + 1;
    if found_id = q.account or found_name = q.truth then good := good + 1; end if;
  end loop;
  return query select 'mean_ms_' || threshold || ' ' || avg(x) from unnest(ms) x;
  return query select 'p50_ms_' || threshold || ' ' || percentile_cont(0.5) within group (order by x) from unnest(ms) x;
  return query select 'p99_ms_' || threshold || ' ' || percentile_cont(0.99) within group (order by x) from unnest(ms) x;
  return query select 'recall_' || threshold || ' ' || round(good::numeric / greatest(known, 1), 4);
end $$;
SQL
for threshold in "$@"; do sql -c "select ask('$threshold')"; done
