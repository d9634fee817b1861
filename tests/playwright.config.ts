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

const walk = ["walk.spec.ts", "stranger.spec.ts", "partner.spec.ts", "before-it-opens.spec.ts", "following.spec.ts"];
/** Lists of hundreds of choices are no walk for the arrow keys; that they can be reached is what every page is held against. */
const figures = ["official.spec.ts", "third-sector-interface.spec.ts", "anyone.spec.ts"];
const reading = "panel.spec.ts";
/** Takes a whole round to its end: that of the desk's world is the board's. */
const deciding = "meeting.spec.ts";

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
    { name: "at a desk", testMatch: [...walk, ...figures, reading], use: at("desk") },
    { name: "on a phone without script", testMatch: [...walk, ...figures, reading, deciding], use: { ...at("phone"), viewport: phone, javaScriptEnabled: false } },
    { name: "applying", testMatch: ["applying.spec.ts", "applying-plain.spec.ts"], use: { ...at("site"), viewport: phone } },
    { name: "deciding and telling", testMatch: deciding, use: at("keyboard") },
    { name: "deciding together", testMatch: "board.spec.ts", use: at("desk") },
    { name: "edges", testMatch: ["edges.spec.ts", "files.spec.ts"], use: at("site") },
    // Under a name: an address of numbers holds no passkey.
    { name: "passkeys", testMatch: "passkey.spec.ts", use: { world: "site", baseURL: `http://localhost:${ports.site}` } },
    { name: "signing in", testMatch: "accessibility.setup.ts", use: at("site") },
    { name: "every page", testMatch: "accessibility.spec.ts", use: at("site"), dependencies: ["signing in"], fullyParallel: true },
  ],
});
