import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awardCountsAnswer, onlyReading, prefersCsv } from "#app/routes/api/award-counts-answer.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { aberdeen, anAward, aNow, aWorld, focus } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

describe("the award counts for programs", () => {
  it("has exactly the members that other programs rely on", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", amount_pence: 12_345, tags: focus("women") });
    const url = new URL(`http://lade.example/api/figures/award-counts?fund=${world.fund.code}&from=2023-11-01&to=2024-03-31&by=focus-group`);
    const response = await awardCountsAnswer(test.db, url, aNow, "json");
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(response.headers.get("vary")).toBe("Accept");
    const body = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(["measure", "fund", "period", "as_at", "synthetic", "completeness", "total", "rows", "note"]);
    expect(body).toMatchObject({ fund: world.fund.code, period: { from: "2023-11-01", to: "2024-03-31" }, as_at: "2024-06-01T10:00:00.000Z", synthetic: true, total: { awards: 1, organisations: 1, amount_pence: 12_345 } });
    expect((body.rows as object[])[0]).toEqual({ code: "women", title: "women", awards: 1, amount_pence: 12_345 });
  });

  it("answers the same as a file at the same address", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", amount_pence: 12_345, tags: focus("women") });
    const response = await awardCountsAnswer(test.db, new URL(`http://lade.example/?fund=${world.fund.code}`), aNow, "csv");
    expect(response.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(response.headers.get("vary")).toBe("Accept");
    expect((await response.text()).split("\r\n").slice(0, 2)).toEqual(["code,title,awards,amount_pence,qualifier", "women,women,1,12345,synthetic"]);
  });

  it.each([
    [null, false],
    ["*/*", false],
    ["application/json", false],
    ["text/csv", true],
    ["TEXT/CSV; charset=utf-8", true],
    ["text/csv, application/json", false],
    ["text/csv, application/json;q=0.9", true],
    ["application/json, text/csv;q=0.5", false],
    ["text/csv;q=0, */*", false],
    ["text/html, text/*;q=0.8, */*;q=0.1", true],
    ["image/png", false],
  ])("reads Accept: %s", (accept, csv) => {
    expect(prefersCsv(accept)).toBe(csv);
  });

  it("is read, never written", () => {
    const refusal = onlyReading();
    expect([refusal.status, refusal.headers.get("allow"), refusal.headers.get("content-type")]).toEqual([405, "GET, HEAD", "application/problem+json; charset=utf-8"]);
  });
});
