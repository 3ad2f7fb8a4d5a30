# SPDX-License-Identifier: MIT
"""Asks what reconciliation clients ask; with L2A_RECONCILE_SCHEMAS, the folder of the specification's versions (0.2/schemas/manifest.json ...),
the answers are validated with its schemas."""
import csv
import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from json_schema import Schemas
from serve_client import Counter, Server

QUERIES = {'q0': {'query': 'ACME Robotics', 'type': 'account', 'type_strict': 'should', 'limit': 3},
           'q1': {'query': 'Nordlicht Logistik', 'properties': [{'pid': 'country', 'v': 'DE'}, {'pid': 'unknown', 'v': [{'id': 'x', 'name': 'y'}]}]},
           'q2': {'query': 'Borealis Foods', 'type': ['person']},
           'q3': {'query': 'nobody of this name'},
           'q4': {'properties': [{'pid': 'email', 'v': 'a@borealisfoods.co.uk'}]}}


class Asker:
    def __init__(self, counter, server):
        self.counter, self.server, self.answers = counter, server, []

    def valid(self, name, version, schema, answer):
        folder = os.environ.get('L2A_RECONCILE_SCHEMAS')
        self.answers.append({'version': version, 'schema': schema, 'name': name, 'answer': answer})
        if not folder:
            return
        schemas = Schemas.load(os.path.join(folder, version, 'schemas', schema + '.json'))
        problems = schemas.problems(answer)
        self.counter.check(f'{version} {name}', not problems, '; '.join(problems[:4]))

    def get(self, path):
        status, headers, data = self.server.ask('GET', path, headers={'Origin': 'https://refine.example'})
        self.counter.equal(path + ' for every origin', (status, headers.get('access-control-allow-origin')), (200, '*'))
        return json.loads(data)

    def post(self, path, body, kind='application/json'):
        status, headers, data = self.server.ask('POST', path, body, {'Content-Type': kind, 'Origin': 'https://refine.example'})
        self.counter.equal(path + ' for every origin', (status, headers.get('access-control-allow-origin')), (200, '*'))
        return json.loads(data)


def first(result):
    return (result[0]['id'], result[0]['match']) if result else None


def version_02(ask):
    manifest = ask.get('/reconcile')
    ask.valid('manifest', '0.2', 'manifest', manifest)
    form = urllib.parse.urlencode({'queries': json.dumps(QUERIES)})
    for name, results in (('POST', ask.post('/reconcile', form, 'application/x-www-form-urlencoded')), ('GET', ask.get('/reconcile?' + form))):
        ask.valid('results by ' + name, '0.2', 'reconciliation-result-batch', results)
        ask.counter.equal('answers by ' + name, [first(results[q]['result']) for q in sorted(results)],
                          [('A1', True), ('A2', True), None, None, ('A3', True)])
    form = urllib.parse.urlencode({'extend': json.dumps({'ids': ['A1', 'nobody'], 'properties': [{'id': 'Name'}, {'id': 'Owner'}]})})
    rows = ask.post('/reconcile', form, 'application/x-www-form-urlencoded')
    ask.valid('extension', '0.2', 'data-extension-response', rows)
    ask.counter.equal('rows', rows['rows']['A1'], {'Name': [{'str': 'Acme Robotics Inc'}], 'Owner': [{'str': 'Dana'}]})
    suggestions(ask, '0.2', '/reconcile')


