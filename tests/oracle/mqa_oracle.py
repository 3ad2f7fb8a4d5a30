#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tables accounts, history and sla once more, as simply as can be: everything is added up anew at every instant.

mqa_oracle.py FOLDER AS_OF     FOLDER: definitions.json, accounts.csv, matches.csv, activities.csv, opportunities.csv, touches.csv
writes expected_accounts.csv, expected_history.csv, expected_sla.csv there. Knows nothing of how l2a does it.
"""
import bisect
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


# ---- time ------------------------------------------------------------------------------------------------------------------------------

class Zone:
    def __init__(self, name):
        self.tz = zoneinfo.ZoneInfo(name)

    @functools.lru_cache(maxsize=None)
    def day(self, t):
        return datetime.datetime.fromtimestamp(t, self.tz).date().toordinal() - EPOCH

    def local(self, day, seconds):
        naive = datetime.datetime(1970, 1, 1) + datetime.timedelta(days=day, seconds=seconds)
        return int(naive.replace(tzinfo=self.tz, fold=0).timestamp())

    @functools.lru_cache(maxsize=None)
    def start(self, day):
        """The first instant of the day; None when the zone skipped it."""
        t = self.local(day, 0)
        if self.day(t) != day:
            return None
        while self.day(t - 60) == day:
            t -= 60
        return t


def instant(text, zone):
    m = re.fullmatch(r'(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?', text)
    y, mo, d, h, mi, s, off = m.groups()
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
    for line in lines[1:]:
        row = dict(zip(header, next(csv.reader([line]))))
        row['raw'] = line
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
        self.accounts = {}
        for a in rows(folder, 'accounts.csv'):
            self.accounts[same_id(a['id'])] = a
        self.read_people(rows(folder, 'matches.csv'))
        self.read_activities(rows(folder, 'activities.csv'))
        self.read_opportunities(rows(folder, 'opportunities.csv'))
        self.read_touches(rows(folder, 'touches.csv'))

    # -- persons

    def read_people(self, contacts):
        self.by_id, self.by_email = {}, {}
        for c in sorted(contacts, key=lambda c: (raw(c['id']), raw(c['raw']))):
            email = same_email(c['email'])
            person = None
            if email:
                person = self.by_email.setdefault(email, ('e', email, c))
            elif c['id'] and same_id(c['id']) not in self.by_id:
                person = ('i', same_id(c['id']), c)
            if c['id'] and person:
                self.by_id.setdefault(same_id(c['id']), person)

    def subject(self, row):
        """(account, person, match weight, strong) or None: unmatched."""
        known = self.by_id.get(same_id(row['contact_id'])) if row['contact_id'] else None
        if known is None and same_email(row['email']):
            known = self.by_email.get(same_email(row['email']))
        if row['account_id']:
            account = same_id(row['account_id'])
            if account not in self.accounts:
                return None
            if known:
                return account, known[:2], 1000, True, known[2]['title']
            if same_email(row['email']):
                return account, ('e', same_email(row['email'])), 1000, True, ''
            if row['contact_id']:
                return account, ('i', same_id(row['contact_id'])), 1000, True, ''
            return account, None, 1000, True, ''
        if known is None:
            return None
        c = known[2]
        if c['l2a_decision'] not in ('match', 'review') or same_id(c['l2a_account_id']) not in self.accounts:
            return None
        weight = milli(self.d['engagement']['match_weight'][c['l2a_decision']])
        if weight == 0:
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
            return row['type']
        for name, rule in types.items():
            for r in rule.get('from', []):
                if all(row.get(k, '') in (v if isinstance(v, list) else [v]) for k, v in r.items()):
                    return name
        return None

    def base(self, rule, text):
        if rule['minutes'] != 'actual':
            return milli(rule['minutes'])
        value = milli(rule.get('default', '0'))
        if re.fullmatch(r'[0-9]+(\.[0-9]*)?', text) and Decimal(text) <= 1000000:
            value = int((Decimal(text) * 1000).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
        return min(value, milli(rule['max'])) if 'max' in rule else value

    def account_weight(self, account):
        for rule in self.d['engagement'].get('account_weights', []):
            if self.fits(rule, account):
                return milli(rule['weight'])
        return 1000

    def fits(self, rule, account):
        value = self.accounts[account][rule['column']]
        if 'at_least' in rule:
            return bool(re.fullmatch(r'-?[0-9]+(\.[0-9]*)?', value)) and Decimal(value) >= Decimal(rule['at_least'])
        return value in (rule['in'] if 'in' in rule else [rule['value']])

    def read_activities(self, table):
        e = self.d['engagement']
        self.activities = []
        seen = set()
        for r in table:
            r['at'] = instant(r['occurred_at'], self.zone)
        table.sort(key=lambda r: (r['at'],) + tuple(raw(r[c]) for c in ('activity_id', 'contact_id', 'email', 'account_id', 'type', 'minutes')))
        for r in table:
            if r['at'] > self.T:
                continue
            if r['activity_id']:
                if same_id(r['activity_id']) in seen:
                    continue
                seen.add(same_id(r['activity_id']))
            s = self.subject(r)
            if s is None:
                continue
            account, person, weight, strong, title = s
            name = self.type_of(r)
            rule = e['activities'][name] if name else e['unknown_activity']
            role = self.role(title)
            units = self.base(rule, r['minutes']) * role[1] * self.account_weight(account) * weight // 10**9
            self.activities.append(dict(account=account, person=person, at=r['at'], day=self.zone.day(r['at']), strong=strong, known=name,
                                        type=name or r['type'], cap=int(rule.get('daily_cap', 0)), units=units, role=role[0]))

    def read_opportunities(self, table):
        self.deals = []
        seen = set()
        for r in table:
            r['created'] = instant(r['created_at'], self.zone)
            r['closed'] = instant(r['closed_at'], self.zone) if r['closed_at'] else None
        table.sort(key=lambda r: (r['created'], -10**12 if r['closed'] is None else r['closed'], r.get('is_closed') == 'true',
                                  r.get('is_won') == 'true', raw(r['amount']), raw(r['account_id'])))
        for r in table:
            if same_id(r['opportunity_id']) in seen:
                continue
            seen.add(same_id(r['opportunity_id']))
            if r['created'] > self.T or same_id(r['account_id']) not in self.accounts:
                continue
            closed = r['is_closed'] == 'true' if 'is_closed' in r else r['closed'] is not None
            at = None
            if closed:
                at = r['created'] if r['closed'] is None or r['closed'] < r['created'] else r['closed']
                if at > self.T:
                    at = None
            self.deals.append(dict(account=same_id(r['account_id']), created=r['created'], closed=at, won=r.get('is_won') == 'true'))

    def read_touches(self, table):
        self.touches = []
        for r in table:
            r['at'] = instant(r['occurred_at'], self.zone)
        table.sort(key=lambda r: (r['at'],) + tuple(raw(r[c]) for c in ('kind', 'rep', 'disposition', 'account_id', 'contact_id', 'email')))
        for r in table:
            s = self.subject(r)
            if r['at'] <= self.T and s is not None:
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
        return self.value(c, s)[0]


# ---- stages ----------------------------------------------------------------------------------------------------------------------------

class Machine:
    def __init__(self, view):
        self.v, self.stages = view, view.d['stages']
        self.names = [s['name'] for s in self.stages]
        empty = dict(t=None, minutes={}, open=0, won=0)
        plain = View.__new__(View)
        plain.__dict__.update(view.__dict__, activities=[], touches=[], deals=[])
        self.at = next(i for i, s in enumerate(self.stages) if 'when' in s and plain.holds_empty(s['when'], empty))
        self.entered, self.cool_from, self.cool_for, self.history, self.entries = None, None, 0, [], []

    def stage_holds(self, i, s, types):
        rule, t = self.stages[i], s['t']
        if rule.get('sticky'):
            return i == self.at and t < self.entered + seconds_of(rule.get('min_dwell', '30d'))
        if i == self.at:
            return self.v.holds(rule.get('stay', rule['when']), s)
        if rule.get('mqa') and self.cool_from is not None and t < self.cool_from + self.cool_for:
            if not types & set(rule.get('reopen_on', [])):
                return False
        return self.v.holds(rule['when'], s)

    def go(self, to, t, reason):
        self.history.append((self.names[self.at], self.names[to], t, reason))
        if self.stages[to].get('mqa') and to < self.at:
            self.entries.append(t)
        self.at, self.entered = to, t

    def evaluate(self, t):
        s, rule = self.v.state(t), self.stages[self.at]
        types = {a['known'] for a in self.v.activities if a['at'] == t} - {None}
        verdict = next((x['disposition'] for x in self.v.touches
                        if x['at'] == t and (x['disposition'] == 'recycled' or x['disposition'].startswith('rejected:'))), None)
        reason = None
        if rule.get('mqa') and verdict:
            reason = verdict
        elif 'max_age' in rule and self.entered is not None and t >= self.entered + seconds_of(rule['max_age']):
            reason = 'expired'
        if reason:
            self.cool_from, self.cool_for = t, seconds_of(rule.get('cooldown', '0d'))
            above = [i for i in range(self.at) if self.stage_holds(i, s, types)]
            if above:
                return self.go(above[0], t, 'condition')
            return self.go(self.names.index(rule['expires_to']), t, reason)
        candidate = next(i for i in range(len(self.stages)) if self.stage_holds(i, s, types))
        if candidate > self.at and not rule.get('sticky') and self.entered is not None and t < self.entered + seconds_of(rule.get('min_dwell', '0d')):
            return None
        if candidate != self.at:
            self.go(candidate, t, 'condition' if candidate < self.at else 'fell_back')
        return None


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
        kind = next(k for k in ('minutes', 'minutes_above', 'people', 'roles', 'activity', 'open_opportunities', 'won_opportunities', 'column') if k in c)
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
    history = [(a['id'], f, t, shown(at), reason) for f, t, at, reason in (m.history if m else [])]
    sla = sla_rows(book, a, view, list(m.entries)) if m else []
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


def sla_rows(book, a, view, entries):
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
        until = first['at'] if first else book.T
        out.append((a['id'], a['owner'], shown(t), shown(due), shown(first and first['at']), first['rep'] if first else '', outcome,
                    said[-1] if said else '', three((until - t) * 1000 // 3600), three(calendar.between(t, until) * 1000 // 3600)))
    return out


def write(path, header, table):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator='\n')
    writer.writerow(header)
    writer.writerows(table)
    open(path, 'w', encoding='utf-8', newline='').write(text.getvalue())


def main(folder, as_of):
    book = Book(folder, as_of)
    columns = ('account_id account_name stage is_mqa stage_since mqa_at minutes people engaged_people roles top_activity missing falls_at fragile '
               'weak_share temperature').split()
    accounts, history, sla = [], [], []
    for key in sorted(book.accounts, key=lambda k: raw(book.accounts[k]['id'])):
        row, h, s = account_rows(book, key)
        accounts.append([row[c] for c in columns])
        history += h
        sla += s
    write(os.path.join(folder, 'expected_accounts.csv'), columns, accounts)
    write(os.path.join(folder, 'expected_history.csv'), ['account_id', 'from_stage', 'to_stage', 'at', 'reason'], history)
    write(os.path.join(folder, 'expected_sla.csv'), ['account_id', 'owner', 'mqa_at', 'due_at', 'first_touch_at', 'rep', 'outcome', 'disposition',
                                                     'hours_elapsed', 'hours_business'], sla)


if __name__ == '__main__':
    main(sys.argv[1], sys.argv[2])
