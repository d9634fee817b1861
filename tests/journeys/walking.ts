/** What every journey starts from: which world it walks in, by pointer or by keyboard, and a walker for each person. */
import { test as base, type Browser } from "@playwright/test";
import { join } from "node:path";
import type { World } from "../support/worlds.ts";
import { databaseOf } from "../support/worlds.ts";
import { Walker } from "./walker.ts";
import { WorldDatabase } from "./world-database.ts";

export interface Walking {
  world: World;
  byKeyboard: boolean;
}
interface Fixtures {
  /** A walker for the person with this name: who has signed in before in this file's story still is. */
  walkAs: (person: string) => Promise<Walker>;
  database: WorldDatabase;
}

type Kept = Awaited<ReturnType<Walker["keep"]>>;
const kept = new Map<string, Kept>();

export const test = base.extend<Walking & Fixtures>({
  world: ["site", { option: true }],
  byKeyboard: [false, { option: true }],
  walkAs: async ({ browser, world, byKeyboard }, use) => {
    const walkers = new Map<string, Walker>();
    await use(async (person) => {
      const there = walkers.get(person);
      if (there) return there;
      const walker = await newWalker(browser, byKeyboard, kept.get(`${world}/${person}`));
      walkers.set(person, walker);
      return walker;
    });
    for (const [person, walker] of walkers) {
      kept.set(`${world}/${person}`, await walker.keep());
      await walker.page.context().close();
    }
  },
  database: async ({ world }, use) => {
    const database = new WorldDatabase(databaseOf(world));
    await use(database);
    await database.close();
  },
});
export { expect } from "@playwright/test";

async function newWalker(browser: Browser, byKeyboard: boolean, storageState: Kept | undefined): Promise<Walker> {
  const context = await browser.newContext(storageState ? { storageState } : {});
  return new Walker(await context.newPage(), byKeyboard, shots);
}

/** Where pictures of the pages on the way are kept, when somebody wants to look at them. */
const shots = process.env.LADE_JOURNEY_SHOTS ? join(process.env.LADE_JOURNEY_SHOTS) : undefined;
