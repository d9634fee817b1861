/** Counts of people through real publications: what every reader can work out from all of them together. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Content } from "#app/domain/publications/content.ts";
import { decideDisclosure, lastDecision } from "#app/domain/publications/disclosure.server.ts";
import { isSmall, type Equation } from "#app/domain/publications/disclosure.ts";
import { addTable, draftPublication, editPublication } from "#app/domain/publications/draft.server.ts";
import { restate } from "#app/domain/publications/restate.server.ts";
import { NotAllowed } from "#app/domain/kernel/errors.ts";
import { findings } from "#app/domain/publications/checks.server.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { submitPublication } from "#app/domain/publications/release.server.ts";
import { aberdeen, anAward, angus, aWorld, glasgow, groups, type World } from "#tests/domain/figures/world.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { aTable, filesOf, released, soon, today, typed, type Publishing } from "./world.ts";
import { workedOut } from "./subtraction.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

/** A sent return of an award in the area, with people by group. */
async function aReturn(world: World, area: string, people: readonly number[], total: number): Promise<void> {
  const award = await anAward(test.db, world, { area, on: "2023-12-01" });
  const form = await a.formVersion(test.db);
  const { id } = await test.db.insertInto("grant_return").values({ id: crypto.randomUUID(), award_id: award.id, form_version_id: form.id, due_on: "2024-06-01", synthetic: true }).returning("id").executeTakeFirstOrThrow();
  for (const [index, count] of people.entries()) await test.db.insertInto("grant_return_people").values({ return_id: id, list_code: "focus-group", list_version: 1, code: groups[index]!, people: count }).execute();
  await test.db.updateTable("grant_return").set({ status: "sent", sent_at: new Date(Date.now() - 60_000), people_total: total, spent_pence: 100 }).where("id", "=", id).execute();
}

async function aPublishingOfPeople(returns: readonly (readonly [area: string, people: readonly number[], total: number])[]): Promise<Publishing> {
  const world = await aWorld(test.db);
  for (const [area, people, total] of returns) await aReturn(world, area, people, total);
  return { world, official: contextFor(test.db, await an.actor(test.db, [{ role: "official" }])), publisher: contextFor(test.db, await an.actor(test.db, [{ role: "publisher" }])) };
}

const tables = {
  groups: { title: "People by group", measure: "people", by_code: "focus-group" },
  areas: { title: "People by area", measure: "people", by_code: "area" },
  both: { title: "People by group and area", measure: "people", by_code: "focus-group", across_areas: "yes" },
} as const;

/** Publishes these tables and returns what was printed. */
async function published(publishing: Publishing, which: readonly (keyof typeof tables)[], threshold: number): Promise<{ id: string; content: Content }> {
  const id = await draftPublication(publishing.official, typed(publishing.world, { people_threshold: threshold, completeness_label: `${aberdeen} ${angus} ${glasgow}`.replace(/(S\d+)/g, "Area $1") }));
  for (const table of which) await addTable(publishing.official, id, aTable(publishing.world, tables[table]));
  await decideDisclosure(publishing.official, id, { assessment: "Weighed for the test." });
  await released(publishing, id);
  return { id, content: JSON.parse((await filesOf(test.db, id)).find((file) => file.format === "json")!.body) as Content };
}

/** What a reader has: for each publication the value or nothing of each group and area. */
function read(content: Content): Map<string, number | null> {
  const cells = new Map<string, number | null>();
  for (const table of content.tables) {
    const across = table.heading === "Council area";
    for (const row of [...table.rows, { code: "all", cells: table.total }])
      for (const [index, cell] of row.cells.entries()) {
        const column = table.columns[index]!.code;
        const key = across ? `${column === "people" ? "all" : column}/${row.code}` : `${row.code}/all`;
        expect(cells.get(key) ?? cell.value, key).toBe(cell.value);
        cells.set(key, cell.value);
      }
  }
  return cells;
}

/** Everything small that a reader works out who has all the publications, knows the true structure, and takes what did not change for the same. */
function giveaways(contents: readonly Content[], truths: readonly ReadonlyMap<string, number>[], threshold: number): string[] {
  const values = new Map<string, number>();
  const unknown: string[] = [];
  const equations: Equation[] = [];
  contents.forEach((content, index) => {
    const cells = read(content);
    for (const [key, value] of cells) {
      values.set(`${index}:${key}`, truths[index]!.get(key) ?? 0);
      if (value === null) unknown.push(`${index}:${key}`);
      else expect(value).toBe(truths[index]!.get(key) ?? 0);
    }
    for (const group of new Set([...cells.keys()].map((key) => key.split("/")[0]!))) {
      const areas = [...cells.keys()].filter((key) => key.startsWith(`${group}/`) && !key.endsWith("/all"));
      if (areas.length > 0 && cells.has(`${group}/all`)) equations.push([...areas.map((key) => ({ key: `${index}:${key}`, times: 1 as const })), { key: `${index}:${group}/all`, times: -1 }]);
    }
    for (let earlier = 0; earlier < index; earlier += 1)
      for (const key of cells.keys()) {
        const [before, after] = [`${earlier}:${key}`, `${index}:${key}`];
        if (!values.has(before)) continue;
        const by = values.get(after)! - values.get(before)!;
        if (by === 0) equations.push([{ key: before, times: 1 }, { key: after, times: -1 }]);
        else {
          const difference = `${before}~${after}`;
          values.set(difference, by);
          unknown.push(difference);
          equations.push([{ key: before, times: 1 }, { key: difference, times: 1 }, { key: after, times: -1 }]);
        }
      }
  });
  const known = workedOut(values, unknown, equations);
  return unknown.filter((key) => known.has(key) && isSmall(values.get(key)!, threshold));
}

