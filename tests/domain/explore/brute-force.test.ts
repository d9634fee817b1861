import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listApplicationsNationally } from "#app/domain/figures/applications.server.ts";
import { behind } from "#app/domain/figures/explore/links.ts";
import { answeredFrom, dimensionCodes, dimensions, dimensionsOf, factsOf, impossible, measureCodes, type ExploreCut, type Filters } from "#app/domain/figures/explore/model.ts";
import { exploreNationally } from "#app/domain/figures/explore/query.server.ts";
import { isStanding, readAwardFilters } from "#app/domain/figures/register-model.ts";
import { listAwardsNationally } from "#app/domain/figures/registers.server.ts";
import type { PersonActor } from "#app/domain/kernel/actor.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { an } from "#tests/support/factories.ts";
import { aLedger, areas, bands, boards, codesOf, forms, lists, type Ledger, type Row } from "./ledger.ts";

let test: TestDatabase;
let ledger: Ledger;
let official: PersonActor;
const now = new Date("2024-06-01T10:00:00Z");
beforeAll(async () => {
  test = await testDatabase();
  ledger = await aLedger(test.db, 150, 20240601);
  official = await an.actor(test.db, [{ role: "official" }]);
});
afterAll(() => test.close());

const rowMeasures = measureCodes.filter((measure) => !["budget", "allocated", "paid"].includes(measure));

/** Whose rows a measure counts, one for each record; of people by group, one for each group that the return gives. */
function recordsOf({ measure, by, then, filters }: ExploreCut): Row[] {
  const { of } = factsOf(measure);
  if (of === "applications") return ledger.applications;
  if (of === "standing-awards") return ledger.awards.filter((row) => ["decided", "released", "accepted"].includes(row.status));
  if (of === "awards") return ledger.awards.filter((row) => ["released", "accepted"].includes(row.status));
  const returned = ledger.awards.filter((row) => row.returned !== null);
  if (measure !== "people" || ![by, then].includes("focus-group") && filters["focus-group"] === undefined) return returned;
  return returned.flatMap((row) => Object.entries(row.returned!.groups).map(([group, people]) => ({ ...row, tags: { ...row.tags, "focus-group": [group] }, returned: { ...row.returned!, people } })));
}

function valueOf(measure: ExploreCut["measure"], rows: readonly Row[]): number {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  switch (measure) {
    case "organisations": return new Set(rows.map((row) => row.organisation)).size;
    case "projects": return new Set(rows.map((row) => row.project)).size;
    case "awarded":
    case "committed": return sum((row) => row.amount);
    case "people": return sum((row) => row.returned!.people);
    case "spent": return sum((row) => row.returned!.spent);
    default: return rows.length;
  }
}

const inside = (filters: Filters) => (row: Row) =>
  Object.entries(filters).every(([name, code]) => (name === "from" ? row.day >= code! : name === "to" ? row.day <= code! : codesOf(row, name).includes(code!)));

const filterValues = (): Record<string, string[]> => ({
  fund: ledger.funds, round: ledger.rounds.map((round) => round.code), year: ["2021-22", "2022-23", "2023-24"], month: ["2022-04", "2024-02"], area: [...areas], "health-board": [...new Set(Object.values(boards)), "none-recorded"],
  deprivation: ["1", "4", "none-recorded"], "focus-group": [...lists["focus-group"]], "priority-issue": [...lists["priority-issue"]], "family-group": [...lists["family-group"]], "project-type": [...lists["project-type"], "none-recorded"],
  "legal-form": [...forms], band: [...bands.map((band) => band.code), "none-recorded"], reach: ["general", "none-recorded"], "project-standing": ["new", "none-recorded"], from: ["2022-04-01", "2023-01-01"], to: ["2023-03-31", "2024-02-29"],
});

const aCut = (): fc.Arbitrary<ExploreCut> =>
  fc
    .record({
      measure: fc.constantFrom(...rowMeasures), by: fc.constantFrom(...dimensionCodes), then: fc.option(fc.constantFrom(...dimensionCodes), { nil: undefined, freq: 2 }),
      names: fc.subarray(Object.keys(filterValues()), { maxLength: 3 }), pick: fc.nat(30), fund: fc.boolean(),
    })
    .map(({ measure, by, then, names, pick, fund }) => {
      const values = filterValues();
      const filters = Object.fromEntries(names.map((name) => [name, values[name]![pick % values[name]!.length]!]));
      const all: Filters = { ...filters, ...(fund ? { fund: ledger.funds[pick % 2]! } : {}) };
      return { measure, by, ...(then ? { then } : {}), filters: all };
    })
    .filter(({ filters: { fund, round } }) => fund === undefined || round === undefined || ledger.rounds.some((one) => one.code === round && one.fund === fund))
    .filter((cut) => Object.keys(impossible(cut)).length === 0);

