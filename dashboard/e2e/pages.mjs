// What the pages promise, with a gateway that answers as each test says. Usage: DASHBOARD=http://… node e2e/pages.mjs
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { launch } from "./browser.mjs";
import { RUN, problem, run, serve } from "./gateway.mjs";

const HERE = `/runs/${RUN}`;
let browser, page, faults;

before(async () => { browser = await launch(); });
after(() => browser.close());
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
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
  await page.getByText("Somebody with the admin role can raise it.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Raise and go on" }).count(), 0);
});

test("a budget that the gateway refuses says why", async () => {
  await open(HERE, { [`GET ${HERE}`]: run(PAUSED), [`POST ${HERE}/budget`]: problem(409, "the run has ended: it is failed") });
  await page.getByLabel("Tokens in all").fill("500000");
  await page.getByRole("button", { name: "Raise and go on" }).click();
  await page.getByText("the run has ended: it is failed").waitFor();
});
