#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A random world that is fed to a state file day by day: mqa_days.py FOLDER SEED ACCOUNTS DAYS.

Folder N has what day N brings (now/) and what there is by then (all/); as_of says its instant, definitions.yaml its definitions. Rows come
early, late and twice; contacts, accounts and opportunities come again as others. Instants go forward, stay, and now and then go back; now and
then the definitions are others (window, decay, weights, stages, exclusions, service level; not the types of activities).
"""
import datetime
import json
import os
import sys

from mqa_random import World, write

HEADERS = {
    'accounts': 'id,name,website,type,tier,size,owner',
    'matches': 'id,email,title,l2a_account_id,l2a_decision,l2a_score',
    'activities': 'activity_id,contact_id,email,account_id,type,occurred_at,minutes,campaign_type,status',
    'opportunities': 'opportunity_id,account_id,created_at,closed_at,is_closed,is_won,amount',
    'touches': 'account_id,contact_id,email,occurred_at,kind,rep,disposition',
}


def account_row(r, i, account):
    return [account, 'Company %d' % i, 'c%d.example' % i, r.choice(['customer', 'partner'] + ['', 'prospect'] * 4), r.choice('ABCD'),
            r.choice(['10', '9.999', '100', '-3', '1e3', '', '050.0']), r.choice(['Olga', 'Ole'])]


def brings(w, day):
    """What a day brings: rows of one id together, as one file has them."""
    r = w.r
    share = [1, 0.5, 0.3, 0.1][r.randrange(4)] if day == 0 else [0, 0, 0.1, 0.3][r.randrange(4)]
    contacts = w.contacts()
    ids = {row[0] for row in contacts if r.random() < share}
    opportunities = [row for row in w.opportunities() if is_readable(row)]
    wanted = {row[0] for row in opportunities if r.random() < [0, 0.3, 1][r.randrange(3)]}
    accounts = [account_row(r, i, a) for i, a in enumerate(w.accounts) if r.random() < (0.7 if day == 0 else 0.05 if share else 0)]
    activities = [row for row in w.activities() if r.random() < [0.02, 0.1, 0.3][r.randrange(3)]]
    return {'accounts': accounts, 'matches': [row for row in contacts if row[0] in ids], 'activities': activities,
            'opportunities': [row for row in opportunities if row[0] in wanted],
            'touches': once(row for row in w.touches() if r.random() < [0, 0.1, 0.2][r.randrange(3)])}


def is_readable(row):
    """A row that is rejected replaces none."""
    return row[2] and not any(cell in ('soon', 'perhaps', 'maybe') or cell.startswith('2026-02-30') for cell in row)


def once(touches):
    """Equal ones are one in a state, but for those of one file; a disposition that is none is read as empty."""
    return list({tuple(row): row for row in ([*row[:6], '' if row[6] == 'maybe' else row[6]] for row in touches)}.values())


def definitions_of(w):
    removed, definitions = w.definitions()
    definitions['engagement']['activities'].update(removed)
    return definitions


def replace(table, rows):
    """The rows of an id that came last are those that count."""
    ids = {row[0] for row in rows}
    return [row for row in table if row[0] not in ids] + rows


def main(folder, seed, accounts, days):
    w = World(seed, accounts)
    r = w.r
    os.makedirs(folder, exist_ok=True)
    definitions = definitions_of(w)
    have = {name: [] for name in HEADERS}
    instant = w.T - r.choice([0, 40, 90]) * 86400
    for day in range(days):
        now = brings(w, day)
        if day and r.random() < 0.2:  # the same activities again
            now['activities'] += [row for row in have['activities'] if r.random() < 0.5]
        for name, rows in now.items():
            if name == 'activities':
                have[name] = have[name] + rows
            elif name == 'touches':
                have[name] = have[name] + [row for row in rows if row not in have[name]]
            else:
                have[name] = replace(have[name], rows)
        if day and r.random() < 0.15:
            definitions = definitions_of(w)
        os.makedirs(os.path.join(folder, str(day)))
        json.dump(definitions, open(os.path.join(folder, str(day), 'definitions.yaml'), 'w'), indent=1)
        for kind, tables in (('now', now), ('all', have)):
            path = os.path.join(folder, str(day), kind)
            os.makedirs(path)
            for name, rows in tables.items():
                if rows or kind == 'all':
                    write(path, name + '.csv', HEADERS[name], rows)
        instant += r.choice([0, 1, 3600, 43200, 86400, 86400, 86400, 2 * 86400, 5 * 86400, 30 * 86400, 90 * 86400])
        shown = instant - r.choice([0, 0, 0, 0, 0, 1, 86400, 20 * 86400])
        with open(os.path.join(folder, str(day), 'as_of'), 'w') as f:
            f.write(datetime.datetime.fromtimestamp(shown, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'))


if __name__ == '__main__':
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
