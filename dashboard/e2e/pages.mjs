// What the pages promise, with a gateway that answers as each test says. Usage: DASHBOARD=http://… node e2e/pages.mjs
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { launch } from "./browser.mjs";
import { DIRECTORY, GATEWAY, host } from "./entra.mjs";
import { RUN, problem, run, serve } from "./gateway.mjs";

const HERE = `/runs/${RUN}`;
let browser, page, faults;

before(async () => { browser = await launch(); });
after(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => { if (/Content Security Policy/.test(message.text())) faults.push(message.text()); });
});
afterEach(async () => {
  await page.close();
  assert.deepEqual(faults, []);
});

/** Opens a page of the dashboard, signed in, with these answers; the commands that it sends. */
async function open(hash, answers, roles = ["user", "approver", "admin"]) {
  const asked = await serve(page, Object.assign(answers, { "GET /me": answers["GET /me"] ?? { tenant: "local", name: "eve", roles } }));
  await page.goto(`${process.env.DASHBOARD}/#${hash}`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return asked;
}

const PAUSED = {
  status: "paused", reason: "task codegen may cost 3.6, and of 2.5 in money 0.5 is spent: raise the budget to go on, or cancel the run",
  estimate: { tokens: 61500, money: 5.25, minutes: 4, note: "" },
  spending: { token_cap: 400000, tokens_spent: 36, tokens_reserved: 1200, money_cap: 2.5, money_spent: 0.5, money_reserved: 0.25 },
};

test("a run shows what it will probably use, what it has used and what it may use, in tokens and in money", async () => {
  await open(HERE, { [`GET ${HERE}`]: run(PAUSED) });
  const rows = page.locator(".spending tbody tr");
  await rows.first().waitFor();
  assert.deepEqual(await rows.allInnerTexts(), ["Estimated in all\t61,500\t5.25", "Used\t36\t0.5", "Set aside\t1,200\t0.25", "Budget\t400,000\t2.5"]);
  await page.getByText("About 4 minutes in all.").waitFor();
});

test("an admin raises the budget of a run that paused at it, and the run goes on", async () => {
  const answers = { [`GET ${HERE}`]: run(PAUSED), [`POST ${HERE}/budget`]: () => { answers[`GET ${HERE}`] = run(); return { run_id: RUN }; } };
  const asked = await open(HERE, answers);
  await page.getByText("task codegen may cost 3.6").waitFor();
  const raise = page.getByRole("button", { name: "Raise and go on" });
  assert.ok(await raise.isDisabled());
  await page.getByLabel("Money in all").fill("10");
  await raise.click();
  await raise.waitFor({ state: "detached" });
  assert.deepEqual(asked, [[`${HERE}/budget`, { money: 10 }]]);
});

test("who is no admin is told who can raise the budget", async () => {
  await open(HERE, { [`GET ${HERE}`]: run(PAUSED) }, ["user", "approver"]);
  await page.getByText("An admin can raise it.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Raise and go on" }).count(), 0);
});

test("a budget that the gateway refuses says why", async () => {
  await open(HERE, { [`GET ${HERE}`]: run(PAUSED), [`POST ${HERE}/budget`]: problem(409, "the run has ended: it is failed") });
  await page.getByLabel("Tokens in all").fill("500000");
  await page.getByRole("button", { name: "Raise and go on" }).click();
  await page.getByText("the run has ended: it is failed").waitFor();
});

const drop = (path, content) => ({
  [`GET ${HERE}`]: run({ tasks: [{ task: "diagrams", role: "diagramgen", state: "done", needs: [], attempt: 1, reason: "", tokens: 0, reused_from: null }] }),
  [`GET ${HERE}/drops`]: { drops: [{ id: "diagrams", task: "diagrams", role: "diagramgen", files: [path] }] },
  [`GET ${HERE}/drops/diagrams`]: { files: [{ path, content }] },
});

