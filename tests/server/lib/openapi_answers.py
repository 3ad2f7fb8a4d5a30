# SPDX-License-Identifier: MIT
"""Sends a request for every (route, method, status) that /openapi.json documents, and holds the answer against the document."""
import json
import os
import re
import shutil
import tempfile

from json_schema import Schemas
from serve_client import Counter, Server

JSON, LINES, FORM = 'application/json', 'application/x-ndjson', 'application/x-www-form-urlencoded'
READ, ADMIN = {'Authorization': 'Bearer reader-reader-reader'}, {'Authorization': 'Bearer admin-admin-admin-admin'}
RECORD = '{"records":[{"id":1,"email":"a@acme-robotics.com"},{"id":"x","company":"Borealis Foods"},7],"options":{"limit":2,"explain":"full"}}'
LONG = '{"id":"' + 'x' * 1200000 + '"}'


def cases():
    """(method, path as documented, status): path, content type, body, headers."""
    c = {}

    def add(method, path, status, at=None, kind=None, body=None, headers=ADMIN):
        c[method, path, str(status)] = (at or path, kind, body, headers)

    def usual(method, path, at, kind=None, body=None, admin=False, lines=False):
        add(method, path, 200, at, kind, body)
        add(method, path, 401, at, kind, body, {})
        c[method, path, '429'] = (at or path, kind, body, 'too often')
        c[method, path, '503'] = (at or path, kind, body, 'too many')
        if admin:
            add(method, path, 403, at, kind, body, READ)
        if kind:
            add(method, path, 415, at, 'text/plain', body)

    usual('get', '/v1/match', '/v1/match?email=a@acme-robotics.com&limit=3&explain=full')
    add('get', '/v1/match', 304, '/v1/match?email=a@acme-robotics.com', headers={**READ, 'If-None-Match': '*'})
    add('get', '/v1/match', 400, '/v1/match?limit=99')
    usual('post', '/v1/match', '/v1/match', JSON, RECORD)
    add('post', '/v1/match', 400, None, JSON, '{"records":')
    add('post', '/v1/match', 413, None, LINES, LONG)
    usual('post', '/v1/explain', '/v1/explain', JSON, '{"record":{"email":"a@acme-robotics.com"},"against":"A2"}')
    add('post', '/v1/explain', 400, None, JSON, '[]')
    add('post', '/v1/explain', 404, None, JSON, '{"record":{"email":"a@acme-robotics.com"},"against":"nobody"}')
    one, none = '/v1/accounts/A1', '/v1/accounts/nobody'
    usual('get', '/v1/accounts/{id}', one)
    add('get', '/v1/accounts/{id}', 404, none)
    usual('put', '/v1/accounts/{id}', '/v1/accounts/N%2F1', JSON, '{"Name":"Zebra Works"}', admin=True)
    add('put', '/v1/accounts/{id}', 400, one, JSON, '{')
    add('put', '/v1/accounts/{id}', 422, one, JSON, '{"Nome":"x"}')
    usual('delete', '/v1/accounts/{id}', '/v1/accounts/N%2F1', admin=True)
    add('delete', '/v1/accounts/{id}', 404, none)
    usual('post', '/v1/accounts', None, LINES, '{"Id":"N2","Name":"Yak Works"}\n{"Id":""}\n', admin=True)
    add('post', '/v1/accounts', 413, None, LINES, LONG)
    add('post', '/v1/accounts', 422, None, LINES, '{"Id":"N3","Nome":"x"}\n')
    rows = {'contacts': '{"id":"C1","email":"a@acme-robotics.com","title":"VP"}',
            'activities': '{"activity_id":"1","contact_id":"C1","type":"webinar_attended","minutes":60,"occurred_at":"2026-10-20"}\nbad',
            'opportunities': '{"opportunity_id":"O1","account_id":"A2","created_at":"2026-10-01"}',
            'touches': '{"account_id":"A1","occurred_at":"2026-10-21","kind":"call","rep":"Kim"}'}
    for name, body in rows.items():
        usual('post', '/v1/' + name, None, LINES, body, admin=True)
        c['post', '/v1/' + name, '404'] = ('/v1/' + name, LINES, body, 'no state')
    usual('get', '/v1/mqa', '/v1/mqa?limit=2&changed_since=2020-01-01')
    add('get', '/v1/mqa', 400, '/v1/mqa?changed_since=yesterday')
    c['get', '/v1/mqa', '404'] = ('/v1/mqa', None, None, 'no state')
    for path in ('/v1/info', '/metrics', '/reconcile/1.0'):
        usual('get', path, path)
    for path in ('/healthz', '/readyz', '/openapi.json', '/', '/page.css', '/page.js'):
        add('get', path, 200, headers={})
    c['get', '/readyz', '503'] = ('/readyz', None, None, 'draining')
    usual('get', '/reconcile', '/reconcile')
    add('get', '/reconcile', 400, '/reconcile?queries=%5B')
    query = 'queries=%7B%22q0%22%3A%7B%22query%22%3A%22Acme+Robotics%22%7D%7D'
    usual('post', '/reconcile', None, FORM, query)
    add('post', '/reconcile', 400, None, FORM, 'nothing=1')
    usual('post', '/reconcile/1.0/match', None, JSON, '{"queries":[{"conditions":[{"matchType":"id","propertyValue":"A1"}]}]}')
    add('post', '/reconcile/1.0/match', 400, None, JSON, '{}')
    usual('post', '/reconcile/1.0/extend', None, JSON, '{"ids":["A1"],"properties":[{"id":"Name"}]}')
    add('post', '/reconcile/1.0/extend', 400, None, JSON, '{}')
    for base in ('/reconcile', '/reconcile/1.0'):
        kind = base + '/suggest/{kind}'
        usual('get', kind, base + '/suggest/entity?prefix=Ac')
        add('get', kind, 404, base + '/suggest/nothing')
        usual('get', base + '/preview', base + '/preview?id=A1')
        add('get', base + '/preview', 404, base + '/preview?id=nobody')
        usual('get', base + '/extend/propose', base + '/extend/propose?type=account')
    return c


