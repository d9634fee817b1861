import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionPage } from "#app/domain/figures/action-page.server.ts";
import { correctObservation, recordDifference, recordObservation } from "#app/domain/figures/change.server.ts";
import { measureSchema, gapsSchema } from "#app/domain/figures/define-model.ts";
import { completeMeasure, defineMeasure, getMeasure, outcomesWithMetrics } from "#app/domain/figures/define.server.ts";
import { countFigures } from "#app/domain/figures/measures.server.ts";
import { observationSchema } from "#app/domain/figures/observation-model.ts";
import { Conflict, Invalid, NotAllowed, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { aPlan, official, publisher, type BoardWorld } from "./world.ts";

let test: TestDatabase;
let world: BoardWorld;
beforeAll(async () => {
  test = await testDatabase();
  world = await aPlan(test.db);
  await test.db.insertInto("source").values([{ id: newId(), code: "first", title: "First report" }, { id: newId(), code: "second", title: "Second report" }]).execute();
});
afterAll(() => test.close());

const definition = {
  title: "People at sessions", unit: "people", kind: "count-people", result_type: "output", definition: "Each person once for each session.", population: "Adults", geography: "All 32 council areas",
  period_basis: "A financial year", origin: "asserted", fund: "", computed_code: "", actions: "1.1", outcomes: ["1"],
};
const define = async (changes: Record<string, unknown> = {}) => defineMeasure(await official(test.db), "2023-2025", measureSchema.parse({ ...definition, ...changes }));
const complaints = (changes: Record<string, unknown>) => {
  const result = measureSchema.safeParse({ ...definition, ...changes });
  return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => path.join(".")))];
};
const typed = (changes: Record<string, string> = {}) => ({
  id: newId(), measure: "m", value: "83,000", value_to: "", exact_value: "82,938", rounded_to: "", qualifier: "", basis: "stated", period_from: "2023-07-01", period_to: "2024-03-31", as_at: "2024-03-31",
  evidence_class: "B", source: "first", ...changes,
});

describe("defining a measure (requirements 13 and 25)", () => {
  it("keeps what is counted, of whom, where, on what basis, and its links to actions and outcomes", async () => {
    const code = await define();
    expect(await getMeasure(test.db, world.plan, code)).toMatchObject({ result_type: "output", population: "Adults", geography: "All 32 council areas", period_basis: "A financial year", computed_from: null, actions: [{ ref: "1.1" }], outcomes: [{ number: 1 }] });
    await expect(defineMeasure(await publisher(test.db), "2023-2025", measureSchema.parse(definition))).rejects.toBeInstanceOf(NotAllowed);
    await expect(define({ actions: "9.9" })).rejects.toBeInstanceOf(Invalid);
    await expect(define({ outcomes: ["12"] })).rejects.toBeInstanceOf(Invalid);
  });

  it.each([
    [{ definition: "" }, ["definition"]],
    [{ population: "", geography: "", period_basis: "" }, ["population", "geography", "period_basis"]],
    [{ result_type: "effect" }, ["result_type"]],
    [{ origin: "award-counts" }, ["fund", "computed_code"]],
    [{ origin: "award-counts", fund: "f", computed_code: "awards", result_type: "population-metric" }, ["result_type"]],
    [{ origin: "asserted", computed_code: "awards" }, ["computed_code"]],
  ])("refuses a half-filled or contradictory one: %j", (changes, fields) => expect(complaints(changes)).toEqual(fields));

  it("refuses to compute what nobody counts", async () => {
    await expect(define({ origin: "award-counts", fund: "nowhere", computed_code: "awards" })).rejects.toMatchObject({ fields: { fund: expect.any(String) } });
    const { a } = await import("#tests/support/factories.ts");
    const fund = await a.fund(test.db);
    await expect(define({ origin: "award-counts", fund: fund.code, computed_code: "focus-group/nobody" })).rejects.toMatchObject({ fields: { computed_code: expect.any(String) } });
    expect(await getMeasure(test.db, world.plan, await define({ origin: "award-counts", fund: fund.code, computed_code: "organisations" }))).toMatchObject({ computed_from: "award-counts", computed_code: "organisations", fund: fund.title });
  });

  it("fills in gaps and links anew, and never changes what figures rest on", async () => {
    const code = await define();
    const official_ = await official(test.db);
    await completeMeasure(official_, "2023-2025", code, gapsSchema.parse({ actions: "1.2", outcomes: [] }));
    expect(await getMeasure(test.db, world.plan, code)).toMatchObject({ definition: definition.definition, actions: [{ ref: "1.2" }], outcomes: [] });
    await expect(completeMeasure(official_, "2023-2025", code, gapsSchema.parse({ definition: "Something else" }))).rejects.toBeInstanceOf(WrongState);
    await expect(completeMeasure(official_, "2023-2025", code, gapsSchema.parse({ result_type: "outcome" }))).rejects.toBeInstanceOf(WrongState);
    await expect(completeMeasure(official_, "2023-2025", "no-such", gapsSchema.parse({}))).rejects.toBeInstanceOf(NotFound);
  });

  it("says which outcomes have a population metric and which have none", async () => {
    expect(await outcomesWithMetrics(test.db, world.plan)).toMatchObject([{ number: 1, metrics: [] }]);
    const code = await define({ result_type: "population-metric", title: "Mean wellbeing score", kind: "mean" });
    expect(await outcomesWithMetrics(test.db, world.plan)).toMatchObject([{ number: 1, metrics: [{ code }] }]);
  });
});