test("the diagrams of a document are drawn under the host's policy, and their source can be seen", async () => {
  const scripts = [];
  page.on("request", (request) => { if (request.url().endsWith(".js")) scripts.push(request.url()); });
  await open(HERE, drop("docs/diagrams.md", "# Diagrams\n\n## Plan\n\n```mermaid\nflowchart TD\n  a[\"One<br/>step\"] --> b[\"Two\"]\n```\n\n## Data\n\n```mermaid\nerDiagram\n  recipe {\n    integer id PK\n  }\n```\n"));
  await page.getByRole("button", { name: "diagrams" }).waitFor();
  assert.equal(scripts.length, 1, "nothing of Mermaid is loaded before there is a diagram to draw");
  await page.getByRole("button", { name: "diagrams" }).click();
  await page.locator(".drawing svg").nth(1).waitFor();
  assert.match(await page.locator(".drawing").first().innerText(), /One\s*step[\s\S]*Two/);
  await page.getByText("Source of the diagram").first().click();
  await page.getByText("flowchart TD").waitFor();
  await page.getByText("## Plan").waitFor();
});

test("a diagram that does not parse shows its source and says so", async () => {
  await open(HERE, drop("docs/broken.mmd", "flowchart TD\n  a[ --> b"));
  await page.getByRole("button", { name: "diagrams" }).click();
  await page.getByText("This diagram cannot be drawn").waitFor();
  await page.getByText("a[ --> b").last().waitFor();
});

test("a diagram's text runs nothing and links nowhere", async () => {
  const hostile = '%%{init: {"securityLevel": "loose", "themeCSS": "* { display: none }"}}%%\nflowchart TD\n  a["<img src=x onerror=alert(1)>safe"] --> b["two"]\n  click a "javascript:alert(1)"\n';
  page.on("dialog", (dialog) => faults.push(dialog.message()));
  await open(HERE, drop("docs/hostile.mmd", hostile));
  await page.getByRole("button", { name: "diagrams" }).click();
  await page.locator(".drawing svg").waitFor();
  // Mermaid's purifier reads the text in a document of its own, where the policy refuses the handler, too.
  faults = faults.filter((fault) => !fault.includes("Executing inline event handler"));
  assert.equal(await page.locator('.drawing [onerror], .drawing img, .drawing script, .drawing a[href^="javascript"]').count(), 0);
  assert.ok(await page.getByText("two").first().isVisible());
});

const UNDERSTOOD = {
  specification: { title: "Library", summary: "Members borrow books.", requirements: [{ id: "R1", text: "POST /books adds a book." }], assumptions: ["Anybody may add books."], endpoints: [{ method: "POST", path: "/books" }] },
  understanding: {
    records: [{ name: "book", fields: [{ name: "id", limits: "integer, identifies it" }, { name: "isbn", limits: "string, required, 13 characters, unique" }, { name: "state", limits: "enum, one of free, borrowed, free by default" }] }],
    operations: [{ operation: "POST /books", summary: "Adds a book.", takes: ["isbn", "note (optional)"], answers: 201, refusals: ["409 when another book has the same isbn"] }],
  },
};

test("whoever approves sees each field with its limits, each operation with what it takes and refuses, and the assumptions", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(HERE, { [`GET ${HERE}`]: run(UNDERSTOOD), [`GET ${HERE}/drops`]: { drops: [] } });
  const card = page.locator("section.card", { has: page.getByRole("heading", { name: "Requirements" }) });
  await card.waitFor();
  assert.deepEqual(await card.locator("h3 ~ .told li, h3 + ul li").allInnerTexts(), [
    "Anybody may add books.",
    "id integer, identifies it", "isbn string, required, 13 characters, unique", "state enum, one of free, borrowed, free by default",
    "Takes isbn, note (optional); answers 201", "Refuses with 409 when another book has the same isbn",
  ]);
});

test("questions may be left without an answer", async () => {
  const asking = run({ status: "clarifying", questions: ["How long may a name be?", "Who may delete?"] });
  const answers = { [`GET ${HERE}`]: asking, [`POST ${HERE}/answers`]: () => { answers[`GET ${HERE}`] = run(); return { run_id: RUN }; } };
  const asked = await open(HERE, answers);
  await page.getByLabel("Who may delete?").fill("Everybody.");
  await page.getByRole("button", { name: "Answer" }).click();
  await page.getByRole("heading", { name: "Questions" }).waitFor({ state: "detached" });
  assert.deepEqual(asked, [[`${HERE}/answers`, { answers: ["", "Everybody."] }]]);
});

const DOWN = { status: "stopped", live_url: null, stopped: { by: "ann", reason: "the season is over", time: "2026-01-02T03:04:05Z", data_deleted: false } };
const UP = { status: "live", live_url: "http://127.0.0.1:9/", stopped: null };