def version_10(ask):
    ask.valid('manifest', '1.0-draft', 'manifest', ask.get('/reconcile/1.0'))
    conditions = [[{'matchType': 'name', 'propertyValue': 'ACME Robotics'}], [{'matchType': 'id', 'propertyValue': 'A2'}],
                  [{'matchType': 'property', 'propertyId': 'email', 'propertyValue': ['a@borealisfoods.co.uk']}],
                  [{'matchType': 'name', 'propertyValue': 'ACME Robotics'},
                   {'matchType': 'property', 'propertyId': 'colour', 'propertyValue': 'red', 'required': True}]]
    results = ask.post('/reconcile/1.0/match', json.dumps({'queries': [{'type': 'account', 'limit': 2, 'conditions': c} for c in conditions]}))
    ask.valid('results', '1.0-draft', 'reconciliation-result-batch', results)
    ask.counter.equal('answers', [first(r['candidates']) for r in results['results']], [('A1', True), ('A2', True), ('A3', True), None])
    rows = ask.post('/reconcile/1.0/extend', json.dumps({'ids': ['A2'], 'properties': [{'id': 'Website'}, {'id': 'nothing'}]}))
    ask.valid('extension', '1.0-draft', 'data-extension-response', rows)
    suggestions(ask, '1.0-draft', '/reconcile/1.0')


def suggestions(ask, version, base):
    entities = ask.get(base + '/suggest/entity?prefix=nord')
    ask.valid('entities', version, 'suggest-entities-response', entities)
    ask.counter.equal(version + ' a beginning finds its account', [e['id'] for e in entities['result']], ['A2'])
    ask.counter.equal(version + ' an id finds its account', ask.get(base + '/suggest/entity?prefix=A3')['result'][0]['id'], 'A3')
    ask.counter.equal(version + ' everything', len(ask.get(base + '/suggest/entity?prefix=')['result']), 3)
    ask.counter.equal(version + ' limit', len(ask.get(base + '/suggest/entity?prefix=&limit=2')['result']), 2)
    ask.valid('properties', version, 'suggest-properties-response', ask.get(base + '/suggest/property?prefix=c'))
    ask.valid('types', version, 'suggest-types-response', ask.get(base + '/suggest/type?prefix='))
    ask.valid('proposals', version, 'data-extension-property-proposal', ask.get(base + '/extend/propose?type=account'))
    status, _, data = ask.server.ask('GET', base + '/preview?id=A1')
    ask.counter.check(version + ' preview', status == 200 and b'Acme Robotics Inc' in data, data)


def preflight(ask):
    status, headers, _ = ask.server.ask('OPTIONS', '/reconcile', headers={'Origin': 'https://refine.example',
                                                                           'Access-Control-Request-Method': 'POST'})
    ask.counter.equal('preflight', (status, headers.get('access-control-allow-origin')), (204, '*'))
    _, headers, _ = ask.server.ask('OPTIONS', '/v1/match', headers={'Origin': 'https://refine.example'})
    ask.counter.equal('none for the API', headers.get('access-control-allow-origin'), None)


# ---- OpenRefine ----------------------------------------------------------------------------------------------------------------------------

class Refine:
    def __init__(self, folder, port):
        self.base = f'http://127.0.0.1:{port}'
        self.process = subprocess.Popen(['openrefine', '-p', str(port), '-i', '127.0.0.1', '-d', folder, '-m', '1024M', '-x', 'refine.headless=true'],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def call(self, path, data=None, headers=None):
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None
        try:
            with urllib.request.build_opener(Stay).open(urllib.request.Request(self.base + path, data, headers or {}), timeout=30) as answer:
                return answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            if error.code != 302:
                raise
            return '', error.headers

    def command(self, name, fields, token=True, **query):
        if token:
            query['csrf_token'] = json.loads(self.call('/command/core/get-csrf-token')[0])['token']
        return self.call(f'/command/core/{name}?' + urllib.parse.urlencode(query), urllib.parse.urlencode(fields).encode())[0]

    def wait(self):
        for _ in range(240):
            try:
                return self.call('/command/core/get-version')
            except OSError:
                time.sleep(0.5)
        raise TimeoutError('OpenRefine does not start')

    def create(self, text):
        token = json.loads(self.call('/command/core/get-csrf-token')[0])['token']
        parts = {'project-name': 'test', 'format': 'text/line-based/*sv', 'options': json.dumps({'separator': ',', 'headerLines': 1})}
        body = ''.join(f'--xx\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items())
        body += f'--xx\r\nContent-Disposition: form-data; name="project-file"; filename="t.csv"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n--xx--\r\n'
        _, headers = self.call('/command/core/create-project-from-upload?csrf_token=' + urllib.parse.quote(token), body.encode(),
                               {'Content-Type': 'multipart/form-data; boundary=xx'})
        return headers['Location'].split('project=')[1]

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)


def ajv(counter, answers):
    """The same with ajv, which knows all of JSON Schema; an answer that is wrong must be found."""
    folder = os.environ.get('L2A_RECONCILE_SCHEMAS')
    if not folder:
        counter.skip('schemas of the reconciliation specification: L2A_RECONCILE_SCHEMAS is not set')
        return
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'ajv_validate.cjs')
    environment = {**os.environ, 'NODE_PATH': os.environ.get('L2A_NODE_MODULES', '')}
    if not shutil.which('node') or subprocess.run(['node', '-e', "require('ajv')"], env=environment, stderr=subprocess.DEVNULL).returncode:
        counter.skip('ajv: not in L2A_NODE_MODULES')
        return
    for wrong in (False, True):
        given = [{**a, 'answer': [a['answer']]} for a in answers] if wrong else answers
        said = subprocess.run(['node', script, folder], input=json.dumps(given), env=environment, capture_output=True, text=True)
        lines = said.stdout.splitlines()
        counter.equal('ajv finds wrong answers' if wrong else 'ajv', (len(lines) - 1, lines[-1:]), (len(answers) if wrong else 0, [str(len(answers))]))
        if lines[:-1] and not wrong:
            print('\n'.join(lines[:5]), said.stderr[:500])


