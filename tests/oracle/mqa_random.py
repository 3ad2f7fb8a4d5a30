#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random small worlds for mqa_oracle.py: mqa_random.py FOLDER SEED ACCOUNTS writes the files and prints the instant, and one to compare with.

Small numbers everywhere, so that rows meet: the same instants, the same days, edges of windows, clock changes.
"""
import datetime
import json
import os
import random
import sys
import zoneinfo

# A zone and a day near a change of its clock; midnight is missing, doubled, or a whole day is skipped in some.
PLACES = [('UTC', '2026-06-01'), ('Europe/Berlin', '2026-03-29'), ('Europe/Berlin', '2026-10-25'), ('America/New_York', '2026-11-01'),
          ('America/Havana', '2020-03-08'), ('America/Havana', '2020-11-01'), ('Asia/Beirut', '2019-03-31'), ('America/St_Johns', '2010-11-07'),
          ('America/St_Johns', '2010-03-14'), ('Pacific/Apia', '2011-12-30'), ('America/Sao_Paulo', '2018-11-04'),
          ('Australia/Lord_Howe', '2025-04-06'), ('Asia/Kolkata', '2026-01-01'), ('Africa/Casablanca', '2026-02-15'), ('Asia/Tehran', '2021-03-22'),
          ('America/Asuncion', '2023-10-01'), ('Europe/Dublin', '2026-10-25'), ('Antarctica/Troll', '2026-03-29')]
TITLES = ['VP Sales', 'Chief Executive Officer', 'Product Owner', 'Owner', 'Head of IT', 'Lead Engineer', 'Engineer', '', 'SVP, Director']
ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'


def long_id(text):
    return text + ''.join(ALPHABET[sum(1 << i for i in range(5) if text[b * 5 + i].isupper())] for b in range(3))


class World:
    def __init__(self, seed, accounts):
        self.r = random.Random(seed)
        r = self.r
        self.zone, day = r.choice(PLACES)
        self.tz = zoneinfo.ZoneInfo(self.zone)
        self.middle = datetime.datetime.fromisoformat(day).replace(tzinfo=self.tz).timestamp()
        self.reach = r.choice([3, 10, 40, 120])
        self.T = int(self.middle + r.choice([0, 3600, 86400, 5 * 86400, 30 * 86400]) + r.choice([0, 0, 1, -1, 43200]))
        self.types = ['open', 'visit', 'webinar', 'demo', 'zero']
        self.accounts = [self.account_id(i) for i in range(accounts)]

    def account_id(self, i):
        if i % 7 == 3:
            return '001AbCdEfGh%04d' % i
        if i % 14 == 4:  # the account before it, once more
            return long_id(self.account_id(i - 1))
        return 'A%d' % i

    # ---- definitions

    def minutes(self):
        return self.r.choice([0, 0.1, 1, 2.5, 5, 10, 20, 33.333])

    def leaf(self):
        r = self.r
        kind = r.randrange(9)
        if kind == 0:
            return {'minutes': r.choice([1, 10, 20, 50.5, 100])}
        if kind == 1:
            return {'minutes_above': r.choice([0, 5, 20])}
        if kind == 2:
            return {'people': r.choice([1, 2]), 'each': r.choice([0, 5, 20])} if r.random() < 0.7 else {'people': r.choice([1, 2, 3])}
        if kind == 3:
            c = {'roles': r.sample(['vp', 'executive', 'manager', 'other'], 2)}
            if r.random() < 0.7:
                c['each'] = r.choice([0.5, 5, 10])
            if r.random() < 0.5:
                c['at_least'] = r.choice([1, 2])
            return c
        if kind in (4, 5):
            c = {'activity': r.choice(self.types), 'count': r.choice([1, 1, 2, 3])}
            if r.random() < 0.5:
                c['within'] = '%dd' % r.choice([1, 2, 5, 60])
            return c
        if kind == 6:
            return {r.choice(['open_opportunities', 'won_opportunities']): r.choice([1, 1, 2])}
        if kind == 7:
            return r.choice([{'column': 'tier', 'value': 'A'}, {'column': 'tier', 'in': ['B', 'C']}, {'column': 'size', 'at_least': r.choice([10, -2.5, 100])}])
        return {'minutes': r.choice([5, 30])}

    def condition(self, depth=0):
        kind = self.r.random()
        if depth < 2 and kind < 0.25:
            return {self.r.choice(['all', 'any']): [self.condition(depth + 1) for _ in range(self.r.choice([1, 2, 3]))]}
        if depth < 2 and kind < 0.3:
            return {'not': self.condition(depth + 1)}
        if depth and kind < 0.32:
            return 'always'
        return self.leaf()

    def duration(self):
        return self.r.choice(['0d', '1d', '2d', '5d', '14d', '36h', '90m', '20s'])

    def stage(self, i, count, names):
        r = self.r
        s = {'name': names[i]}
        if i == count - 1:
            s['when'] = 'always'
            return s
        if names[i] == 'recycled':
            s['sticky'] = True
            if r.random() < 0.7:
                s['min_dwell'] = self.duration()
            return s
        s['when'] = {'won_opportunities': 1} if names[i] == 'customer' else {'open_opportunities': 1} if names[i] == 'open' else self.condition()
        if r.random() < 0.3:
            s['stay'] = self.condition()
        if r.random() < 0.4:
            s['min_dwell'] = self.duration()
        mqa = names[i].startswith('mqa')
        if mqa and r.random() < 0.7:  # often enough
            s['when'] = {'any': [{'minutes': r.choice([5, 20])}, self.leaf()]}
            if 'stay' in s:
                s['stay'] = {'minutes': r.choice([2, 15])}
        if mqa:
            s['mqa'] = True
        if mqa or r.random() < 0.1:
            s['expires_to'] = r.choice([n for n in names if n != names[i]] + ['recycled'] * 3)
            if r.random() < 0.5:
                s['max_age'] = self.duration()
            if r.random() < 0.6:
                s['cooldown'] = self.duration()
            if r.random() < 0.4:
                s['reopen_on'] = r.sample(self.types, r.choice([1, 2]))
        return s

    def definitions(self):
        r = self.r
        names = ['customer', 'open', 'mqa', 'recycled', 'aware', 'none']
        if r.random() < 0.3:
            names.insert(r.choice([1, 3, 4]), 'mqa2')
        if r.random() < 0.2:
            names.insert(2, 'engaged')
        activities = {
            'open': {'minutes': self.minutes(), 'daily_cap': r.choice([1, 2])},
            'visit': {'minutes': self.minutes(), 'from': [{'type': 'Visit Web Page'}, {'campaign_type': ['Site', 'Page'], 'status': 'Seen'}]},
            'webinar': {'minutes': 'actual', 'default': r.choice([3, 30]), 'max': r.choice([40, 90])},
            'demo': {'minutes': r.choice([5, 20]), 'from': [{'type': 'Demo Request', 'status': 'Seen'}]},
            'zero': {'minutes': 0},
        }
        if r.random() < 0.3:
            activities['visit']['daily_cap'] = 3
        if r.random() < 0.3:
            del activities['webinar']['max']
        elif r.random() < 0.2:
            activities['webinar']['max'] = 2  # less than the default
        if r.random() < 0.2:
            del activities['webinar']['default']
        everything = {n: 'none' for n in 'email_open email_click web_visit pricing_page content_download webinar_attended event_attended meeting '
                                         'demo_request unsubscribe'.split()}
        return everything, {
            'timezone': self.zone,
            'engagement': {
                'window': '%dd' % r.choice([1, 2, 3, 7, 30, 90]),
                'decay': r.choice(['none', 'none', 'linear', {'half_life': '%dd' % r.choice([1, 2, 3, 30])}]),
                'activities': activities,
                'unknown_activity': r.choice([{'minutes': 0}, {'minutes': 2}, {'minutes': 2, 'daily_cap': 1}]),
                'roles': [{'name': 'vp', 'weight': 1.5, 'titles': r'\b(vp|svp)\b'},
                          {'name': 'executive', 'weight': r.choice([2, 1.234]), 'titles': r'\b(chief|(?<!product )owner)\b'},
                          {'name': 'manager', 'weight': 1, 'titles': r'\b(lead|head of)\b'}],
                'other_role': {'name': 'other', 'weight': r.choice([0.5, 1, 0])},
                'account_weights': [{'column': 'tier', 'value': 'A', 'weight': 1.5}, {'column': 'tier', 'in': ['C', 'D'], 'weight': r.choice([1, 0.7, 0])},
                                    {'column': 'size', 'at_least': 50, 'weight': 0.333}],
                'match_weight': {'match': r.choice([1, 0.7]), 'review': r.choice([0, 0.5])},
                'fragile_below': r.choice([0.995, 0.9, 0.5]),
            },
            'stages': [self.stage(i, len(names), names) for i in range(len(names))],
            'exclude': [{'column': 'type', 'value': 'partner'}] + r.choice([[], [], [{'column': 'size', 'at_least': 99.999}], [{'column': 'type', 'in': ['rival']}]]),
            'sla': {
                'follow_up': r.choice(['0h', '1h', '16h', '3d', '90m']),
                'hours': r.choice(['business', 'elapsed']),
                'calendar': {'days': r.choice([['mon', 'tue', 'wed', 'thu', 'fri'], ['sun'], ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']]),
                             'from': r.choice(['09:00', '00:00', '02:30']), 'to': r.choice(['17:00', '24:00', '12:15']),
                             'timezone': r.choice([self.zone, 'Europe/Berlin', 'America/New_York']),
                             'holidays': [datetime.date.fromtimestamp(self.middle + 86400 * r.randrange(-5, 5)).isoformat()]},
                'qualifying_touches': ['call', 'email'],
                'silence': r.choice(['ignored', 'accepted']),
                'marketing': {'mqas_per_month': 40},
            },
        }

    # ---- rows

    def time(self):
        r = self.r
        if r.random() < 0.01:
            return r.choice(['', 'soon', '2026-02-30', '2026-02-30T10:00:00Z'])
        t = int(self.middle + r.uniform(-self.reach, self.reach / 2) * 86400)
        if r.random() < 0.4:
            t = int(self.middle + r.randrange(-3, 3) * 86400 + r.choice([-1, 0, 1, 1800, 3599, 3600, 5400, 7200, 82800, 86399]))
        if r.random() < 0.1:
            t = self.T + r.choice([-1, 0, 0, 1])
        kind = r.random()
        local = datetime.datetime.fromtimestamp(t, self.tz)
        if kind < 0.1:
            return local.strftime('%Y-%m-%d')
        if kind < 0.4:
            return local.strftime('%Y-%m-%d %H:%M:%S')
        if kind < 0.5:
            return local.strftime('%Y-%m-%dT%H:%M')
        utc = datetime.datetime.fromtimestamp(t, datetime.timezone.utc)
        if kind < 0.6:
            return (utc + datetime.timedelta(hours=5, minutes=30)).strftime('%Y-%m-%dT%H:%M:%S.999+05:30')
        if kind < 0.65:
            return (utc - datetime.timedelta(hours=3)).strftime('%Y-%m-%dT%H:%M:%S-0300')
        return utc.strftime('%Y-%m-%dT%H:%M:%SZ')

    def any_account(self):
        r = self.r
        a = r.choice(self.accounts + ['nobody'])
        return long_id(a) if len(a) == 15 and r.random() < 0.5 else a

    def contacts(self):
        r = self.r
        out = []
        for i in range(len(self.accounts) * 3):
            email = r.choice(['p%d@x.example' % r.randrange(len(self.accounts) * 2), 'P%d@X.example' % r.randrange(9), '', 'q%d@b\u00fccher.example' % r.randrange(4)])
            decision = r.choice(['match'] * 4 + ['review', 'review', 'none'])
            out.append(['C%d' % r.randrange(len(self.accounts) * 3), email, r.choice(TITLES), '' if decision == 'none' else self.any_account(), decision,
                        '%.4f' % r.choice([0.9999, 0.995, 0.9949, 0.9, 0.8, 0.5])])
        return out

    def who(self):
        r = self.r
        kind = r.random()
        contact = 'C%d' % r.randrange(len(self.accounts) * 3 + 3)
        email = r.choice(['p%d@x.example' % r.randrange(len(self.accounts) * 2), ' Q1@B\u00dcCHER.example'.strip().replace('\u00dc', '\u00fc'), 'new@y.example'])
        if kind < 0.4:
            return [contact, '', '']
        if kind < 0.6:
            return ['', email, '']
        if kind < 0.65:
            return [contact, email, '']
        if kind < 0.85:
            return [r.choice([contact, '', '']), r.choice([email, '', '']), self.any_account()]
        return ['', '', self.any_account()]

    def activities(self):
        r = self.r
        out = []
        times = [self.time() for _ in range(len(self.accounts) * 6)]
        for i in range(len(self.accounts) * r.choice([3, 8, 15])):
            out.append([r.choice(['', 'X%d' % r.randrange(len(self.accounts) * 20)])] + self.who() +
                       [r.choice(self.types * 2 + ['Visit Web Page', 'Demo Request', 'strange', 'odd']), r.choice(times) if r.random() < 0.6 else self.time(),
                        r.choice(['', '', '12', '0.0005', '0.0015', '7.', '1000000', '1000001', '45.1234567', '1e1', '-5', '.5', '0.00050001', '1000000.0', '007'] if r.random() < 0.4 else ['', '12', '33.3335', '7.']), r.choice(['', 'Site', 'Page']), r.choice(['', 'Seen'])])
            if r.random() < 0.2:  # somebody once more, on that day or at that instant
                row = r.choice(out)[:]
                row[0] = r.choice(['', row[0], row[0] and 'Y%d' % i])
                at = r.choice([4, 5, 6])
                row[at] = row[5][:10] if at == 5 else r.choice(self.types) if at == 4 else r.choice(['1', '2.0005'])
                out.append(row[:9])
            if r.random() < 0.005:
                out[-1].append('too much')
        return out

    def opportunities(self):
        r = self.r
        return [['O%d' % r.randrange(len(self.accounts) * 2), self.any_account(), self.time(), r.choice(['', self.time()]), r.choice(['true', 'false'] * 20 + ['perhaps']),
                 r.choice(['true', 'false', ''] * 20 + ['maybe']), r.choice(['0', '100', '200', '12.3456', '', '7.'])] for _ in range(len(self.accounts) // 2)]

    def touches(self):
        r = self.r
        out = []
        for _ in range(len(self.accounts) * 3):
            contact, email, account = self.who()
            out.append([account, contact, email, self.time(), r.choice(['call', 'email', 'linkedin']), r.choice(['Rita', 'Rob', '']),
                        r.choice(['', '', 'accepted', 'recycled', 'rejected:too small', 'rejected:no, wrong "persona"', 'accepted', 'maybe'] if r.random() < 0.6 else ['', 'accepted'])])
            if r.random() < 0.2:  # at one instant, or the very same
                row = r.choice(out)[:]
                at = r.choice([4, 5, 6])
                row[at] = r.choice([row[at], 'call' if at == 4 else '' if at == 5 else 'recycled'])
                out.append(row)
        return out


def quote(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"') else text


def write(folder, name, header, table):
    with open(os.path.join(folder, name), 'w', encoding='utf-8', newline='') as f:
        f.write(header + '\n')
        f.writelines(','.join(map(quote, row)) + '\n' for row in table)


def main(folder, seed, accounts):
    os.makedirs(folder, exist_ok=True)
    w = World(seed, accounts)
    r = w.r
    removed, definitions = w.definitions()
    json.dump(definitions, open(os.path.join(folder, 'definitions.json'), 'w'), indent=1)
    full = json.loads(json.dumps(definitions))
    full['engagement']['activities'].update(removed)
    json.dump(full, open(os.path.join(folder, 'definitions.yaml'), 'w'), indent=1)
    write(folder, 'accounts.csv', 'id,name,website,type,tier,size,owner',
          [[a, 'Company %d' % i, 'c%d.example' % i, r.choice(['customer', 'partner'] + ['', 'prospect'] * 4), r.choice('ABCD'),
            r.choice(['10', '9.999', '100', '-3', '1e3', '', '050.0']), r.choice(['Olga', 'Ole'])] for i, a in enumerate(w.accounts)])
    write(folder, 'matches.csv', 'id,email,title,l2a_account_id,l2a_decision,l2a_score', w.contacts())
    header = 'activity_id,contact_id,email,account_id,type,occurred_at,minutes,campaign_type,status'
    activities = w.activities()
    without = r.choice([None] * 8 + ['activity_id', 'minutes'])
    if without:
        at = header.split(',').index(without)
        header = header.replace(without + ',', '')
        activities = [row[:at] + row[at + 1:] for row in activities]
    write(folder, 'activities.csv', header, activities)
    opportunities = w.opportunities()
    header = 'opportunity_id,account_id,created_at,closed_at,is_closed,is_won,amount'
    if r.random() < 0.3:  # without the column a closing time means closed
        header = header.replace('is_closed,', '')
        opportunities = [row[:4] + row[5:] for row in opportunities]
    elif r.random() < 0.2:  # nothing is ever won
        header = header.replace('is_won,', '')
        opportunities = [row[:5] + row[6:] for row in opportunities]
    write(folder, 'opportunities.csv', header, opportunities)
    write(folder, 'touches.csv', 'account_id,contact_id,email,occurred_at,kind,rep,disposition', w.touches())
    for t in (w.T, w.T - r.choice([0, 1, 5, 40]) * 86400):
        print(datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'), end=' ')


if __name__ == '__main__':
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
