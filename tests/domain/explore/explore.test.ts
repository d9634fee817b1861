import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rebuildCounts } from "#app/domain/awards/counts.server.ts";
import { exploredTable } from "#app/domain/figures/explore/table.ts";
import { tableCsv } from "#app/domain/figures/tables/csv.ts";
import { addUp, answeredFrom, impossible, percentInWords, perThousandInHundredths, tenthsOfPercent, type ExploreCut } from "#app/domain/figures/explore/model.ts";
import { exploreNationally, explorePublicly } from "#app/domain/figures/explore/query.server.ts";
import { readCut } from "#app/domain/figures/explore/read.ts";
import { listAwards } from "#app/domain/figures/registers.server.ts";
import { readAwardFilters } from "#app/domain/figures/register-model.ts";
import { NotAllowed, WrongState } from "#app/domain/kernel/errors.ts";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import { loadSeed } from "#seeds/load.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";
import { aberdeen, anAward, aWorld, focus, glasgow, oldGlasgow } from "../figures/world.ts";
import { statementsOf } from "./ledger.ts";

let test: TestDatabase;
const now = new Date("2024-06-01T10:00:00Z");
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

const publicly = (cut: ExploreCut) => explorePublicly(test.db, cut, { now });
const read = (query: Record<string, string>, audience: "public" | "national" = "national") => readCut(new URLSearchParams(query), audience);
const byCode = (answer: Awaited<ReturnType<typeof publicly>>) => Object.fromEntries(answer.rows.map((row) => [row.code, row.cell?.value]));

describe("what anyone may explore", () => {
  it("never shows what is decided and not released, in a cell, a total, the base or the file", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", amount_pence: 100_000, tags: focus("women") });
    await anAward(test.db, world, { area: glasgow, on: "2023-11-01", status: "decided", amount_pence: 777_777, tags: focus("minority-ethnic") });
    for (const measure of ["awards", "organisations", "projects", "awarded"] as const)
      for (const by of ["area", "focus-group", "reach", "month", "legal-form"] as const) {
        const answer = await publicly({ measure, by, filters: { fund: world.fund.code } });
        expect(answer.whole.base).toBe(1);
        expect(answer.rows.reduce((sum, row) => sum + row.cell!.base, 0)).toBe(1);
        expect(tableCsv(exploredTable(answer))).not.toContain("777777");
      }
    const official = await an.actor(test.db, [{ role: "official" }]);
    expect((await exploreNationally(test.db, official, { measure: "committed", by: "area", filters: { fund: world.fund.code } }, { now })).whole.value).toBe(877_777);
  });

  it("refuses people, applications, and money committed, paid or spent to all but officials with the second factor", async () => {
    const official = await an.actor(test.db, [{ role: "official" }]);
    const world = await aWorld(test.db);
    const administrator = await an.actor(test.db, [{ role: "administrator", fund_id: world.fund.id, area_code: aberdeen }]);
    for (const measure of ["people", "applications", "committed", "paid", "spent"] as const) {
      const cut: ExploreCut = { measure, by: "area", filters: {} };
      await expect(publicly(cut)).rejects.toBeInstanceOf(NotAllowed);
      expect(read({ measure, by: "area" }, "public")).toHaveProperty("problems.measure");
      for (const actor of [{ kind: "visitor" } as const, administrator, { ...official, secondFactor: false }]) await expect(exploreNationally(test.db, actor, cut, { now })).rejects.toBeInstanceOf(NotAllowed);
      await expect(exploreNationally(test.db, official, cut, { now })).resolves.toHaveProperty("cut.measure", measure);
    }
  });

  it("lets nobody outside narrow the register by what a return says or by what is not released", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    const { filters } = readAwardFilters(new URLSearchParams({ fund: world.fund.code, standing: "committed", people: "women" }));
    expect(filters).toEqual({ fund: world.fund.code, tags: {} });
    expect((await listAwards(test.db, filters)).count).toBe(1);
  });
});

