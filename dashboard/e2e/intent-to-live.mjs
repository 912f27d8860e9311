// From an intent to a live app by clicking, in Debian's Chromium. Usage: DASHBOARD=http://… [SHOT=file.png] node e2e/intent-to-live.mjs
import assert from "node:assert/strict";

import { launch } from "./browser.mjs";

const INTENT = "Build a service for recipes. A recipe has a name (required) and servings (integer). List, create, read and delete recipes.";
const browser = await launch();
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.setDefaultTimeout(90_000);

  await page.goto(process.env.DASHBOARD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("What should be built?").fill(INTENT);
  await page.getByRole("button", { name: "Build it" }).click();

  await page.getByRole("heading", { name: "Approve this capsule?" }).waitFor();
  await page.getByRole("heading", { name: "Requirements" }).waitFor();
  assert.ok(await page.locator(".thoughts li").count() > 0, "thoughts are shown");
  assert.ok(await page.locator(".node.done").count() > 2, "the DAG shows done tasks");
  if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT, fullPage: true });
  await page.getByRole("button", { name: "Approve" }).click();

  const link = page.getByRole("link", { name: "Open the live app" });
  await link.waitFor();
  const url = await link.getAttribute("href");
  assert.equal((await fetch(url)).status, 200, "what opens is there");
  const created = await fetch(new URL("/recipes", url), { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name: "Soup", servings: 2 }) });
  assert.equal(created.status, 201);
  if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT.replace(".png", "-live.png"), fullPage: true });
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Stop the app" }).click();
  const again = page.getByRole("button", { name: "Start the app again" });
  await again.waitFor();
  await assert.rejects(fetch(url), "nothing answers any more");
  await again.click();
  await link.waitFor();
  assert.deepEqual((await (await fetch(new URL("/recipes", url))).json()).map(({ name }) => name), ["Soup"], "its data are kept");
  await page.getByRole("link", { name: "← All runs" }).click();
  await page.getByText("live", { exact: true }).first().waitFor();
  assert.deepEqual(faults, []);
  console.log("1 passed, 0 failed");
} finally {
  await browser.close();
}