describe("every cut that can be asked for", () => {
  it("holds in each cell, margin and whole what counting the rows by hand gives, from the rollups and from the rows alike", async () => {
    const answered = new Set<string>();
    await fc.assert(
      fc.asyncProperty(aCut(), async (cut) => {
        const answer = await exploreNationally(test.db, official, cut, { now });
        answered.add(`${answeredFrom(cut)} ${cut.then ? "two" : "one"}`);
        const records = recordsOf(cut).filter(inside(cut.filters));
        const whole = recordsOf({ ...cut, by: "area", then: undefined } as unknown as ExploreCut).filter(inside(cut.filters));
        expect(answer.whole).toMatchObject({ value: answer.whole.qualifier === "[x]" ? null : valueOf(cut.measure, whole), base: whole.length });
        const under = (dimension: string | undefined, code: string | undefined) => (row: Row) => dimension === undefined || codesOf(row, dimension).includes(code!);
        const known = new Set(answer.rows.map((row) => row.code));
        const placed = records.filter((row) => cut.then === undefined || codesOf(row, cut.then).length > 0);
        for (const row of placed) for (const code of codesOf(row, cut.by)) if (cut.filters[cut.by] === undefined) expect(known).toContain(code);
        const same = (cell: { value: number | null; base: number } | null, rows: readonly Row[]) => {
          if (cell === null) return;
          expect(cell.base).toBe(rows.length);
          if (cell.value !== null) expect(cell.value).toBe(valueOf(cut.measure, rows));
          else expect(rows).toHaveLength(0);
        };
        for (const row of answer.rows) {
          const of = records.filter(under(cut.by, row.code));
          same(row.cell, of);
          for (const [index, column] of answer.columns.entries()) same(row.cells[index]!, of.filter(under(cut.then, column.code)));
          if (cut.then && dimensions[cut.then].many) expect(row.cell).toBeNull();
        }
        for (const column of answer.columns) {
          same(column.cell, records.filter(under(cut.then, column.code)));
          if (dimensions[cut.by].many) expect(column.cell).toBeNull();
        }
        if ("sum" in answer.total) expect(answer.total.sum).toBe(valueOf(cut.measure, records));
        if (dimensions[cut.by].many) expect(answer.total).toHaveProperty("why");
      }),
      { numRuns: 400, seed: 7 },
    );
    expect([...answered].sort()).toEqual(["rollup one", "rollup two", "rows one", "rows two"]);
  }, 300_000);

  it("leads from each number to as many awards or applications as it rests on, in the list with the link's filters", async () => {
    const listed = new Set<string>();
    await fc.assert(
      fc.asyncProperty(aCut(), async (cut) => {
        const answer = await exploreNationally(test.db, official, cut, { now });
        const check = async (base: number, byCode?: string, thenCode?: string) => {
          const way = behind(answer.cut, byCode, thenCode);
          if (way?.to !== "awards" && way?.to !== "applications") throw new Error("A number leads nowhere");
          const { query } = way;
          listed.add(way.to);
          const { filters, problems } = readAwardFilters(new URLSearchParams(query));
          expect(problems).toEqual({});
          const standing = isStanding(query.standing ?? "") ? query.standing : "public";
          const list = way.to === "applications" ? await listApplicationsNationally(test.db, official, filters) : await listAwardsNationally(test.db, official, filters, standing as "public", 1, query.people);
          expect({ query, count: list.count }).toEqual({ query, count: base });
        };
        await check(answer.whole.base);
        for (const row of answer.rows.filter((one, index) => index < 3 || one.code === "none-recorded")) {
          if (row.cell) await check(row.cell.base, row.code);
          for (const [index, column] of answer.columns.slice(0, 2).entries()) await check(row.cells[index]!.base, row.code, column.code);
        }
      }),
      { numRuns: 150, seed: 11 },
    );
    expect([...listed].sort()).toEqual(["applications", "awards"]);
  }, 300_000);

  it("leads from money that was announced to its round, and where there are several to the same number round by round", async () => {
    for (const measure of ["budget", "allocated"] as const) {
      expect(behind({ measure, by: "round", filters: {} }, ledger.rounds[0]!.code)).toEqual({ to: "round", round: ledger.rounds[0]!.code });
      const way = behind({ measure, by: "year", filters: { fund: ledger.funds[0]! } }, "2023-24");
      expect(way).toEqual({ to: "explore", query: { measure, by: "round", fund: ledger.funds[0]!, year: "2023-24" } });
      const closer = await exploreNationally(test.db, official, { measure, by: "round", filters: { fund: ledger.funds[0]!, year: "2023-24" } }, { now });
      const before = await exploreNationally(test.db, official, { measure, by: "year", filters: { fund: ledger.funds[0]! } }, { now });
      expect(closer.whole.value).toBe(before.rows.find((row) => row.code === "2023-24")!.cell!.value);
    }
  });

  it("can be made by every dimension that its measure offers", async () => {
    for (const measure of rowMeasures)
      for (const by of dimensionsOf(measure)) {
        const answer = await exploreNationally(test.db, official, { measure, by, filters: { fund: ledger.funds[0]! } }, { now });
        expect(answer.rows.some((row) => (row.cell?.value ?? 0) > 0)).toBe(true);
      }
  });
});
