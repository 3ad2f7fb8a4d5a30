// SPDX-License-Identifier: MIT
'use strict';
// The built-in page: asks the server it came from, and nobody else.
(() => {
  const byId = (id) => document.getElementById(id);
  const svgName = 'http://www.w3.org/2000/svg';
  const stageOrder = ['no_engagement', 'aware', 'recycled', 'mqa', 'open_opportunity', 'customer', 'excluded'];
  const page = { cursor: null, number: 1 };

  function make(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function row(...cells) {
    const line = make('tr');
    line.append(...cells);
    return line;
  }

  function heading(text) {
    const cell = make('th', text);
    cell.scope = 'row';
    return cell;
  }

  async function ask(path, body) {
    const headers = {};
    const token = sessionStorage.getItem('l2a-token');
    if (token) headers.Authorization = 'Bearer ' + token;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(path, { method: body === undefined ? 'GET' : 'POST', headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const answer = await response.json();
    if (response.status === 401) byId('key').hidden = false;
    if (!response.ok) throw Object.assign(new Error(answer.detail || response.statusText), { code: answer.code });
    return answer;
  }

  function tell(error) {
    byId('problem').textContent = error ? error.message : '';
  }

  // ---- one record ------------------------------------------------------------------------------------------------------------------

  // A bar from the middle: to the right what speaks for the account, to the left what speaks against it.
  function bar(weight, most) {
    const cell = make('td', undefined, 'bar');
    const svg = document.createElementNS(svgName, 'svg');
    const rect = document.createElementNS(svgName, 'rect');
    const axis = document.createElementNS(svgName, 'line');
    const width = most ? Math.abs(weight) / most * 50 : 0;
    svg.setAttribute('viewBox', '0 0 100 10');
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('aria-hidden', 'true');
    rect.setAttribute('x', weight < 0 ? 50 - width : 50);
    rect.setAttribute('y', '1');
    rect.setAttribute('width', width);
    rect.setAttribute('height', '8');
    rect.setAttribute('class', weight < 0 ? 'against' : 'for');
    for (const [name, value] of [['x1', 50], ['x2', 50], ['y1', 0], ['y2', 10]]) axis.setAttribute(name, value);
    axis.setAttribute('class', 'axis');
    svg.append(axis, rect);
    cell.append(svg);
    return cell;
  }

  function waterfall(title, data) {
    const box = make('div', undefined, 'wide');
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', title);
    const table = make('table', undefined, 'waterfall');
    const body = make('tbody');
    const steps = [{ feature: 'prior', weight: data.prior, meaning: 'before any evidence' }, ...(data.steps || [])];
    const most = Math.max(...steps.map((s) => Math.abs(s.weight)));
    const head = make('thead');
    const names = row(make('th', 'Evidence'), make('th', 'Weight', 'number'), make('th', 'Against or for'), make('th', 'Meaning'));
    for (const cell of names.children) cell.scope = 'col';
    head.append(names);
    for (const step of steps)
      body.append(row(heading(step.feature), make('td', step.weight.toFixed(3), 'number'), bar(step.weight, most), make('td', step.meaning)));
    const sum = steps.reduce((total, step) => total + step.weight, 0);
    body.append(row(heading('total'), make('td', sum.toFixed(3), 'number'), make('td'), make('td', 'sum of the weights')));
    table.append(make('caption', title), head, body);
    box.append(table);
    return box;
  }

  function candidates(list) {
    const table = make('table');
    const body = make('tbody');
    const head = make('thead');
    const names = row(make('th', 'Candidate'), make('th', 'Probability', 'number'), make('th', 'Found by'));
    for (const cell of names.children) cell.scope = 'col';
    head.append(names);
    for (const c of list) {
      const name = make('td');
      name.append(accountLink(c.account_id, c.account_name));
      body.append(row(name, make('td', c.probability.toFixed(4), 'number'), make('td', c.routes)));
    }
    table.append(make('caption', 'Candidates'), head, body);
    return table;
  }

  function facts(list, entries) {
    list.replaceChildren();
    for (const [name, value] of entries) {
      if (value === undefined || value === '' || value === null) continue;
      list.append(make('dt', name), make('dd', String(value)));
    }
  }

  function show(result, explanation) {
    const sentences = { match: 'Match', review: 'For review', none: 'No account' };
    byId('verdict').textContent = sentences[result.l2a_decision] + (result.l2a_account_name ? ': ' + result.l2a_account_name : '');
    facts(byId('facts'), [['Reason', result.l2a_reason], ['Score', result.l2a_score], ['Account', result.l2a_account_id],
      ['Owner', result.l2a_owner], ['Detail', result.l2a_detail], ['Grade', result.l2a_grade], ['Runner-up', result.l2a_runner_up],
      ['Margin', result.l2a_margin], ['Tie-break', result.l2a_tie_break], ['Roll-up', result.l2a_rollup_id]]);
    byId('candidates').replaceChildren(...(explanation.candidates ? [candidates(explanation.candidates)] : []));
    byId('waterfalls').replaceChildren();
    if (explanation.waterfall)
      byId('waterfalls').append(waterfall('Why ' + (explanation.waterfall.account_name || explanation.waterfall.account_id), explanation.waterfall));
    const other = explanation.against_waterfall;
    if (explanation.against) byId('waterfalls').append(make('p', `Why not ${explanation.against.account_id}: ${explanation.against.why}`));
    if (other) byId('waterfalls').append(waterfall('Against ' + (other.account_name || other.account_id), other));
    byId('answer').hidden = false;
  }

  async function tryRecord(event) {
    event.preventDefault();
    const record = {};
    const against = byId('against').value.trim();
    for (const input of byId('record').elements)
      if (input.name && input.name !== 'against' && input.value.trim()) record[input.name] = input.value.trim();
    tell(null);
    try {
      const [batch, why] = await Promise.all([ask('/v1/match', { records: [record] }),
        ask('/v1/explain', against ? { record, against } : { record })]);
      show(batch.results[0], why.explanation);
      origin(batch);
    } catch (error) {
      byId('answer').hidden = true;
      tell(error);
    }
  }

  // ---- accounts --------------------------------------------------------------------------------------------------------------------

  function accountLink(id, name) {
    const button = make('button', name || id, 'link');
    button.type = 'button';
    button.addEventListener('click', () => showAccount(id));
    return button;
  }

  async function showAccount(id) {
    try {
      const answer = await ask('/v1/accounts/' + encodeURIComponent(id));
      const body = byId('cells').tBodies[0];
      byId('account-title').textContent = 'Account ' + answer.id;
      body.replaceChildren();
      const entries = Object.entries(answer.account).concat(Object.entries(answer.mqa || {}));
      for (const [name, value] of entries)
        if (value !== '' && value !== null) body.append(row(heading(name), make('td', String(value))));
      byId('account').hidden = false;
      byId('account-title').focus();
      tell(null);
    } catch (error) {
      tell(error);
    }
  }

  function rank(stage) {
    const at = stageOrder.indexOf(stage);
    return at < 0 ? stageOrder.length : at;
  }

  function funnel(stages) {
    const names = Object.keys(stages).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const all = Math.max(1, ...Object.values(stages));
    const body = byId('funnel').tBodies[0];
    body.replaceChildren();
    for (const name of names) {
      const cell = make('td', undefined, 'bar');
      const svg = document.createElementNS(svgName, 'svg');
      const rect = document.createElementNS(svgName, 'rect');
      svg.setAttribute('viewBox', '0 0 100 10');
      svg.setAttribute('preserveAspectRatio', 'none');
      svg.setAttribute('aria-hidden', 'true');
      rect.setAttribute('width', stages[name] / all * 100);
      rect.setAttribute('height', '10');
      rect.setAttribute('class', 'share');
      svg.append(rect);
      cell.append(svg);
      body.append(row(heading(name), make('td', stages[name], 'number'), cell));
    }
    const select = byId('stage');
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...names.map((name) => make('option', name)));
    select.value = names.includes(chosen) ? chosen : '';
  }

  function listAccounts(answer) {
    const body = byId('accounts').tBodies[0];
    body.replaceChildren();
    for (const a of answer.accounts) {
      const name = make('td');
      name.append(accountLink(a.account_id, a.account_name));
      body.append(row(name, make('td', a.stage), make('td', (a.stage_since || '').slice(0, 10)), make('td', a.minutes.toFixed(1), 'number'),
        make('td', a.people, 'number'), make('td', a.missing)));
    }
    page.cursor = answer.next_cursor;
    byId('next').disabled = !page.cursor;
    byId('first').disabled = page.number === 1;
    byId('page').textContent = `Page ${page.number}, ${answer.accounts.length} ${answer.accounts.length === 1 ? 'account' : 'accounts'}, as of ${answer.as_of}`;
  }

  async function loadStages(cursor) {
    const query = new URLSearchParams({ limit: '25' });
    if (byId('stage').value) query.set('stage', byId('stage').value);
    if (cursor) query.set('cursor', cursor);
    try {
      const answer = await ask('/v1/mqa?' + query);
      page.number = cursor ? page.number + 1 : 1;
      byId('mqa').hidden = false;
      funnel(answer.stages);
      listAccounts(answer);
    } catch (error) {
      if (error.code === 'no_state') byId('no-state').hidden = false;
      else tell(error);
    }
  }

  // ---- begin -----------------------------------------------------------------------------------------------------------------------

  function origin(answer) {
    byId('origin').textContent = `index generation ${answer.generation}, definitions ${answer.definitions}`;
  }

  async function begin() {
    try {
      const info = await ask('/v1/info');
      origin(info);
      byId('key').hidden = true;
      tell(null);
      await loadStages(null);
      const asked = new URLSearchParams(location.search).get('account');
      if (asked) await showAccount(asked);
    } catch (error) {
      tell(error);
    }
  }

  byId('key-form').addEventListener('submit', (event) => {
    event.preventDefault();
    sessionStorage.setItem('l2a-token', byId('token').value);
    begin();
  });
  byId('record').addEventListener('submit', tryRecord);
  byId('stage').addEventListener('change', () => loadStages(null));
  byId('first').addEventListener('click', () => loadStages(null));
  byId('next').addEventListener('click', () => loadStages(page.cursor));
  byId('filter').addEventListener('submit', (event) => event.preventDefault());
  begin();
})();
