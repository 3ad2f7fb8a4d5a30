#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""prepare.py SUITE OUT : SUITE/accounts.csv and contacts.csv as OUT/accounts.us and contacts.us, for dump_features."""
import csv, sys

COLUMNS = {'accounts': 'id name website domains country city phone parent_id aliases state', 'contacts': 'id email company website country city phone state postal_code'}
suite, out = sys.argv[1:3]
for name, columns in COLUMNS.items():
    with open(f'{suite}/{name}.csv', encoding='utf-8-sig', newline='') as f, open(f'{out}/{name}.us', 'w', encoding='utf-8', newline='') as o:
        for r in csv.DictReader(f): o.write('\x1f'.join(r.get(c) or '' for c in columns.split()) + '\x1e')
