// SPDX-License-Identifier: MIT
// Contacts as lines of JSON (for large batches), by what Node.js and browsers bring along.
const server = 'http://127.0.0.1:8520';

async function match(contacts) {
  const headers = { 'Content-Type': 'application/x-ndjson' };
  if (process.env.L2A_TOKEN) headers.Authorization = 'Bearer ' + process.env.L2A_TOKEN;
  const body = contacts.map((contact) => JSON.stringify(contact)).join('\n');
  const response = await fetch(server + '/v1/match?limit=3', { method: 'POST', headers, body });
  if (!response.ok) throw new Error((await response.json()).detail);
  return (await response.text()).trimEnd().split('\n').map((line) => JSON.parse(line));
}

const contacts = [{ id: 1, email: 'jane@acme-robotics.com' }, { id: 2, company: 'Borealis Foods' }];
const answers = await match(contacts);
answers.forEach((answer, n) => console.log(`${contacts[n].email || contacts[n].company}: ${answer.l2a_decision} ${answer.l2a_account_id}`));
