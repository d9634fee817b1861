import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withdraw } from "#app/domain/awards/vary.server.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { parseAwardCountsQuery } from "#app/domain/figures/model.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { contextFor, testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { aberdeen, angus, anAward, aNow, asking, aWorld, focus, glasgow, groups, oldGlasgow, type World } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await a.area(test.db, { code: aberdeen });
  await a.area(test.db, { code: angus });
  await a.area(test.db, { code: glasgow });
  await test.db.insertInto("superseded_area_code").values({ code: oldGlasgow, area_code: glasgow }).execute();
});
afterAll(() => test.close());

const ask = (world: World, query: Parameters<typeof asking>[1] = {}) => awardCounts(test.db, asking(world, query), aNow);
const awardsOf = (answer: { rows: { code: string; awards: number | null }[] }) => Object.fromEntries(answer.rows.map((row) => [row.code, row.awards]));

describe("what is counted", () => {
  it("counts an award once in the total and once under each of its groups, and keeps the groups that have none", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", amount_pence: 100_000, tags: focus("women", "minority-ethnic") });
    await anAward(test.db, world, { area: glasgow, on: "2024-03-31", amount_pence: 250_000, tags: focus("women") });
    await anAward(test.db, world, { area: glasgow, on: "2024-03-31", amount_pence: 50_000 });
    const answer = await ask(world);
    expect(answer.total).toEqual({ awards: 3, organisations: 3, amount_pence: 400_000 });
    expect(answer.rows.map(({ code, awards, amount_pence }) => [code, awards, amount_pence])).toEqual([
      ["women", 2, 350_000],
      ["minority-ethnic", 1, 100_000],
      ["socio-economic-disadvantage", 0, 0],
    ]);
    expect(answer.note).toContain("more than one focus");
    expect(answer.synthetic).toBe(true);
    expect(answer.as_at).toBe("2024-06-01T10:00:00.000Z");
  });

  it("keeps to the days asked for, both included, and puts each award in the month of its day", async () => {
    const world = await aWorld(test.db);
    for (const on of ["2023-10-31", "2023-11-01", "2024-01-31", "2024-03-31", "2024-04-01"]) await anAward(test.db, world, { area: aberdeen, on });
    const answer = await ask(world, { from: "2023-11-01", to: "2024-03-31", by: "month" });
    expect(answer.total.awards).toBe(3);
    expect(answer.rows.map((row) => [row.code, row.title, row.awards])).toEqual([
      ["2023-11", "November 2023", 1],
      ["2023-12", "December 2023", 0],
      ["2024-01", "January 2024", 1],
      ["2024-02", "February 2024", 0],
      ["2024-03", "March 2024", 1],
    ]);
    expect((await ask(world, { from: "2024-03-31", to: "2024-03-31" })).total.awards).toBe(1);
  });

  it("names every month between the first and the last award when no dates are given", async () => {
    const world = await aWorld(test.db);
    for (const on of ["2023-11-30", "2024-02-01"]) await anAward(test.db, world, { area: aberdeen, on });
    expect((await ask(world, { by: "month" })).rows.map((row) => row.code)).toEqual(["2023-11", "2023-12", "2024-01", "2024-02"]);
  });

  it("has a row for every council area, and counts a national fund under Scotland", async () => {
    await a.area(test.db, { code: "S92000003", kind: "nation" });
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: angus, on: "2023-11-01" });
    const councils = await test.db.selectFrom("area").select("code").where("kind", "=", "council").execute();
    const answer = await ask(world, { by: "area" });
    expect(answer.rows).toHaveLength(councils.length);
    expect(awardsOf(answer)).toMatchObject({ [angus]: 1, [aberdeen]: 0 });

    const national = await a.fund(test.db, { shape: "national" });
    const round = await a.round(test.db, { fund_id: national.id });
    const pot = await a.pot(test.db, { round_id: round.id, area_code: "S92000003" });
    const nationwide: World = { fund: national, round, pots: { S92000003: pot } };
    await anAward(test.db, nationwide, { area: "S92000003", on: "2024-10-01" });
    const byArea = await ask(nationwide, { by: "area" });
    expect(byArea.rows).toHaveLength(councils.length + 1);
    expect(byArea.rows.at(-1)).toMatchObject({ code: "S92000003", awards: 1 });
    expect(byArea.completeness).toMatchObject({ expected: 1, reported: 1 });
  });

  it("narrows to an area, and translates a superseded council code", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: glasgow, on: "2023-11-01", tags: focus("women") });
    await anAward(test.db, world, { area: angus, on: "2023-11-01", tags: focus("women") });
    const answer = await ask(world, { area: oldGlasgow });
    expect(answer.area?.code).toBe(glasgow);
    expect(answer.total.awards).toBe(1);
    expect(awardsOf(answer).women).toBe(1);
    expect(answer.completeness).toEqual({ expected: 1, reported: 1, missing: [] });
  });

  it("lets a withdrawn award leave total, groups, organisations and money at the next question", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", tags: focus("women") });
    const going = await anAward(test.db, world, { area: aberdeen, on: "2023-11-02", tags: focus("women", "minority-ethnic") });
    expect((await ask(world)).total).toMatchObject({ awards: 2, organisations: 2 });
    const administrator = await an.actor(test.db, [{ role: "administrator", fund_id: world.fund.id, area_code: aberdeen }]);
    await withdraw(contextFor(test.db, administrator), going.id, { version: going.version, reason: "The group closed" });
    const answer = await ask(world);
    expect(answer.total).toEqual({ awards: 1, organisations: 1, amount_pence: 500_000 });
    expect(awardsOf(answer)).toEqual({ women: 1, "minority-ethnic": 0, "socio-economic-disadvantage": 0 });
  });

  it("never counts what is decided and not released", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", status: "decided" });
    expect((await ask(world)).total).toEqual({ awards: 0, organisations: 0, amount_pence: 0 });
  });
});