def documented(document):
    return {(method, path, status): answer for path, item in document['paths'].items() for method, operation in item.items()
            if method != 'parameters' for status, answer in operation['responses'].items()}


def resolved(document, answer):
    return document['components']['responses'][answer['$ref'].split('/')[-1]] if '$ref' in answer else answer


def fits(schemas, answer, headers, data):
    """Problems of an answer against what is documented for it."""
    content = answer.get('content')
    media = headers.get('content-type', '').split(';')[0]
    for name, header in answer.get('headers', {}).items():
        if header['schema']['type'] == 'integer' and not headers.get(name.lower(), '').isdigit():
            return [f'{name}: {headers.get(name.lower())!r} is no number']
    if content is None:
        return [] if not data else [f'a body that is not documented: {data[:80]!r}']
    if media not in content:
        return [f'media type {media} is not documented']
    if media.endswith('json') and media != 'application/x-ndjson':
        return schemas.problems(json.loads(data), content[media]['schema'])
    if media == 'application/x-ndjson':
        return [p for line in data.splitlines() for p in schemas.problems(json.loads(line), content[media]['schema'])]
    return [] if data else ['no body']


def routes_of_source(root):
    with open(os.path.join(root, 'src/server/route.c')) as file:
        return {(m.lower(), p) for p, m in re.findall(r'\{ "(/[^"]*)", HTTP_([A-Z]+)', file.read())}


def draining_answer(tokens):
    """A connection that was open before SIGTERM is told that the server is ending."""
    server = Server('--tokens', tokens)
    connection = server.connect()
    server.ask('GET', '/healthz', connection=connection)
    server.process.send_signal(15)
    while 'ending' not in server.said():
        pass
    answer = server.ask('GET', '/readyz', connection=connection)
    server.close()
    return answer


def main():
    counter = Counter()
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    folder = tempfile.mkdtemp()
    tokens = os.path.join(folder, 'tokens')
    with open(tokens, 'w') as file:
        file.write('read reader-reader-reader\nadmin admin-admin-admin-admin\n')
    os.chmod(tokens, 0o600)
    full = Server('--tokens', tokens, '--max-body', '1', '--state', os.path.join(folder, 'state'), '--as-of', '2026-11-01T00:00:00Z')
    bare, often, many = Server(), Server('--max-rate', '1', '--threads', '1'), Server('--max-connections', '1')
    held = many.connect()
    many.ask('GET', '/healthz', connection=held)
    document = json.loads(full.ask('GET', '/openapi.json')[2])
    schemas, answers, asked = Schemas(document), documented(document), cases()
    counter.equal('version', document['openapi'], '3.1.0')
    counter.equal('what is documented is what is tested', sorted(answers.keys() ^ asked.keys()), [])
    counter.equal('routes of the source', sorted({(m, p) for m, p, _ in answers} ^ routes_of_source(root)), [])
    for key, (path, kind, body, headers) in asked.items():
        method, name, status = key
        if headers == 'draining':
            have, got, data = draining_answer(tokens)
        else:
            server = {'no state': bare, 'too often': often, 'too many': many}.get(headers, full) if isinstance(headers, str) else full
            sent = {} if isinstance(headers, str) else dict(headers)
            if kind:
                sent['Content-Type'] = kind
            have, got, data = server.ask(method.upper(), path or name, body, sent)
            if headers == 'too often' and have != 429:  # the first of its second
                have, got, data = server.ask(method.upper(), path or name, body, sent)
        problems = [f'status {have}: {data[:200]!r}'] if str(have) != status else fits(schemas, resolved(document, answers.get(key, {})), got, data)
        counter.check(' '.join(key), not problems, '; '.join(problems[:5]))
    for server in (full, bare, often, many):
        server.close()
    shutil.rmtree(folder)
    counter.finish()


main()
