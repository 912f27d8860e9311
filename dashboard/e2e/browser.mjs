// Debian's Chromium, as the tests use it.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** A browser with a profile of its own. */
export const launch = (options = {}) =>
  chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "qlp-")), { executablePath, args, headless: true, viewport: { width: 1280, height: 900 }, ...options });
