// SPDX-License-Identifier: MIT
// DuckDB: e-mail domain join, CSV to CSV. node duckdb_exact.mjs ACCOUNTS.csv CONTACTS.csv OUT.csv THREADS RUNS
// The accounts are loaded first, as the index of l2a is made first. Prints load_s, export_s (median), joined, rss_mb.
import duck from '@duckdb/node-api';
const [accounts, contacts, out, threads, runs] = process.argv.slice(2);
const text = s => `'${s.replaceAll("'", "''")}'`;
const now = () => Number(process.hrtime.bigint()) / 1e9;
const db = await (await duck.DuckDBInstance.create(':memory:', { threads })).connect();
let begin = now();
await db.run(`create table accounts as
  select id, lower(regexp_extract(coalesce(nullif(website, ''), domains), '^(?:https?://)?(?:www\\.)?([^/:?;]+)', 1)) as domain
  from read_csv(${text(accounts)}, all_varchar = true, header = true)`);
console.log('load_s', now() - begin);
const times = [];
for (let run = 0; run < Number(runs); run++) {
  begin = now();
  await db.run(`copy (select c.id, a.id as account_id from read_csv(${text(contacts)}, all_varchar = true, header = true) c
    left join accounts a on a.domain = lower(split_part(c.email, '@', 2))) to ${text(out)} (header)`);
  times.push(now() - begin);
}
if (times.length) {
  console.log('export_s', times.sort((a, b) => a - b)[times.length >> 1]);
  const joined = await db.runAndReadAll(`select count(account_id) from read_csv(${text(out)}, all_varchar = true, header = true)`);
  console.log('joined', Number(joined.getRows()[0][0]));
}
console.log('rss_mb', Math.round(process.resourceUsage().maxRSS / 1024));
