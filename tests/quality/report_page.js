// SPDX-License-Identifier: MIT
// Looks at a page in headless Chromium, over the pipe of its debugger: node report_page.js CHROMIUM PAGE FOLDER
// Prints one line for each thing that is wrong; nothing when all is well. Writes wide.png and phone.png into FOLDER.
const { spawn } = require("child_process");
const fs = require("fs");
const [chromium, page, folder] = process.argv.slice(2);
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--user-data-dir=" + folder + "/profile", "--remote-debugging-pipe", "about:blank"];
const child = spawn(chromium, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const waiting = new Map();
const events = [];
let next = 1;
let rest = "";
let session;

child.stdio[4].on("data", (data) => {
  rest += data;
  for (let end = rest.indexOf("\0"); end >= 0; end = rest.indexOf("\0")) {
    const message = JSON.parse(rest.slice(0, end));
    rest = rest.slice(end + 1);
    if (message.id) waiting.get(message.id)(message);
    else events.push(message);
  }
});

function send(method, params = {}) {
  const id = next++;
  return new Promise((resolve, reject) => {
    waiting.set(id, (m) => (m.error ? reject(new Error(method + ": " + m.error.message)) : resolve(m.result)));
    child.stdio[3].write(JSON.stringify({ id, method, params, sessionId: session }) + "\0");
  });
}

const problem = (text) => console.log(text);
const evaluate = async (expression) => (await send("Runtime.evaluate", { expression, returnByValue: true })).result.value;

async function size(width, height, name) {
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 500 });
  const wanted = await evaluate("document.documentElement.scrollWidth");
  if (wanted > width) problem(`at ${width} px the page is ${wanted} px wide`);
  const shot = await send("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
  fs.writeFileSync(folder + "/" + name, Buffer.from(shot.data, "base64"));
}

async function tree() {
  const { nodes } = await send("Accessibility.getFullAXTree");
  const role = (n) => (n.role ? n.role.value : "");
  const of = (...roles) => nodes.filter((n) => !n.ignored && roles.includes(role(n)));
  const name = (n) => (n.name ? n.name.value : "");
  if (of("heading").length < 10) problem("fewer than ten headings");
  if (of("image", "img").length < 5) problem("fewer than five charts in the accessibility tree");
  for (const n of of("heading", "image", "img", "columnheader", "group")) if (!name(n)) problem(`a ${role(n)} without a name`);
  if (of("table").length < 8 || of("columnheader").length < of("table").length * 3) problem("tables without heads");
  if (of("rowheader").length < 20) problem("rows without heads");
  if ((await evaluate("document.querySelectorAll('h1').length")) !== 1) problem("not one h1");
  if ((await evaluate("document.documentElement.lang")) !== "en") problem("no language");
}

async function main() {
  const { targetInfos } = await send("Target.getTargets");
  const target = targetInfos.find((t) => t.type === "page");
  session = (await send("Target.attachToTarget", { targetId: target.targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Log", "Network", "Accessibility"]) await send(domain + ".enable");
  await send("Page.navigate", { url: "file://" + page });
  for (let i = 0; i < 200 && !events.some((e) => e.method === "Page.loadEventFired"); i++) await new Promise((r) => setTimeout(r, 50));
  await size(1280, 900, "wide.png");
  await size(390, 844, "phone.png");
  await tree();
  const background = () => evaluate("getComputedStyle(document.body).backgroundColor");
  const light = await background();
  await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "dark" }] });
  if ((await background()) === light) problem("dark mode is not dark");
  await send("Emulation.setEmulatedMedia", { media: "print", features: [] });
  await send("Emulation.setDeviceMetricsOverride", { width: 740, height: 1000, deviceScaleFactor: 1, mobile: false });
  const cut = await evaluate("[...document.querySelectorAll('.wide')].filter((e) => e.scrollWidth > e.clientWidth).length");
  if (cut) problem(`${cut} tables are wider than a page of paper`);
  const pdf = await send("Page.printToPDF", {});
  if (pdf.data.length < 10000) problem("it cannot be printed");
  for (const e of events) {
    if (e.method === "Runtime.exceptionThrown" || e.method === "Runtime.consoleAPICalled") problem("console: " + JSON.stringify(e.params).slice(0, 300));
    if (e.method === "Log.entryAdded") problem("log: " + e.params.entry.text);
    if (e.method === "Network.requestWillBeSent" && e.params.request.url !== "file://" + page) problem("request: " + e.params.request.url);
  }
}

const timer = setTimeout(() => { problem("took too long"); child.kill(); process.exit(1); }, 60000);
main().catch((e) => problem(String(e))).finally(() => { clearTimeout(timer); child.kill(); });
