/** Vitest without the Remix plugin: loaders and actions are plain functions here. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

const globalSetup = ["tests/support/global-setup.ts"];

export default defineConfig({
  root,
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: process.env.LADE_TEST_WORKERS ? Number(process.env.LADE_TEST_WORKERS) : "75%",
    projects: [
      { extends: true, test: { name: "unit", include: ["tests/{unit,ui,architecture}/**/*.test.{ts,tsx}"] } },
      { extends: true, test: { name: "domain", include: ["tests/{domain,house}/**/*.test.{ts,tsx}"], globalSetup } },
      // Drive the built site: `npm run build` comes first.
      { extends: true, test: { name: "built", include: ["tests/{wall,faults,bench}/**/*.test.ts"], globalSetup } },
    ],
  },
});