describe("organisations", () => {
  it("counts an organisation once whatever it has: over whole rounds, and over part of one", async () => {
    const world = await aWorld(test.db);
    const { id } = await an.organisation(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", organisation_id: id });
    await anAward(test.db, world, { area: angus, on: "2023-12-01", organisation_id: id });
    await anAward(test.db, world, { area: aberdeen, on: "2024-01-15" });
    expect((await ask(world)).total.organisations).toBe(2);
    expect((await ask(world, { from: "2023-11-01", to: "2023-12-31" })).total).toMatchObject({ awards: 2, organisations: 1 });
    expect((await ask(world, { from: "2023-12-01", to: "2024-01-31" })).total).toMatchObject({ awards: 2, organisations: 2 });
    expect((await ask(world, { area: angus })).total).toMatchObject({ awards: 1, organisations: 1 });
  });
});

describe("what is not known", () => {
  it("answers null, never nought, where no ledger is loaded, and sets what was published beside it", async () => {
    const world = await aWorld(test.db, { kind: "history", financial_year: "2024-25" });
    const source = await aSource("Year 4 summary");
    await test.db.insertInto("published_total").values({ id: world.round.id, round_id: world.round.id, source_id: source, awards: 1462, organisations: 1446, published_text: "2025" }).execute();
    for (const by of ["focus-group", "area", "month"] as const) {
      const answer = await ask(world, { from: "2024-04-01", to: "2025-03-31", by });
      expect(answer.total).toEqual({ awards: null, organisations: null, amount_pence: null });
      expect(answer.rows.length).toBeGreaterThan(0);
      expect(answer.rows.every((row) => row.awards === null && row.amount_pence === null)).toBe(true);
      expect(answer.synthetic).toBe(false);
      expect(answer.asserted).toMatchObject([{ kind: "published-total", awards: 1462, organisations: 1446, source: { title: "Year 4 summary" } }]);
    }
  });

  it("answers null for a time in which the fund had no round, and nought for a quiet time of a round that is here", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    expect((await ask(world, { from: "1999-01-01", to: "1999-12-31" })).total.awards).toBeNull();
    expect((await ask(world, { from: "2023-05-01", to: "2023-05-31" })).total).toEqual({ awards: 0, organisations: 0, amount_pence: 0 });
  });

  it("sets both published totals of a round, and figures of exactly its period, beside the counts of its ledger", async () => {
    const world = await aWorld(test.db, { kind: "history" });
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    const source = await aSource("Year 3 summary");
    const [first, second] = ["019365d0-0000-7000-8000-000000000001", "019365d0-0000-7000-8000-000000000002"] as const;
    await test.db.insertInto("published_total").values({ id: second, round_id: world.round.id, source_id: source, awards: 1430, organisations: 1379 }).execute();
    await test.db.insertInto("published_total").values({ id: first, round_id: world.round.id, source_id: source, awards: 1515, organisations: 1363, superseded_by: second }).execute();
    const measure = "019365d0-0000-7000-8000-000000000003";
    await test.db.insertInto("measure").values({ id: measure, code: "reported-awards", title: "Awards reported", unit: "awards", kind: "count-awards", fund_id: world.fund.id }).execute();
    const observation = { measure_id: measure, source_id: source, value: 1430, basis: "stated", evidence_class: "A" as const, synthetic: false };
    await test.db.insertInto("observation").values({ id: "019365d0-0000-7000-8000-000000000004", ...observation, period_from: "2023-11-01", period_to: "2024-03-31" }).execute();
    const answer = await ask(world, { from: "2023-11-01", to: "2024-03-31" });
    expect(answer.asserted?.map((one) => (one.kind === "published-total" ? [one.awards, one.superseded] : [one.value]))).toEqual([[1430, false], [1515, true], [1430]]);
    expect((await ask(world, { from: "2023-11-02", to: "2024-03-31" })).asserted).toBeUndefined();
  });

  it("names the areas that are expected and have not reported", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    await anAward(test.db, world, { area: glasgow, on: "2024-03-01" });
    const { completeness } = await ask(world, { from: "2023-11-01", to: "2023-11-30" });
    expect(completeness).toMatchObject({ expected: 3, reported: 2 });
    expect(completeness.missing.map((place) => place.code)).toEqual([angus]);
  });
});

