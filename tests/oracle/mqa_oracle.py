#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tables of l2a mqa once more, as simply as can be: everything is added up anew at every instant.

mqa_oracle.py FOLDER AS_OF [COMPARE_TO]     FOLDER: definitions.json, accounts.csv, matches.csv, activities.csv, opportunities.csv, touches.csv
writes expected_accounts.csv, expected_history.csv, expected_sla.csv, expected_summary.csv there, and expected_unmatched.csv and
expected_rejects.csv without the reasons, whose words are l2a's. Knows nothing of how l2a does it. counts.txt says how often each rule was used.
"""
import bisect
import collections
import csv
import datetime
import functools
import io
import os
import json
import re
import sys
import zoneinfo
from decimal import Decimal, ROUND_HALF_EVEN, getcontext

getcontext().prec = 60
EPOCH = datetime.date(1970, 1, 1).toordinal()
DAY = 86400
USED = collections.Counter()


# ---- time ------------------------------------------------------------------------------------------------------------------------------

class Zone:
    def __init__(self, name):
        self.tz = zoneinfo.ZoneInfo(name)

    @functools.lru_cache(maxsize=None)
    def day(self, t):
        return datetime.datetime.fromtimestamp(t, self.tz).date().toordinal() - EPOCH

    def local(self, day, seconds):
        naive = datetime.datetime(1970, 1, 1) + datetime.timedelta(days=day, seconds=seconds)
        t = int(naive.replace(tzinfo=self.tz, fold=0).timestamp())
        if t != int(naive.replace(tzinfo=self.tz, fold=1).timestamp()):
            USED['local time that occurs twice, or not at all'] += 1
        return t

    @functools.lru_cache(maxsize=None)
    def start(self, day):
        """The first instant of the day; None when the zone skipped it."""
        t = self.local(day, 0)
        if self.day(t) != day:
            USED['day that the zone skipped'] += 1
            return None
        if self.day(t - 1) == day:
            USED['day that begins before its 00:00'] += 1
        if (t + 3600) % 86400 != (self.local(day - 1, 0) + 3600) % 86400:
            USED['day start after a change of the clock'] += 1
        while self.day(t - 60) == day:
            t -= 60
        return t


def instant(text, zone):
    if not text or text == 'soon' or text.startswith('2026-02-30'):
        return None
    m = re.fullmatch(r'(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?', text)
    y, mo, d, h, mi, s, off = m.groups()
    if off is None:
        USED['date without a time' if h is None else 'local time'] += 1
    day = datetime.date(int(y), int(mo), int(d)).toordinal() - EPOCH
    seconds = int(h or 0) * 3600 + int(mi or 0) * 60 + int(s or 0)
    if off is None:
        return zone.local(day, seconds)
    shift = 0 if off == 'Z' else (-1 if off[0] == '-' else 1) * (int(off[1:3]) * 3600 + int(off[-2:]) * 60)
    return day * DAY + seconds - shift


def shown(t):
    return '' if t is None else datetime.datetime.fromtimestamp(t, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def seconds_of(text):
    return int(text[:-1]) * {'d': DAY, 'h': 3600, 'm': 60, 's': 1}[text[-1]]


def milli(number):
    return int(Decimal(str(number)) * 1000)


def three(value):
    return '%d.%03d' % (value // 1000, value % 1000)


# ---- ids -------------------------------------------------------------------------------------------------------------------------------

def is_minutes(text):
    return bool(re.fullmatch(r'[0-9]+(\.[0-9]*)?', text)) and Decimal(text) <= 1000000


def same_id(text):
    if len(text) == 18 and re.fullmatch('[A-Za-z0-9]+', text):
        check = ''
        for block in range(3):
            bits = sum(1 << i for i in range(5) if text[block * 5 + i].isupper())
            check += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'[bits]
        if text[15:] == check:
            return text[:15]
    return text


def same_email(text):
    text = ''.join(c.lower() if c.isascii() else c for c in text.strip())
    local, at, host = text.rpartition('@')
    if at and not host.isascii():
        host = host.encode('idna').decode('ascii')
    return local + at + host


def raw(text):
    return text.encode('utf-8')


# ---- files -----------------------------------------------------------------------------------------------------------------------------

def rows(folder, name):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return []
    lines = open(path, encoding='utf-8', newline='').read().split('\n')[:-1]
    header = next(csv.reader([lines[0]]))
    out = []
    offset = len(raw(lines[0])) + 1
    for number, line in enumerate(lines[1:]):
        cells = next(csv.reader([line]))
        row = dict(zip(header, cells))
        row['raw'] = line
        row['place'] = (path, number + 2, offset)
        row['damaged'] = len(cells) > len(header)
        offset += len(raw(line)) + 1
        out.append(row)
    return out


class Book:
    def __init__(self, folder, as_of):
        self.d = json.load(open(os.path.join(folder, 'definitions.json'), encoding='utf-8'), parse_float=str, parse_int=str)
        self.zone = Zone(self.d['timezone'])
        self.T = instant(as_of, self.zone)
        e = self.d['engagement']
        self.window = int(e['window'][:-1])
        self.roles = [(r['name'], milli(r['weight']), re.compile(r['titles'], re.I)) for r in e['roles']]
        self.other = (e['other_role']['name'], milli(e['other_role']['weight']))
        self.accounts, self.others = {}, []
        self.rejects, self.unmatched = [], []
        self.counts = collections.Counter()
        self.unknown_types = collections.Counter()
        for a in sorted(rows(folder, 'accounts.csv'), key=lambda a: raw(a['id'])):
            if same_id(a['id']) in self.accounts:  # one id in two lengths: the first has the rows
                self.others.append(a)
            else:
                self.accounts[same_id(a['id'])] = a
        self.read_people(rows(folder, 'matches.csv'))
        self.read_activities(rows(folder, 'activities.csv'))
        self.read_opportunities(rows(folder, 'opportunities.csv'))
        self.read_touches(rows(folder, 'touches.csv'))

    # -- persons

    def read_people(self, contacts):
        self.by_id, self.by_email = {}, {}
        self.counts['contacts', ''] = len(contacts)
        for c in sorted(contacts, key=lambda c: (raw(c['id']), raw(c['raw']))):
            email = same_email(c['email'])
            person = None
            if email:
                USED['rows of one e-mail are one person'] += email in self.by_email
                self.counts['persons', ''] += email not in self.by_email
                person = self.by_email.setdefault(email, ('e', email, c))
            elif c['id'] and same_id(c['id']) not in self.by_id:
                person = ('i', same_id(c['id']), c)
                self.counts['persons', ''] += 1
                USED['person without an e-mail'] += 1
            if c['id'] and person:
                self.by_id.setdefault(same_id(c['id']), person)

    def subject(self, row):
        """(account, person, match weight, strong, title) or None: unmatched."""
        known = self.by_id.get(same_id(row['contact_id'])) if row['contact_id'] else None
        if known and row['email'] and self.by_email.get(same_email(row['email']), known) != known:
            USED['the contact id wins over the e-mail'] += 1
        if known is None and same_email(row['email']):
            known = self.by_email.get(same_email(row['email']))
        if row['account_id']:
            account = same_id(row['account_id'])
            if account not in self.accounts:
                USED['unknown account'] += 1
                return None
            if known:
                USED['the account given wins over the contact\'s'] += same_id(known[2]['l2a_account_id']) != account
                return account, known[:2], 1000, True, known[2]['title']
            if same_email(row['email']):
                USED['person that no contact row has, by e-mail'] += 1
                return account, ('e', same_email(row['email'])), 1000, True, ''
            if row['contact_id']:
                USED['person that no contact row has, by id'] += 1
                return account, ('i', same_id(row['contact_id'])), 1000, True, ''
            USED['anonymous row'] += 1
            return account, None, 1000, True, ''
        if known is None:
            USED['unknown contact' if row['contact_id'] or row['email'] else 'row that names nobody'] += 1
            return None
        c = known[2]
        if c['l2a_decision'] not in ('match', 'review') or same_id(c['l2a_account_id']) not in self.accounts:
            USED['contact without a known account'] += 1
            return None
        weight = milli(self.d['engagement']['match_weight'][c['l2a_decision']])
        if weight == 0:
            USED['match of weight 0'] += 1
            return None
        strong = c['l2a_decision'] == 'match' and Decimal(c['l2a_score']) >= Decimal(self.d['engagement']['fragile_below'])
        return same_id(c['l2a_account_id']), known[:2], weight, strong, c['title']

    def role(self, title):
        for name, weight, pattern in self.roles:
            if pattern.search(title):
                return name, weight
        return self.other

    # -- what happened

    def type_of(self, row):
        types = self.d['engagement']['activities']
        if row['type'] in types:
            USED['type by its own name'] += 1
            return row['type']
        for name, rule in types.items():
            for r in rule.get('from', []):
                if all(row.get(k, '') in (v if isinstance(v, list) else [v]) for k, v in r.items()):
                    USED['type by its rule'] += 1
                    return name
        return None

    def base(self, rule, text):
        if rule['minutes'] != 'actual':
            return milli(rule['minutes'])
        value = milli(rule.get('default', '0'))
        if is_minutes(text):
            exact = Decimal(text) * 1000
            value = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
            USED['own minutes, half a milliminute'] += exact % 1 == Decimal('0.5')
            USED['own minutes'] += 1
        else:
            USED['default minutes' if 'default' in rule else 'no minutes and no default'] += 1
        if 'max' in rule and value > milli(rule['max']):
            USED['minutes cut at max'] += 1
            value = milli(rule['max'])
        return value

    # -- rows that cannot be read, and those of nobody

    def reject(self, r, key):
        self.rejects.append(r['place'] + (key,))

    def time(self, r, column, key):
        """The instant of a row; None: it is rejected."""
        at = None if r['damaged'] else instant(r[column], self.zone)
        if at is None:
            USED['row with too many fields' if r['damaged'] else 'time that cannot be read'] += 1
            self.reject(r, '' if r['damaged'] else key)
        return at

    def miss(self, table, r, key):
        self.counts['unmatched', table] += 1
        self.unmatched.append(r['place'] + (key,))

    def miss_subject(self, table, r):
        wrong = r['account_id'] and same_id(r['account_id']) not in self.accounts
        self.miss(table, r, r['account_id'] if wrong else r['contact_id'] or r['email'])

    def account_weight(self, account):
        for rule in self.d['engagement'].get('account_weights', []):
            if self.fits(rule, account):
                return milli(rule['weight'])
        return 1000

    def fits(self, rule, account):
        value = self.accounts[account][rule['column']]
        if 'at_least' in rule:
            good = bool(re.fullmatch(r'-?[0-9]+(\.[0-9]*)?', value)) and Decimal(value) >= Decimal(rule['at_least'])
            USED['column at_least %s' % good] += 1
            return good
        USED['column in' if 'in' in rule else 'column value'] += 1
        return value in (rule['in'] if 'in' in rule else [rule['value']])

    def read_activities(self, table):
        e = self.d['engagement']
        self.activities = []
        seen = set()
        for r in table:
            r.setdefault('activity_id', '')
            r.setdefault('minutes', '')
            key = r['activity_id'] or r['contact_id'] or r['email'] or r['account_id']
            r['at'] = self.time(r, 'occurred_at', key)
            if r['at'] is not None and r['at'] <= self.T and r['minutes'] and not is_minutes(r['minutes']):
                USED['minutes that are no number'] += 1
                self.reject(r, key)
        table = [r for r in table if r['at'] is not None]
        table.sort(key=lambda r: (r['at'],) + tuple(raw(r[c]) for c in ('activity_id', 'contact_id', 'email', 'account_id', 'type', 'minutes')))
        for r in table:
            self.counts['rows', 'activities'] += 1
            if r['at'] > self.T:
                self.counts['rows_after', 'activities'] += 1
                continue
            if r['activity_id']:
                if same_id(r['activity_id']) in seen:
                    USED['activity id again'] += 1
                    self.counts['duplicates', 'activities'] += 1
                    continue
                seen.add(same_id(r['activity_id']))
            s = self.subject(r)
            name = self.type_of(r)
            if name is None:
                USED['unknown type'] += 1
                self.unknown_types[r['type']] += 1
            if s is None:
                self.miss_subject('activities', r)
                continue
            account, person, weight, strong, title = s
            rule = e['activities'][name] if name else e['unknown_activity']
            role = self.role(title)
            units = self.base(rule, r['minutes']) * role[1] * self.account_weight(account) * weight // 10**9
            self.activities.append(dict(account=account, person=person, at=r['at'], day=self.zone.day(r['at']), strong=strong, known=name,
                                        type=name or r['type'], cap=int(rule.get('daily_cap', 0)), units=units, role=role[0]))

    def read_opportunities(self, table):
        self.deals = []
        seen = set()
        for r in table:
            r['created'] = self.time(r, 'created_at', r['opportunity_id'])
            if r['created'] is None:
                continue
            closed = r['is_closed'] == 'true' if 'is_closed' in r else bool(r['closed_at'])
            r['closed'] = instant(r['closed_at'], self.zone) if r['closed_at'] else None
            if r.get('is_closed', '') not in ('true', 'false', '') or r.get('is_won', '') not in ('true', 'false', '') or (closed and r['closed_at'] and r['closed'] is None):
                USED['opportunity with a cell that cannot be read'] += 1
                self.reject(r, r['opportunity_id'])
                r['created'] = None
        table = [r for r in table if r['created'] is not None]
        table.sort(key=lambda r: (r['created'], -10**12 if r['closed'] is None else r['closed'], r.get('is_closed') == 'true',
                                  r.get('is_won') == 'true', raw(r['amount']), raw(r['account_id'])))
        for r in table:
            self.counts['rows', 'opportunities'] += 1
            if r['created'] > self.T:
                self.counts['rows_after', 'opportunities'] += 1
                continue
            if same_id(r['opportunity_id']) in seen:
                USED['opportunity id again'] += 1
                self.counts['duplicates', 'opportunities'] += 1
                continue
            seen.add(same_id(r['opportunity_id']))
            if same_id(r['account_id']) not in self.accounts:
                self.miss('opportunities', r, r['account_id'])
                continue
            closed = r['is_closed'] == 'true' if 'is_closed' in r else r['closed'] is not None
            at = None
            if closed:
                USED['closed without a time, or before it was created'] += r['closed'] is None or r['closed'] < r['created']
                at = r['created'] if r['closed'] is None or r['closed'] < r['created'] else r['closed']
                if at > self.T:
                    USED['closed after the instant'] += 1
                    at = None
            USED['open opportunity with a planned time'] += not closed and r['closed'] is not None
            self.deals.append(dict(account=same_id(r['account_id']), created=r['created'], closed=at, won=r.get('is_won') == 'true',
                                   amount=r['amount']))

    def read_touches(self, table):
        self.touches = []
        for r in table:
            key = r['account_id'] or r['contact_id'] or r['email']
            r['at'] = self.time(r, 'occurred_at', key)
            if r['at'] is not None and r['disposition'] and r['disposition'] not in ('accepted', 'recycled') and not r['disposition'].startswith('rejected:'):
                USED['disposition that is none'] += 1
                if r['at'] <= self.T:
                    self.reject(r, key)
                r['disposition'] = ''
        table = [r for r in table if r['at'] is not None]
        table.sort(key=lambda r: (r['at'],) + tuple(raw(r[c]) for c in ('kind', 'rep', 'disposition', 'account_id', 'contact_id', 'email')))
        for r in table:
            self.counts['rows', 'touches'] += 1
            if r['at'] > self.T:
                self.counts['rows_after', 'touches'] += 1
                continue
            s = self.subject(r)
            if s is None:
                self.miss_subject('touches', r)
            else:
                self.touches.append(dict(account=s[0], strong=s[3], **{k: r[k] for k in ('at', 'kind', 'rep', 'disposition')}))


# ---- engagement ------------------------------------------------------------------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def factor(kind, half, window, age):
    if kind == 'none':
        return 10**9
    if kind == 'linear':
        return 10**9 * (window - age) // window
    power = Decimal(2) ** (-age // half) if age % half == 0 else (-Decimal(2).ln() * age / half).exp()
    return int((10**9 * power).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


class View:
    """An account with some of its rows, at any instant."""

    def __init__(self, book, account, strong_only):
        keep = lambda r: r['account'] == account and (r['strong'] or not strong_only)
        self.book, self.account, self.zone, self.d = book, account, book.zone, book.d
        self.activities = [dict(a) for a in book.activities if keep(a)]
        self.touches = [t for t in book.touches if keep(t)]
        self.deals = [o for o in book.deals if o['account'] == account]
        count = {}
        for a in self.activities:  # in their order
            key = (a['person'], a['type'], a['day'])
            a['counts'] = not a['cap'] or count.get(key, 0) < a['cap']
            if not a['counts']:
                USED['capped'] += 1
                USED['capped anonymous'] += a['person'] is None
                start, end = self.zone.start(a['day']), self.zone.start(a['day'] + 1)
                USED['capped on a day that is not 24 hours long'] += start is not None and end is not None and end - start != DAY
            count[key] = count.get(key, 0) + 1
        self.times = [a['at'] for a in self.activities]
        decay = self.d['engagement']['decay']
        self.decay = ('half_life', int(decay['half_life'][:-1])) if isinstance(decay, dict) else (decay, 1)

    def minutes(self, t):
        """Minutes by person (None: anonymous)."""
        today, w = self.zone.day(t), self.book.window
        days = {}
        for a in self.activities[:bisect.bisect_right(self.times, t)]:
            if a['counts'] and today - a['day'] < w:
                days[a['person'], a['day']] = days.get((a['person'], a['day']), 0) + a['units']
        out = {}
        for (person, day), units in days.items():
            out[person] = out.get(person, 0) + units * factor(self.decay[0], self.decay[1], w, today - day) // 10**9
        return out

    def role_of(self, person):
        USED['role ' + next(a['role'] for a in self.activities if a['person'] == person)] += 1
        return next(a['role'] for a in self.activities if a['person'] == person)

    def state(self, t):
        return dict(t=t, minutes=self.minutes(t), open=sum(o['created'] <= t and not (o['closed'] is not None and o['closed'] <= t) for o in self.deals),
                    won=sum(o['won'] and o['closed'] is not None and o['closed'] <= t for o in self.deals))

    def value(self, c, s):
        """(holds, what there is, what is asked) of a leaf."""
        people = {p: m for p, m in s['minutes'].items() if p is not None and m > 0}
        if 'minutes' in c:
            total = sum(s['minutes'].values())
            return total >= milli(c['minutes']), three(total), c['minutes']
        if 'minutes_above' in c:
            total = sum(s['minutes'].values())
            return total > milli(c['minutes_above']), three(total), c['minutes_above']
        if 'people' in c:
            n = sum(m >= milli(c.get('each', '0')) for m in people.values())
            return n >= int(c['people']), n, c['people']
        if 'roles' in c:
            n = len({self.role_of(p) for p, m in people.items() if m >= milli(c.get('each', '0'))} & set(c['roles']))
            return n >= int(c.get('at_least', '1')), n, c.get('at_least', '1')
        if 'activity' in c:
            reach = int(c['within'][:-1]) if 'within' in c else self.book.window
            today = self.zone.day(s['t'])
            n = sum(a['at'] <= s['t'] and a['counts'] and a['known'] == c['activity'] and today - a['day'] < reach for a in self.activities)
            return n >= int(c.get('count', '1')), n, c.get('count', '1')
        if 'open_opportunities' in c:
            return s['open'] >= int(c['open_opportunities']), s['open'], c['open_opportunities']
        if 'won_opportunities' in c:
            return s['won'] >= int(c['won_opportunities']), s['won'], c['won_opportunities']
        return self.book.fits(c, self.account), '', ''

    def holds(self, c, s):
        if c == 'always':
            return True
        if 'all' in c:
            return all(self.holds(x, s) for x in c['all'])
        if 'any' in c:
            return any(self.holds(x, s) for x in c['any'])
        if 'not' in c:
            return not self.holds(c['not'], s)
        good = self.value(c, s)[0]
        USED['%s %s' % (kind_of(c), good)] += 1
        if 'within' in c:
            USED['within, %s than the window' % ('longer' if int(c['within'][:-1]) > self.book.window else 'not longer')] += 1
        return good


# ---- stages ----------------------------------------------------------------------------------------------------------------------------

class Machine:
    def __init__(self, view):
        self.v, self.stages = view, view.d['stages']
        self.names = [s['name'] for s in self.stages]
        empty = dict(t=None, minutes={}, open=0, won=0)
        plain = View.__new__(View)
        plain.__dict__.update(view.__dict__, activities=[], touches=[], deals=[])
        self.at = next(i for i, s in enumerate(self.stages) if 'when' in s and plain.holds_empty(s['when'], empty))
        self.entered, self.cool_from, self.cool_for, self.history, self.entries, self.first = None, None, 0, [], [], None

    def stage_holds(self, i, s, types):
        rule, t = self.stages[i], s['t']
        if rule.get('sticky'):
            if i == self.at:
                USED['sticky holds' if t < self.entered + seconds_of(rule.get('min_dwell', '30d')) else 'sticky ends'] += 1
            return i == self.at and t < self.entered + seconds_of(rule.get('min_dwell', '30d'))
        if i == self.at:
            if 'stay' in rule:
                USED['hysteresis: stays without its when'] += self.v.holds(rule['stay'], s) and not self.v.holds(rule['when'], s)
                USED['hysteresis: falls though its when holds'] += not self.v.holds(rule['stay'], s) and self.v.holds(rule['when'], s)
            return self.v.holds(rule.get('stay', rule['when']), s)
        if rule.get('mqa') and self.cool_from is not None and t < self.cool_from + self.cool_for:
            if not types & set(rule.get('reopen_on', [])):
                USED['cooldown holds back'] += self.v.holds(rule['when'], s)
                return False
            USED['cooldown, reopened'] += self.v.holds(rule['when'], s)
            capped = {a['known'] for a in self.v.activities if a['at'] == t and a['counts']}
            USED['cooldown, reopened by a capped activity'] += self.v.holds(rule['when'], s) and not capped & set(rule['reopen_on'])
        return self.v.holds(rule['when'], s)

    def go(self, to, t, reason):
        USED['reason ' + reason.split(':')[0]] += 1
        self.history.append((self.names[self.at], self.names[to], t, reason))
        if self.stages[to].get('mqa') and to > self.at:
            USED['falling back into an mqa stage is no entry'] += 1
        if self.stages[to].get('mqa') and to < self.at:
            USED['mqa entry' if reason == 'condition' else 'mqa entry by expires_to'] += 1
            self.entries.append(t)
        self.at, self.entered = to, t

    def evaluate(self, t):
        s, rule = self.v.state(t), self.stages[self.at]
        types = {a['known'] for a in self.v.activities if a['at'] == t} - {None}
        verdict = next((x['disposition'] for x in self.v.touches
                        if x['at'] == t and (x['disposition'] == 'recycled' or x['disposition'].startswith('rejected:'))), None)
        said = {x['disposition'] for x in self.v.touches if x['at'] == t and x['disposition'] and x['disposition'] != 'accepted'}
        USED['several verdicts at one instant'] += len(said) > 1
        USED['verdict outside of an mqa stage'] += bool(said) and not rule.get('mqa')
        reason = None
        if rule.get('mqa') and verdict:
            reason = verdict
        elif 'max_age' in rule and self.entered is not None and t >= self.entered + seconds_of(rule['max_age']):
            reason = 'expired'
        if reason:
            self.cool_from, self.cool_for = t, seconds_of(rule.get('cooldown', '0d'))
            above = [i for i in range(self.at) if self.stage_holds(i, s, types)]
            if above:
                USED['a higher stage instead of expires_to'] += 1
                return self.go(above[0], t, 'condition')
            return self.go(self.names.index(rule['expires_to']), t, reason)
        candidate = next(i for i in range(len(self.stages)) if self.stage_holds(i, s, types))
        if candidate > self.at and not rule.get('sticky') and self.entered is not None and t < self.entered + seconds_of(rule.get('min_dwell', '0d')):
            USED['min_dwell holds'] += 1
            return None
        if candidate != self.at:
            self.go(candidate, t, 'condition' if candidate < self.at else 'fell_back')
        return None


def kind_of(c):
    return next(k for k in ('minutes', 'minutes_above', 'people', 'roles', 'activity', 'open_opportunities', 'won_opportunities', 'column') if k in c)


def holds_empty(self, c, s):
    if c == 'always':
        return True
    if 'all' in c:
        return all(self.holds_empty(x, s) for x in c['all'])
    if 'any' in c:
        return any(self.holds_empty(x, s) for x in c['any'])
    if 'not' in c:
        return not self.holds_empty(c['not'], s)
    if 'activity' in c:
        return int(c.get('count', '1')) <= 0
    return self.value(c, s)[0]


View.holds_empty = holds_empty


def day_starts(zone, after, until):
    day = zone.day(after) - 1
    while True:
        t = zone.start(day)
        if t is not None and t > until:
            return
        if t is not None and t > after:
            yield t
        day += 1


def play(view, T):
    """The machine at T; None where nothing ever happened."""
    m = Machine(view)
    times = {a['at'] for a in view.activities} | {x['at'] for x in view.touches if x['disposition']}
    for o in view.deals:
        times |= {o['created']} | ({o['closed']} if o['closed'] is not None else set())
    if times:
        m.first = min(times)
        times |= set(day_starts(view.zone, min(times), T)) | {T}
    for t in sorted(times):
        m.evaluate(t)
    return m


# ---- tables ----------------------------------------------------------------------------------------------------------------------------

def leaves(c):
    if isinstance(c, str) or 'not' in c:
        return []
    if 'all' in c or 'any' in c:
        return [x for child in c.get('all', c.get('any')) for x in leaves(child)]
    return [c]


def all_leaves(c):
    if isinstance(c, str):
        return []
    if 'not' in c:
        return all_leaves(c['not'])
    if 'all' in c or 'any' in c:
        return [x for child in c.get('all', c.get('any')) for x in all_leaves(child)]
    return [c]


def missing(view, when, state):
    out = []
    for c in leaves(when):
        ok, have, asked = view.value(c, state)
        if ok:
            continue
        kind = kind_of(c)
        USED['missing ' + kind] += 1
        if kind == 'column':
            out.append('column ' + c['column'])
        elif kind == 'activity':
            out.append('activity %s %s/%s' % (c['activity'], have, asked))
        else:
            out.append('%s %s/%s' % (kind, have, asked))
    return '; '.join(out)


def falls_at(book, view, m):
    if m.entered is None:
        return None
    stage, today = m.at, book.zone.day(book.T)
    for day in range(today + 1, today + 731):
        t = book.zone.start(day)
        if t is None or t <= book.T:
            continue
        m.evaluate(t)
        if m.at != stage:
            USED['falls'] += 1
            return t
    return None


def account_rows(book, key):
    a = book.accounts[key]
    view = View(book, key, False)
    excluded = any(book.fits(rule, key) for rule in book.d.get('exclude', []))
    state = view.state(book.T)
    people = {p: x for p, x in state['minutes'].items() if p is not None and x > 0}
    total = sum(state['minutes'].values())
    stages = book.d['stages']
    mqas = [i for i, s in enumerate(stages) if s.get('mqa')]
    m = None if excluded else play(view, book.T)
    is_mqa = m is not None and m.at in mqas
    each = next((c for i in mqas[:1] for c in all_leaves(stages[i].get('when', 'always')) if 'people' in c), None)
    roles = {view.role_of(p) for p in people}
    tops = {}
    for x in view.activities:
        if x['counts'] and book.zone.day(book.T) - x['day'] < book.window:
            tops[x['type']] = tops.get(x['type'], 0) + x['units']
    tops = sorted((-n, raw(t)) for t, n in tops.items() if n > 0)
    strong = View(book, key, True)
    part = min(total, sum(strong.minutes(book.T).values()))
    row = dict(account_id=a['id'], account_name=a['name'], stage=m and m.names[m.at] or 'excluded', is_mqa=str(is_mqa).lower(),
               stage_since=shown(m and m.entered), mqa_at=shown(m.entries[-1] if m and m.entries else None), minutes=three(total),
               people=len(people), engaged_people=sum(x >= milli(each.get('each', '0')) for x in people.values()) if each else len(people),
               roles='|'.join([n for n, _, _ in book.roles if n in roles] + ([book.other[0]] if book.other[0] in roles else [])),
               top_activity=tops[0][1].decode() if tops else '',
               missing=missing(view, stages[mqas[0]].get('when', 'always'), state) if m and mqas and m.at > max(mqas) else '',
               fragile=str(is_mqa and play(strong, book.T).at not in mqas).lower(),
               weak_share=three(1000 * (total - part) // total if total else 0),
               temperature='excluded' if excluded else 'customer' if state['won'] else 'in_pipeline' if state['open'] else 'qualified' if is_mqa
               else 'warm' if total else 'cold')
    USED['excluded'] += excluded
    USED['initial stage'] += bool(m) and m.entered is None
    USED['initial stage above the last'] += bool(m) and m.entered is None and m.at < len(stages) - 1
    USED['fragile'] += row['fragile'] == 'true'
    USED['weak minutes of an account that is sure'] += is_mqa and row['fragile'] == 'false' and total > part
    USED['engaged people are fewer'] += row['engaged_people'] < len(people)
    USED['temperature ' + row['temperature']] += 1
    USED['top activity by name of equals'] += len(tops) > 1 and tops[0][0] == tops[1][0]
    moments = [x['at'] for x in view.touches]
    USED['touches of one instant'] += len(moments) - len(set(moments))
    said = [tuple(sorted(x.items())) for x in view.touches]
    USED['equal touches'] += len(said) - len(set(said))
    USED['decay ' + view.decay[0]] += bool(total)
    row['facts'] = dict(stage=m.at if m else None, first=m.first if m else min([x['at'] for x in view.activities] + [o['created'] for o in view.deals] +
                        [x['at'] for x in view.touches if x['disposition']], default=None), history=m.history[:] if m else [], entries=m.entries[:] if m else [],
                        deals=view.deals, account=a)
    history = [(a['id'], f, t, shown(at), reason) for f, t, at, reason in (m.history if m else [])]
    row['facts']['sla'] = []
    sla = sla_rows(book, a, view, list(m.entries), row['facts']['sla']) if m else []
    row['falls_at'] = shown(falls_at(book, view, m)) if m else ''
    return row, history, sla


class Calendar:
    def __init__(self, c):
        self.zone = Zone(c['timezone'])
        self.days = {['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].index(d) for d in c['days']}
        self.begin, self.end = (int(c[k][:2]) * 3600 + int(c[k][3:]) * 60 for k in ('from', 'to'))
        self.holidays = {datetime.date.fromisoformat(h).toordinal() - EPOCH for h in c['holidays']}

    def spans(self, t):
        day = self.zone.day(t) - 2
        while True:
            if (day + 3) % 7 in self.days and day not in self.holidays:
                yield self.zone.local(day, self.begin), self.zone.local(day, self.end)
            day += 1

    def due(self, t, need):
        if need == 0:
            return t
        for a, b in self.spans(t):
            a = max(a, t)
            if b - a >= need:
                return a + need
            need -= max(0, b - a)

    def between(self, t, end):
        total = 0
        for a, b in self.spans(t):
            if a >= end + 3 * DAY:
                return total
            total += max(0, min(b, end) - max(a, t))


def sla_rows(book, a, view, entries, sums):
    sla, out = book.d['sla'], []
    calendar = Calendar(sla['calendar'])
    need = seconds_of(sla['follow_up'])
    for i, t in enumerate(entries):
        end = entries[i + 1] if i + 1 < len(entries) else float('inf')
        touches = [x for x in view.touches if t <= x['at'] < end]
        due = calendar.due(t, need) if sla['hours'] == 'business' else t + need
        first = next((x for x in touches if x['kind'] in sla['qualifying_touches']), None)
        said = [x['disposition'] for x in touches if x['disposition']]
        outcome = ('met' if first['at'] <= due else 'late') if first else 'pending' if book.T <= due else sla['silence']
        USED['sla ' + (outcome if first or outcome == 'pending' else 'silent')] += 1
        USED['sla: touch before the next entry only'] += i + 1 < len(entries)
        USED['sla: touched at the due time'] += bool(first) and first['at'] == due
        until = first['at'] if first else book.T
        sums.append(dict(account=a, at=t, outcome=outcome if first or outcome == 'pending' else 'silent', said=said[-1] if said else '',
                         touched=bool(first), elapsed=until - t, business=calendar.between(t, until)))
        out.append((a['id'], a['owner'], shown(t), shown(due), shown(first and first['at']), first['rep'] if first else '', outcome,
                    said[-1] if said else '', three((until - t) * 1000 // 3600), three(calendar.between(t, until) * 1000 // 3600)))
    return out


# ---- summary -----------------------------------------------------------------------------------------------------------------------------

def rank(values, percent):
    return sorted(values)[max(-(-len(values) * percent // 100), 1) - 1]


def share(part, whole):
    return three(1000 * part // whole)


def amount_of(text):
    return int(Decimal(text) * 1000) if re.fullmatch(r'[0-9]+(\.[0-9]*)?', text) else 0


def grouped(pairs):
    """Values by group, groups by their bytes."""
    out = {}
    for group, value in pairs:
        out.setdefault(group, []).append(value)
    return [(g, out[g]) for g in sorted(out, key=raw)]


def summary_of_sla(rows):
    out = []
    for group, members in ([('', rows)] if rows else []) + grouped(('owner=' + r['account']['owner'], r) for r in rows if r['account']['owner']) + grouped(
            ('tier=' + r['account']['tier'], r) for r in rows if r['account']['tier']):
        n = collections.Counter(r['outcome'] for r in members)
        due = len(members) - n['pending']
        out += [('sla_' + k, group, n[k]) for k in ('met', 'late', 'pending', 'silent')]
        if due:
            out += [('sla_attainment', group, share(n['met'], due)), ('sla_silent_share', group, share(n['silent'], due))]
        said = collections.Counter(r['said'].split(':')[0] for r in members if r['said'])
        out += [(k, group, said[k]) for k in ('accepted', 'rejected', 'recycled')]
        if sum(said.values()):
            out.append(('acceptance', group, share(said['accepted'], sum(said.values()))))
        touched = [r for r in members if r['touched']]
        for name, key in (('first_touch_hours', 'elapsed'), ('first_touch_business_hours', 'business')):
            if touched:
                out += [('%s_%s' % (name, p), group, three(rank([r[key] for r in touched], q) * 1000 // 3600)) for p, q in (('median', 50), ('p90', 90))]
    return out


def summary_of_steps(facts, since):
    begun, steps = collections.Counter(), []
    for f in facts:
        for i, (_, to, at, _) in enumerate(f['history']):
            if at <= since:
                continue
            begun[to] += 1
            if i + 1 < len(f['history']):
                steps.append(('%s>%s' % (to, f['history'][i + 1][1]), f['history'][i + 1][2] - at))
    out = []
    for step, days in grouped(steps):
        out += [('conversion', step, share(len(days), begun[step.split('>')[0]])), ('velocity_days', step, three(rank(days, 50) * 1000 // DAY))]
    return out


def summary_of_pipeline(book, facts, since):
    cohorts, whole, qualified = [], 0, 0
    for f in facts:
        for o in f['deals']:
            amount = amount_of(o['amount'])
            before = bool(f['entries']) and f['entries'][0] < o['created']
            if before:
                cohorts.append((datetime.datetime.fromtimestamp(f['entries'][0], book.zone.tz).strftime('%Y-%m'), amount))
            if o['created'] > since:
                whole += amount
                qualified += amount * before
    out = []
    for month, amounts in grouped(cohorts):
        out += [('cohort_opportunities', month, len(amounts)), ('cohort_pipeline', month, three(sum(amounts)))]
    out += [('pipeline', '', three(whole)), ('pipeline_qualified', '', three(qualified))]
    return out + ([('pipeline_qualified_share', '', share(qualified, whole))] if whole else [])


def summary_of_moves(book, facts, compare_to):
    moved = collections.Counter()
    for f in facts:
        names = [s['name'] for s in book.d['stages']]
        then = next((names.index(to) for _, to, at, _ in reversed(f['history']) if at <= compare_to),
                    names.index(f['history'][0][0]) if f['history'] else f['stage'])
        if f['first'] is not None and f['first'] > compare_to:
            moved['new'] += 1
        else:
            now = f['stage'] if f['stage'] is not None else then
            moved['progressed' if f['stage'] is not None and now < then else 'regressed' if f['stage'] is not None and now > then else 'unchanged'] += 1
    for k in moved:
        USED['moved ' + k] += moved[k]
    return [('moved', k, moved[k]) for k in ('progressed', 'regressed', 'unchanged', 'new')]


def summary(book, table, compare_to):
    facts = [row['facts'] for row in table]
    since = book.T - book.window * DAY
    tables = ('activities', 'opportunities', 'touches')
    stages = [s['name'] for s in book.d['stages']] + ['excluded']
    out = [(k, '', book.counts[k, '']) for k in ('contacts', 'persons')]
    out += [(k, t, book.counts[k, t]) for k in ('rows', 'rows_after', 'duplicates', 'unmatched') for t in tables]
    out += [('unknown_type', t, book.unknown_types[t]) for t in sorted(book.unknown_types, key=raw)]
    in_stage = collections.Counter(row['stage'] for row in table)
    out += [('accounts', s, in_stage[s]) for s in stages]
    tiers = collections.Counter('%s|%s' % (row['stage'], row['facts']['account']['tier']) for row in table if row['facts']['account']['tier'])
    out += [('accounts_tier', g, tiers[g]) for g in sorted(tiers, key=raw)]
    warm = collections.Counter(row['temperature'] for row in table)
    out += [('temperature', k, warm[k]) for k in ('excluded', 'customer', 'in_pipeline', 'qualified', 'warm', 'cold')]
    out.append(('fragile', '', sum(row['fragile'] == 'true' for row in table)))
    changes = [h for f in facts for h in f['history'] if h[2] > since]
    for metric, group in (('entries', lambda h: h[1]), ('exits', lambda h: h[0]), ('reasons', lambda h: h[3]), ('steps', lambda h: '%s>%s' % h[:2])):
        out += [(metric, g, len(n)) for g, n in grouped((group(h), 1) for h in changes)]
    rows = [r for f in facts for r in f['sla'] if r['at'] > since]
    out += summary_of_sla(rows)
    promised = 40 * book.window * 1000 // 30
    out += [('marketing_mqas', '', len(rows)), ('marketing_promised', '', three(promised))]
    out += [('marketing_delivery', '', share(len(rows) * 1000, promised))] if promised else []
    out += summary_of_steps(facts, since) + summary_of_pipeline(book, facts, since)
    return out + summary_of_moves(book, facts, compare_to)


def write(path, header, table):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator='\n')
    writer.writerow(header)
    writer.writerows(table)
    open(path, 'w', encoding='utf-8', newline='').write(text.getvalue())


def main(folder, as_of, compare_to):
    book = Book(folder, as_of)
    columns = ('account_id account_name stage is_mqa stage_since mqa_at minutes people engaged_people roles top_activity missing falls_at fragile '
               'weak_share temperature').split()
    accounts, history, sla = [], [], []
    for a in book.others:  # nobody can name it
        USED['account with the id of another'] += 1
        book.accounts['other ' + a['id']] = a
    table = []
    for key in sorted(book.accounts, key=lambda k: raw(book.accounts[k]['id'])):
        row, h, s = account_rows(book, key)
        table.append(row)
        accounts.append([row[c] for c in columns])
        history += h
        sla += s
    write(os.path.join(folder, 'expected_accounts.csv'), columns, accounts)
    write(os.path.join(folder, 'expected_history.csv'), ['account_id', 'from_stage', 'to_stage', 'at', 'reason'], history)
    write(os.path.join(folder, 'expected_sla.csv'), ['account_id', 'owner', 'mqa_at', 'due_at', 'first_touch_at', 'rep', 'outcome', 'disposition',
                                                     'hours_elapsed', 'hours_business'], sla)
    write(os.path.join(folder, 'expected_summary.csv'), ['metric', 'group', 'value'], summary(book, table, instant(compare_to, book.zone)))
    tables = ['accounts.csv', 'activities.csv', 'opportunities.csv', 'touches.csv']
    for name, places in (('unmatched', book.unmatched), ('rejects', book.rejects)):
        places.sort(key=lambda p: (tables.index(os.path.basename(p[0])), p[1]))
        write(os.path.join(folder, 'expected_%s.csv' % name), ['file', 'line', 'byte_offset', 'key'], places)
    with open(os.path.join(folder, 'counts.txt'), 'w') as f:
        f.writelines('%s\t%d\n' % (name, n) for name, n in USED.items() if n)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else sys.argv[2])