describe("the five numbers for money", () => {
  it("are five numbers (T14, requirement 20): £1.5 million budgeted stands whole in the round's year, what is paid is not known, and nothing is shown in a year of its own that no record has", async () => {
    const fund = await a.fund(test.db, { shape: "national" });
    const round = await a.round(test.db, { fund_id: fund.id, financial_year: "2024-25", budget_pence: 150_000_000 });
    const pot = await a.pot(test.db, { round_id: round.id, area_code: "S92000003", allocation_pence: 150_000_000 });
    const first = await an.award(test.db, { pot_id: pot.id, status: "accepted", amount_pence: 40_000_000, awarded_on: "2024-10-01" });
    await an.award(test.db, { pot_id: pot.id, status: "decided", amount_pence: 5_000_000, awarded_on: "2025-04-02" });
    const grantReturn = await test.db.insertInto("grant_return").values({ id: newId(), award_id: first.id, form_version_id: round.return_form_version_id!, due_on: "2026-04-30", synthetic: true }).returning("id").executeTakeFirstOrThrow();
    await test.db.updateTable("grant_return").set({ status: "sent", sent_at: now, sent_by: (await a.person(test.db)).id, people_total: 9, spent_pence: 39_999_999 }).where("id", "=", grantReturn.id).execute();
    await rebuildCounts(test.db);
    const official = await an.actor(test.db, [{ role: "official" }]);
    const numbers: Record<string, unknown> = {};
    for (const measure of ["budget", "allocated", "committed", "awarded", "paid", "spent"] as const) {
      const answer = await exploreNationally(test.db, official, { measure, by: "year", filters: { fund: fund.code } }, { now });
      numbers[measure] = [answer.whole.value, byCode(answer)];
    }
    expect(numbers).toEqual({
      budget: [150_000_000, { "2024-25": 150_000_000 }],
      allocated: [150_000_000, { "2024-25": 150_000_000 }],
      committed: [45_000_000, { "2024-25": 40_000_000, "2025-26": 5_000_000 }],
      awarded: [40_000_000, { "2024-25": 40_000_000 }],
      paid: [null, { "2024-25": null }],
      spent: [39_999_999, { "2024-25": 39_999_999 }],
    });
  });
});

describe("awards, projects, organisations and applications", () => {
  it("are four numbers (T5, requirement 6): 1,842 awards of which 67 top up make 1,775 projects", async () => {
    const world = await aWorld(test.db);
    const organisations = [await an.organisation(test.db), await an.organisation(test.db), await an.organisation(test.db)];
    const rows = Array.from({ length: 1_842 }, (_, index) => ({
      id: newId(), reference: newReference("LG"), fund_id: world.fund.id, round_id: world.round.id, pot_id: world.pots[aberdeen]!.id, area_code: aberdeen, organisation_id: organisations[index % 3]!.id,
      title: "A project", amount_pence: 1_000, status: "released" as const, released_at: now, counted: true, awarded_on: "2023-11-01", synthetic: true, tops_up_award_id: null as string | null,
    }));
    for (let index = 1_775; index < 1_842; index += 1) rows[index]!.tops_up_award_id = rows[index - 1_773]!.organisation_id === rows[index]!.organisation_id ? rows[index - 1_773]!.id : rows[index % 3]!.id;
    for (let start = 0; start < rows.length; start += 500) await test.db.insertInto("award").values(rows.slice(start, start + 500)).execute();
    await rebuildCounts(test.db);
    const official = await an.actor(test.db, [{ role: "official" }]);
    const of = async (measure: ExploreCut["measure"]) => (await exploreNationally(test.db, official, { measure, by: "area", filters: { fund: world.fund.code } }, { now })).whole.value;
    expect([await of("awards"), await of("projects"), await of("organisations"), await of("applications")]).toEqual([1_842, 1_775, 3, 0]);
  });
});