describe("code lists", () => {
  it("T2, requirement 10: says where one version of a list gives way to another inside the period, and keeps the codes of both", async () => {
    await a.codeList(test.db, "project-type", ["social", "group-activities"], 1);
    await a.codeList(test.db, "project-type", ["social", "arts"], 2);
    await test.db.updateTable("code_list_version").set({ valid_from: "2024-04-01" }).where("list_code", "=", "project-type").where("version", "=", 2).execute();
    const world = await aWorld(test.db, { lists: { "project-type": 1 } });
    const later = await a.round(test.db, { fund_id: world.fund.id, financial_year: "2024-25", lists: { "project-type": 2 } });
    const laterPot = await a.pot(test.db, { round_id: later.id, area_code: aberdeen });
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", tags: [{ list: "project-type", code: "group-activities" }] });
    await anAward(test.db, world, { area: angus, on: "2023-11-01", tags: [{ list: "project-type", code: "social" }] });
    await anAward(test.db, { ...world, pots: { [aberdeen]: laterPot } }, { area: aberdeen, on: "2024-11-01", tags: [{ list: "project-type", version: 2, code: "social" }] });
    const both = await ask(world, { by: "project-type" });
    expect(awardsOf(both)).toEqual({ social: 2, arts: 0, "group-activities": 1 });
    expect(both.breaks).toMatchObject([{ from: { version: 1 }, to: { version: 2, since: "2024-04-01" }, ended: ["group-activities"], begun: ["arts"] }]);
    const before = await ask(world, { by: "project-type", from: "2023-11-01", to: "2024-03-31" });
    expect(awardsOf(before)).toEqual({ social: 1, "group-activities": 1 });
    expect(before.breaks).toBeUndefined();
  });
});

