/** The traps that the published record has fallen into, one by one, on what is loaded here. The others stand with what they are about. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addable, type Addend } from "#app/domain/figures/addable.ts";
import { correctObservation, recordObservation } from "#app/domain/figures/change.server.ts";
import { measureSchema } from "#app/domain/figures/define-model.ts";
import { explorePublicly } from "#app/domain/figures/explore/query.server.ts";
import { observationsForAction } from "#app/domain/figures/measures.server.ts";
import { observationSchema } from "#app/domain/figures/observation-model.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { addDays, londonDay } from "#app/domain/kernel/time.ts";
import { listReleased } from "#app/domain/publications/read.server.ts";
import { official } from "#tests/domain/board/world.ts";
import { load } from "#tests/domain/seeds/support.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase({ seed: "reference" });
  await load(test.db, "ledger-communities-2023-24");
  await load(test.db, "ledger-perinatal-2024");
});
afterAll(() => test.close());

const now = new Date();
const figures = async () =>
  (await sql<{ ref: string; measure: string; unit: string; kind: string; result_type: string | null; definition: string; value: number; value_to: number | null; qualifier: string | null; basis: string; from: string | null; to: string | null }>`
    select o.source_ref as ref, m.code as measure, m.unit, m.kind, m.result_type, m.definition, o.value, o.value_to, o.qualifier, o.basis, o.period_from::text as from, o.period_to::text as to
      from observation o join measure m on m.id = o.measure_id`.execute(test.db)).rows;
async function asAddends(...refs: string[]): Promise<Addend[]> {
  const known = await figures();
  return refs.map((ref) => {
    const { from, to, ...one } = known.find((figure) => figure.ref === ref)!;
    return { ...one, exact_value: null, period: { from, to }, synthetic: false, corrected: false };
  });
}
const action = async (ref: string) => (await test.db.selectFrom("action").select("id").where("ref", "=", ref).where("scheme", "=", "strategic").executeTakeFirstOrThrow()).id;

describe("one number, two things", () => {
  it("T6: minority ethnic families are a family group, people from a minority ethnic background a focus group; 316 is counted under the second and says so", async () => {
    const { rows } = await sql<{ list: string; title: string }>`select distinct list_code as list, title from code_item where code like 'minority-ethnic%' order by 1`.execute(test.db);
    expect(rows).toEqual([{ list: "family-group", title: "Minority ethnic families" }, { list: "focus-group", title: expect.stringMatching(/minority ethnic/i) as string }]);
    expect((await figures()).find(({ ref }) => ref === "S20.1d")!.definition).toContain("The source prints the name of a family group; the fund's own focus group is people from a minority ethnic background");
    const count = async (by: "focus-group" | "family-group", code: string) => (await explorePublicly(test.db, { measure: "awards", by, filters: { fund: "communities-adults" } }, { now })).rows.find((row) => row.code === code)?.cell?.value;
    expect(await count("focus-group", "minority-ethnic")).toBe(316);
    expect(await count("family-group", "minority-ethnic-families")).not.toBe(316);
  });

  it("T9: people, calls and referrals are measures of their own, and one that goes on is never added to an earlier one of itself", async () => {
    const known = await figures();
    const measureOf = (ref: string) => known.find((figure) => figure.ref === ref)!;
    expect(new Set(["S24.2a", "S26.1a", "S23.2a"].map((ref) => measureOf(ref).measure)).size).toBe(3);
    const [now84] = await asAddends("S24.2a");
    expect(addable([now84!, { ...now84!, value: 75_000 }]).addable).toBe(false);
    expect(addable(await asAddends("S24.2a", "S23.2a"))).toEqual({ addable: false, because: "They count different things" });
  });

  it("T15: sixteen organisations of one round are not the sixteen of another, because a number belongs to its round", async () => {
    const { rows } = await sql<{ fund: string; rounds: number }>`select f.code as fund, count(*)::int as rounds from round r join fund f on f.id = r.fund_id group by 1`.execute(test.db);
    expect(rows.find(({ fund }) => fund === "perinatal-infant")!.rounds).toBeGreaterThanOrEqual(1);
    const answer = await explorePublicly(test.db, { measure: "organisations", by: "round", filters: { fund: "perinatal-infant" } }, { now });
    expect(answer.rows.filter((row) => row.cell?.value === 16)).toHaveLength(1);
    expect(answer.total).toHaveProperty("why");
  });

  it("T16: £15 million a year to councils and £15 million of the Communities Fund are two lines that nothing can merge", async () => {
    const councils = (await figures()).find(({ ref }) => ref === "S19.2a")!;
    expect([councils.value, councils.measure]).toEqual([15_000_000, "cyp-supports-money"]);
    const { fund_id } = await test.db.selectFrom("measure").select("fund_id").where("code", "=", "cyp-supports-money").executeTakeFirstOrThrow();
    expect(fund_id).toBeNull();
    const budget = await explorePublicly(test.db, { measure: "budget", by: "round", filters: { fund: "communities-adults" } }, { now });
    expect(budget.rows.filter((row) => row.cell?.value === 1_500_000_000).length).toBeGreaterThan(0);
    expect(addable([...(await asAddends("S19.2a")), { ...(await asAddends("S19.2a"))[0]!, measure: "communities-budget" }])).toEqual({ addable: false, because: "They count different things" });
  });
});

describe("what a figure may be used for", () => {
  it("T11, requirement 18: changes without base or dates are quoted with their source and never computed, added or shared out", async () => {
    for (const refs of [["S10.9a", "S10.9a"], ["S10.10a", "S10.10a"], ["S25.2a", "S25.2a"]]) expect(addable(await asAddends(...refs)).addable).toBe(false);
    const shown = (await observationsForAction(test.db, await action("1.1"), now)).flatMap(({ observations }) => observations).filter(({ source }) => ["S10.9a", "S10.10a", "S10.10b"].includes(source.ref));
    expect(shown.map(({ origin, exact_value, source }) => [origin, exact_value, source.title.length > 0])).toEqual([["asserted", null, true], ["asserted", null, true], ["asserted", null, true]]);
  });

  it("T12: shares of different people in one survey are kept with their own base in their unit, and are not added", async () => {
    const [trained, untrained] = await asAddends("S16.2a", "S16.2b");
    expect([trained!.unit, untrained!.unit]).toEqual(["percent of trained respondents", "percent of untrained respondents"]);
    expect(addable([trained!, untrained!]).addable).toBe(false);
  });

  it("T18: the day of award, the days of the project and the day of the record are three times, and each figure says which it is by", async () => {
    const { rows } = await sql<{ apart: boolean }>`
      select bool_and(starts_on <= ends_on) and bool_or(starts_on <> awarded_on) and bool_or(recorded_at::date > awarded_on) as apart from award`.execute(test.db);
    expect(rows[0]!.apart).toBe(true);
    const computed = (await observationsForAction(test.db, await action("3.2"), now)).flatMap(({ observations }) => observations).filter(({ origin }) => origin === "computed");
    expect(new Set(computed.map(({ basis }) => basis))).toEqual(new Set(["awarded-on"]));
    for (const { data_at, published_at } of await test.db.selectFrom("award_cut").select(["data_at", "published_at"]).execute()) expect(published_at === null || published_at > data_at).toBe(true);
    expect(await listReleased(test.db)).toHaveLength(3);
  });
});

const definition = {
  title: "Partnership areas where it runs", unit: "percent of areas", kind: "coverage", result_type: "output", definition: "An area counts once it is live.", population: "All of them", geography: "Scotland",
  period_basis: "As at a day", origin: "asserted", fund: "", computed_code: "", actions: "4.3", outcomes: [],
};

it("T19: “all” is said of a list with its year, because lists change", () => {
  expect(measureSchema.safeParse(definition).error?.issues.map(({ path }) => path.join("."))).toEqual(["population"]);
  expect(measureSchema.safeParse({ ...definition, population: "31 health and social care partnerships, November 2024" }).success).toBe(true);
});

describe("T13, requirement 19: an official statistic", () => {
  const typed = (changes: Record<string, string> = {}) => ({
    id: newId(), measure: "camhs-within-18-weeks", value: "84.1", value_to: "", exact_value: "", rounded_to: "", qualifier: "", basis: "stated", period_from: "2024-04-01", period_to: "2024-06-30", as_at: "2024-09-03", evidence_class: "C",
    released_on: "2024-09-03", source: "", ...changes,
  });
  const withSource = async (changes: Record<string, string> = {}) => typed({ source: (await test.db.selectFrom("source").select("code").limit(1).executeTakeFirstOrThrow()).code, ...changes });

  it("is recorded with the day of its release; without one, or with one on another kind of figure, it is not", async () => {
    expect(observationSchema.safeParse(await withSource({ released_on: "" })).error?.issues[0]?.path).toEqual(["released_on"]);
    expect(observationSchema.safeParse(await withSource({ evidence_class: "B" })).error?.issues[0]?.path).toEqual(["released_on"]);
    await recordObservation(await official(test.db), "2023-2025", "6.1", observationSchema.parse(await withSource()));
    const shown = (await observationsForAction(test.db, await action("6.1"), now)).flatMap(({ observations }) => observations);
    expect(shown.find(({ value }) => value === 84.1)).toMatchObject({ released_on: "2024-09-03", origin: "asserted", as_at: "2024-09-03" });
  });

  it("is held nowhere before its release", async () => {
    const tomorrow = addDays(londonDay(now), 1);
    const before = (await figures()).length;
    const early = observationSchema.parse(await withSource({ released_on: tomorrow, value: "99.9" }));
    await expect(recordObservation(await official(test.db), "2023-2025", "6.1", early)).rejects.toMatchObject({ constructor: Invalid, fields: { released_on: expect.stringContaining("not been released") as string } });
    expect((await figures()).length).toBe(before);
  });

  it("is revised beside what was released first: 4,374 started, later 4,377, both stay", async () => {
    const context = await official(test.db);
    const first = await recordObservation(context, "2023-2025", "6.1", observationSchema.parse(await withSource({ measure: "another", measure_title: "Children and young people who started treatment", measure_unit: "children and young people", measure_kind: "count-people", value: "4,374" })));
    const { code } = await test.db.selectFrom("observation").innerJoin("measure", "measure.id", "observation.measure_id").select("measure.code").where("observation.id", "=", first).executeTakeFirstOrThrow();
    await correctObservation(context, first, observationSchema.parse(await withSource({ measure: code, value: "4,377", released_on: "2024-12-03", as_at: "2024-12-03" })), "Revised at the next release");
    const shown = (await observationsForAction(test.db, await action("6.1"), now)).find(({ id }) => id === code)!.observations;
    expect(shown.map(({ value, released_on, corrected }) => [value, released_on, corrected?.reason ?? null])).toEqual([[4_374, "2024-09-03", "Revised at the next release"], [4_377, "2024-12-03", null]]);
  });
});
