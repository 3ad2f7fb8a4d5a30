# SPDX-License-Identifier: MIT
"""More than the server can or may do. Clients come from loopback addresses of their own (127.0.0.2 ...), so that one can be limited beside
others. L2A_TEST_LONG=1 makes it longer and prints figures."""
import gzip
import http.client
import json
import os
import socket
import sys
import threading
import time

from serve_client import ACCOUNTS, Counter, Server

LONG = os.environ.get('L2A_TEST_LONG') == '1'
SANITIZED = os.environ.get('BUILD', 'release') not in ('release', 'debug')
JSON, LINES = {'Content-Type': 'application/json'}, {'Content-Type': 'application/x-ndjson'}
GOOD = '/v1/match?email=a@acme-robotics.com'


def figure(text):
    if LONG:
        print(text, flush=True)


def client(server, n, timeout=60):
    return http.client.HTTPConnection('127.0.0.1', server.port, timeout=timeout, source_address=(f'127.0.0.{n}', 0))


def memory(server, what='RssAnon'):
    """MiB of the process; VmHWM is the most there ever was."""
    with open(f'/proc/{server.process.pid}/status') as file:
        return next(int(line.split()[1]) for line in file if line.startswith(what)) / 1024


def descriptors(server):
    return len(os.listdir(f'/proc/{server.process.pid}/fd'))


def code(answer):
    return json.loads(answer[2]).get('code')


# ---- one client among others --------------------------------------------------------------------------------------------------------------

def rates(counter):
    server = Server('--max-rate', '5', '--threads', '1')  # 12 within a second, unless the machine is very busy
    first, second = client(server, 2), client(server, 3)
    began = time.monotonic()
    answers = [server.ask('GET', GOOD, None, None, first) for _ in range(12)]
    passed, most = sum(a[0] == 200 for a in answers), 6 + 5 * (time.monotonic() - began)
    counter.check('as many as --max-rate pass', 5 <= passed <= most, (passed, most))
    refused = [a for a in answers if a[0] != 200]
    counter.check('the rest is told when to come again', all(a[0] == 429 and code(a) == 'rate' and int(a[1]['retry-after']) >= 1 for a in refused),
                  [(a[0], a[1]) for a in refused])
    counter.equal('another client is served', server.ask('GET', GOOD, None, None, second)[0], 200)
    counter.check('a new connection is no new client', 429 in [server.ask('GET', GOOD, None, None, client(server, 2))[0] for _ in range(20)])
    counter.equal('health is answered all the same', server.ask('GET', '/healthz', None, None, first)[0], 200)
    time.sleep(max([int(a[1]['retry-after']) for a in refused] or [0]))
    counter.equal('Retry-After keeps its word', server.ask('GET', GOOD, None, None, first)[0], 200)
    counter.check('429 is counted', b'status="429"} ' in server.ask('GET', '/metrics', None, None, second)[2])
    server.close()


def token_rates(counter):
    server = Server()
    server.stop()
    tokens = os.path.join(server.folder, 'tokens')
    with open(tokens, 'w') as file:
        file.write('read first-first-first-first\nread second-second-second\n')
    os.chmod(tokens, 0o600)
    server.options = ('--max-rate', '3', '--threads', '1', '--tokens', tokens)
    server.start()

    def status(token):
        return server.ask('GET', GOOD, None, {'Authorization': 'Bearer ' + token})[0]
    began = time.monotonic()
    passed = [status('first-first-first-first') for _ in range(8)].count(200)
    counter.check('a token has its rate', 3 <= passed <= 4 + 3 * (time.monotonic() - began), passed)
    counter.equal('another token its own', status('second-second-second'), 200)
    counter.check('who guesses tokens is slowed down', 429 in [status(f'guess-guess-guess-{n}') for n in range(30)])
    counter.equal('the owners are not', status('second-second-second'), 200)
    server.close()