test("an approver stops a live app and starts it again", async () => {
  const answers = { [`GET ${HERE}`]: run(UP) };
  for (const [verb, then] of [["stop", DOWN], ["start", UP]]) answers[`POST ${HERE}/${verb}`] = () => { setTimeout(() => { answers[`GET ${HERE}`] = run(then); }, 300); return { run_id: RUN }; };
  page.on("dialog", (dialog) => dialog.accept());
  const asked = await open(HERE, answers);
  await page.getByRole("button", { name: "Stop the app" }).click();
  await page.getByText("Stopped by ann").waitFor();
  assert.equal(await page.getByRole("link", { name: "Open the live app" }).count(), 0);
  await page.getByRole("button", { name: "Start the app again" }).click();
  await page.getByRole("link", { name: "Open the live app" }).waitFor();
  assert.deepEqual(asked, [[`${HERE}/stop`, { delete_data: false }], [`${HERE}/start`, null]]);
});

test("the data of a stopped app are deleted once somebody confirmed it", async () => {
  const gone = { ...DOWN, stopped: { ...DOWN.stopped, time: "2026-01-03T00:00:00Z", data_deleted: true } };
  const answers = { [`GET ${HERE}`]: run(DOWN), [`POST ${HERE}/stop`]: () => { answers[`GET ${HERE}`] = run(gone); return { run_id: RUN }; } };
  page.on("dialog", (dialog) => dialog.accept());
  const asked = await open(HERE, answers);
  await page.getByRole("button", { name: "Delete its data" }).click();
  await page.getByText("Its data are deleted.").waitFor();
  assert.deepEqual(asked, [[`${HERE}/stop`, { delete_data: true }]]);
  assert.equal(await page.getByRole("button", { name: "Delete its data" }).count(), 0);
});

test("who may not approve sees that an app is stopped, and has no button for it", async () => {
  await open(HERE, { [`GET ${HERE}`]: run(DOWN) }, ["user"]);
  await page.getByText("the season is over").waitFor();
  assert.equal(await page.getByRole("button", { name: "Start the app again" }).count(), 0);
});

test("a capsule that cannot be downloaded says why", async () => {
  await open(HERE, { [`GET ${HERE}`]: run({ status: "live", capsule: "sha256:1" }), [`GET ${HERE}/capsule`]: problem(503, "the storage does not answer") });
  await page.getByRole("button", { name: "Download capsule" }).click();
  await page.getByText("the storage does not answer").waitFor();
});

for (const [where, hash, fault] of [["list", "/", "main .fault"], ["page of a run", HERE, "main > .fault"]]) {
  test(`the ${where} says when the gateway is away, and goes on when it is back`, async () => {
    const answers = { [`GET ${HERE}`]: run(), [`GET ${HERE}/drops`]: { drops: [] }, "GET /runs": { runs: [run()], cursor: null } };
    await open(hash, answers);
    await page.getByText("Recipes").first().waitFor();
    answers.away = true;
    await page.locator(fault, { hasText: "QLP does not answer" }).waitFor();
    Object.assign(answers, { away: false, [`GET ${HERE}`]: run({ status: "failed" }), "GET /runs": { runs: [run({ status: "failed" })], cursor: null } });
    await page.getByText("failed", { exact: true }).waitFor();
    await page.locator(fault).waitFor({ state: "detached" });
  });
}

test("a page that is loaded again while the gateway is away keeps who is signed in", async () => {
  const answers = { "GET /runs": { runs: [run()], cursor: null } };
  await open("/", answers);
  answers.away = true;
  await page.reload();
  await page.getByText("QLP does not answer").waitFor();
  answers.away = false;
  await page.getByText("Recipes").waitFor();
});

test("when a token ends the page says so, and signing in again goes on where it was", async () => {
  const answers = { [`GET ${HERE}`]: run() };
  await open(HERE, answers);
  await page.getByRole("heading", { name: "Recipes" }).waitFor();
  const ended = problem(401, "the token has expired");
  Object.assign(answers, { [`GET ${HERE}`]: ended, [`GET ${HERE}/events`]: ended });
  await page.getByText("Your sign-in has ended.").waitFor();
  Object.assign(answers, { [`GET ${HERE}`]: run(), [`GET ${HERE}/events`]: [] });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Recipes" }).waitFor();
  assert.equal(await page.getByText("Your sign-in has ended.").count(), 0);
});

