#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mixed load on l2a serve for a while, with changes to accounts all the time and a reload every minute:

  L2A=build/l2a python3 bench/serve/soak.py [SECONDS [SECONDS BETWEEN RELOADS]]       (1800 60)

One writer changes accounts without a pause; the others ask for contacts they know (one by one, as documents, as NDJSON), misspelt names that
nobody asked for before, explanations, and what OpenRefine asks. Each answer is checked: its status, its accounts, and that the account which
the writer changes is as it was in the generation that the answer names. A table shows each minute; the end says what failed."""
import bisect
import gzip
import json
import os
import random
import signal
import sys
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../tests/server/lib'))
from serve_client import Counter, Server  # noqa: E402

ACCOUNTS = 20000
SYLLABLES = 'ka lo mi ran tor vel sun dra pex qui bal nor zen fir gam hul jas wex yor tal'.split()
JSON, LINES, FORM = 'application/json', 'application/x-ndjson', 'application/x-www-form-urlencoded'
NOT_THERE = '(deleted)'


def name(n):
    words = []
    for _ in range(2):
        words.append(''.join(SYLLABLES[(n // 20 ** k) % 20] for k in range(3)).capitalize())
        n = n * 7919 + 13
    return ' '.join(words)


def table():
    rows = ['Id,Name,Website,BillingCountry,Owner', 'Q,Quokka Works,quokka-works.example.com,DE,owner 0']
    rows += [f'A{n},{name(n)} GmbH,www.company{n}.com,DE,Kim' for n in range(ACCOUNTS)]
    return '\n'.join(rows) + '\n'


class History:
    """What the owner of account Q was from which generation on; answers are checked when the writer has gone past them."""

    def __init__(self, generation):
        self.lock, self.generations, self.owners, self.seen = threading.Lock(), [generation], ['owner 0'], set()

    def changed(self, generation, owner):
        with self.lock:
            self.generations.append(generation)
            self.owners.append(owner)

    def answered(self, generation, owner):
        with self.lock:
            self.seen.add((generation, owner))

    def check(self):
        """Answers that do not fit their generation, among those that can be told by now."""
        with self.lock:
            known = [a for a in self.seen if a[0] < self.generations[-1]]
            self.seen.difference_update(known)
            wrong = [(g, o, w) for g, o in known for w in (self.owners[bisect.bisect_right(self.generations, g) - 1],) if w != o]
            keep = max(0, len(self.owners) - 20000)
            del self.generations[:keep], self.owners[:keep]
            return len(known), wrong


class Soak:
    def __init__(self, server):
        self.server, self.bad, self.stopped, self.changes = server, [], False, 0
        self.count, self.slowest, self.lock = 0, 0.0, threading.Lock()
        self.history = History(server.json('GET', '/v1/info')[1]['generation'])
        batch = [{'id': n, 'company': 'Quokka Works'} if n % 5 == 0 else {'id': n, 'email': f'a@company{n * 37 % ACCOUNTS}.com'} for n in range(50)]
        self.batch = json.dumps({'records': batch, 'options': {'limit': 3}})
        self.lines = b''.join(b'{"id":%d,"email":"a@company%d.com"}\n' % (n, n * 17 % ACCOUNTS) for n in range(2000))
        self.packed = gzip.compress(self.lines)

    def guard(self, work, seed):
        connection, rng = self.server.connect(), random.Random(seed)
        while not self.stopped:
            began = time.monotonic()
            try:
                problem = work(connection, rng)
            except Exception as error:  # a connection that breaks is a failed request
                problem, connection = repr(error), self.server.connect()
            took = time.monotonic() - began
            with self.lock:
                self.count += 1
                self.slowest = max(self.slowest, took)
                if problem:
                    self.bad.append((work.__name__, problem))
        connection.close()

    def owner_of(self, result):
        if result['l2a_account_id'] == 'Q':
            return result['l2a_owner']
        return NOT_THERE

    def single(self, connection, rng):
        n = rng.randrange(ACCOUNTS)
        status, _, data = self.server.ask('GET', f'/v1/match?email=a@company{n}.com', None, None, connection)
        return None if status == 200 and b'"l2a_account_id":"A%d"' % n in data else (status, data[:200])

    def changing(self, connection, rng):
        status, _, data = self.server.ask('GET', '/v1/match?company=Quokka+Works', None, None, connection)
        if status != 200:
            return status, data[:200]
        result = json.loads(data)
        self.history.answered(result['generation'], self.owner_of(result))
        return None

    def misspelt(self, connection, rng):
        text = list(name(rng.randrange(ACCOUNTS)))
        del text[rng.randrange(1, len(text))]
        query = urllib.parse.urlencode({'company': ''.join(text), 'city': str(rng.random()), 'limit': rng.choice((0, 5))})
        status, _, data = self.server.ask('GET', '/v1/match?' + query, None, None, connection)
        return None if status == 200 and b'"l2a_decision"' in data else (status, data[:200])

    def document(self, connection, rng):
        status, _, data = self.server.ask('POST', '/v1/match', self.batch, {'Content-Type': JSON, 'Accept-Encoding': 'gzip'}, connection)
        if status != 200:
            return status, data[:200]
        answer = json.loads(gzip.decompress(data))
        owners = {self.owner_of(r) for r in answer['results'][::5]}
        for owner in owners:
            self.history.answered(answer['generation'], owner)
        good = all(r['l2a_account_id'] == f'A{r["id"] * 37 % ACCOUNTS}' for r in answer['results'] if r['id'] % 5)
        return None if good and len(owners) == 1 and len(answer['results']) == 50 else ('parted', owners)

    def ndjson(self, connection, rng):
        packed = rng.random() < 0.5
        headers = {'Content-Type': LINES, **({'Content-Encoding': 'gzip'} if packed else {})}
        status, _, data = self.server.ask('POST', '/v1/match', self.packed if packed else self.lines, headers, connection)
        found = data.split(b'\n')
        good = status == 200 and len(found) == 2001 and all(b'"A%d"' % (n * 17 % ACCOUNTS) in found[n] for n in range(0, 2000, 97))
        return None if good else (status, data[:200])

    def explain(self, connection, rng):
        n = rng.randrange(ACCOUNTS)
        body = json.dumps({'record': {'email': f'a@company{n}.com', 'company': name(n)}, 'against': 'A1'})
        status, _, data = self.server.ask('POST', '/v1/explain', body, {'Content-Type': JSON}, connection)
        return None if status == 200 and b'"explanation"' in data else (status, data[:200])

    def reconcile(self, connection, rng):
        queries = {f'q{n}': {'query': name(rng.randrange(ACCOUNTS)), 'limit': 5} for n in range(10)}
        form = urllib.parse.urlencode({'queries': json.dumps(queries)})
        status, _, data = self.server.ask('POST', '/reconcile', form, {'Content-Type': FORM}, connection)
        return None if status == 200 and data.count(b'"result":[') == 10 else (status, data[:200])

    def others(self, connection, rng):
        work = rng.choice((self.single, self.single, self.misspelt, self.explain, self.reconcile, self.document, self.ndjson))
        return work(connection, rng)

    def change(self, connection, rng):
        """The one writer. Every third change is of account Q; the others go round among a thousand more."""
        self.changes += 1
        n = self.changes
        if n % 3:
            path, owner = f'/v1/accounts/U{n % 1000}', None
            body = json.dumps({'Name': f'{name(n % 1000 + ACCOUNTS)} Ltd', 'Website': f'u{n % 1000}.example.org', 'Owner': str(n)})
        else:
            path, owner = '/v1/accounts/Q', f'owner {n}'
            body = json.dumps({'Name': 'Quokka Works', 'BillingCountry': 'DE', 'Owner': owner})
        if owner and n % 9 == 0:
            status, _, data = self.server.ask('DELETE', path, None, None, connection)
            owner = NOT_THERE
        else:
            status, _, data = self.server.ask('PUT', path, body, {'Content-Type': JSON}, connection)
        if status != 200:
            return status, data[:200]
        if owner:
            self.history.changed(json.loads(data)['generation'], owner)
        return None


def memory(server):
    """MiB of the process: in all, and those that no file backs (pages of the index are the system's to take back)."""
    with open(f'/proc/{server.process.pid}/status') as file:
        kib = {line.split(':')[0]: int(line.split()[1]) for line in file if line.startswith('Rss') or line.startswith('VmRSS')}
    return kib['VmRSS'] / 1024, kib['RssAnon'] / 1024


def threshold(server, number):
    """Writes definitions that differ from the last ones, so that a reload has something to do."""
    path = os.path.join(server.folder, 'l2a.yaml')
    with open(path + '.new', 'w') as file:
        file.write('match:\n  thresholds: {match: %s}\n' % (0.8 + number % 5 / 1000))
    os.replace(path + '.new', path)
    return path


def start():
    first = Server(accounts=table())
    first.stop()
    server = Server('--definitions', threshold(first, 0), '--threads', '2', folder=first.folder)
    server.own = True
    return server


def run(server, soak, seconds, reload_s):
    works = [soak.single, soak.changing, soak.changing, soak.document, soak.ndjson, soak.misspelt, soak.others, soak.change]
    threads = [threading.Thread(target=soak.guard, args=(work, n)) for n, work in enumerate(works)]
    began, marks, last, reloads, checked = time.monotonic(), [], 0, 0, 0
    for t in threads:
        t.start()
    print('minute   requests   changes  failures  reloads  answers of the changing account  slowest ms  RSS MiB  anonymous MiB  index MiB  generation')
    while time.monotonic() - began < seconds:
        time.sleep(min(reload_s, max(0.0, seconds - (time.monotonic() - began))))
        if reloads % 2:
            server.process.send_signal(signal.SIGHUP)
        threshold(server, reloads)
        reloads += 1
        number, wrong = soak.history.check()
        checked += number
        soak.bad += [('generation', w) for w in wrong]
        resident, anonymous = memory(server)
        marks.append((resident, anonymous))
        with soak.lock:
            count, slowest, soak.slowest = soak.count, soak.slowest, 0.0
        size = os.path.getsize(server.index) / 1048576
        generation = server.json('GET', '/v1/info')[1]['generation']
        print(f'{(time.monotonic() - began) / 60:6.1f} {count - last:10} {soak.changes:9} {len(soak.bad):9} {reloads:8} {number:32} '
              f'{slowest * 1000:11.0f} {resident:8.1f} {anonymous:14.1f} {size:10.1f} {generation:11}', flush=True)
        last = count
    soak.stopped = True
    for t in threads:
        t.join()
    return marks, reloads, checked


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1800
    reload_s = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    counter = Counter()
    server = start()
    soak = Soak(server)
    marks, reloads, checked = run(server, soak, seconds, reload_s)
    metrics = server.ask('GET', '/metrics')[2].decode()
    loaded = next(int(line.split()[1]) for line in metrics.splitlines() if line.startswith('l2a_reloads_total '))
    print(f'{soak.count} requests, {soak.changes} changes, {loaded} loaded editions in {seconds:.0f} s; {checked} answers held against the history')
    counter.check('no request failed', not soak.bad, (len(soak.bad), soak.bad[:3]))
    counter.check('answers were held against the history', checked > 10, checked)
    half = len(marks) // 2
    for n, what in enumerate(('resident', 'anonymous')):
        first, second = max((m[n] for m in marks[:half]), default=0), max(m[n] for m in marks[half:])
        counter.check(f'{what} memory stays', half == 0 or second < 1.1 * first + 8, (first, second))
    counter.check('reloads', loaded >= reloads // 2 and 'l2a_reload_failures_total 0' in metrics, (loaded, reloads))
    counter.equal('a good end', server.stop(), 0)
    server.close()
    counter.finish()


main()