def connections(counter):
    server = Server('--max-connections', '12', '--max-client', '4', '--threads', '1')
    held = [client(server, 2) for _ in range(4)]
    for c in held:
        server.ask('GET', '/healthz', None, None, c)
    answer = server.ask('GET', GOOD, None, None, client(server, 2))
    counter.equal('one more than --max-client', (answer[0], code(answer), answer[1].get('retry-after'), answer[1].get('connection')),
                  (429, 'client_connections', '1', 'close'))
    counter.equal('those that are there go on', [server.ask('GET', GOOD, None, None, c)[0] for c in held], [200] * 4)
    other = [client(server, n) for n in (3, 3, 3, 3, 4, 4, 4, 4)]
    counter.equal('and so do other clients', [server.ask('GET', GOOD, None, None, c)[0] for c in other], [200] * 8)
    answer = server.ask('GET', GOOD, None, None, client(server, 5))
    counter.equal('one more than --max-connections', (answer[0], code(answer), answer[1].get('connection')), (503, 'connections', 'close'))
    counter.equal('all that are there go on', [server.ask('GET', GOOD, None, None, c)[0] for c in held + other], [200] * 12)
    silent = [socket.create_connection(('127.0.0.1', server.port), source_address=('127.0.0.5', 0)) for _ in range(20)]
    held[0].close()
    other[0].close()
    time.sleep(0.3)
    began = time.time()
    for s in silent:
        s.settimeout(10)
        try:
            s.recv(1)
        except ConnectionError:
            pass
    counter.check('silent ones beyond the limit are ended soon', time.time() - began < 6, time.time() - began)
    until = time.time() + 5
    while (status := server.ask('GET', GOOD, None, None, client(server, 6))[0]) != 200 and time.time() < until:
        time.sleep(0.1)
    counter.equal('then there is room', status, 200)
    for c in held + other + silent:
        c.close()
    server.close()


# ---- slow ones ----------------------------------------------------------------------------------------------------------------------------

