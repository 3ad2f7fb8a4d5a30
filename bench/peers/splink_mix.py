# SPDX-License-Identifier: MIT
"""Splink: contacts linked to accounts by name, domain and country, as its tutorial does: u by random sampling, m by expectation maximisation.
splink_mix.py ACCOUNTS.csv CONTACTS.csv TRUTH.csv: prints prepare_s, train_s, predict_s, recall (best pair is the right account or has its name)."""
import sys
import time
import warnings

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings('ignore')
NAME = ("trim(regexp_replace(regexp_replace(replace(lower({}), '&', ' and '), '[^a-z0-9]+', ' ', 'g'),"
        " '( (inc|llc|ltd|limited|gmbh|ag|sa|sas|corp|corporation|co|company|plc|bv|ab|oy|aps|srl|spa|pty|llp|lp))+ ?$', '', 'g'))")
FREE = "('gmail.com', 'outlook.com', 'yahoo.com', 'hotmail.com', 'icloud.com', 'gmx.de', 'web.de', 'qq.com', '163.com', 'mail.ru', 'proton.me', 'aol.com', 'live.com')"
HOST = "nullif(lower(regexp_extract({}, '^(?:https?://)?(?:www\\.)?([^/:?;]+)', 1)), '')"


def prepare(db, accounts, contacts):
    read = "read_csv('{}', all_varchar = true, header = true)"
    db.execute(f"""create table account as select unique_id, nullif(name, '') as name, nullif(split_part(name, ' ', 1), '') as word, domain, country from (
      select id as unique_id, {NAME.format("coalesce(name, '')")} as name, {HOST.format("coalesce(nullif(website, ''), domains)")} as domain, nullif(country, '') as country
      from {read.format(accounts)})""")
    mail = "nullif(lower(split_part(email, '@', 2)), '')"
    db.execute(f"""create table contact as select unique_id, nullif(name, '') as name, nullif(split_part(name, ' ', 1), '') as word, domain, country from (
      select id as unique_id, {NAME.format("coalesce(company, '')")} as name,
      coalesce({HOST.format('website')}, case when {mail} in {FREE} then null else {mail} end) as domain, nullif(country, '') as country
      from {read.format(contacts)})""")


def main():
    accounts, contacts, truth = sys.argv[1:4]
    db = duckdb.connect(':memory:')
    begin = time.perf_counter()
    prepare(db, accounts, contacts)
    print(f'prepare_s {time.perf_counter() - begin:.2f}')
    api = DuckDBAPI(connection=db)
    tables = [api.register('contact', dataset_display_name='contact'), api.register('account', dataset_display_name='account')]
    settings = SettingsCreator(
        link_type='link_only',
        comparisons=[cl.JaroWinklerAtThresholds('name', [0.95, 0.88]).configure(term_frequency_adjustments=True),
                     cl.ExactMatch('domain'), cl.ExactMatch('country')],
        blocking_rules_to_generate_predictions=[block_on('domain'), block_on('word'), block_on('name')])
    linker = Linker(tables, settings)
    begin = time.perf_counter()
    linker.training.estimate_probability_two_random_records_match([block_on('domain'), block_on('name')], recall=0.8)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on('domain'))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on('name'))
    print(f'train_s {time.perf_counter() - begin:.2f}')
    begin = time.perf_counter()
    pairs = linker.inference.predict(threshold_match_probability=0.01)
    table = pairs.physical_name
    print(f'predict_s {time.perf_counter() - begin:.2f}')
    columns = [c[0] for c in db.execute(f'describe {table}').fetchall()]
    contact, account = ('unique_id_l', 'unique_id_r')
    first = db.execute(f"select {contact} from {table} limit 1").fetchone()
    if first and first[0].startswith('A'):
        contact, account = account, contact
    assert contact in columns
    known, good = db.execute(f"""with t as (select contact_id, account_id from read_csv('{truth}', all_varchar = true, header = true) where coalesce(account_id, '') <> ''),
      best as (select {contact} as c, arg_max({account}, match_weight) as a from {table} group by 1)
      select count(*), count(*) filter (b.a = t.account_id or x.name = y.name) from t left join best b on b.c = t.contact_id
      left join account x on x.unique_id = b.a left join account y on y.unique_id = t.account_id""").fetchone()
    print(f'recall {good / known:.4f}')


main()