describe("cuts that make no sense", () => {
  it("are refused, each with its reason", () => {
    const problems = (query: Record<string, string>) => {
      const answer = read(query);
      return "problems" in answer ? answer.problems : {};
    };
    expect(problems({ by: "project-type", then: "project-type" }).then).toMatch(/something else than project type/);
    expect(problems({ by: "focus-group", then: "focus-group" }).then).toMatch(/as a filter/);
    expect(problems({ measure: "people", by: "month" }).by).toMatch(/whole of a project/);
    expect(problems({ measure: "people", by: "family-group" }).by).toMatch(/by focus group only/);
    expect(problems({ measure: "budget", by: "focus-group" }).by).toMatch(/it is kept by fund, round, financial year/);
    expect(problems({ measure: "allocated", by: "reach" }).by).toMatch(/before anybody is chosen/);
    expect(problems({ by: "band" }).by).toMatch(/Choose a fund first/);
    expect(problems({ by: "area", then: "health-board" }).then).toMatch(/lies in one health board/);
    expect(problems({ measure: "spent", by: "area", from: "2024-01-01" }).from).toMatch(/financial year/);
    expect(problems({ by: "area", from: "2024-02-01", to: "2024-01-01" }).to).toMatch(/comes before/);
    expect(problems({ by: "weather" }).by).toMatch(/Choose one of/);
    expect(problems({ measure: "joy" }).measure).toMatch(/Choose what is counted/);
    expect(problems({ by: "area", month: "2024-13" }).month).toBeDefined();
    expect(problems({ by: "area", then: "month", fund: "communities-adults" })).toEqual({});
  });

  it("name the fund, round, code or place that nothing has, rather than counting nothing", async () => {
    const world = await aWorld(test.db);
    const other = await aWorld(test.db);
    for (const [filters, field] of [[{ fund: "no-such-fund" }, "fund"], [{ "focus-group": "wizards" }, "focus-group"], [{ area: "S12009999" }, "area"], [{ fund: world.fund.code, round: other.round.code }, "round"]] as const)
      await expect(publicly({ measure: "awards", by: "area", filters })).rejects.toMatchObject({ name: "Invalid", fields: { [field]: expect.any(String) as string } });
    await expect(publicly({ measure: "awards", by: "health-board", filters: {} })).rejects.toMatchObject({ fields: { by: expect.stringContaining("No list of health boards") as string } });
    await expect(publicly({ measure: "awards", by: "area", then: "deprivation", filters: {} })).rejects.toMatchObject({ fields: { then: expect.stringContaining("loaded") as string } });
  });

  it("accept a council code that was superseded and count under the one that holds", async () => {
    const world = await aWorld(test.db);
    await test.db.insertInto("superseded_area_code").values({ code: oldGlasgow, area_code: glasgow }).onConflict((conflict) => conflict.doNothing()).execute();
    await anAward(test.db, world, { area: glasgow, on: "2023-11-01" });
    const answer = await publicly({ measure: "awards", by: "area", filters: { fund: world.fund.code, area: oldGlasgow } });
    expect(byCode(answer)).toEqual({ [glasgow]: 1 });
    expect(answer.cut.filters.area).toBe(glasgow);
  });

  it("say in words that a count takes too long, and keep no transaction open", async () => {
    const world = await aWorld(test.db);
    const blocker = test.db.transaction().execute(async (tx) => {
      await sql`lock table award_tag in access exclusive mode`.execute(tx);
      const cut: ExploreCut = { measure: "awards", by: "focus-group", then: "reach", filters: { fund: world.fund.code } };
      expect(answeredFrom(cut)).toBe("rows");
      await expect(explorePublicly(test.db, cut, { now, limit: 100 })).rejects.toSatisfy((error) => error instanceof WrongState && /takes longer than 0.1 seconds.*financial year/.test(error.message));
    });
    await blocker;
    const { rows } = await sql<{ limit: string }>`select current_setting('statement_timeout') as limit`.execute(test.db);
    expect(rows[0]!.limit).toBe("30s");
  });

  it("send as many statements for many rounds, areas and codes as for one", async () => {
    const small = await aWorld(test.db);
    const cutOf = (fund: string): ExploreCut => ({ measure: "organisations", by: "area", then: "round", filters: { fund } });
    const before = await statementsOf(test.db, (db) => explorePublicly(db, cutOf(small.fund.code), { now }));
    for (let number = 0; number < 5; number += 1) await a.round(test.db, { fund_id: small.fund.id, financial_year: `20${24 + number}-${25 + number}` });
    for (let number = 0; number < 12; number += 1) await anAward(test.db, small, { area: number % 2 ? aberdeen : glasgow, on: `2023-1${number % 2}-01`, tags: focus("women") });
    const after = await statementsOf(test.db, (db) => explorePublicly(db, cutOf(small.fund.code), { now }));
    expect(after).toBe(before);
    expect(after).toBeLessThanOrEqual(20);
  });
});