def slow(counter, count):
    """Connections that send or read a byte now and then, while others ask."""
    server = Server('--idle-timeout', '2', '--timeout', '4', '--threads', '1')
    server.ask('GET', GOOD)
    before, files = memory(server), descriptors(server)
    body = b'POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n'
    many = []
    for n in range(count):
        s = socket.create_connection(('127.0.0.1', server.port), source_address=('127.0.0.2', 0))
        s.setblocking(False)
        s.send(body if n % 2 else b'GET /v1')
        many.append(s)
    most, waits, began, ended = memory(server), [], time.monotonic(), set()
    good = client(server, 3)
    while len(ended) < count and time.monotonic() - began < 30:
        for n, s in enumerate(many):
            try:
                if n not in ended and (s.send(b'x'), s.recv(4096))[1] == b'':
                    ended.add(n)
            except BlockingIOError:
                pass
            except OSError:
                ended.add(n)
        asked = time.monotonic()
        if server.ask('GET', GOOD, None, None, good)[0] != 200:
            break
        waits.append(time.monotonic() - asked)
        most = max(most, memory(server))
        time.sleep(0.05)
    waits.sort()
    figure(f'{count} slow connections: ended after {time.monotonic() - began:.1f} s; {len(waits)} other requests, the slowest {waits[-1] * 1000:.1f} ms; '
           f'{(most - before) * 1024 / count:.1f} KiB a connection')
    counter.equal('slow connections are ended', len(ended), count)
    counter.check('while others are served', len(waits) > 10 and waits[len(waits) // 2] < 1, waits[-3:])
    for s in many:
        s.close()
    time.sleep(0.5)
    counter.check('and their files are closed', descriptors(server) <= files + 4, (files, descriptors(server)))
    counter.check('their memory is small', most - before < 2 + count * 40 / 1024 or SANITIZED, (before, most))
    server.close()


SYLLABLES = 'ka lo mi ran tor vel sun dra pex qui bal nor zen fir gam hul jas wex yor tal'.split()


def name(n):
    return ''.join(SYLLABLES[n // 20 ** k % 20] for k in range(3)).capitalize() + ' ' + ''.join(SYLLABLES[n * 7 // 20 ** k % 20] for k in range(3))


def many_accounts(count):
    return ''.join(f'N{n},{name(n)} GmbH,,DE,\n' for n in range(count))


def spent(server):
    """Seconds that documents took in the server."""
    line = [x for x in server.ask('GET', '/metrics')[2].decode().splitlines() if x.startswith('l2a_request_duration_seconds_sum{method="POST",route="/v1/match"')]
    return float(line[0].split()[1])


# ---- ten times too much -------------------------------------------------------------------------------------------------------------------

class Senders:
    """Requests at times that do not depend on the answers, as the world sends them."""

    def __init__(self, server, body, per_second, seconds):
        self.server, self.body, self.answers, self.lock = server, body, [], threading.Lock()
        count = int(min(150, max(20, per_second * 1.5)))
        self.every, self.until = count / per_second, time.monotonic() + seconds
        self.threads = [threading.Thread(target=self.run, args=(n / per_second,)) for n in range(count)]
        for t in self.threads:
            t.start()

    def run(self, offset):
        c, due = client(self.server, 2), time.monotonic() + offset
        while due < self.until:
            time.sleep(max(0.0, due - time.monotonic()))
            due += self.every
            began = time.monotonic()
            try:
                answer = self.server.ask('POST', '/v1/match', self.body, JSON, c)
            except OSError as error:
                answer, c = (repr(error), {}, b'{}'), client(self.server, 2)
            with self.lock:
                self.answers.append((answer[0], answer[1].get('retry-after'), code(answer) if answer[0] != 200 else None, time.monotonic() - began))
        c.close()


def overload(counter, seconds):
    server = Server('--threads', '1', '--max-wait', '400', '--memo', '1', accounts=ACCOUNTS + many_accounts(3000))
    body = json.dumps({'records': [{'id': n, 'company': name(n)[:-1], 'city': f'c{n}'} for n in range(300 if SANITIZED else 3000)]})
    for _ in range(3):
        server.ask('POST', '/v1/match', body, JSON)
    each = spent(server) / 3
    before = memory(server)
    senders, started = Senders(server, body, 10 / each, seconds), time.monotonic()
    light, good, most = [], client(server, 3), before
    while any(t.is_alive() for t in senders.threads):
        asked = time.monotonic()
        answer = server.ask('GET', GOOD, None, None, good)
        light.append((answer[0], time.monotonic() - asked))
        health = server.ask('GET', '/healthz', None, None, good)[0]
        counter.passed += health == 200 and answer[0] in (200, 503)
        counter.failed += health != 200 or answer[0] not in (200, 503)
        most = max(most, memory(server))
        time.sleep(0.02)
    took_all = time.monotonic() - started
    done = [a for a in senders.answers if a[0] == 200]
    shed = [a for a in senders.answers if a[0] == 503]
    took = sorted(t for _, t in light)
    figure(f'{len(senders.answers)} documents of {each * 1000:.0f} ms each in {seconds} s ({len(senders.answers) * each / seconds:.1f} times too much): '
           f'{len(done)} answered ({len(done) * each / took_all:.2f} of what it can), {len(shed)} told to come again; slowest '
           f'{max(a[3] for a in senders.answers):.2f} s; beside them {sum(s == 200 for s, _ in light)} of {len(light)} lookups answered, '
           f'median {took[len(took) // 2] * 1000:.0f} ms, slowest {took[-1] * 1000:.0f} ms; memory {before:.0f} -> {most:.0f} MiB')
    counter.equal('every document is answered or told to come again', len(done) + len(shed), len(senders.answers))
    counter.check('there was too much', len(senders.answers) * each > 2 * seconds, (len(senders.answers), each))
    counter.check('it says so', shed and all(a[1] == '1' and a[2] == 'overload' for a in shed), shed[:3])
    counter.check('it goes on working', len(done) * each > 0.3 * seconds, (len(done), each))
    counter.check('nobody waits long', max(a[3] for a in senders.answers) < 5 + 20 * each, max(a[3] for a in senders.answers))
    counter.equal('then all is well', server.ask('GET', GOOD)[0], 200)
    counter.check('the wait is measured', b'\nl2a_queue_wait_seconds ' in server.ask('GET', '/metrics')[2])
    counter.check('memory stays', most < 2 * before + 100 or SANITIZED, (before, most))
    server.close()


# ---- large ones ---------------------------------------------------------------------------------------------------------------------------

def bombs(counter):
    """What is small on the wire and large in memory."""
    server = Server('--threads', '1', '--max-body', '64' if LONG else '16')
    packed = {**JSON, 'Content-Encoding': 'gzip'}
    server.ask('GET', GOOD)
    before = memory(server)
    properties = ','.join(['{"id":"Name"}'] * 101)
    large, size = 'x' * 60000, 1 << 20 if LONG else 1 << 18
    server.json('PUT', '/v1/accounts/L', {'Name': 'Large Works', 'Owner': large})
    extension = json.dumps({'ids': ['L'] * 10000, 'properties': [{'id': 'Owner'}]})
    cases = [('zeros', '/v1/match', packed, gzip.compress(bytes(100 * size), 1), 413, 'body_limit'),
             ('a document of records', '/v1/match', packed, gzip.compress(b'{"records":[' + b'{},' * (20 * size) + b'{}]}', 1), 413, 'json_limit'),
             ('a document of arrays', '/v1/explain', packed, gzip.compress(b'{"record":[' + b'[],' * (20 * size) + b'1]}', 1), 413, 'json_limit'),
             ('lines of nothing', '/v1/match', {**LINES, 'Content-Encoding': 'gzip'}, gzip.compress(b'{}\n' * (20 * size), 1), 413, 'batch_limit'),
             ('one long line', '/v1/match', {**LINES, 'Content-Encoding': 'gzip'}, gzip.compress(b'{"id":"' + b'x' * (30 * size), 1), 413, 'line_limit'),
             ('many columns', '/reconcile/1.0/extend', JSON, '{"ids":["A1"],"properties":[%s]}' % properties, 413, 'batch_limit'),
             ('a large answer', '/reconcile/1.0/extend', JSON, extension, 413, 'answer_limit')]
    for name, path, headers, body, status, want in cases[:-1] if SANITIZED else cases:  # 256 MiB take a slow build a minute
        began = time.monotonic()
        answer = server.ask('POST', path, body, headers)
        figure(f'{name}: {len(body)} bytes, {answer[0]} {code(answer)} after {time.monotonic() - began:.2f} s; memory now {memory(server):.0f} MiB, '
               f'at most {memory(server, "VmHWM"):.0f} MiB')
        counter.equal(name, (answer[0], code(answer)), (status, want))
        counter.equal(name + ', others are served', server.ask('GET', GOOD)[0], 200)
    counter.check('memory comes back', memory(server) < before + 80 or SANITIZED, (before, memory(server)))
    server.close()


def queue_bytes(server):
    return next(int(x.split()[1]) for x in server.ask('GET', '/metrics')[2].decode().splitlines() if x.startswith('l2a_queue_bytes '))


def unread(counter):
    """Answers that nobody reads are held up to --max-held; then others are told to come again, and those of the reader's time are ended."""
    held_mib, records = 16, 3000  # more than sockets take
    server = Server('--threads', '1', '--max-held', str(held_mib), '--timeout', '15' if SANITIZED else '4', '--max-wait', '60000')
    body = json.dumps({'records': [{'id': n, 'company': 'Acme Robotics'} for n in range(records)], 'options': {'explain': 'full'}}).encode()
    request = b'POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n' % len(body) + body
    held = []
    for _ in range(5):
        s = socket.create_connection(('127.0.0.1', server.port), source_address=('127.0.0.2', 0))
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.sendall(request)
        held.append(s)
    until = time.monotonic() + 10
    while queue_bytes(server) < held_mib << 19 and time.monotonic() < until:
        time.sleep(0.1)
    answer = server.ask('POST', '/v1/match', body, JSON)
    counter.equal('a server that holds enough', (answer[0], code(answer)), (503, 'busy'))
    counter.equal('answers what is small', server.ask('GET', GOOD)[0], 200)
    counter.check('it holds no more', memory(server, 'VmHWM') < 250 or SANITIZED, memory(server, 'VmHWM'))
    until = time.monotonic() + 25
    while time.monotonic() < until and server.ask('POST', '/v1/match', body, JSON)[0] != 200:
        time.sleep(0.2)
    counter.equal('their time ends', server.ask('POST', '/v1/match', body, JSON)[0], 200)
    for s in held:
        s.close()
    while queue_bytes(server) >= 1 << 19 and time.monotonic() < until + 10:
        time.sleep(0.1)
    counter.check('nothing is held behind them', queue_bytes(server) < 1 << 19, queue_bytes(server))
    server.close()


def main():
    counter = Counter()
    if len(sys.argv) > 1:
        globals()[sys.argv[1]](counter, *map(int, sys.argv[2:]))
        counter.finish()
    rates(counter)
    token_rates(counter)
    connections(counter)
    slow(counter, 1000 if LONG else 60)
    overload(counter, 30 if LONG else 2)
    bombs(counter)
    if os.environ.get('BUILD') == 'tsan':
        counter.skip('answers that nobody reads: large ones take this build a minute')
    else:
        unread(counter)
    counter.finish()


main()
