# SPDX-License-Identifier: MIT
"""Mixed load with continuous changes and reloads: no request fails, every answer is of one generation, memory stays."""
import json
import os
import signal
import threading
import time

from serve_client import ACCOUNTS, Counter, Server

SECONDS = int(os.environ.get('L2A_SOAK_S', '120'))
RELOAD_S = float(os.environ.get('L2A_RELOAD_S', '10'))


class Soak:
    def __init__(self, server):
        self.server, self.bad, self.count, self.changes, self.stopped = server, [], 0, 0, False

    def guard(self, work):
        connection = self.server.connect()
        while not self.stopped:
            try:
                problem = work(connection)
                if problem:
                    self.bad.append(problem)
                self.count += 1
            except Exception as error:  # a connection that breaks is a failed request
                self.bad.append(repr(error))
                connection = self.server.connect()
        connection.close()

    def single(self, connection):
        status, _, data = self.server.ask('GET', '/v1/match?email=a@acme-robotics.com&company=Acme+Robotcs', None, None, connection)
        return None if status == 200 and b'"A1"' in data else (status, data[:200])

    def document(self, connection):
        body = json.dumps({'records': [{'id': n, 'company': 'Quokka Works'} for n in range(50)], 'options': {'limit': 3}})
        status, _, data = self.server.ask('POST', '/v1/match', body, {'Content-Type': 'application/json'}, connection)
        results = json.loads(data)['results'] if status == 200 else []
        # All of one generation: Quokka Works is there for all of them or for none, under one owner.
        seen = {(r['l2a_account_id'], r['l2a_owner']) for r in results}
        return None if len(results) == 50 and len(seen) == 1 else (status, data[:200])

    def lines(self, connection):
        body = b''.join(b'{"id":%d,"email":"a@acme-robotics.com"}\n' % n for n in range(2000))
        status, _, data = self.server.ask('POST', '/v1/match', body, {'Content-Type': 'application/x-ndjson'}, connection)
        return None if status == 200 and data.count(b'\n') == 2000 else (status, data[:200])

    def change(self, connection):
        self.changes += 1
        n = self.changes
        if n % 3 == 2:
            status, _, data = self.server.ask('DELETE', '/v1/accounts/Q', None, None, connection)
        else:
            body = json.dumps({'Name': 'Quokka Works', 'Owner': 'owner %d' % n})
            status, _, data = self.server.ask('PUT', '/v1/accounts/Q', body, {'Content-Type': 'application/json'}, connection)
        return None if status in (200, 404) else (status, data[:200])


def memory(server):
    """kB of the process that no file backs: pages of the index are the system's to take back."""
    with open(f'/proc/{server.process.pid}/status') as file:
        return int(next(line for line in file if line.startswith('RssAnon')).split()[1])


def main():
    counter = Counter()
    server = Server(accounts=ACCOUNTS)
    soak = Soak(server)
    threads = [threading.Thread(target=soak.guard, args=(work,)) for work in (soak.single, soak.document, soak.lines, soak.change)]
    for t in threads:
        t.start()
    began, marks, reloads = time.time(), [], 0
    while time.time() - began < SECONDS:
        time.sleep(min(RELOAD_S, SECONDS))
        server.process.send_signal(signal.SIGHUP)
        reloads += 1
        marks.append(memory(server))
    soak.stopped = True
    for t in threads:
        t.join()
    metrics = server.ask('GET', '/metrics')[2].decode()
    size = os.path.getsize(server.index)
    print(f'{soak.count} requests, {soak.changes} changes, {reloads} reloads in {time.time() - began:.0f} s; anonymous memory in kB {marks}; '
          f'index file {size} bytes')
    counter.check('no request failed', not soak.bad, (len(soak.bad), soak.bad[:3]))
    half = len(marks) // 2
    counter.check('memory stays', half == 0 or min(marks[half:]) < 1.2 * max(marks[:half]) + 4096, marks)
    counter.check('reloads', 'l2a_reload_failures_total 0' in metrics, '')
    counter.equal('a good end', server.stop(), 0)
    server.close()
    counter.finish()


if __name__ == '__main__':
    main()