describe("questions that can't be answered", () => {
  const parse = (query: string) => parseAwardCountsQuery(new URLSearchParams(query));
  const refusal = (query: string): Record<string, string> => {
    try {
      parse(query);
    } catch (error) {
      if (error instanceof Invalid) return error.fields;
      throw error;
    }
    return {};
  };

  it("finds no fund of another name", async () => {
    const world = await aWorld(test.db);
    await expect(ask(world, { fund: "communities" })).rejects.toBeInstanceOf(NotFound);
  });

  it.each([
    ["by=focus-group", "fund"],
    ["fund=x&from=2023-02-30", "from"],
    ["fund=x&from=1 May", "from"],
    ["fund=x&to=20231101", "to"],
    ["fund=x&from=2024-03-31&to=2023-11-01", "to"],
    ["fund=x&by=colour", "by"],
    ["fund=x&area=Glasgow", "area"],
    ["fund=x&form=2023-11-01", "form"],
    ["fund=x&from=2023-11-01&from=2023-12-01", "from"],
    ["fund=x&__proto__=1", "__proto__"],
  ])("refuses %s and names %s", (query, field) => {
    expect(Object.keys(refusal(query))).toEqual([field]);
  });

  it("refuses an area that is nowhere and a thousand years of months", async () => {
    const world = await aWorld(test.db);
    await expect(ask(world, { area: "S12999999" })).rejects.toMatchObject({ fields: { area: expect.stringContaining("S12999999") as string } });
    await expect(ask(world, { from: "1000-01-01", to: "2024-01-01", by: "month" })).rejects.toBeInstanceOf(Invalid);
  });

  it("answers what it is asked by default", () => {
    expect(parse("fund=communities-adults")).toEqual({ fund: "communities-adults", by: "focus-group" });
  });
});

describe("the counts and the awards", () => {
  it("agree for any question, however the awards lie", async () => {
    const world = await aWorld(test.db);
    const organisations = [await an.organisation(test.db), await an.organisation(test.db), await an.organisation(test.db)];
    const [areas, days] = [[aberdeen, angus, glasgow], ["2023-10-31", "2023-11-01", "2023-12-15", "2024-03-31", "2024-04-01"]];
    const some = <T>(items: readonly T[]) => fc.constantFrom(...items);
    const anyAward = fc.record({ area: some(areas), on: some(days), organisation: fc.nat(2), amount: fc.integer({ min: 1, max: 900_000 }), groups: fc.subarray([...groups]) });
    const awards = fc.sample(fc.array(anyAward, { minLength: 40, maxLength: 40 }), { numRuns: 1, seed: 20231101 })[0]!;
    for (const one of awards) await anAward(test.db, world, { area: one.area, on: one.on, organisation_id: organisations[one.organisation]!.id, amount_pence: one.amount, tags: focus(...one.groups) });
    const question = fc.record({ from: fc.option(some(days), { nil: undefined }), to: fc.option(some(days), { nil: undefined }), area: fc.option(some(areas), { nil: undefined }) }).filter(({ from, to }) => !from || !to || from <= to);
    await fc.assert(
      fc.asyncProperty(question, async ({ from, to, area }) => {
        const meant = awards.filter((one) => (!from || from <= one.on) && (!to || one.on <= to) && (!area || one.area === area));
        const answer = await ask(world, { from, to, area });
        expect(answer.total).toEqual({ awards: meant.length, organisations: new Set(meant.map((one) => one.organisation)).size, amount_pence: meant.reduce((sum, one) => sum + one.amount, 0) });
        for (const group of groups) expect(answer.rows.find((row) => row.code === group)?.awards).toBe(meant.filter((one) => one.groups.includes(group)).length);
      }),
      { numRuns: 40 },
    );
  });
});

async function aSource(title: string): Promise<string> {
  const { id } = await a.person(test.db);
  await test.db.insertInto("source").values({ id, code: `source-${id}`, title }).execute();
  return id;
}
