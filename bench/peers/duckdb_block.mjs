// SPDX-License-Identifier: MIT
// DuckDB: names that share their first word, Jaro-Winkler over .9, the best. node duckdb_block.mjs PLAIN.tsv QUERIES.tsv COUNT THREADS RUNS
// Prints us_per_name (median), recall.
import duck from '@duckdb/node-api';
const [plain, queries, count, threads, runs] = process.argv.slice(2);
const text = s => `'${s.replaceAll("'", "''")}'`;
const tsv = (path, columns) => `read_csv(${text(path)}, delim = '\t', quote = '', escape = '', header = false, all_varchar = true, columns = {${columns}})`;
const db = await (await duck.DuckDBInstance.create(':memory:', { threads })).connect();
await db.run(`create table account as select id, name, split_part(name, ' ', 1) as word from ${tsv(plain, "'id': 'varchar', 'name': 'varchar'")}`);
await db.run(`create table query as select row_number() over () as k, *, split_part(name, ' ', 1) as word
  from (select * from ${tsv(queries, "'account': 'varchar', 'truth': 'varchar', 'raw': 'varchar', 'name': 'varchar'")} limit ${Number(count)})`);
const times = [];
let rows;
for (let run = 0; run < Number(runs); run++) {
  const begin = process.hrtime.bigint();
  const answer = await db.runAndReadAll(`with best as (
    select k, arg_max(a.id, jaro_winkler_similarity(q.name, a.name)) as id, arg_max(a.name, jaro_winkler_similarity(q.name, a.name)) as name
    from query q join account a using (word) where jaro_winkler_similarity(q.name, a.name) > 0.9 group by k)
    select count(*) filter (b.id = q.account or b.name = q.truth) from query q left join best b using (k) where q.account is not null and q.account <> ''`);
  times.push(Number(process.hrtime.bigint() - begin) / 1e3);
  rows = answer.getRows();
}
const known = Number((await db.runAndReadAll(`select count(*) from query where account is not null and account <> ''`)).getRows()[0][0]);
console.log('us_per_name', (times.sort((a, b) => a - b)[times.length >> 1] / Number(count)).toFixed(2));
console.log('recall', (Number(rows[0][0]) / known).toFixed(4));