type Returns = readonly (readonly [string, readonly number[], number])[];
function truthOf(returns: Returns): Map<string, number> {
  const truth = new Map<string, number>();
  const add = (key: string, by: number) => truth.set(key, (truth.get(key) ?? 0) + by);
  for (const [area, people, total] of returns) {
    for (const place of [area, "all"]) {
      people.forEach((count, index) => add(`${groups[index]!}/${place}`, count));
      add(`all/${place}`, total);
    }
  }
  return truth;
}

const someReturn = fc.tuple(fc.constantFrom(aberdeen, angus, glasgow), fc.array(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 80 })), { minLength: 3, maxLength: 3 }), fc.integer({ min: 0, max: 120 }));

describe("counts of people", () => {
  it("below the threshold are worked out by nobody from all publications and the restatement together (requirement 28)", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someReturn, { minLength: 2, maxLength: 7 }), someReturn, fc.integer({ min: 3, max: 8 }), async (returns, later, threshold) => {
        const publishing = await aPublishingOfPeople(returns);
        const first = await published(publishing, ["groups", "areas"], threshold);
        const second = await published(publishing, ["both"], threshold);
        await aReturn(publishing.world, ...later);
        const third = await restate(publishing.official, first.id, { reason: "A return had been missing.", data_on: today() });
        await editPublication(publishing.official, third, typed(publishing.world, { people_threshold: threshold, completeness_label: `Area ${aberdeen}, Area ${angus}, Area ${glasgow}` }));
        const before = truthOf(returns);
        const contents = [first.content, second.content];
        const truths = [before, before];
        try {
          await decideDisclosure(publishing.official, third, { assessment: "Weighed for the test." });
          await released(publishing, third);
          contents.push(JSON.parse((await filesOf(test.db, third)).find((file) => file.format === "json")!.body) as Content);
          truths.push(truthOf([...returns, later]));
        } catch (error) {
          // What cannot be kept from being worked out is refused, and so not published.
          expect(String(error)).toContain("could be worked out");
        }
        expect(giveaways(contents, truths, threshold)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("are shown as [c] alike in the page, the file and the data, and the decision is kept (requirements 28, 29)", async () => {
    const publishing = await aPublishingOfPeople([[aberdeen, [3, 20, 0], 40], [glasgow, [30, 25, 9], 60], [angus, [50, 60, 70], 90]]);
    const { id, content } = await published(publishing, ["both"], 5);
    const files = Object.fromEntries((await filesOf(test.db, id)).map((file) => [file.format, file.body]));
    expect(content.tables[0]!.rows[0]!.cells[0]).toEqual({ value: null, marks: ["c"] });
    const concealed = content.tables.flatMap((table) => [...table.rows.flatMap((row) => row.cells), ...table.total]).filter((cell) => cell.marks.includes("c"));
    expect(concealed.length).toBeGreaterThanOrEqual(2);
    expect(files.csv!.match(/\[c\]/g)).toHaveLength(concealed.length);
    expect(files.html!.match(/<td>\[c\]<\/td>/g)).toHaveLength(concealed.length);
    expect(files.html).toContain("Counts of fewer than 5 people are not shown");
    const decision = await lastDecision(test.db, id);
    expect(decision).toMatchObject({ threshold: 5, primary_suppressed: 1, assessment: "Weighed for the test." });
  });

  it("stop a publication until a decision is made about the tables as they are", async () => {
    const publishing = await aPublishingOfPeople([[aberdeen, [3, 20, 0], 40], [glasgow, [30, 25, 9], 60]]);
    const id = await draftPublication(publishing.official, typed(publishing.world, { completeness_label: `Without Area ${angus}.` }));
    await addTable(publishing.official, id, aTable(publishing.world, tables.groups));
    const undecided = async () => (await findings(test.db, id)).find((finding) => finding.code === "disclosure")?.message;
    expect(await undecided()).toContain("decide what is suppressed");
    await expect(decideDisclosure(publishing.publisher, id, { assessment: "x" })).rejects.toBeInstanceOf(NotAllowed);
    await decideDisclosure(publishing.official, id, { assessment: "Nobody can be recognised." });
    expect(await undecided()).toBeUndefined();
    await addTable(publishing.official, id, aTable(publishing.world, tables.both));
    expect(await undecided()).toContain("decide again");
    await expect(submitPublication(publishing.official, id)).rejects.toThrow("decide again");
    expect((await getPublication(test.db, publishing.official.actor, id)).release_on).toBe(soon());
  });
});