test("an admin sees what could not be handled, and sends it again", async () => {
  const letter = {
    id: "f".repeat(32), run: RUN, time: "2026-01-02T03:04:05Z", component: "packaging", code: "invalid", error: "the event has no digest",
    topic: "validation", partition: 2, offset: 17, replays: 0, replayed: null, replayed_by: "",
  };
  const here = `/deadletters/${letter.id}`;
  const answers = { "GET /deadletters": { deadletters: [letter], cursor: null }, [`GET ${here}`]: { ...letter, text: '{"id": 1}', base64: "" } };
  answers[`POST ${here}/replay`] = () => { answers["GET /deadletters"] = { deadletters: [{ ...letter, replays: 1, replayed: letter.time, replayed_by: "eve" }], cursor: null }; return letter; };
  const asked = await open("/deadletters", answers);
  await page.getByText("the event has no digest").waitFor();
  await page.getByRole("button", { name: "Show the message" }).click();
  await page.getByText('{"id": 1}').waitFor();
  await page.getByRole("button", { name: "Send again" }).click();
  await page.getByText("Sent again 1 time, last by eve").waitFor();
  assert.deepEqual(asked.map(([path]) => path), [`${here}/replay`]);
});

test("an admin is told that nothing is in the dead letters, and nobody else is led to them", async () => {
  await open("/", { "GET /runs": { runs: [], cursor: null }, "GET /deadletters": { deadletters: [], cursor: null } });
  await page.getByRole("link", { name: "Dead letters" }).click();
  await page.getByText("every message was handled").waitFor();
  await page.close();
  page = await browser.newPage();
  await open("/", { "GET /runs": { runs: [], cursor: null } }, ["user", "approver"]);
  await page.getByText("No runs yet.").waitFor();
  assert.equal(await page.getByRole("link", { name: "Dead letters" }).count(), 0);
});

const LONG = "averyveryverylongwordthatnobodycanbreak".repeat(4);

test("nothing reaches over the edge of a narrow screen, however long the words are, and the keyboard reaches what scrolls", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const task = { task: LONG, role: "codegen", state: "failed", needs: [], attempt: 1, reason: LONG, tokens: 0, reused_from: null };
  const delta = { kept: [], added: [LONG], changed: [{ name: LONG, before: LONG, now: LONG }], removed: [] };
  const full = run({
    ...PAUSED, title: LONG, intent: LONG, reason: LONG, tasks: [task], score: 12, score_parts: { [LONG]: 12 }, estimate: { tokens: 1, money: 1, minutes: 1, note: LONG },
    specification: { title: LONG, summary: LONG, requirements: [{ id: "R1", text: LONG }], assumptions: [LONG], endpoints: [{ method: "GET", path: `/${LONG}` }] },
    understanding: { records: [{ name: LONG, fields: [{ name: LONG, limits: LONG }] }], operations: [{ operation: `GET /${LONG}`, summary: LONG, takes: [LONG], answers: 200, refusals: [LONG] }] },
    difference: { base: RUN, requirements: delta, data: delta, tasks: delta, tests_kept: 1, tests_dropped: [{ test: LONG, reason: LONG }] },
  });
  const asking = run({ status: "clarifying", questions: [LONG] });
  const deciding = run({ status: "awaiting_approval", approval: { digest: LONG, score: 1, risks: [LONG], expires: full.created } });
  const listed = { "GET /runs": { runs: [full], cursor: null }, "GET /deadletters": { deadletters: [{ id: RUN, run: RUN, time: full.created, component: LONG, code: LONG, error: LONG, topic: LONG, partition: 0, offset: 0, replays: 1, replayed: full.created, replayed_by: LONG }], cursor: null } };
  const answers = { ...listed, [`GET ${HERE}`]: full, [`GET ${HERE}/drops`]: { drops: [{ id: "d", task: LONG, role: "codegen", files: [LONG] }] }, "GET /me": { tenant: LONG.slice(0, 63), name: LONG, roles: ["user", "admin"] } };
  await open("/", answers);
  for (const [hash, shown] of [["/", full], ["/deadletters", full], [HERE, full], [HERE, asking], [HERE, deciding]]) {
    answers[`GET ${HERE}`] = shown;
    await page.goto("about:blank");
    await page.goto(`${process.env.DASHBOARD}/#${hash}`);
    await page.locator("main .card").nth(hash === "/deadletters" ? 0 : 1).waitFor();
    await page.waitForTimeout(200);
    const widest = await page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth));
    const unreachable = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((e) => /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth && e.tabIndex < 0).map((e) => e.outerHTML.slice(0, 80)));
    assert.deepEqual(unreachable, []);
    assert.ok(widest <= 390, `${hash} (${shown.status}) is ${widest} wide`);
  }
});

