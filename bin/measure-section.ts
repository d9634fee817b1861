/**
 * How long a page of questions takes on a slow phone: `npx tsx bin/measure-section.ts`, with LADE_AT where the demonstration is not at
 * http://127.0.0.1:3000. Chromium's emulation: processor four times slower, slow 4G (150 ms, 1.6 Mbit/s), nothing cached.
 */
import { chromium, type Browser } from "@playwright/test";
import { demonstrationPassword } from "#seeds/demonstration/people.ts";
import { findBrowser } from "#tests/support/browser.ts";

const site = process.env.LADE_AT ?? "http://127.0.0.1:3000";
const runs = 5;
const { executablePath, args, env } = findBrowser();
const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } as Record<string, string> });
try {
  const { state, path } = await findSection(browser);
  const found: Measured[] = [];
  for (let run = 0; run < runs; run += 1) found.push(await measure(browser, state, path));
  const median = (pick: (one: Measured) => number) => found.map(pick).sort((a, b) => a - b)[Math.floor(runs / 2)]!;
  process.stdout.write(`${JSON.stringify({ path: path.replace(/[0-9a-f-]{36}/, "…"), runs, painted_ms: median((one) => one.painted), interactive_ms: median((one) => one.interactive), slowest_interactive_ms: Math.max(...found.map((one) => one.interactive)), bytes: median((one) => one.bytes) })}\n`);
} finally {
  await browser.close();
}

type State = Awaited<ReturnType<Awaited<ReturnType<Browser["newContext"]>>["storageState"]>>;

async function findSection(within: Browser): Promise<{ state: State; path: string }> {
  const context = await within.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site}/account/sign-in`);
  await page.fill("[name=email]", "volunteer@lade.example");
  await page.fill("[name=password]", demonstrationPassword);
  await page.locator("main form").first().getByRole("button").first().click();
  await page.goto(`${site}/desk`);
  const draft = await page.locator("main a[href^='/applications/']").first().getAttribute("href");
  await page.goto(site + draft!.replace(/\?.*/, ""));
  const path = await page.locator("main a[href*='/sections/need']").first().getAttribute("href");
  const state = await context.storageState();
  await context.close();
  return { state, path: path! };
}

interface Measured {
  painted: number;
  interactive: number;
  bytes: number;
}
/** Interactive: its script runs and has begun to ask how the answers stand. */
async function measure(within: Browser, storageState: State, path: string): Promise<Measured> {
  const context = await within.newContext({ storageState, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  const asked = page.waitForRequest((request) => request.url().includes("/answers?"));
  await page.goto(site + path);
  await asked;
  const measured = await page.evaluate(() => ({
    painted: Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0),
    interactive: Math.round(performance.getEntriesByType("resource").find((entry) => entry.name.includes("/answers?"))?.startTime ?? performance.now()),
  }));
  await context.close();
  return { ...measured, bytes };
}