describe("what may be added", () => {
  it("is only what rests on one basis and is known", () => {
    expect(addUp([{ value: 2, basis: "awarded-on" }, { value: 3, basis: "awarded-on" }])).toEqual({ sum: 5 });
    expect(addUp([{ value: 2, basis: "awarded-on" }, { value: 3, basis: "published" }])).toHaveProperty("why");
    expect(addUp([{ value: 2, basis: "awarded-on" }, { value: null, basis: "awarded-on" }])).toHaveProperty("why");
  });

  it("is a single-choice list and never one of which an award can have several", async () => {
    const world = await aWorld(test.db);
    await a.codeList(test.db, "project-type", ["sport", "arts"]);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", tags: [...focus("women", "minority-ethnic"), { list: "project-type", code: "sport" }] });
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", tags: focus("women") });
    const filters = { fund: world.fund.code };
    expect((await publicly({ measure: "awards", by: "project-type", filters })).total).toEqual({ sum: 2 });
    expect((await publicly({ measure: "awards", by: "focus-group", filters })).total).toHaveProperty("why", expect.stringContaining("more than one focus"));
    expect((await publicly({ measure: "organisations", by: "area", filters })).total).toHaveProperty("why");
    const crossed = await publicly({ measure: "awards", by: "focus-group", then: "project-type", filters });
    expect(crossed.rows.find((row) => row.code === "women")?.cell?.value).toBe(2);
    expect(crossed.columns.map((column) => column.cell)).toEqual(crossed.columns.map(() => null));
    expect(crossed.columns.map((column) => column.code)).toContain("none-recorded");
  });

  it("holds in whole numbers: shares and rates are rounded half up, once", () => {
    expect(percentInWords(tenthsOfPercent(554, 1_430)!)).toBe("38.7%");
    expect([tenthsOfPercent(1, 2_000), tenthsOfPercent(1, 2_001), tenthsOfPercent(1, 0)]).toEqual([1, 0, null]);
    expect([perThousandInHundredths(5, 4_000), perThousandInHundredths(900_000_000_000_00, 3), perThousandInHundredths(1, 0)]).toEqual([125, 3_000_000_000_000_000_000, null]);
    expect(impossible({ measure: "awards", by: "area", filters: {} })).toEqual({});
  });
});

