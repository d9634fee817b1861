import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { makeRace, movesThatMatter, race } from "#tests/support/race.ts";
import { faults } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ connections: 24 });
});
afterAll(() => test.close());

it("sixty deciders on twenty pots, with part awards, reversals, second persons, lapses and reserves, overdraw no pot, part or year at any moment", async () => {
  const world = await makeRace(test.db, { pots: 20, deciders: 60, groups: 12 });
  const result = await race(test.db, testSecret, world, (turn) => turn < 12);
  expect(result.surprises).toEqual([]);
  expect(result.faults).toEqual([]);
  expect(result.fullest).toBeLessThanOrEqual(1);
  expect(result.fullest).toBeGreaterThan(0.9);
  expect(result.snapshots).toBeGreaterThan(3);
  for (const move of movesThatMatter) expect(result.done.get(move), move).toBeGreaterThan(0);
  expect(await faults(test.db)).toEqual([]);
}, 180_000);