const task = (name, role, state = "done", needs = []) => ({ task: name, role, state, needs, attempt: 1, reason: "", tokens: 0, reused_from: null });
const CODE = ["code", "models", "storage"];
const PLANNED = [
  task("requirements", "requirements"), task("plan", "architect", "done", ["requirements"]), ...CODE.map((name) => task(name, "codegen")), task("tests", "testgen"),
  task("diagrams", "diagramgen"), task("docs", "docgen", "running"), task("security", "security", "pending", CODE), task("check-1", "check", "pending"),
];

test("all tasks of a usual run are seen without scrolling sideways, on a wide screen in the graph and on a telephone in a list", async () => {
  await open(HERE, { [`GET ${HERE}`]: run({ tasks: PLANNED }) });
  for (const [width, shown] of [[1440, ".graph .node"], [375, ".tasks li"]]) {
    await page.setViewportSize({ width, height: 900 });
    const box = await page.locator("section.card", { has: page.getByRole("heading", { name: "Tasks" }) }).boundingBox();
    assert.equal(await page.locator(shown).count(), PLANNED.length);
    for (const one of await page.locator(shown).all()) {
      const at = await one.boundingBox();
      assert.ok(at && at.x >= box.x && at.x + at.width <= box.x + box.width, `${await one.innerHTML()} is beside its card at ${width}`);
    }
  }
});

test("every task of a run that was repaired often is reached by scrolling the graph", async () => {
  const rounds = [1, 2, 3].flatMap((n) => [task(`fix-${n}`, "fixer", "pending"), task(`check-${n + 1}`, "check", "pending")]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(HERE, { [`GET ${HERE}`]: run({ tasks: [...PLANNED, ...rounds] }) });
  const card = await page.locator(".graph").boundingBox();
  for (const one of await page.locator(".graph .node").all()) {
    await one.scrollIntoViewIfNeeded();
    const at = await one.boundingBox();
    assert.ok(at.x >= card.x - 1 && at.x + at.width <= card.x + card.width + 1, await one.innerHTML());
  }
});

test("a run that failed shows at which stage it did", async () => {
  await open(HERE, { [`GET ${HERE}`]: run({ status: "failed", reason: "task code failed", tasks: [...PLANNED.slice(0, 2), task("code", "codegen", "failed")] }) });
  await page.locator(".steps .failed").waitFor();
  assert.deepEqual(await page.locator(".steps .failed").allInnerTexts(), ["Build"]);
  assert.deepEqual(await page.locator(".steps .past").allInnerTexts(), ["Requirements", "Plan"]);
});

test("an address of no run says so, and leads back to the runs", async () => {
  await open("/runs/nosuch", { "GET /runs": { runs: [run()], cursor: null } });
  await page.getByText("There is no such run: “nosuch”.").waitFor();
  await page.getByRole("link", { name: "All runs" }).click();
  await page.getByRole("link", { name: "Recipes" }).waitFor();
});

test("older runs are shown when they are asked for", async () => {
  const pages = { "": { runs: [run({ title: "Newest" })], cursor: "next" }, next: { runs: [run({ title: "Oldest", run_id: "1".repeat(32) })], cursor: null } };
  await open("/", { "GET /runs": (_, query) => pages[query.get("cursor") ?? ""] });
  await page.getByRole("button", { name: "Show older runs" }).click();
  await page.getByText("Oldest").waitFor();
  await page.getByText("Newest").waitFor();
  assert.equal(await page.getByRole("button", { name: "Show older runs" }).count(), 0);
});

test("a refused intent can be changed and tried again", async () => {
  const refused = run({ status: "failed", reason: "I do not understand this sentence", intent: "Paint the moon." });
  await open(HERE, { [`GET ${HERE}`]: refused, "GET /runs": { runs: [refused], cursor: null } });
  await page.getByRole("link", { name: "Try again with other words" }).click();
  const intent = page.getByLabel("What should be built?");
  await intent.waitFor();
  await page.waitForFunction(() => document.querySelector("#intent").value === "Paint the moon.");
  assert.ok(await page.getByLabel("Ask me when something is unclear").isChecked());
});

test("a run is cancelled only by who says so twice", async () => {
  const answers = { [`GET ${HERE}`]: run(), [`POST ${HERE}/cancel`]: { run_id: RUN }, "GET /runs": { runs: [run()], cursor: null } };
  const asked = await open(HERE, answers);
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("button", { name: "Cancel" }).click();
  assert.deepEqual(asked, []);
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Cancel" }).click();
  while (asked.length === 0) await page.waitForTimeout(50);
  assert.deepEqual(asked, [[`${HERE}/cancel`, {}]]);
});

test("the keyboard follows to the page that was opened, and the tab is named after it", async () => {
  await open("/", { [`GET ${HERE}`]: run(), "GET /runs": { runs: [run()], cursor: null } });
  await page.getByRole("link", { name: "Recipes" }).press("Enter");
  await page.getByRole("heading", { name: "Recipes" }).waitFor();
  assert.equal(await page.title(), "Recipes: building · QLP");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "← All runs");
});

