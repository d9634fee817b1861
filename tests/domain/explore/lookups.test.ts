import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explorePublicly } from "#app/domain/figures/explore/query.server.ts";
import { listAwards } from "#app/domain/figures/registers.server.ts";
import type { LookupInput } from "#app/domain/figures/lookups-model.ts";
import { listLookups, loadLookup } from "#app/domain/figures/lookups.server.ts";
import { NotAllowed } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { aberdeen, anAward, angus, aWorld, glasgow, oldGlasgow } from "../figures/world.ts";

let test: TestDatabase;
const now = new Date("2024-06-01T10:00:00Z");
beforeAll(async () => {
  test = await testDatabase();
  for (const code of [aberdeen, angus, glasgow]) await a.area(test.db, { code });
  await test.db.insertInto("superseded_area_code").values({ code: oldGlasgow, area_code: glasgow }).execute();
});
afterAll(() => test.close());

const file = (kind: LookupInput["kind"], edition: string, lines: string[]): LookupInput => ({ kind, edition, source: "Invented for the tests", source_date: "2024-01-31", lines: lines.join("\r\n") });
const load = async (input: LookupInput) => loadLookup(contextFor(test.db, await an.actor(test.db, [{ role: "official" }])), input);
const people = ["area_code,year,people", `${aberdeen},2021,1000`, `${aberdeen},2022,4000`, `${angus},2022,2000`, `${oldGlasgow},2022,3000`];
const boards = ["area_code,health_board_code,health_board", `${aberdeen},S08000020,Board of the North`, `${angus},S08000030,Board of the East`, `${glasgow},S08000030,Board of the East`];

describe("loading a look-up", () => {
  it("is for national officials only", async () => {
    const publisher = await an.actor(test.db, [{ role: "publisher" }]);
    await expect(loadLookup(contextFor(test.db, publisher), file("population", "2022", people))).rejects.toBeInstanceOf(NotAllowed);
    await expect(loadLookup(contextFor(test.db, { kind: "visitor" }), file("population", "2022", people))).rejects.toBeInstanceOf(NotAllowed);
  });

  it("loads nothing of a file with a wrong line, and names every line with its remedy", async () => {
    const wrong = file("population", "wrong", ["area_code,year,people", "Glasgow,2022,5", `${angus},22,10`, `${angus},2022,"1,000"`, `${aberdeen},2022,5`, `${aberdeen},2022,6`]);
    await expect(load(wrong)).rejects.toSatisfy((error) => ["Line 2, area_code", "Line 3, year", "Line 4, people", `Line 6: ${aberdeen} in 2022 stands in line 5`].every((text) => String((error as Error).message).includes(text)));
    await expect(load(file("population", "wrong", ["area,people", "x,1"]))).rejects.toThrow(/Missing: area_code, year/);
    await expect(load(file("population", "wrong", ["area_code,year,people", "S12999999,2022,5"]))).rejects.toThrow(/S12999999 is not the code/);
    await expect(load(file("award-places", "wrong", ["award_reference,data_zone_code", "LG-AAAA-AAAA,S01000001"]))).rejects.toThrow(/there is no award LG-AAAA-AAAA/);
    await expect(load(file("health-board", "wrong", [...boards.slice(0, 3), `${glasgow},S08000030,Another name`]))).rejects.toThrow(/is called “Board of the East” above/);
    expect(await test.db.selectFrom("lookup_edition").select("id").where("edition", "=", "wrong").execute()).toEqual([]);
  });

  it("does nothing a second time, and refuses other lines under the name of an edition that is loaded", async () => {
    const first = await load(file("population", "Mid-2022", people));
    expect(first).toMatchObject({ lines: 4, fresh: true });
    expect(await load(file("population", "Mid-2022", people))).toEqual({ ...first, fresh: false });
    await expect(load(file("population", "Mid-2022", people.slice(0, 3)))).rejects.toMatchObject({ fields: { edition: expect.stringContaining("name of its own") as string } });
  });

  it("keeps every edition, lets the one loaded last hold, and changes none, not by the owner of the tables either", async () => {
    await load(file("population", "Mid-2023", ["area_code,year,people", `${aberdeen},2023,5000`]));
    const editions = (await listLookups(test.db, await an.actor(test.db, [{ role: "official" }]))).filter((edition) => edition.kind === "population");
    expect(editions.map(({ edition, holds }) => [edition, holds])).toEqual([["Mid-2023", true], ["Mid-2022", false]]);
    await expect(sql`update population set people = 1`.execute(test.db)).rejects.toThrow();
    await expect(sql`delete from lookup_edition`.execute(test.db)).rejects.toThrow();
  });
});

describe("numbers with a look-up", () => {
  it("stand for 1,000 people by area and by health board, with the edition, and only where all the board's areas are known", async () => {
    await load(file("population", "Mid-2022, corrected", people));
    await load(file("health-board", "2019 boundaries", boards));
    const world = await aWorld(test.db);
    for (const area of [aberdeen, angus, glasgow, glasgow]) await anAward(test.db, world, { area, on: "2023-11-01" });
    const filters = { fund: world.fund.code };
    const byArea = await explorePublicly(test.db, { measure: "awards", by: "area", filters }, { now });
    expect(byArea.living).toMatchObject({ edition: "Mid-2022, corrected", year: 2022, people: { [aberdeen]: 4000, [angus]: 2000, [glasgow]: 3000 } });
    const byBoard = await explorePublicly(test.db, { measure: "awards", by: "health-board", filters }, { now });
    expect(byBoard.rows.map((row) => [row.title, row.cell?.value])).toEqual([["Board of the East", 3], ["Board of the North", 1]]);
    expect(byBoard.living?.people).toEqual({ S08000020: 4000, S08000030: 5000 });
    expect((await listAwards(test.db, { ...filters, "health-board": "S08000030", tags: {} })).count).toBe(3);
    await load(file("population", "Without Glasgow", people.slice(0, 4)));
    expect((await explorePublicly(test.db, { measure: "awards", by: "health-board", filters }, { now })).living?.people).toEqual({ S08000020: 4000 });
  });

  it("count by tenth of deprivation where an award's data zone is known, and guess nothing where it is not", async () => {
    const world = await aWorld(test.db);
    const placed = await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    await load(file("deprivation", "Zones", ["data_zone_code,area_code,decile", `S01000001,${aberdeen},1`, `S01000002,${aberdeen},10`]));
    await load(file("award-places", "Places", ["award_reference,data_zone_code", `${placed.reference},S01000001`]));
    const answer = await explorePublicly(test.db, { measure: "awards", by: "deprivation", filters: { fund: world.fund.code } }, { now });
    expect(answer.rows.filter((row) => row.cell!.value! > 0).map((row) => [row.code, row.cell!.value])).toEqual([["1", 1], ["none-recorded", 1]]);
    expect(answer.warnings.join(" ")).toMatch(/Deprivation is not recorded for 1 of 2/);
    for (const code of ["1", "none-recorded"]) expect((await listAwards(test.db, { fund: world.fund.code, deprivation: code, tags: {} })).count).toBe(1);
  });
});
