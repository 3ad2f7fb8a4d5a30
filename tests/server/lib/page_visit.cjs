// SPDX-License-Identifier: MIT
// page_visit.cjs URL BROWSER WORK [SCREENSHOTS]: uses the page as a person would.
'use strict';
const { chromium } = require('playwright-core');
const [url, executablePath, work, pictures] = process.argv.slice(2);
let passed = 0;
let failed = 0;

function check(name, good, detail) {
  if (good) passed++;
  else {
    failed++;
    console.log(`${name}: ${JSON.stringify(detail)}`);
  }
}

async function picture(page, name) {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function tryRecord(page) {
  await page.fill('#email', 'jane@acme-robotics.com');
  await page.fill('#against', 'Z01');
  await page.press('#against', 'Enter');
  await page.waitForSelector('#answer:not([hidden])');
  const verdict = await page.textContent('#verdict');
  check('the account is found, its name as text', verdict === 'Match: Acme <b>Robotics</b> Inc', verdict);
  const steps = await page.locator('table.waterfall').first().locator('tbody tr').count();
  check('the waterfall has steps', steps > 3, steps);
  const bars = await page.locator('rect.for').count();
  check('and bars', bars > 1, bars);
  const why = await page.textContent('#waterfalls');
  check('why not the other one', why.includes('Why not Z01'), why.slice(0, 200));
}

async function stages(page) {
  await page.waitForSelector('#mqa:not([hidden])');
  const funnel = await page.locator('#funnel tbody tr').allTextContents();
  check('the funnel', funnel.join('|') === 'no_engagement60|mqa1', funnel);
  check('a page of accounts', await page.locator('#accounts tbody tr').count() === 25, await page.textContent('#page'));
  await page.click('#next');
  await page.waitForFunction(() => document.getElementById('page').textContent.startsWith('Page 2'));
  const first = await page.locator('#accounts tbody tr').first().textContent();
  check('the second page goes on', first.includes('Zenith'), first);
  await page.click('#next');
  await page.waitForFunction(() => document.getElementById('page').textContent.startsWith('Page 3'));
  check('the last page has the rest', await page.locator('#accounts tbody tr').count() === 11, await page.textContent('#page'));
  check('and is the last', await page.isDisabled('#next'), '');
  await page.selectOption('#stage', 'mqa');
  await page.waitForFunction(() => document.querySelectorAll('#accounts tbody tr').length === 1);
  await page.locator('#accounts tbody button').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('#account:not([hidden])');
  check('an account by keyboard', (await page.textContent('#account-title')) === 'Account A1', await page.textContent('#account-title'));
  check('the focus follows', await page.evaluate(() => document.activeElement.id) === 'account-title', '');
}

async function accessible(page) {
  const unnamed = await page.evaluate(() => [...document.querySelectorAll('input, select, button, a')]
    .filter((e) => !e.textContent.trim() && !(e.labels && e.labels.length) && !e.getAttribute('aria-label')).map((e) => e.outerHTML));
  check('every control has a name', unnamed.length === 0, unnamed);
  const tables = await page.evaluate(() => [...document.querySelectorAll('table')].filter((t) => !t.caption).length);
  check('every table has a caption', tables === 0, tables);
  await page.reload();
  await page.waitForSelector('#mqa:not([hidden])');
  await page.keyboard.press('Tab');
  check('the first stop leads to the content', await page.evaluate(() => document.activeElement.className) === 'skip', '');
  const narrow = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1);
  check('nothing overflows', narrow, await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]));
}

async function main() {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const context = await chromium.launchPersistentContext(`${work}/profile`, { executablePath, headless: true, args: flags, viewport: { width: 1100, height: 900 } });
  const page = await context.newPage();
  const others = [];
  const errors = [];
  page.on('request', (request) => { if (!request.url().startsWith(url) && !request.url().startsWith('data:')) others.push(request.url()); });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('401')) errors.push(message.text()); });
  page.setDefaultTimeout(20000);
  await page.goto(url);
  await page.waitForSelector('#key:not([hidden])');
  await page.fill('#token', 'reader-reader-reader');
  await page.press('#token', 'Enter');
  await stages(page);
  await tryRecord(page);
  await picture(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, 'dark');
  const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  check('dark is dark', back === 'rgb(20, 24, 29)', back);
  await page.setViewportSize({ width: 390, height: 800 });
  await picture(page, 'narrow');
  await accessible(page);
  check('no other host is asked', others.length === 0, others);
  check('no errors', errors.length === 0, errors);
  await context.close();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

main().catch((error) => {
  console.log(String(error));
  process.exit(1);
});