test("what a running task says can be read in either colour scheme", async () => {
  const task = { task: "plan", role: "architect", state: "running", needs: [], attempt: 1, reason: "", tokens: 0, reused_from: null };
  await open(HERE, { [`GET ${HERE}`]: run({ tasks: [task] }) });
  for (const [colorScheme, dark] of [["light", false], ["dark", true]]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(900);
    const [box, text] = await page.evaluate(() => [".node.running rect", ".node.running text"].map((at) => getComputedStyle(document.querySelector(at)).fill.match(/[\d.]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0)));
    assert.equal(box < text, dark, `${colorScheme}: a box of ${box} and a text of ${text}`);
  }
});

const DIRECTED = () => ({ "GET /me": { tenant: DIRECTORY, name: "eve@example.com", roles: ["user"] }, [`GET ${HERE}`]: run(), "GET /runs": { runs: [run()], cursor: null } });

test("who signs in with the organisation's directory comes back to where they were, and the gateway gets the directory's token", async () => {
  const issued = await host(page);
  const sent = [];
  page.on("request", (request) => { if (request.url().startsWith(GATEWAY)) sent.push(request.headers().authorization); });
  await serve(page, DIRECTED());
  await page.goto(`${process.env.DASHBOARD}/#${HERE}`);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("heading", { name: "Recipes" }).waitFor();
  await page.getByText("eve@example.com").waitFor();
  assert.deepEqual(issued, ["access-1"]);
  assert.deepEqual(new Set(sent), new Set(["Bearer access-1"]));
  await page.reload();
  await page.getByRole("heading", { name: "Recipes" }).waitFor();
  assert.deepEqual(issued, ["access-1"], "the tab knows who signed in");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "You signed out" }).waitFor();
});

test("the directory's token is renewed before it ends", async () => {
  const issued = await host(page, { lives: 1 });
  await serve(page, DIRECTED());
  await page.goto(`${process.env.DASHBOARD}/#/`);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByText("Recipes").waitFor();
  assert.ok(issued.length > 1);
});

test("who the directory refuses is told why, and can try again", async () => {
  await host(page, { refuses: true });
  await serve(page, DIRECTED());
  await page.goto(`${process.env.DASHBOARD}/#/`);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByText("declined to consent").waitFor();
  assert.ok(await page.getByRole("button", { name: "Sign in with Microsoft" }).isEnabled());
});

test("when the directory renews no more, the page says that signing in again is needed", async () => {
  await host(page, { lives: 1, refreshes: false });
  await serve(page, DIRECTED());
  await page.goto(`${process.env.DASHBOARD}/#/`);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByText("sign in again").first().waitFor();
  await page.getByRole("button", { name: "Sign in with Microsoft" }).waitFor();
});

test("who signs in on this machine may do all, as with the command line, and is told when the issuer is away", async () => {
  await page.goto(process.env.DASHBOARD);
  for (const role of ["user", "approver", "admin"]) assert.ok(await page.getByLabel(role).isChecked());
  await page.route("**/token?*", (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The issuer does not answer. Is the stack up?").waitFor();
});
