# SPDX-License-Identifier: MIT
"""What the tests of l2a serve share: a server of their own, requests, counting."""
import atexit
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ACCOUNTS = '''Id,Name,Website,BillingCountry,Owner
A1,Acme Robotics Inc,https://www.acme-robotics.com,US,Dana
A2,Nordlicht Logistik GmbH,nordlicht-logistik.de,DE,Kim
A3,Borealis Foods Ltd,borealisfoods.co.uk,GB,Dana
'''


class Server:
    def __init__(self, *options, accounts=ACCOUNTS, folder=None):
        self.l2a = os.environ['L2A']
        self.own = folder is None
        self.folder = folder or tempfile.mkdtemp()
        self.index = os.path.join(self.folder, 'accounts.l2a')
        if not os.path.exists(self.index):
            self.make_index(accounts)
        self.options = options
        self.start()

    def make_index(self, accounts, name='accounts.l2a'):
        table = os.path.join(self.folder, 'accounts.csv')
        with open(table, 'w') as file:
            file.write(accounts)
        path = os.path.join(self.folder, name)
        subprocess.run([self.l2a, 'index', '--quiet', table, '-o', path], check=True)
        return path

    def start(self):
        log = os.path.join(self.folder, 'log')
        self.log = open(log, 'w')
        self.process = subprocess.Popen([self.l2a, 'serve', '-i', self.index, '--port', '0', *self.options], stdout=self.log, stderr=self.log)
        atexit.register(self.process.kill)  # a test that breaks off leaves no server behind
        for _ in range(1200):
            with open(log) as file:
                found = re.search(r'listening on http://[^ ]*:(\d+)', file.read())
            if found or self.process.poll() is not None:
                break
            time.sleep(0.05)
        if not found:
            with open(log) as file:
                sys.exit('the server does not start: ' + file.read())
        self.port = int(found.group(1))

    def said(self):
        with open(os.path.join(self.folder, 'log')) as file:
            return file.read()

    def connect(self, timeout=60):
        return http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)

    def ask(self, method, path, body=None, headers=None, connection=None):
        """Status, headers, body as bytes."""
        c = connection or self.connect()
        c.request(method, path, body=body, headers=headers or {})
        answer = c.getresponse()
        data = answer.read()
        if connection is None:
            c.close()
        return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), data

    def json(self, method, path, body=None, kind='application/json'):
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        status, _, data = self.ask(method, path, body, {'Content-Type': kind} if body is not None else {})
        return status, json.loads(data)

    def stop(self, sig=15):
        if self.process.poll() is None:
            self.process.send_signal(sig)
        status = self.process.wait(60)
        self.log.close()
        return status

    def close(self):
        if self.process.poll() is None:
            self.stop()
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)


class Counter:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, name, good, detail=''):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f'{name}: {detail}')

    def equal(self, name, have, want):
        self.check(name, have == want, f'got {have!r}, expected {want!r}')

    def skip(self, what):
        self.skipped += 1
        print('skipped ' + what)

    def finish(self):
        line = f'{self.passed} passed, {self.failed} failed'
        print(line + (f', {self.skipped} skipped' if self.skipped else ''))
        sys.exit(1 if self.failed else 0)