describe("a figure with its exact value (requirements 14 and 15)", () => {
  it("derives the word, keeps both numbers and the step, and refuses a false word and a missing as-at date", async () => {
    const code = await define();
    expect(observationSchema.parse(typed({ measure: code }))).toMatchObject({ qualifier: "almost", exact_value: 82_938, rounded_to: 1_000 });
    for (const qualifier of ["over", "at least", "more than"]) expect(observationSchema.safeParse(typed({ measure: code, qualifier })).success).toBe(false);
    expect(observationSchema.safeParse(typed({ measure: code, exact_value: "83,000", qualifier: "almost" })).success).toBe(false);
    expect(observationSchema.safeParse(typed({ measure: code, as_at: "" })).success).toBe(false);
    const id = await recordObservation(await official(test.db), "2023-2025", "1.1", observationSchema.parse(typed({ measure: code })));
    expect(await test.db.selectFrom("observation").select(["value", "exact_value", "rounded_to", "qualifier", "comparator"]).where("id", "=", id).executeTakeFirst()).toEqual({ value: 83_000, exact_value: 82_938, rounded_to: 1_000, qualifier: "almost", comparator: "lt" });
  });

  it("keeps the source's word as asserted where the exact value is not known", () => {
    expect(observationSchema.parse(typed({ exact_value: "", qualifier: "just under", value: "520" }))).toMatchObject({ qualifier: "just under", exact_value: null, rounded_to: null });
  });

  it("has an as-at date in the database too when somebody recorded it here", async () => {
    const { recorded_by, ...row } = await test.db.selectFrom("observation").selectAll().limit(1).executeTakeFirstOrThrow();
    expect(recorded_by).not.toBeNull();
    await expect(test.db.insertInto("observation").values({ ...row, id: newId(), recorded_by, as_at: null }).execute()).rejects.toThrow(/observation_recorded_with_as_at/);
  });
});

describe("a correction (requirement 26)", () => {
  it("stands beside the old figure with its reason, under the same actions; the old one is never overwritten and counts no more", async () => {
    const code = await define();
    const context = await official(test.db);
    const old = await recordObservation(context, "2023-2025", "1.1", observationSchema.parse(typed({ measure: code, other_actions: "1.2" })));
    const before = (await countFigures(test.db, world.plan)).byAction.get(world.ids["strategic 1.2"]!);
    const id = await correctObservation(context, old, observationSchema.parse(typed({ measure: code, value: "84,000", exact_value: "83,950", source: "second" })), "A late return came in");
    const shown = (await actionPage(test.db, undefined, "1.2", new Date())).measures.find((one) => one.id === code)!.observations;
    expect(shown.find((one) => one.id === old)).toMatchObject({ value: 83_000, corrected: { reason: "A late return came in" }, source: { title: "First report" } });
    expect(shown.find((one) => one.id === id)).toMatchObject({ value: 84_000, qualifier: "almost", corrected: null, shared_with: ["1.1"], source: { title: "Second report" } });
    expect((await countFigures(test.db, world.plan)).byAction.get(world.ids["strategic 1.2"]!)).toBe(before);
    await expect(correctObservation(context, old, observationSchema.parse(typed({ measure: code })), "Again")).rejects.toBeInstanceOf(Conflict);
    await expect(correctObservation(await publisher(test.db), id, observationSchema.parse(typed({ measure: code })), "Mine")).rejects.toBeInstanceOf(NotAllowed);
    await expect(correctObservation(context, newId(), observationSchema.parse(typed({ measure: code })), "None")).rejects.toBeInstanceOf(NotFound);
    await expect(test.db.updateTable("observation").set({ value: 1 }).where("id", "=", old).execute()).rejects.toThrow(/never changed/);
    await expect(test.db.deleteFrom("observation").where("id", "=", old).execute()).rejects.toThrow(/never changed|foreign key/);
  });
});

describe("a publication that prints another number (requirement 17)", () => {
  it("is kept beside ours with its note, and ours stays", async () => {
    const code = await define();
    const context = await official(test.db);
    const id = await recordObservation(context, "2023-2025", "1.1", observationSchema.parse(typed({ measure: code, value: "66", exact_value: "66" })));
    await recordDifference(context, id, { published_value: 69, source: "second", source_ref: "page 1", note: "29 is printed for 26." });
    const figure = (await actionPage(test.db, undefined, "1.1", new Date())).measures.flatMap(({ observations }) => observations).find((one) => one.id === id);
    expect(figure).toMatchObject({ value: 66, differences: [{ value: 69, note: "29 is printed for 26.", source: "Second report" }] });
    await expect(recordDifference(context, id, { published_value: 66, source: "second", source_ref: "", note: "Same" })).rejects.toBeInstanceOf(Invalid);
    await expect(recordDifference(await publisher(test.db), id, { published_value: 70, source: "second", source_ref: "", note: "Mine" })).rejects.toBeInstanceOf(NotAllowed);
  });
});
