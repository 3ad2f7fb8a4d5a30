# SPDX-License-Identifier: MIT
"""Contacts matched in one request, with the standard library alone."""
import json
import os
import urllib.request

SERVER = 'http://127.0.0.1:8520'


def match(records, limit=0):
    """The answers, in the order of the records. A record has email, company, website, country, phone ... as far as they are known."""
    request = urllib.request.Request(SERVER + '/v1/match', json.dumps({'records': records, 'options': {'limit': limit}}).encode(),
                                     {'Content-Type': 'application/json'})
    if 'L2A_TOKEN' in os.environ:
        request.add_header('Authorization', 'Bearer ' + os.environ['L2A_TOKEN'])
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)['results']


contacts = [{'email': 'jane@acme-robotics.com'}, {'company': 'Borealis Foods'}, {'email': 'someone@gmail.com'}]
for contact, answer in zip(contacts, match(contacts)):
    print(f"{contact.get('email') or contact['company']}: {answer['l2a_decision']} {answer['l2a_account_id']} {answer['l2a_score']}")
