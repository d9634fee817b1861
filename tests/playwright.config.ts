/** The journeys: built sites on free ports, each with a demonstration of its own. */
import { defineConfig, devices } from "@playwright/test";
import type { Walking } from "./journeys/walking.ts";
import { findBrowser } from "./support/browser.ts";
import { chosenPorts, type World } from "./support/worlds.ts";

const ports = await chosenPorts();
const at = (world: World) => ({ world, baseURL: `http://127.0.0.1:${ports[world]}` });
const { executablePath, args, env } = findBrowser();
const desk = { width: 1280, height: 900 };
const phone = { width: 320, height: 640 };

const walk = ["walk.spec.ts", "stranger.spec.ts", "before-it-opens.spec.ts"];

export default defineConfig<Walking>({
  testDir: "./journeys",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results/journeys",
  globalSetup: "./support/journeys-setup.ts",
  timeout: 240_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  use: {
    ...devices["Desktop Chrome"],
    viewport: desk,
    locale: "en-GB",
    timezoneId: "Europe/London",
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args, env: { ...process.env, ...env } as Record<string, string> },
  },
  projects: [
    // The longest first.
    { name: "by keyboard alone", testMatch: walk, use: { ...at("keyboard"), byKeyboard: true } },
    { name: "at a desk", testMatch: walk, use: at("desk") },
    { name: "on a phone without script", testMatch: walk, use: { ...at("phone"), viewport: phone, javaScriptEnabled: false } },
    { name: "edges", testMatch: "edges.spec.ts", use: at("site") },
    { name: "signing in", testMatch: "accessibility.setup.ts", use: at("site") },
    { name: "every page", testMatch: "accessibility.spec.ts", use: at("site"), dependencies: ["signing in"], fullyParallel: true },
  ],
});