describe("rounds side by side", () => {
  it("keep what was printed apart from what is counted, add neither to the other, and ask about the same number twice", async () => {
    const reference = await testDatabase({ seed: "reference" });
    try {
      await loadSeed("ledger-communities-2023-24", { db: reference.db, now, mode: "demonstration", secret: testSecret });
      const answer = await explorePublicly(reference.db, { measure: "awards", by: "round", filters: { fund: "communities-adults" } }, { now });
      const row = (code: string) => answer.rows.find((one) => one.code === code)!;
      expect(row("communities-2023-24")).toMatchObject({ cell: { value: 1_430, qualifier: "" }, published: 1_430 });
      expect(row("communities-2022-23")).toMatchObject({ cell: { value: null, qualifier: "[x]" }, published: 1_458 });
      expect(answer.total).toHaveProperty("why", expect.stringContaining("different bases"));
      expect(answer.warnings.join(" ")).toMatch(/same number of applications, 2,585, stands in two rounds running/);
      expect(answer.asserted.map((total) => total.awards)).toContain(1_515);
      const types = await explorePublicly(reference.db, { measure: "awards", by: "project-type", then: "round", filters: { fund: "communities-adults" } }, { now });
      expect(types.breaks).toMatchObject([{ from: { version: 1 }, to: { version: 2 }, ended: expect.arrayContaining(["group-activities"]) as string[] }]);
      const inRound = (code: string, round: string) => types.rows.find((one) => one.code === code)!.cells[types.columns.findIndex((column) => column.code === round)];
      expect(inRound("group-activities", "communities-2022-23")).toMatchObject({ value: null, qualifier: "[x]" });
      expect(inRound("group-activities", "communities-2023-24")).toMatchObject({ value: null, qualifier: "[z]" });
      expect(inRound("social", "communities-2023-24")).toMatchObject({ value: 434, qualifier: "" });
      const groups = await explorePublicly(reference.db, { measure: "awards", by: "focus-group", filters: { fund: "communities-adults", from: "2023-11-01", to: "2024-03-31" } }, { now });
      expect(byCode(groups)).toMatchObject({ "socio-economic-disadvantage": 554, "long-term-condition-or-disability": 537, "minority-ethnic": 316 });
      expect(groups.whole.value).toBe(1_430);
    } finally {
      await reference.close();
    }
  });

  it("show a break where the code list changed, and that a code is not on a round's list rather than nought", async () => {
    await a.codeList(test.db, "focus-group", ["women", "young-people"], 2);
    const world = await aWorld(test.db);
    const later = await a.round(test.db, { fund_id: world.fund.id, financial_year: "2025-26", lists: { "focus-group": 2 } });
    const pot = await a.pot(test.db, { round_id: later.id, area_code: aberdeen });
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01", tags: focus("women") });
    await anAward(test.db, { ...world, pots: { [aberdeen]: pot } }, { area: aberdeen, on: "2025-11-01", tags: [{ list: "focus-group", version: 2, code: "young-people" }] });
    const answer = await publicly({ measure: "awards", by: "focus-group", then: "round", filters: { fund: world.fund.code } });
    expect(answer.breaks).toMatchObject([{ from: { version: 1 }, to: { version: 2 }, begun: ["young-people"] }]);
    const cells = (code: string) => answer.rows.find((row) => row.code === code)!.cells.map(({ value, qualifier }) => [value, qualifier]);
    expect(cells("women")).toEqual([[1, ""], [0, ""]]);
    expect(cells("young-people")).toEqual([[null, "[z]"], [1, ""]]);
    expect(cells("minority-ethnic")).toEqual([[0, ""], [null, "[z]"]]);
    expect(tableCsv(exploredTable(answer))).toMatch(/young-people,.*,value: \[z\] not applicable.*\r\n/);
  });
});

describe("completeness", () => {
  it("stands with every number: areas that have reported of those expected, by name where they have not", async () => {
    const world = await aWorld(test.db);
    await anAward(test.db, world, { area: aberdeen, on: "2023-11-01" });
    const { completeness } = await publicly({ measure: "awarded", by: "month", filters: { fund: world.fund.code } });
    expect(completeness).toMatchObject({ expected: 3, reported: 1, signed: 0, unknown: [], returns: null });
    expect(completeness.missing).toHaveLength(2);
    const history = await a.round(test.db, { fund_id: world.fund.id, kind: "history", financial_year: "2021-22" });
    expect((await publicly({ measure: "awarded", by: "month", filters: { fund: world.fund.code } })).completeness.unknown).toEqual([history.title]);
  });
});
