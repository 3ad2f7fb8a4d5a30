# SPDX-License-Identifier: MIT
"""Bad clients, many clients, files that change: good requests are answered all the while."""
import json
import os
import random
import shutil
import signal
import socket
import threading
import time

from serve_client import ACCOUNTS, Counter, Server

LONG = os.environ.get('L2A_TEST_LONG') == '1'
GOOD = b'GET /v1/match?email=a@acme-robotics.com HTTP/1.1\r\nHost: localhost\r\n\r\n'


def raw(server, data, wait=10, shut=False):
    """What comes back until the server closes or nothing comes for a while."""
    with socket.create_connection(('127.0.0.1', server.port), timeout=wait) as s:
        answer = b''
        try:
            s.sendall(data)
            if shut:
                s.shutdown(socket.SHUT_WR)
            while True:
                piece = s.recv(65536)
                if not piece:
                    break
                answer += piece
        except OSError:
            pass
        return answer


def alive(counter, server, name):
    status, _, data = server.ask('GET', '/v1/match?email=a@acme-robotics.com')
    counter.check(name + ', others are served', status == 200 and b'"A1"' in data, data)


def post(body, kind=b'application/json', size=None):
    return (b'POST /v1/match HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ' + kind + b'\r\nContent-Length: ' +
            str(len(body) if size is None else size).encode() + b'\r\n\r\n' + body)


def malformed(counter, server):
    close = b'Connection: close\r\n'
    cases = {
        'no request at all': (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + bytes(200), b''),
        'no version': (b'GET /healthz\r\n\r\n', None),
        'a header without a colon': (b'GET /healthz HTTP/1.1\r\nnonsense\r\n\r\n', b' 400 '),
        'a header that is too long': (b'GET /healthz HTTP/1.1\r\nHost: x\r\nX: ' + b'a' * 17000 + b'\r\n\r\n', b' 4'),
        'a path that is too long': (b'GET /' + b'a' * 17000 + b' HTTP/1.1\r\n\r\n', b' 4'),
        'a length that is none': (b'POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n', b' 400 '),
        'a negative length': (b'POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n', b' 400 '),
        'a huge length': (b'POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n', b' 413 '),
        'a bad chunk': (b'POST /v1/match HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', None),
        'bad UTF-8 in JSON': (post(b'{"records":[{"company":"\xff\xfe"}]}'), b' 400 '),
        'bad UTF-8 in lines': (post(b'{"company":"\xff"}\n{"id":2,"email":"a@acme-robotics.com"}\n', b'application/x-ndjson'), b'"A1"'),
        'half a surrogate': (post(b'{"company":"\\ud800"}\n', b'application/x-ndjson'), b'"invalid"'),
        'a NUL in JSON': (post(b'{"records":[{"company":"a\\u0000b"}]}'), b' 400 '),
        'deep JSON': (post(b'{"records":' + b'[' * 100000 + b'}'), b' 400 '),
        'deep lines': (post(b'{"a":' + b'[' * 100000 + b'\n', b'application/x-ndjson'), b'"invalid"'),
        'a document of numbers': (post(b'[' + b'1,' * 100000 + b'1]'), b' 400 '),
        'too many records': (post(b'{"records":[' + b'{},' * 10000 + b'{}]}'), b' 413 '),
        'unknown method': (b'BREW / HTTP/1.1\r\nHost: localhost\r\n' + close + b'\r\n', b' 405 '),
        'dots in the path': (b'GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n' + close + b'\r\n', b' 404 '),
    }
    for name, (data, want) in cases.items():
        answer = raw(server, data, shut=True)
        # What is still on its way when the server has said enough may take the answer with it.
        if want is not None and not (answer == b'' and 'too long' in name):
            counter.check(name, want in answer, answer[:200])
    alive(counter, server, 'malformed requests')


def cut_short(counter, server):
    whole = post(b'{"records":[{"id":1,"email":"a@acme-robotics.com"}]}')
    for size in range(0, len(whole), 7):
        with socket.create_connection(('127.0.0.1', server.port)) as s:
            s.sendall(whole[:size])
    for seed in range(300):
        random.seed(seed)
        damaged = bytearray(whole)
        for _ in range(random.randint(1, 4)):
            damaged[random.randrange(len(damaged))] = random.randrange(256)
        with socket.create_connection(('127.0.0.1', server.port)) as s:
            s.sendall(bytes(damaged))
    alive(counter, server, 'requests cut short and damaged')


