/** The numbers that the publications print, answered from the ledgers as they are seeded. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awardCountsCsv } from "#app/domain/figures/award-counts-csv.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { actionReport } from "#app/domain/figures/action-report.server.ts";
import { countFigures, observationsForPlan } from "#app/domain/figures/measures.server.ts";
import { parseAwardCountsQuery } from "#app/domain/figures/model.ts";
import { listAwards } from "#app/domain/figures/registers.server.ts";
import { readAwardFilters } from "#app/domain/figures/register-model.ts";
import { getPlan, listPriorities } from "#app/domain/strategy/read.server.ts";
import { loadSeed } from "#seeds/load.ts";
import { testDatabase, testSecret, type TestDatabase } from "#tests/support/database.ts";
import { aNow } from "./world.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await loadSeed("ledger-communities-2023-24", { db: test.db, now: aNow, mode: "demonstration", secret: testSecret });
  await loadSeed("ledger-perinatal-2024", { db: test.db, now: aNow, mode: "demonstration", secret: testSecret });
});
afterAll(() => test.close());

const year3 = "fund=communities-adults&from=2023-11-01&to=2024-03-31";
const ask = (query: string) => awardCounts(test.db, parseAwardCountsQuery(new URLSearchParams(query)), aNow);
const awardsOf = async (query: string) => Object.fromEntries((await ask(query)).rows.map((row) => [row.code, row.awards]));

describe("the Communities Fund from November 2023 to March 2024", () => {
  it("made 1,430 awards to 1,379 organisations, from all 32 areas", async () => {
    const answer = await ask(`${year3}&by=focus-group`);
    expect(answer).toMatchObject({ measure: "award-counts", fund: "communities-adults", period: { from: "2023-11-01", to: "2024-03-31" }, synthetic: true });
    expect(answer.total).toMatchObject({ awards: 1430, organisations: 1379 });
    expect(answer.completeness).toEqual({ expected: 32, reported: 32, missing: [] });
    expect(answer.breaks).toBeUndefined();
  });

  it("had 554, 537 and 316 with the three published focuses, which overlap and leave some awards out", async () => {
    expect(await awardsOf(`${year3}&by=focus-group`)).toMatchObject({ "socio-economic-disadvantage": 554, "long-term-condition-or-disability": 537, "minority-ethnic": 316 });
  });

  it("sets the published totals, then and restated, and the reported figures beside its own count", async () => {
    const { asserted = [] } = await ask(year3);
    const totals = asserted.flatMap((one) => (one.kind === "published-total" ? [[one.awards, one.organisations, one.superseded]] : []));
    expect(totals).toEqual([[1430, 1379, false], [1515, 1363, true]]);
    expect(asserted.flatMap((one) => (one.kind === "observation" ? [one.value] : [])).sort()).toEqual([1430, 316, 537, 554]);
  });

  it("adds up to its total by area, by month and by project type", async () => {
    for (const by of ["area", "month", "project-type"]) {
      const answer = await ask(`${year3}&by=${by}`);
      expect([by, answer.rows.reduce((sum, row) => sum + (row.awards ?? 0), 0)]).toEqual([by, 1430]);
      expect([by, answer.rows.reduce((sum, row) => sum + (row.amount_pence ?? 0), 0)]).toEqual([by, answer.total.amount_pence]);
    }
    expect((await ask(`${year3}&by=area`)).rows).toHaveLength(32);
    expect(Object.keys(await awardsOf(`${year3}&by=month`))).toEqual(["2023-11", "2023-12", "2024-01", "2024-02", "2024-03"]);
  });

  it("has behind each number of a group exactly that many awards in the register", async () => {
    for (const code of ["socio-economic-disadvantage", "minority-ethnic"]) {
      const { filters } = readAwardFilters(new URLSearchParams(`${year3}&focus-group=${code}`));
      expect((await listAwards(test.db, filters)).count).toBe((await awardsOf(year3))[code]);
    }
  });

  it("says in every row of the CSV that it is invented", async () => {
    const lines = awardCountsCsv(await ask(year3)).trimEnd().split("\r\n");
    expect(lines[0]).toBe("code,title,awards,amount_pence,qualifier");
    expect(lines.length).toBeGreaterThan(13);
    for (const line of lines.slice(1)) expect(line).toMatch(/,synthetic$/);
  });
});

describe("other funds and years", () => {
  it("counts 16 Perinatal awards of £1,500,000 under Scotland", async () => {
    const answer = await ask("fund=perinatal-infant&by=area");
    expect(answer.total).toEqual({ awards: 16, organisations: 16, amount_pence: 150_000_000 });
    expect(answer.rows).toHaveLength(33);
    expect(answer.rows.at(-1)).toMatchObject({ code: "S92000003", awards: 16 });
  });

  it("knows no total of a year without a ledger, and says what was published", async () => {
    const answer = await ask("fund=communities-adults&from=2024-04-01&to=2025-03-31");
    expect(answer.total).toEqual({ awards: null, organisations: null, amount_pence: null });
    expect(answer.asserted).toMatchObject([{ kind: "published-total", awards: 1462 }]);
  });
});

describe("the Strategy", () => {
  it("shows the 56 reported figures under their actions and the count of priorities on its own page", async () => {
    const plan = await getPlan(test.db);
    expect(await listPriorities(test.db, plan.id)).toHaveLength(10);
    expect((await observationsForPlan(test.db, plan.id)).flatMap((measure) => measure.observations.map((one) => [one.source.ref, one.value]))).toEqual([["S05.3a", 10]]);
    const { byPriority } = await countFigures(test.db, plan.id);
    expect([...byPriority.values()].reduce((sum, figures) => sum + figures, 0)).toBe(55);
  });

  it("feeds action 3.2 with what was reported, what is shared with 3.1, and what is counted here", async () => {
    const report = await actionReport(test.db, undefined, "3.2", aNow);
    expect(report).toMatchObject({ plan: "2023-2025", action: { ref: "3.2" }, priority: 3 });
    expect(report.items.map((item) => [item.line, item.shared_with])).toEqual([[19, ["3.1"]], [20, []]]);
    const observations = report.measures.flatMap((measure) => measure.observations);
    expect(observations.find((one) => one.source.ref === "S19.1a")).toMatchObject({ value: 83000, qualifier: "almost", shared_with: ["3.1"], origin: "asserted", as_at: null, synthetic: false });
    expect(observations.filter((one) => one.origin === "computed").map((one) => [one.period.from, one.value, one.synthetic])).toContainEqual(["2023-04-01", 1430, true]);
  });
});
