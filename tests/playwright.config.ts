/** The journeys: a built server on a free port, with a demonstration of its own. */
import { defineConfig, devices } from "@playwright/test";
import { createServer } from "node:net";
import { findBrowser } from "./support/browser.ts";

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

// The processes that run the journeys read this file again: what was chosen first holds.
const port = (process.env.LADE_JOURNEY_PORT ??= String(await freePort()));
const { executablePath, args, env } = findBrowser();

export default defineConfig({
  testDir: "./journeys",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results/journeys",
  globalSetup: "./support/journeys-setup.ts",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://127.0.0.1:${port}`,
    locale: "en-GB",
    timezoneId: "Europe/London",
    trace: "retain-on-failure",
    launchOptions: { executablePath, args, env: { ...process.env, ...env } as Record<string, string> },
  },
  projects: [
    { name: "with script" },
    // A journey that must work without script says so by its name.
    { name: "without script", testMatch: "**/*.both.spec.ts", use: { javaScriptEnabled: false } },
  ],
});