def open_refine(counter, server):
    if not shutil.which('openrefine'):
        counter.skip('OpenRefine: openrefine is not installed')
        return
    folder = os.path.join(server.folder, 'refine')
    os.mkdir(folder)
    refine = Refine(folder, 3399)
    try:
        refine.wait()
        names = {'ACME Robotics': 'A1', 'Nordlicht Logistik': 'A2', 'Borealis Foods Limited': 'A3', 'nobody of this name': '', 'Nordlicht Logistic GmbH': 'A2'}
        cells = [(f'{name}', want) for name, want in names.items() for _ in range(12)]
        project = refine.create('Company,Mail\n' + ''.join(f'{name},\n' for name, _ in cells) + 'Somebody,a@borealisfoods.co.uk\n')
        service = f'http://127.0.0.1:{server.port}/reconcile'
        config = {'mode': 'standard-service', 'service': service, 'identifierSpace': 'urn:l2a:account', 'schemaSpace': 'urn:l2a:property',
                  'type': {'id': 'account', 'name': 'Account'}, 'autoMatch': True, 'limit': 5, 'columnDetails': [{'column': 'Mail', 'propertyName': 'email', 'propertyID': 'email'}]}
        refine.command('reconcile', {'columnName': 'Company', 'engine': '{"facets":[],"mode":"row-based"}', 'config': json.dumps(config)}, project=project)
        while json.loads(refine.call('/command/core/get-processes?project=' + project)[0])['processes']:
            time.sleep(0.2)
        refine.command('add-column', {'baseColumnName': 'Company', 'expression': 'grel:cell.recon.match.id', 'newColumnName': 'id',
                                      'columnInsertIndex': 1, 'onError': 'set-to-blank', 'engine': '{"facets":[],"mode":"row-based"}'}, project=project)
        rows = refine.command('export-rows', {'project': project, 'format': 'csv', 'engine': '{"facets":[],"mode":"row-based"}'}, token=False)
        got = [(row['Mail'], row['id']) for row in csv.DictReader(rows.splitlines())]
        counter.equal('OpenRefine', got, [('', want) for _, want in cells] + [('a@borealisfoods.co.uk', 'A3')])
        refine.command('delete-project', {'project': project})
    finally:
        refine.stop()


def main():
    counter = Counter()
    server = Server()
    ask = Asker(counter, server)
    version_02(ask)
    version_10(ask)
    preflight(ask)
    ajv(counter, ask.answers)
    open_refine(counter, server)
    server.close()
    counter.finish()


main()