def pipelined(counter, server):
    answer = raw(server, GOOD * 50 + b'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
    counter.equal('pipelined requests are answered in order', (answer.count(b'"l2a_account_id":"A1"'), answer.count(b'"ok"')), (50, 1))
    counter.check('the last one last', answer.rstrip().endswith(b'{"status":"ok"}'), answer[-80:])
    with socket.create_connection(('127.0.0.1', server.port), timeout=10) as s:
        for byte in GOOD:
            s.sendall(bytes([byte]))
        counter.check('byte by byte', b'"A1"' in s.recv(65536), '')


def too_many(counter):
    server = Server('--max-connections', '8', '--max-client', '8', '--threads', '1')
    held = [server.connect() for _ in range(8)]
    for c in held:
        c.connect()
    time.sleep(0.2)
    status, headers, data = server.ask('GET', '/v1/match?email=a@acme-robotics.com')
    counter.equal('beyond --max-connections', (status, headers.get('retry-after'), json.loads(data)['code']), (503, '1', 'connections'))
    for c in held:
        c.close()
    time.sleep(0.2)
    alive(counter, server, 'when they are gone')
    server.close()
    server = Server('--max-held', '1', '--threads', '1')
    with socket.create_connection(('127.0.0.1', server.port), timeout=20) as s:
        s.sendall(post(b'{"records":[' + b' ' * 3000000, size=4000000))
        time.sleep(0.3)
        s.sendall(b' ' * 1000000)
        counter.check('beyond --max-held', b' 503 ' in s.recv(65536), '')
    alive(counter, server, 'when it is gone')
    server.close()


class Load:
    """Threads that ask without a pause and keep every answer that is not right."""

    def __init__(self, server, threads=4):
        self.server, self.bad, self.count, self.stopped = server, [], 0, False
        self.generations = set()
        self.threads = [threading.Thread(target=self.run, args=(n,)) for n in range(threads)]
        for t in self.threads:
            t.start()

    def run(self, n):
        connection = self.server.connect()
        lines = b''.join(b'{"id":%d,"email":"a@acme-robotics.com"}\n' % i for i in range(200))
        while not self.stopped:
            try:
                if n % 2:
                    status, _, data = self.server.ask('POST', '/v1/match', lines, {'Content-Type': 'application/x-ndjson'}, connection)
                    good = data.count(b'"A1"') >= 200
                else:
                    status, _, data = self.server.ask('GET', '/v1/match?email=a@acme-robotics.com', None, None, connection)
                    self.generations.add(json.loads(data).get('generation'))
                    good = b'"A1"' in data
                if status != 200 or not good:
                    self.bad.append((status, data[:200]))
                self.count += 1
            except Exception as error:  # a connection that breaks is a failed request
                self.bad.append(repr(error))
                connection = self.server.connect()
        connection.close()

    def stop(self):
        self.stopped = True
        for t in self.threads:
            t.join()


def reloads(counter):
    """Definitions change, the index is replaced by another file, accounts change, broken files come: no request fails."""
    first = Server()
    first.stop()
    definitions = os.path.join(first.folder, 'l2a.yaml')
    with open(definitions, 'w') as file:
        file.write('match:\n  thresholds: {match: 0.8}\n')
    server = Server('--definitions', definitions, folder=first.folder)
    other = server.make_index(ACCOUNTS + 'A4,Zebra Works GmbH,zebra-works.de,DE,Kim\n', 'other.l2a')
    fingerprint = server.json('GET', '/v1/info')[1]['definitions']
    load = Load(server)
    time.sleep(0.3)
    for n in range(10):
        server.json('PUT', '/v1/accounts/B%d' % n, {'Name': 'Quokka Works %d' % n})
    server.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    with open(definitions, 'w') as file:
        file.write('match:\n  thresholds: {match: 0.9}\n')
    wait_for(lambda: server.json('GET', '/v1/info')[1]['definitions'] != fingerprint)
    counter.check('changed definitions are loaded', server.json('GET', '/v1/info')[1]['definitions'] != fingerprint, server.said())
    with open(definitions, 'w') as file:
        file.write('match: [\n')
    wait_for(lambda: 'nothing is loaded again' in server.said())
    counter.check('broken definitions are not', 'nothing is loaded again' in server.said(), server.said())
    os.replace(other, server.index)
    with open(definitions, 'w') as file:
        file.write('match:\n  thresholds: {match: 0.8}\n')
    wait_for(lambda: b'"A4"' in server.ask('GET', '/v1/match?company=Zebra+Works')[2])
    counter.check('a file in the place of the index is opened', b'"A4"' in server.ask('GET', '/v1/match?company=Zebra+Works')[2], server.said())
    for _ in range(30 if LONG else 3):
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
    load.stop()
    counter.check('no request failed', not load.bad and load.count > 50, (load.count, load.bad[:3]))
    counter.check('answers came from several generations', len(load.generations) > 3, load.generations)
    server.close()
    shutil.rmtree(first.folder, ignore_errors=True)


def wait_for(condition, seconds=20):
    until = time.time() + seconds
    while time.time() < until and not condition():
        time.sleep(0.1)


def drain(counter):
    """A request that runs when SIGTERM comes is answered."""
    server = Server()
    body = b'{"records":[{"id":1,"email":"a@acme-robotics.com"}]}'
    with socket.create_connection(('127.0.0.1', server.port), timeout=20) as s:
        whole = post(body)
        s.sendall(whole[:-10])
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        wait_for(lambda: 'ending' in server.said())
        time.sleep(0.7)
        s.sendall(whole[-10:])
        answer = b''
        while piece := s.recv(65536):
            answer += piece
    counter.check('a request on the way is answered', b' 200 ' in answer and b'"A1"' in answer, answer)
    counter.equal('then the server has ended', server.process.wait(20), 0)
    server.close()


def main():
    counter = Counter()
    server = Server()
    malformed(counter, server)
    cut_short(counter, server)
    pipelined(counter, server)
    counter.equal('no crash', server.stop(), 0)
    server.close()
    too_many(counter)
    reloads(counter)
    drain(counter)
    counter.finish()


main()
